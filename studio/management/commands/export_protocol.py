"""`manage.py export_protocol`: the JSON Schema from which `frontend/src/protocol.ts` is generated."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from studio.web import protocol_page


class Command(BaseCommand):
    help = "Write the JSON Schema of every message, row and HTTP body to the standard output."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(protocol_page.schema(), indent=2))
