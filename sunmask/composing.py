"""Whole chorales from a model: composed from nothing, or around voices that are kept."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sunmask.cells import CellState, plan_from_states
from sunmask.codecs.chorale import METRES, VOICES, Chorale, ChoraleMeta, encode, normalise
from sunmask.codecs.spelling import analyse_key
from sunmask.models.inference import InferenceModel
from sunmask.sampling import Context, Denoiser, Step, denoise
from sunmask.settings import SamplerSettings

MOST_AT_ONCE = 64
"""Candidates denoised together, to bound memory; a candidate does not depend on the others."""


def compose(
    model: InferenceModel,
    start: Chorale,
    *,
    count: int,
    seed: int,
    settings: SamplerSettings | None = None,
    keep: str = "",
    on_step: Callable[[int, Step], None] | None = None,
) -> list[Chorale]:
    """`count` chorales of the start's length and metre, with its voices of `keep` ("SB") unchanged.

    on_step(candidates already done, step) is called after each step. Candidate b of a seed is the same
    whatever the count. Raises ValueError for letters that are no voice.
    """
    unknown = sorted(set(keep.upper()) - set(VOICES))
    if unknown:
        raise ValueError(f"expected letters of {', '.join(VOICES)} to keep, got {', '.join(unknown)}")
    states_VT = np.full(start.symbols_VT.shape, CellState.RENOISABLE)
    for letter in keep.upper():
        states_VT[VOICES.index(letter)] = CellState.UNMASKED
    plan = plan_from_states(states_VT, states_VT == CellState.UNMASKED)
    context = Context.from_meta(start.meta, start.num_sixteenths)
    made: list[Chorale] = []
    while len(made) < count:
        denoiser = Denoiser(
            plan,
            encode(start.symbols_VT),
            settings or SamplerSettings(),
            seed=seed,
            num_candidates=min(MOST_AT_ONCE, count - len(made)),
            context=context,
            first_candidate=len(made),
        )
        for step in denoise(model, denoiser):
            if on_step is not None:
                on_step(len(made), step)
        made += [_finished(start, symbols_VT, bool(keep)) for symbols_VT in denoiser.symbols_BVT]
    return made


def blank_chorale(num_sixteenths: int, metre: str = "4/4") -> Chorale:
    """Rests only, to be composed. Raises ValueError for a metre that is not known."""
    if metre not in METRES:
        raise ValueError(f"expected a metre of {', '.join(METRES)}, got {metre!r}")
    return Chorale(np.zeros((len(VOICES), num_sixteenths), dtype=np.int16), ChoraleMeta(metre=metre))


def _finished(start: Chorale, symbols_VT: np.ndarray, has_key: bool) -> Chorale:
    """The chorale of a grid; without kept voices its key signature is that of the analysed key."""
    symbols_VT = normalise(symbols_VT)
    if has_key:
        return start.with_symbols(symbols_VT)
    key = analyse_key(symbols_VT)
    meta = replace(start.meta, fifths=max(-7, min(7, key.fifths)), mode=key.mode)
    return Chorale(symbols_VT, meta)
