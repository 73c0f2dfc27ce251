"""The low-rank adapter with which SmolLM2 fills gaps (LoRA: Hu et al. 2021): two thin matrices for each
weight matrix, and embeddings of tokens without text.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from sunmask.models.batch_invariant_int8 import hadamard_rotated
from sunmask.models.decoder import Decoder, DecoderConfig, from_gguf
from sunmask.models.gguf import Gguf
from sunmask.models.shipped import shipped
from sunmask.text.language_model.chosen_weights import chosen, own
from sunmask.text.language_model.model import LanguageModel, load

FOLDER = Path(__file__).parent / "weights"
PROSE = Path(__file__).parents[1] / "prose" / "weights"
UNUSED = slice(3, 17)
"""Tokens without text that are used for nothing else, whose embeddings are trained."""
TOKENS_SHA256 = "d1f2ce856b324081b621d9e2e8dbd22879f462329f3fd4aa39fa758dddb2ce55"
"""The SHA-256 of the names of SmolLM2's tokens, one a line."""


def weights(folder: Path = FOLDER) -> dict[str, Tensor]:
    """The adapter's weights that ship, in fp32. Raises ValueError where they do not have their card's
    hash."""
    return shipped(folder)


def added(learned: Mapping[str, Tensor]) -> Callable[[int, str], Tensor]:
    """The matrix that is added to each layer's weights, as an argument of `models.decoder.from_gguf`."""

    def product(number: int, layer: str) -> Tensor:
        name = f"blocks.{number}.{layer}"
        return learned[f"{name}.out"] @ learned[f"{name}.into"]

    return product


def writing_language_model() -> LanguageModel:
    """This machine's language model; with SmolLM2 also the gap-filling model, since any other model only
    writes from left to right. Raises ValueError, with a sentence, where weights are missing."""
    return _of(chosen())


@cache
def _of(file: Path) -> LanguageModel:
    weights_of_file = Gguf(file)
    plain = load(file, is_own=own() is not None)
    return filling_language_model(plain, weights_of_file) if is_smollm2(weights_of_file) else plain


def is_smollm2(file: Gguf) -> bool:
    """Whether a file has SmolLM2's shape and tokens, in any type of numbers, so that the adapter fits."""
    its = DecoderConfig.of(file.values)
    if its != replace(DecoderConfig(), epsilon=its.epsilon):
        return False
    tokens = "\n".join(file.values.get("tokenizer.ggml.tokens", ()))
    return hashlib.sha256(tokens.encode()).hexdigest() == TOKENS_SHA256


def filling_language_model(plain: LanguageModel, file: Gguf) -> LanguageModel:
    """SmolLM2 fine-tuned on prose, with its gap-filling model, in int8. All share the embeddings of `plain`,
    the model of the file. Raises ValueError, with a sentence, where weights do not have their hash."""
    learned = weights()

    def adapted(its: Mapping[str, Tensor]) -> Decoder:
        return from_gguf(file, in_eight_bits=True, beside=plain.decoder, added=added(its))

    with torch.no_grad():
        plain.decoder.token.weight[UNUSED] = hadamard_rotated(learned["unused"], plain.decoder.hadamard_block)
    writer, infiller = adapted(weights(PROSE)), LanguageModel(adapted(learned), plain.pieces)
    return LanguageModel(writer, plain.pieces, infiller, plain, weighs_phrases=True, is_own=plain.is_own)
