"""The chord symbols of a lead sheet as chords that are asked for, and what the review says of them."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.symbols import ChoraleMeta
from sunmask.chorale.notation.chord_names import sheet_name
from sunmask.chorale.notation.importing.parsed_score import ParsedScore, Symbol
from sunmask.chorale.notation.spelling import Key
from sunmask.kinds.notices import Notice, name_bars


def chords_of(
    parsed: ParsedScore, meta: ChoraleMeta, num_sixteenths: int, column_of: Callable[[Fraction], int]
) -> tuple[dict[int, Chord], list[Notice]]:
    """Chords by the first column of their beat: each symbol is asked for until the next one.

    column_of: the sixteenth of a time in quarters. Of several symbols in a beat it has the first.
    """
    columns = beat_columns(meta, num_sixteenths).tolist()
    waiting = list(parsed.symbols)
    chords: dict[int, Chord] = {}
    held: Chord | None = None
    crowded: list[Symbol] = []
    for start, end in zip(columns, [*columns[1:], num_sixteenths], strict=True):
        here = []
        while waiting and column_of(waiting[0].start) < end:
            here.append(waiting.pop(0))
        crowded += here[1:]
        asked = here[0].chord if here else held
        if asked is not None:
            chords[start] = asked
        held = here[-1].chord if here else held
    return chords, _notices(parsed, meta, crowded)


def _notices(parsed: ParsedScore, meta: ChoraleMeta, crowded: list[Symbol]) -> list[Notice]:
    said = [symbol for symbol in parsed.symbols if symbol.chord is not None]
    notices = []

    def tell(code: str, symbols: list[Symbol], sentence: str) -> None:
        if symbols:
            bars = [parsed.bar_at(symbol.start) for symbol in symbols]
            notices.append(Notice(min(bars), None, f"{sentence} ({name_bars(bars)}).", code))

    if said:
        count = f"{len(said)} chord symbols are" if len(said) > 1 else "One chord symbol is"
        message = f"{count} asked for, each in every beat until the next one."
        notices.append(Notice(parsed.bar_at(said[0].start), None, message, "chords"))
    key = Key.of_signature(meta.fifths, meta.mode)
    plainer = [symbol for symbol in said if not symbol.is_exact]
    pairs = [f"{symbol.text} as {sheet_name(symbol.chord, key)}" for symbol in plainer if symbol.chord]
    tell("chords_plainer", plainer, f"Chord symbols were read as plainer chords: {_listed(pairs)}")
    lost = [symbol for symbol in parsed.symbols if symbol.chord is None and not symbol.is_exact]
    texts = _listed([symbol.text for symbol in lost])
    tell("chords_lost", lost, f"Chord symbols that cannot be asked for were left out: {texts}")
    again = [
        symbol for before, symbol in pairwise(parsed.symbols) if before.chord == symbol.chord is not None
    ]
    tell("chords_joined", again, "Chord symbols that say the one before them again were joined to it")
    tell("chords_crowded", crowded, "Of several chord symbols in a beat, the first one is asked for")
    return notices


def _listed(texts: list[str], most: int = 6) -> str:
    different = list(dict.fromkeys(texts))
    more = f" and {len(different) - most} more" if len(different) > most else ""
    return ", ".join(different[:most]) + more
