"""Lines of a file that accompany the voices as staves: notes, signs, fermatas and words, at exact times."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby

from sunmask.chorale.music.bars import Bar, bar_index
from sunmask.chorale.music.signs import LINES, MOST_NUMBER
from sunmask.chorale.music.staves import (
    FINEST,
    MOST_MARKS,
    MOST_NOTES,
    MOST_STAVES,
    Moment,
    Staff,
    StaffNote,
    StaffSign,
    layers_of,
    num_marks,
)
from sunmask.chorale.music.syllables import Lyric
from sunmask.chorale.music.symbols import SPELLINGS
from sunmask.chorale.music.voices import HIGHEST_WRITTEN, LOWEST_WRITTEN, MOST_NAME
from sunmask.chorale.notation.importing.metres import Time
from sunmask.chorale.notation.importing.parsed_score import FileFermata, FileSign, Line, ParsedScore, Place
from sunmask.chorale.notation.importing.scorings import MIDDLE_C, middle
from sunmask.chorale.notation.importing.sign_placement import counted
from sunmask.chorale.notation.importing.tuplet_groups import graces_in
from sunmask.chorale.notation.staff_heads import staff_heads
from sunmask.kinds.notices import Notice, name_bars

SHORTEST = 4
"""Parts of a sixteenth: 64ths, the shortest notes that are written."""


@dataclass
class Accompaniment:
    """What accompanies the voices of a file. signs: those of the file that no voice has.

    kept: how many of these the staves have, by their place.
    """

    parsed: ParsedScore
    time: Time
    num_sixteenths: int
    signs: Sequence[FileSign]
    kept: "Counter[Place]" = field(init=False, default_factory=Counter)
    _lines: Sequence[Line] = field(init=False, default=())
    _left_out: dict[str, list[int]] = field(init=False, default_factory=lambda: defaultdict(list))

    def staves(self, lines: Sequence[Line]) -> tuple[tuple[Staff, ...], list[Notice]]:
        """The lines as staves, and notices of what is kept and what is not."""
        found = [(line, staff) for line in lines if (staff := self._staff(line)) is not None]
        behind = [line.name for line in lines for note in line.notes if note.start >= self.parsed.length]
        kept = found[:MOST_STAVES]
        while sum(len(staff.notes) for _, staff in kept) > MOST_NOTES:
            kept.pop()
        self._lines = [line for line, _ in kept]
        staves: list[Staff] = []
        origins: set[str] = set()
        for line, staff in kept:
            room = MOST_MARKS - sum(map(num_marks, staves))
            staves.append(self._marked(line, staff, room, has_signs=line.origin not in origins))
            origins.add(line.origin)
        names = ", ".join(dict.fromkeys(staff.name for staff in staves))
        notices = []
        if behind:
            message = (
                f"{', '.join(dict.fromkeys(behind))}: bars hold more than their metre, so notes lie later "
                f"than in the file, and {len(behind)} behind the last bar were left out."
            )
            notices.append(Notice(None, None, message, "lost"))
        for code, bars in self._left_out.items():
            message = SENTENCES[code].format(name_bars(bars))
            notices.append(Notice(min(bars), None, message, code))
        if staves:
            message = (
                f"{names}: kept beside the voices with signs and words, heard, and written into the files "
                "that you take away. The model does not compose them."
            )
            notices.append(Notice(None, None, message, "staves"))
        if len(kept) < len(found):
            lost = ", ".join(dict.fromkeys(staff.name for _, staff in found[len(kept) :]))
            notices.append(Notice(None, None, f"More than can be kept, and left out: {lost}.", "parts"))
        return tuple(staves), notices

    def tuplets_written_otherwise(self, staves: Sequence[Staff], bar_list: Sequence[Bar]) -> list[Notice]:
        """What is said of tuplets whose notes keep their times and are written under other brackets, as those
        within others."""
        changed: list[int] = []
        for line, staff in zip(self._lines, staves, strict=True):
            said = {
                (self._moment(head.start), head.ratio) for head in line.tuplet_heads if head.edge == "start"
            }
            if said or line.nested:
                written = {
                    (head.tuplet.start, (head.tuplet.actual, head.tuplet.normal))
                    for layer in layers_of(staff)
                    for head in staff_heads(layer, bar_list)
                    if head.tuplet is not None
                }
                starts = [start for start, _ in said - written]
                changed += [bar_list[bar_index(bar_list, int(start))].number for start in starts]
                changed += [self.parsed.bar_at(start) for start in line.nested]
        if not changed:
            return []
        message = f"Tuplets of other staves are written under other brackets in {name_bars(changed)}."
        return [Notice(min(changed), None, message, "brackets")]

    def _staff(self, line: Line) -> Staff | None:
        """The notes of a line, those that are tied as one; None where it has none."""
        notes: list[StaffNote] = []
        sounding: dict[int, int] = {}
        for note in sorted(line.notes, key=lambda note: note.start):
            start, end = (self._moment(at) for at in (note.start, note.start + note.length))
            end = min(end, self.num_sixteenths)
            if end <= start or not LOWEST_WRITTEN <= note.pitch <= HIGHEST_WRITTEN:
                continue
            if start != note.start * 4 * self.time.scale:
                self._left_out["quantised"].append(self.parsed.bar_at(note.start))
            before = sounding.get(note.pitch)
            if note.is_tied and before is not None and sum(notes[before][:2]) == start:
                notes[before] = notes[before]._replace(length=end - notes[before].start)
                continue
            sounding[note.pitch] = len(notes)
            letter = note.spelling if note.spelling in SPELLINGS else ""
            notes.append(StaffNote(start, end - start, note.pitch, letter))
        if not notes:
            return None
        return Staff(line.name[:MOST_NAME].strip(), line.clef or _clef(notes), tuple(sorted(notes)))

    def _moment(self, quarters: Fraction) -> Moment:
        """A time of the file in sixteenths, exact unless it is finer than a staff can hold."""
        exact = quarters * 4 * self.time.scale
        if exact.denominator > FINEST:
            exact = Fraction(self.time.sixteenth(quarters))
        elif exact.denominator & (exact.denominator - 1) == 0:
            exact = Fraction(round(exact * SHORTEST), SHORTEST)
        return int(exact) if exact.denominator == 1 else exact

    def _marked(self, line: Line, staff: Staff, room: int, *, has_signs: bool) -> Staff:
        """A staff with at most so many marks. has_signs: whether those of the line's part are its own."""
        heads = _Heads(staff)
        words = tuple(self._words(line, heads))[:room]
        graces = list(self._graces(line, heads))
        fermatas: Iterable[tuple[Moment, int]] = ()
        signs: list[StaffSign] = graces
        if has_signs:
            fermatas = set(self._fermatas(line, heads))
            signs = [*graces, *self._signs(line, heads, room - len(words) - len(graces))]
        in_order = sorted(signs, key=lambda each: (each.start, each.pitch))
        kept = replace(staff, words=words, signs=tuple(in_order)[: room - len(words)])
        return replace(kept, fermatas=tuple(sorted(fermatas))[: room - num_marks(kept)])

    def _when(self, each: FileSign | FileFermata) -> Moment | None:
        """The time of a sign, None behind the last bar. The end of the piece counts as its last sixteenth."""
        if each.bar >= len(self.parsed.bars):
            return None
        start = self._moment(self.parsed.bars[each.bar].start + each.offset)
        return min(start, self.num_sixteenths - 1)

    def _fermatas(self, line: Line, heads: "_Heads") -> Iterator[tuple[Moment, int]]:
        """One of each note, and of each time at which a rest has one."""
        found: set[tuple[Moment, int]] = set()
        for each in self.parsed.fermatas:
            start = self._when(each) if _is_of(each, line) else None
            if start is None:
                continue
            place = (heads.note(start, each.pitch) if each.pitch else None) or (start, 0)
            if place in found:
                self._left_out["fermata"].append(self.parsed.bars[each.bar].number)
            else:
                found.add(place)
                yield place

    def _signs(self, line: Line, heads: "_Heads", room: int) -> Iterator[StaffSign]:
        """The signs of a line, without lines that lack an end; only so many."""
        found: list[tuple[FileSign, StaffSign]] = []
        for each in self.signs:
            start = self._when(each) if _is_of(each, line) else None
            if start is None:
                continue
            place = heads.note(start, each.pitch) if each.sign.is_of_note else (start, 0)
            if place is not None:
                value = round(each.sign.value * float(self.time.scale), 3)
                found.append((each, StaffSign(*place, replace(each.sign, value=value))))
        numbers = self._numbered_lines(found, heads)
        fitting = [
            (at, *pair) for at, pair in enumerate(found) if pair[1].sign.kind not in LINES or at in numbers
        ]
        for at, each, placed in fitting[: max(room, 0)]:
            self.kept += counted(each.place, placed.sign)
            number = numbers.get(at, placed.sign.number)
            yield placed._replace(sign=replace(placed.sign, number=number))

    def _numbered_lines(self, found: Sequence[tuple[FileSign, StaffSign]], heads: "_Heads") -> dict[int, int]:
        """A number for both ends of each slur and hairpin, by their places in the list.

        A file uses a number again as soon as it has written an end, one voice of a bar behind the other: so
        ends belong together in the order of the file. Here no two lines that share a bar have one number, so
        that they belong together by their times too.
        """
        pairs = sorted(_pairs(found), key=lambda pair: [found[at][1][:2] for at in pair])
        numbers: dict[int, int] = {}
        taken: list[tuple[str, int, int, int]] = []
        for first, last in pairs:
            begins, ends = found[first][1], found[last][1]
            span = self._bar_at(begins.start), self._bar_at(heads.end_of(ends.start, ends.pitch))
            used = {
                number
                for kind, begin, end, number in taken
                if kind == begins.sign.kind and begin <= span[1] and span[0] <= end
            }
            number = next((each for each in range(1, MOST_NUMBER + 1) if each not in used), None)
            if number is not None:
                numbers |= {first: number, last: number}
                taken.append((begins.sign.kind, *span, number))
        return numbers

    def _bar_at(self, moment: Moment) -> int:
        """The index of the bar that a time lies in."""
        quarters = Fraction(moment) / (4 * self.time.scale)
        return bisect_right(self.parsed.bars, quarters, key=lambda bar: bar.start) - 1

    def _graces(self, line: Line, heads: "_Heads") -> Iterator[StaffSign]:
        if several := [self.parsed.bar_at(grace.start) for grace in line.graces if grace.is_of_several]:
            self._left_out["grace_chord"] += several
        for start, sign in graces_in(line, semitones=0):
            at = self._moment(start)
            pitch = heads.begin_at(at)
            if sign is not None and pitch:
                yield StaffSign(at, pitch, sign)
            else:
                self._left_out["grace"].append(self.parsed.bar_at(start))

    def _words(self, line: Line, heads: "_Heads") -> Iterator[tuple[Moment, tuple[Lyric, ...]]]:
        for start, syllables in sorted(line.lyrics.items()):
            if heads.begin_at(self._moment(start)):
                yield self._moment(start), syllables
            else:
                self._left_out["words"].append(self.parsed.bar_at(start))


SENTENCES = {
    "quantised": "Notes of other staves that are finer than the studio writes moved ({}).",
    "grace": "Grace notes of other staves with no note behind them were left out ({}).",
    "grace_chord": "Of grace notes of other staves that sound at once the highest were kept ({}).",
    "fermata": "Of several fermatas of other staves on one note or rest one was kept ({}).",
    "words": "Words of other staves under rests or the second of tied notes were left out ({}).",
}


def _pairs(found: Sequence[tuple[FileSign, StaffSign]]) -> Iterator[tuple[int, int]]:
    """Both ends of each slur and hairpin, in the order of the file."""
    open_lines: dict[tuple[str, int], int] = {}
    for at in _ends_first(found):
        sign = found[at][1].sign
        if sign.name != "stop":
            open_lines[sign.kind, sign.number] = at
            continue
        first = open_lines.pop((sign.kind, sign.number), at)
        if found[first][1].start < found[at][1].start:
            yield first, at


def _ends_first(found: Sequence[tuple[FileSign, StaffSign]]) -> Iterator[int]:
    """The places of lines' ends in the order of the file; at one head ends come before beginnings."""
    lines = [at for at, (_, placed) in enumerate(found) if placed.sign.kind in LINES]
    for _, here in groupby(lines, key=lambda at: found[at][1][:2]):
        yield from sorted(here, key=lambda at: found[at][1].sign.name != "stop")


class _Heads:
    """The notes of a staff by when they begin and sound."""

    def __init__(self, staff: Staff) -> None:
        self._begin: dict[Moment, list[int]] = defaultdict(list)
        self._spans: dict[int, list[tuple[Moment, Moment]]] = defaultdict(list)
        for start, length, pitch, _ in staff.notes:
            self._begin[start].append(pitch)
            self._spans[pitch].append((start, start + length))

    def begin_at(self, start: Moment) -> int:
        """The highest pitch that begins at a time, 0 where none does."""
        return max(self._begin.get(start, ()), default=0)

    def end_of(self, start: Moment, pitch: int) -> Moment:
        """Where a note ends; its beginning where it is none."""
        return next((end for begin, end in self._spans.get(pitch, ()) if begin == start), start)

    def note(self, at: Moment, written: int | None) -> tuple[Moment, int] | None:
        """Where the note of a sign begins, and its pitch: the one that is written and sounds at that time; of
        a transposing instrument one that begins then."""
        here = [start for start, end in self._spans.get(written or 0, ()) if start <= at < end]
        if here and written:
            return here[-1], written
        pitch = self.begin_at(at)
        return (at, pitch) if pitch else None


def _is_of(each: FileSign | FileFermata, line: Line) -> bool:
    return line.origin in (f"{each.part}-Staff{each.staff}", each.part)


def _clef(notes: Sequence[StaffNote]) -> str:
    return "treble" if middle(sorted(note.pitch for note in notes)) >= MIDDLE_C else "bass"
