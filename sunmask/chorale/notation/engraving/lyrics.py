"""Words in an engraved page, moved to where they read best: under their notes, clear of bar lines and of each
other.

Verovio leaves room for words in Times, and lets a long one hang over a bar line. Here each is centred under
its head as wide as it is drawn, moved into its bar, and the hyphens and lines behind it follow. Words for
which a bar has no room, where a line is drawn closer together, are drawn smaller there.

Positions are in tenths of Verovio's units, as in its drawings.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path
from xml.etree.ElementTree import Element

from fontTools.ttLib import TTFont

from sunmask.chorale.music.bars import Bar, bar_index
from sunmask.chorale.music.symbols import Lyric

SERIF = Path(__file__).parents[2] / "printing" / "serif.ttf"
HALF_HEAD = 106
BESIDE_BAR, BETWEEN_WORDS, BETWEEN_SYLLABLES, BESIDE_CONNECTOR = 60, 110, 170, 30
"""Least room between a word and a bar line, two words, two syllables of one, and either and what is drawn
behind it."""
SMALLEST = 0.6
"""Of the usual size."""
PADDING = "\N{NO-BREAK SPACE}"
"""Behind the last word of a bar: room for the first one, of which Verovio would hang a half over the line."""
PADDING_EM = 0.25
LEAST_HYPHEN, LEAST_LINE = 60, 160
"""What is narrower is not drawn: it would read as a full stop."""
LOW = 40
"""A line lies this near to the foot of its word, hyphens higher."""
PLACE = re.compile(r"translate\((-?\d+), (-?\d+)\)")
BAR_LINE = re.compile(r"M(-?\d+) (-?\d+) L(-?\d+) (-?\d+)")


@dataclass
class _Word:
    """A syllable: its text, the middle of its head, width, left edge, and the hyphens or the line behind."""

    text: Element
    middle: float
    width: float
    connectors: list[Element] = field(default_factory=list)
    left: float = 0.0

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def room_behind(self) -> int:
        """Least room before the next one."""
        return BETWEEN_SYLLABLES if self.connectors and not self.has_line else BETWEEN_WORDS

    @property
    def has_line(self) -> bool:
        foot = float(self.text.get("y", 0))
        return any(float(one.get("y", 0)) > foot - LOW for one in self.connectors)


def place_lyrics(drawing: Element, share: float) -> None:
    """Move the words of every system. share: of the size that Verovio gives, in which words are drawn."""
    for system in _of_class(drawing, "system"):
        bars = sorted(_bar_lines(system))
        lines: dict[tuple[int, float], list[_Word]] = {}
        for number, staff in _staves(system):
            for note in _of_class(staff, "note"):
                for word in _words_of(note, share):
                    lines.setdefault((number, float(word.text.get("y", 0))), []).append(word)
        for line in lines.values():
            line.sort(key=lambda word: word.middle)
            _place_line(line, bars)


def _of_class(element: Element, name: str) -> Iterable[Element]:
    return (found for found in element.iter() if name in found.get("class", "").split())


def _staves(system: Element) -> Iterable[tuple[int, Element]]:
    """Each staff of each bar, with its number from the top."""
    for measure in _of_class(system, "measure"):
        yield from enumerate(_of_class(measure, "staff"))


def _bar_lines(system: Element) -> set[float]:
    places: set[float] = set()
    for line in _of_class(system, "barLine"):
        for path in line.iter():
            if place := BAR_LINE.match(path.get("d", "")):
                places.add(float(place[1]))
    return places


def _words_of(note: Element, share: float) -> Iterable[_Word]:
    head = next((one for one in note.iter() if one.tag.endswith("use")), None)
    place = PLACE.match(head.get("transform", "")) if head is not None else None
    for syllable in _of_class(note, "syl"):
        text = next((one for one in syllable if one.tag.endswith("text")), None)
        if text is None or place is None:
            continue
        for span in text.iter():
            span.text = (span.text or "").strip("\n" + PADDING)
        width = sum(advance(span.text or "", _size(span) * share) for span in text.iter())
        rectangles = [one for one in syllable if one.tag.endswith("rect")]
        yield _Word(text, int(place[1]) + HALF_HEAD, width, rectangles)


def _size(span: Element) -> float:
    return float(span.get("font-size", "0px").removesuffix("px"))


def _place_line(line: Sequence[_Word], bars: Sequence[float]) -> None:
    """Place the words of one verse under one staff."""
    edges = [float("-inf"), *bars, float("inf")]
    for before, after in pairwise(edges):
        inside = [word for word in line if before <= word.middle < after]
        if inside:
            _place_bar(inside, before + BESIDE_BAR, after - BESIDE_BAR)
    for word, following in zip(line, [*line[1:], None], strict=True):
        word.text.set("x", f"{word.left:.0f}")
        _place_connectors(word, None if following is None else following.left)


def _place_bar(words: Sequence[_Word], least: float, most: float) -> None:
    """Each as near to its head as those beside it allow; from the left where there is too little room."""
    _shrink(words, most - least)
    end = least
    for word in words:
        word.left = max(word.middle - word.width / 2, end)
        end = word.right + word.room_behind
    for word in reversed(words):
        word.left = min(word.left, most - word.width)
        most = word.left - BETWEEN_WORDS
    end = least
    for word in words:
        word.left = max(word.left, end)
        end = word.right + BETWEEN_WORDS


def _shrink(words: Sequence[_Word], room: float) -> None:
    wide = sum(word.width for word in words)
    scale = (room - BETWEEN_WORDS * (len(words) - 1)) / wide
    if wide == 0 or scale >= 1:
        return
    for word in words:
        word.width *= max(scale, SMALLEST)
        for span in word.text.iter():
            if _size(span):
                span.set("font-size", f"{_size(span) * max(scale, SMALLEST):.1f}px")


def _place_connectors(word: _Word, next_left: float | None) -> None:
    """Hyphens evenly between two syllables, a line from its syllable on; none where there is no room."""
    start = word.right + BESIDE_CONNECTOR
    for number, one in enumerate(word.connectors, start=1):
        left, width = float(one.get("x", 0)), float(one.get("width", 0))
        if word.has_line:
            end = left + width if next_left is None else min(left + width, next_left - BESIDE_CONNECTOR)
            left, width = start, end - start
        elif next_left is not None:
            between = next_left - word.right
            left = word.right + between * number / (len(word.connectors) + 1) - width / 2
            width = width if left > start else 0
        elif left < start:
            width = 0
        one.set("x", f"{left:.0f}")
        one.set("width", f"{width if width >= (LEAST_LINE if word.has_line else LEAST_HYPHEN) else 0:.0f}")


@cache
def _advances() -> tuple[dict[int, int], int]:
    """Widths of letters by their code, and the units in an em."""
    font = TTFont(SERIF, lazy=True)
    metrics = font["hmtx"].metrics
    widths = {code: metrics[glyph][0] for code, glyph in font.getBestCmap().items()}
    return widths, font["head"].unitsPerEm


def padded(
    lyrics: Mapping[tuple[int, int], tuple[Lyric, ...]], bar_list: Sequence[Bar]
) -> dict[tuple[int, int, int], str]:
    """The texts of syllables by voice, sixteenth and verse. The last of a bar is followed by `PADDING`, so
    that Verovio makes room for a first word that is longer than the first of the following bar: it makes half
    of that room on either side of the last word."""
    texts: dict[tuple[int, int, int], str] = {}
    bars_of: dict[tuple[int, int], dict[int, list[tuple[int, int, int]]]] = {}
    for (voice, t), syllables in sorted(lyrics.items()):
        for lyric in syllables:
            cell = (voice, t, lyric.verse)
            texts[cell] = lyric.text
            in_bars = bars_of.setdefault((voice, lyric.verse), {})
            in_bars.setdefault(bar_index(bar_list, t), []).append(cell)
    more: dict[tuple[int, int, int], float] = {}
    for in_bars in bars_of.values():
        for index, cells in in_bars.items():
            following = in_bars.get(index + 1)
            lacks = advance(texts[cells[0]], 1) - (advance(texts[following[0]], 1) if following else 0)
            more[cells[-1]] = lacks * (1 if len(cells) == 1 else 0.5)
    for cell, lacks in more.items():
        texts[cell] += PADDING * max(0, ceil(lacks / PADDING_EM))
    return texts


def advance(text: str, size: float) -> float:
    """The width of a text in the serif that words are drawn in."""
    widths, em = _advances()
    return sum(widths.get(ord(letter), em // 2) for letter in text) * size / em
