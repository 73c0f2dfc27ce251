"""Notes at faults that a run's last step would leave: replaced by the likeliest that make none.

Faults are refused by taking changes back, which needs something better to go back to. A piece composed from
nothing may have none, nor one whose rules were turned on when it was nearly done.

V voices, T sixteenths, P symbols
"""

from collections.abc import Callable, Iterator

import numpy as np

from sunmask.chorale.music.notes import whole_notes
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID
from sunmask.chorale.rules.rejection import Refused

NUM_PITCHES_TRIED = 16
"""The likeliest for each note."""


def replace_faulty_notes(
    ids_VT: np.ndarray,
    nats_VTP: np.ndarray,
    open_VT: np.ndarray,
    refused: Refused,
    keeps_chords: Callable[[np.ndarray], bool],
) -> np.ndarray:
    """The ids (V, T) with other pitches for notes at faults, as long as that leaves fewer of them.

    nats_VTP: log-probabilities of symbols in the cells that are open; only notes that are open as a whole may
    change. keeps_chords: whether ids have all requested chords that these have. Of the replacements that
    leave fewest faults, the one that costs fewest nats is taken.
    """
    result = ids_VT
    while faults := list(refused.places(result)):
        found = [
            (num_left, cost, tried)
            for num_left, cost, tried in _replacements(result, nats_VTP, open_VT, refused, faults)
            if num_left < len(faults) and keeps_chords(tried)
        ]
        if not found:
            break
        result = min(found, key=lambda each: each[:2])[2]
    return result


def _replacements(
    ids_VT: np.ndarray,
    nats_VTP: np.ndarray,
    open_VT: np.ndarray,
    refused: Refused,
    faults: list[tuple[tuple[int, ...], int]],
) -> Iterator[tuple[int, float, np.ndarray]]:
    """The number of faults left, the nats lost and the ids, for each note at a fault and each pitch."""
    for note_VT in _notes_at(ids_VT, open_VT, faults):
        ids_K, nats_KP = ids_VT[note_VT], nats_VTP[note_VT]
        kind_K, rows_K = ids_K - ids_K % NUM_PITCHES, np.arange(len(ids_K))
        now = nats_KP[rows_K, ids_K].sum()
        nats_H = np.array([nats_KP[rows_K, kind_K + pitch].sum() for pitch in range(NUM_PITCHES)])
        for pitch in np.argsort(-nats_H, kind="stable")[:NUM_PITCHES_TRIED]:
            tried = ids_VT.copy()
            tried[note_VT] = kind_K + pitch
            yield sum(1 for _ in refused.places(tried)), float(now - nats_H[pitch]), tried


def _notes_at(
    ids_VT: np.ndarray, open_VT: np.ndarray, faults: list[tuple[tuple[int, ...], int]]
) -> Iterator[np.ndarray]:
    """The cells, booleans (V, T), of each note on either side of a fault that is open as a whole."""
    cells = {(voice, at) for voices, column in faults for voice in voices for at in (column - 1, column)}
    for voice, column in sorted(cells):
        one_VT = np.zeros(ids_VT.shape, dtype=bool)
        one_VT[voice, column] = True
        note_VT = whole_notes(ids_VT, one_VT)
        if ids_VT[voice, column] != REST_ID and open_VT[note_VT].all():
            yield note_VT
