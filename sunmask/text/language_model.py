"""SmolLM2 as a judge of texts and a source of words: its decoder in int8, and the pieces it reads.

A text is scored from its beginning; what many texts begin with is read once and kept.

B rows, T tokens
"""

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache

import torch
from torch import Tensor

from sunmask.fetching import SMOLLM2, checked
from sunmask.models.decoder import Before, Decoder, from_gguf
from sunmask.models.gguf import Gguf
from sunmask.text.byte_pieces import BytePieces

READ_AT_ONCE, MOST_KEPT = 32, 20
"""Tokens; beginnings of texts whose keys and values are remembered: a tenth of a megabyte for two tokens."""
AT_ONCE = 16
"""Tokens whose logits are computed together: so many stay in a CPU's cache."""
SPECIAL = 3
"""The type of tokens, in the file, that stand for no text."""
BEGIN = 0
"""The token <|endoftext|>, with which every document began in training."""


class LanguageModel:
    """A decoder and its pieces."""

    def __init__(self, decoder: Decoder, pieces: BytePieces):
        self.decoder, self.pieces = decoder, pieces
        self._kept: OrderedDict[tuple[tuple[int, ...], tuple[float, ...]], tuple[Before, Tensor]] = (
            OrderedDict()
        )

    @torch.inference_mode()
    def read(self, ids: Sequence[int], softness: Sequence[float] | None = None) -> tuple[Before, Tensor]:
        """What a text looks back at after these tokens, and log-likelihoods (V,) of the next token.
        softness: of each token, added to the logits of attention to it.

        Parts of READ_AT_ONCE tokens are read one after the other, so that what comes out is the same to the
        last bit whether the parts before were remembered or not."""
        soft = tuple(softness) if softness is not None else (0.0,) * len(ids)
        before: Before | None = None
        for begin in range(0, len(ids), READ_AT_ONCE):
            end = min(begin + READ_AT_ONCE, len(ids))
            key = tuple(ids[:end]), soft[:end]
            if key not in self._kept:
                features, after = self.decoder(
                    torch.tensor([ids[begin:end]]), before, torch.tensor([soft[begin:end]])
                )
                after = after.of_one_row()
                self._kept[key] = after, self.decoder.logits(features[0, -1]).log_softmax(-1)
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            before, log_V = self._kept[key]
        if before is None:
            raise ValueError("expected at least one token to read, got none")
        return before, log_V

    @torch.inference_mode()
    def score(
        self,
        begin: Sequence[int],
        rows: Sequence[Sequence[int]],
        begin_softness: Sequence[float] | None = None,
        softness: Sequence[Sequence[float]] | None = None,
    ) -> list[Tensor]:
        """Of each row that continues after `begin`: the log-likelihood of each of its tokens, (T,)."""
        before, first = self.read(begin, begin_softness)
        length = max(map(len, rows))
        ids_BT = torch.tensor([[*row, *[BEGIN] * (length - len(row))] for row in rows])
        soft_BT = torch.zeros(ids_BT.shape)
        for number, each in enumerate(softness or ()):
            soft_BT[number, : len(each)] = torch.tensor(each)
        firsts = [first[row[0]] for row in rows]
        if length == 1:
            return [own[None] for own in firsts]
        features_BTW = self.decoder(ids_BT[:, :-1], before, soft_BT[:, :-1])[0]
        is_told = torch.arange(1, length) < torch.tensor([len(row) for row in rows])[:, None]
        told = self._of_next(features_BTW[is_told], ids_BT[:, 1:][is_told])
        rests = told.split([len(row) - 1 for row in rows])
        return [torch.cat((own[None], rest)) for own, rest in zip(firsts, rests, strict=True)]

    def _of_next(self, features_NW: Tensor, ids_N: Tensor) -> Tensor:
        """The log-likelihood of each of N tokens, (N,)."""
        found = []
        for features, ids in zip(features_NW.split(AT_ONCE), ids_N.split(AT_ONCE), strict=True):
            logits = self.decoder.logits(features)
            found.append(logits.gather(-1, ids[:, None])[:, 0] - logits.logsumexp(-1))
        return torch.cat(found)

    def nats(self, text: str) -> float:
        """Minus the log-likelihood of a whole text."""
        ids = self.pieces.encode(text)
        return -float(self.score([BEGIN], [ids])[0].sum()) if ids else 0.0


def pieces_of(file: Gguf) -> BytePieces:
    """Raises ValueError where the file has no byte-level pieces."""
    values = file.values
    names = ("tokenizer.ggml.tokens", "tokenizer.ggml.merges", "tokenizer.ggml.token_type")
    if values.get("tokenizer.ggml.model") != "gpt2" or any(name not in values for name in names):
        raise ValueError(f"expected byte-level pieces in {file.file}")
    tokens, merges, types = (values[name] for name in names)
    return BytePieces(tokens, merges, [number for number, kind in enumerate(types) if kind == SPECIAL])


@cache
def language_model() -> LanguageModel:
    """The one of this machine, in int8: loaded once. Raises ValueError, with a sentence, where its weights
    are not here, or are not what they should be."""
    file = Gguf(checked(SMOLLM2))
    return LanguageModel(from_gguf(file, in_eight_bits=True), pieces_of(file))


def is_there() -> bool:
    """Whether the weights are here."""
    return SMOLLM2.is_there
