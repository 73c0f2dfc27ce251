"""Checks of what people send with a generation: settings, checkpoint, pace, plan; and whether it is over."""

import secrets
from typing import Any

from studio import limits
from studio.errors import StudioError, invalid
from studio.models import Generation, GenerationState
from studio.protocol import Pace
from sunmask.kinds import UnknownKindError
from sunmask.kinds.settings import settings_of
from sunmask.models import cards

MAX_SEED = 2**53 - 1
"""The greatest whole number that JSON carries exactly in every browser."""
OVER = (GenerationState.DONE, GenerationState.STOPPED, GenerationState.FAILED)


def checked_settings(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    """All settings by name, the kind's defaults filled in. Raises StudioError 422 where they cannot be, and
    UnknownKindError for a kind that is not installed."""
    try:
        return settings_of(kind, settings).to_json()
    except UnknownKindError:
        raise
    except ValueError as error:
        raise invalid(f"These settings cannot be used: {error}.") from None


def checked_card(kind: str, name: str | None) -> cards.Card:
    """The card of a checkpoint for a kind of canvas, without a name the default one's.

    Raises StudioError 422."""
    try:
        card = cards.default_card(kind) if name is None else cards.card_named(name)
    except ValueError as error:
        raise invalid(f"There is no such checkpoint: {error}.") from None
    if card.refusal:
        raise invalid(f"The checkpoint {card.name} cannot be used. {card.refusal}")
    if card.kind != kind:
        raise invalid(f"The checkpoint {card.name} is for canvases of kind {card.kind}, and this is {kind}.")
    return card


def checked_seed(seed: int | None) -> int:
    """The seed itself, a new one where none is given. Raises StudioError 422 for one that cannot be."""
    if seed is None:
        return secrets.randbelow(MAX_SEED + 1)
    if not 0 <= seed <= MAX_SEED:
        raise invalid(f"Expected a seed from 0 to {MAX_SEED}, got {seed}.")
    return seed


def require_within(number: int, least: int, most: int, what: str) -> None:
    """Raise StudioError 422 for a number of `what` ("candidates") outside `least` to `most`."""
    if not least <= number <= most:
        raise invalid(f"Expected {least} to {most} {what}, got {number}.")


def require_num_candidates(num_candidates: int) -> None:
    """Raise StudioError 422 for no candidates, or more than one generation may have."""
    require_within(num_candidates, 1, limits.CANDIDATES, "candidates")


def require_room_for_another(
    num: int, most: int, code: str, sentence: str, *, retry_after_s: int | None = None
) -> None:
    """Raise StudioError where there are `most` already: 429 where waiting helps, 409 where it does not.

    sentence: what a person reads, with {num} and {most} where these belong.
    """
    if num >= most:
        status = 409 if retry_after_s is None else 429
        message = sentence.format(num=num, most=most)
        raise StudioError(code, status, message, retry_after_s=retry_after_s)


def checked_pace(pace: Pace) -> Pace:
    """The pace itself. Raises StudioError 422 for a limited one that does not say its limit."""
    if pace.mode == "limited" and pace.steps_per_second is None:
        raise invalid("A limited pace needs steps_per_second from 0.2 to 50.")
    return pace


def checked_plan(rows: list[list[Any]] | None, present: list[list[Any]], values: tuple, name: str) -> Any:
    """States or pins for a branch, the `present` ones where none are given. Raises StudioError 422 where the
    shape differs or a value is not one of `values`."""
    if rows is None:
        return present
    shape, expected = [len(row) for row in rows], [len(row) for row in present]
    if shape != expected:
        raise invalid(
            f"Expected the {name} of a branch as {len(expected)} rows of {expected[0]} cells, "
            "like those of its parent."
        )
    if any(value not in values for row in rows for value in row):
        raise invalid(f"Expected the {name} of a cell as one of {', '.join(map(str, values))}.")
    return rows


def require_open(generation: Generation) -> None:
    """Raise StudioError 409 where a generation is over."""
    if generation.state in OVER:
        raise StudioError(
            "is_over",
            409,
            f"Generation {generation.number} is {generation.state} and cannot be changed. "
            "Branch from one of its steps.",
        )
