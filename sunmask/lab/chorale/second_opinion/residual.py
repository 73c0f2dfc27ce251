"""A second opinion on what the denoiser revises: each changed stretch of a voice is kept or taken back by how
much likelier or less likely it makes the piece, read from left to right (Metropolis et al. 1953).

If the denoiser draws a stretch from its own distribution p of the stretch given the rest, then a chain that
keeps it with the chance min(1, (r after / r before) ** weight), r being the chance by the second opinion,
stays in p r ** weight, normalised: nothing else of p needs to be known. A round of revision draws several
stretches at once, each over some steps, so here this holds as nearly as those are independent.

V voices, T columns
"""

import math
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.symbols import Chorale, decode, encode, normalise
from sunmask.chorale.networks.left_to_right import LeftToRight, nats_of, past_of
from sunmask.chorale.rules.rejection import Refused, changed_stretches
from sunmask.chorale.sampling.composing import blank_chorale, in_any_key, plan_to_keep
from sunmask.chorale.sampling.sampler import ChoraleLayout, ChoraleStep, layout_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.candidate_steps import StepContext
from sunmask.method.sampling import Denoiser, denoise
from sunmask.models.inference import InferenceModel


def chance_to_keep(nats_before: float, nats_after: float, weight: float) -> float:
    """Of a change, by the surprise of the piece without and with it."""
    return math.exp(min(0.0, weight * (nats_before - nats_after)))


class Reading:
    """A piece as it was read, of which columns from any on can be read anew. nats: of the whole piece."""

    def __init__(self, network: LeftToRight, conditions_TF: np.ndarray, ids_VT: np.ndarray):
        said_TF = conditions_TF.copy()
        said_TF[:, [INDEX[name] for name in CHORD]] = 0
        self.network, self.conditions_BTF = network, torch.from_numpy(said_TF)[None]
        self.ids_VT = in_order(ids_VT)
        self.nats_T, self.kept = self._read(self.ids_VT, 0, None)

    def of(self, ids_VT: np.ndarray) -> "Reading":
        """The same piece with other ids."""
        ids_VT = in_order(ids_VT)
        differs_T = (ids_VT != self.ids_VT).any(axis=0)
        if not differs_T.any():
            return self
        first, other = int(differs_T.argmax()), copy(self)
        nats_L, other.kept = self._read(ids_VT, first, self.kept)
        other.ids_VT, other.nats_T = ids_VT, torch.cat((self.nats_T[:first], nats_L))
        return other

    @property
    def nats(self) -> float:
        return float(self.nats_T.sum())

    @torch.inference_mode()
    def _read(self, ids_VT: np.ndarray, first: int, kept: list[Any] | None) -> tuple[Tensor, list[Any]]:
        """The nats of the columns from `first` on, and what the layers keep of all."""
        if kept is not None:
            kept = [(keys[:, :, :first], values[:, :, :first]) for keys, values in kept]
        ids_BVT = torch.from_numpy(ids_VT)[None]
        past = past_of(ids_BVT).at(slice(first, ids_VT.shape[1]))
        later_BVL = ids_BVT[..., first:]
        log_BVLA, kept = self.network.go_on(later_BVL, past, self.conditions_BTF[:, first:], kept)
        return nats_of(log_BVLA, later_BVL)[0].double().sum(0), kept


def in_order(ids_VT: np.ndarray) -> np.ndarray:
    """The same notes, with an onset wherever one begins."""
    return encode(normalise(decode(ids_VT)))


@dataclass(frozen=True)
class Opinion:
    """A network that reads from left to right. weight: how much its nats count."""

    network: LeftToRight
    weight: float = 1.0


def keep_or_take_back(
    before_VT: np.ndarray,
    after_VT: np.ndarray,
    may_VT: np.ndarray,
    opinion: Opinion,
    conditions_TF: np.ndarray,
    refused: Refused,
    rng: np.random.Generator,
) -> np.ndarray:
    """The ids (V, T) after a round with some changed stretches of a voice taken back, each tried against what
    the ones before it have left. Where taking back would make a fault that is refused, the change is kept.

    may_VT: cells that may be taken back; a stretch with others in it stays.
    """
    now_VT, reading = after_VT, Reading(opinion.network, conditions_TF, after_VT)
    for voice, columns in changed_stretches(before_VT, after_VT):
        if not may_VT[voice, columns].all():
            continue
        back_VT = now_VT.copy()
        back_VT[voice, columns] = before_VT[voice, columns]
        if refused.count(back_VT) > refused.count(now_VT):
            continue
        back = reading.of(back_VT)
        if rng.random() >= chance_to_keep(back.nats, reading.nats, opinion.weight):
            now_VT, reading = back_VT, back
    return now_VT


class OpinionStep(ChoraleStep):
    """A step at the end of whose round a second opinion is heard."""

    def __init__(self, layout: "OpinionLayout", now: StepContext):
        super().__init__(layout, now)
        self.opinion = layout.opinion

    def end_round(self, ids_VN: np.ndarray, may_VT: np.ndarray) -> np.ndarray:
        now = self.now
        return keep_or_take_back(
            encode(now.round_VT),
            ids_VN,
            may_VT,
            self.opinion,
            self.layout.conditions_TF,
            self._refused,
            now.generator(now.step, "second opinion"),
        )


class OpinionLayout(ChoraleLayout):
    """The layout of one candidate about which a second opinion is heard."""

    opinion: Opinion

    @classmethod
    def of(cls, layout: ChoraleLayout, opinion: Opinion) -> "OpinionLayout":
        heard = copy(layout)
        heard.__class__ = cls
        assert isinstance(heard, cls)
        heard.opinion = opinion
        return heard

    def step(self, now: StepContext) -> ChoraleStep:
        return OpinionStep(self, now)


def compose_with_opinion(
    model: InferenceModel,
    opinion: Opinion,
    num_sixteenths: int,
    *,
    count: int,
    seed: int,
    settings: ChoraleSettings | None = None,
) -> list[Chorale]:
    """Pieces in 4/4 from nothing, as `compose_new` composes them but for the second opinion."""
    settings, blank = settings or ChoraleSettings(), blank_chorale(num_sixteenths)
    plan = plan_to_keep(blank, "")
    starts = [in_any_key(blank, seed, candidate) for candidate in range(count)]
    layouts = [
        OpinionLayout.of(layout_of(start, plan, settings, seed, candidate), opinion)
        for candidate, start in enumerate(starts)
    ]
    denoiser = Denoiser(layouts, settings, seed=seed)
    for _ in denoise(model, denoiser):
        pass
    return [
        Chorale(normalise(symbols_VT), start.meta)
        for start, symbols_VT in zip(starts, denoiser.symbols_BVT, strict=True)
    ]
