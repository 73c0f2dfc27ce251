"""How the notes of a chorale are played: how loud by dynamics, hairpins and accents, how short by
articulations, and how long a fermata waits.

Twin of `frontend/src/domain/chorale/notation/expression.ts` (tests/cases/expression.json). A dynamic counts
for the voice that it hangs on, and in an accompaniment for all staves of its instrument. Loudness is said as
a MIDI velocity, 1 to 127.

V voices, behind them the accompanying staves, T sixteenths
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import numpy as np

from sunmask.chorale.music.bars import metre_at, written_beat
from sunmask.chorale.music.signs import Sign, Signs, lines_of
from sunmask.chorale.music.staves import signs_by_staff
from sunmask.chorale.music.symbols import Chorale, notes

USUAL = 80.0
"""Where no dynamic says another: mf."""
LEVELS = {
    **{"n": 1.0, "pppppp": 4.0, "ppppp": 6.0, "pppp": 10.0, "ppp": 20.0, "pp": 36.0, "p": 52.0, "mp": 66.0},
    **{"mf": USUAL, "f": 96.0, "ff": 112.0, "fff": 120.0, "ffff": 124.0, "fffff": 126.0, "ffffff": 127.0},
}
"""What each dynamic means from its sixteenth on."""
STRUCK = {"fp": ("f", "p"), "sfp": ("ff", "p"), "sfzp": ("ff", "p"), "sfpp": ("ff", "pp"), "pf": ("p", "f")}
"""Dynamics of one note: the level of that note, and the level from the next note on."""
LOUDER = {
    **{"sf": 24.0, "sfz": 24.0, "fz": 24.0, "rf": 16.0, "rfz": 16.0, "sffz": 36.0},
    **{"accent": 16.0, "strong-accent": 24.0, "soft-accent": 8.0, "stress": 8.0, "unstress": -8.0},
}
"""Of the note alone that begins there."""
SHARES = {
    **{
        "staccato": 0.5,
        "spiccato": 0.5,
        "staccatissimo": 0.33,
        "strong-accent": 0.67,
        "detached-legato": 0.75,
    },
    **{"breath-mark": 0.85, "caesura": 0.75},
}
"""How much of its length a note sounds."""
HAIRPIN = 16.0
"""How much a hairpin changes the level where no dynamic follows it."""
REACH = 4
"""Sixteenths after a hairpin within which a dynamic says where it leads."""
HELD = 2.0
"""How many times as long as written the last beat under a fermata is."""


@dataclass(frozen=True)
class Expression:
    """velocity_VT: of a note that begins in a cell, 1 to 127. share_VT: how much of its length it sounds, 0
    to 1. stretch_T: how many times as long as the tempo says a sixteenth is."""

    velocity_VT: np.ndarray
    share_VT: np.ndarray
    stretch_T: np.ndarray

    def at(self, column_T: np.ndarray) -> "Expression":
        """Of a piece as it is played, by the columns that are played one after another."""
        return Expression(self.velocity_VT[:, column_T], self.share_VT[:, column_T], self.stretch_T[column_T])


def expression_of(chorale: Chorale) -> Expression:
    """How a chorale is played as it stands, without its repeats."""
    end = chorale.num_sixteenths
    staves = signs_by_staff(chorale.meta.staves, first=len(chorale.voices))
    signs = {cell: here for cell, here in sorted({**chorale.signs, **staves}.items()) if cell[1] < end}
    shape = (len(chorale.voices) + len(chorale.meta.staves), end)
    velocity_VT, share_VT = np.full(shape, USUAL), np.ones(shape)
    for row in range(shape[0]):
        velocity_VT[row] = _levels(signs, row, end)
    for (voice, t), here in signs.items():
        for sign in here:
            if sign.kind == "dynamics" and sign.name in STRUCK:
                velocity_VT[voice, t] = LEVELS[STRUCK[sign.name][0]]
    for (voice, t), here in signs.items():
        for name in _names(here):
            velocity_VT[voice, t] += LOUDER.get(name, 0.0)
            share_VT[voice, t] = min(share_VT[voice, t], SHARES.get(name, 1.0))
    return Expression(velocity_VT.clip(1.0, 127.0), share_VT, _stretch(chorale))


def _names(here: Iterable[Sign]) -> list[str]:
    return [sign.name for sign in here if sign.kind in ("dynamics", "articulations")]


def _levels(signs: Signs, voice: int, end: int) -> np.ndarray:
    """The level of each sixteenth of a voice or staff, (T,)."""
    said: dict[int, float] = {}
    for (of, t), here in sorted(signs.items()):
        for sign in here if of == voice else ():
            name = STRUCK.get(sign.name, ("", sign.name))[1]
            if sign.kind == "dynamics" and name in LEVELS:
                said[t] = LEVELS[name]
    level_T = np.full(end, USUAL)
    for t, level in sorted(said.items()):
        level_T[t:] = level
    for first, last, sign in sorted(lines_of(signs, voice, "wedge"), key=lambda line: line[0]):
        begins, way = float(level_T[first]), 1 if sign.name == "crescendo" else -1
        following = min((t for t in said if t > first), default=end)
        leads = following <= last + REACH and following < end and (said[following] - begins) * way > 0
        stop = following if leads else min(last, following)
        goal = said[following] if leads else begins + way * HAIRPIN
        level_T[first:stop] = np.linspace(begins, goal, stop - first, endpoint=False)
        level_T[stop:following] = goal
    return level_T.clip(1.0, 127.0)


def _stretch(chorale: Chorale) -> np.ndarray:
    """Notes under fermatas that sound together wait once, at their end, (T,)."""
    stretch_T = np.ones(chorale.num_sixteenths)
    under: list[tuple[int, int]] = []
    for voice, line in enumerate(notes(chorale.symbols_VT)):
        here = [t for of, t in chorale.fermatas if of == voice]
        under += [
            (start, start + length)
            for start, length, pitch in line
            if pitch and any(start <= t < start + length for t in here)
        ]
    for staff in chorale.meta.staves:
        under += [
            (int(start), min(ceil(start + length), chorale.num_sixteenths))
            for start, length, pitch, _ in staff.notes
            if any(pitch == of and start <= t < start + length for t, of in staff.fermatas)
        ]
    together: list[tuple[int, int]] = []
    for start, end in sorted(under):
        if together and start < together[-1][1]:
            start, end = min(start, together[-1][0]), max(end, together.pop()[1])
        together.append((start, end))
    for start, end in together:
        beat = written_beat(metre_at(chorale.meta, end - 1))
        stretch_T[max(start, end - beat) : end] = HELD
    return stretch_T
