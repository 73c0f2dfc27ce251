"""A hymn in four voices with words, and the keys that write it: here, and in MuseScore 4.

Both are counted alike. One key held down with others (Ctrl+Alt+2) is one press, and so is a capital letter.
A note value is pressed where it changes, a sign where the bar and the signature do not say it, an octave
where the nearest note with the letter is another one. MuseScore's keys are those of its handbook ("Entering
notes and rests", "Working with multiple voices", "Lyrics", "Keyboard shortcuts"). Where it leaves a choice
the shorter way is counted, and nothing for making the score, choosing its instruments or saving it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

LETTERS = "CDEFGAB"
NATURALS = (0, 2, 4, 5, 7, 9, 11)
DIGITS = {1: "3", 2: "4", 4: "5", 8: "6", 16: "7"}
TYPES = {1: "16th", 2: "eighth", 4: "quarter", 8: "half", 16: "whole"}
BAR, SHARPS = 16, "F"
"""The hymn is in 4/4 and in G major."""
MIDDLES = ("B4", "G4", "B3", "D3")
"""Near which the first note of each voice is looked for here."""
MUSESCORE_MIDDLES = ("B4", "B4", "D3", "D3")
"""The same in MuseScore: the middle lines of the two staves of a closed score."""

VOICES = (
    "B4 B4 C5 D5 | D5 C5 B4 A4 | G4 G4 A4 B4 | B4. A4, A4= | "
    "B4 B4 C5 D5 | D5 C5 B4 A4 | G4 G4 A4 B4 | A4. G4, G4=",
    "G4 G4 G4 G4 | G4 E4 G4 F4 | E4 E4 F4 G4 | G4. F4, F4= | "
    "G4 G4 G4 G4 | G4 E4 G4 F4 | E4 E4 F4 G4 | F4. D4, D4=",
    "D4 D4 E4 D4 | B3 C4 D4 D4 | B3 B3 D4 D4 | D4. D4, D4= | "
    "D4 D4 E4 D4, C4, | B3 C4 D4 D4 | G3 G3 A3 B3 | C4. B3, B3=",
    "G3 G3 C3 B2 | B2 C3 D3 D3 | E3 E3 D3 G2 | D3. D3, D3= | "
    "G3 G3 C3 B2 | B2 C3 D3 D3 | C3 #C3 D3 G2 | D3. G2, G2=",
)
"""Quarters; `.` is a quarter and a half, `,` an eighth, `=` a half. The signature's sharp is not written."""
WORDS = (
    "Joy-ful, joy-ful, we a-dore Thee, God of glo-ry, Lord of love; "
    "Hearts un-fold like flowers be-fore Thee, Op-'ning to the sun a-bove."
)
VALUES = {"": 4, ".": 6, ",": 2, "=": 8}


@dataclass(frozen=True)
class Note:
    """step: letters from C0; is_sharp: by a sign of its own; length: sixteenths."""

    step: int
    is_sharp: bool
    length: int

    @property
    def letter(self) -> str:
        return LETTERS[self.step % 7]

    @property
    def alter(self) -> int:
        return int(self.is_sharp or self.letter in SHARPS)

    @property
    def pitch(self) -> int:
        return 12 * (self.step // 7 + 1) + NATURALS[self.step % 7] + self.alter


def step_of(name: str) -> int:
    return LETTERS.index(name[0]) + 7 * int(name[1])


def notes_of(voice: str) -> list[Note]:
    return [
        Note(step_of(word.lstrip("#")), word.startswith("#"), VALUES[word.lstrip("#")[2:]])
        for word in voice.split()
        if word != "|"
    ]


def syllables() -> list[tuple[str, str]]:
    """Each with the key that follows it: a hyphen, a space, or Escape at the end."""
    found = [
        (part, "-" if index < word.count("-") else " ")
        for word in WORDS.split()
        for index, part in enumerate(word.split("-"))
    ]
    return [*found[:-1], (found[-1][0], "Escape")]


def keys_of_notes(notes: list[Note], near: str) -> Iterator[str]:
    """The same rules in both: the nearest note with a letter is at most a fourth away."""
    before, length = step_of(near), 0
    for note in notes:
        if note.length != length:
            dotted = note.length % 3 == 0
            yield DIGITS[note.length * 2 // 3 if dotted else note.length]
            if dotted:
                yield "."
            length = note.length
        if note.is_sharp:
            yield "+"
        yield note.letter.lower()
        up = (note.step - before) % 7
        nearest = before + up if up <= 3 else before + up - 7
        octaves = (note.step - nearest) // 7
        yield from ["Control+ArrowUp" if octaves > 0 else "Control+ArrowDown"] * abs(octaves)
        before = note.step


def keys_of_words() -> Iterator[str]:
    for text, after in syllables():
        yield from text
        yield after


def keys_here() -> Iterator[str]:
    """All presses on an empty canvas of eight bars."""
    yield "n"
    for number, (voice, middle) in enumerate(zip(VOICES, MIDDLES, strict=True), start=1):
        if number > 1:
            yield f"Control+Alt+{number}"
            yield "Home"
        yield from keys_of_notes(notes_of(voice), middle)
    yield "Control+Alt+1"
    yield "Home"
    yield "Control+l"
    yield from keys_of_words()


def keys_in_musescore() -> Iterator[str]:
    """All presses on an empty closed score of eight bars."""
    yield "n"
    for number, (voice, middle) in enumerate(zip(VOICES, MUSESCORE_MIDDLES, strict=True), start=1):
        if number in (2, 4):  # the other voice of the staff: out of note input, to its beginning, in again
            yield "Escape"
            yield "Control+Home" if number == 2 else "Control+ArrowLeft"
            yield "n"
            yield "Control+Alt+2"
        if number == 3:  # the other staff, in its first voice
            yield "Escape"
            yield "Control+Home"
            yield "Alt+ArrowDown"
            yield "n"
        yield from keys_of_notes(notes_of(voice), middle)
    yield "Escape"
    yield "Control+Home"
    yield "Control+l"
    yield from keys_of_words()


def hymn_as_musicxml(title: str) -> bytes:
    """The hymn as a file, written without the studio."""
    root = Element("score-partwise", version="4.0")
    SubElement(SubElement(root, "work"), "work-title").text = title
    parts = SubElement(root, "part-list")
    words = iter(_syllabics())
    for number, (name, voice) in enumerate(zip(("Soprano", "Alto", "Tenor", "Bass"), VOICES, strict=True), 1):
        SubElement(SubElement(parts, "score-part", id=f"P{number}"), "part-name").text = name
        part = SubElement(root, "part", id=f"P{number}")
        for bar, notes in enumerate(voice.split("|"), start=1):
            measure = SubElement(part, "measure", number=str(bar))
            if bar == 1:
                _add_attributes(measure)
            for note in notes_of(notes):
                _add_note(measure, note, next(words) if number == 1 else None)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _syllabics() -> Iterator[tuple[str, str]]:
    is_inside = False
    for text, after in syllables():
        goes_on = after == "-"
        yield text, ("middle" if goes_on else "end") if is_inside else ("begin" if goes_on else "single")
        is_inside = goes_on


def _add_attributes(measure: Element) -> None:
    attributes = SubElement(measure, "attributes")
    SubElement(attributes, "divisions").text = "4"
    key = SubElement(attributes, "key")
    SubElement(key, "fifths").text, SubElement(key, "mode").text = "1", "major"
    time = SubElement(attributes, "time")
    SubElement(time, "beats").text, SubElement(time, "beat-type").text = "4", "4"


def _add_note(measure: Element, note: Note, word: tuple[str, str] | None) -> None:
    head = SubElement(measure, "note")
    pitch = SubElement(head, "pitch")
    SubElement(pitch, "step").text = note.letter
    if note.alter:
        SubElement(pitch, "alter").text = str(note.alter)
    SubElement(pitch, "octave").text = str(note.step // 7)
    SubElement(head, "duration").text = str(note.length)
    dotted = note.length % 3 == 0
    SubElement(head, "type").text = TYPES[note.length * 2 // 3 if dotted else note.length]
    if dotted:
        SubElement(head, "dot")
    if word:
        lyric = SubElement(head, "lyric", number="1")
        SubElement(lyric, "syllabic").text, SubElement(lyric, "text").text = word[1], word[0]
