"""Signs of form in a MusicXML file and out of it: bar lines, endings, and jumps as words or signs."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from sunmask.chorale.music.bars import Bar
from sunmask.chorale.music.form import JUMPS, is_beginning, is_form
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.importing.parsed_score import FileForm, Place
from sunmask.chorale.notation.written_bars import written_bars
from sunmask.kinds.texts import clean_text

WORDS = {**JUMPS, "fine": "Fine", "to-coda": "To Coda"}
"""As they are printed, at the end of a bar."""
GLYPHS = ("segno", "coda")
BACK_TO = {
    "da-capo": re.compile(r"\b(d\. ?c\.|da capo)", re.IGNORECASE),
    "dal-segno": re.compile(r"\b(d\. ?s\.|dal segno)", re.IGNORECASE),
}
UP_TO = {
    "-al-fine": re.compile(r"\bfine\b", re.IGNORECASE),
    "-al-coda": re.compile(r"\bcoda\b", re.IGNORECASE),
}
FINE, TO_CODA = re.compile(r"fine\.?", re.IGNORECASE), re.compile(r"(to|al) coda", re.IGNORECASE)
LONGEST_WORDS = 30
"""Letters: what is longer says more than where to go."""


def form_in(root: Element) -> list[FileForm]:
    """The signs of all parts, each once."""
    found: dict[FileForm, None] = {}
    for part in root.findall("part"):
        numbers = _numbers_of_endings(part)
        for bar, measure in enumerate(part.findall("measure")):
            for element in measure:
                if element.tag == "barline":
                    found |= dict.fromkeys(_of_bar_line(element, bar, numbers))
                elif element.tag == "direction" and (name := form_of(element)):
                    found[FileForm(name, bar)] = None
    last = max((each.bar for each in found), default=0)
    is_end = {("double-bar", max(last, len(root.findall("part[1]/measure")) - 1))}
    return [each for each in found if (each.name, each.bar) not in is_end]


def _numbers_of_endings(part: Element) -> dict[Element, str]:
    """The numbers of each ending, by the element that begins it; some files give them at its end alone."""
    numbers: dict[Element, str] = {}
    begun = None
    for ending in part.iterfind("measure/barline/ending"):
        number = "-".join(re.findall(r"[1-9]", ending.get("number", "")))
        if ending.get("type") == "start":
            begun, numbers[ending] = ending, number
        elif begun is not None:
            numbers[begun] = numbers[begun] or number
            begun = None
    return numbers


def _of_bar_line(line: Element, bar: int, numbers: Mapping[Element, str]) -> Iterator[FileForm]:
    """numbers: of endings, by the elements that begin them."""
    is_left = line.get("location", "right") == "left"
    repeat, ending = line.find("repeat"), line.find("ending")
    style = (line.findtext("bar-style") or "").strip()
    if ending is not None:
        name = f"ending-{numbers[ending]}" if ending in numbers else "end-ending"
        if is_form(name):
            yield FileForm(name, bar)
    if repeat is not None and repeat.get("direction") == "forward":
        yield FileForm("start-repeat", bar)
    elif repeat is not None:
        times = repeat.get("times", "2")
        several = f"end-repeat-{times}"
        yield FileForm(several if is_form(several) else "end-repeat", bar)
    elif style in ("light-light", "light-heavy", "heavy-heavy") and ending is None and (bar or not is_left):
        yield FileForm("double-bar", bar - 1 if is_left else bar)


def form_of(direction: Element) -> str | None:
    """What a direction says of the form; None where it says something else."""
    if any(direction.find(f"direction-type/{glyph}") is not None for glyph in GLYPHS):
        is_coda = direction.find("direction-type/coda") is not None
        sound = direction.find("sound")
        if sound is not None and "tocoda" in sound.attrib:
            return "to-coda"
        said = _words_of(direction)
        return "to-coda" if is_coda and TO_CODA.search(said) else "coda" if is_coda else "segno"
    words = _words_of(direction)
    if not words or len(words) > LONGEST_WORDS:
        return None
    for back, pattern in BACK_TO.items():
        if pattern.search(words):
            return back + next((up for up, found in UP_TO.items() if found.search(words)), "")
    if FINE.fullmatch(words):
        return "fine"
    return "to-coda" if TO_CODA.fullmatch(words) else None


def _words_of(direction: Element) -> str:
    return clean_text(" ".join(words.text or "" for words in direction.iterfind("direction-type/words")))


def places_of_form(root: Element) -> "Counter[Place]":
    """Words that are kept as signs of form, by their places."""
    count: Counter[Place] = Counter()
    for part in root.findall("part"):
        for bar, measure in enumerate(part.findall("measure")):
            for direction in measure.findall("direction"):
                if form_of(direction):
                    num = len(direction.findall("direction-type/words"))
                    count["words", part.get("id") or "", bar] += num
    return count


def add_form(written: bytes, chorale: Chorale) -> bytes:
    """The MusicXML of a chorale with its signs of form: bar lines in every part, the others in the first."""
    start = written.index(b"<score-partwise")
    root = fromstring(written[start:])
    bar_list = written_bars(chorale)
    for number, part in enumerate(root.findall("part")):
        measures = part.findall("measure")
        for measure, bar in zip(measures, bar_list, strict=True):
            names = _of_bar(chorale, bar)
            if names:
                _write(measure, names, has_words=number == 0)
    return written[:start] + tostring(root, encoding="utf-8")


def _of_bar(chorale: Chorale, bar: Bar) -> list[str]:
    """The signs that begin or end in a bar, wherever in it they hang."""
    return [
        name
        for t, names in sorted(chorale.form.items())
        if bar.start <= t < bar.start + bar.length
        for name in names
    ]


def _write(measure: Element, names: Sequence[str], *, has_words: bool) -> None:
    beginning = [name for name in names if is_beginning(name)]
    ending = [name for name in names if not is_beginning(name)]
    for name in beginning if has_words else ():
        if name in GLYPHS:
            measure.insert(_first_note(measure), _direction(name))
    for name in ending if has_words else ():
        if name in WORDS:
            measure.append(_direction(name))
    numbers = next((name.split("-")[1:] for name in beginning if name.startswith("ending-")), [])
    if numbers or "start-repeat" in beginning:
        line = Element("barline", location="left")
        if "start-repeat" in beginning:
            SubElement(line, "bar-style").text = "heavy-light"
        if numbers:
            SubElement(line, "ending", number=", ".join(numbers), type="start")
        if "start-repeat" in beginning:
            SubElement(line, "repeat", direction="forward")
        measure.insert(0, line)
    repeat = next((name for name in ending if name.startswith("end-repeat")), None)
    if repeat or "end-ending" in ending or "double-bar" in ending:
        _write_end(measure, ending, repeat)


def _write_end(measure: Element, ending: Sequence[str], repeat: str | None) -> None:
    line = measure.find("barline[@location='right']")
    if line is None:
        line = Element("barline", location="right")
    else:
        measure.remove(line)  # behind the words, which stand before the last bar line
    style = line.find("bar-style")
    if style is None and (repeat or "double-bar" in ending):
        style = Element("bar-style")
        line.insert(0, style)
    if style is not None:
        style.text = "light-heavy" if repeat or "double-bar" not in ending else "light-light"
    if "end-ending" in ending:
        SubElement(line, "ending", number="1", type="stop" if repeat else "discontinue")
    if repeat:
        times = {"times": repeat[-1]} if repeat[-1].isdigit() else {}
        SubElement(line, "repeat", {"direction": "backward", **times})
    measure.append(line)


def _first_note(measure: Element) -> int:
    return next((at for at, child in enumerate(measure) if child.tag == "note"), len(measure))


SOUNDS = {"da-capo": ("dacapo", "yes"), "dal-segno": ("dalsegno", "1"), "to-coda": ("tocoda", "1")}


def _direction(name: str) -> Element:
    direction = Element("direction", placement="above")
    shown = SubElement(direction, "direction-type")
    if name in GLYPHS:
        SubElement(shown, name)
        SubElement(direction, "sound", {name: "1"})
        return direction
    SubElement(shown, "words", {"font-style": "italic"}).text = WORDS[name]
    if name == "fine":
        SubElement(direction, "sound", fine="yes")
    for begins, (attribute, value) in SOUNDS.items():
        if name.startswith(begins):
            SubElement(direction, "sound", {attribute: value})
    return direction
