"""What Bach does or leaves in rhythm, melody and key. Every count is (how many, of how many)."""

import numpy as np

from sunmask.lab.chorale.evaluation.judges.analysis import BEAT, Heard
from sunmask.lab.chorale.evaluation.judges.closes import EIGHT_BARS
from sunmask.lab.chorale.evaluation.judges.counterpoint import BASS, SOPRANO, STEP, Count


def habits(heard: Heard) -> dict[str, Count]:
    """All habits by name."""
    place_T = heard.position_T % BEAT
    attacks_T = heard.attack_VT.sum(axis=0)
    total = int(attacks_T.sum())
    bass_lengths = heard.note_lengths(BASS)
    moves = melody(heard, SOPRANO)
    trigrams = chord_trigrams(heard)
    return {
        "in_minor": (int(heard.is_minor), 1),
        "notes": (total, heard.num_sixteenths / EIGHT_BARS),
        "second_sixteenth": (int(attacks_T[place_T == 1].sum()), total),
        "fourth_sixteenth": (int(attacks_T[place_T == 3].sum()), total),
        "bass_sixteenths": (int((bass_lengths == 1).sum()), len(bass_lengths)),
        "soprano_steps": (int((np.abs(moves) <= STEP).sum()), len(moves)),
        "soprano_turns": (turns(moves), max(0, len(moves) - 1)),
        "chord_variety": (len(set(trigrams)), len(trigrams)),
    }


def melody(heard: Heard, voice: int) -> np.ndarray:
    """The moves of a voice in semitones, repeated notes and moves across a rest left out."""
    columns = np.flatnonzero(heard.moves_VT[voice])
    return heard.pitch_VT[voice, columns] - heard.pitch_VT[voice, columns - 1]


def turns(moves: np.ndarray) -> int:
    """How often a melody changes its direction."""
    return int((np.sign(moves[1:]) != np.sign(moves[:-1])).sum())


def chord_trigrams(heard: Heard) -> list[tuple[int, ...]]:
    """Three different chords in a row, roots as seen from the tonic, each with its quality."""
    chords = heard.chords
    named = list(zip(((chords.root_B - heard.tonic) % 12).tolist(), chords.quality_B.tolist(), strict=True))
    changed = [each for at, each in enumerate(named) if not at or each != named[at - 1]]
    return [(*changed[at], *changed[at + 1], *changed[at + 2]) for at in range(len(changed) - 2)]
