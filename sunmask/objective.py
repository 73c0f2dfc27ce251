"""The training objective: step-unrolled denoising with the paper's switches (section 2, Table 1).

B examples, V voices, T sixteenths, P symbols, K cells that enter the loss
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class ObjectiveSettings:
    """The switches of Table 1 that concern training; the defaults are SUNMASK.

    trust_input: the model is told which cells to trust. masked_loss: only doubted cells are scored.
    reweighted: each example counts 1 / (1 + cells scored). num_unrolled: steps from noise, 2 in the
    paper. keep_trusted: trusted cells keep their value in later steps, else they are drawn as well.
    SUNDAE is all False but num_unrolled 2; Coconet is trust_input, reweighted and one step.
    """

    trust_input: bool = True
    masked_loss: bool = True
    reweighted: bool = True
    num_unrolled: int = 2
    keep_trusted: bool = True


@dataclass(frozen=True)
class Batch:
    """Examples as the model meets them.

    clean_BVT, noisy_BVT: ids. trust_BVT: what the model is told. scored_BVT: cells that were corrupted
    (doubted ones, and trusted ones that are wrong). inside_BVT: cells of the piece, not padding.
    position_BT, bar_BT, place_BT: see `models.windows`.
    """

    clean_BVT: Tensor
    noisy_BVT: Tensor
    trust_BVT: Tensor
    scored_BVT: Tensor
    inside_BVT: Tensor
    position_BT: Tensor
    bar_BT: Tensor
    place_BT: Tensor

    def to(self, device: torch.device | str) -> "Batch":
        return Batch(**{name: value.to(device) for name, value in vars(self).items()})


def draw_symbols(logits: Tensor, generator: torch.Generator) -> Tensor:
    """Categorical draws from logits (..., P), by the exponential race. Ids (...)."""
    noise = torch.empty_like(logits).exponential_(generator=generator)
    return (logits.softmax(-1) / noise).argmax(-1)


def unrolled_loss(
    model: nn.Module, batch: Batch, settings: ObjectiveSettings, generator: torch.Generator
) -> tuple[Tensor, list[float]]:
    """The mean loss over the unrolled steps (equation 2) and each step's NLL per scored cell.

    One trust for all steps; the symbols drawn between steps carry no gradient.
    """
    scored = batch.scored_BVT if settings.masked_loss else batch.inside_BVT
    trust = batch.trust_BVT if settings.trust_input else torch.ones_like(batch.trust_BVT)
    counts_B = scored.sum((1, 2))
    weight_B = 1 / (1 + counts_B) if settings.reweighted else 1 / batch.inside_BVT.sum((1, 2))
    index_K = scored.nonzero(as_tuple=True)
    target_K, weight_K = batch.clean_BVT[index_K], weight_B[index_K[0]] / len(weight_B)
    tokens_BVT, losses, nats = batch.noisy_BVT, [], []
    for step in range(settings.num_unrolled):
        logits_BVTP = model(tokens_BVT, trust, batch.position_BT, batch.bar_BT, batch.place_BT)
        nll_K = torch.nn.functional.cross_entropy(logits_BVTP[index_K], target_K, reduction="none")
        losses.append((nll_K * weight_K).sum())
        nats.append(float(nll_K.detach().mean()))
        if step + 1 < settings.num_unrolled:
            tokens_BVT = next_symbols(logits_BVTP.detach(), tokens_BVT, batch, settings, generator)
    return torch.stack(losses).mean(), nats


def next_symbols(
    logits_BVTP: Tensor,
    tokens_BVT: Tensor,
    batch: Batch,
    settings: ObjectiveSettings,
    generator: torch.Generator,
) -> Tensor:
    """x_t drawn from the model's prediction; trusted cells stay where the settings say so."""
    drawn = batch.scored_BVT if settings.keep_trusted else batch.inside_BVT
    index_K = drawn.nonzero(as_tuple=True)
    tokens_BVT = tokens_BVT.clone()
    tokens_BVT[index_K] = draw_symbols(logits_BVTP[index_K], generator)
    return tokens_BVT
