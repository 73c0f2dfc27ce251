"""Crops of chorales as they are, for networks that read from left to right: in any key, nothing hidden.

V voices, T sixteenths of a window
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from sunmask.chorale.conditioning.conditions import transpose_conditions
from sunmask.chorale.conditioning.features import CHORD, INDEX
from sunmask.chorale.music.symbols import REST_ID, encode
from sunmask.chorale.networks.left_to_right import nats_of
from sunmask.chorale.sampling.windows import WINDOW
from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.corpora.conditions import piece_conditions, texture_class
from sunmask.lab.chorale.corpora.windows import FIRST, Windows, crop, pad, pad_columns, transpose
from sunmask.lab.training.noise import NoiseSettings

UNSAID = {("to_end",): 0.25, ("to_phrase_end",): 0.4, ("style",): 0.2, ("texture",): 0.4}
"""Conditions that are left unsaid together, and in which share of the examples. Key and metre are always
said, chords never."""


class Columns(Windows):
    """Draws batches of crops; validates by how likely whole pieces are."""

    def __init__(self, pieces: list[Piece], valid: list[Piece], seed: int, batch_size: int):
        super().__init__(pieces, seed, batch_size, NoiseSettings(hides=False))
        self.valid = valid

    def example(self, rng: np.random.Generator) -> dict[str, np.ndarray]:
        which = int(rng.choice(len(self.pieces), p=self.chances))
        window = crop(rng, self.ids[which], self.told[which])
        shift = int(rng.choice(self.shifts[which]))
        conditions_LF = transpose_conditions(window.conditions_LF, shift)
        conditions_LF[:, INDEX["texture"]] = texture_class(window.ids_VL)
        conditions_LF = left_unsaid(rng, conditions_LF)
        ids_VL = transpose(window.ids_VL, shift)
        # a crop that begins amid a piece cannot say why it begins so
        scored_VL = np.ones(ids_VL.shape, dtype=bool)
        scored_VL[:, 0] = conditions_LF[0, INDEX["place"]] == FIRST
        ids_VT, scored_VT = pad(ids_VL, REST_ID), pad(scored_VL, False)
        return dict(
            clean_BVT=ids_VT,
            noisy_BVT=ids_VT,
            trust_BVT=scored_VT,
            scored_BVT=scored_VT,
            inside_BVT=pad(np.ones(ids_VL.shape, dtype=bool), False),
            conditions_BTF=pad_columns(conditions_LF),
            chords_BN=np.full(WINDOW // 4, -1),
            bass_BN=np.full(WINDOW // 4, -1),
        )

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        return column_figures(predict, self.valid)


def left_unsaid(rng: np.random.Generator, conditions_LF: np.ndarray) -> np.ndarray:
    """The conditions of a training example, some of them left unsaid."""
    said_LF = conditions_LF.copy()
    said_LF[:, [INDEX[name] for name in CHORD]] = 0
    for names, share in UNSAID.items():
        if rng.random() < share:
            said_LF[:, [INDEX[name] for name in names]] = 0
    return said_LF


def said_of(piece: Piece, *, ends: bool = True) -> np.ndarray:
    """What a network that reads from left to right is told of a piece (T, F), but its texture. ends: also
    how far its end and those of its phrases are."""
    said_TF = piece_conditions(piece)
    said_TF[:, [INDEX[name] for name in CHORD]] = 0
    if not ends:
        said_TF[:, [INDEX[name] for name in ("to_end", "to_phrase_end")]] = 0
        said_TF[-1, INDEX["place"]] = 0
    return said_TF


@torch.inference_mode()
def column_figures(predict: Callable[..., Tensor], pieces: list[Piece]) -> dict[str, float]:
    """Nats a column of whole pieces, with what is known of them, and the soprano's and bass's share."""
    sums_V, count = np.zeros(4), 0
    for piece in pieces:
        ids_BVT = torch.from_numpy(encode(piece.symbols_VT))[None]
        nats_BVT = nats_of(predict(ids_BVT, torch.from_numpy(said_of(piece))[None]), ids_BVT)
        sums_V += nats_BVT[0].double().sum(-1).numpy()
        count += ids_BVT.shape[-1]
    voices_V = sums_V / max(1, count)
    names = ("soprano", "alto", "tenor", "bass")
    by_voice = {name: round(float(nats), 4) for name, nats in zip(names, voices_V, strict=True)}
    return {"nll": round(float(voices_V.sum()), 4), **by_voice}
