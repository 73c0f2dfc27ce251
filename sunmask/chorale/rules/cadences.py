"""Cadences that are planned: of each phrase the two chords that close it, and of a piece whose end has no two
that fit, the last one.

A network hears where a phrase ends and often drifts past it. So before a run two chords are chosen for each
phrase end: among those that Bach closes with, the ones that fit what is held, by how often he has them. Where
the melody is free, an end is left to the network as often as he closes otherwise. The chords are told to the
network and obeyed as chords that a person asks for (`obeying`).

V voices, T sixteenths
"""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord, by_beat
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
"""Phrase ends, of a thousand in the chorales of the training set, in each mode: semitones above the tonic and
quality of the last chord but one, and of the last. Only those that close by a dominant, or on one."""
OTHERWISE = {mode: 1000 - sum(shares.values()) for mode, shares in SHARES.items()}
"""Phrase ends, of a thousand, that close in another way."""
FREE = -1
"""A cell whose note is not held."""
LATER = 0.5
"""How much less a close counts that comes a beat later, while the last note still sounds, or in one."""
SHORTEST = 2
"""Sixteenths: with a shorter note no chord comes."""


@dataclass(frozen=True)
class _Close:
    """Two chords, or the last alone, and the columns in which they come."""

    columns: tuple[int, ...]
    chords: tuple[Chord, ...]
    share: float


def planned_cadences(
    chorale: Chorale, hold_VT: np.ndarray, ends: list[int], rng: np.random.Generator, last: int | None = None
) -> dict[int, Chord]:
    """Chords by the column in which they come, two for each phrase end that can have them; at the end of the
    piece one where only the tonic fits. They come with a beat. Where the last note begins within one, the
    second may come with that note instead, and the first with the beat.

    ends: columns in which the soprano's last notes begin. hold_VT: the cells that stay. last: the end at
    which the piece closes at home, as one does whose note is held to the end. Nothing is planned where no
    close fits what is held, or where a person asks for a chord.
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
    """All that fit one phrase end: pairs of chords, and for the end of the piece the tonic alone."""
    row_T, meta = chorale.symbols_VT[0], in_key_at(chorale.meta, end)
    is_held = bool(hold_VT[0, end])
    after = note_end(row_T, end) if is_held else end + 1
    is_last = is_last or (is_held and after == len(row_T))
    held_VT = np.where(hold_VT, np.abs(chorale.symbols_VT), FREE)
    pairs, alone = [], []
    for late, places in enumerate(_places(columns, end, after)):
        for (root, quality, last_root, last_quality), often in SHARES[MODES[meta.mode][1]].items():
            if is_last and last_root != 0:
                continue
            home = (meta.tonic + last_root) % 12
            before, last = Chord((meta.tonic + root) % 12, quality), Chord(home, last_quality, home)
            if not all(_fits(held_VT[:, column], last) for column in {places[1], max(places[1], end)}):
                continue
            share = often * LATER**late
            if _fits(held_VT[:, places[0]], before):
                pairs.append(_Close(places, (before, last), share))
            if is_last:
                alone.append(_Close(places[1:], (last,), share))
    return pairs, alone


def _places(columns: list[int], end: int, after: int) -> list[tuple[int, int]]:
    """Where two chords may come that close a phrase, the best place first. columns: of the beats. end, after:
    of the last note. Under a note that begins within a beat and ends in it, the second chord comes with the
    beat, as at a feminine ending, or with the note."""
    arrivals = [n for n, column in enumerate(columns) if n and end <= column < after]
    if arrivals:
        return [(columns[n - 1], columns[n]) for n in arrivals]
    n = bisect_right(columns, end) - 1
    found = [(columns[n - 1], columns[n])] if n else []
    if columns[n] < end and after - end >= SHORTEST:
        found.append((columns[n], end))
    return found


def _fits(held_V: np.ndarray, chord: Chord) -> bool:
    """Whether the notes that are held at a moment are of a chord: FREE where none is, 0 a rest, which no
    soprano closes with."""
    sounding = held_V[held_V > 0] % 12
    is_bass_right = chord.bass is None or held_V[3] <= 0 or held_V[3] % 12 == chord.bass
    return bool(held_V[0] != 0 and np.isin(sounding, chord.tones).all() and is_bass_right)
