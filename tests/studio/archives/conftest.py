"""What takes most of the time of most tests: where an archive is tried, and one with some of everything."""

import pytest
from django.db import transaction

from studio.archives import importing, trial
from tests.studio.archives.samples import export, fill
from tests.studio.workshop import make_workshop


@pytest.fixture
def tried_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial of an upload runs in this process: what is asked is not whether a child does it."""
    monkeypatch.setattr(importing, "check_in_child", lambda file, timeout_s: trial.check(file))


@pytest.fixture(scope="session")
def kept() -> list[bytes]:
    return []


@pytest.fixture
def archive(kept: list[bytes], db: None, text_checkpoint: str) -> bytes:
    """Some of everything, of a server that is no more; made once."""
    if not kept:
        with transaction.atomic():
            workshop = make_workshop()
            fill(workshop)
            kept.append(export(workshop.owner, workshop.project))
            transaction.set_rollback(True)
    return kept[0]
