"""Negative log-likelihood of a frame (one sixteenth, four voices) when frames come in any order.

The measure of Huang et al., "Counterpoint by Convolution" (2017), https://arxiv.org/abs/1903.07227: frames in
a random order, the voices of each in a random order, everything before known. It is estimated: each draw
takes a frame and how many others are known, both uniform, and adds the surprise of its four voices. The
probability of a pitch is the sum of its onset and continuation.

V voices, L sixteenths of a crop, P symbols
"""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.music.symbols import NUM_SYMBOLS, encode
from sunmask.chorale.sampling.windows import PATCH, WINDOW
from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.corpora.windows import collate
from sunmask.lab.chorale.likelihood import noised, pitch_ids, pitch_log_likelihood, window_at
from sunmask.models.devices import autocast


@torch.inference_mode()
def framewise_nll(
    model: Callable[..., Tensor], pieces: list[Piece], *, draws: int = 8, seed: int = 0
) -> dict[str, float]:
    """nll: nats a frame, the mean over pieces; error: its standard error. draws: crops of each piece."""
    rng = np.random.default_rng([seed, draws])
    means = []
    for piece in pieces:
        means.append(np.mean([_one_frame(model, rng, piece) for _ in range(draws)]))
    error = float(np.std(means) / max(1, len(means) - 1) ** 0.5)
    return {"nll": round(float(np.mean(means)), 4), "error": round(error, 4), "pieces": len(pieces)}


def _one_frame(model: Callable[..., Tensor], rng: np.random.Generator, piece: Piece) -> float:
    """The surprise of one frame of one crop, its voices revealed one after the other: one pass, four rows."""
    ids_VT = encode(piece.symbols_VT)
    num_voices, total = ids_VT.shape
    start = int(rng.integers(max(0, total - WINDOW) + 1)) // PATCH * PATCH
    window = window_at(piece, ids_VT, start)
    length = window.ids_VL.shape[1]
    order_L = rng.permutation(length)
    num_known = int(rng.integers(length))
    frame = int(order_L[num_known])
    voices = rng.permutation(num_voices)
    examples = []
    for told in range(num_voices):
        hidden = np.ones(window.ids_VL.shape, dtype=bool)
        hidden[:, order_L[:num_known]] = False
        hidden[voices[:told], frame] = False
        examples.append(noised(rng, window, hidden))
    batch = collate(examples)
    with autocast(batch.clean_BVT.device.type):
        logits = model(batch.noisy_BVT, batch.trust_BVT, *batch.columns)[..., :NUM_SYMBOLS]
    rows = torch.arange(num_voices)
    asked = torch.from_numpy(voices)
    pitch_KP = pitch_log_likelihood(logits[rows, asked, frame].float().log_softmax(-1))
    pitch_K = pitch_ids(batch.clean_BVT[rows, asked, frame])
    return -float(pitch_KP.gather(1, pitch_K[:, None]).sum())
