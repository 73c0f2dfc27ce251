"""Chorales drawn from left to right alone, by any network that reads so."""

import numpy as np

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, decode, normalise
from sunmask.chorale.networks.left_to_right import LeftToRight
from sunmask.chorale.networks.left_to_right_decoding import DecodingWeights
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.beginning import columns, unchorded
from sunmask.chorale.sampling.composing import blank_chorale, in_any_key, plan_to_keep
from sunmask.chorale.sampling.sampler import layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.schedules import step_generator


def compose_left_to_right(
    network: LeftToRight,
    num_sixteenths: int,
    *,
    count: int,
    seed: int,
    settings: ChoraleSettings | None = None,
    temperatures: tuple[float, float] = (1.0, 1.0),
) -> list[Chorale]:
    """Pieces in 4/4 from nothing, with keys and phrases as `compose_new` plans them. temperatures: as in
    `columns`."""
    settings, blank = settings or ChoraleSettings(), blank_chorale(num_sixteenths)
    plan, weights = plan_to_keep(blank, ""), DecodingWeights(network.eval())
    pieces = []
    for candidate in range(count):
        start = in_any_key(blank, seed, candidate)
        conditions_TF = unchorded(layout_of(start, plan, settings, seed, candidate).conditions_TF)
        rng = step_generator(seed, candidate, 0, "beginning")
        refused = Refused.by(settings, start.meta)
        ids_VT = np.stack([*columns(weights, conditions_TF, refused, rng, temperatures)], axis=1)
        meta = ChoraleMeta(fifths=start.meta.fifths, mode=start.meta.mode)
        pieces.append(Chorale(normalise(decode(ids_VT)), meta))
    return pieces
