"""The signs of a MusicXML file, and where a chorale keeps them.

They are read from the file's own tree: what a library makes of it need not know every sign.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from sunmask.chorale.music.signs import (
    LINES,
    MOST_SIGNS,
    MOST_TEXT,
    NOTE_SIGNS,
    SIDES,
    TEXTS,
    Sign,
    clean_sign,
    paired,
)
from sunmask.chorale.notation.drafts import Draft, FileSign, Line, Place
from sunmask.kinds.texts import clean_text

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
SPEED = re.compile(r"\d{1,4}(\.\d{1,4})?")


def signs_in(root: Element) -> list[FileSign]:
    """All signs of a score that a chorale can hold; those of grace notes, which are left out, are not."""
    found = []
    for element, at, when in timed(root):
        if element.tag == "direction":
            found += [FileSign(sign, *at, when) for sign in _directions(element)]
        else:
            pitch = _pitch(element)
            found += [FileSign(sign, *at, when, pitch) for sign in _of_note(element)]
    return found


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


@dataclass(frozen=True)
class _Hung:
    """A sign at its cell. when: its own time in the file, which is later where it stands on a tied head."""

    cell: tuple[int, int]
    sign: Sign
    when: Fraction
    place: Place


def placed_signs(
    draft: Draft,
    voices: Sequence[Line | None],
    symbols_VT: np.ndarray,
    column_of: Callable[[Fraction], int],
    scale: Fraction,
) -> tuple[dict[tuple[int, int], tuple[Sign, ...]], "Counter[Place]"]:
    """The signs by voice and sixteenth, and how many of those of the file are kept, by their place.

    voices: the draft's line of each. column_of: the sixteenth of a time in quarters. scale: of note values.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for voice, line in enumerate(voices):
        if line is not None:
            rows[line.origin].append(voice)
    hung = []
    for each in draft.signs:
        here = rows.get(f"{each.part}-Staff{each.staff}") or rows.get(each.part)
        if here and each.bar < len(draft.bars):
            when = draft.bars[each.bar].start + each.offset
            cell = _cell(each, here, column_of(when), symbols_VT)
            if cell is not None:
                sign = replace(each.sign, value=round(each.sign.value * float(scale), 3))
                hung.append(_Hung(cell, sign, when, each.place))
    signs: dict[tuple[int, int], tuple[Sign, ...]] = {}
    count: Counter[Place] = Counter()
    for each_hung in _fitting(hung):
        here_already = signs.get(each_hung.cell, ())
        if len(here_already) < MOST_SIGNS:
            signs[each_hung.cell] = (*here_already, each_hung.sign)
            count[each_hung.place] += not (each_hung.sign.kind == "slur" and each_hung.sign.name == "stop")
    return dict(sorted(signs.items())), count


def without_first_tempo(
    signs: dict[tuple[int, int], tuple[Sign, ...]],
) -> dict[tuple[int, int], tuple[Sign, ...]]:
    """Without tempo marks at the beginning, which are the tempo of the piece."""
    later = {
        (voice, t): tuple(sign for sign in here if t or sign.kind != "metronome")
        for (voice, t), here in signs.items()
    }
    return {cell: here for cell, here in later.items() if here}


def _cell(
    found: FileSign, rows: Sequence[int], column: int, symbols_VT: np.ndarray
) -> tuple[int, int] | None:
    """Where a sign hangs: one of a note where that begins, in the voice of the part that sings its pitch."""
    column = min(column, symbols_VT.shape[1] - 1)
    if not found.sign.is_of_note:
        return rows[0], column
    voice = next((row for row in rows if abs(symbols_VT[row, column]) == found.pitch), rows[0])
    while column and symbols_VT[voice, column] < 0:
        column -= 1
    return (voice, column) if symbols_VT[voice, column] > 0 else None


def _fitting(hung: Sequence[_Hung]) -> Iterator[_Hung]:
    """Without lines that lack an end or begin and end on one note; a moment has one tempo mark."""
    lines = defaultdict(list)
    for each in hung:
        if each.sign.kind in LINES:
            lines[each.cell[0], each.sign.kind].append(each)
    whole = set()
    for ends in lines.values():
        for first, last in paired([(each.when, each.sign) for each in ends]):
            if ends[first].cell < ends[last].cell:
                whole |= {id(ends[first]), id(ends[last])}
    moments = set()
    for each in hung:
        if each.sign.kind == "metronome":
            if each.cell[1] in moments:
                continue
            moments.add(each.cell[1])
        if each.sign.kind not in LINES or id(each) in whole:
            yield each


def _quarters(element: Element, name: str) -> Fraction:
    """The number in a child, 0 where there is none."""
    text = (element.findtext(name) or "").strip()
    return Fraction(text) if NUMBER.fullmatch(text) else Fraction(0)


def _pitch(note: Element) -> int | None:
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
            elif child.tag == "slur":
                yield from _checked(kind="slur", name=child.get("type"), **_how(child))


def _listed(group: Element) -> Iterator[Sign]:
    """Dynamics, articulations, ornaments or playing instructions."""
    for sign in group:
        side = sign.get("placement") or group.get("placement")
        yield from _checked(
            kind=group.tag,
            name=sign.tag,
            text=clean_text(sign.text or "", most=MOST_TEXT),
            **_how(sign, side),
        )


def _directions(direction: Element) -> Iterator[Sign]:
    side = direction.get("placement")
    for child in direction.iterfind("direction-type/*"):
        how = _how(child, side)
        if child.tag == "dynamics":
            yield from (sign for sign in _listed(child))
        elif child.tag == "wedge":
            yield from _checked(kind="wedge", name=child.get("type"), **how)
        elif child.tag in TEXTS:
            style = f"{child.get('font-weight', '')} {child.get('font-style', '')}".replace("normal", "")
            text = clean_text(child.text or "", most=MOST_TEXT)
            yield from _checked(kind=child.tag, text=text, style=" ".join(style.split()), **how)
        elif child.tag == "metronome":
            yield from _tempo(child, how)


def _tempo(metronome: Element, how: dict[str, Any]) -> Iterator[Sign]:
    """A tempo mark that says a number."""
    units, speed = metronome.findall("beat-unit"), SPEED.search(metronome.findtext("per-minute") or "")
    if len(units) == 1 and speed:
        dots = len(metronome.findall("beat-unit-dot"))
        name = (units[0].text or "").strip()
        yield from _checked(kind="metronome", name=name, dots=dots, value=float(speed[0]), **how)


def _how(element: Element, side: str | None = None) -> dict[str, Any]:
    number, said = element.get("number", "1"), side or element.get("placement") or ""
    return {"side": said if said in SIDES else "", "number": int(number) if number.isdecimal() else 0}


def _checked(**said: Any) -> Iterator[Sign]:
    """The sign, if it is one."""
    sign = clean_sign(said)
    if sign is not None:
        yield sign
