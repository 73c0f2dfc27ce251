"""Intervals between spelled pitches, named as in music21: M2 up, m-3 down, A1, d-5, P8."""

from functools import lru_cache

from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, NATURAL_PITCH_CLASS, SpelledPitch

LETTERS = "CDEFGAB"
NATURAL_SEMITONES = (0, 2, 4, 5, 7, 9, 11)
"""Semitones of the unison, major second ... major seventh."""
PERFECT = (0, 3, 4)
"""Steps of the intervals that are perfect rather than major or minor: unison, fourth, fifth."""


@lru_cache(maxsize=4096)
def midi(pitch: SpelledPitch) -> int:
    """MIDI number: 60 for C4."""
    return NATURAL_PITCH_CLASS[pitch.letter] + pitch.alter + 12 * (pitch.octave + 1)


@lru_cache(maxsize=4096)
def staff_place(pitch: SpelledPitch) -> int:
    """Place on the staff, whatever the accidental: 28 for C4, 29 for D4."""
    return LETTERS.index(pitch.letter) + 7 * pitch.octave


@lru_cache(maxsize=4096)
def fifths_place(pitch: SpelledPitch) -> int:
    """Place on the line of fifths: 0 for C, 1 for G, -2 for B flat."""
    return LETTERS_BY_FIFTHS.index(pitch.letter) - 1 + 7 * pitch.alter


def quality(steps: int, semitones: int) -> str:
    """P, M, m, A, d, AA, dd ... of an upward interval of these staff steps and semitones."""
    octaves, simple = divmod(steps, 7)
    excess = semitones - NATURAL_SEMITONES[simple] - 12 * octaves
    if excess > 0:
        return "A" * excess
    if simple in PERFECT:
        return "d" * -excess or "P"
    return ("M", "m")[-excess] if excess > -2 else "d" * (-excess - 1)


@lru_cache(maxsize=16384)
def interval_name(first: SpelledPitch, second: SpelledPitch) -> str:
    """The melodic interval from one pitch to the next, with a minus sign where it falls."""
    steps, semitones = staff_place(second) - staff_place(first), midi(second) - midi(first)
    if steps < 0:
        return f"{quality(-steps, -semitones)}-{1 - steps}"
    return f"{quality(steps, semitones)}{steps + 1}"


@lru_cache(maxsize=16384)
def perfect_consonance(one: SpelledPitch, other: SpelledPitch) -> str | None:
    """fifth, octave (both also compound) or unison where two pitches sound one, otherwise None."""
    steps, semitones = staff_place(one) - staff_place(other), midi(one) - midi(other)
    if steps < 0:
        steps, semitones = -steps, -semitones
    if steps % 7 not in (0, 4) or quality(steps, semitones) != "P":
        return None
    if steps % 7 == 4:
        return "fifth"
    return "octave" if steps else "unison"
