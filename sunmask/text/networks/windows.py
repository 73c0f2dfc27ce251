"""Inputs of text networks: windows of tokens of one length, with the place of each token in its word.

tokens_B1T: ids; trust_B1T: which of them to trust; place_BT: index in PLACES. Networks of all families take
these three and return logits (B, 1, T, P); with `at`, an index of cells, only those of these cells, (K, P).
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
"""The first four are those of `vocabulary.places_of`."""
EDGE, OUTSIDE = 4, 5
LENGTHS = (32, 64, TextCodec.window)
"""Tokens of a window, both edges included."""
NEVER = -1e4
"""The logit of a piece that is not allowed."""
Index = tuple[Tensor, ...]

VOCABULARIES = {"english": english}


@cache
def vocabulary_named(name: str) -> Vocabulary:
    """A vocabulary by its name or file. Raises ValueError where there is neither."""
    if name in VOCABULARIES:
        return VOCABULARIES[name]()
    if not Path(name).is_file():
        raise ValueError(f"expected a vocabulary of {', '.join(VOCABULARIES)}, or a file, got {name!r:.200}")
    return Vocabulary(Path(name))


class Pieces(nn.Module):
    """The output layer of text networks: logits of the pieces that are allowed in a place, with tied
    embeddings."""

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
