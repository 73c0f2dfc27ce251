"""Signs of form in MEI: repeats and double bars as lines, endings around their bars, jumps over the staff."""

from xml.etree.ElementTree import Element, SubElement

from sunmask.chorale.music.bars import Bar
from sunmask.chorale.music.form import JUMPS, Form

WORDS = {**JUMPS, "fine": "Fine", "to-coda": "To Coda"}
GLYPHS = ("segno", "coda")


class DrawnForm:
    """The form of a score, bar by bar in order."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._ending: Element | None = None

    def _names(self, bar: Bar) -> list[str]:
        """Signs that begin or end in a bar, wherever in it they hang."""
        columns = range(bar.start, bar.start + bar.length)
        return [name for t, names in sorted(self._form.items()) if t in columns for name in names]

    def parent(self, section: Element, bar: Bar) -> Element:
        """What the measure of a bar belongs to: an ending, or the section."""
        names = self._names(bar)
        numbers = next((name.split("-")[1:] for name in names if name.startswith("ending-")), None)
        if numbers:
            label = f"{', '.join(numbers)}."
            self._ending = SubElement(section, "ending", n=label)
        inside = self._ending
        if "end-ending" in names:
            self._ending = None
        return section if inside is None else inside

    def set_lines(self, measure: Element, bar: Bar) -> None:
        """The lines at either side of a bar."""
        names = self._names(bar)
        if "start-repeat" in names:
            measure.set("left", "rptstart")
        if any(name.startswith("end-repeat") for name in names):
            measure.set("right", "rptend")
        elif "double-bar" in names and "right" not in measure.attrib:
            measure.set("right", "dbl")

    def add_words(self, measure: Element, bar: Bar) -> None:
        """Segno, coda and jumps, over the first staff."""
        beats = _beats(bar)
        for name in self._names(bar):
            if name in GLYPHS:
                SubElement(
                    measure, "repeatMark", {"func": name, "staff": "1", "tstamp": "1", "place": "above"}
                )
            elif name in WORDS:
                SubElement(
                    measure, "dir", {"staff": "1", "tstamp": f"{beats:g}", "place": "above"}
                ).text = WORDS[name]


def _beats(bar: Bar) -> float:
    """The last of the beats that MEI counts."""
    return max(1.0, bar.length * int(bar.metre.split("/")[1]) / 16)
