"""Whether readers keep a phrase, by the features that the model that fills gaps has of it: it has heard what
comes after a gap, what comes before it, and the phrase.

M phrases, T tokens, W width of the features
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.text.fitting.network import PHRASE, Told


class Keeping(nn.Module):
    """Nats by which a phrase is rather kept than another in the same gap."""

    def __init__(self, features: int = 576):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(2 * features))

    def forward(self, phrases: Sequence[Tensor]) -> Tensor:
        """(M,). phrases: the features of the token before each and of its own tokens, (T, W)."""
        normed = [F.rms_norm(each.float(), each.shape[-1:]) for each in phrases]
        return torch.stack([torch.cat((each.mean(0), each[-1])) for each in normed]) @ self.weight

    @torch.inference_mode()
    def nats(self, told: Sequence[Told]) -> np.ndarray:
        """What `forward` says, (M,)."""
        phrases = []
        for each in told:
            at = (each.part_T == PHRASE).nonzero()[:, 0]
            phrases.append(each.features_TW[max(0, int(at[0]) - 1) : int(at[-1]) + 1])
        return self(phrases).numpy()
