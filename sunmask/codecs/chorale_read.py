"""music21 scores to chorale grids.

Only scores that have passed `preflight` come here from outside: music21 itself can hang on, or be
swollen by, tiny hostile files.
"""

from fractions import Fraction

import numpy as np
from music21 import key, meter, stream, tempo

from sunmask.codecs.chorale import (
    HIGHEST_PITCH,
    LOWEST_PITCH,
    MAX_SIXTEENTHS,
    METRES,
    VOICE_NAMES,
    Chorale,
    ChoraleMeta,
    Lyric,
    check_symbols,
    normalise,
)
from sunmask.codecs.spelling import mode_for_signature


def _sixteenths(quarters: float | Fraction) -> int:
    """Quarter notes to the nearest sixteenth, halves upwards."""
    return int(Fraction(quarters) * 4 + Fraction(1, 2))


def grid_from_score(score: stream.Score) -> Chorale:
    """The grid of a four-part score in 4/4 (or 2/2) or 3/4, with its meta, fermatas and lyrics.

    Raises ValueError, with a sentence, for another number of parts, another or a changing metre,
    pitches outside the grid, or more than 4096 sixteenths.
    """
    parts = list(score.parts)
    if len(parts) != len(VOICE_NAMES):
        raise ValueError(f"expected four parts (soprano, alto, tenor, bass), got {len(parts)}")
    metre = _metre(score)
    num_sixteenths = max(_sixteenths(part.highestTime) for part in parts)
    if not 1 <= num_sixteenths <= MAX_SIXTEENTHS:
        raise ValueError(f"expected 1 to {MAX_SIXTEENTHS} sixteenths, got {num_sixteenths}")
    symbols_VT = np.zeros((len(parts), num_sixteenths), dtype=np.int16)
    fermatas: set[tuple[int, int]] = set()
    lyrics: dict[tuple[int, int], tuple[Lyric, ...]] = {}
    for voice, part in enumerate(parts):
        _read_voice(part, voice, symbols_VT[voice], fermatas, lyrics)
    symbols_VT = normalise(check_symbols(symbols_VT))
    return Chorale(symbols_VT, _meta(score, metre, symbols_VT), frozenset(fermatas), lyrics)


def _metre(score: stream.Score) -> str:
    names = {signature.ratioString for signature in score.recurse().getElementsByClass(meter.TimeSignature)}
    names = {"4/4" if name == "2/2" else name for name in names}
    if len(names) != 1 or not names <= set(METRES):
        raise ValueError(f"expected one metre, 4/4 or 3/4, got {', '.join(sorted(names)) or 'none'}")
    return names.pop()


def _read_voice(part, voice: int, symbols_T: np.ndarray, fermatas: set, lyrics: dict) -> None:
    """Write the notes of one part into its row; of several at once the bass takes the lowest, others the top."""
    elements = list(part.flatten().notes)
    spans = []
    for element in elements:
        start = _sixteenths(element.offset)
        end = _sixteenths(Fraction(element.offset) + Fraction(element.duration.quarterLength))
        if end <= start:
            continue
        heads = list(element.notes) if element.isChord else [element]
        for head in heads:
            pitch = head.pitch.midi
            if not LOWEST_PITCH <= pitch <= HIGHEST_PITCH:
                raise ValueError(
                    f"expected pitches {LOWEST_PITCH} to {HIGHEST_PITCH}, got {head.pitch.nameWithOctave} "
                    f"in the {VOICE_NAMES[voice].lower()}, bar {element.measureNumber}"
                )
            tie = head.tie or element.tie
            spans.append((start, end, pitch, tie is not None and tie.type in ("stop", "continue")))
        if any("Fermata" in expression.classes for expression in element.expressions):
            fermatas.add((voice, start))
        if element.lyrics:
            lyrics[voice, start] = tuple(
                Lyric(syllable.text or "", syllable.syllabic or "single", syllable.number)
                for syllable in element.lyrics
            )
    is_bass = voice == len(VOICE_NAMES) - 1
    for start, end, pitch, is_tied in sorted(spans, key=lambda span: (-span[2] if is_bass else span[2])):
        symbols_T[start:end] = -pitch
        if not is_tied:
            symbols_T[start] = pitch


def _meta(score: stream.Score, metre: str, symbols_VT: np.ndarray) -> ChoraleMeta:
    first_part = score.parts[0]
    signature = next(iter(first_part.recurse().getElementsByClass(key.KeySignature)), None)
    fifths = signature.sharps if signature is not None else 0
    mode = getattr(signature, "mode", None)
    if mode not in ("major", "minor"):
        mode = mode_for_signature(symbols_VT, fifths)
    first_bar = next(iter(first_part.getElementsByClass(stream.Measure)), None)
    length = METRES[metre]
    pickup = _sixteenths(first_bar.duration.quarterLength) % length if first_bar is not None else 0
    mark = next(iter(score.recurse().getElementsByClass(tempo.MetronomeMark)), None)
    quarters_a_minute = mark.getQuarterBPM() if mark is not None else None
    title, composer = "", ""
    if score.metadata is not None:
        title = score.metadata.title or score.metadata.movementName or ""
        composer = score.metadata.composer or ""
    return ChoraleMeta(
        title=title or ChoraleMeta.title,
        composer=composer,
        metre=metre,
        pickup=pickup,
        fifths=fifths,
        mode=mode,
        tempo=float(quarters_a_minute or ChoraleMeta.tempo),
    )
