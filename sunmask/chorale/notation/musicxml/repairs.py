"""Repairs of MusicXML that music21 cannot read, or would read wrongly, though it says what it means."""

from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement

from sunmask.kinds.notices import Notice, name_bars

ACCIDENTALS = {
    *(
        "sharp",
        "natural",
        "flat",
        "double-sharp",
        "sharp-sharp",
        "flat-flat",
        "natural-sharp",
        "natural-flat",
    ),
}
"""Names of accidentals in semitones."""


def repair(root: Element) -> list[Notice]:
    """Repair a tree in place; what is changed by it that a musician would miss."""
    _match_parts(root)
    _begin_with_divisions(root)
    _mark_no_rests(root)
    return _without_quarter_tones(root)


def _match_parts(root: Element) -> None:
    """Each part is in the list of parts, which has no other."""
    parts = {part.get("id") for part in root.findall("part")}
    names = root.find("part-list")
    if names is None:
        return
    for entry in names.findall("score-part"):
        if entry.get("id") not in parts:
            names.remove(entry)
    known = {entry.get("id") for entry in names.findall("score-part")}
    for part in root.findall("part"):
        if part.get("id") not in known:
            SubElement(SubElement(names, "score-part", id=part.get("id") or ""), "part-name")


def _begin_with_divisions(root: Element) -> None:
    """What a quarter's length is stands before the first note."""
    for part in root.findall("part"):
        first = next(
            (child for measure in part for child in measure if child.tag in ("attributes", "note")), None
        )
        divisions = part.find("measure/attributes/divisions")
        if first is not None and first.tag == "note" and divisions is not None:
            attributes = Element("attributes")
            attributes.append(deepcopy(divisions))
            part[0].insert(0, attributes)


def _mark_no_rests(root: Element) -> None:
    """Where one voice rests for a bar and another for a whole note of a longer bar, music21 takes both for
    rests of a bar: there the first is one of its own length."""
    for measure in root.iter("measure"):
        rests = [note for note in measure.findall("note") if note.find("rest") is not None]
        marked = [note for note in rests if note.find("rest[@measure='yes']") is not None]
        lengths = {note.findtext("duration") for note in marked}
        if any(
            note.findtext("type") == "whole" and note.findtext("duration") not in lengths for note in rests
        ):
            for rest in measure.findall("note/rest[@measure='yes']"):
                rest.attrib.pop("measure")


def _without_quarter_tones(root: Element) -> list[Notice]:
    """Pitches between semitones are the nearest ones, with no accidental of their own."""
    bars: list[int] = []
    for part in root.findall("part"):
        for number, measure in enumerate(part.findall("measure"), start=1):
            for note in measure.findall("note"):
                alter, accidental = note.find("pitch/alter"), note.find("accidental")
                said = float((alter.text if alter is not None else None) or 0)
                if alter is not None and said != round(said):
                    alter.text = str(round(said))
                    bars.append(number)
                if accidental is not None and accidental.text not in ACCIDENTALS:
                    note.remove(accidental)
    if not bars:
        return []
    message = f"Pitches between two semitones were read as the nearest one ({name_bars(bars)})."
    return [Notice(min(bars), None, message, "quarter_tones")]
