"""Lists of a Word document. Bullets and numbers become text at the beginning of their line."""

import re
from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

BULLET, INDENT = "\u2022 ", "  "
BULLETED = re.compile(f"((?:{INDENT})*){BULLET}(?=.)")
MOST_LEVELS = 3
"""Levels of bullets for which Word has a style."""


class Lists:
    """The bullets and numbers of list items, which must be asked for in order. num_numbers: numbers given so
    far."""

    def __init__(self, document: Document):
        self.num_numbers = 0
        self._counts: dict[tuple[str, int], int] = {}
        try:
            part: Any = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
            self._numbering = part.element
        except KeyError:
            self._numbering = None

    def mark_of(self, paragraph: Paragraph) -> str:
        """Indent and bullet or number; "" for a paragraph that is no list item."""
        place = _place(paragraph)
        kind = self._kind(*place) if place else None
        if place is None or kind in (None, "none"):
            return ""
        number, level = place
        level += _level_of(paragraph)
        if kind == "bullet":
            return INDENT * level + BULLET
        self._counts[place] = count = self._counts.get(place, 0) + 1
        for deeper in [each for each in self._counts if each[0] == number and each[1] > level]:
            del self._counts[deeper]
        self.num_numbers += 1
        return f"{INDENT * level}{count}. "

    def _kind(self, number: str, level: int) -> str | None:
        """The numbering format of a level, by Word's names; None where the document has none."""
        if self._numbering is None:
            return None
        for of_list in self._numbering.findall(qn("w:num")):
            if of_list.get(qn("w:numId")) == number:
                wanted = _value(of_list.find(qn("w:abstractNumId")))
                for design in self._numbering.findall(qn("w:abstractNum")):
                    if design.get(qn("w:abstractNumId")) == wanted:
                        levels = {each.get(qn("w:ilvl")): each for each in design.findall(qn("w:lvl"))}
                        found = levels.get(str(level))
                        return None if found is None else _value(found.find(qn("w:numFmt")))
        return None


def _place(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list of a paragraph, and its level: by its own properties, otherwise by its style's."""
    for element in (paragraph._p, *(style.element for style in chain(paragraph.style))):
        said = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if said is not None:
            number = _value(said.find(qn("w:numId")))
            level = _value(said.find(qn("w:ilvl"))) or "0"
            return (number, min(int(level), 8)) if number not in (None, "0") and level.isdecimal() else None
    return None


def _level_of(paragraph: Paragraph) -> int:
    """The level of a style such as List Bullet 2, from 0."""
    for style in chain(paragraph.style):
        if found := re.fullmatch(r"list (?:bullet|number) ([2-5])", (style.name or "").lower()):
            return int(found[1]) - 1
    return 0


def _value(element: Any) -> str | None:
    return None if element is None else element.get(qn("w:val"))


def chain(style: Any) -> Iterator[Any]:
    """A style and those that it is based on."""
    seen: set[str] = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style
        style = style.base_style
