"""Chorales drawn from left to right alone, by any network that reads so."""

import numpy as np
import torch

from sunmask.chorale.music.symbols import REST_ID, Chorale, ChoraleMeta, decode, normalise
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks.left_to_right import LeftToRight
from sunmask.chorale.networks.left_to_right_decoding import Decoding, DecodingWeights
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.beginning import LOOKS_BACK, OPEN, next_column, unchorded
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
    `next_column`."""
    settings, blank = settings or ChoraleSettings(), blank_chorale(num_sixteenths)
    plan, weights = plan_to_keep(blank, ""), DecodingWeights(network.eval())
    pieces = []
    for candidate in range(count):
        start = in_any_key(blank, seed, candidate)
        conditions_TF = unchorded(layout_of(start, plan, settings, seed, candidate).conditions_TF)
        rng = step_generator(seed, candidate, 0, "beginning")
        refused = Refused.by(settings, start.meta)
        decoding = Decoding(weights, torch.from_numpy(conditions_TF))
        ids_VT = np.full((len(VOICES), num_sixteenths), REST_ID)
        for t in range(num_sixteenths):
            before_VT, given_V = ids_VT[:, max(0, t - LOOKS_BACK) : t], np.full(len(VOICES), OPEN)
            ids_VT[:, t] = next_column(decoding, before_VT, given_V, refused, rng, temperatures)
            decoding.append(ids_VT[:, t].tolist())
        meta = ChoraleMeta(fifths=start.meta.fifths, mode=start.meta.mode)
        pieces.append(Chorale(normalise(decode(ids_VT)), meta))
    return pieces
