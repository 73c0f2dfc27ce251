"""Scores of what a browser shows: made from its symbols, remembered by content."""

import json
import logging
from collections import OrderedDict
from typing import Any

import numpy as np

from studio import limits
from studio.bodies import ScoreInView
from studio.errors import StudioError, invalid
from sunmask.kinds import kinds, registry
from sunmask.kinds.children.engraver import Engraver

logger = logging.getLogger(__name__)

REMEMBERED = 32
"""Scores, so that all who follow a run or flip between candidates share one engraving: 0.1 to 1 MB each."""
PAGE = {"width", "height", "view", "line_starts", "first_lines"}
"""How it is drawn, of what is sent."""
ANY_WIDTH = 100
"""Of one line of music, which is as wide as it comes out."""
_engraver = Engraver()
_remembered: OrderedDict[str, list[str]] = OrderedDict()
"""Pages by their request, the last request last."""


def engrave(kind: str, score: ScoreInView) -> list[str]:
    """The score as pages of SVG; where the first lines are requested and the whole is at hand, the whole.

    What is not valid in meta and marks is left out or clamped, as in documents. Raises StudioError 422 for
    a kind that has no score, for symbols that are no grid, for too many of them, for the width, height or
    view, and where it takes too long.
    """
    codec = registry.codec(kind)
    if not codec.is_engraved:
        raise StudioError(
            "not_engraved", 422, "A canvas of this kind has no score. Only music can be engraved."
        )
    marks = {(row, column): mark for row, column, mark in score.marks}
    try:
        content = codec.content(score.symbols, score.meta, marks)
        num_units = len(np.unique(codec.units(content)))
        if num_units > limits.ENGRAVED_UNITS:
            raise StudioError(
                "too_long",
                422,
                f"A score shows up to {limits.ENGRAVED_UNITS:,} notes and rests; this one has {num_units:,}. "
                "The roll shows all of them.",
            )
        content_json = json.dumps(content, sort_keys=True)
        page = score.model_dump(include=PAGE)
        if score.first_lines is not None:
            whole = _remembered.get(_key(kind, content_json, page | {"first_lines": None}))
            if whole is not None:
                return whole
        return _engraved(kind, content_json, page)
    except ValueError as error:
        raise invalid(f"This cannot be engraved: {error}.") from error
    except TimeoutError as error:
        raise StudioError(
            "too_demanding", 422, "This takes too long to engrave. Use the roll instead."
        ) from error


def engrave_part(kind: str, content: Any, view: str) -> list[str]:
    """A view of a content, such as one voice alone, as one line of music. Raises StudioError 422 for a view
    that is not there, and where it takes too long."""
    page = {"width": ANY_WIDTH, "view": view, "is_line": True}
    try:
        return _engraved(kind, json.dumps(content, sort_keys=True), page)
    except ValueError as error:
        raise invalid(f"This cannot be engraved: {error}.") from error
    except TimeoutError as error:
        raise StudioError(
            "too_demanding", 422, "This takes too long to engrave. Listen to it instead."
        ) from error


def get_ready() -> None:
    """Before somebody waits for a score; one that does not come is only logged."""
    for name, kind in kinds().items():
        if kind.codec.is_engraved:
            try:
                _engraver.get_ready(name)
            except (ValueError, TimeoutError):
                logger.exception("the engraver is not ready")


def _engraved(kind: str, content: str, page: dict[str, Any]) -> list[str]:
    key = _key(kind, content, page)
    pages = _remembered.pop(key, None) or _engraver.engrave(kind, json.loads(content), **page)
    _remembered[key] = pages  # at the end: the first is the one whose last request is the oldest
    while len(_remembered) > REMEMBERED:
        _remembered.popitem(last=False)
    return pages


def _key(kind: str, content: str, page: dict[str, Any]) -> str:
    return json.dumps([kind, content, page], sort_keys=True)
