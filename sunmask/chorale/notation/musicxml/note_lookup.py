"""Where a moment stands in a written part: the head or rest that sounds then."""

from collections.abc import Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element

from sunmask.chorale.music.bars import Bar, bar_index


def head_at(
    part: Element, bar_list: Sequence[Bar], divisions: int, column: int
) -> tuple[Element, Element, Fraction]:
    """The measure, the head or rest that sounds in a column, and the column in which it begins. divisions: of
    a quarter."""
    index = bar_index(bar_list, column)
    measure, now = part.findall("measure")[index], Fraction(bar_list[index].start)
    begins: dict[Fraction, Element] = {}
    for note in measure.findall("note"):
        begins.setdefault(now, note)  # grace notes last no time, and come first
        now += Fraction(int(note.findtext("duration") or 0) * 4, divisions)
    at = max(begin for begin in begins if begin <= column)
    return measure, begins[at], at
