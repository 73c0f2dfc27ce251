"""Parallel fifths and octaves as the Bach-or-Mock grade counts them: by spelling, between attacks.

`parallels.py` has the quicker rule on grids, without spelling, that sampling refuses proposals by.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sunmask.chorale.grade.intervals import midi, perfect_consonance
from sunmask.chorale.grade.lines import LineNote, Lines, Sixteenths
from sunmask.chorale.grade.parallels import voice_pairs
from sunmask.chorale.notation.spelling import SpelledPitch


@dataclass(frozen=True)
class Parallel:
    """Two fifths, or two octaves or unisons, in a row.

    is_fifth: fifths, else octaves. is_contrary: the voices move apart or towards each other, as from a fifth
    to a twelfth. before, after: the (upper, lower) notes of either interval.
    """

    is_fifth: bool
    is_contrary: bool
    voices: tuple[int, int]
    before: tuple[LineNote, LineNote]
    after: tuple[LineNote, LineNote]

    @property
    def sixteenths(self) -> tuple[Sixteenths, Sixteenths]:
        """A sixteenth at which the first interval sounds, and the one at which the second is struck."""
        return max(note.start for note in self.before), self.after[0].start


def parallels(lines: Lines) -> Iterator[Parallel]:
    """All parallels, by pair of voices: parallel motion, or contrary motion with octaves folded.

    Both voices must strike the second interval together, out of notes that end there.
    """
    struck = [{note.start: i for i, note in enumerate(line)} for line in lines.voices]
    for top, bottom in voice_pairs(len(lines.voices)):
        upper, lower = lines.voices[top], lines.voices[bottom]
        for first, second in pairwise(upper):
            index = struck[bottom].get(second.start, 0)
            if first.end != second.start or not index or lower[index - 1].end != second.start:
                continue
            before, after = (first, lower[index - 1]), (second, lower[index])
            pitches = [note.pitch for note in (*before, *after) if note.pitch]
            found = parallel_consonance(*pitches) if len(pitches) == 4 else None
            if found:
                yield Parallel(found[0] == "fifth", found[1], (top, bottom), before, after)


def parallel_consonance(
    first_top: SpelledPitch, first_bottom: SpelledPitch, second_top: SpelledPitch, second_bottom: SpelledPitch
) -> tuple[str, bool] | None:
    """The consonance that two pairs of pitches are parallel in, and whether by contrary motion; otherwise
    None."""
    if first_top == second_top or first_bottom == second_bottom:
        return None
    first = perfect_consonance(first_top, first_bottom)
    second = perfect_consonance(second_top, second_bottom)
    if not first or not second:
        return None
    if _direction(first_top, second_top) == _direction(first_bottom, second_bottom):
        return (first, False) if first == second else None
    return (first, True) if (first == "fifth") == (second == "fifth") else None


def _direction(first: SpelledPitch, second: SpelledPitch) -> int:
    semitones = midi(second) - midi(first)
    return (semitones > 0) - (semitones < 0)
