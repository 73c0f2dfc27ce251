"""A receiver to which the operator lets webhooks send."""

from collections.abc import Iterator

import pytest

from tests.studio.services.webhooks.receiver import Receiver


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    made = Receiver()
    monkeypatch.setenv("SUNMASK_WEBHOOK_HOSTS", made.host)
    yield made
    made.go()
