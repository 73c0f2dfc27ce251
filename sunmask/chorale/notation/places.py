"""Where a moment stands in a written part: the head or rest that sounds then."""

from xml.etree.ElementTree import Element


def head_at(
    part: Element, bar_list: list[tuple[int, int, int]], divisions: int, column: int
) -> tuple[Element, Element, int]:
    """The measure, the head or rest that sounds in a column, and the column in which it begins. bar_list: as
    `heads.bars` has it. divisions: of a quarter."""
    index = max(i for i, (_, start, _) in enumerate(bar_list) if start <= column)
    measure, now = part.findall("measure")[index], bar_list[index][1]
    begins: dict[int, Element] = {}
    for note in measure.findall("note"):
        begins[now] = note
        now += round(int(note.findtext("duration") or 0) * 4 / divisions)
    at = max(begin for begin in begins if begin <= column)
    return measure, begins[at], at
