"""Hymn tunes in the public domain, as melodies: metre, pickup, key, and (pitch, sixteenths) for each note."""

import numpy as np

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta

Notes = list[tuple[int, int]]


def quarters(*pitches: int) -> Notes:
    return [(pitch, 4) for pitch in pitches]


OLD_HUNDREDTH = (
    *quarters(67, 67, 66, 64, 62, 67, 69, 71, 71, 71, 71, 69, 67, 72, 71, 69),
    *quarters(67, 69, 71, 69, 67, 64, 66, 67, 74, 71, 67, 69, 72, 71, 69),
    (67, 12),
)
DIADEMATA = (
    *((62, 4), (62, 2), (62, 2), (66, 4), (66, 4), (71, 12), (71, 4), (69, 4), (62, 4), (67, 4), (66, 4)),
    *((64, 12), (64, 4), (66, 4), (69, 4), (71, 4), (69, 4), (68, 4), (66, 2), (64, 2), (69, 4), (74, 4)),
    *((73, 4), (74, 4), (71, 4), (71, 4), (69, 12), (69, 4), (69, 4), (66, 4), (64, 4), (62, 4), (71, 12)),
    *((71, 4), (71, 4), (68, 4), (66, 4), (64, 4), (73, 12), (73, 4), (74, 6), (73, 2), (71, 4), (69, 4)),
    *((67, 4), (64, 4), (66, 4), (69, 4), (67, 4), (66, 4), (64, 4), (64, 4), (62, 16)),
)
ST_LOUIS = (
    *((69, 4), (69, 4), (69, 4), (68, 4), (69, 4), (72, 4), (70, 4), (62, 4), (67, 4), (65, 4), (64, 2)),
    *((65, 2), (67, 4), (60, 4), (69, 12), (69, 4), (69, 4), (69, 4), (74, 4), (72, 4), (72, 4), (70, 4)),
    *((62, 4), (67, 4), (65, 4), (64, 2), (65, 2), (69, 4), (67, 4), (65, 12), (69, 4), (69, 4), (69, 4)),
    *((67, 4), (65, 4), (64, 8), (64, 4), (64, 4), (62, 4), (64, 4), (65, 4), (67, 4), (69, 12), (69, 4)),
    *((69, 4), (69, 4), (68, 4), (69, 4), (72, 4), (70, 4), (62, 4), (74, 4), (72, 4), (65, 4), (69, 6)),
    *((67, 2), (65, 12)),
)
ST_CATHERINE = (
    *((71, 4), (69, 4), (67, 4), (67, 4), (66, 4), (67, 4), (69, 4), (64, 4), (66, 4), (67, 12), (67, 4)),
    *((66, 4), (64, 4), (62, 8), (67, 4), (67, 4), (66, 4), (67, 4), (69, 12), (71, 4), (69, 4), (67, 4)),
    *((67, 4), (66, 4), (67, 4), (69, 4), (64, 4), (66, 4), (67, 12), (67, 4), (66, 4), (64, 4), (62, 8)),
    *((71, 4), (69, 4), (71, 4), (69, 4), (67, 12), (72, 4), (72, 4), (72, 4), (71, 8), (71, 4), (69, 8)),
    *((69, 4), (71, 12), (71, 4), (69, 4), (67, 4), (64, 8), (67, 4), (69, 8), (69, 4), (67, 12)),
)
TUNES = {
    "Old Hundredth": ("4/4", 4, 1, OLD_HUNDREDTH),
    "Crown Him (Diademata)": ("4/4", 0, 2, DIADEMATA),
    "O Little Town (St. Louis)": ("4/4", 4, -1, ST_LOUIS),
    "Faith of Our Fathers (St. Catherine)": ("3/4", 0, 1, ST_CATHERINE),
}


def melody(notes: tuple[tuple[int, int], ...], meta: ChoraleMeta) -> Chorale:
    """Notes as a soprano."""
    row = [symbol for pitch, length in notes for symbol in [pitch] + [-pitch] * (length - 1)]
    return Chorale(np.array([row, *[[0] * len(row)] * 3], dtype=np.int16), meta)


def tune(name: str) -> Chorale:
    """One of `TUNES`, all of which are in major."""
    metre, pickup, fifths, notes = TUNES[name]
    return melody(notes, ChoraleMeta(name, metre=metre, pickup=pickup, fifths=fifths))


REST = 0
"""In place of a pitch."""
AMAZING_GRACE = (
    *((62, 4), (67, 8), (71, 2), (67, 2), (71, 8), (69, 4), (67, 8), (64, 4), (62, 8), (62, 4)),
    *((67, 8), (71, 2), (67, 2), (71, 8), (69, 4), (74, 12), (REST, 8), (71, 4)),
    *((74, 8), (71, 2), (67, 2), (71, 8), (69, 4), (67, 8), (64, 4), (62, 8), (62, 4)),
    *((67, 8), (71, 2), (67, 2), (71, 8), (69, 4), (67, 8), (REST, 4)),
)
SCARBOROUGH_FAIR = (
    *((62, 8), (62, 4), (69, 8), (69, 4), (64, 6), (65, 2), (64, 4), (62, 12), (REST, 4), (69, 4), (72, 4)),
    *((74, 8), (72, 4), (69, 4), (71, 4), (67, 4), (69, 12), (REST, 12), (REST, 8), (74, 4)),
    *((74, 8), (74, 4), (72, 8), (69, 4), (69, 4), (67, 4), (65, 4), (64, 4), (60, 8), (REST, 12)),
    *((62, 8), (69, 4), (67, 4), (65, 4), (64, 4), (62, 4), (60, 4), (60, 4), (62, 12), (REST, 12)),
)
RESTING = {"Amazing Grace": (1, AMAZING_GRACE), "Scarborough Fair": (0, SCARBOROUGH_FAIR)}
"""Fifths and notes of tunes in 3/4 that rest between their phrases; the first begins with an upbeat."""


def bars_of_three(notes: tuple[tuple[int, int], ...]) -> list[list[tuple[int, int]]]:
    """Notes that cross no bar line, bar by bar; an upbeat is a bar of its own."""
    filled = 12 - notes[0][1] if notes[0][1] < 8 else 0
    bars: list[list[tuple[int, int]]] = [[]]
    for pitch, length in notes:
        if filled == 12:
            filled = 0
            bars.append([])
        bars[-1].append((pitch, length))
        filled += length
        assert filled <= 12, "a note crosses the bar line"
    return bars
