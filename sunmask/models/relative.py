"""Attention by distance: what relative transformers of every kind share (paper, section 2.2)."""

from torch import Tensor

NEVER = -1e4
"""A score whose chance is nought, finite so that a window with nothing inside is no NaN."""


def by_distance(scores: Tensor) -> Tensor:
    """From (..., T, 2 T - 1), for each query a score of every distance -T < s - t < T, to (..., T, T),
    the score of its distance for each column s."""
    T = scores.shape[-2]
    return scores.flatten(-2)[..., T - 1 : -1].unflatten(-1, (T, 2 * T - 2))[..., :T]
