"""Parsed scores to chorales: four voices out of a file's parts, sixteenths out of its durations.

Every change is stated in a notice; what cannot be changed cleanly is refused with a sentence.
"""

import re
from collections.abc import Collection, Iterator
from fractions import Fraction

import numpy as np

from sunmask.chorale.content import FASTEST, SLOWEST
from sunmask.chorale.music.metres import Time, choose_time
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
from sunmask.chorale.music.voices import VOICE_NAMES, VOICE_RANGES
from sunmask.chorale.notation.importing.parsed_score import Import, Line, ParsedNote, ParsedScore
from sunmask.chorale.notation.importing.requested_chords import chords_of
from sunmask.chorale.notation.importing.sign_placement import placed_signs, without_first_tempo
from sunmask.chorale.notation.importing.unsaid_key import key_of
from sunmask.kinds.notices import Notice, UnreadableFile, name_bars
from sunmask.kinds.texts import clean_text

VOICE_BY_NAME = {
    **dict.fromkeys(("s", "soprano", "soprani", "sopran", "soprano voice", "cantus", "canto"), 0),
    **dict.fromkeys(("a", "alto", "alti", "alt", "altus", "alto voice"), 1),
    **dict.fromkeys(("t", "tenor", "tenore", "tenori", "tenor voice"), 2),
    **dict.fromkeys(("b", "bass", "basso", "bassi", "bassus", "baß", "bass voice"), 3),
}
TOLERANCE = Fraction(1, 10)
"""How far, in sixteenths, an onset may lie from the grid without being reported."""


def chorale_from_parsed(parsed: ParsedScore, native: Collection[str] = tuple(METRES)) -> Import:
    """Turn a parsed score into a chorale with notices. native: as `choose_time` has it.

    Raises UnreadableFile with the reason."""
    notices = list(parsed.notices)
    if not any(line.notes or line.is_percussion for line in parsed.lines):
        raise UnreadableFile("empty", "The file has no notes. Export it again with at least one note.")
    voices, told = choose_voices(parsed)
    notices += told
    time, told = choose_time(parsed, native)
    notices += told
    num_sixteenths = _length(parsed, time)
    symbols_VT = np.zeros((len(VOICE_NAMES), num_sixteenths), dtype=np.int16)
    fermatas: set[tuple[int, int]] = set()
    lyrics: dict[tuple[int, int], tuple[Lyric, ...]] = {}
    spellings: dict[tuple[int, int], str] = {}
    silent: list[int] = []
    for voice, line in enumerate(voices):
        if line is not None:
            notices += _write_voice(parsed, line, voice, time, symbols_VT[voice])
    symbols_VT = normalise(symbols_VT)
    for voice, line in enumerate(voices):
        if line is not None:
            spellings |= {(voice, t): name for t, name in _spellings(symbols_VT[voice], line, time)}
            fermatas |= {(voice, t) for t in _onsets(symbols_VT[voice], line.fermatas, time)}
            for start, syllables in sorted(line.lyrics.items(), reverse=True):
                t = time.sixteenth(start)
                if t < num_sixteenths and symbols_VT[voice, t] > 0:
                    lyrics[voice, t] = syllables
                else:
                    silent.append(parsed.bar_at(start))
    if silent:
        message = f"Words under the second of tied notes were left out ({name_bars(silent)})."
        notices.append(Notice(min(silent), None, message, "words"))
    meta, told = _meta(parsed, time, symbols_VT, fermatas)
    notices += told
    chords, told = chords_of(parsed, meta, num_sixteenths, time.sixteenth)
    signs, kept = placed_signs(parsed, voices, symbols_VT, time.sixteenth, time.scale)
    signs = without_first_tempo(signs)
    chorale = Chorale(symbols_VT, meta, frozenset(fermatas), lyrics, chords, signs, spellings)
    return Import(chorale, notices + told, kept)


def choose_voices(parsed: ParsedScore) -> tuple[list[Line | None], list[Notice]]:
    """The file's lines as soprano, alto, tenor, bass (None where it has no such part).

    Raises UnreadableFile where it is not clear which part is which voice.
    """
    lines, notices = parsed.lines, []
    if len(lines) > len(VOICE_NAMES):
        lines = [line for line in lines if line.notes]
    named = _voices_by_name(lines)
    if len(lines) > len(VOICE_NAMES) and len(named) == len(VOICE_NAMES):
        lines = [named[voice] for voice in range(len(VOICE_NAMES))]
    if any(line.is_percussion for line in lines):
        line = next(line for line in lines if line.is_percussion)
        raise UnreadableFile(
            "percussion",
            f"The part “{line.name}” is percussion, which has no pitches. Remove it and import again.",
        )
    if len(lines) != len(parsed.lines):
        left_out = ", ".join(line.name for line in parsed.lines if not any(line is kept for kept in lines))
        notices.append(
            Notice(None, None, f"The file has {len(parsed.lines)} parts; left out: {left_out}.", "parts")
        )
    if len(lines) > len(VOICE_NAMES) or (len(lines) == 3 and len(named) != 3):
        raise UnreadableFile(
            "too_many_parts" if len(lines) > 3 else "three_parts",
            f"The file has {len(lines)} parts ({', '.join(line.name for line in lines)}). A chorale has "
            "four, soprano, alto, tenor and bass, or one melody. Keep "
            "only those, or give the parts these names, and import again.",
        )
    if len(named) == len(lines):
        voices = [named.get(voice) for voice in range(len(VOICE_NAMES))]
    elif len(lines) == len(VOICE_NAMES):
        voices = list(lines)
    else:  # one part is a melody, two are the outer voices
        voices = [lines[0], None, None, lines[1] if len(lines) == 2 else None]
        if len(lines) == 2:
            message = "The file has two parts: the first became the soprano, the second the bass."
            notices.append(Notice(None, None, message, "parts"))
    return voices, notices


def _voices_by_name(lines: list[Line]) -> dict[int, Line]:
    """Lines whose names tell their voice; empty where two claim the same one."""
    named: dict[int, Line] = {}
    for line in lines:
        voice = VOICE_BY_NAME.get(re.sub(r"[^\w ]|\d", "", line.name).strip().lower())
        if voice is not None:
            if voice in named:
                return {}
            named[voice] = line
    return named


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


def _write_voice(
    parsed: ParsedScore, line: Line, voice: int, time: Time, symbols_T: np.ndarray
) -> list[Notice]:
    """Write a line into its row, in place. Of notes at once the bass keeps the lowest, others the top."""
    notices: list[Notice] = []
    part = VOICE_NAMES[voice]

    def tell(code: str, bars: list[int], sentence: str) -> None:
        if bars:
            message = f"{part}, {name_bars(bars)}: {sentence}"
            notices.append(Notice(min(bars), part, message, code))

    octaves = _octave_shift(parsed, line, voice)
    if octaves:
        message = (
            f"{part}: the whole part was moved by {abs(octaves)} octave(s) {'up' if octaves > 0 else 'down'}."
        )
        notices.append(Notice(None, part, message, "octave"))
    spans, quantised, lost = [], [], []
    for note in line.notes:
        start = time.sixteenth(note.start)
        end = min(time.sixteenth(note.start + note.length), len(symbols_T))
        exact = (note.start * 4 * time.scale, (note.start + note.length) * 4 * time.scale)
        if end <= start:
            lost.append(parsed.bar_at(note.start))
        elif max(abs(exact[0] - start), abs(exact[1] - end)) > TOLERANCE:
            quantised.append(parsed.bar_at(note.start))
        if end > start:
            spans.append((start, end, note.pitch + 12 * octaves, note))
    tell(
        "quantised",
        quantised,
        "notes between the sixteenths (tuplets, 32nds) moved to the nearest sixteenth.",
    )
    tell("lost", lost, "notes too short for the grid were left out.")
    chords = _overlaps(parsed, spans)
    kept = "lowest" if voice == 3 else "top"
    tell("chord", chords, f"several notes at once; the {kept} note was kept.")
    tell("tie", _loose_ties(parsed, line), "a tie leads nowhere; it was left out.")
    low, high = VOICE_RANGES[voice]
    outside = [parsed.bar_at(note.start) for _, _, pitch, note in spans if not low <= pitch <= high]
    tell("range", outside, f"notes outside the usual range of the {part.lower()}.")
    for start, end, pitch, note in sorted(spans, key=lambda span: -span[2] if voice == 3 else span[2]):
        symbols_T[start:end] = -pitch
        if not note.is_tied:
            symbols_T[start] = pitch
    return notices


def _octave_shift(parsed: ParsedScore, line: Line, voice: int) -> int:
    """Octaves that bring a lone melody into the grid's range, 0 where it fits.

    Raises UnreadableFile where it cannot, and for any part of a piece with several.
    """
    pitches = [note.pitch for note in line.notes] or [LOWEST_PITCH]
    low, high = min(pitches), max(pitches)
    if low >= LOWEST_PITCH and high <= HIGHEST_PITCH:
        return 0
    is_melody = sum(bool(other.notes) for other in parsed.lines) == 1
    for octaves in (-1, 1, -2, 2):
        if is_melody and low + 12 * octaves >= LOWEST_PITCH and high + 12 * octaves <= HIGHEST_PITCH:
            return octaves
    outside = next(note for note in line.notes if not LOWEST_PITCH <= note.pitch <= HIGHEST_PITCH)
    raise UnreadableFile(
        "pitch",
        f"{VOICE_NAMES[voice]}, bar {parsed.bar_at(outside.start)}: the note is too "
        f"{'low' if outside.pitch < LOWEST_PITCH else 'high'} (MIDI pitch {outside.pitch}; C2 to A5, 36 to "
        "81, can be used). Move it by an octave and import again.",
    )


def _overlaps(parsed: ParsedScore, spans: list[tuple[int, int, int, ParsedNote]]) -> list[int]:
    """Bars in which a line sounds two pitches at once."""
    bars, latest_end, latest_pitch = [], 0, 0
    for start, end, pitch, note in sorted(spans, key=lambda span: span[:3]):
        if start < latest_end and pitch != latest_pitch:
            bars.append(parsed.bar_at(note.start))
        if end >= latest_end:
            latest_end, latest_pitch = end, pitch
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
    """The sixteenths at which the notes or rests that sound at given times begin."""
    onsets = set()
    for moment in moments:
        t = time.sixteenth(moment)
        if t < len(symbols_T):
            while t and (symbols_T[t] < 0 or (symbols_T[t] == 0 and symbols_T[t - 1] == 0)):
                t -= 1
            onsets.add(t)
    return onsets


def _meta(
    parsed: ParsedScore, time: Time, symbols_VT: np.ndarray, fermatas: set[tuple[int, int]]
) -> tuple[ChoraleMeta, list[Notice]]:
    fifths, mode, notices = key_of(parsed, symbols_VT, fermatas)
    tempo = float(parsed.tempo * time.scale) if parsed.tempo else ChoraleMeta.tempo
    if not SLOWEST <= tempo <= FASTEST:
        tempo = min(max(tempo, SLOWEST), FASTEST)
        message = (
            f"The tempo lies outside {SLOWEST:g} to {FASTEST:g} quarter notes per minute; {tempo:g} was used."
        )
        notices.append(Notice(None, None, message, "tempo"))
    return ChoraleMeta(
        title=clean_text(parsed.title) or ChoraleMeta.title,
        composer=clean_text(parsed.composer),
        metre=time.metre,
        pickup=time.pickup,
        fifths=fifths,
        mode=mode,
        tempo=round(tempo, 3),
        metre_changes=time.metre_changes,
    ), notices
