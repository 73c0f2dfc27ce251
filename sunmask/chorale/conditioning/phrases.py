"""Phrases of a piece that has none yet: as long as Bach's are, drawn from the last one back to the first.

The last chord of a piece from nothing, and the ends of its phrases, are as unequal as his. What each end
closes with is for `sunmask.chorale.rules.cadences` to say.
"""

import numpy as np

from sunmask.chorale.conditioning.conditions import planned_ends
from sunmask.chorale.music.bars import metric_positions
from sunmask.chorale.music.symbols import ChoraleMeta

BEAT = 4
"""Sixteenths, in the metres that are counted here."""
GAPS = {
    "4/4": {4: 42, 5: 5, 6: 145, 7: 37, 8: 473, 9: 26, 10: 168, 12: 28, 14: 9, 16: 6},
    "3/4": {6: 3, 9: 17, 10: 9, 12: 70, 14: 6, 15: 5},
}
"""Phrases in the chorales of the training set, by metre and by beats from the end before to their own."""
PLACES = {"4/4": (353, 9, 707, 62), "3/4": (128, 3, 14)}
"""Phrase ends there, by metre and by the beat on which their last note begins."""
LAST_NOTES = {"4/4": {1: 69, 2: 43, 3: 45, 4: 21}, "3/4": {1: 2, 2: 8, 3: 15}}
"""Last notes of pieces there, by metre and length in beats."""
SHORTEST = 4
"""Beats of a first phrase."""


def drawn_ends(meta: ChoraleMeta, num_sixteenths: int, rng: np.random.Generator) -> list[int]:
    """Columns in which the last notes of phrases begin, the last of which sounds to the end of the piece.
    Another metre than Bach's usual ones has them where `planned_ends` says."""
    if meta.metre not in GAPS or num_sixteenths < SHORTEST * BEAT:
        return planned_ends(meta, num_sixteenths)
    on_beat_T = np.asarray(PLACES[meta.metre])[metric_positions(meta, num_sixteenths) // BEAT]
    end, beats, ends = num_sixteenths, LAST_NOTES[meta.metre], list[int]()
    while beats := {gap: often for gap, often in beats.items() if end - gap * BEAT >= 0}:
        columns = end - BEAT * np.array([*beats])
        share = np.array([*beats.values()]) * on_beat_T[columns]
        end = int(rng.choice(columns, p=share / share.sum()))
        if ends and end < (SHORTEST - 1) * BEAT:
            break
        ends.append(end)
        beats = GAPS[meta.metre]
    return ends[::-1]
