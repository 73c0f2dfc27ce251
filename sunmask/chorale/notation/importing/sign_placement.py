"""Where a chorale keeps the signs of a file: each at a voice and a sixteenth."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from sunmask.chorale.music.signs import LINES, MOST_SIGNS, Sign, paired
from sunmask.chorale.notation.importing.parsed_score import FileSign, Line, ParsedScore, Place


@dataclass(frozen=True)
class _Placed:
    """A sign at its cell. when: its own time in the file, which is later where it stands on a tied head."""

    cell: tuple[int, int]
    sign: Sign
    when: Fraction
    place: Place


def voices_of_signs(parsed: ParsedScore, voices: Sequence[Line | None]) -> dict[int, list[int]]:
    """The rows of the voices that may have each sign, by its number among those of the file; nothing of signs
    that accompanying staves have. voices: the file's line of each.

    What is said to everybody stands over the voices, wherever the file has it, unless one of them says
    something to everybody at that moment.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    for voice, line in enumerate(voices):
        if line is not None:
            rows[line.origin].append(voice)
    found: dict[int, list[int]] = {}
    speakers: dict[tuple[int, Fraction], str] = {}
    for number, each in enumerate(parsed.signs):
        here = rows.get(f"{each.part}-Staff{each.staff}") or rows.get(each.part)
        if here:
            found[number] = here
            if each.sign.is_of_system:
                speakers[each.bar, each.offset] = ""
    for number, each in enumerate(parsed.signs):
        if number not in found and each.sign.is_of_system and rows:
            origin = f"{each.part}-Staff{each.staff}"
            if speakers.setdefault((each.bar, each.offset), origin) == origin:
                found[number] = [min(row for here in rows.values() for row in here)]
    return found


def placed_signs(
    parsed: ParsedScore,
    owners: Mapping[int, list[int]],
    symbols_VT: np.ndarray,
    column_of: Callable[[Fraction], int],
    scale: Fraction,
) -> tuple[dict[tuple[int, int], tuple[Sign, ...]], "Counter[Place]"]:
    """The signs by voice and sixteenth, and how many of those of the file are kept, by their place.

    owners: as `voices_of_signs` has them. column_of: the sixteenth of a time in quarters. scale: of note
    values.
    """
    placed = []
    for number, here in sorted(owners.items()):
        each = parsed.signs[number]
        if each.bar < len(parsed.bars):
            when = parsed.bars[each.bar].start + each.offset
            cell = _cell(each, here, column_of(when), symbols_VT)
            if cell is not None:
                sign = replace(each.sign, value=round(each.sign.value * float(scale), 3))
                placed.append(_Placed(cell, sign, when, each.place))
    signs: dict[tuple[int, int], tuple[Sign, ...]] = {}
    count: Counter[Place] = Counter()
    for one in _fitting(placed):
        here_already = signs.get(one.cell, ())
        if len(here_already) < MOST_SIGNS:
            signs[one.cell] = (*here_already, one.sign)
            count += counted(one.place, one.sign)
    return dict(sorted(signs.items())), count


def counted(place: Place, sign: Sign) -> "Counter[Place]":
    """What a sign that is kept counts for: a slur once, and a tempo mark's words too."""
    count: Counter[Place] = Counter({place: 0 if (sign.kind, sign.name) == ("slur", "stop") else 1})
    if sign.kind == "metronome" and sign.text:
        count["words", place[1], place[2]] += 1
    return count


def without_first_tempo(
    signs: dict[tuple[int, int], tuple[Sign, ...]],
) -> dict[tuple[int, int], tuple[Sign, ...]]:
    """Without tempo marks at the beginning, which are the tempo of the piece; their words stay."""
    later = {
        (voice, t): here if t else tuple(words for sign in here for words in _words_alone(sign))
        for (voice, t), here in signs.items()
    }
    return {cell: here for cell, here in later.items() if here}


def _words_alone(sign: Sign) -> Iterator[Sign]:
    if sign.kind != "metronome":
        yield replace(sign, value=0.0)
    elif sign.text:
        yield Sign("words", text=sign.text, side=sign.side, style=sign.style)


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


def _fitting(placed: Sequence[_Placed]) -> Iterator[_Placed]:
    """Without lines that lack an end or begin and end on one note; a moment has one tempo mark."""
    lines = defaultdict(list)
    for each in placed:
        if each.sign.kind in LINES:
            lines[each.cell[0], each.sign.kind].append(each)
    whole = set()
    for ends in lines.values():
        for first, last in paired([(each.when, each.sign) for each in ends]):
            if ends[first].cell < ends[last].cell:
                whole |= {id(ends[first]), id(ends[last])}
    moments = set()
    for each in placed:
        if each.sign.kind == "metronome":
            if each.cell[1] in moments:
                continue
            moments.add(each.cell[1])
        if each.sign.kind not in LINES or id(each) in whole:
            yield each
