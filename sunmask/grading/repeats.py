"""Repeated sequences of each voice: how often which lengths recur.

A voice is a text of sixteenths: a letter for each pitch or rest as it is struck, then HOLD while it
lasts. A sequence is any stretch of it that starts with a letter and has two or more. Those that recur
and cannot be made longer without recurring less are the inner nodes of the suffix tree of the voice
whose occurrences do not all follow the same note; here they are read off the sorted suffixes.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sunmask.grading.lines import LineNote, Lines

HOLD = "\x00"
FIRST_LETTER = 1


def repeated_lengths(lines: Lines) -> Counter[int]:
    """Length in sixteenths to the occurrences of all repeated sequences of that length.

    A sequence that several voices repeat counts as often as in the lowest of them.
    """
    letters: dict[str, str] = {}
    found: dict[str, int] = {}
    for line in lines.voices:
        found.update(_repeats([(_letter(note, letters), max(1, int(note.length))) for note in line]))
    histogram: Counter[int] = Counter()
    for sequence, occurrences in found.items():
        histogram[len(sequence)] += occurrences
    return histogram


def _letter(note: LineNote, letters: dict[str, str]) -> str:
    name = note.pitch.name if note.pitch else "rest"
    return letters.setdefault(name, chr(FIRST_LETTER + len(letters)))


def _repeats(line: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The longest repeated sequences of a voice (letters and lengths), with their occurrences."""
    text = "".join(letter + HOLD * (length - 1) for letter, length in line)
    suffixes, start = [], 0
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
                yield sequence, last + 1 - first
        if open_nodes and open_nodes[-1][0] == length:
            _, first, other = open_nodes.pop()
            note_before = note_before if note_before == other else None
        if length:
            open_nodes.append((length, first, note_before))


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
