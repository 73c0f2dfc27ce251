"""Plans that each candidate makes before it composes: where phrases end, the chords that close them, and a
texture.

So candidates differ as whole pieces do, and not in single notes alone.

T sixteenths, F features
"""

from dataclasses import replace

import numpy as np

from sunmask.chorale.conditioning.conditions import conditions_of, phrase_ends, set_chords_from
from sunmask.chorale.conditioning.phrases import drawn_ends
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.rules.cadences import planned_cadences
from sunmask.chorale.settings import TEXTURES, ChoraleSettings
from sunmask.method.cells import Plan
from sunmask.method.schedules import step_generator

FREE, *SAID = TEXTURES
TEXTURE_SHARES = (7, 39, 94, 142, 74)
"""Stretches of 8 bars in the chorales of the training set with each texture, from plain to ornamented."""
MOSTLY = 0.5
"""The share of cells that must be free for a texture to be planned; with fewer, the held notes give it."""


def planned_conditions(
    plan: Plan, seed: int, candidate: int, piece: Chorale, settings: ChoraleSettings
) -> np.ndarray:
    """The conditions of each column for one candidate, (T, F): those of the canvas and the settings, and
    where these give none, those that the candidate draws for itself."""
    texture = settings.texture
    if texture == FREE and settings.style == "bach" and (~plan.hold).mean() > MOSTLY:
        share = np.array(TEXTURE_SHARES) / sum(TEXTURE_SHARES)
        texture = str(step_generator(seed, candidate, 0, "texture").choice(SAID, p=share))
    phrases = planned_phrases(plan, seed, candidate, piece, settings)
    conditions_TF = conditions_of(piece, replace(settings, texture=texture), phrases)
    closes = _closes(plan, seed, candidate, piece, settings, phrases)
    set_chords_from(conditions_TF, closes, piece.meta)
    return conditions_TF


def planned_phrases(
    plan: Plan, seed: int, candidate: int, piece: Chorale, settings: ChoraleSettings
) -> list[int]:
    """Columns in which the last notes of its phrases begin; of a piece from nothing, drawn."""
    is_empty = not (piece.fermatas or piece.form or plan.hold.any() or piece.symbols_VT[0].any())
    if not (is_empty and settings.style == "bach" and settings.ending):
        return phrase_ends(piece)
    return drawn_ends(piece.meta, piece.num_sixteenths, step_generator(seed, candidate, 0, "phrases"))


def _closes(
    plan: Plan, seed: int, candidate: int, piece: Chorale, settings: ChoraleSettings, phrases: list[int]
) -> dict[int, Chord]:
    """The chords that close its phrases, by the column in which they come. phrases: see `planned_phrases`."""
    if not (settings.cadences and settings.keep_key):
        return {}
    ends = set(phrases) if settings.phrases else set()
    onsets = np.flatnonzero(piece.symbols_VT[0] > 0)
    last = None
    if settings.ending and (len(onsets) or ends):
        last = int(onsets[-1]) if len(onsets) else max(ends)
        ends.add(last)
    rng = step_generator(seed, candidate, 0, "cadences")
    return planned_cadences(piece, plan.hold, sorted(ends), rng, last)
