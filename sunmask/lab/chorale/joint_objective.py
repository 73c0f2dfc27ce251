"""The objective of the network that is told things: SUNMASK's, and with it rhythm, melody and chords.

Each unrolled step adds to the cross-entropy of single cells that of each cell's move given the moves before
it, that of each onset's pitch given the two notes before it, and that of the chords that were not told. What
stands between two steps is drawn jointly, as the sampler draws.

B examples, V voices, T sixteenths, P symbols, S states, M moves, K hidden cells
"""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from sunmask.chorale.music.symbols import NUM_PITCHES
from sunmask.chorale.networks.reading import Reading
from sunmask.chorale.sampling import melody, rhythm
from sunmask.lab.chorale.corpora.windows import Batch
from sunmask.lab.training.objective import ObjectiveSettings


def joint_loss(
    model: nn.Module, batch: Batch, settings: ObjectiveSettings, generator: torch.Generator
) -> tuple[Tensor, list[float]]:
    """The mean loss over the unrolled steps, and each step's NLL per hidden cell by itself."""
    num_steps = settings.num_unrolled
    if settings.unrolled_share < 1:
        aim = torch.rand((), generator=generator, device=generator.device)
        num_steps = num_steps if float(aim) < settings.unrolled_share else 1
    tokens_BVT, losses, nats = batch.noisy_BVT, [], []
    for step in range(num_steps):
        reading = model(tokens_BVT, batch.trust_BVT, batch.conditions_BTF, whole=True)
        loss, nll = reading_loss(reading, batch, settings)
        losses.append(loss)
        nats.append(nll)
        if step + 1 < num_steps:
            tokens_BVT = redrawn(reading, tokens_BVT, batch.scored_BVT, generator)
    return torch.stack(losses).mean(), nats


def reading_loss(reading: Reading, batch: Batch, settings: ObjectiveSettings) -> tuple[Tensor, float]:
    """One step's loss, and its NLL per hidden cell by itself."""
    scored = batch.scored_BVT
    weight_B = 1 / (1 + scored.sum((1, 2))) / len(scored)
    index_K = scored.nonzero(as_tuple=True)
    weight_K = weight_B[index_K[0]]
    symbols_KP, target_K = reading.symbols_BVTP[index_K], batch.clean_BVT[index_K]
    move_K = rhythm.moves_of(target_K)
    is_onset_K = (move_K == rhythm.ONSET).float()
    nll_K = cross_entropy(symbols_KP, target_K, reduction="none")
    state_K = rhythm.states_of(batch.clean_BVT)[index_K]
    of_state_KM = reading.rhythm_BVTSM[(*index_K, state_K)]
    moves_KM = rhythm.move_logits(symbols_KP) + of_state_KM
    move_nll_K = cross_entropy(moves_KM, move_K, reduction="none")
    before_2K = [each[index_K] for each in melody.notes_before(batch.clean_BVT)]
    pitch_KH = symbols_KP[:, :NUM_PITCHES] + melody.leap_logits(reading.leaps_BVTAL[index_K], *before_2K)
    pitch_nll_K = cross_entropy(pitch_KH, target_K % NUM_PITCHES, reduction="none") * is_onset_K
    joint_nll_K = move_nll_K + pitch_nll_K if settings.joint else 0.0
    cells = (weight_K * (nll_K * (1 + settings.onset_weight * is_onset_K) + joint_nll_K)).sum()
    chords = _mean_nll(reading.chords_BNK, batch.chords_BN) + _mean_nll(reading.bass_BNR, batch.bass_BN)
    return cells + settings.chord_weight * chords, float(nll_K.detach().mean())


def _mean_nll(logits: Tensor, target: Tensor) -> Tensor:
    """Over what is asked for (not -1), 0 where nothing is."""
    nll = cross_entropy(logits.flatten(0, 1), target.flatten(), ignore_index=-1, reduction="sum")
    return nll / (target >= 0).sum().clamp(min=1)


@torch.no_grad()
def redrawn(reading: Reading, tokens_BVT: Tensor, open_BVT: Tensor, generator: torch.Generator) -> Tensor:
    """Ids (B, V, T) with the open cells drawn jointly."""
    index_K = open_BVT.nonzero(as_tuple=True)
    symbols_KP, rhythm_KSM, leaps_KAL = (
        each[index_K].detach().cpu()
        for each in (reading.symbols_BVTP, reading.rhythm_BVTSM, reading.leaps_BVTAL)
    )
    uniform_2K = torch.rand((2, len(index_K[0])), generator=generator, device=generator.device).cpu()
    drawn_RT = melody.draw_jointly(
        symbols_KP,
        torch.cat((rhythm_KSM.flatten(1), leaps_KAL.flatten(1)), dim=-1),
        uniform_2K.double().numpy(),
        open_BVT.flatten(0, 1).cpu().numpy(),
        tokens_BVT.flatten(0, 1).cpu().numpy(),
        draw=categories,
    )
    return torch.from_numpy(drawn_RT).view_as(tokens_BVT).to(tokens_BVT.device)


def categories(logits_KH: Tensor, uniform_K: np.ndarray) -> np.ndarray:
    """One of each row, (K,)."""
    total_KH = logits_KH.double().softmax(-1).cumsum(-1)
    aim_K1 = torch.from_numpy(uniform_K)[:, None] * total_KH[:, -1:]
    return (aim_K1 >= total_KH).sum(-1).clamp(max=logits_KH.shape[-1] - 1).numpy()
