"""Tuplets of a MIDI file, which says when notes sound and not how they are written.

They are found where a file counts exactly, as notation programs do: in a beat whose notes begin at thirds,
sixths, fifths or sevenths of it and not at sixteenths. Somebody's playing is left to the nearest sixteenths.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from sunmask.chorale.music import bars
from sunmask.chorale.music.symbols import METRES
from sunmask.chorale.notation.importing.parsed_score import Bar, Line, ParsedNote, TupletHead
from sunmask.chorale.notation.staff_heads import StaffHead, staff_heads

EXACT = Fraction(1, 60)
"""How far, in quarters, a note may begin from where it is written: ticks are whole numbers."""
PLAIN, DIVISIONS = (1, 2, 4), (3, 6, 5, 7)
"""Parts of a quarter: those of the grid, and those of tuplets, the likeliest first."""
EXACT_SHARE = 0.95
"""Of the notes of a file that counts exactly."""
MOST_GAP = Fraction(1, 4)
"""Of its length, how much earlier than it is written a note may end: programs detach notes a little."""


def find_tuplets(lines: Sequence[Line], bar_list: Sequence[Bar]) -> None:
    """Put the notes of each line that are in tuplets at their true times, and the tuplets in its list."""
    notes = [note for line in lines for note in line.notes]
    exact = sum(
        any(_near(note.start % 1, parts) is not None for parts in (*PLAIN, *DIVISIONS)) for note in notes
    )
    is_odd = any(_near(note.start % 1, PLAIN[-1]) is None for note in notes)
    if not is_odd or exact < EXACT_SHARE * len(notes):
        return
    for line in lines:
        if not line.is_percussion:
            _find_in(line, bar_list)


def _near(share: Fraction, parts: int) -> Fraction | None:
    """The multiple of a part of a quarter where a moment lies; None where it lies at none."""
    nearest = Fraction(round(share * parts), parts)
    return nearest if abs(share - nearest) <= EXACT else None


def _find_in(line: Line, bar_list: Sequence[Bar]) -> None:
    divided = _divided_beats(line)
    if not divided:
        return
    line.notes.sort(key=lambda note: note.start)
    onsets = sorted({_written(note.start, divided) for note in line.notes})
    written = []
    for note in line.notes:
        start = _written(note.start, divided)
        end = _written_end(note, onsets, divided)
        is_near = int(note.start) in divided or int(end) in divided
        written.append(replace(note, start=start, length=end - start) if is_near and end > start else note)
    moved = {note.start: new.start for note, new in zip(line.notes, written, strict=True)}
    line.lyrics = {moved.get(start, start): syllables for start, syllables in line.lyrics.items()}
    line.notes = written
    if all(first.start + first.length <= second.start for first, second in pairwise(written)):
        _write_tuplets(line, bar_list)


def _divided_beats(line: Line) -> dict[int, int]:
    """The quarters that are divided otherwise than by the grid, and into how many parts."""
    beats: dict[int, list[Fraction]] = {}
    for note in line.notes:
        beats.setdefault(int(note.start + EXACT), []).append(note.start)
    found = {}
    for beat, starts in beats.items():
        if all(_near(start - beat, PLAIN[-1]) is not None for start in starts):
            continue
        fitting = (n for n in DIVISIONS if all(_near(start - beat, n) is not None for start in starts))
        if (parts := next(fitting, None)) is not None:
            found[beat] = parts
    return found


def _written(at: Fraction, divided: dict[int, int]) -> Fraction:
    beat = int(at + EXACT)
    nearest = _near(at - beat, divided.get(beat, PLAIN[-1]))
    return at if nearest is None else beat + nearest


def _written_end(note: ParsedNote, onsets: Sequence[Fraction], divided: dict[int, int]) -> Fraction:
    """Where the next note begins, if hardly anything lies between; else the nearest part of its beat."""
    end = note.start + note.length
    after = bisect_right(onsets, note.start + EXACT)
    if after < len(onsets) and abs(onsets[after] - end) <= max(MOST_GAP * note.length, EXACT):
        return onsets[after]
    beat = int(end - EXACT)
    parts = divided.get(beat, PLAIN[-1])
    return beat + Fraction(round((end - beat) * parts), parts)


def _write_tuplets(line: Line, bar_list: Sequence[Bar]) -> None:
    """The tuplets of a line of one note at a time; notes that lead into one or out of it are cut and tied."""
    grid = [
        bars.Bar(bar.number, int(4 * bar.start), int(4 * bar.length), _known(bar.metre)) for bar in bar_list
    ]
    if any(4 * bar.start != there.start for bar, there in zip(bar_list, grid, strict=True)):
        return
    layer = [(4 * note.start, 4 * note.length, ((note.pitch, note.spelling),)) for note in line.notes]
    heads = [head for head in staff_heads(layer, grid) if head.tuplet is not None]
    line.tuplet_heads = [_tuplet_head(head) for head in heads]
    edges = sorted(
        {edge / 4 for head in heads if head.tuplet for edge in (head.tuplet.start, head.tuplet.end)}
    )
    inside = [note for head in line.tuplet_heads for note in head.notes]
    line.notes = [
        part for note in line.notes for part in _cut(note, edges) if not _is_among(part, line.tuplet_heads)
    ]
    line.notes = sorted([*line.notes, *inside], key=lambda note: note.start)


def _known(metre: str) -> str:
    """The metre, or one of the same beats, which are all that counts here."""
    return metre if metre in METRES else "6/8" if metre.endswith("/8") else "4/4"


def _cut(note: ParsedNote, edges: Sequence[Fraction]) -> Iterator[ParsedNote]:
    end = note.start + note.length
    for first, last in pairwise([note.start, *(edge for edge in edges if note.start < edge < end), end]):
        is_tied, ties_on = first > note.start, last < end
        yield replace(note, start=first, length=last - first, is_tied=is_tied, ties_on=ties_on)


def _is_among(note: ParsedNote, heads: Sequence[TupletHead]) -> bool:
    return any(head.start <= note.start < head.start + head.length for head in heads)


def _tuplet_head(head: StaffHead) -> TupletHead:
    assert head.tuplet is not None
    start, length = head.start / 4, head.length / 4
    is_first, is_last = head.start == head.tuplet.start, head.start + head.length == head.tuplet.end
    notes = tuple(ParsedNote(start, length, pitch, is_tied=head.is_tied) for pitch, _ in head.pitches)
    return TupletHead(
        *(start, length, Fraction(head.written, 16), (head.tuplet.actual, head.tuplet.normal), notes),
        "start" if is_first else "stop" if is_last else "",
    )
