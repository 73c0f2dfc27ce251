"""Faults of voice leading beyond the grade's parallels, as textbooks of four-part writing name them.

Every count is (how many, of how many). V voices from the top, T sixteenths
"""

import numpy as np

from sunmask.chorale.grade.parallels import FIFTH, OCTAVE, PAIRS, parallel_places
from sunmask.chorale.music.voices import VOICE_RANGES
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.chords import is_dominant_of

WIDEST = 12
"""Semitones that soprano and alto, or alto and tenor, may be apart."""
STEP = 2
"""Semitones of the largest step: what is wider is a leap."""
ALL_VOICES = SOPRANO, ALTO, TENOR, BASS = tuple(range(4))
LEADING_NOTE, FALL_TO_FIFTH = 11, -4

Count = tuple[float, float]


def faults(analysis: Analysis) -> dict[str, Count]:
    """All faults by name."""
    parallel_fifths, parallel_octaves = parallels(analysis)
    hidden_fifths, hidden_octaves = hidden(analysis)
    unresolved, doubled = leading_notes(analysis)
    notes = analysis.num_notes
    return {
        "parallel_fifths": (parallel_fifths, notes),
        "parallel_octaves": (parallel_octaves, notes),
        "hidden_fifths": (hidden_fifths, notes),
        "hidden_octaves": (hidden_octaves, notes),
        "spacing": (spacing(analysis), notes),
        "crossing": (crossing(analysis), notes),
        "overlap": (overlap(analysis), notes),
        "out_of_range": (out_of_range(analysis), notes),
        "leading_note_unresolved": unresolved,
        "leading_note_doubled": doubled,
    }


def parallels(analysis: Analysis) -> tuple[int, int]:
    """Parallel fifths, and octaves or unisons, of any two voices."""
    places_FT = parallel_places(analysis.pitch_VT)
    top, bottom = np.array(PAIRS).T
    interval_FT = np.abs(analysis.pitch_VT[top] - analysis.pitch_VT[bottom]) % 12
    return int((places_FT & (interval_FT == FIFTH)).sum()), int((places_FT & (interval_FT == OCTAVE)).sum())


def hidden(analysis: Analysis) -> tuple[int, int]:
    """Hidden (direct) fifths and octaves: the outer voices move the same way into one, the soprano by a leap,
    out of another interval."""
    top, bottom = analysis.pitch_VT[SOPRANO], analysis.pitch_VT[BASS]
    move_top, move_bottom = np.diff(top), np.diff(bottom)
    interval = (top - bottom) % 12
    moves = analysis.moves_VT[SOPRANO, 1:] & analysis.moves_VT[BASS, 1:]
    is_direct = moves & (np.sign(move_top) == np.sign(move_bottom)) & (np.abs(move_top) > STEP)
    is_new = interval[1:] != interval[:-1]
    found = [int((is_direct & is_new & (interval[1:] == wanted)).sum()) for wanted in (FIFTH, OCTAVE)]
    return found[0], found[1]


def spacing(analysis: Analysis) -> int:
    """Attacks of soprano, alto or tenor that leave neighbours among these more than an octave apart."""
    pitch_VT, attack_VT = analysis.pitch_VT, analysis.attack_VT
    found = 0
    for upper in (SOPRANO, ALTO):
        sound = (pitch_VT[upper] > 0) & (pitch_VT[upper + 1] > 0)
        is_wide = sound & (pitch_VT[upper] - pitch_VT[upper + 1] > WIDEST)
        found += int((is_wide & (attack_VT[upper] | attack_VT[upper + 1])).sum())
    return found


def crossing(analysis: Analysis) -> int:
    """Attacks at which a voice lies above its upper or below its lower neighbour."""
    return int((_crossed(analysis) & (analysis.attack_VT[:-1] | analysis.attack_VT[1:])).sum())


def _crossed(analysis: Analysis) -> np.ndarray:
    """Where each upper voice of two neighbours lies below the other, (V - 1, T)."""
    upper, lower = analysis.pitch_VT[:-1], analysis.pitch_VT[1:]
    return (upper > 0) & (lower > 0) & (upper < lower)


def overlap(analysis: Analysis) -> int:
    """Moves of a voice beyond where its neighbour has just been, where the two do not cross."""
    pitch_VT, moves_VT = analysis.pitch_VT, analysis.moves_VT
    crossed = _crossed(analysis)[:, 1:]
    upper_before, lower_before = pitch_VT[:-1, :-1], pitch_VT[1:, :-1]
    rises = moves_VT[1:, 1:] & (upper_before > 0) & (pitch_VT[1:, 1:] > upper_before)
    falls = moves_VT[:-1, 1:] & (lower_before > 0) & (pitch_VT[:-1, 1:] < lower_before)
    return int((rises & ~crossed).sum() + (falls & ~crossed).sum())


def out_of_range(analysis: Analysis) -> int:
    """Notes outside what their voices sing in the corpus."""
    low_V1, high_V1 = np.array(VOICE_RANGES).T[:, :, None]
    outside_VT = (analysis.pitch_VT < low_V1) | (analysis.pitch_VT > high_V1)
    return int((outside_VT & analysis.attack_VT).sum())


def leading_notes(analysis: Analysis, voices: tuple[int, ...] = ALL_VOICES) -> tuple[Count, Count]:
    """Counts of leading notes, in these voices, at the end of a dominant that goes to the tonic chord, that
    go elsewhere; and of dominants in whose first sixteenth two voices of all have the leading note.

    The leading note may rise to the tonic, or fall a third to the fifth in alto or tenor. One after which its
    voice rests, as between phrases, is not asked for.
    """
    chords, tonic = analysis.chords, analysis.tonic
    is_dominant_B = is_dominant_of(chords.root_B, chords.quality_B, tonic)
    leading = (tonic + LEADING_NOTE) % 12
    wrong = asked = doubled = 0
    for beat in np.flatnonzero(is_dominant_B):
        start = analysis.beats_B[beat]
        sounding = analysis.pitch_VT[:, start]
        doubled += int(((sounding % 12 == leading) & (sounding > 0)).sum() > 1)
        goes_home = beat + 1 < len(chords) and chords.root_B[beat + 1] == tonic
        if not goes_home:
            continue
        for voice in voices:
            before, after = _next_pitch(analysis, voice, int(start) + analysis.beat)
            if before % 12 == leading and after > 0:
                asked += 1
                falls = after - before == FALL_TO_FIFTH and voice in (ALTO, TENOR)
                wrong += not (falls or after - before == 1)
    return (wrong, asked), (doubled, int(is_dominant_B.sum()))


def _next_pitch(analysis: Analysis, voice: int, column: int) -> tuple[int, int]:
    """The pitch before a column, and the next other one within the beat from there on, 0 for a rest; the same
    where there is none."""
    before = analysis.pitch_VT[voice, column - 1]
    later = analysis.pitch_VT[voice, column : column + analysis.beat]
    others = later[later != before]
    return int(before), int(others[0] if len(others) else before)
