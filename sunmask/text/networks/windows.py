"""What every network of texts is shown: windows of tokens of one length, each told its place.

tokens_B1T: ids; trust_B1T: which of them to trust; place_BT: index in PLACES. All families take these
three and give logits (B, 1, T, P), or with `at`, an index of cells, of these alone (K, P).
"""

from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn

from sunmask.text.codec import TextCodec
from sunmask.text.words.vocabulary import Vocabulary, english

PLACES = (
    "a whole word",
    "first piece of a word",
    "inner piece of a word",
    "last piece of a word",
    "edge of the window",
    "outside the window",
)
"""The first four are what `vocabulary.places_of` counts."""
EDGE, OUTSIDE = 4, 5
LENGTHS = (32, 64, TextCodec.window)
"""Tokens of a window, both edges included."""
NEVER = -1e4
"""A logit whose chance is nought."""
Index = tuple[Tensor, ...]

VOCABULARIES = {"english": english}


@cache
def vocabulary_named(name: str) -> Vocabulary:
    """The vocabulary of a name or of a file. Raises ValueError where there is none."""
    if name in VOCABULARIES:
        return VOCABULARIES[name]()
    if not Path(name).is_file():
        raise ValueError(f"expected a vocabulary of {', '.join(VOCABULARIES)}, or a file, got {name!r:.200}")
    return Vocabulary(Path(name))


class Pieces(nn.Module):
    """The end of every text network: logits of the pieces that may stand in a place, by their embeddings."""

    def __init__(self, vocabulary: Vocabulary, width: int):
        super().__init__()
        self.dense = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.from_numpy(-vocabulary.surprise).float())
        never = torch.zeros(len(PLACES), vocabulary.num_pieces, dtype=torch.bool)
        never[:EDGE] = ~torch.from_numpy(vocabulary.may_stand)
        self.register_buffer("never", never, persistent=False)
        nn.init.normal_(self.dense.weight, std=0.02)

    def forward(self, x: Tensor, embedding_PW: Tensor, place: Tensor) -> Tensor:
        """(..., W) and places (...) to logits (..., P)."""
        x = self.norm(x + nn.functional.gelu(self.dense(x)))
        logits = nn.functional.linear(x, embedding_PW).float() + self.bias
        return logits.masked_fill(self.never[place], NEVER)  # type: ignore[index]
