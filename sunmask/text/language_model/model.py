"""A language model that scores and writes texts: its decoder in int8, and its tokenizer. Which model it is,
and where its weights are from, is in `sunmask.text.language_model.chosen_weights`.

Texts are scored from left to right. Prefixes that many texts share are read once and cached. Requests of
several candidates are computed in one batch (`sunmask.text.language_model.asking`).

B rows, T tokens, N positions whose next token is requested, V vocabulary size
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch
from torch import Tensor

from sunmask.method.parts import Parts
from sunmask.models.decoder import Decoder, Text, from_gguf
from sunmask.models.gguf import Gguf
from sunmask.models.prefix_cache import Before
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import Asking, alone
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.chosen_weights import chosen, own
from sunmask.text.language_model.conversation import conversation_of

COMPUTING = CONFIGURATION.computing
NORMAL = 1
"""The type, in the file, of tokens that are text."""
BEGIN = 0
"""The token of SmolLM2, <|endoftext|>, with which every document began in training."""
BEGINS = "<|endoftext|>"
"""The token with which documents begin, if a model has it: some files name another one, which begins
turns."""


Key = tuple[tuple[int, ...], tuple[float, ...]]
Places = tuple[Tensor, ...]
"""Rows and columns, (N,) each."""


@dataclass(frozen=True, eq=False)
class Pass:
    """A request to run new tokens through a decoder. asked_N: the positions whose next token is requested.
    next_N: that token, where only its likelihood is needed. key: equal for equal requests, None where that is
    unknown."""

    decoder: Decoder
    text: Text
    asked_N: Places
    next_N: Tensor | None = None
    key: Hashable = None

    @property
    def together(self) -> Hashable:
        return id(self.decoder) if self.decoder.is_in_eight_bits else id(self)

    @torch.inference_mode()
    def in_parts(self, asks: Sequence[Pass]) -> Parts[list[tuple[Before, Tensor]]]:
        """The cache after each request, and the log-likelihoods (N, V), or (N,) of `next_N`. A part is a
        block of the decoder, or the logits of a few tokens."""
        first_of: dict[object, Pass] = {}
        for each in asks:
            first_of.setdefault(each.key or each, each)
        its = list(first_of.values())
        found = yield from self.decoder.in_parts([each.text for each in its])
        features = [features_BTW[each.asked_N] for each, (features_BTW, _) in zip(its, found, strict=True)]
        likelihoods = yield from self._likelihoods(its, features)
        likely = dict(zip(first_of, likelihoods, strict=True))
        after = dict(zip(first_of, (after for _, after in found), strict=True))
        return [(after[each.key or each], likely[each.key or each]) for each in asks]

    def _likelihoods(self, its: Sequence[Pass], features: Sequence[Tensor]) -> Parts[list[Tensor]]:
        """The log-likelihoods for each request, from the hidden states of its positions."""
        is_some = [each.next_N is not None for each in its]
        some = [of_one for of_one, is_ in zip(features, is_some, strict=True) if is_]
        every = [of_one for of_one, is_ in zip(features, is_some, strict=True) if not is_]
        of_some: Iterator[Tensor] = iter(())
        of_every: Iterator[Tensor] = iter(())
        if some:
            ids_N = torch.cat([each.next_N for each in its if each.next_N is not None])
            found_N = yield from self._of_next(torch.cat(some), ids_N)
            of_some = iter(found_N.split(list(map(len, some))))
        if every:
            log_NV = self.decoder.logits(torch.cat(every)).log_softmax(-1)
            of_every = iter(log_NV.split(list(map(len, every))))
        return [next(of_some if is_ else of_every) for is_ in is_some]

    def _of_next(self, features_NW: Tensor, ids_N: Tensor) -> Parts[Tensor]:
        """The log-likelihood of each of N next tokens, (N,)."""
        found, few = [], COMPUTING.logits_at_once
        for features, ids in zip(features_NW.split(few), ids_N.split(few), strict=True):
            yield
            logits = self.decoder.logits(features)
            found.append(logits.gather(-1, ids[:, None])[:, 0] - logits.logsumexp(-1))
        return torch.cat(found)


class LanguageModel:
    """A decoder and its tokenizer. `read` and `score` compute at once what `reading` and `scoring` request.
    infiller: the same model fine-tuned to fill gaps (`infilling`), if there is one; instructed: the model
    that follows instructions, where this one is fine-tuned on prose; weighs_phrases: whether a phrase is
    chosen by more than its likelihood (`text.phrases.score`); is_own: whether it is the operator's own model,
    for which `CONFIGURATION` was not chosen."""

    def __init__(
        self,
        decoder: Decoder,
        pieces: BytePieces,
        infiller: LanguageModel | None = None,
        instructed: LanguageModel | None = None,
        *,
        weighs_phrases: bool = False,
        is_own: bool = False,
    ):
        self.decoder, self.pieces, self.infiller = decoder, pieces, infiller
        self.weighs_phrases, self.is_own = weighs_phrases, is_own
        self.instructed = instructed or self
        self._kept: OrderedDict[Key, tuple[Before, Tensor]] = OrderedDict()

    def read(self, ids: Sequence[int], softness: Sequence[float] | None = None) -> tuple[Before, Tensor]:
        return alone(self.reading(ids, softness))

    def reading(
        self, ids: Sequence[int], softness: Sequence[float] | None = None
    ) -> Asking[tuple[Before, Tensor]]:
        """The cache after these tokens, and log-likelihoods (V,) of the next token. softness: the attention
        bias of each token (see `sunmask.models.prefix_cache`).

        Tokens are read in chunks of a fixed size, so that the result is the same, bit for bit, whether
        earlier chunks were cached or not."""
        soft = tuple(softness) if softness is not None else (0.0,) * len(ids)
        before: Before | None = None
        for begin in range(0, len(ids), COMPUTING.read_at_once):
            end = min(begin + COMPUTING.read_at_once, len(ids))
            key = tuple(ids[:end]), soft[:end]
            if key not in self._kept:
                text = Text(torch.tensor([ids[begin:end]]), before, torch.tensor([soft[begin:end]]))
                last = torch.tensor([0]), torch.tensor([end - begin - 1])
                after, log_1V = yield Pass(self.decoder, text, last, key=key)
                self._kept[key] = after.of_one_row(), log_1V[0]
                while len(self._kept) > COMPUTING.remembered:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            before, log_V = self._kept[key]
        if before is None:
            raise ValueError("expected at least one token to read, got none")
        return before, log_V

    def going_on(self, ids_B: Sequence[int], before: Before) -> Asking[tuple[Before, Tensor]]:
        """The cache after one more token of each row, and log-likelihoods (B, V) of the next."""
        rows = torch.arange(len(ids_B))
        text = Text(torch.tensor(ids_B)[:, None], before)
        return (yield Pass(self.decoder, text, (rows, torch.zeros_like(rows))))

    def score(self, begin: Sequence[int], rows: Sequence[Sequence[int]]) -> list[Tensor]:
        return alone(self.scoring(begin, rows))

    def scoring(
        self,
        begin: Sequence[int],
        rows: Sequence[Sequence[int]],
        begin_softness: Sequence[float] | None = None,
        softness: Sequence[Sequence[float]] | None = None,
    ) -> Asking[list[Tensor]]:
        """The log-likelihood of each token of each row, (T,), after the tokens of `begin`."""
        before, log_V = yield from self.reading(begin, begin_softness)
        firsts = [log_V[list(row[:1])] for row in rows]
        length = max(map(len, rows))
        if length < 2:
            return firsts
        ids_BT = torch.tensor([[*row, *[self.pieces.begin] * (length - len(row))] for row in rows])
        soft_BT = torch.zeros(ids_BT.shape)
        for number, each in enumerate(softness or ()):
            soft_BT[number, : len(each)] = torch.tensor(each)
        is_asked = torch.arange(1, length) < torch.tensor([len(row) for row in rows])[:, None]
        text, asked = Text(ids_BT[:, :-1], before, soft_BT[:, :-1]), is_asked.nonzero(as_tuple=True)
        _, log_N = yield Pass(self.decoder, text, asked, ids_BT[:, 1:][is_asked])
        rests = log_N.split([max(0, len(row) - 1) for row in rows])
        return [torch.cat(both) for both in zip(firsts, rests, strict=True)]


def pieces_of(file: Gguf) -> BytePieces:
    """The tokenizer of a GGUF file. Raises ValueError where it is not byte-level."""
    values = file.values
    names = ("tokenizer.ggml.tokens", "tokenizer.ggml.merges", "tokenizer.ggml.token_type")
    if values.get("tokenizer.ggml.model") != "gpt2" or any(name not in values for name in names):
        raise ValueError(f"expected byte-level pieces in {file.file}")
    tokens, merges, types = (values[name] for name in names)
    special = [number for number, kind in enumerate(types) if kind != NORMAL]
    begin = tokens.index(BEGINS) if BEGINS in tokens else values.get("tokenizer.ggml.bos_token_id", BEGIN)
    split = values.get("tokenizer.ggml.pre", "smollm")
    return BytePieces(tokens, merges, special, split, begin, conversation_of(values))


def language_model() -> LanguageModel:
    """This machine's language model, in int8, loaded once. Raises ValueError, with a sentence, where its
    weights are missing or do not have their hash."""
    return load(chosen(), is_own=own() is not None)


@cache
def load(file: Path, *, is_own: bool = False) -> LanguageModel:
    """The language model of a GGUF file, in int8. Raises ValueError for a file that cannot be read."""
    weights = Gguf(file)
    return LanguageModel(from_gguf(weights, in_eight_bits=True), pieces_of(weights), is_own=is_own)
