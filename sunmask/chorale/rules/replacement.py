"""Notes at faults that a run's last step would leave: replaced by the likeliest that make none, one or two.

Faults are refused by taking changes back, which needs something better to go back to. A piece composed from
nothing may have none, nor one whose rules were turned on when it was nearly done.

V voices, T sixteenths, P symbols, K cells of a note, H pitches, N versions
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import numpy as np

from sunmask.chorale.music.notes import whole_notes
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID
from sunmask.chorale.rules.rejection import Refused, is_noise

UNTHINKABLE = -1e3
"""Nats of a pitch that must never sound: it replaces none."""
AROUND = 8
"""Columns on either side of a note in which another pitch can make or mend faults."""
NUM_PITCHES_TRIED, NUM_PITCHES_TRIED_OF_TWO = 16, 9
"""The likeliest for each note, and for each of two."""
NUM_ROUNDS = 2
"""How often the faults that are left are looked at."""


def replace_faulty_notes(
    ids_VT: np.ndarray,
    nats_VTP: np.ndarray,
    open_VT: np.ndarray,
    refused: Refused,
    keeps_chords: Callable[[np.ndarray], bool],
) -> np.ndarray:
    """The ids (V, T) with other pitches for notes at faults, as long as that leaves fewer of them; fewer
    parallels count more than fewer of all others.

    nats_VTP: log-probabilities of symbols in the cells that are open; only notes that are open as a whole may
    change. keeps_chords: whether ids have all requested chords that these have. One note in a voice at fault
    is tried first, then one in any voice, then two. Of the replacements that leave fewest parallels and
    faults, the one that costs fewest nats is taken. What one replacement left can be in the reach of another,
    so faults that are left are looked at twice.
    """
    if is_noise(ids_VT, refused, open_VT):
        return ids_VT
    result = ids_VT
    for _ in range(NUM_ROUNDS):
        before, faults = result, list(refused.places(result))
        while faults:
            voices, column = faults.pop(0)
            if (
                mended := _mended(result, nats_VTP, open_VT, refused, keeps_chords, voices, column)
            ) is not None:
                result = mended  # others may be gone with this one, and then have nothing better
                faults = [fault for fault in refused.places(result) if fault in faults]
        if result is before:
            break
    return result


def _mended(
    ids_VT: np.ndarray,
    nats_VTP: np.ndarray,
    open_VT: np.ndarray,
    refused: Refused,
    keeps_chords: Callable[[np.ndarray], bool],
    voices: tuple[int, ...],
    column: int,
) -> np.ndarray | None:
    """The ids (V, T) with one fault or more gone; None where no replacement leaves fewer."""
    notes = list(_notes_at(ids_VT, open_VT, range(len(ids_VT)), column))
    own = [note_VT for note_VT in notes if note_VT[list(voices)].any()]
    others = [note_VT for note_VT in notes if not note_VT[list(voices)].any()]
    tries = (
        ([(note_VT,) for note_VT in own], NUM_PITCHES_TRIED),
        ([(note_VT,) for note_VT in others], NUM_PITCHES_TRIED),
        (list(combinations(notes, 2)), NUM_PITCHES_TRIED_OF_TWO),
    )
    for groups, most in tries:
        found: list[Replacement] = []
        for group in groups:
            found += _replacements(ids_VT, nats_VTP, group, refused, most)
        for *_, tried_VT in sorted(found, key=lambda each: each[:3]):
            if keeps_chords(tried_VT):
                return tried_VT
    return None


Replacement = tuple[int, int, float, np.ndarray]
"""How many more parallels and faults there are, the nats lost and the ids (V, T)."""


def _replacements(
    ids_VT: np.ndarray, nats_VTP: np.ndarray, notes: tuple[np.ndarray, ...], refused: Refused, most: int
) -> Iterator[Replacement]:
    """Those of a group of notes by the likeliest pitches of each that leave fewer parallels, or fewer
    faults and no parallel more."""
    columns = np.flatnonzero(np.logical_or.reduce(notes).any(axis=0))
    around = slice(max(0, columns[0] - AROUND), columns[-1] + 1 + AROUND)
    versions_NVT, nats_N = ids_VT[None, :, around], np.zeros(1)
    for note_VT in notes:
        pitches, nats_H = _likeliest(ids_VT, nats_VTP, note_VT, most)
        begins_K = ids_VT[note_VT] - ids_VT[note_VT] % NUM_PITCHES
        versions_NVT = np.repeat(versions_NVT, len(pitches), axis=0)
        versions_NVT[:, note_VT[:, around]] = begins_K + np.tile(pitches, len(nats_N))[:, None]
        nats_N = (nats_N[:, None] + nats_H[pitches]).ravel()
    if not len(versions_NVT):
        return
    versions_NVT = np.concatenate((ids_VT[None, :, around], versions_NVT))
    only_parallels = Refused(parallels=refused.parallels)
    parallels_N, nums_N = (each.counts(versions_NVT, around.start) for each in (only_parallels, refused))
    more_parallels_N, more_N = parallels_N - parallels_N[0], nums_N - nums_N[0]
    is_better_N = (more_parallels_N < 0) | ((more_parallels_N == 0) & (more_N < 0))
    for number in np.flatnonzero(is_better_N).tolist():
        tried_VT = ids_VT.copy()
        tried_VT[:, around] = versions_NVT[number]
        yield int(more_parallels_N[number]), int(more_N[number]), -float(nats_N[number - 1]), tried_VT


def _likeliest(
    ids_VT: np.ndarray, nats_VTP: np.ndarray, note_VT: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest pitches that a note may have, the best first, and the nats of all (H,)."""
    ids_K, nats_KP = ids_VT[note_VT], nats_VTP[note_VT]
    begins_K1 = (ids_K - ids_K % NUM_PITCHES)[:, None]
    nats_H = np.take_along_axis(nats_KP, begins_K1 + np.arange(NUM_PITCHES), axis=1).sum(axis=0)
    pitches = np.argsort(-nats_H, kind="stable")[:most]
    return pitches[nats_H[pitches] >= UNTHINKABLE * len(ids_K)], nats_H


def _notes_at(
    ids_VT: np.ndarray, open_VT: np.ndarray, voices: Iterable[int], column: int
) -> Iterator[np.ndarray]:
    """The cells, booleans (V, T), of each note on either side of a fault that is open as a whole."""
    seen_VT = np.zeros(ids_VT.shape, dtype=bool)
    for voice in voices:
        for at in range(max(0, column - 1), column + 1):
            # a long piece may have hundreds of faults in what is held
            if not open_VT[voice, at] or seen_VT[voice, at] or ids_VT[voice, at] == REST_ID:
                continue
            one_VT = np.zeros(ids_VT.shape, dtype=bool)
            one_VT[voice, at] = True
            note_VT = whole_notes(ids_VT, one_VT)
            if open_VT[note_VT].all():
                seen_VT |= note_VT
                yield note_VT
