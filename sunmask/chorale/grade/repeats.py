"""Repeated sequences of each voice: how often which lengths recur.

A voice is a text of sixteenths: a letter for each pitch or rest as it is struck, then HOLD while it
lasts. A sequence is any stretch of it that starts with a letter and has two or more. Those that recur
and cannot be made longer without recurring less are the inner nodes of the suffix tree of the voice
whose occurrences do not all follow the same note; here they are read off the sorted suffixes.
"""

from collections import Counter
from functools import lru_cache
from itertools import pairwise

from sunmask.chorale.grade.intervals import staff_place
from sunmask.chorale.grade.lines import Lines
from sunmask.chorale.notation.spelling import SpelledPitch

HOLD, REST = "\x00", "\x01"
LETTERS_OF_A_PLACE = 64
"""A pitch's letter tells its place on the staff and what alters it; both lie far above HOLD and REST."""


def repeated_lengths(lines: Lines) -> Counter[int]:
    """Length in sixteenths to the occurrences of all repeated sequences of that length.

    A sequence that several voices repeat counts as often as in the lowest of them.
    """
    found: dict[str, int] = {}
    for line in lines.voices:
        found.update(_repeats(tuple((_letter(note.pitch), max(1, int(note.length))) for note in line)))
    histogram: Counter[int] = Counter()
    for sequence, occurrences in found.items():
        histogram[len(sequence)] += occurrences
    return histogram


@lru_cache(maxsize=4096)
def _letter(pitch: SpelledPitch | None) -> str:
    if pitch is None:
        return REST
    return chr(LETTERS_OF_A_PLACE * (staff_place(pitch) + LETTERS_OF_A_PLACE) + pitch.alter)


@lru_cache(maxsize=256)  # a piece is graded again and again while it is composed, one voice changed
def _repeats(line: tuple[tuple[str, int], ...]) -> dict[str, int]:
    """The longest repeated sequences of a voice (letters and lengths), with their occurrences."""
    text = "".join(letter + HOLD * (length - 1) for letter, length in line)
    found, suffixes, start = {}, [], 0
    for index, (_, length) in enumerate(line):
        suffixes.append((text[start:], index))
        start += length
    suffixes.sort()
    before = [line[index - 1] if index else None for _, index in suffixes]
    shared = [_shared(a, b) for (a, _), (b, _) in pairwise(suffixes)]
    # nodes still open: how much all suffixes since `first` share, and the one note before all (None: differ)
    open_nodes: list[tuple[int, int, tuple[str, int] | None]] = []
    for last, length in enumerate([*shared, 0]):
        first, note_before = last, before[last]
        while open_nodes and open_nodes[-1][0] > length:
            depth, first, other = open_nodes.pop()
            note_before = note_before if note_before == other else None
            sequence = suffixes[first][0][:depth]
            if note_before is None and depth - sequence.count(HOLD) >= 2:
                found[sequence] = last + 1 - first
        if open_nodes and open_nodes[-1][0] == length:
            _, first, other = open_nodes.pop()
            note_before = note_before if note_before == other else None
        if length:
            open_nodes.append((length, first, note_before))
    return found


def _shared(one: str, other: str) -> int:
    """How many characters two texts share from their beginning."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            most = middle - 1
    return least
