"""Generations that mend takes: repair (the cells of its faults) and splice (the seam between two takes)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from studio import events, limits
from studio.bodies import NewGeneration
from studio.errors import StudioError, invalid
from studio.models import Canvas, Generation, Purpose, Take, User
from studio.protocol import Frozen
from studio.reads.runs import acts, authorship
from studio.reads.runs.steps import content_of_take
from studio.services.collection import takes
from studio.services.runs import generations
from studio.services.runs.claims import call_workers_on_commit, publish_generation
from studio.services.upkeep.checks import checked_card, checked_settings, require_within
from sunmask.kinds import registry
from sunmask.kinds.grade import CellFault
from sunmask.kinds.repair_cells import least_cells, settings_to_repair, states_to_repair, widened
from sunmask.method.cells import CellState, plan_from_states


def take_to_repair(*, generation: Generation, user: User, candidate: int, step: int) -> Take:
    """The take of a candidate at a step; the candidate is kept if it was not yet."""
    kept = Take.objects.filter(generation=generation, candidate=candidate, step=step, binned_at=None).first()
    return kept or takes.keep(
        generation=generation, user=user, candidate=candidate, step=step, note="to repair"
    )


def repair(*, take: Take, user: User, num_variants: int, wider: int = 0) -> Generation:
    """Queue variants of a take in which the least set of cells with faults is composed anew.

    wider: that many more seams of the kind (a beat, three words) on each side. What was held when the take
    was made is never changed. Raises StudioError 409 where there is nothing to repair,
    503 where the take has no grade yet.
    """
    require_within(num_variants, 1, limits.VARIANTS, "variants")
    by = wider * registry.codec(take.canvas.kind).seam
    require_within(by, 0, limits.SEAM, "columns on each side of the faults")
    faults = _faults_of(take)
    content = content_of_take(take)
    plan = plan_from_states(*map(np.array, acts.painted_at(take.generation, take.candidate, take.step)))
    cells = least_cells(content, [CellFault(**fault) for fault in faults], plan.hold)
    if not cells:
        what = "has no faults" if not faults else "has faults only in cells that are kept"
        raise StudioError("nothing_to_repair", 409, f"This take {what}, so there is nothing to repair.")
    if by > 0:
        cells = widened(content, cells, by, plan.hold)
    states, pins = states_to_repair(plan.shape, cells)
    return _mend(
        canvas=take.canvas,
        user=user,
        first=take,
        frozen=_frozen(take, content, states, pins, _authors_of(take)),
        num_candidates=num_variants,
        purpose=Purpose.REPAIR,
        sources=[take],
    )


def splice(
    *,
    canvas: Canvas,
    user: User,
    first: Take,
    second: Take,
    columns: Sequence[tuple[int, int]],
    seam: int | None,
    num_variants: int,
) -> Generation:
    """Queue variants of `second` with some columns of `first`, in which the seams are composed anew.

    columns: first and last column of each span that comes from `first`. seam: columns on each side of a
    border (default the codec's). What both takes held alike stays. Raises StudioError 422 for takes that
    do not fit each other, or columns that are not there.
    """
    require_within(num_variants, 1, limits.VARIANTS, "variants")
    if second.canvas_id != canvas.pk:
        raise invalid("The second take belongs to another canvas. Choose one from this canvas.")
    codec = registry.codec(canvas.kind)
    contents = [content_of_take(take) for take in (first, second)]
    _require_alike(first, second, contents)
    num_rows = codec.rows(contents[0]["meta"])
    grids = [np.array(take.symbols, dtype=object).reshape(num_rows, -1) for take in (first, second)]
    is_first = _chosen(columns, grids[0].shape[1])
    seam = codec.seam if seam is None else seam
    require_within(seam, 0, limits.SEAM, "columns on each side of a seam")
    symbols = np.where(is_first, *grids)
    content = codec.with_symbols(contents[1], np.array(symbols.tolist()))
    holds = [
        plan_from_states(*map(np.array, acts.painted_at(take.generation, take.candidate, take.step))).hold
        for take in (first, second)
    ]
    is_held_alike = holds[0] & holds[1] & (grids[0] == grids[1])
    is_open = _seams(is_first, seam) & ~is_held_alike
    states = np.where(is_open, int(CellState.RENOISABLE), int(CellState.UNMASKED))
    return _mend(
        canvas=canvas,
        user=user,
        first=second,
        frozen=_frozen(
            second,
            content,
            states.tolist(),
            (~is_open).tolist(),
            np.where(is_first, _authors_of(first), _authors_of(second)),
        ),
        num_candidates=num_variants,
        purpose=Purpose.SPLICE,
        sources=[first, second],
    )


def _frozen(
    take: Take,
    content: dict[str, Any],
    states: list[list[int]],
    pins: list[list[bool]],
    authors: np.ndarray,
) -> Frozen:
    """The frozen canvas that a generation begins from, with the columns of `take`."""
    columns = take.generation.frozen["columns"]
    return Frozen(columns=columns, states=states, pins=pins, authors=authors.tolist(), content=content)


def _mend(
    *,
    canvas: Canvas,
    user: User,
    first: Take,
    frozen: Frozen,
    num_candidates: int,
    purpose: str,
    sources: Sequence[Take],
) -> Generation:
    """Queue a generation from what is frozen; settings and checkpoint are those of `first`."""
    made_by = first.generation
    settings = settings_to_repair(canvas.kind, made_by.settings)
    with events.atomic():
        generation = generations.create(
            canvas=canvas,
            user=user,
            request=NewGeneration(
                settings=checked_settings(canvas.kind, settings), num_candidates=num_candidates
            ),
            checkpoint=checked_card(canvas.kind, made_by.checkpoint),
            frozen=frozen,
            purpose=purpose,
            sources=[str(take.pk) for take in sources],
        )
        publish_generation(generation.pk)
        call_workers_on_commit()
    return generation


def _authors_of(take: Take) -> np.ndarray:
    authors = authorship.authors_of(take.generation, take.candidate, take.step)
    return np.array(authors, dtype=object)


def _faults_of(take: Take) -> list[dict[str, Any]]:
    """The faults of a take, which a worker finds soon after it was kept."""
    if take.grade is None:
        call_workers_on_commit()
        message = "This take has no grade yet, so its faults are not known. Try again in a moment."
        raise StudioError("not_graded", 503, message, retry_after_s=1)
    return take.faults


def _require_alike(first: Take, second: Take, contents: Sequence[dict[str, Any]]) -> None:
    if first.canvas.kind != second.canvas.kind:
        raise invalid(
            f"Only takes of the same kind can be spliced; these are "
            f"{first.canvas.kind} and {second.canvas.kind}."
        )
    codec = registry.codec(second.canvas.kind)
    rows = [codec.rows(content["meta"]) for content in contents]
    if rows[0] != rows[1]:
        raise invalid(f"Only takes of as many rows can be spliced; these have {rows[0]} and {rows[1]}.")
    if len(first.symbols) != len(second.symbols):
        num_rows = rows[0]
        lengths = [len(take.symbols) // num_rows for take in (first, second)]
        raise invalid(
            f"Only takes of the same length can be spliced; these have {lengths[0]} and {lengths[1]} columns."
        )
    for name in ("metre", "pickup"):
        values = [content["meta"].get(name) for content in contents]
        if values[0] != values[1]:
            raise invalid(
                f"Only takes of the same {name} can be spliced; these have {values[0]} and {values[1]}."
            )
    if len({str(content["meta"].get("metre_changes", [])) for content in contents}) > 1:
        raise invalid("Only takes whose metre changes at the same bars can be spliced.")


def _chosen(columns: Sequence[tuple[int, int]], num_columns: int) -> np.ndarray:
    """Which columns are in one of the spans, (T,) booleans."""
    is_first = np.zeros(num_columns, dtype=bool)
    for first, last in columns:
        if not 0 <= first <= last < num_columns:
            raise invalid(
                f"Expected columns from 0 to {num_columns - 1}, the first before the last, "
                f"got {first} to {last}."
            )
        is_first[first : last + 1] = True
    if is_first.all() or not is_first.any():
        raise invalid("A splice needs some columns from the first take and some from the second.")
    return is_first


def _seams(is_first: np.ndarray, seam: int) -> np.ndarray:
    """Which columns are within `seam` of a border between the takes, (T,) booleans."""
    is_open = np.zeros(len(is_first), dtype=bool)
    for border in np.flatnonzero(is_first[1:] != is_first[:-1]) + 1:
        is_open[max(0, border - seam) : border + seam] = True
    return is_open
