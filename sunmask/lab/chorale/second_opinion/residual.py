"""A second opinion on what the denoiser revises: each changed stretch of a voice is kept or taken back by how
much likelier or less likely it makes the piece, read from left to right (Metropolis et al. 1953).

If the denoiser draws a stretch from its own distribution p of the stretch given the rest, then a chain that
keeps it with the chance min(1, (r after / r before) ** weight), r being the chance by the second opinion,
stays in p r ** weight, normalised: nothing else of p needs to be known. A round of revision draws several
stretches at once, each over some steps, so here this holds as nearly as those are independent.

V voices, T columns
"""

import math
from collections.abc import Sequence
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
        nats_BT, self.kept = self._read(self.ids_VT[None], 0, None)
        self.nats_T = nats_BT[0]

    def of(self, ids_VT: np.ndarray) -> "Reading":
        """The same piece with other ids."""
        return self.of_each([ids_VT])[0]

    def of_each(self, several: Sequence[np.ndarray]) -> list["Reading"]:
        """The same piece with each of several other ids (V, T), read together."""
        ids_BVT = np.stack([in_order(ids_VT) for ids_VT in several])
        differs_T = (ids_BVT != self.ids_VT).any(axis=(0, 1))
        if not differs_T.any():
            return [self] * len(several)
        first = int(differs_T.argmax())
        nats_BL, kept = self._read(ids_BVT, first, self.kept)
        found = []
        for b, ids_VT in enumerate(ids_BVT):
            other = copy(self)
            other.ids_VT, other.nats_T = ids_VT, torch.cat((self.nats_T[:first], nats_BL[b]))
            other.kept = [(keys[b : b + 1], values[b : b + 1]) for keys, values in kept]
            found.append(other)
        return found

    @property
    def nats(self) -> float:
        return float(self.nats_T.sum())

    @torch.inference_mode()
    def _read(self, ids_BVT: np.ndarray, first: int, kept: list[Any] | None) -> tuple[Tensor, list[Any]]:
        """The nats of the columns from `first` on (B, columns), and what the layers keep of all."""
        ids, count = torch.from_numpy(ids_BVT), len(ids_BVT)
        if kept is not None:
            kept = [
                tuple(each[:, :, :first].expand(count, -1, -1, -1) for each in of_layer) for of_layer in kept
            ]
        past = past_of(ids).at(slice(first, ids.shape[-1]))
        conditions_BTF = self.conditions_BTF[:, first:].expand(count, -1, -1)
        log_BVLA, kept = self.network.go_on(ids[..., first:], past, conditions_BTF, kept)
        return nats_of(log_BVLA, ids[..., first:]).double().sum(1), kept


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
