"""How pieces end and where they breathe: the last chord, cadences, progressions to the tonic.

Every count is (how many, of how many). T sixteenths, B beats
"""

from itertools import pairwise

import numpy as np

from sunmask.lab.chorale.evaluation.judges.analysis import BEAT, Analysis
from sunmask.lab.chorale.evaluation.judges.chords import MAJOR, is_dominant_of
from sunmask.lab.chorale.evaluation.judges.counterpoint import BASS, Count

TRIADS = ((0, 4, 7), (0, 3, 7))
SIXTHS = (8, 9)
"""Semitones of vi above the tonic, in minor and in major."""
EIGHT_BARS, EIGHTH = 128, 2
"""Sixteenths."""


def ending(analysis: Analysis) -> dict[str, Count]:
    """Properties of the end of a whole piece: yes (1 of 1) or no (0 of 1). One that ends in a rest says
    no."""
    last = analysis.pitch_VT[:, -1]
    if not len(analysis.attacks_T) or (last == 0).any():
        return {name: (0, 1) for name in ("ends_on_tonic", "ends_v_i", "ends_long")}
    began = int(analysis.attacks_T[-1])
    root = int(last[BASS]) % 12
    is_triad = _is_triad_on(root, last)
    return {
        "ends_on_tonic": (int(is_triad and root == analysis.tonic), 1),
        "ends_v_i": (int(is_triad and _dominant_before(analysis, began, root)), 1),
        "ends_long": (int(analysis.num_sixteenths - began >= BEAT), 1),
    }


def cadences(analysis: Analysis) -> dict[str, Count]:
    """Progressions V or vii to I in the key of the piece, and cadences in any key, by length of music."""
    chords, bars = analysis.chords, analysis.num_sixteenths / EIGHT_BARS
    before, after = chords.root_B[:-1], chords.root_B[1:]
    comes_home = is_dominant_of(before, chords.quality_B[:-1], analysis.tonic) & (after == analysis.tonic)
    return {"v_i": (int(comes_home.sum()), bars), "cadences": (len(cadence_places(analysis)), bars)}


def cadence_places(analysis: Analysis) -> list[int]:
    """Columns at which a cadence arrives: a triad on its root, V or vii of which went before, that lasts a
    quarter or longer before any voice moves on."""
    attacks = [*analysis.attacks_T.tolist(), analysis.num_sixteenths]
    found = []
    for began, ends in pairwise(attacks):
        sounding = analysis.pitch_VT[:, began]
        if ends - began < BEAT or (sounding == 0).any():
            continue
        root = int(sounding[BASS]) % 12
        if _is_triad_on(root, sounding) and _dominant_before(analysis, began, root):
            found.append(began)
    return found


def phrase_close(analysis: Analysis, column: int) -> str | None:
    """How a phrase closes whose last soprano note begins in a column: "authentic" (V or vii to its tonic),
    "deceptive" (V to vi), "half" (on V), or None. It does where a chord on its root arrives while that note
    sounds."""
    sounding_T = np.append(
        analysis.attack_VT[0, column + 1 :] | (analysis.pitch_VT[0, column + 1 :] == 0), True
    )
    last = column + int(sounding_T.argmax())
    for began in analysis.attacks_T[(analysis.attacks_T >= column) & (analysis.attacks_T <= last)].tolist():
        pitches = analysis.pitch_VT[:, began]
        root = int(pitches[BASS]) % 12
        if (pitches == 0).any() or not _is_triad_on(root, pitches):
            continue
        if _comes_from(analysis, began, root):
            return "authentic"
        if any(_comes_from(analysis, began, (root - sixth) % 12) for sixth in SIXTHS):
            return "deceptive"
        homes = (
            (analysis.tonic, analysis.tonic + 3)
            if analysis.is_minor
            else (analysis.tonic, analysis.tonic + 9)
        )
        is_major = (root + 4) % 12 in pitches % 12
        if is_major and any((root - home) % 12 == 7 for home in homes):
            return "half"
    return None


def _is_triad_on(root: int, pitches: np.ndarray) -> bool:
    """Whether these pitches are a major or minor triad on that root; fifth or third may be missing."""
    sounding = {int(pitch - root) % 12 for pitch in pitches}
    return any(sounding <= set(triad) for triad in TRIADS)


def _dominant_before(analysis: Analysis, began: int, root: int) -> bool:
    """Whether the beat, or the part of one, is V or vii of a root that ends before the chord on it came."""
    came = _arrival(analysis, began, root)
    firsts = analysis.beats_B[analysis.beats_B < came]
    return len(firsts) > 0 and _is_dominant(analysis, max(int(firsts[-1]), came - analysis.beat), came, root)


def _comes_from(analysis: Analysis, began: int, root: int) -> bool:
    """The same, or the eighth before is: a dominant may come late in its beat."""
    came = _arrival(analysis, began, root)
    is_late = came >= EIGHTH and _is_dominant(analysis, came - EIGHTH, came, root)
    return is_late or _dominant_before(analysis, began, root)


def _arrival(analysis: Analysis, began: int, root: int) -> int:
    """The column in which a chord came that sounds in one: as at feminine endings the first of its beat,
    where what sounds from there on has its root."""
    firsts = analysis.beats_B[analysis.beats_B < began]
    if not len(firsts) or began - firsts[-1] >= analysis.beat:
        return began
    first = int(firsts[-1])
    return first if analysis.chord_between(first, began).root_B[0] == root else began


def _is_dominant(analysis: Analysis, first: int, after: int, root: int) -> bool:
    """Whether the columns from `first` to before `after` are V or vii of a root.

    The plain chord of the home key is none of IV; nor, in minor, is that of the relative major."""
    chord = analysis.chord_between(first, after)
    homes = (analysis.tonic, analysis.tonic + 3) if analysis.is_minor else (analysis.tonic,)
    is_home = chord.quality_B[0] == MAJOR and any((chord.root_B[0] - home) % 12 == 0 for home in homes)
    return bool(is_dominant_of(chord.root_B, chord.quality_B, root)[0]) and not is_home
