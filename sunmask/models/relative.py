"""Attention by relative positions, for the transformers of every kind (paper, section 2.2)."""

from torch import Tensor

NEVER = -1e4
"""The attention score of a masked key: probability 0, but finite, so that a window in which all are masked
gives no NaN."""


def by_distance(scores: Tensor) -> Tensor:
    """Scores by distance to scores by key: from (..., T, 2 T - 1), for each query t those of all distances
    -T < s - t < T, to (..., T, T), for each key s."""
    T = scores.shape[-2]
    return scores.flatten(-2)[..., T - 1 : -1].unflatten(-1, (T, 2 * T - 2))[..., :T]
