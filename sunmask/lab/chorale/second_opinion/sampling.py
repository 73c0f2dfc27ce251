"""Chorales drawn from left to right, one voice after another in each column, without faults that are refused.

A column whose notes make a fault is drawn again; after some draws the one with the fewest is taken. What is
drawn is the network's distribution but for that, and for the temperature.

B candidates, V voices, T columns, A answers
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.symbols import NUM_PITCHES, REST_ID, Chorale, ChoraleMeta, decode, normalise
from sunmask.chorale.music.voices import VOICES
from sunmask.chorale.networks.left_to_right import (
    GOES_ON,
    NONE,
    ORDER,
    RESTS,
    LeftToRight,
    Past,
    past_of,
    tonics,
)
from sunmask.chorale.rules.rejection import Refused
from sunmask.chorale.sampling.composing import blank_chorale, in_any_key, plan_to_keep
from sunmask.chorale.sampling.sampler import layout_of
from sunmask.chorale.settings import ChoraleSettings

MOST_DRAWS = 12
LOOKS_BACK = 8
"""Columns in which faults of a new one are looked for."""


@torch.inference_mode()
def write(
    network: LeftToRight,
    conditions_BTF: Tensor,
    refused: Sequence[Refused],
    *,
    seed: int,
    temperature: float = 1.0,
    rhythm_temperature: float | None = None,
) -> np.ndarray:
    """Ids (B, V, T) of new pieces. refused: of each. rhythm_temperature: of whether a note begins, goes on or
    rests; that of pitches where it is None."""
    generator = torch.Generator().manual_seed(seed)
    B, T, _ = conditions_BTF.shape
    ids_BVT = torch.full((B, len(VOICES), T), REST_ID)
    tonic_BT, kept = tonics(conditions_BTF), None
    for t in range(T):
        past = past_of(ids_BVT[..., : max(1, t)]).at(slice(t, t + 1))
        at = slice(t, t + 1)
        x_BTW, own_BVTE, kept = network.read(past, conditions_BTF[:, at], kept)
        fewest_B = np.full(B, np.inf)
        open_B = torch.arange(B)
        for _ in range(MOST_DRAWS):
            drawn_BV = _column(
                network,
                (x_BTW[open_B], own_BVTE[open_B]),
                Past(**{name: value[open_B] for name, value in vars(past).items()}),
                tonic_BT[open_B, at],
                (temperature, temperature if rhythm_temperature is None else rhythm_temperature),
                generator,
            )
            for b, drawn_V in zip(open_B.tolist(), drawn_BV, strict=True):
                faults = _new_faults(refused[b], ids_BVT[b].numpy(), drawn_V.numpy(), t)
                if faults < fewest_B[b]:
                    fewest_B[b], ids_BVT[b, :, t] = faults, drawn_V
            open_B = torch.from_numpy(np.flatnonzero(fewest_B > 0))
            if not len(open_B):
                break
    return ids_BVT.numpy()


def _column(
    network: LeftToRight,
    known: tuple[Tensor, Tensor],
    past: Past,
    tonic_BT: Tensor,
    temperatures: tuple[float, float],
    generator: torch.Generator,
) -> Tensor:
    """Ids (B, V) of one column. temperatures: of pitches and of rhythm."""
    held_BV = past.held[..., 0]
    answer_BVT = torch.full_like(past.held, RESTS)
    pitch_BVT = torch.full_like(past.held, NONE)
    for turn, voice in enumerate(ORDER):
        logits = network.logits(turn, known, past, tonic_BT, answer_BVT, pitch_BVT)[:, 0]
        answer_B = torch.multinomial(_chances(logits, *temperatures), 1, generator=generator)[:, 0]
        answer_BVT[:, voice, 0] = answer_B
        begun_B = torch.where(answer_B == RESTS, NONE, answer_B)
        pitch_BVT[:, voice, 0] = torch.where(answer_B == GOES_ON, held_BV[:, voice], begun_B)
    answer_BV, pitch_BV = answer_BVT[..., 0], pitch_BVT[..., 0]
    begun_BV = torch.where(answer_BV == GOES_ON, pitch_BV + NUM_PITCHES, pitch_BV)
    return torch.where(pitch_BV == NONE, REST_ID, begun_BV)


def _chances(logits_BA: Tensor, temperature: float, rhythm_temperature: float) -> Tensor:
    """The chance of each answer (B, A): whether a note begins is drawn apart from its pitch."""
    is_pitch_A = torch.ones(logits_BA.shape[-1], dtype=torch.bool)
    is_pitch_A[[GOES_ON, RESTS]] = False
    chance_BA = (logits_BA / rhythm_temperature).softmax(-1)
    begins_B1 = chance_BA[:, is_pitch_A].sum(-1, keepdim=True)
    chance_BA[:, is_pitch_A] = (logits_BA[:, is_pitch_A] / temperature).softmax(-1) * begins_B1
    return chance_BA


def _new_faults(refused: Refused, ids_VT: np.ndarray, drawn_V: np.ndarray, t: int) -> int:
    """How many faults the column t adds with these ids."""
    part_VT = ids_VT[:, max(0, t - LOOKS_BACK) : t + 1].copy()
    before = refused.count(part_VT[:, :-1]) if t > 1 else 0
    part_VT[:, -1] = drawn_V
    return refused.count(part_VT) - before if t else 0


def compose_left_to_right(
    network: LeftToRight,
    num_sixteenths: int,
    *,
    count: int,
    seed: int,
    settings: ChoraleSettings | None = None,
    temperature: float = 1.0,
    rhythm_temperature: float | None = None,
) -> list[Chorale]:
    """Pieces in 4/4 from nothing, with keys and phrases as `compose_new` plans them. temperatures: as in
    `write`."""
    settings, blank = settings or ChoraleSettings(), blank_chorale(num_sixteenths)
    plan = plan_to_keep(blank, "")
    starts = [in_any_key(blank, seed, candidate) for candidate in range(count)]
    layouts = [layout_of(start, plan, settings, seed, candidate) for candidate, start in enumerate(starts)]
    conditions_BTF = torch.from_numpy(np.stack([layout.conditions_TF for layout in layouts]))
    conditions_BTF[..., [INDEX[name] for name in CHORD]] = 0
    refused = [Refused.by(settings, start.meta) for start in starts]
    ids_BVT = write(
        network.eval(),
        conditions_BTF,
        refused,
        seed=seed,
        temperature=temperature,
        rhythm_temperature=rhythm_temperature,
    )
    return [
        Chorale(normalise(decode(ids_VT)), ChoraleMeta(fifths=start.meta.fifths, mode=start.meta.mode))
        for start, ids_VT in zip(starts, ids_BVT, strict=True)
    ]
