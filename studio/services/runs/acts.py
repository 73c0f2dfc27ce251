"""Acts, the changes that people make to a running generation, each with the step from which it holds.

A person posts an act; the worker stamps it with the first step that it has not begun (`take_up`) and makes
that step with it. So a run follows from what it began with and its stamped acts, whichever worker steps it.
"""

from typing import Any
from uuid import UUID

from django.db.models import Max

from studio import events, limits, protocol
from studio.bodies import NewAct
from studio.errors import StudioError, invalid
from studio.models import Act, ActKind, Generation, GenerationState, Purpose, User
from studio.reads import selectors
from studio.reads.runs.acts import STEERING, of
from studio.reads.runs.steps import require_candidate
from studio.services.runs.claims import call_workers_on_commit
from studio.services.upkeep.checks import checked_settings, require_open, require_room_for_another
from sunmask.kinds import registry
from sunmask.kinds.marks import change_meta, cleaned_marks
from sunmask.method.cells import DEFAULT_PIN, CellState

_FIXED_SETTINGS = ("num_steps",)
"""Settings that a run which has begun cannot change: it would be another run."""
_STAMPED, _WAITING = STEERING.filter(from_step__isnull=False), STEERING.filter(from_step=None)


@events.atomic()
def add(*, generation: Generation, user: User, change: NewAct) -> Act:
    """Change cells (of one candidate, None: all) or settings of a generation from the next step on.

    change: see `protocol.Act`; its cells are flat numbers. Raises StudioError 409 when it is over,
    404 for a candidate that is not there, 422 for an act that cannot be.
    """
    act = add_quietly(generation=generation, user=user, change=change)
    call_workers_on_commit()
    return act


def add_quietly(*, generation: Generation, user: User, change: NewAct) -> Act:
    """The same as one of several within the caller's transaction, who then calls the workers once."""
    row = (
        Generation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("canvas")
        .get(pk=generation.pk)
    )
    require_open(row)
    if row.purpose == Purpose.REPRODUCE:
        raise StudioError(
            "is_reproduction",
            409,
            "A reproduction repeats what was done, so it cannot be changed. Branch from it instead.",
        )
    sentence = "A generation can take at most {most} acts. Branch from its current step and continue there."
    require_room_for_another(row.num_acts, limits.ACTS, "too_many_acts", sentence)
    if change.settings is not None:
        of_cells = (change.candidate, change.cells, change.state, change.pinned, change.symbols, change.marks)
        if any(part is not None for part in of_cells):
            raise invalid("An act changes either cells or the settings of the whole run. Send two acts.")
        payload: dict[str, Any] = {"settings": _changed_settings(row, change.settings)}
    else:
        if change.candidate is not None:
            require_candidate(row, change.candidate)
        payload = _changed_cells(row, change) if change.marks is None else _changed_marks(row, change)
    kind = ActKind.CELLS if change.settings is None else ActKind.SETTINGS
    return _append(row, user, kind, payload, candidate=change.candidate)


def log(*, generation: Generation, user: User, kind: str) -> Act:
    """Put a pause, resume or stop into the record, with the first step after the stored ones.

    generation: its locked row, within the caller's transaction.
    """
    last_step = generation.first_step if generation.last_step is None else generation.last_step
    return _append(generation, user, kind, {}, from_step=last_step + 1)


def request_stop(*, generation: Generation, user: User, candidate: int) -> Act:
    """Record that a run must stop after the step in progress, for `fulfil_stop_request`.

    generation: its locked row, within the caller's transaction.
    """
    return _append(generation, user, ActKind.STOP, {}, candidate=candidate)


def fulfil_stop_request(generation: Generation) -> tuple[User | None, int]:
    """Stamp the request of a run that has stopped; return who made it, and the candidate that they saw.

    generation: its locked row, within the caller's transaction.
    """
    act = Act.objects.filter(generation=generation, kind=ActKind.STOP, from_step=None).latest("number")
    candidate = act.candidate or 0
    act.candidate, act.from_step = None, (generation.last_step or 0) + 1
    act.save(update_fields=["candidate", "from_step"])
    _publish(act)
    return act.author, candidate


@events.atomic()
def take_up(*, generation_id: UUID, fence: int, step: int) -> list[Act]:
    """Stamp the acts that wait: they hold from `step`, the first that the holder of `fence` has not begun.

    Returns them by number; none where the fence is no longer the present one, or no such step will come.
    An act never holds before those that came before it.
    """
    row = Generation.objects.select_for_update(no_key=True).filter(pk=generation_id, fence=fence).first()
    if row is None or row.state != GenerationState.RUNNING or step > row.num_steps:
        return []
    last = _STAMPED.filter(generation=row).aggregate(last=Max("from_step"))["last"] or 0
    waiting = list(_WAITING.filter(generation=row).select_related("author"))
    for act in waiting:
        act.from_step = max(step, last)
        act.save(update_fields=["from_step"])
        _publish(act)
    return waiting


def stamped(generation: Generation) -> list[Act]:
    """The acts on cells and settings that hold from some step, in the order in which they do."""
    return list(_STAMPED.filter(generation=generation).order_by("from_step", "number"))


def copy(*, of: Generation, to: Generation) -> None:
    """Give a generation the stamped acts of another one, with their steps (inside a transaction)."""
    copies = [
        Act(
            generation=to,
            number=number,
            kind=act.kind,
            candidate=act.candidate,
            payload=act.payload,
            from_step=act.from_step,
            author_id=act.author_id,
            author_name=act.author_name,
        )
        for number, act in enumerate(stamped(of), start=1)
    ]
    Act.objects.bulk_create(copies)
    Generation.objects.filter(pk=to.pk).update(num_acts=len(copies))
    for act in Act.objects.filter(generation=to).select_related("author"):
        _publish(act)


def _append(row: Generation, user: User, kind: str, payload: dict[str, Any], **fields: Any) -> Act:
    row.num_acts += 1
    row.save(update_fields=["num_acts"])
    act = Act.objects.create(
        generation=row, number=row.num_acts, kind=kind, payload=payload, author=user, **fields
    )
    _publish(act)
    return act


def _publish(act: Act) -> None:
    added = protocol.ActAdded(act=selectors.act(act))
    events.publish(added, events.generation_stream(act.generation_id))


def _changed_settings(row: Generation, settings: dict[str, Any]) -> dict[str, Any]:
    for name in _FIXED_SETTINGS:
        if name in settings:
            raise invalid(f"{name} cannot be changed while a generation runs. Branch from a step for that.")
    present = dict(row.settings)
    for act in of(row):
        present |= act.settings or {}
    checked = checked_settings(row.canvas.kind, {**present, **settings})
    changed = {name: checked[name] for name in settings if name in checked}
    if not changed:
        raise invalid("An act on the settings must name at least one setting of its kind, and its new value.")
    return changed


def _changed_cells(row: Generation, change: NewAct) -> dict[str, Any]:
    cells, state, pinned, symbols = change.cells or [], change.state, change.pinned, change.symbols
    num_columns = len(row.frozen["states"][0])
    num_cells = len(row.frozen["states"]) * num_columns
    if not cells:
        raise invalid("An act must name the cells or settings that it changes.")
    if wrong := [cell for cell in cells if not 0 <= cell < num_cells]:
        raise invalid(f"Expected cells from 0 to {num_cells - 1}, got {wrong[0]}.")
    if len(set(cells)) < len(cells):
        raise invalid("An act must name each of its cells only once.")
    if state is None and pinned is None and symbols is None:
        raise invalid("An act on cells must give them a state, a pin or symbols. This one gives nothing.")
    if state is not None:
        if state not in list(CellState):
            raise invalid(f"Expected a state of 0 (unmasked), 1 (masked) or 2 (renoisable), got {state}.")
        if state == CellState.RENOISABLE and (pinned or symbols is not None):
            raise invalid("A renoisable cell is reset to noise, so it can have neither a pin nor a symbol.")
        pinned = DEFAULT_PIN[CellState(state)] if pinned is None else pinned
    if symbols is not None:
        if len(symbols) != len(cells):
            raise invalid(f"Expected one symbol for each of the {len(cells)} cells, got {len(symbols)}.")
        symbols = [
            _checked_symbol(row, cell // num_columns, symbol)
            for cell, symbol in zip(cells, symbols, strict=True)
        ]
    if symbols is not None or state not in (None, CellState.UNMASKED) or pinned is False:
        _require_free(row, cells)
    return {"cells": list(cells), "state": state, "pinned": pinned, "symbols": symbols}


def _require_free(row: Generation, cells: list[int]) -> None:
    """Raises StudioError 422 for cells that no run may change."""
    fixed_VT = registry.codec(row.canvas.kind).fixed_cells(row.frozen["content"])
    if fixed_VT is not None and (wrong := [cell for cell in cells if fixed_VT.flat[cell]]):
        raise invalid(
            f"A run leaves cell {wrong[0]} as it is: a tuplet or the like stands there. Leave out its cells."
        )


def _changed_marks(row: Generation, change: NewAct) -> dict[str, Any]:
    if any(part is not None for part in (change.cells, change.state, change.pinned, change.symbols)):
        raise invalid("An act changes either cells or marks. Send two acts.")
    if not change.marks:
        raise invalid("An act must name the cells or settings that it changes.")
    content = row.frozen["content"]
    by_cell = {(at, column): mark for at, column, mark in change.marks}
    known = cleaned_marks(content, by_cell)
    for at, column, mark in change.marks:
        if not 0 <= column < len(row.frozen["states"][0]) or (mark is not None and (at, column) not in known):
            raise invalid(f"{mark!r:.80} is no mark that row {at}, column {column} can have.")
    if change_meta(content, by_cell):
        raise invalid("A run keeps the metres that it began with. Change them on the canvas.")
    marks = [[at, column, None if mark is None else known[at, column]] for at, column, mark in change.marks]
    return {"cells": [], "state": None, "pinned": None, "symbols": None, "marks": marks}


def _checked_symbol(row: Generation, grid_row: int, symbol: protocol.Symbol) -> protocol.Symbol:
    codec = registry.codec(row.canvas.kind)
    cleaned = codec.clean_symbol(grid_row, symbol)
    if cleaned == codec.clean_symbol(grid_row, None) and symbol != cleaned:
        raise invalid(f"{symbol!r:.60} is not a symbol of a {row.canvas.kind}.")
    return cleaned
