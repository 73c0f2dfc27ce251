"""How a line of an accompanying staff is written: heads and rests bar by bar, and where they make tuplets.

A staff has times and no brackets. Whatever begins or ends between the halvings of a sixteenth lies in a
tuplet: in the shortest part of its bar that holds it whole and can be divided so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import lcm

from sunmask.chorale.music.bars import Bar, written_beat
from sunmask.chorale.music.staves import StaffChord, StaffPitch
from sunmask.chorale.notation.note_values import heads, plain_and_dots

QUARTER_OF_SIXTEENTH = 4
"""64ths in a sixteenth."""
WHOLE = 64
MOST_NOTES = 15
"""Of a tuplet."""
SEXTUPLET = (6, 4)


@dataclass(frozen=True)
class StaffTuplet:
    """A part of a bar in which so many notes take the time of so many. start, end: in sixteenths."""

    start: Fraction
    end: Fraction
    actual: int
    normal: int

    def written(self, length: Fraction) -> Fraction:
        """In 64ths, how a length in sixteenths is written."""
        return length * QUARTER_OF_SIXTEENTH * self.actual / self.normal


@dataclass(frozen=True)
class StaffHead:
    """A head, chord or rest of a staff.

    index: of its bar. start, length: in sixteenths. written: in 64ths. pitches: none for a rest. is_tied:
    whether it goes on from the head before it. tuplet: in which it is.
    """

    index: int
    start: Fraction
    length: Fraction
    written: int
    pitches: tuple[StaffPitch, ...]
    is_tied: bool = False
    tuplet: StaffTuplet | None = None


@dataclass(frozen=True)
class _Event:
    start: Fraction
    end: Fraction
    pitches: tuple[StaffPitch, ...]
    is_tied: bool = False


def staff_heads(layer: Sequence[StaffChord], bar_list: Sequence[Bar]) -> list[StaffHead]:
    """Everything that is written of a line of a staff, in order, so that each bar is full."""
    events = _events(layer, bar_list[-1].start + bar_list[-1].length)
    found: list[StaffHead] = []
    for index, bar in enumerate(bar_list):
        here = list(_within(events, Fraction(bar.start), Fraction(bar.start + bar.length)))
        tuplets = _tuplets(here, bar)
        for event in here:
            for part in _cut(event, tuplets):
                found += _heads_of(part, index, bar_list, tuplets)
    return found


def _events(layer: Sequence[StaffChord], num_sixteenths: int) -> list[_Event]:
    """The chords, and the rests between them."""
    events, end = [], Fraction(0)
    for start, length, pitches in layer:
        if start > end:
            events.append(_Event(end, Fraction(start), ()))
        events.append(_Event(Fraction(start), Fraction(start + length), pitches))
        end = Fraction(start + length)
    if end < num_sixteenths:
        events.append(_Event(end, Fraction(num_sixteenths), ()))
    return events


def _within(events: Sequence[_Event], start: Fraction, end: Fraction) -> Iterator[_Event]:
    for event in events:
        if event.start < end and event.end > start:
            is_tied = event.is_tied or (event.start < start and bool(event.pitches))
            first, last = max(start, event.start), min(end, event.end)
            yield replace(event, start=first, end=last, is_tied=is_tied)


def _odd_part(length: Fraction) -> int:
    """1 for what halvings of a sixteenth make up."""
    number = length.denominator
    while number % 2 == 0:
        number //= 2
    return number


def _tuplets(events: Sequence[_Event], bar: Bar) -> list[StaffTuplet]:
    """The tuplets of a bar, in order."""
    found: list[StaffTuplet] = []
    for event in events:
        at = event.start
        if _odd_part(at - bar.start) > 1 and not any(each.start < at < each.end for each in found):
            tuplet = _tuplet_around(at, events, bar, found[-1].end if found else Fraction(bar.start))
            if tuplet is not None:
                found.append(tuplet)
    return _joined(found, events)


def _tuplet_around(
    at: Fraction, events: Sequence[_Event], bar: Bar, earliest: Fraction
) -> StaffTuplet | None:
    """The shortest that leaves nothing odd outside; of those within a beat one that cuts no note, if there is
    one."""
    beat = written_beat(bar.metre)
    lengths = [Fraction(length) for length in (1, 2, beat, 2 * beat, 4 * beat, bar.length)]
    fallback = None
    for length in sorted(set(lengths)):
        before = -bar.length % beat if bar.number == 0 else 0
        start = bar.start - before + (at - bar.start + before) // length * length
        if start < earliest or start + length > bar.start + bar.length:
            continue
        tuplet = _divided(start, length, events)
        if tuplet is None:
            continue
        is_whole = all(
            event.end <= start
            or event.start >= tuplet.end
            or (event.start >= start and event.end <= tuplet.end)
            for event in events
        )
        if is_whole:
            return tuplet
        fallback = fallback or tuplet
        if length >= beat:
            break
    return fallback


def _divided(start: Fraction, length: Fraction, events: Sequence[_Event]) -> StaffTuplet | None:
    """How a part of a bar is divided; None where what is odd in it goes on over its ends, or it has too many
    notes."""
    end, notes = start + length, 1
    inner: list[Fraction] = []
    for event in events:
        edges = [edge for edge in (event.start, event.end) if start < edge < end]
        inner += edges
        notes = lcm(notes, *(_odd_part(edge - start) for edge in edges))
        others = [edge for edge in (event.start, event.end) if edge < start or edge > end]
        if edges and any(_odd_part(edge - start) > 1 for edge in others):
            return None
    if notes > MOST_NOTES:
        return None
    unit = Fraction(1, 64)
    while length / unit >= notes:
        unit *= 2
    normal = length / unit
    if normal.denominator > 1 or normal < 1:
        return None
    tuplet = StaffTuplet(start, end, notes, int(normal))
    return tuplet if all(tuplet.written(edge - start).denominator == 1 for edge in [*inner, end]) else None


def _joined(tuplets: Sequence[StaffTuplet], events: Sequence[_Event]) -> list[StaffTuplet]:
    """Two triplets of sixteenths within a beat are a sextuplet, as it is usually written."""
    found: list[StaffTuplet] = []
    for tuplet in tuplets:
        before = found[-1] if found else None
        is_pair = (
            before is not None
            and before.end == tuplet.start
            and {(each.end - each.start, each.actual) for each in (before, tuplet)} == {(Fraction(2), 3)}
            and before.start % 4 == 0
            and all(
                (event.end - event.start) * 3 % 2 == 0 for event in events if _is_in(event, before, tuplet)
            )
        )
        if is_pair and before is not None:
            found[-1] = StaffTuplet(before.start, tuplet.end, *SEXTUPLET)
        else:
            found.append(tuplet)
    return found


def _is_in(event: _Event, first: StaffTuplet, last: StaffTuplet) -> bool:
    return event.start >= first.start and event.end <= last.end


def _cut(event: _Event, tuplets: Sequence[StaffTuplet]) -> list[_Event]:
    """The parts of an event within tuplets and between them."""
    inner = {edge for each in tuplets for edge in (each.start, each.end) if event.start < edge < event.end}
    edges = [event.start, *sorted(inner), event.end]
    return [
        replace(event, start=start, end=end, is_tied=event.is_tied or (number > 0 and bool(event.pitches)))
        for number, (start, end) in enumerate(pairwise(edges))
    ]


def _heads_of(
    part: _Event, index: int, bar_list: Sequence[Bar], tuplets: Sequence[StaffTuplet]
) -> Iterator[StaffHead]:
    tuplet = next((each for each in tuplets if each.start <= part.start < each.end), None)
    if tuplet is not None:
        lengths = [
            (Fraction(value * tuplet.normal, QUARTER_OF_SIXTEENTH * tuplet.actual), value)
            for value in _values(round(tuplet.written(part.end - part.start)))
        ]
    else:
        lengths = [
            (length, round(length * QUARTER_OF_SIXTEENTH)) for length in _plain_lengths(part, bar_list)
        ]
    if not part.pitches and part.end - part.start != bar_list[index].nominal:
        # in a longer bar a whole rest would be read as that of the bar
        lengths = [half for each in lengths for half in _halved(*each)]
    at, is_tied = part.start if tuplet else _on_grid(part.start), part.is_tied
    for length, written in lengths:
        yield StaffHead(index, at, length, written, part.pitches, is_tied, tuplet)
        at, is_tied = at + length, bool(part.pitches)


def _halved(length: Fraction, written: int) -> list[tuple[Fraction, int]]:
    return [(length / 2, written // 2)] * 2 if written == WHOLE else [(length, written)]


def _values(length: int) -> list[int]:
    """A length in 64ths as lengths that one head each can show."""
    try:
        plain_and_dots(length)
    except ValueError:
        first = 1 << (length.bit_length() - 1)
        return [first, *_values(length - first)]
    return [length]


def _plain_lengths(part: _Event, bar_list: Sequence[Bar]) -> list[Fraction]:
    """Outside tuplets: heads on the sixteenths, and halves of these before and behind."""
    start, end = part.start, part.end
    start, end = _on_grid(start), _on_grid(end)
    first, last = Fraction(-(-start // 1)), Fraction(end // 1)
    is_dotted = start == first and end - start in (Fraction(3, 2), Fraction(7, 2)) and start % 2 == 0
    if is_dotted or last <= first:
        return _small(end - start)
    whole = [Fraction(length) for _, _, length in heads(bar_list, int(first), int(last - first))]
    return [*_small(first - start), *whole, *_small(end - last)]


def _on_grid(at: Fraction) -> Fraction:
    """The nearest sixteenth of a time that fits no tuplet."""
    return Fraction(round(at)) if _odd_part(at) > 1 else at


def _small(length: Fraction) -> list[Fraction]:
    values = _values(round(length * QUARTER_OF_SIXTEENTH)) if length > 0 else []
    return [Fraction(value, QUARTER_OF_SIXTEENTH) for value in values]
