"""Symbols drawn from logits, by temperature and typical sampling.

V rows, N columns of tokens, K rows drawn at once, P symbols
"""

import numpy as np
import torch
from torch import Tensor

from sunmask.method.settings import SamplerSettings
from sunmask.method.windows import SeenLogits


def draw(logits_KP: Tensor, uniform_K: np.ndarray, settings: SamplerSettings) -> np.ndarray:
    """One id for each row, by temperature and typical sampling; each row only depends on itself."""
    log_KP = (logits_KP / settings.temperature).log_softmax(-1)
    chance_KP = log_KP.exp()
    if settings.typical_mass < 1:
        chance_KP = chance_KP * typical(log_KP, settings.typical_mass)
    total_KP = chance_KP.double().cumsum(-1)
    aim_K = torch.from_numpy(uniform_K)[:, None] * total_KP[:, -1:]
    drawn_K = (total_KP <= aim_K).sum(-1)
    return drawn_K.clamp(max=logits_KP.shape[-1] - 1).numpy()


def draw_open(
    logits: SeenLogits,
    uniform_VN: np.ndarray,
    open_VN: np.ndarray,
    ids_VN: np.ndarray,
    settings: SamplerSettings,
    added_KP: Tensor | None = None,
) -> np.ndarray:
    """The ids (V, N) with the open ones drawn anew, each by itself. added_KP: added to the logits of the K
    open ones."""
    drawn_VN = ids_VN.copy()
    if open_VN.any():
        logits_KP = logits.of(open_VN)
        if added_KP is not None:
            logits_KP = logits_KP + added_KP
        drawn_VN[open_VN] = draw(logits_KP, uniform_VN[open_VN], settings)
    return drawn_VN


def typical(log_KP: Tensor, mass: float) -> Tensor:
    """The symbols to keep, (K, P): those whose surprise is nearest the row's entropy, until they hold
    `mass` (Meister et al. 2022). At least one is kept."""
    chance_KP = log_KP.exp()
    entropy_K1 = -(chance_KP * log_KP).nan_to_num().sum(-1, keepdim=True)
    order_KP = (-log_KP - entropy_K1).abs().argsort(dim=-1, stable=True)
    before_KP = chance_KP.gather(-1, order_KP).cumsum(-1).roll(1, -1)
    before_KP[:, 0] = 0
    return torch.zeros_like(log_KP, dtype=torch.bool).scatter(-1, order_KP, before_KP < mass)
