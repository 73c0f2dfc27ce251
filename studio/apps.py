"""The studio as an app of Django: its folder is made when it starts, not when its settings are read."""

from django.apps import AppConfig
from django.conf import settings


class StudioConfig(AppConfig):
    name = "studio"
    default_auto_field = settings.DEFAULT_AUTO_FIELD

    def ready(self) -> None:
        settings.RUN.mkdir(mode=0o700, parents=True, exist_ok=True)
