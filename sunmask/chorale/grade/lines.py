"""The lines that a grade is computed from: the notes of each voice with their spelling, and the bars.

Starts and lengths are in sixteenths, integers or fractions. A grid and a score file become the same
`Lines` where the file was written from the grid in the key that the notes suggest.
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from sunmask.chorale.grade.intervals import midi
from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.symbols import Chorale, check_grid, notes
from sunmask.chorale.music.voices import STANDARD, Voice
from sunmask.chorale.notation.letters import chosen_letters
from sunmask.chorale.notation.note_values import heads
from sunmask.chorale.notation.spelling import Key, SpelledPitch, analyse_key, best_key

Sixteenths = int | Fraction


def whole_or_fraction(value: str | Fraction) -> Sixteenths:
    """An exact number, an integer where it is one, which counts faster."""
    exact = Fraction(value)
    return int(exact) if exact.denominator == 1 else exact


class LineNote(NamedTuple):
    """A note, ties merged, or a rest as it is written (pitch None)."""

    start: Sixteenths
    length: Sixteenths
    pitch: SpelledPitch | None

    @property
    def end(self) -> Sixteenths:
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; `skipped` is what an incomplete first bar lacks before its first note."""

    number: int
    start: Sixteenths
    skipped: Sixteenths = 0


@dataclass(frozen=True)
class Lines:
    """The voices from the top, and the bars in order. singers: whose lines they are."""

    voices: tuple[list[LineNote], ...]
    bars: list[Bar]
    singers: tuple[Voice, ...] = STANDARD

    def singer(self, voice: int) -> str:
        """The name of a voice, for sentences."""
        return self.singers[voice].spoken

    def bar_index(self, start: Sixteenths) -> int:
        """Index of the bar in which something at `start` begins."""
        return max(0, bisect_right(self.bars, start, key=lambda bar: bar.start) - 1)

    def place(self, start: Sixteenths) -> str:
        """Where `start` is, for people: "bar 3, beat 2.5" (beats are quarters)."""
        bar = self.bars[self.bar_index(start)]
        beat = float((start - bar.start + bar.skipped) / 4 + 1)
        return f"{f'bar {bar.number}' if bar.number else 'the pickup'}, beat {beat:.4g}"


def lines_from_chorale(chorale: Chorale) -> Lines:
    """A grid's lines, spelled in the key that its notes suggest, rests divided as in its score.

    Raises ValueError for a grid that `check_grid` refuses.
    """
    symbols_VT = check_grid(chorale)
    key = analyse_key(symbols_VT)
    letters = chosen_letters(chorale, lambda _: key, with_requests=False)
    bar_list, voices = bars(chorale.meta, chorale.num_sixteenths), []
    for voice_notes, names in zip(notes(symbols_VT), letters, strict=True):
        line = []
        for (start, length, _), pitch in zip(voice_notes, names, strict=True):
            if pitch is None:
                line += [LineNote(at, part, None) for _, at, part in heads(bar_list, start, length)]
            else:
                line.append(LineNote(start, length, pitch))
        voices.append(line)
    return Lines(tuple(voices), [Bar(bar.number, bar.start, bar.skipped) for bar in bar_list], chorale.voices)


def key_of_lines(lines: Lines) -> Key:
    """The key that all notes suggest, weighted by their lengths."""
    weights = np.zeros(12)
    for line in lines.voices:
        for note in line:
            if note.pitch is not None:
                weights[midi(note.pitch) % 12] += float(note.length)
    return best_key(weights)
