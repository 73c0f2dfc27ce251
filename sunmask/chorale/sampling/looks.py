"""Looks at a chorale: the network's doubt of each note, and other notes that could stand in its place.

V voices, T sixteenths, P symbols
"""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from torch import Tensor

from sunmask.chorale.music.notes import note_numbers
from sunmask.chorale.music.symbols import NUM_SYMBOLS, Chorale, decode, encode
from sunmask.chorale.notation.spelling import Key, notation_key, spell
from sunmask.kinds.answers import Answer
from sunmask.kinds.looks import (
    NUM_ALTERNATIVE_PASSES,
    NUM_ALTERNATIVES,
    Alternative,
    Look,
    masked_windows,
    only,
)


def notes_and_rests(symbols_VT: np.ndarray, beat_T: np.ndarray) -> np.ndarray:
    """The number of the note that each cell belongs to, (V, T); a long rest is one for each beat."""
    number_VT = note_numbers(encode(symbols_VT)) * 2
    T = len(beat_T)
    number_VT = np.where(symbols_VT == 0, 2 * T + 2 * (number_VT * T + beat_T) + 1, number_VT)
    return number_VT * len(symbols_VT) + np.arange(len(symbols_VT))[:, None]


def alternatives(layout: Any, piece: Chorale, cells: Sequence[int]) -> Look:
    """The likeliest notes in the place of the one that `cells` are of: its pitch for all its sixteenths.

    layout: `ChoraleLayout` of the piece. The probability is that of the note's first sixteenth. Raises
    ValueError where the cells are of several notes.
    """
    symbols_VT = piece.symbols_VT
    unit_VT = notes_and_rests(symbols_VT, layout.beat_T)
    units = np.unique(unit_VT.ravel()[list(cells)])
    if len(units) != 1:
        raise ValueError("Alternatives are for one note at a time: choose cells of a single note or rest.")
    asked_VT = unit_VT == units[0]
    note_cells = np.flatnonzero(asked_VT)
    hidden_VT = asked_VT | layout.plan.renoise
    voice, first = divmod(int(note_cells[0]), symbols_VT.shape[1])
    num_windows, window = len(layout.starts), int(layout.owner_T[first])
    rows = [b * num_windows + window for b in range(NUM_ALTERNATIVE_PASSES)]
    column = first - layout.starts[window]
    layouts = [layout] * NUM_ALTERNATIVE_PASSES
    ids = [layout.start() for layout in layouts]
    inputs = only(masked_windows(layouts, ids, [hidden_VT] * NUM_ALTERNATIVE_PASSES), rows)
    key = notation_key(symbols_VT, piece.meta.fifths)

    def keep(first_window: int, logits: Tensor) -> Tensor:
        return logits[:, voice, column, : layout.num_symbols].softmax(-1)

    def answer(chance_BP: Tensor) -> Answer:
        chance_P = chance_BP.mean(0).numpy()
        symbol_P = decode(np.arange(NUM_SYMBOLS))
        before = abs(int(symbols_VT[voice, first - 1])) if first else 0
        found = []
        for symbol in symbol_P[np.argsort(-chance_P, kind="stable")].tolist():
            if symbol < 0 and -symbol != before:
                continue  # nothing continues here
            chance = float(chance_P[symbol_P == symbol][0])
            found.append(Alternative(_note(symbol, len(note_cells)), _label(symbol, key), chance))
        best = [each.to_json() for each in found[:NUM_ALTERNATIVES]]
        return {"cells": note_cells.tolist(), "alternatives": best}

    return Look(inputs, keep, answer)


def in_octave(alternative: dict[str, Any], octaves: int) -> dict[str, Any]:
    """An alternative of an answer, so many octaves higher."""
    if not octaves:
        return alternative
    symbols = [
        symbol + 12 * octaves * (1 if symbol > 0 else -1 if symbol else 0)
        for symbol in alternative["symbols"]
    ]
    label = re.sub(r"\d+", lambda octave: str(int(octave[0]) + octaves), alternative["label"], count=1)
    return {**alternative, "symbols": symbols, "label": label}


def _note(symbol: int, length: int) -> list[int]:
    return [symbol] + [-abs(symbol)] * (length - 1)


def _label(symbol: int, key: Key) -> str:
    if symbol == 0:
        return "rest"
    spelled = spell(abs(symbol), key)
    accidental = "♯" * spelled.alter if spelled.alter > 0 else "♭" * -spelled.alter
    name = f"{spelled.letter}{accidental}{spelled.octave}"
    return name if symbol > 0 else f"{name}, held on"
