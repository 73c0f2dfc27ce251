"""`manage.py prune`: let go of what is not kept for ever; `--dry-run` says what that would be."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from studio.services.upkeep import pruning


class Command(BaseCommand):
    help = "Let go of what is too old: steps that nobody kept, what lies in the bin, old events and sessions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        counts = pruning.due() if dry_run else pruning.prune()
        for name, count in counts.items():
            self.stdout.write(f"{count:8d}  {name}")
