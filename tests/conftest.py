"""What all tests share: no file stays behind."""

from pathlib import Path

import pytest


def pytest_unconfigure(config: pytest.Config) -> None:
    """SQLite leaves two files beside a database that was removed while a thread had it open."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if name := database.get("TEST", {}).get("NAME"):
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink(missing_ok=True)
