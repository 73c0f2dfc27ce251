"""Tuplets of a file: heads of one ratio that follow one another and together fill whole sixteenths."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sunmask.chorale.music.signs import OwnNote, Sign, clean_sign
from sunmask.chorale.music.tuplets import Tuplet
from sunmask.chorale.notation.importing.metres import Time
from sunmask.chorale.notation.importing.parsed_score import Line, TupletHead


def tuplets_in(line: Line, voice: int, time: Time, *, semitones: int, is_lowest: bool) -> list[Tuplet]:
    """The tuplets of a line that a chorale can keep where they stand. semitones: by which the line is moved.
    is_lowest: whether the lowest of several notes at once is kept, otherwise the highest is."""
    found: list[Tuplet] = []
    for group in _groups(line.tuplet_heads):
        start = group[0].start * 4 * time.scale
        notes = [_own_note(head, time.scale, semitones, is_lowest=is_lowest) for head in group]
        actual, normal = group[0].ratio
        sign = clean_sign({"kind": "tuplet", "name": f"{actual}:{normal}", "notes": notes})
        if sign is None or start.denominator != 1 or all(pitch == 0 for _, pitch, _ in sign.notes):
            continue
        tuplet = Tuplet(voice, int(start), sign)
        is_free = not found or found[-1].end <= tuplet.start
        if tuplet.is_whole and is_free:
            found.append(tuplet)
    return found


def graces_in(line: Line, *, semitones: int) -> Iterator[tuple[Fraction, Sign | None]]:
    """The grace notes before each note of a line, by its start in quarters; None for what cannot be kept."""
    for start in sorted({grace.start for grace in line.graces}):
        here = [grace for grace in line.graces if grace.start == start]
        said = {
            "kind": "grace",
            "name": "acciaccatura" if here[0].has_stroke else "appoggiatura",
            "notes": [
                [int(grace.written * 16), grace.pitch + semitones, grace.spelling]
                for grace in here
                if grace.written * 16 >= 1
            ],
        }
        yield start, clean_sign(said)


def _groups(heads: Sequence[TupletHead]) -> Iterator[list[TupletHead]]:
    """By the file's brackets; where it has none, as soon as a group is complete."""
    group: list[TupletHead] = []
    for head in sorted(heads, key=lambda head: head.start):
        goes_on = group and (group[-1].start + group[-1].length, group[0].ratio) == (head.start, head.ratio)
        if group and (not goes_on or head.edge == "start"):
            yield group
            group = []
        group.append(head)
        has_bracket = group[0].edge == "start"
        if head.edge == "stop" or (not has_bracket and _is_complete(group)):
            yield group
            group = []
    if group:
        yield group


def _is_complete(group: Sequence[TupletHead]) -> bool:
    actual, normal = group[0].ratio
    written = sum((head.written for head in group), Fraction(0))
    return (
        written % (actual * min(head.written for head in group)) == 0
        and (written * 4 * normal / actual).denominator == 1
    )


def _own_note(head: TupletHead, scale: Fraction, semitones: int, *, is_lowest: bool) -> OwnNote:
    written = head.written * 16 * scale
    length = int(written) if written.denominator == 1 else 0  # which no tuplet has
    if not head.notes:
        return length, 0, ""
    note = (min if is_lowest else max)(head.notes, key=lambda note: note.pitch)
    pitch = note.pitch + semitones
    return length, -pitch if note.is_tied else pitch, note.spelling
