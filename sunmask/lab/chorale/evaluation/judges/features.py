"""A chorale as numbers by which a classifier may tell a real piece from a composed one.

Nothing here hears where a piece ends, since real ones are cut at bar lines. Groups: rhythm, harmony, lines
(melody and range), voices (what they do to each other).
"""

from collections.abc import Callable

import numpy as np

from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.notation.spelling import MAJOR_KEYS, MINOR_KEYS
from sunmask.lab.chorale.evaluation.judges.analysis import BEAT, Analysis
from sunmask.lab.chorale.evaluation.judges.chords import NAMES
from sunmask.lab.chorale.evaluation.judges.closes import cadences
from sunmask.lab.chorale.evaluation.judges.counterpoint import BASS, SOPRANO, faults
from sunmask.lab.chorale.evaluation.judges.habits import habits, melody, turns
from sunmask.lab.chorale.evaluation.judges.usage import HARMONY, LINES, RHYTHM, Usage

VOICE_PAIRS = "voices"
GROUPS = (RHYTHM, HARMONY, LINES, VOICE_PAIRS)
LENGTHS = (1, 2, 3, 4, 6, 8)
"""Sixteenths of notes that are counted apart; longer ones are one more class."""
MOVES = ((1, 1), (2, 2), (3, 4), (5, 7), (8, 99))
"""Smallest and largest semitones of the classes of moves."""
CONSONANT = (0, 3, 4, 5, 7, 8, 9)


def features(chorale: Chorale, usage: Usage) -> dict[str, dict[str, float]]:
    """By group, name and value. usage: counts of real pieces, none of which may be judged."""
    analysis = Analysis.of(chorale)
    return {group: {**found(analysis), **extra} for group, found, extra in _groups(analysis, usage)}


def _groups(
    analysis: Analysis, usage: Usage
) -> list[tuple[str, Callable[[Analysis], dict[str, float]], dict[str, float]]]:
    return [
        (RHYTHM, rhythm, usage.features(analysis, RHYTHM)),
        (HARMONY, harmony, usage.features(analysis, HARMONY)),
        (LINES, lines, usage.features(analysis, LINES)),
        (VOICE_PAIRS, between_voices, {}),
    ]


def rhythm(analysis: Analysis) -> dict[str, float]:
    """Where notes begin in the beat, how long they are, how many voices begin together."""
    found: dict[str, float] = {}
    place_T = analysis.position_T % BEAT
    for voice, letter in enumerate(VOICES):
        attacks = analysis.attack_VT[voice]
        total = max(1, int(attacks.sum()))
        for place in range(1, BEAT):
            found[f"{letter}: attacks on sixteenth {place + 1}"] = attacks[place_T == place].sum() / total
        lengths = analysis.note_lengths(voice)
        for length in LENGTHS:
            found[f"{letter}: notes of {length} sixteenths"] = float((lengths == length).sum()) / total
        found[f"{letter}: longer notes"] = float((lengths > LENGTHS[-1]).sum()) / total
        found[f"{letter}: notes in 8 bars"] = float(total)
    together = analysis.attack_VT.sum(axis=0)
    for voices in range(1, len(VOICES) + 1):
        share = (together == voices).sum() / max(1, (together > 0).sum())
        found[f"attacks of {voices} voices together"] = float(share)
    return found


def harmony(analysis: Analysis) -> dict[str, float]:
    """Qualities, inversions and root moves of chords, how clear the key is, dissonant beats, cadences."""
    chords, count = analysis.chords, max(1, len(analysis.chords))
    found = {
        f"chords: {name}": float((chords.quality_B == at).sum()) / count for at, name in enumerate(NAMES)
    }
    above = (chords.bass_B - chords.root_B) % 12
    found["chords on their root"] = float((above == 0).sum()) / count
    found["chords on their third"] = float(np.isin(above, (3, 4)).sum()) / count
    found["chords on their fifth"] = float((above == 7).sum()) / count
    moves = np.diff(chords.root_B) % 12
    for move in range(12):
        found[f"roots move by {move}"] = float((moves == move).sum()) / max(1, len(moves))
    pitch_VB = analysis.pitch_VT[:, analysis.beats_B]
    sounds = pitch_VB > 0
    apart = (pitch_VB - pitch_VB[BASS]) % 12
    on_beat = sounds & sounds[BASS] & ~np.isin(apart, CONSONANT)
    found["dissonances on the beat"] = float(on_beat.sum()) / max(1, sounds.sum())
    found.update(_keys(analysis))
    found["chord trigrams that are new"] = _share(habits(analysis)["chord_variety"])
    found.update({name: _share(each) for name, each in cadences(analysis).items()})
    return found


def _keys(analysis: Analysis) -> dict[str, float]:
    """How well the best key fits the whole and its quarters, and the share of notes outside the scale."""
    found = {}
    fits = []
    for part in np.array_split(analysis.pitch_VT, 4, axis=1):
        fits.append(_fit(part))
    found["fit of the key"] = _fit(analysis.pitch_VT)
    found["fit of the keys of quarters"] = float(np.mean(fits))
    found["least fit of a quarter"] = min(fits)
    scale = (0, 2, 3, 5, 7, 8, 10, 11) if analysis.is_minor else (0, 2, 4, 5, 7, 9, 11)
    sounding = analysis.pitch_VT[analysis.attack_VT]
    found["notes outside the scale"] = float((~np.isin((sounding - analysis.tonic) % 12, scale)).mean())
    return found


def _fit(pitch_VT: np.ndarray) -> float:
    weights = np.bincount(pitch_VT[pitch_VT > 0] % 12, minlength=12).astype(float)
    if weights.std() == 0:
        return 0.0
    centred = (weights - weights.mean()) / np.linalg.norm(weights - weights.mean())
    return float(max((MAJOR_KEYS @ centred).max(), (MINOR_KEYS @ centred).max()))


def lines(analysis: Analysis) -> dict[str, float]:
    """Moves, turns, range and height of each voice."""
    found: dict[str, float] = {}
    for voice, letter in enumerate(VOICES):
        moves = melody(analysis, voice)
        count = max(1, len(moves))
        for low, high in MOVES:
            size = np.abs(moves)
            found[f"{letter}: moves of {low} to {high}"] = (
                float(((size >= low) & (size <= high)).sum()) / count
            )
        attacks = max(1, int(analysis.attack_VT[voice].sum()))
        found[f"{letter}: repeated notes"] = 1 - len(moves) / attacks
        found[f"{letter}: turns"] = turns(moves) / max(1, len(moves) - 1)
        sounding = analysis.pitch_VT[voice, analysis.pitch_VT[voice] > 0]
        if len(sounding):
            found[f"{letter}: height"] = float(sounding.mean())
            found[f"{letter}: range"] = float(sounding.max() - sounding.min())
            found[f"{letter}: spread"] = float(sounding.std())
        else:
            found.update({f"{letter}: {name}": 0.0 for name in ("height", "range", "spread")})
        leaps = np.flatnonzero(np.abs(moves[:-1]) > 4)
        back = np.sign(moves[leaps + 1]) != np.sign(moves[leaps])
        found[f"{letter}: leaps that turn back"] = float(back.mean()) if len(leaps) else 0.5
    return found


def between_voices(analysis: Analysis) -> dict[str, float]:
    """Distances of neighbours, intervals above the bass, motion of the outer voices, faults."""
    found: dict[str, float] = {}
    pitch_VT = analysis.pitch_VT
    for upper in range(len(VOICES) - 1):
        both = (pitch_VT[upper] > 0) & (pitch_VT[upper + 1] > 0)
        apart = (pitch_VT[upper] - pitch_VT[upper + 1])[both]
        pair = VOICES[upper] + VOICES[upper + 1]
        found[f"{pair}: distance"] = float(apart.mean()) if len(apart) else 0.0
        found[f"{pair}: spread of the distance"] = float(apart.std()) if len(apart) else 0.0
        found[f"{pair}: unisons"] = float((apart == 0).mean()) if len(apart) else 0.0
    attacks = analysis.attacks_T
    for voice in range(len(VOICES) - 1):
        interval = (pitch_VT[voice, attacks] - pitch_VT[BASS, attacks]) % 12
        for semitones in range(12):
            found[f"{VOICES[voice]} above B: {semitones}"] = float((interval == semitones).mean())
    both = analysis.moves_VT[SOPRANO] & analysis.moves_VT[BASS]
    both[0] = False
    columns = np.flatnonzero(both)
    way = np.sign(pitch_VT[[SOPRANO, BASS]][:, columns] - pitch_VT[[SOPRANO, BASS]][:, columns - 1])
    found["outer voices move the same way"] = float((way[0] == way[1]).mean()) if len(columns) else 0.5
    found.update({name: _share(each) for name, each in faults(analysis).items()})
    return found


def _share(counted: tuple[float, float]) -> float:
    return float(counted[0] / counted[1]) if counted[1] else 0.0
