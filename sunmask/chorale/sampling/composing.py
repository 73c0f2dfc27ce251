"""Whole chorales from a model: composed from nothing, around voices that are kept, or rewritten.

V voices, T sixteenths
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.music.symbols import METRES, Chorale, ChoraleMeta, normalise
from sunmask.chorale.music.voices import HELD, VOICES
from sunmask.chorale.notation.spelling import analyse_key
from sunmask.chorale.sampling.sampler import denoiser_of, layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.kinds import samplers
from sunmask.method.cells import CellState, Plan, plan_from_states
from sunmask.method.sampling import Denoiser, Model, denoise
from sunmask.method.schedules import step_generator
from sunmask.method.settings import SamplerSettings
from sunmask.method.steps import Step

MOST_AT_ONCE = 64
"""Candidates denoised together, to bound memory; a candidate does not depend on the others."""


def compose(
    model: Model,
    start: Chorale,
    *,
    count: int | range,
    seed: int,
    settings: SamplerSettings | None = None,
    plan: Plan | None = None,
    on_step: Callable[[int, Step], None] | None = None,
) -> list[Chorale]:
    """`count` chorales of the start's length and metre. plan: None composes every cell anew.

    count: or, as a range, which candidates of the seed; each is the same whatever the others.
    on_step(candidates already done, step) is called after each step. Raises ValueError for settings of
    another kind.
    """
    numbers = range(count) if isinstance(count, int) else count
    plan = plan or plan_to_keep(start, "")
    settings = ChoraleSettings.of(settings or ChoraleSettings()).used_by(model)

    other = samplers.other("chorale", settings)

    def denoiser(some: range) -> Denoiser:
        if other is not None:
            return other.denoiser(chorale_to_json(start), plan, settings, seed=seed, candidates=some)
        return denoiser_of(start, plan, settings, seed=seed, candidates=some)

    made = _denoised(model, denoiser, numbers, on_step)
    if plan.renoise.all():
        return [_in_its_key(start, symbols_VT) for symbols_VT in made]
    return [start.with_symbols(normalise(symbols_VT)) for symbols_VT in made]


def compose_new(
    model: Model,
    num_sixteenths: int,
    metre: str = "4/4",
    *,
    count: int | range,
    seed: int,
    settings: SamplerSettings | None = None,
    on_step: Callable[[int, Step], None] | None = None,
) -> list[Chorale]:
    """`count` chorales from nothing, each in a key of its own, major as often as minor, drawn by seed and
    candidate. Otherwise as `compose`."""
    numbers = range(count) if isinstance(count, int) else count
    settings = ChoraleSettings.of(settings or ChoraleSettings()).used_by(model)
    blank = blank_chorale(num_sixteenths, metre)
    plan = plan_to_keep(blank, "")

    other = samplers.other("chorale", settings)

    def denoiser(some: range) -> Denoiser:
        if other is not None:
            content = chorale_to_json(in_any_key(blank, seed, some.start))
            return other.denoiser(content, plan, settings, seed=seed, candidates=some)
        layouts = [layout_of(in_any_key(blank, seed, one), plan, settings, seed, one) for one in some]
        return Denoiser(layouts, settings, seed=seed, first_candidate=some.start)

    # a sampler of a package is handed one piece, and each candidate begins in a key of its own
    made = _denoised(model, denoiser, numbers, on_step, at_once=1 if other else MOST_AT_ONCE)
    return [_in_its_key(blank, symbols_VT) for symbols_VT in made]


def _denoised(
    model: Model,
    denoiser_of_some: Callable[[range], Denoiser],
    numbers: range,
    on_step: Callable[[int, Step], None] | None,
    at_once: int = MOST_AT_ONCE,
) -> list[np.ndarray]:
    made: list[np.ndarray] = []
    while some := numbers[len(made) : len(made) + at_once]:
        denoiser = denoiser_of_some(some)
        for step in denoise(model, denoiser):
            if on_step is not None:
                on_step(len(made), step)
        made += list(denoiser.symbols_BVT)
    return made


def in_any_key(start: Chorale, seed: int, candidate: int) -> Chorale:
    """The same with a key signature of up to three flats or sharps."""
    rng = step_generator(seed, candidate, 0, "key")
    fifths, mode = int(rng.integers(-3, 4)), ("major", "minor")[int(rng.integers(2))]
    return replace(start, meta=replace(start.meta, fifths=fifths, mode=mode))


def blank_chorale(num_sixteenths: int, metre: str = "4/4") -> Chorale:
    """Rests only, to be composed. Raises ValueError for a metre that is not known."""
    if metre not in METRES:
        raise ValueError(f"expected a metre of {', '.join(METRES)}, got {metre!r}")
    return Chorale(np.zeros((len(VOICES), num_sixteenths), dtype=np.int16), ChoraleMeta(metre=metre))


def plan_to_keep(start: Chorale, voices: str) -> Plan:
    """Keep the voices of these parts ("SB") and compose the others; those without a part are kept too. Raises
    ValueError for other letters."""
    parts = [voice.part for voice in start.voices]
    unknown = sorted(set(voices.upper()) - set(parts))
    if unknown:
        has = ", ".join(part for part in parts if part != HELD)
        raise ValueError(f"expected letters of {has} to keep, got {', '.join(unknown)}")
    states_VT = np.full(start.symbols_VT.shape, CellState.RENOISABLE)
    states_VT[[part == HELD or part in voices.upper() for part in parts]] = CellState.UNMASKED
    return plan_from_states(states_VT, states_VT == CellState.UNMASKED)


def plan_to_rewrite(start: Chorale, states_VT: object, pins_VT: object = None) -> Plan:
    """The plan of painted states and pins; pins None: unmasked cells only. Raises ValueError."""
    states_VT = np.asarray(states_VT)
    if states_VT.shape != start.symbols_VT.shape:
        raise ValueError(
            f"expected a state for each cell, shape {start.symbols_VT.shape}, got {states_VT.shape}"
        )
    pinned_VT = states_VT == CellState.UNMASKED if pins_VT is None else np.asarray(pins_VT, dtype=bool)
    return plan_from_states(states_VT, pinned_VT)


def _in_its_key(start: Chorale, symbols_VT: np.ndarray) -> Chorale:
    """The chorale of a grid, with the key signature of the analysed key."""
    symbols_VT = normalise(symbols_VT)
    key = analyse_key(symbols_VT)
    meta = replace(start.meta, fifths=max(-7, min(7, key.fifths)), mode=key.mode)
    return Chorale(symbols_VT, meta)
