"""Words and bar lines of an engraved page as boxes (left, right, top, bottom), for what must not meet."""

import re
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from sunmask.chorale.notation.engraving.lyrics import advance

BAR_LINE_WIDTH = 27
"""A stem is narrower."""
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Word:
    """A syllable as it is drawn; owner: the id of its head."""

    text: str
    owner: str
    box: Box


def words_of(page: str) -> list[Word]:
    found: list[Word] = []

    def walk(element: Element, owner: str, is_word: bool) -> None:
        owner = element.get("id", owner)
        is_word = is_word or element.get("class") == "verse"
        if is_word and element.tag.endswith("text"):
            x, y = float(element.get("x", 0)), float(element.get("y", 0))
            spans = [(span.text or "", float(span.get("font-size", "0px")[:-2])) for span in element.iter()]
            text, size = "".join(said for said, _ in spans).strip(), max(size for _, size in spans)
            found.append(Word(text, owner, (x, x + advance(text, size), y - 0.75 * size, y + 0.25 * size)))
        for child in element:
            walk(child, owner, is_word)

    walk(fromstring(page), "", is_word=False)
    return found


def bar_lines_of(page: str) -> list[float]:
    """Where bar lines stand, from the left; the widest stroke of each."""
    lines = re.findall(r'd="M(\d+) \d+ L(\d+) \d+" stroke-width="(\d+)"', page)
    return sorted({float(x) for x, end, width in lines if x == end and int(width) >= BAR_LINE_WIDTH})


def collisions(page: str) -> list[str]:
    """What touches: a word and a bar line, whatever staff it belongs to, or two words of one line."""
    found = []
    words = sorted(words_of(page), key=lambda word: (word.box[3], word.box[0]))
    for word in words:
        left, right, _, _ = word.box
        found += [f"{word.text} on a bar line" for x in bar_lines_of(page) if left <= x <= right]
    for word, other in pairwise(words):
        if word.box[3] == other.box[3] and word.box[1] >= other.box[0]:
            found.append(f"{word.text} on {other.text}")
    return found
