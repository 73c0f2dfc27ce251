"""A toy: fifty words, a language model of random weights that knows only these, and a network that proposes
them with fixed chances."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from sunmask.models.decoder import Decoder, DecoderConfig
from sunmask.text.language_model.conversation import SMOLLM2_TURNS
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.networks.windows import NEVER
from sunmask.text.words.vocabulary import english

_WORDS = (
    "old new red blue cold warm high low long short dark bright soft hard fast slow young wild quiet "
    "loud house river garden window letter table winter summer morning evening street mountain captain "
    "doctor children music silver golden paper water fire stone forest island village school church "
    "market bridge harbour"
)
WORDS = _WORDS.split()


BESIDE = ["on-the", "stood", "the"]
"""What may stand around them, and could be written too; the first begins a text."""


class ToyPieces:
    """One piece for each word, with the space before it; the first is no text, the last all else."""

    begin, conversation = 0, SMOLLM2_TURNS

    def __init__(self) -> None:
        self.names = ["<end>", *(f" {word}" for word in [*WORDS, *BESIDE[1:]]), ".", BESIDE[0], "\ufffd"]
        self.bytes = [name.encode() for name in self.names]

    def cut(self, text: str) -> tuple[list[int], list[int]]:
        ids, ends, at = [], [], 0
        while at < len(text):
            end = next(
                (n for n in range(at + 1, len(text)) if not (text[n].isalpha() or text[n] == "-")), len(text)
            )
            if not (text[at].isalpha() or text[at] == " "):
                end = at + 1
            name = text[at:end]
            ids.append(self.names.index(name) if name in self.names else len(self.names) - 1)
            ends.append(end)
            at = end
        return ids, ends

    def settled(self, text: str) -> int:
        return [0, 0, *self.cut(text)[1]][-3]

    def encode(self, text: str) -> list[int]:
        return self.cut(text)[0]

    def decode(self, ids: Sequence[int]) -> str:
        return "".join(self.names[number] for number in ids)


def language_model(seed: int = 0, scale: float = 2.0, pieces: ToyPieces | None = None) -> LanguageModel:
    pieces = pieces or ToyPieces()
    torch.manual_seed(seed)
    decoder = Decoder(DecoderConfig(len(pieces.names), 16, 4, 2, 2, 32)).eval().requires_grad_(False)
    for parameter in decoder.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.4)
    decoder.token.weight.mul_(scale)
    return LanguageModel(decoder, pieces)  # type: ignore[arg-type]


class ToyNetwork:
    """Logits of every window: of the fifty words, always the same in a place."""

    device, lanes = "cpu", 4

    def __init__(self, seed: int = 0) -> None:
        vocabulary = english()
        self.ids = [vocabulary.encode(word)[0] for word in WORDS]
        assert all(len(vocabulary.encode(word)) == 1 for word in WORDS)
        logits = np.random.default_rng(seed).normal(size=(128, len(WORDS)))
        self.logits = torch.full((128, vocabulary.num_pieces), NEVER)
        self.logits[:, self.ids] = torch.from_numpy(logits).float()

    def __call__(self, tokens: Tensor, trust: Tensor, places: Tensor) -> Tensor:
        return self.logits[: tokens.shape[-1]].expand(len(tokens), 1, -1, -1)
