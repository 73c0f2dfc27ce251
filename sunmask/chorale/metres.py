"""The one metre of an imported piece: its own where the grid knows it; of several, what they share."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from sunmask.chorale.notation.drafts import Bar, Draft
from sunmask.chorale.symbols import METRES
from sunmask.kinds.notices import Notice, UnreadableFile


@dataclass(frozen=True)
class Conversion:
    """How a metre is written here: target metre, factor on all note values, and the sentence's end."""

    metre: str
    scale: Fraction = Fraction(1)
    how: str = ""


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
"""To a usual metre, of what is in several metres or in one that the grid does not know."""


def choose_metre(
    draft: Draft, native: Collection[str] = tuple(METRES)
) -> tuple[Conversion, int, list[Notice]]:
    """The conversion of a draft's metre, its pickup in sixteenths, and what to tell. native: metres that stay
    as they are where the whole piece is in one.

    Raises UnreadableFile for a metre without conversion or a change between metres that no usual one joins.
    """
    notices = []
    for bar in draft.bars:
        if bar.metre not in CONVERSIONS:
            raise UnreadableFile(
                "metre",
                f"Bar {bar.number} is in {bar.metre}. The studio works in {', '.join(METRES)}: "
                "write the piece in one of them and import it again.",
            )
    (*others, first) = {bar.metre: None for bar in reversed(draft.bars)}
    is_native = not others and first in native
    conversion = Conversion(first) if is_native else CONVERSIONS[first]
    seen: set[str] = set()
    for bar in [] if is_native else draft.bars:
        here = CONVERSIONS[bar.metre]
        if (here.metre, here.scale) != (conversion.metre, conversion.scale):
            raise UnreadableFile(
                "metre_change",
                f"Bar {bar.number} changes from {draft.bars[0].metre} to {bar.metre}. A piece "
                "must have one "
                "metre. Split the file at that bar and import the parts one by one.",
            )
        if bar.metre != here.metre and bar.metre not in seen:
            code = "metre" if here.scale == 1 else "metre_scaled"
            notices.append(
                Notice(bar.number, None, f"{bar.metre} is written as {here.metre}: {here.how}.", code)
            )
        seen.add(bar.metre)
    if conversion.scale == HALVED:
        _check_halving(draft)
    pickup = _pickup(draft, conversion)
    notices.extend(_irregular_bars(draft))
    return conversion, pickup, notices


def _check_halving(draft: Draft) -> None:
    for line in draft.lines:
        for note in line.notes:
            if (note.start * 2).denominator != 1:
                raise UnreadableFile(
                    "metre",
                    f"Bar {draft.bar_at(note.start)} is in {draft.bars[0].metre} and has notes shorter than "
                    "an eighth, which cannot be halved to sixteenths. Write the piece in 4/4 or 3/4.",
                )


def _first_is_pickup(bars: list[Bar]) -> bool:
    return bars[0].length < bars[0].nominal and (len(bars) > 1 or bars[0].number == 0)


def _pickup(draft: Draft, conversion: Conversion) -> int:
    """Sixteenths before the first bar line, 0 where the first bar is whole."""
    if not _first_is_pickup(draft.bars):
        return 0
    sixteenths = int(draft.bars[0].length * 4 * conversion.scale + Fraction(1, 2))
    return sixteenths % METRES[conversion.metre]


def _irregular_bars(draft: Draft) -> list[Notice]:
    """Say where bars do not add up, so that the bar lines after them move.

    A short bar whose rest follows in the next (a phrase that ends before the bar line) is regular.
    """
    bars = draft.bars
    phase = bars[0].length if _first_is_pickup(bars) else Fraction(0)
    for i, bar in enumerate(bars[1:], start=1):
        is_whole = bar.length == bar.nominal
        if is_whole and (bar.start - phase) % bar.nominal:
            odd = next((b for b in reversed(bars[:i]) if b.length != b.nominal), bars[i - 1])
            return [
                Notice(
                    odd.number,
                    None,
                    f"Bar {odd.number} is not a whole bar of {odd.metre}, so the bar lines after it move.",
                    "irregular_bar",
                )
            ]
    return []
