"""Who says how well phrases fit: attention to both sides, on features that the language model has of a phrase
and of what is around it.

It learned to tell what people wrote from what language models write in the same gaps. What it says, in nats,
is what their likelihood lacks: p(text) ~ p(text by the language model) exp(fit), the residual energy of Deng
et al. (2020), "Residual energy-based models for text generation".

M phrases, T tokens, W width of the features, D own width
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.models.shipped import shipped

FOLDER = Path(__file__).parent / "weights"
KEPT = 20
"""After so many of the thirty blocks of SmolLM2 its features are read."""
BEFORE, PHRASE, AFTER = range(3)
"""The parts of a text."""
MOST_BEFORE, MOST_TOKENS = 32, 120


class Told(NamedTuple):
    """Features of a phrase and of what is around it, (T, W), and the part of each token, (T,)."""

    features_TW: Tensor
    part_T: Tensor


class FitNetwork(nn.Module):
    """Nats by which a phrase fits better than the language model has it."""

    def __init__(self, features: int = 576, width: int = 192, depth: int = 2, heads: int = 6):
        super().__init__()
        self.into = nn.Linear(features, width)
        self.part = nn.Embedding(3, width)
        self.place = nn.Embedding(MOST_TOKENS, width)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(
                width, heads, 2 * width, 0.1, "gelu", batch_first=True, norm_first=True
            )
            for _ in range(depth)
        )
        self.norm = nn.LayerNorm(width)
        self.inner, self.out = nn.Linear(3 * width, width), nn.Linear(width, 1)
        self.dropout = nn.Dropout(0.1)

    def forward(self, told: Sequence[Told]) -> Tensor:
        """(M,). Of each phrase no more than MOST_TOKENS tokens are heard."""
        length = min(MOST_TOKENS, max(len(each.part_T) for each in told))
        features_MTW = torch.stack([_padded(each.features_TW[:length].float(), length) for each in told])
        part_MT = torch.stack([_padded(each.part_T[:length], length) for each in told])
        inside_MT = torch.arange(length) < torch.tensor([[len(each.part_T)] for each in told])
        x = F.rms_norm(features_MTW, features_MTW.shape[-1:])
        x = self.dropout(self.into(x)) + self.part(part_MT) + self.place.weight[:length]
        for block in self.blocks:
            x = block(x, src_key_padding_mask=~inside_MT)
        x = self.norm(x)
        means = [_mean(x, (part_MT == part) & inside_MT) for part in (BEFORE, PHRASE, AFTER)]
        return self.out(self.dropout(F.gelu(self.inner(torch.cat(means, -1)))))[:, 0]

    @torch.inference_mode()
    def nats(self, told: Sequence[Told]) -> np.ndarray:
        """What `forward` says, (M,): of each by itself, so that it depends on nothing beside it."""
        return np.array([float(self([each])) for each in told])


def _padded(rows: Tensor, length: int) -> Tensor:
    return F.pad(rows, (*(0, 0) * (rows.ndim - 1), 0, length - len(rows)))


def _mean(x_MTD: Tensor, of_MT: Tensor) -> Tensor:
    """Of some tokens of each row, (M, D); nought where there are none."""
    weight_MT1 = of_MT[..., None].to(x_MTD.dtype)
    return (x_MTD * weight_MT1).sum(1) / weight_MT1.sum(1).clamp(min=1)


@cache
def fit_network() -> FitNetwork:
    """The one that ships. Raises ValueError where its weights are not what their card says."""
    network = FitNetwork()
    network.load_state_dict(shipped(FOLDER))
    return network.eval().requires_grad_(False)
