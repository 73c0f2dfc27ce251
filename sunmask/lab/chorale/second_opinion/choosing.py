"""A second opinion that chooses: of each stretch of a voice the denoiser draws several versions in one pass,
and one of these or what is there is taken, the likelier it makes the piece, read from left to right, the
oftener.

If the versions are drawn from the denoiser's own distribution p of the stretch given the rest, a chain of
such choices stays in p r ** weight, normalised, with r the chance by the second opinion (iterated sampling
importance resampling: Andrieu, Lee and Vihola 2018). Stretches that are hidden in the same pass do not see
each other, so here this holds as nearly as those are independent.

V voices, T columns
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.remasking import line_blocks
from sunmask.chorale.sampling.sampler import ChoraleLayout, draw_cells
from sunmask.chorale.settings import ChoraleSettings
from sunmask.lab.chorale.second_opinion.residual import Opinion, Reading
from sunmask.method.windows import SeenLogits
from sunmask.models.inference import InferenceModel


def chances(nats: np.ndarray, weight: float) -> np.ndarray:
    """Of taking each version, what is there among them, by the surprise of the piece with it."""
    share = np.exp(-weight * (nats - nats.min()))
    return share / share.sum()


def choose_stretches(
    model: InferenceModel,
    layout: ChoraleLayout,
    ids_VT: np.ndarray,
    opinion: Opinion,
    refused: Refused,
    settings: ChoraleSettings,
    rng: np.random.Generator,
    *,
    sweeps: int,
    versions: int = 4,
    cover: float = 0.6,
) -> np.ndarray:
    """The ids (V, T) after some sweeps over a finished piece. cover: share of the columns in which a sweep
    hides some voice. No version is taken that has more refused faults than what is there."""
    settings = replace(settings, typical_mass=1.0)
    free_VT = ~layout.plan.hold
    reading = Reading(opinion.network, layout.conditions_TF, ids_VT)
    for _ in range(sweeps):
        hidden_VT = free_VT & line_blocks(rng, layout.beat_T, free_VT, np.zeros_like(free_VT), cover)
        if not hidden_VT.any():
            continue
        fed_VT = np.where(hidden_VT, layout.noise(rng), ids_VT)
        logits_KVWP = model(*layout.windows(fed_VT, ~hidden_VT).arguments)
        seen = SeenLogits(logits_KVWP, np.arange(len(layout.starts)), layout)
        drawn = [
            draw_cells(seen, rng.random(ids_VT.shape), hidden_VT, ids_VT, settings, None, layout.widest_V)
            for _ in range(versions)
        ]
        for voice, columns in stretches(hidden_VT):
            there = refused.count(ids_VT)
            tried = [ids_VT]
            for version_VT in drawn:
                other_VT = ids_VT.copy()
                other_VT[voice, columns] = version_VT[voice, columns]
                if refused.count(other_VT) <= there:
                    tried.append(other_VT)
            if len(tried) == 1:
                continue
            readings = reading.of_each(tried)
            chance = chances(np.array([each.nats for each in readings]), opinion.weight)
            taken = int(rng.choice(len(tried), p=chance))
            ids_VT, reading = tried[taken], readings[taken]
    return ids_VT


def stretches(cells_VT: np.ndarray) -> list[tuple[int, slice]]:
    """The voice and columns of each run of these cells, the earliest first."""
    found = []
    for voice, row_T in enumerate(cells_VT):
        edges = np.flatnonzero(np.diff(np.concatenate(([False], row_T, [False])).astype(int)))
        found += [(voice, slice(int(a), int(b))) for a, b in list(pairwise(edges))[::2]]
    return sorted(found, key=lambda each: each[1].start)
