"""The signs of a MusicXML file.

They are read from the file's own tree: what a library makes of it need not know every sign.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

from sunmask.chorale.music.signs import (
    FASTEST,
    MOST_TEXT,
    NOTE_SIGNS,
    SIDES,
    SLOWEST,
    Sign,
    clean_sign,
)
from sunmask.chorale.notation.importing.parsed_score import FileFermata, FileSign
from sunmask.chorale.notation.musicxml.form import form_of
from sunmask.kinds.texts import clean_text

WORDS = ("words", "rehearsal")
"""Elements with a text."""
OF_SYSTEM = ("only-top", "also-top")
"""What MusicXML 4 says of a direction that counts for the system."""
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
SPEED = re.compile(r"\d{1,4}(\.\d{1,4})?")


def signs_in(root: Element) -> list[FileSign]:
    """All signs of a score that a chorale can hold; those of grace notes, which are left out, are not."""
    found = []
    for element, at, when in timed(root):
        if element.tag == "direction":
            if form_of(element):  # a sign of form, and no words
                continue
            found += [FileSign(sign, *at, when) for sign in _directions(element)]
        else:
            pitch = pitch_of(element)
            found += [FileSign(sign, *at, when, pitch) for sign in _of_note(element)]
    return found


def fermatas_in(root: Element) -> list[FileFermata]:
    """All fermatas of a score, each once."""
    return [
        FileFermata(*at, when, pitch_of(element))
        for element, at, when in timed(root)
        if element.tag == "note"
        for _ in element.findall("notations/fermata")[:1]
    ]


def timed(root: Element) -> Iterator[tuple[Element, tuple[str, str, int], Fraction]]:
    """The notes of a score, but for grace notes, and its directions: each with its part, its staff and the
    bar's place in the part, and quarters from the bar's beginning."""
    for part in root.findall("part"):
        divisions = Fraction(1)
        for bar, measure in enumerate(part.findall("measure")):
            now = start = Fraction(0)
            for element in measure:
                at = (part.get("id") or "", element.findtext("staff") or "1", bar)
                if element.tag == "attributes":
                    divisions = _quarters(element, "divisions") or divisions
                elif element.tag == "direction":
                    offset = now + _quarters(element, "offset") / divisions
                    yield element, at, max(offset, Fraction(0))
                elif element.tag in ("backup", "forward"):
                    length = _quarters(element, "duration") / divisions
                    now = max(now - length, Fraction(0)) if element.tag == "backup" else now + length
                elif element.tag == "note":
                    if element.find("chord") is None:
                        start = now
                        now += _quarters(element, "duration") / divisions
                    if element.find("grace") is None:
                        yield element, at, start


def _quarters(element: Element, name: str) -> Fraction:
    """The number in a child, 0 where there is none."""
    text = (element.findtext(name) or "").strip()
    return Fraction(text) if NUMBER.fullmatch(text) else Fraction(0)


def pitch_of(note: Element) -> int | None:
    """The MIDI pitch that a note is written as, None of a rest."""
    pitch = note.find("pitch")
    if pitch is None:
        return None
    step, octave = pitch.findtext("step", "").strip(), pitch.findtext("octave", "").strip()
    if step not in SEMITONES or not octave.isdecimal():
        return None
    return 12 * (int(octave) + 1) + SEMITONES[step] + round(float(pitch.findtext("alter") or 0))


def _of_note(note: Element) -> Iterator[Sign]:
    for notations in note.findall("notations"):
        for child in notations:
            if child.tag in NOTE_SIGNS or child.tag == "dynamics":
                yield from _listed(child)
            elif child.tag == "accidental-mark":
                yield from _said("ornaments", child, child.get("placement"))
            elif child.tag == "slur":
                yield from _checked(kind="slur", name=child.get("type"), **_how(child))


def _listed(group: Element) -> Iterator[Sign]:
    """Dynamics, articulations, ornaments or playing instructions."""
    for sign in group:
        yield from _said(group.tag, sign, sign.get("placement") or group.get("placement"))


def _said(kind: str, sign: Element, side: str | None) -> Iterator[Sign]:
    text = clean_text(sign.text or "", most=MOST_TEXT)
    yield from _checked(kind=kind, name=sign.tag, text=text, **_how(sign, side))


def _directions(direction: Element) -> Iterator[Sign]:
    side = direction.get("placement")
    shown = direction.findall("direction-type/*")
    is_tempo = [child.tag for child in shown] == ["words", "metronome"]
    if is_tempo and (marks := list(_tempo(shown[1], _how(shown[1], side), shown[0]))):
        yield from marks
        return
    has_number = any(child.tag == "metronome" for child in shown)
    last_words = None if has_number else next((child for child in shown[::-1] if child.tag == "words"), None)
    for child in shown:
        how = _how(child, side)
        if child.tag == "dynamics":
            yield from (sign for sign in _listed(child))
        elif child.tag == "wedge":
            yield from _checked(kind="wedge", name=child.get("type"), **how)
        elif child.tag in WORDS:
            speed = _sounding_tempo(direction) if child is last_words else 0.0
            is_of_system = child.tag == "words" and direction.get("system") in OF_SYSTEM
            kind = "system" if is_of_system and not speed else child.tag
            yield from _checked(kind=kind, value=speed, **_wording(child), **how)
        elif child.tag == "metronome":
            yield from _tempo(child, how)


def _wording(words: Element) -> dict[str, str]:
    style = f"{words.get('font-weight', '')} {words.get('font-style', '')}".replace("normal", "")
    return {"text": clean_text(words.text or "", most=MOST_TEXT), "style": " ".join(style.split())}


def _sounding_tempo(direction: Element) -> float:
    """Quarters a minute that words as "Allegro" stand for, 0 where they do not say any."""
    said = next((sound.get("tempo", "") for sound in direction.iter("sound")), "")
    return float(said) if SPEED.fullmatch(said) and SLOWEST <= float(said) <= FASTEST else 0.0


def _tempo(metronome: Element, how: dict[str, Any], words: Element | None = None) -> Iterator[Sign]:
    """A tempo mark that says a number, with the words before it."""
    units, speed = metronome.findall("beat-unit"), SPEED.search(metronome.findtext("per-minute") or "")
    if len(units) == 1 and speed:
        dots = len(metronome.findall("beat-unit-dot"))
        name = (units[0].text or "").strip()
        wording = {} if words is None else _wording(words)
        yield from _checked(kind="metronome", name=name, dots=dots, value=float(speed[0]), **wording, **how)


def _how(element: Element, side: str | None = None) -> dict[str, Any]:
    number, said = element.get("number", "1"), side or element.get("placement") or ""
    return {"side": said if said in SIDES else "", "number": int(number) if number.isdecimal() else 0}


def _checked(**said: Any) -> Iterator[Sign]:
    """The sign, if it is one."""
    sign = clean_sign(said)
    if sign is not None:
        yield sign
