"""Tuplets, which stand beside the grid of sixteenths, and the notes of a voice at their true times.

A tuplet is a sign that holds its own notes. Each cell that it covers holds the note that fills most of
it. While they do, the tuplet stands; where somebody wrote something
else there, it is stored and not drawn. Twin of `frontend/src/domain/chorale/notation/tuplets.ts`
(tests/cases/tuplets.json).

V voices, T sixteenths
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil

import numpy as np

from sunmask.chorale.music.bars import bar_index, bars
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.staves import Staff
from sunmask.chorale.music.symbols import Chorale, normalise, notes

GRACE = Fraction(1, 2)
"""Sixteenths that a grace note lasts, where there is room for it."""


@dataclass(frozen=True)
class Tuplet:
    """A tuplet of a voice from a sixteenth on."""

    voice: int
    start: int
    sign: Sign

    @property
    def ratio(self) -> tuple[int, int]:
        """How many notes in the time of how many."""
        actual, normal = self.sign.name.split(":")
        return int(actual), int(normal)

    @property
    def moments(self) -> list[Fraction]:
        """Where its notes begin, and the last one ends, in sixteenths of the piece."""
        actual, normal = self.ratio
        written = accumulate((length for length, _, _ in self.sign.notes), initial=0)
        return [self.start + Fraction(length * normal, 4 * actual) for length in written]

    @property
    def end(self) -> Fraction:
        return self.moments[-1]

    @property
    def is_whole(self) -> bool:
        """Whether it fills whole sixteenths, as one on a grid must."""
        return self.end.denominator == 1

    @property
    def owners(self) -> list[int]:
        """For each of its sixteenths, the number of the note that takes most of it; of several the first."""
        moments = self.moments
        found = []
        for column in range(self.start, int(self.end)):
            shares = [_common(begin, end, column) for begin, end in pairwise(moments)]
            found.append(shares.index(max(shares)))
        return found

    @property
    def columns(self) -> list[int | None]:
        """The sixteenth where each note begins on the grid, None for one that has none there."""
        owners = self.owners
        return [
            self.start + owners.index(number) if number in owners else None
            for number in range(len(self.sign.notes))
        ]

    @property
    def symbols(self) -> list[int]:
        """The symbols of its cells. A first note that is tied to the one before it is written as
        if it were not."""
        found: list[int] = []
        before = -1
        for number in self.owners:
            pitch = self.sign.notes[number][1]
            goes_on = number == before or (pitch < 0 and found and abs(found[-1]) == -pitch)
            found.append(-abs(pitch) if goes_on else abs(pitch))
            before = number
        return found


def _common(begin: Fraction, end: Fraction, column: int) -> Fraction:
    """How much of a sixteenth lies between two moments; below 0 where none does."""
    last, first = min(end, Fraction(column + 1)), max(begin, Fraction(column))
    return last - first


def tuplets_of(chorale: Chorale) -> list[Tuplet]:
    """The tuplets that stand, in order: within a bar, over the notes that are theirs, one at a time."""
    found: list[Tuplet] = []
    signs = [
        (voice, t, sign)
        for (voice, t), here in chorale.signs.items()
        for sign in here
        if sign.kind == "tuplet" and sign.notes
    ]
    if not signs:
        return found
    symbols_VT = normalise(chorale.symbols_VT)
    bar_list = bars(chorale.meta, chorale.num_sixteenths)
    for voice, t, sign in sorted(signs, key=lambda each: each[:2]):
        tuplet = Tuplet(voice, t, sign)
        bar = bar_list[bar_index(bar_list, t)]
        is_within = tuplet.is_whole and tuplet.end <= bar.start + bar.length
        is_free = not found or found[-1].voice != voice or found[-1].end <= t
        if is_within and is_free and _is_over(symbols_VT[voice], tuplet):
            found.append(tuplet)
    return found


def _is_over(symbols_T: np.ndarray, tuplet: Tuplet) -> bool:
    first, *others = tuplet.symbols
    there = symbols_T[tuplet.start : int(tuplet.end)].tolist()
    return abs(there[0]) == first and there[1:] == others


def tuplet_cells(chorale: Chorale) -> np.ndarray:
    """The cells under tuplets, which no model may change, booleans (V, T)."""
    cells_VT = np.zeros(chorale.symbols_VT.shape, dtype=bool)
    for tuplet in tuplets_of(chorale):
        cells_VT[tuplet.voice, tuplet.start : int(tuplet.end)] = True
    return cells_VT


@dataclass(frozen=True)
class Piece:
    """What is written of a voice without a tie: a note, a part of one beside a tuplet, or a note of a tuplet.

    start, length: in sixteenths. pitch: 0 for a rest. column: where it begins on the grid, None for a note of
    a tuplet that has no place there. number: of the note in its tuplet.
    """

    start: Fraction
    length: Fraction
    pitch: int
    is_tied: bool
    column: int | None
    tuplet: Tuplet | None = None
    number: int = 0

    @property
    def end(self) -> Fraction:
        return self.start + self.length

    @property
    def columns(self) -> range:
        """The sixteenths that begin within it."""
        return range(ceil(self.start), ceil(self.end))


def pieces_of(chorale: Chorale, tuplets: Sequence[Tuplet] | None = None) -> list[list[Piece]]:
    """Everything that is written of each voice, in order. A rest is divided where it has a fermata.
    tuplets: of `tuplets_of`, where they are known."""
    tuplets = tuplets_of(chorale) if tuplets is None else tuplets
    return [
        _pieces(
            _divided(line, {t for row, t in chorale.fermatas if row == voice}),
            chorale.symbols_VT[voice],
            [tuplet for tuplet in tuplets if tuplet.voice == voice],
        )
        for voice, line in enumerate(notes(chorale.symbols_VT))
    ]


def _divided(
    line: Sequence[tuple[int, int, int]], fermatas: Collection[int]
) -> Iterator[tuple[int, int, int]]:
    """The notes and rests of a voice, with a rest of its own from each fermata on."""
    for start, length, pitch in line:
        places = [start, *sorted(t for t in fermatas if not pitch and start < t < start + length)]
        for at, end in pairwise([*places, start + length]):
            yield at, end - at, pitch


def _pieces(
    line: Iterable[tuple[int, int, int]], symbols_T: np.ndarray, tuplets: Sequence[Tuplet]
) -> list[Piece]:
    found: list[Piece] = []
    for start, length, pitch in line:
        at = start
        for tuplet in [each for each in tuplets if each.start < start + length and each.end > start]:
            if tuplet.start > at:
                found.append(Piece(Fraction(at), Fraction(tuplet.start - at), pitch, at > start, at))
            at = int(tuplet.end)
        if at < start + length:
            found.append(Piece(Fraction(at), Fraction(start + length - at), pitch, at > start, at))
    for tuplet in tuplets:
        moments, columns = tuplet.moments, tuplet.columns
        for number, (_, symbol, _) in enumerate(tuplet.sign.notes):
            is_tied = symbol < 0 if number else symbols_T[tuplet.start] < 0
            length_of = moments[number + 1] - moments[number]
            found.append(
                Piece(moments[number], length_of, abs(symbol), is_tied, columns[number], tuplet, number)
            )
    found.sort(key=lambda piece: piece.start)
    return [
        replace(piece, is_tied=piece.is_tied and at > 0 and 0 < piece.pitch == found[at - 1].pitch)
        for at, piece in enumerate(found)
    ]


@dataclass(frozen=True)
class Sounding:
    """A note as it is heard, with those that are tied to it. start, length: in sixteenths. column: of the
    grid, by which its loudness and its words are found."""

    start: Fraction
    length: Fraction
    pitch: int
    column: int
    is_grace: bool = False


def sounding(chorale: Chorale) -> list[list[Sounding]]:
    """The notes of each voice at their true times, in order, with grace notes, which are short and take their
    time from the note before; at the beginning of the piece from their own."""
    return [_with_graces(_joined(pieces), chorale, voice) for voice, pieces in enumerate(pieces_of(chorale))]


def _joined(pieces: Sequence[Piece]) -> list[Sounding]:
    found: list[Sounding] = []
    for piece in pieces:
        if piece.is_tied:
            found[-1] = replace(found[-1], length=found[-1].length + piece.length)
        elif piece.pitch:
            column = int(piece.start) if piece.column is None else piece.column
            found.append(Sounding(piece.start, piece.length, piece.pitch, column))
    return found


def _with_graces(line: Sequence[Sounding], chorale: Chorale, voice: int) -> list[Sounding]:
    found: list[Sounding] = []
    for note in line:
        graces = graces_at(chorale, voice, note.column)
        if graces and note.start:
            before = found[-1] if found and found[-1].start + found[-1].length == note.start else None
            room = min(Fraction(1), before.length / 2 if before else note.start)
            each = min(GRACE, room / len(graces))
            first = note.start - each * len(graces)
            if before:
                found[-1] = replace(before, length=first - before.start)
        else:
            each = min(GRACE, note.length / 2 / max(1, len(graces)))
            first = note.start
            taken = each * len(graces)
            note = replace(note, start=note.start + taken, length=note.length - taken)
        for number, (_, pitch, _) in enumerate(graces):
            found.append(Sounding(first + number * each, each, pitch, note.column, is_grace=True))
        found.append(note)
    return found


def sounding_staff(staff: Staff) -> list[Sounding]:
    """The notes of an accompanying staff in order, with grace notes, which are short and sound before the
    note that they belong to. The notes before it go on."""
    found = [
        Sounding(Fraction(start), Fraction(length), pitch, int(start))
        for start, length, pitch, _ in staff.notes
    ]
    for start, _, sign in staff.signs:
        if sign.kind == "grace":
            each = min(GRACE, Fraction(start, len(sign.notes)))
            first = start - each * len(sign.notes)
            found += [
                Sounding(first + number * each, each, pitch, int(start), is_grace=True)
                for number, (_, pitch, _) in enumerate(sign.notes)
                if each
            ]
    return sorted(found, key=lambda note: (note.start, note.pitch))


def graces_at(chorale: Chorale, voice: int, column: int) -> list[tuple[int, int, str]]:
    """The grace notes before a note, in order."""
    here = chorale.signs.get((voice, column), ())
    return [note for sign in here if sign.kind == "grace" for note in sign.notes]
