"""`manage.py sign_in_link`: print a link that signs a person in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from studio import addresses
from studio.models import User
from studio.services.people import accounts


class Command(BaseCommand):
    help = "Print a link that signs a person in, once, within 12 hours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--user", default="ana", help="the name of the person (default: ana, of the demo)"
        )
        parser.add_argument(
            "--base-url", default=settings.ORIGINS[0], help="scheme, host and port of the studio"
        )

    def handle(self, *args: Any, user: str, base_url: str, **options: Any) -> None:
        person = User.objects.filter(username__iexact=user, is_active=True).first()
        if person is None:
            names = ", ".join(User.objects.values_list("username", flat=True)[:10]) or "nobody yet"
            raise CommandError(f'There is nobody with the name "{user}". Choose one of: {names}.')
        token = accounts.make_sign_in_link(user=person)
        self.stdout.write(f"{base_url.rstrip('/')}{addresses.page(f'sign-in/{token}')}")
