"""Parsed scores to chorales: voices out of a file's parts, sixteenths out of its durations.

Every change is stated in a notice; what cannot be changed cleanly is refused with a sentence.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from sunmask.chorale.content import FASTEST, SLOWEST
from sunmask.chorale.music.bars import bar_index, bars
from sunmask.chorale.music.form import MOST_SIGNS as MOST_FORM
from sunmask.chorale.music.form import is_beginning
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import (
    HIGHEST_PITCH,
    LOWEST_PITCH,
    MAX_SIXTEENTHS,
    METRES,
    SPELLINGS,
    Chorale,
    ChoraleMeta,
    Lyric,
    normalise,
)
from sunmask.chorale.music.tuplets import Tuplet
from sunmask.chorale.music.voices import HIGHEST_WRITTEN, LOWEST_WRITTEN, Voice, network_shift
from sunmask.chorale.notation.importing.accompaniment import Accompaniment
from sunmask.chorale.notation.importing.metres import Time, choose_time
from sunmask.chorale.notation.importing.parsed_score import Import, Line, ParsedNote, ParsedScore
from sunmask.chorale.notation.importing.requested_chords import chords_of
from sunmask.chorale.notation.importing.scorings import scoring_of
from sunmask.chorale.notation.importing.sign_placement import (
    placed_signs,
    voices_of_signs,
    without_first_tempo,
)
from sunmask.chorale.notation.importing.tuplet_groups import graces_in, tuplets_in
from sunmask.chorale.notation.importing.unsaid_key import key_changes_of, key_of
from sunmask.kinds.notices import Notice, UnreadableFile, name_bars
from sunmask.kinds.texts import clean_text

TOLERANCE = Fraction(1, 10)
"""How far, in sixteenths, an onset may lie from the grid without being reported."""


def chorale_from_parsed(parsed: ParsedScore, native: Collection[str] = tuple(METRES)) -> Import:
    """Turn a parsed score into a chorale with notices. native: as `choose_time` has it.

    Raises UnreadableFile with the reason."""
    notices = list(parsed.notices)
    if not any(line.notes or line.is_percussion for line in parsed.lines):
        raise UnreadableFile("empty", "The file has no notes. Export it again with at least one note.")
    scoring = scoring_of(parsed)
    voices, notices = scoring.lines, notices + scoring.notices
    shift = network_shift(scoring.voices)
    time, told = choose_time(parsed, native)
    notices += told
    num_sixteenths = _length(parsed, time)
    symbols_VT = np.zeros((len(voices), num_sixteenths), dtype=np.int16)
    fermatas: set[tuple[int, int]] = set()
    lyrics: dict[tuple[int, int], tuple[Lyric, ...]] = {}
    spellings: dict[tuple[int, int], str] = {}
    silent: list[int] = []
    tuplets: list[Tuplet] = []
    for row, line in enumerate(voices):
        if line is not None:
            written = _Row(parsed, line, scoring.voices[row], row == len(voices) - 1, shift)
            of_line = written.tuplets(row, time, num_sixteenths)
            notices += written.write(time, symbols_VT[row], of_line)
            tuplets += of_line
    symbols_VT = normalise(symbols_VT)
    onsets = {
        (tuplet.voice, moment): column
        for tuplet in tuplets
        for moment, column in zip(tuplet.moments, tuplet.columns, strict=False)
    }
    for voice, line in enumerate(voices):
        if line is not None:
            spellings |= {(voice, t): name for t, name in _spellings(symbols_VT[voice], line, time)}
            fermatas |= {(voice, t) for t in _onsets(symbols_VT[voice], line.fermatas, time)}
            for start, syllables in sorted(line.lyrics.items(), reverse=True):
                t = onsets.get((voice, start * 4 * time.scale), time.sixteenth(start))
                if t is not None and t < num_sixteenths and symbols_VT[voice, t] > 0:
                    lyrics[voice, t] = syllables
                else:
                    silent.append(parsed.bar_at(start))
    if silent:
        message = f"Words under rests or the second of tied notes were left out ({name_bars(silent)})."
        notices.append(Notice(min(silent), None, message, "words"))
    meta, told = _meta(parsed, time, symbols_VT, fermatas)
    notices += told
    owners = voices_of_signs(parsed, voices)
    others = [sign for number, sign in enumerate(parsed.signs) if number not in owners]
    accompaniment = Accompaniment(parsed, time, num_sixteenths, others)
    staves, told = accompaniment.staves(scoring.others)
    notices += told
    meta = replace(meta, voices=scoring.voices, staves=staves)
    chords, told = chords_of(parsed, meta, num_sixteenths, time.sixteenth)
    signs, kept = placed_signs(parsed, owners, symbols_VT, time.sixteenth, time.scale)
    signs = without_first_tempo(signs)
    for tuplet in tuplets:
        cell = (tuplet.voice, tuplet.start)
        signs[cell] = (*signs.get(cell, ()), tuplet.sign)
    told += _hang_graces(parsed, voices, symbols_VT, time, signs)
    form = _form(parsed, time, num_sixteenths)
    told += _tell_form_within_bars(form, meta, num_sixteenths)
    told += accompaniment.tuplets_written_otherwise(staves, bars(meta, num_sixteenths))
    chorale = Chorale(symbols_VT, meta, frozenset(fermatas), lyrics, chords, signs, spellings, form)
    return Import(chorale, notices + told, kept + accompaniment.kept)


def _hang_graces(
    parsed: ParsedScore,
    voices: Sequence[Line | None],
    symbols_VT: np.ndarray,
    time: Time,
    signs: dict[tuple[int, int], tuple[Sign, ...]],
) -> list[Notice]:
    """Add grace notes to the signs, with the note that begins behind them, and name those without one."""
    left_out: list[int] = []
    for voice, line in enumerate(voices):
        for start, sign in graces_in(line, semitones=12 * _octave_shift(parsed, line)) if line else ():
            t = time.sixteenth(start)
            if sign is not None and t < symbols_VT.shape[1] and symbols_VT[voice, t] > 0:
                signs[voice, t] = (*signs.get((voice, t), ()), sign)
            else:
                left_out.append(parsed.bar_at(start))
    if not left_out:
        return []
    message = f"Grace notes with no note behind them were left out ({name_bars(left_out)})."
    return [Notice(min(left_out), None, message, "grace")]


def _form(parsed: ParsedScore, time: Time, num_sixteenths: int) -> dict[int, tuple[str, ...]]:
    """The signs of form, at the first or the last sixteenth of their bars."""
    form: dict[int, tuple[str, ...]] = {}
    for sign in parsed.form:
        bar = parsed.bars[min(sign.bar, len(parsed.bars) - 1)]
        end = time.sixteenth(bar.start + bar.length) - 1
        t = min(time.sixteenth(bar.start) if is_beginning(sign.name) else end, num_sixteenths - 1)
        here = form.get(t, ())
        if sign.name not in here and len(here) < MOST_FORM:
            form[t] = (*here, sign.name)
    return dict(sorted(form.items()))


def _tell_form_within_bars(
    form: dict[int, tuple[str, ...]], meta: ChoraleMeta, num_sixteenths: int
) -> list[Notice]:
    """What is said of signs of form that stand between bar lines, which the drawn score has at these."""
    bar_list = bars(meta, num_sixteenths)
    lines = {bar.start for bar in bar_list} | {num_sixteenths}
    edges = {t if is_beginning(name) else t + 1 for t, names in form.items() for name in names}
    within = [bar_list[bar_index(bar_list, edge)].number for edge in sorted(edges - lines)]
    if not within:
        return []
    message = (
        f"A repeat begins or ends within {name_bars(within)}: it is played there and in the files that you "
        "export; on the page it stands at the bar line."
    )
    return [Notice(within[0], None, message, "form_within_bar")]


def _length(parsed: ParsedScore, time: Time) -> int:
    num_sixteenths = max(1, time.sixteenth(parsed.length))
    if num_sixteenths > MAX_SIXTEENTHS:
        bar = METRES[time.metre]
        raise UnreadableFile(
            "too_long",
            f"The piece has {-(-num_sixteenths // bar)} bars of {time.metre}, {num_sixteenths} "
            f"sixteenths; at most {MAX_SIXTEENTHS // bar} bars fit ({MAX_SIXTEENTHS} sixteenths). Shorten it "
            "and import again.",
        )
    return num_sixteenths


@dataclass(frozen=True)
class _Row:
    """A line that becomes a row of the grid. shift: semitones by which the network would see it higher."""

    parsed: ParsedScore
    line: Line
    voice: Voice
    is_lowest: bool
    shift: int

    def tuplets(self, row: int, time: Time, num_sixteenths: int) -> list[Tuplet]:
        """Those that are kept where they stand."""
        semitones = 12 * _octave_shift(self.parsed, self.line)
        found = tuplets_in(self.line, row, time, semitones=semitones, is_lowest=self.is_lowest)
        return [tuplet for tuplet in found if tuplet.end <= num_sixteenths]

    def write(self, time: Time, symbols_T: np.ndarray, tuplets: Sequence[Tuplet]) -> list[Notice]:
        """Write it, in place. Of notes at once the lowest voice keeps the lowest, others the top."""
        parsed, line, part = self.parsed, self.line, self.voice.name
        notices: list[Notice] = []

        def tell(code: str, bars: list[int], sentence: str, most: int = 6) -> None:
            if bars:
                message = f"{part}, {name_bars(bars, most)}: {sentence}"
                notices.append(Notice(min(bars), part, message, code))

        octaves = _octave_shift(parsed, line)
        if octaves:
            way = "up" if octaves > 0 else "down"
            distance = "an octave" if abs(octaves) == 1 else f"{abs(octaves)} octaves"
            message = f"{part}: the whole part was moved {distance} {way}."
            notices.append(Notice(None, part, message, "octave"))
        spans, in_tuplets, quantised, lost = [], [], [], []
        for note in line.notes:
            start = time.sixteenth(note.start)
            end = min(time.sixteenth(note.start + note.length), len(symbols_T))
            exact = (note.start * 4 * time.scale, (note.start + note.length) * 4 * time.scale)
            if any(tuplet.start <= exact[0] and exact[1] <= tuplet.end for tuplet in tuplets):
                in_tuplets.append((start, max(end, start + 1), note.pitch + 12 * octaves, note))
                continue
            if end <= start:
                lost.append(parsed.bar_at(note.start))
            elif max(abs(exact[0] - start), abs(exact[1] - end)) > TOLERANCE:
                quantised.append(parsed.bar_at(note.start))
            if end > start:
                spans.append((start, end, note.pitch + 12 * octaves, note))
        tell(
            "quantised",
            quantised,
            "notes between the sixteenths (32nds, some tuplets) moved to the nearest sixteenth.",
        )
        kept_at = {tuplet.start for tuplet in tuplets}
        plain = [
            head.start
            for head in line.tuplet_heads
            if head.edge == "start" and head.start * 4 * time.scale not in kept_at
        ]
        bars_of_plain = [parsed.bar_at(start) for start in [*line.nested, *plain]]
        tell("brackets", bars_of_plain, "tuplets are written as plain notes on the sixteenths.")
        tell("lost", lost, "notes too short for the grid were left out.")
        kept = "lowest" if self.is_lowest else "top"
        tell(
            "chord",
            _overlaps(parsed, spans + in_tuplets),
            f"several notes at once; the {kept} note was kept.",
        )
        tell("tie", _loose_ties(parsed, line), "a tie leads nowhere; it was left out.")
        self._tell_range(
            tell, [(parsed.bar_at(note.start), pitch) for _, _, pitch, note in spans + in_tuplets]
        )
        for start, end, pitch, note in sorted(
            spans, key=lambda span: -span[2] if self.is_lowest else span[2]
        ):
            symbols_T[start:end] = -pitch
            if not note.is_tied:
                symbols_T[start] = pitch
        for tuplet in tuplets:
            symbols_T[tuplet.start : int(tuplet.end)] = tuplet.symbols
            if tuplet.sign.notes[0][1] < 0:
                symbols_T[tuplet.start] *= -1
        return notices

    def _tell_range(self, tell: Callable[..., None], found: list[tuple[int, int]]) -> None:
        """found: bars and pitches."""
        voice = self.voice
        beyond = [
            bar
            for bar, pitch in found
            if not LOWEST_PITCH <= pitch + self.shift <= HIGHEST_PITCH and voice.part
        ]
        outside = [bar for bar, pitch in found if not voice.low <= pitch <= voice.high]
        side = "low" if beyond and min(pitch for _, pitch in found) + self.shift < LOWEST_PITCH else "high"
        tell(
            f"too_{side}",
            beyond,
            f"notes too {side} for the model, which are kept as they are and not composed anew.",
            most=len(found),
        )
        tell("range", outside, f"notes outside the usual range of the {voice.spoken}.", most=len(found))


def _octave_shift(parsed: ParsedScore, line: Line) -> int:
    """Octaves that bring a lone melody into the network's pitches, 0 where it fits, or is one of several.

    Raises UnreadableFile for a note that no piano has.
    """
    pitches = [note.pitch for note in line.notes] or [LOWEST_PITCH]
    low, high = min(pitches), max(pitches)
    is_melody = sum(bool(other.notes) for other in parsed.lines) == 1
    if is_melody and not (low >= LOWEST_PITCH and high <= HIGHEST_PITCH):
        for octaves in (-1, 1, -2, 2):
            if low + 12 * octaves >= LOWEST_PITCH and high + 12 * octaves <= HIGHEST_PITCH:
                return octaves
    outside = next((note for note in line.notes if not LOWEST_WRITTEN <= note.pitch <= HIGHEST_WRITTEN), None)
    if outside is not None:
        raise UnreadableFile(
            "pitch",
            f"{line.name}, bar {parsed.bar_at(outside.start)}: the note is too "
            f"{'low' if outside.pitch < LOWEST_WRITTEN else 'high'} (MIDI pitch {outside.pitch}; A0 to C8, "
            f"{LOWEST_WRITTEN} to {HIGHEST_WRITTEN}, can be used). Move it by an octave and import again.",
        )
    return 0


def _overlaps(parsed: ParsedScore, spans: list[tuple[int, int, int, ParsedNote]]) -> list[int]:
    """Bars in which a line sounds two notes at once; two that are alike are one."""
    bars = []
    latest = (0, 0, 0)
    for start, end, pitch, note in sorted(spans, key=lambda span: span[:3]):
        if start < latest[1] and (start, end, pitch) != latest:
            bars.append(parsed.bar_at(note.start))
        if end >= latest[1]:
            latest = (start, end, pitch)
    return bars


def _loose_ties(parsed: ParsedScore, line: Line) -> list[int]:
    """Bars in which a tie starts that no note of the same pitch takes up, as at the end of a piece."""
    tied = {(note.start, note.pitch) for note in line.notes if note.is_tied}
    return [
        parsed.bar_at(note.start)
        for note in line.notes
        if note.ties_on and (note.start + note.length, note.pitch) not in tied
    ]


def _spellings(symbols_T: np.ndarray, line: Line, time: Time) -> Iterator[tuple[int, str]]:
    """The sixteenths of a voice at which notes begin, with the letters that the file gives them."""
    for note in line.notes:
        t = time.sixteenth(note.start)
        is_here = t < len(symbols_T) and symbols_T[t] > 0 and (symbols_T[t] - note.pitch) % 12 == 0
        if is_here and note.spelling in SPELLINGS:
            yield t, note.spelling


def _onsets(symbols_T: np.ndarray, moments: set[Fraction], time: Time) -> set[int]:
    """The sixteenths at which the notes that sound at given times begin; where a voice rests, those times."""
    onsets = set()
    for moment in moments:
        t = time.sixteenth(moment)
        if t < len(symbols_T):
            while t and symbols_T[t] < 0:
                t -= 1
            onsets.add(t)
    return onsets


def _meta(
    parsed: ParsedScore, time: Time, symbols_VT: np.ndarray, fermatas: set[tuple[int, int]]
) -> tuple[ChoraleMeta, list[Notice]]:
    first = _first_of(parsed, symbols_VT, time)
    fifths, mode, notices = key_of(parsed, first, fermatas)
    tempo = float(parsed.tempo * time.scale) if parsed.tempo else ChoraleMeta.tempo
    if not SLOWEST <= tempo <= FASTEST:
        tempo = min(max(tempo, SLOWEST), FASTEST)
        message = (
            f"The tempo lies outside {SLOWEST:g} to {FASTEST:g} quarter notes per minute; {tempo:g} was used."
        )
        notices.append(Notice(None, None, message, "tempo"))
    meta = ChoraleMeta(
        title=clean_text(parsed.title) or ChoraleMeta.title,
        composer=clean_text(parsed.composer),
        metre=time.metre,
        pickup=time.pickup,
        fifths=fifths,
        mode=mode,
        tempo=round(tempo, 3),
        metre_changes=time.metre_changes,
        subtitle=clean_text(parsed.subtitle),
        lyricist=clean_text(parsed.lyricist),
    )
    meta, told = key_changes_of(parsed, meta, symbols_VT, fermatas, time.sixteenth)
    return meta, notices + told


def _first_of(parsed: ParsedScore, symbols_VT: np.ndarray, time: Time) -> np.ndarray:
    """The notes under the first key signature; all, where another one begins so soon that they are few."""
    later = (time.sixteenth(each.start) for each in parsed.keys if each.fifths != parsed.fifths)
    end = next(later, symbols_VT.shape[1])
    return symbols_VT[:, :end] if symbols_VT[:, :end].any() else symbols_VT
