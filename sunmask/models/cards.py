"""Cards of the models that ship: JSON beside the weights, readable without torch.

`shipped/<name>/card.json` says at least kind, title, sha256 (of the weights), is_default, figures.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parents[1] / "shipped"


@dataclass(frozen=True)
class Card:
    """What is told of a checkpoint; `figures` are measurements by name, `folder` holds its files."""

    name: str
    kind: str
    title: str
    sha256: str
    is_default: bool = False
    figures: dict[str, Any] = field(default_factory=dict)
    folder: Path = SHIPPED


@cache
def cards() -> tuple[Card, ...]:
    """The cards of all shipped checkpoints by name. Raises ValueError for a card that lacks a word."""
    return tuple(_read(path) for path in sorted(SHIPPED.glob("*/card.json")))


def _read(path: Path) -> Card:
    values = json.loads(path.read_text())
    try:
        return Card(
            name=path.parent.name,
            kind=values["kind"],
            title=values["title"],
            sha256=values["sha256"],
            is_default=bool(values.get("is_default", False)),
            figures=values.get("figures", {}),
            folder=path.parent,
        )
    except KeyError as missing:
        raise ValueError(f"expected {missing} in {path}") from missing


def card_named(name: str) -> Card:
    """Raises ValueError where no checkpoint of that name ships."""
    for card in cards():
        if card.name == name:
            return card
    raise ValueError(f"expected a checkpoint of {', '.join(card.name for card in cards())}, got {name!r:.60}")


def default_card(kind: str) -> Card:
    """The checkpoint that is taken where nobody chose. Raises ValueError where none of that kind ships."""
    of_kind = sorted((card for card in cards() if card.kind == kind), key=lambda card: not card.is_default)
    if not of_kind:
        raise ValueError(f"expected a checkpoint for canvases of kind {kind!r:.60} in {SHIPPED}, found none")
    return of_kind[0]
