"""Bach's habits in rhythm, melody and key. Every count is (how many, of how many)."""

import numpy as np

from sunmask.lab.chorale.evaluation.judges.analysis import BEAT, Analysis
from sunmask.lab.chorale.evaluation.judges.closes import EIGHT_BARS
from sunmask.lab.chorale.evaluation.judges.counterpoint import BASS, SOPRANO, STEP, Count


def habits(analysis: Analysis) -> dict[str, Count]:
    """All habits by name."""
    place_T = analysis.position_T % BEAT
    attacks_T = analysis.attack_VT.sum(axis=0)
    total = int(attacks_T.sum())
    bass_lengths = analysis.note_lengths(BASS)
    moves = melody(analysis, SOPRANO)
    trigrams = chord_trigrams(analysis)
    return {
        "in_minor": (int(analysis.is_minor), 1),
        "notes": (total, analysis.num_sixteenths / EIGHT_BARS),
        "second_sixteenth": (int(attacks_T[place_T == 1].sum()), total),
        "fourth_sixteenth": (int(attacks_T[place_T == 3].sum()), total),
        "bass_sixteenths": (int((bass_lengths == 1).sum()), len(bass_lengths)),
        "soprano_steps": (int((np.abs(moves) <= STEP).sum()), len(moves)),
        "soprano_turns": (turns(moves), max(0, len(moves) - 1)),
        "chord_variety": (len(set(trigrams)), len(trigrams)),
    }


def melody(analysis: Analysis, voice: int) -> np.ndarray:
    """The moves of a voice in semitones, repeated notes and moves across a rest left out."""
    columns = np.flatnonzero(analysis.moves_VT[voice])
    return analysis.pitch_VT[voice, columns] - analysis.pitch_VT[voice, columns - 1]


def turns(moves: np.ndarray) -> int:
    """How often a melody changes its direction."""
    return int((np.sign(moves[1:]) != np.sign(moves[:-1])).sum())


def chord_trigrams(analysis: Analysis) -> list[tuple[int, ...]]:
    """Three different chords in a row, roots as seen from the tonic, each with its quality."""
    chords = analysis.chords
    named = list(
        zip(((chords.root_B - analysis.tonic) % 12).tolist(), chords.quality_B.tolist(), strict=True)
    )
    changed = [each for at, each in enumerate(named) if not at or each != named[at - 1]]
    return [(*changed[at], *changed[at + 1], *changed[at + 2]) for at in range(len(changed) - 2)]
