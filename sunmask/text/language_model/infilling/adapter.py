"""What SmolLM2 learned to fill gaps: two thin matrices for each of its own (low rank: Hu et al. 2021), and
the vectors of the tokens that have no text.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from sunmask.fetching import checked
from sunmask.models.batch_invariant_int8 import spread
from sunmask.models.decoder import Decoder, from_gguf
from sunmask.models.gguf import Gguf
from sunmask.models.shipped import shipped
from sunmask.text.language_model.file import SMOLLM2
from sunmask.text.language_model.model import LanguageModel, language_model

FOLDER = Path(__file__).parent / "weights"
PROSE = Path(__file__).parents[1] / "prose" / "weights"
UNUSED = slice(3, 17)
"""Tokens without text that nobody else uses, whose vectors are learned."""


def weights(folder: Path = FOLDER) -> dict[str, Tensor]:
    """Those that ship, in fp32. Raises ValueError where they are not what their card says."""
    return shipped(folder)


def added(learned: Mapping[str, Tensor]) -> Callable[[int, str], Tensor]:
    """What is added to a matrix, as `models.decoder.from_gguf` asks for it."""

    def product(number: int, layer: str) -> Tensor:
        name = f"blocks.{number}.{layer}"
        return learned[f"{name}.out"] @ learned[f"{name}.into"]

    return product


@cache
def filling_language_model() -> LanguageModel:
    """The language model of this machine with one beside it that fills gaps, in int8: loaded once. The two
    have their embeddings in common. Raises ValueError, with a sentence, where weights are not here."""
    learned, plain, file = weights(), language_model(), Gguf(checked(SMOLLM2))

    def taught(its: Mapping[str, Tensor]) -> Decoder:
        return from_gguf(file, in_eight_bits=True, beside=plain.decoder, added=added(its))

    with torch.no_grad():
        plain.decoder.token.weight[UNUSED] = spread(learned["unused"], plain.decoder.among)
    writer, infiller = taught(weights(PROSE)), LanguageModel(taught(learned), plain.pieces)
    return LanguageModel(writer, plain.pieces, infiller, plain, weighs_phrases=True)
