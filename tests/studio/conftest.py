"""Fixtures that studio tests share: a project with everybody in it, and a checkpoint to choose."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio import limits
from studio.services.upkeep import storage_used
from sunmask.kinds.registry import codec
from sunmask.models import cards
from tests.studio.workshop import Workshop, make_workshop


@pytest.fixture(autouse=True)
def nothing_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test pays for what another one used up."""
    monkeypatch.setattr(limits, "in_memory", limits.Window())
    storage_used.gauge.forget()


def write_card(folder: Path, kind: str, digit: str) -> None:
    card = {"kind": kind, "title": "For tests", "sha256": digit * 64, "is_default": True}
    card |= {"fingerprint": codec(kind).fingerprint}
    (folder / "card.json").write_text(json.dumps(card))


@pytest.fixture
def checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The one checkpoint that these tests know of, whatever ships."""
    folder = tmp_path / "shipped" / "test-chorale"
    folder.mkdir(parents=True)
    write_card(folder, "chorale", "0")
    monkeypatch.setattr(cards, "SHIPPED", folder.parent)
    cards.cards.cache_clear()
    yield folder.name
    cards.cards.cache_clear()


@pytest.fixture
def text_checkpoint(checkpoint: str) -> str:
    """A checkpoint for texts beside the one for chorales."""
    folder = cards.SHIPPED / "test-text"
    folder.mkdir()
    write_card(folder, "text", "1")
    cards.cards.cache_clear()
    return folder.name


@pytest.fixture
def workshop(db: None, checkpoint: str) -> Workshop:
    return make_workshop()
