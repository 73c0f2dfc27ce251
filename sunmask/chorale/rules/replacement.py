"""Notes at faults that a run's last step would leave: replaced by the likeliest that make none, one or two.

Faults are refused by taking changes back, which needs something better to go back to. A piece composed from
nothing may have none, nor one whose rules were turned on when it was nearly done.

V voices, T sixteenths, P symbols, K cells of a note, H pitches, N versions of
L columns
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from sunmask.chorale.music.notes import whole_notes
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID
from sunmask.chorale.rules.rejection import Refused, is_noise

UNTHINKABLE = -1e3
"""Nats of a pitch that must never sound: it replaces none."""
AROUND = 8
"""Columns on either side of a note in which another pitch can make or mend faults."""
NUM_PITCHES_TRIED, NUM_PITCHES_TRIED_OF_TWO = 16, 6
"""The likeliest for each note, and for each of two."""


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
    result, faults = ids_VT, list(refused.places(ids_VT))
    if is_noise(ids_VT, refused, open_VT):
        return ids_VT
    while faults:
        voices, column = faults.pop(0)
        notes = list(_notes_at(result, open_VT, voices, column))
        one = (each for note_VT in notes for each in _replacements(result, nats_VTP, note_VT, refused))
        found = [each for each in one if each[0] < 0 and keeps_chords(each[2])]
        if not found:
            beside = list(_notes_at(result, open_VT, range(len(result)), column))
            two = _replacements_of_two(result, nats_VTP, notes, beside, refused)
            found = [each for each in two if each[0] < 0 and keeps_chords(each[2])]
        if found:  # others may be gone with this one, and then have no replacement that leaves fewer
            result = min(found, key=lambda each: each[:2])[2]
            faults = [fault for fault in refused.places(result) if fault in faults]
    return result


Replacement = tuple[int, float, np.ndarray]
"""How many more faults there are, the nats lost and the ids (V, T)."""


def _replacements_of_two(
    ids_VT: np.ndarray,
    nats_VTP: np.ndarray,
    notes: list[np.ndarray],
    beside: list[np.ndarray],
    refused: Refused,
) -> Iterator[Replacement]:
    """For each two pitches that one of the notes and another one may have."""
    for first_VT in notes:
        others = [note_VT for note_VT in beside if (note_VT != first_VT).any()]
        for num_first, cost_first, tried in _replacements(
            ids_VT, nats_VTP, first_VT, refused, NUM_PITCHES_TRIED_OF_TWO
        ):
            for second_VT in others:
                for num_second, cost_second, both in _replacements(
                    tried, nats_VTP, second_VT, refused, NUM_PITCHES_TRIED_OF_TWO
                ):
                    yield num_first + num_second, cost_first + cost_second, both


def _replacements(
    ids_VT: np.ndarray,
    nats_VTP: np.ndarray,
    note_VT: np.ndarray,
    refused: Refused,
    most: int = NUM_PITCHES_TRIED,
) -> Iterator[Replacement]:
    """For each pitch that a note may have, the likeliest first."""
    ids_K, nats_KP, columns = ids_VT[note_VT], nats_VTP[note_VT], np.flatnonzero(note_VT.any(axis=0))
    begins_K, rows_K = ids_K - ids_K % NUM_PITCHES, np.arange(len(ids_K))
    nats_H = nats_KP[rows_K[:, None], begins_K[:, None] + np.arange(NUM_PITCHES)].sum(axis=0)
    likeliest = np.argsort(-nats_H, kind="stable")[:most]
    pitches = likeliest[nats_H[likeliest] >= UNTHINKABLE * len(ids_K)]
    around = slice(max(0, columns[0] - AROUND), columns[-1] + 1 + AROUND)
    versions_NVL = np.repeat(ids_VT[None, :, around], len(pitches) + 1, axis=0)
    versions_NVL[1:, note_VT[:, around]] = begins_K + pitches[:, None]
    num_before, *nums = refused.counts(versions_NVL, around.start).tolist()
    for num, pitch in zip(nums, pitches.tolist(), strict=True):
        tried = ids_VT.copy()
        tried[note_VT] = begins_K + pitch
        yield num - num_before, float(-nats_H[pitch]), tried


def _notes_at(
    ids_VT: np.ndarray, open_VT: np.ndarray, voices: Iterable[int], column: int
) -> Iterator[np.ndarray]:
    """The cells, booleans (V, T), of each note on either side of a fault that is open as a whole."""
    seen_VT = np.zeros(ids_VT.shape, dtype=bool)
    for voice in voices:
        for at in range(max(0, column - 1), column + 1):
            one_VT = np.zeros(ids_VT.shape, dtype=bool)
            one_VT[voice, at] = True
            note_VT = whole_notes(ids_VT, one_VT)
            if ids_VT[voice, at] != REST_ID and open_VT[note_VT].all() and not seen_VT[voice, at]:
                seen_VT |= note_VT
                yield note_VT
