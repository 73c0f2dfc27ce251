"""The metres of an imported piece: its own where the grid knows them, otherwise what comes closest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from sunmask.chorale.music.bars import with_changes
from sunmask.chorale.music.symbols import METRES, ChoraleMeta
from sunmask.chorale.notation.importing.parsed_score import Bar, ParsedScore
from sunmask.kinds.notices import Notice, UnreadableFile, name_bars


@dataclass(frozen=True)
class Conversion:
    """How a metre is written here: target metre, factor on all note values, and the sentence's end."""

    metre: str
    scale: Fraction = Fraction(1)
    how: str = ""


@dataclass(frozen=True)
class Time:
    """How a piece is written here: the metre that it begins in, sixteenths of pickup, changes of metre by
    sixteenth, and the factor on all note values."""

    metre: str
    pickup: int
    metre_changes: tuple[tuple[int, str], ...]
    scale: Fraction

    def sixteenth(self, quarters: Fraction) -> int:
        """The nearest sixteenth of a time in the file, halves upwards."""
        return _sixteenth(quarters, self.scale)


USUAL = ("4/4", "3/4")
HALVED, DOUBLED = Fraction(1, 2), Fraction(2)
CONVERSIONS = {
    "4/4": Conversion("4/4"),
    "3/4": Conversion("3/4"),
    "2/2": Conversion("4/4", how="the bars keep their length"),
    "8/8": Conversion("4/4", how="the bars keep their length"),
    "2/4": Conversion("4/4", how="two bars are joined to one"),
    "4/8": Conversion("4/4", how="two bars are joined to one"),
    "6/4": Conversion("3/4", how="each bar is split into two"),
    "9/4": Conversion("3/4", how="each bar is split into three"),
    "4/2": Conversion("4/4", HALVED, "note values are halved"),
    "3/2": Conversion("3/4", HALVED, "note values are halved"),
    "3/8": Conversion("3/4", DOUBLED, "note values are doubled"),
    "6/8": Conversion("3/4", DOUBLED, "note values are doubled, and each bar is split into two"),
    "9/8": Conversion("3/4", DOUBLED, "note values are doubled, and each bar is split into three"),
    "12/8": Conversion("3/4", DOUBLED, "note values are doubled, and each bar is split into four"),
}
"""To one usual metre, of a piece that must be in one, or that is in one that the grid does not know."""
AMONG_OTHERS = {
    "8/8": Conversion("4/4", how="the bars keep their length"),
    "4/8": Conversion("2/4", how="the bars keep their length"),
    "9/4": Conversion("3/4", how="each bar is split into three"),
    "4/2": Conversion("2/2", how="each bar is split into two"),
}
"""Conversions of metres that the grid does not know in a piece that changes its metre: all note values
stay."""


PARTS = ((16, "4/4"), (12, "3/4"), (8, "2/4"), (6, "3/8"))
PARTS_OF_THREE = ((18, "9/8"), (12, "6/8"), (6, "3/8"))
"""Sixteenths and names of the metres as whose bars others are written; the second ones where beats have three
eighths."""


def choose_time(parsed: ParsedScore, native: Collection[str] = tuple(METRES)) -> tuple[Time, list[Notice]]:
    """How a parsed score is written here, and what to tell. native: metres that stay as they are.

    Raises UnreadableFile for a metre without conversion, and for a change of metre that none covers.
    """
    try:
        bar_list, told = _in_parts(parsed.bars)
        known = _conversions(bar_list, native)
        if known[bar_list[0].metre].scale == HALVED and (short := _too_short_to_halve(parsed)) is not None:
            known = _unscaled(bar_list, native, short)
        told += _conversion_notices(bar_list, known)
    except UnreadableFile:
        doubled = _in_doubled_parts(parsed.bars)
        if doubled is None:
            raise
        bar_list, known, told = doubled
    first = known[bar_list[0].metre]
    pickup = _sixteenth(bar_list[0].length, first.scale) if _first_is_pickup(bar_list) else 0
    changes = [
        (_sixteenth(bar.start, first.scale), known[bar.metre].metre)
        for before, bar in pairwise(bar_list)
        if known[bar.metre].metre != known[before.metre].metre
    ]
    begun = ChoraleMeta(metre=first.metre, pickup=pickup % METRES[first.metre])
    written = with_changes(begun, changes, _sixteenth(parsed.length, first.scale))
    time = Time(written.metre, written.pickup, written.metre_changes, first.scale)
    return time, [*told, *_irregular_bars(bar_list)]


def _in_parts(bar_list: list[Bar]) -> tuple[list[Bar], list[Notice]]:
    """The bars, those in metres that the grid does not know as several, and what to tell of these."""
    found: list[Bar] = []
    split: dict[str, list[int]] = {}
    parts_by_metre = {bar.metre: _parts_of(bar.metre, bar.nominal * 4) for bar in bar_list}
    for bar in bar_list:
        metres = None if bar.metre in CONVERSIONS else parts_by_metre[bar.metre]
        if metres is None:
            found.append(bar)
        else:
            split.setdefault(bar.metre, []).append(bar.number)
            found += _divided(bar, metres, is_pickup=bar is bar_list[0] and _first_is_pickup(bar_list))
    notices = [
        Notice(
            *(min(numbers), None),
            f"{metre} is written as bars of {_joined(parts_by_metre[metre])} in turn: {name_bars(numbers)}.",
            "metre",
        )
        for metre, numbers in split.items()
    ]
    return found, notices


def _in_doubled_parts(
    bar_list: list[Bar],
) -> tuple[list[Bar], Mapping[str, Conversion], list[Notice]] | None:
    """The same with all note values doubled, as 5/8 needs; None where that does not help."""
    found: list[Bar] = []
    known: dict[str, Conversion] = {}
    for bar in bar_list:
        beats, _, unit = bar.metre.partition("/")
        twice = f"{beats}/{int(unit) // 2}" if unit.isdecimal() else ""
        metres = (twice,) if twice in METRES else _parts_of(twice, bar.nominal * 8)
        if metres is None:
            return None
        halves = tuple(_with_half_the_unit(metre) for metre in metres)
        known |= {half: Conversion(metre, DOUBLED) for half, metre in zip(halves, metres, strict=True)}
        found += _divided(bar, halves, is_pickup=bar is bar_list[0] and _first_is_pickup(bar_list))
    strange = next((bar for bar in bar_list if bar.metre not in CONVERSIONS), bar_list[0])
    written = _joined([known[bar.metre].metre for bar in found if bar.number == strange.number])
    message = f"All note values are doubled, since {strange.metre} is written as bars of {written} here."
    return found, known, [Notice(strange.number, None, message, "metre_scaled")]


def _parts_of(metre: str, sixteenths: Fraction) -> tuple[str, ...] | None:
    """The metres of which a bar is made up; None where none are."""
    named = tuple(metre.split("+"))
    if len(named) > 1 and all(part in METRES for part in named):
        return named
    beats, _, unit = metre.partition("/")
    is_of_three = unit == "8" and beats.isdecimal() and int(beats) % 3 == 0
    return _filled(sixteenths, PARTS_OF_THREE if is_of_three else PARTS)


def _filled(sixteenths: Fraction, parts: Sequence[tuple[int, str]]) -> tuple[str, ...] | None:
    for size, name in parts:
        if size == sixteenths:
            return (name,)
        if size < sixteenths and (others := _filled(sixteenths - size, parts)) is not None:
            return (name, *others)
    return None


def _with_half_the_unit(metre: str) -> str:
    beats, unit = metre.split("/")
    return f"{beats}/{2 * int(unit)}"


def _joined(metres: Sequence[str] | None) -> str:
    return " and ".join(metres or ())


def _divided(bar: Bar, metres: Sequence[str], *, is_pickup: bool) -> list[Bar]:
    """A bar as several. A pickup is as long as it is."""
    if is_pickup:
        fitting = next((each for each in metres if bar.length < replace(bar, metre=each).nominal), None)
        return [replace(bar, metre=fitting or metres[0])]
    found = []
    start, end = bar.start, bar.start + bar.length
    for metre in metres:
        part = replace(bar, start=start, metre=metre)
        part = replace(part, length=min(part.nominal, end - start))
        if part.length > 0:
            found.append(part)
        start += part.length
    return found


def _sixteenth(quarters: Fraction, scale: Fraction) -> int:
    return int(quarters * 4 * scale + Fraction(1, 2))


def _conversions(bar_list: list[Bar], native: Collection[str]) -> Mapping[str, Conversion]:
    """The conversion of each metre of these bars, all with one factor on the note values."""
    for bar in bar_list:
        if bar.metre not in CONVERSIONS:
            raise UnreadableFile(
                "metre",
                f"Bar {bar.number} is in {bar.metre}. The studio works in {', '.join(METRES)}: "
                "write the piece in one of them and import it again.",
            )
    used = list(dict.fromkeys(bar.metre for bar in bar_list))
    as_it_is = {metre: Conversion(metre) for metre in native}
    if as_it_is.keys() >= set(used):
        return as_it_is
    if len({(CONVERSIONS[metre].metre, CONVERSIONS[metre].scale) for metre in used}) == 1:
        return CONVERSIONS
    strange = next((bar for bar in bar_list if bar.metre not in AMONG_OTHERS | as_it_is), None)
    if strange is not None:
        raise UnreadableFile(
            "metre_change",
            f"Bar {strange.number} is in {strange.metre}, and other bars are not. A piece must have one "
            "metre here. Split the file at that bar and import the parts one by one.",
        )
    return AMONG_OTHERS | as_it_is


def _unscaled(bar_list: list[Bar], native: Collection[str], short: int) -> Mapping[str, Conversion]:
    """The conversions with which all note values stay. short: a bar with notes that cannot be halved."""
    known = AMONG_OTHERS | {metre: Conversion(metre) for metre in native}
    if not all(bar.metre in known for bar in bar_list):
        raise UnreadableFile(
            "metre",
            f"Bar {short} is in {bar_list[0].metre} and has notes shorter than an eighth, which cannot be "
            "halved to sixteenths. Write the piece in 4/4 or 3/4.",
        )
    return known


def _conversion_notices(bars: list[Bar], known: Mapping[str, Conversion]) -> list[Notice]:
    notices, seen = [], set()
    for bar in bars:
        here = known[bar.metre]
        if bar.metre != here.metre and bar.metre not in seen:
            code = "metre" if here.scale == 1 else "metre_scaled"
            message = f"{bar.metre} is written as {here.metre}: {here.how}."
            notices.append(Notice(bar.number, None, message, code))
        seen.add(bar.metre)
    return notices


def _too_short_to_halve(parsed: ParsedScore) -> int | None:
    """A bar with notes shorter than an eighth; None where there is none."""
    short = (note for line in parsed.lines for note in line.notes if (note.start * 2).denominator != 1)
    return next((parsed.bar_at(note.start) for note in short), None)


def _first_is_pickup(bars: list[Bar]) -> bool:
    return bars[0].length < bars[0].nominal and (len(bars) > 1 or bars[0].number == 0)


def _irregular_bars(bars: list[Bar]) -> list[Notice]:
    """Say where bars do not add up, so that the bar lines after them move.

    A short bar whose rest follows in the next (a phrase that ends before the bar line) is regular. Bars are
    counted anew from each change of metre, which must be at a bar line.
    """
    line = bars[0].length if _first_is_pickup(bars) else Fraction(0)
    for i, (before, bar) in enumerate(pairwise(bars), start=1):
        is_change = bar.metre != before.metre
        nominal = before.nominal if is_change else bar.nominal
        is_on_line = (bar.start - line) % nominal == 0
        if not is_on_line and (is_change or bar.length == bar.nominal):
            odd = next((b for b in reversed(bars[:i]) if b.length != b.nominal), bars[i - 1])
            message = f"Bar {odd.number} is not a whole bar of {odd.metre}, so the bar lines after it move."
            return [Notice(odd.number, None, message, "irregular_bar")]
        if is_change:
            line = bar.start
    return []
