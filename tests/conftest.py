"""What all tests share: no file stays behind, and no weights are at hand but where a test needs them."""

from pathlib import Path

import pytest

from sunmask.fetching import FOLDER


@pytest.fixture(autouse=True)
def without_weights(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The language model that was fetched takes seconds to load, and may not be there."""
    if not request.node.get_closest_marker("weights"):
        monkeypatch.setenv(FOLDER, str(tmp_path_factory.getbasetemp() / "no weights"))


def pytest_unconfigure(config: pytest.Config) -> None:
    """SQLite leaves two files beside a database that was removed while a thread had it open."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if name := database.get("TEST", {}).get("NAME"):
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink(missing_ok=True)
