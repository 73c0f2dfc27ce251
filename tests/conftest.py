"""What all tests share: no file stays behind, and no weights are at hand but where a test needs them."""

from pathlib import Path

import pytest

from sunmask.fetching import FOLDER

LONG_FILES = (
    "studio/upgrades/test_upgrades.py",
    "sunmask/text/sampling/test_fluent_chain.py",
    "studio/test_permissions.py",
    "sunmask/chorale/notation/importing/test_hostile_files.py",
    "studio/archives/test_hostile_archives.py",
    "studio/test_migrations.py",
    "worker/test_engine.py",
    "worker/test_acts.py",
    "studio/archives/test_archives.py",
    "sunmask/chorale/notation/test_round_trips.py",
    "studio/archives/test_child.py",
    "worker/test_steering.py",
    "sunmask/lab/training/test_train.py",
    "worker/test_full_projects.py",
    "e2e/test_typed_words.py",
    "e2e/test_text_writing.py",
    "e2e/test_writing.py",
    "e2e/test_chords.py",
    "e2e/test_repair.py",
    "e2e/test_every_size.py",
)
"""They come first. Where files go side by side, one process would else be at one of them when the others have
nothing left to do."""


def pytest_configure(config: pytest.Config) -> None:
    """What these tests lose at a power cut nobody misses, and to wait for the disk takes longer than most."""
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    if "init_command" in options:
        options["init_command"] += "PRAGMA synchronous=OFF;"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = Path(__file__).parent
    turn = {tests / name: number for number, name in enumerate(LONG_FILES)}
    assert all(file.is_file() for file in turn), "LONG_FILES names a file that is not there"
    items.sort(key=lambda item: turn.get(item.path, len(turn)))


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
