"""Where an archive is tried, which costs more than all else of most tests."""

import pytest

from studio.archives import importing, trial


@pytest.fixture
def tried_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial of an upload runs in this process: what is asked is not whether a child does it."""
    monkeypatch.setattr(importing, "check_in_child", lambda file, timeout_s: trial.check(file))
