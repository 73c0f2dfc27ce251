"""Planned cadences: the two chords that close each phrase, or the last chord alone at the end of a piece
where no pair fits.

Phrase ends are among the network's conditions, yet it often goes on past them. So before a run two chords are
chosen for each phrase end, from Bach's cadences that fit the held notes, each with a probability in
proportion to how often he uses it. Where the melody is free, an end is left to the network as often as Bach
closes in another way. The planned chords are conditions and constraints, like chords that a person requests.

V voices, T sixteenths
"""

from bisect import bisect_right
from dataclasses import dataclass, replace

import numpy as np

from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord, by_beat
from sunmask.chorale.music.harmony import THIRD
from sunmask.chorale.music.keys import in_key_at, key_at
from sunmask.chorale.music.symbols import MODES, Chorale, note_end

SHARES = {
    "major": {
        (7, "maj", 0, "maj"): 277,
        (2, "maj", 7, "maj"): 104,
        (7, "dom7", 0, "maj"): 71,
        (0, "maj", 7, "maj"): 68,
        (2, "dom7", 7, "maj"): 36,
        (4, "maj", 9, "min"): 28,
        (9, "maj", 2, "min"): 24,
        (6, "dim", 7, "maj"): 14,
        (0, "dom7", 5, "maj"): 13,
        (9, "dom7", 2, "min"): 9,
        (11, "dim", 0, "maj"): 8,
        (7, "maj", 9, "min"): 6,
        (4, "dom7", 9, "min"): 5,
    },
    "minor": {
        (7, "maj", 0, "min"): 113,
        (7, "maj", 0, "maj"): 110,
        (10, "maj", 3, "maj"): 101,
        (0, "min", 7, "maj"): 64,
        (5, "maj", 10, "maj"): 34,
        (2, "maj", 7, "maj"): 33,
        (0, "maj", 5, "min"): 31,
        (2, "maj", 7, "min"): 26,
        (5, "min", 7, "maj"): 26,
        (7, "dom7", 0, "maj"): 22,
        (10, "dom7", 3, "maj"): 22,
        (2, "hdim7", 7, "maj"): 19,
        (7, "dom7", 0, "min"): 19,
        (6, "dim7", 7, "maj"): 12,
        (5, "dom7", 10, "maj"): 11,
        (2, "dom7", 7, "maj"): 9,
        (7, "maj", 8, "maj"): 6,
        (0, "dom7", 5, "min"): 5,
    },
}
"""How many of every thousand phrase ends in the training set's chorales close with each pair of chords, by
mode: root and quality of the last chord but one, then of the last; roots are semitones above the tonic.
Only pairs with a dominant are listed."""
OTHERWISE = {mode: 1000 - sum(shares.values()) for mode, shares in SHARES.items()}
"""How many of every thousand close in another way."""
FREE = -1
"""A cell whose note is not held."""
LATER = 0.5
"""Weight factor for a cadence whose last chord comes a beat later than it could, or within a beat."""
SHORTEST = 2
"""Sixteenths: no chord changes with a shorter note."""


@dataclass(frozen=True)
class _Close:
    """A cadence: two chords, or the last alone, and the columns in which they begin."""

    columns: tuple[int, ...]
    chords: tuple[Chord, ...]
    share: float


def planned_cadences(
    chorale: Chorale, hold_VT: np.ndarray, ends: list[int], rng: np.random.Generator, last: int | None = None
) -> dict[int, Chord]:
    """Chords by the column in which they begin: two for each phrase end that can have them, one at the end of
    the piece if only the tonic fits. They begin on beats. Where the last note begins within a beat, the
    second chord may begin with that note instead, and the first on the beat.

    ends: columns in which the last note of the soprano in each phrase begins. hold_VT: held cells. last: the
    phrase end that must close on the tonic; so must one whose note is held to the end of the piece. Nothing
    is planned where no cadence fits the held notes, or where a person requests a chord.
    """
    starts = beat_columns(chorale.meta, chorale.num_sixteenths)
    columns = starts.tolist()
    asked = by_beat(chorale.chords, starts, chorale.num_sixteenths).keys()
    found: dict[int, Chord] = {}
    for end in ends:
        pairs, alone = _closes(chorale, hold_VT, columns, end, end == last)
        closes = [
            close
            for close in pairs or alone
            if not asked & set(close.columns) and not found.keys() & set(close.columns)
        ]
        if not closes:
            continue
        is_open = not hold_VT[0, end] and end != last
        share = np.array(
            [*(close.share for close in closes), OTHERWISE[MODES[key_at(chorale.meta, end)[1]][1]] * is_open]
        )
        chosen = int(rng.choice(len(share), p=share / share.sum()))
        if chosen < len(closes):
            found |= dict(zip(closes[chosen].columns, closes[chosen].chords, strict=True))
    return found


def _closes(
    chorale: Chorale, hold_VT: np.ndarray, columns: list[int], end: int, is_last: bool
) -> tuple[list[_Close], list[_Close]]:
    """All cadences that fit one phrase end: pairs of chords, and the last chords of pairs alone. At the end
    of the piece those on the tonic, and others only where none of these fits."""
    row_T, meta = chorale.symbols_VT[0], in_key_at(chorale.meta, end)
    is_held = bool(hold_VT[0, end])
    after = note_end(row_T, end) if is_held else end + 1
    is_last = is_last or (is_held and after == len(row_T))
    held_VT = np.where(hold_VT, np.abs(chorale.symbols_VT), FREE)
    pairs, alone = [], []
    for late, places in enumerate(_places(columns, row_T, hold_VT[0], end, after)):
        for (root, quality, last_root, last_quality), often in SHARES[MODES[meta.mode][1]].items():
            home = (meta.tonic + last_root) % 12
            before, last = Chord((meta.tonic + root) % 12, quality), Chord(home, last_quality, home)
            if not all(_fits(held_VT[:, column], last) for column in {places[1], max(places[1], end)}):
                continue
            share = often * LATER**late
            if held_VT[0, places[0]] % 12 == before.root and held_VT[0, places[1]] % 12 == home:
                before = replace(before, bass=before.tones[THIRD])  # else soprano and bass move in octaves
            if _fits(held_VT[:, places[0]], before):
                pairs.append(_Close(places, (before, last), share))
            alone.append(_Close(places[1:], (last,), share))
    at_home = [
        [close for close in closes if close.chords[-1].root == meta.tonic] for closes in (pairs, alone)
    ]
    return (at_home[0], at_home[1]) if is_last and at_home[1] else (pairs, alone)


def _places(
    columns: list[int], row_T: np.ndarray, hold_T: np.ndarray, end: int, after: int
) -> list[tuple[int, int]]:
    """Columns in which the two chords of a cadence may begin, the best pair first. columns: of the beats.
    row, hold: symbols of the soprano, and which of them are held. end, after: first column of the last note,
    and the one after it. The first chord may begin within its beat, with the note before the last. Under a
    last note that lies within one beat, the second chord begins on that beat, as in a feminine ending, or
    with the note."""
    arrivals = [n for n, column in enumerate(columns) if n and end <= column < after]
    if arrivals:
        found = [(columns[n - 1], columns[n]) for n in arrivals]
        note = end - 1
        while note > 0 and row_T[note] < 0:
            note -= 1
        is_known = hold_T[note : end + 1].all() and row_T[note] > 0 and columns[arrivals[0]] == end
        if is_known and columns[arrivals[0] - 1] < note <= end - SHORTEST:
            found.append((note, end))
        return found
    n = bisect_right(columns, end) - 1
    found = [(columns[n - 1], columns[n])] if n else []
    if columns[n] < end and after - end >= SHORTEST:
        found.append((columns[n], end))
    return found


def _fits(held_V: np.ndarray, chord: Chord) -> bool:
    """Whether the notes held in one column belong to a chord. held_V: pitches, FREE for a free cell, 0 for a
    rest; a soprano that rests fits no cadence."""
    sounding = held_V[held_V > 0] % 12
    is_bass_right = chord.bass is None or held_V[3] <= 0 or held_V[3] % 12 == chord.bass
    return bool(held_V[0] != 0 and np.isin(sounding, chord.tones).all() and is_bass_right)
