"""Whether records of an archive can be rows here: grids of one shape, symbols of the kind, steps in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from studio import limits, protocol
from studio.archives.reading import refused
from studio.archives.records import ActRecord, BestOfRequest, GenerationRecord, JobRecord, PairRequest
from studio.bodies import Grid
from studio.errors import StudioError
from studio.reads.runs.steps import content_with
from studio.services.upkeep.checks import checked_settings
from sunmask.kinds import UnknownKindError, registry
from sunmask.kinds.codec import Codec

_MOST_SYMBOL_CHARACTERS = 200
_REQUESTS: dict[str, type[BestOfRequest | Grid | PairRequest]] = {
    "best_of": BestOfRequest,
    "grid": Grid,
    "pair": PairRequest,
}
_UNLESS_SAID = {"ranking", "taste"}
"""Settings of a job that only some have."""
_PAYLOADS = {"cells": {"cells", "state", "pinned", "symbols"}, "settings": {"settings"}}


@dataclass(frozen=True)
class Shape:
    """The shape of the grid that a generation works on."""

    num_rows: int
    num_columns: int

    @property
    def num_cells(self) -> int:
        return self.num_rows * self.num_columns


def known_codec(kind: str, whose: str) -> Codec:
    """The codec of the kind of something named by `whose`, such as "canvas “Words”". Raises StudioError 422
    for a kind that is not installed."""
    try:
        return registry.codec(kind)
    except UnknownKindError:
        raise refused(
            f"The {whose} in this archive is of the kind “{kind}”, which is not known here, so "
            f"nothing was imported. Whoever runs the studio can install the package that brings “{kind}” "
            "(with an entry point of the group sunmask.kinds); then import the archive again."
        ) from None


def check_content(codec: Codec, content: dict[str, Any], where: str) -> None:
    """Raise StudioError 422 for what the kind cannot show."""
    try:
        codec.check(content)
        codec.symbols(content)
    except ValueError as error:
        raise refused(f"{where}: its content is not that of a {codec.kind}: {error}.") from None


def check_frozen(codec: Codec, frozen: protocol.Frozen, where: str) -> Shape:
    """The shape of a frozen canvas whose content and grids fit each other."""
    try:
        codec.check(frozen.content)
        num_rows, num_columns = codec.symbols(frozen.content).shape
    except ValueError as error:
        raise refused(f"{where}: its content is not that of a {codec.kind}: {error}.") from None
    grids: list[list[list[Any]]] = [frozen.states, frozen.pins]
    if frozen.authors is not None:
        grids.append(frozen.authors)
    is_alike = all([len(row) for row in grid] == [num_columns] * num_rows for grid in grids)
    if not is_alike or len(frozen.columns) != num_columns:
        raise refused(f"{where}: its states, pins and columns do not fit its content.")
    if any(state not in (0, 1, 2) for row in frozen.states for state in row):
        raise refused(f"{where}: expected states of 0, 1 or 2, got others.")
    return Shape(num_rows, num_columns)


def check_generation(codec: Codec, record: GenerationRecord, where: str) -> Shape:
    """The shape of its grid, once steps, settings and acts are sure to be possible."""
    shape = check_frozen(codec, record.frozen, where)
    last = record.first_step if record.last_step is None else record.last_step
    if not record.first_step <= last <= record.num_steps:
        raise refused(f"{where}: its first step comes after its last.")
    _check_settings(codec, record.settings, where)
    if len(record.acts) > limits.ACTS:
        raise refused(f"{where} has {len(record.acts)} acts; a generation takes {limits.ACTS} at most.")
    for grade in record.grades:
        check_faults(grade.faults, shape.num_cells, where)
    for act in record.acts:
        _check_act(codec, record, act, shape, f"{where}, act {act.number}")
    numbers = [act.number for act in record.acts]
    if len(set(numbers)) < len(numbers):
        raise refused(f"{where}: two of its acts have the same number.")
    places = {(grade.candidate, grade.step) for grade in record.grades}
    if len(places) < len(record.grades) or any(c >= record.num_candidates for c, _ in places):
        raise refused(f"{where}: expected one grade for each candidate and step, got others.")
    if record.best_first and sorted(record.best_first) != list(range(record.num_candidates)):
        raise refused(f"{where}: expected each candidate once in the order of its candidates.")
    return shape


def check_faults(faults: Iterable[protocol.Fault], num_cells: int, where: str) -> None:
    """Refuse a fault in a cell that is not there."""
    if any(not 0 <= cell < num_cells for fault in faults for cell in fault.cells):
        raise refused(f"{where}: one of its faults is in a cell that is not there.")


def complete_settings(codec: Codec, settings: dict[str, Any]) -> dict[str, Any]:
    """The settings of a generation that was checked, with every default filled in."""
    return checked_settings(codec.kind, settings)


def complete_request(codec: Codec, record: JobRecord, where: str) -> dict[str, Any]:
    """The settings of a job, with every default filled in."""
    try:
        request = _REQUESTS[record.kind].model_validate(record.settings)
    except ValueError:
        raise refused(f"{where}: its settings do not fit a job of kind {record.kind}.") from None
    _check_settings(codec, request.settings, where)
    made_of = request.model_dump()
    return {name: value for name, value in made_of.items() if name not in _UNLESS_SAID or value is not None}


def check_frames(
    codec: Codec, record: GenerationRecord, shape: Shape, frames: Iterable[protocol.Frame], where: str
) -> int:
    """The last step that is there, or the first if there is none: pruning deletes the steps of generations
    that nobody kept. Raises StudioError 422 if a frame does not follow the one before, or holds no step.
    """
    expected = record.first_step
    known: set[protocol.Symbol] = set()
    for frame in frames:
        numbers = [step.step for step in frame.steps]
        is_next = frame.first_step == expected and frame.last_step == expected + len(numbers) - 1
        if not numbers or not is_next or numbers != list(range(expected, expected + len(numbers))):
            raise refused(f"{where}: expected step {expected} next, got another.")
        for step in frame.steps:
            found = _symbols_of(step, step.step == record.first_step, record.num_candidates, shape, where)
            for symbol in found - known:
                _check_symbol(codec, symbol, shape, where)
            known |= found
        expected = frame.last_step + 1
    if expected == record.first_step:
        return record.first_step
    if expected - 1 != record.last_step:
        raise refused(f"{where}: expected {record.last_step} as its last step, got {expected - 1}.")
    return expected - 1


def check_take(codec: Codec, content: dict[str, Any], symbols: list[protocol.Symbol], where: str) -> None:
    """Raise StudioError 422 where symbols do not fit the content that a take is of."""
    try:
        content_with(codec.kind, content, symbols)
    except ValueError as error:
        raise refused(f"{where}: its symbols do not fit its generation: {error}.") from None


def _symbols_of(
    step: protocol.Step, is_first: bool, num_candidates: int, shape: Shape, where: str
) -> set[protocol.Symbol]:
    per_candidate = step.symbols if is_first else step.changes
    other = step.changes if is_first else step.symbols
    if per_candidate is None or other is not None or len(per_candidate) != num_candidates:
        raise refused(f"{where}: step {step.step} lacks some of its candidates.")
    if is_first:
        if any(len(symbols) != shape.num_cells for symbols in per_candidate):
            raise refused(f"{where}: step {step.step} does not have {shape.num_cells} cells.")
        return {symbol for symbols in per_candidate for symbol in symbols}
    found: set[protocol.Symbol] = set()
    for changes in per_candidate:
        cells = changes[::2]
        is_whole = len(changes) % 2 == 0
        if not is_whole or any(type(c) is not int or not 0 <= c < shape.num_cells for c in cells):
            raise refused(f"{where}: step {step.step} changes cells that do not exist.")
        found.update(changes[1::2])
    return found


def _check_symbol(codec: Codec, symbol: protocol.Symbol, shape: Shape, where: str) -> None:
    cleaned = [codec.clean_symbol(row, symbol) for row in range(shape.num_rows)]
    # a running text has signs within words that people do not see
    is_word = isinstance(symbol, str) and len(symbol) <= _MOST_SYMBOL_CHARACTERS and any(cleaned)
    if symbol not in cleaned and not is_word:
        raise refused(f"{where}: {symbol!r:.40} is not a symbol of a {codec.kind}.")


def _check_settings(codec: Codec, settings: dict[str, Any], where: str) -> None:
    try:
        checked_settings(codec.kind, settings)
    except StudioError as error:
        raise refused(f"{where}: {error.message}") from None


def _check_marks(marks: Any, where: str) -> None:
    """Check marks on cells only in form: they are cleaned wherever they are read."""
    is_fitting = marks is None or (
        isinstance(marks, list)
        and all(
            isinstance(one, list)
            and len(one) == 3
            and all(type(place) is int for place in one[:2])
            and isinstance(one[2], dict | None)
            for one in marks
        )
    )
    if not is_fitting:
        raise refused(f"{where} has marks in a form that is not known: each is a row, a column and the mark.")


def _check_act(codec: Codec, record: GenerationRecord, act: ActRecord, shape: Shape, where: str) -> None:
    if set(act.payload) - {"marks"} != _PAYLOADS.get(act.kind, set()):
        raise refused(f"{where} lacks what an act of kind {act.kind} needs.")
    if act.candidate is not None and act.candidate >= record.num_candidates:
        raise refused(f"{where} is about a candidate that does not exist.")
    if act.kind == "settings":
        changes = act.payload["settings"]
        if not isinstance(changes, dict):
            raise refused(f"{where} does not name settings.")
        _check_settings(codec, {**record.settings, **changes}, where)
    elif act.kind == "cells":
        payload = act.payload
        cells, symbols = payload["cells"], payload["symbols"]
        if not isinstance(cells, list) or any(
            type(cell) is not int or not 0 <= cell < shape.num_cells for cell in cells
        ):
            raise refused(f"{where} is about cells that do not exist.")
        is_plain = payload["state"] in (None, 0, 1, 2) and payload["pinned"] in (None, True, False)
        if not is_plain or (
            symbols is not None and (not isinstance(symbols, list) or len(symbols) != len(cells))
        ):
            raise refused(f"{where} gives cells values that they cannot have.")
        _check_marks(payload.get("marks"), where)
        for symbol in symbols or ():
            if not isinstance(symbol, int | str):
                raise refused(f"{where} gives cells values that they cannot have.")
            _check_symbol(codec, symbol, shape, where)
