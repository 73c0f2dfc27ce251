"""What SmolLM2 learned to fill gaps: two thin matrices for each of its own (low rank: Hu et al. 2021), and
the vectors of the tokens that have no text.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from sunmask.models.batch_invariant_int8 import spread
from sunmask.models.decoder import Decoder, DecoderConfig, from_gguf
from sunmask.models.gguf import Gguf
from sunmask.models.shipped import shipped
from sunmask.text.language_model.file import chosen, own
from sunmask.text.language_model.model import LanguageModel, load

FOLDER = Path(__file__).parent / "weights"
PROSE = Path(__file__).parents[1] / "prose" / "weights"
UNUSED = slice(3, 17)
"""Tokens without text that nobody else uses, whose vectors are learned."""
TOKENS_SHA256 = "d1f2ce856b324081b621d9e2e8dbd22879f462329f3fd4aa39fa758dddb2ce55"
"""Of the names of SmolLM2's tokens, a line each."""


def weights(folder: Path = FOLDER) -> dict[str, Tensor]:
    """Those that ship, in fp32. Raises ValueError where they are not what their card says."""
    return shipped(folder)


def added(learned: Mapping[str, Tensor]) -> Callable[[int, str], Tensor]:
    """What is added to a matrix, as `models.decoder.from_gguf` asks for it."""

    def product(number: int, layer: str) -> Tensor:
        name = f"blocks.{number}.{layer}"
        return learned[f"{name}.out"] @ learned[f"{name}.into"]

    return product


def writing_language_model() -> LanguageModel:
    """The language model of this machine, with one that fills gaps beside it where it learned to: any other
    than SmolLM2 writes from left to right alone. Raises ValueError, with a sentence, where weights are not
    here."""
    return _of(chosen())


@cache
def _of(file: Path) -> LanguageModel:
    weights_of_file = Gguf(file)
    plain = load(file, is_own=own() is not None)
    return filling_language_model(plain, weights_of_file) if is_smollm2(weights_of_file) else plain


def is_smollm2(file: Gguf) -> bool:
    """Whether a file has SmolLM2's shape and tokens, in whatever type of numbers: what was learned fits."""
    its = DecoderConfig.of(file.values)
    if its != replace(DecoderConfig(), epsilon=its.epsilon):
        return False
    tokens = "\n".join(file.values.get("tokenizer.ggml.tokens", ()))
    return hashlib.sha256(tokens.encode()).hexdigest() == TOKENS_SHA256


def filling_language_model(plain: LanguageModel, file: Gguf) -> LanguageModel:
    """SmolLM2, the plain one of a file, with one beside it that fills gaps, in int8. The two have their
    embeddings in common. Raises ValueError, with a sentence, where weights are not what they should be."""
    learned = weights()

    def taught(its: Mapping[str, Tensor]) -> Decoder:
        return from_gguf(file, in_eight_bits=True, beside=plain.decoder, added=added(its))

    with torch.no_grad():
        plain.decoder.token.weight[UNUSED] = spread(learned["unused"], plain.decoder.among)
    writer, infiller = taught(weights(PROSE)), LanguageModel(taught(learned), plain.pieces)
    return LanguageModel(writer, plain.pieces, infiller, plain, weighs_phrases=True, is_own=plain.is_own)
