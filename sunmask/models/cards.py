"""Cards of checkpoints: JSON beside the weights, readable without torch.

A checkpoint is a folder with card.json, which has at least kind, title and sha256 (of the weights). Some
ship with the package; SUNMASK_CHECKPOINTS names more folders, each a checkpoint or a folder of them.
"""

import json
import logging
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from sunmask.environment import environment
from sunmask.kinds.registry import codec

logger = logging.getLogger(__name__)
SHIPPED = Path(__file__).parents[1] / "shipped"


@dataclass(frozen=True)
class Card:
    """The card of a checkpoint: `figures` are measurements by name, `folder` holds its files.

    family, recipe: how it was trained, empty where the card does not say. refusal: a sentence that says why
    it cannot be used here, "" where it can."""

    name: str
    kind: str
    title: str
    sha256: str
    is_default: bool = False
    family: str = ""
    recipe: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    folder: Path = SHIPPED
    refusal: str = ""


@cache
def cards() -> tuple[Card, ...]:
    """The cards of all checkpoints, the shipped ones first. Of two with the same name only the first is
    taken.

    Raises ValueError for a shipped card without a required entry; any other card that cannot be read is left
    out.
    """
    found: dict[str, Card] = {}
    for path in _paths():
        try:
            card = _read(path)
        except ValueError as error:
            if path.is_relative_to(SHIPPED):
                raise
            logger.error("%s is no card of a checkpoint and is left out: %s", path, error)
            continue
        if card.name in found:
            logger.error("%s has the name of another checkpoint and is left out", path.parent)
        found.setdefault(card.name, card)
    return tuple(found.values())


def _paths() -> list[Path]:
    paths = sorted(SHIPPED.glob("*/card.json"))
    for folder in environment().checkpoints:
        here = (
            [folder / "card.json"] if (folder / "card.json").is_file() else sorted(folder.glob("*/card.json"))
        )
        if not here:
            logger.warning("SUNMASK_CHECKPOINTS names %s, which holds no checkpoint", folder)
        paths += here
    return paths


def _read(path: Path) -> Card:
    values = json.loads(path.read_text())
    if not isinstance(values, dict):
        raise ValueError(f"expected an object in {path}, got {values!r:.40}")
    try:
        return Card(
            name=path.parent.name,
            kind=values["kind"],
            title=values["title"],
            sha256=values["sha256"],
            is_default=bool(values.get("is_default", False)),
            family=values.get("family", ""),
            recipe=values.get("recipe", {}),
            figures=values.get("figures", {}),
            folder=path.parent,
            refusal=_refusal(values),
        )
    except KeyError as missing:
        raise ValueError(f"expected {missing} in {path}") from missing


def _refusal(values: dict[str, Any]) -> str:
    try:
        fingerprint = codec(values["kind"]).fingerprint
    except ValueError:
        return f"It is for canvases of kind {values['kind']!r:.60}, which this studio does not know."
    if values.get("fingerprint") != fingerprint:
        return "It was trained with other symbols than this version's. Train or fetch another."
    return ""


def card_named(name: str) -> Card:
    """The card of a checkpoint by its name. Raises ValueError where there is none of that name."""
    for card in cards():
        if card.name == name:
            return card
    raise ValueError(f"expected a checkpoint of {', '.join(card.name for card in cards())}, got {name!r:.60}")


def default_card(kind: str) -> Card:
    """The default checkpoint of a kind. Raises ValueError where that kind has none that can be used."""
    usable = (card for card in cards() if card.kind == kind and not card.refusal)
    of_kind = sorted(usable, key=lambda card: not card.is_default)
    if not of_kind:
        raise ValueError(f"expected a checkpoint for canvases of kind {kind!r:.60}, found none")
    return of_kind[0]
