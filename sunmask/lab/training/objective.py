"""The training objective: step-unrolled denoising with the paper's switches (section 2, Table 1).

B examples, V rows, T columns, P symbols, K cells that enter the loss
"""

from dataclasses import dataclass
from typing import ClassVar, Self

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class ObjectiveSettings:
    """The switches of Table 1 that concern training; the defaults are SUNMASK.

    trust_input: the model is told which cells to trust. masked_loss: only doubted cells are scored.
    reweighted: each example counts 1 / (1 + cells scored). num_unrolled: steps from noise, 2 in the
    paper. keep_trusted: trusted cells keep their value in later steps, else they are drawn as well.
    unrolled_share: of the batches, the others stop after one step (1 in the paper). For networks that draw
    rhythm jointly, onset_weight: how much more an onset counts than another cell; chord_weight: of the
    chords' part; joint: False learns each cell by itself.
    SUNDAE is all False but num_unrolled 2; Coconet is trust_input, reweighted and one step.
    """

    trust_input: bool = True
    masked_loss: bool = True
    reweighted: bool = True
    num_unrolled: int = 2
    keep_trusted: bool = True
    unrolled_share: float = 1.0
    onset_weight: float = 1.0
    chord_weight: float = 0.25
    joint: bool = True


@dataclass(frozen=True)
class Examples:
    """Examples as a model meets them, of any kind.

    clean_BVT, noisy_BVT: ids. trust_BVT: what the model is told. scored_BVT: cells that were corrupted
    (doubted ones, and trusted ones that are wrong). inside_BVT: cells of the piece, not padding.
    """

    clean_BVT: Tensor
    noisy_BVT: Tensor
    trust_BVT: Tensor
    scored_BVT: Tensor
    inside_BVT: Tensor

    names_cells: ClassVar[bool] = False
    """Whether the kind's networks are asked for the logits of chosen cells, where all would be too many."""

    @property
    def columns(self) -> tuple[Tensor, ...]:
        """The conditions of each column that the model also takes."""
        return ()

    def to(self, device: torch.device | str) -> Self:
        return type(self)(**{name: value.to(device) for name, value in vars(self).items()})


def draw_symbols(logits: Tensor, generator: torch.Generator) -> Tensor:
    """Categorical draws from logits (..., P). Ids (...)."""
    total = logits.float().softmax(-1).cumsum(-1)
    aim = torch.rand(logits.shape[:-1], generator=generator, device=logits.device)[..., None]
    return torch.searchsorted(total, aim * total[..., -1:], right=True)[..., 0].clamp(
        max=logits.shape[-1] - 1
    )


def unrolled_loss(
    model: nn.Module, batch: Examples, settings: ObjectiveSettings, generator: torch.Generator
) -> tuple[Tensor, list[float]]:
    """The mean loss over the unrolled steps (equation 2) and each step's NLL per scored cell.

    One trust for all steps; the symbols drawn between steps carry no gradient.
    """
    scored = batch.scored_BVT if settings.masked_loss else batch.inside_BVT
    drawn = batch.scored_BVT if settings.keep_trusted else batch.inside_BVT
    trust = batch.trust_BVT if settings.trust_input else torch.ones_like(batch.trust_BVT)
    counts_B = scored.sum((1, 2))
    weight_B = 1 / (1 + counts_B) if settings.reweighted else 1 / batch.inside_BVT.sum((1, 2))
    index_K = (scored | drawn).nonzero(as_tuple=True)
    is_scored_K, is_drawn_K = scored[index_K], drawn[index_K]
    weight_K = is_scored_K * weight_B[index_K[0]] / len(weight_B)
    target_K = batch.clean_BVT[index_K]
    tokens_BVT, losses, nats = batch.noisy_BVT, [], []
    num_steps = settings.num_unrolled
    if settings.unrolled_share < 1:
        aim = torch.rand((), generator=generator, device=generator.device)
        num_steps = num_steps if float(aim) < settings.unrolled_share else 1
    for step in range(num_steps):
        logits_KP = logits_at(model, tokens_BVT, trust, batch, index_K)
        nll_K = torch.nn.functional.cross_entropy(logits_KP, target_K, reduction="none")
        losses.append((nll_K * weight_K).sum())
        nats.append(float(nll_K.detach()[is_scored_K].mean()))
        if step + 1 < num_steps:
            symbols_K = draw_symbols(logits_KP.detach(), generator)
            tokens_BVT = tokens_BVT.clone()
            tokens_BVT[index_K] = torch.where(is_drawn_K, symbols_K, tokens_BVT[index_K])
    return torch.stack(losses).mean(), nats


def logits_at(
    model: nn.Module, tokens_BVT: Tensor, trust_BVT: Tensor, batch: Examples, index_K: tuple[Tensor, ...]
) -> Tensor:
    """The model's logits of chosen cells, (K, P)."""
    if batch.names_cells:
        return model(tokens_BVT, trust_BVT, *batch.columns, at=index_K)
    return model(tokens_BVT, trust_BVT, *batch.columns)[index_K]
