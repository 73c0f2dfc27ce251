"""Words drawn from the network's logits, by typical sampling and under the rules, and forced words.

If rules refuse a word, its last piece is excluded and drawn again with the same random number, until a word
is accepted.

N tokens of a candidate, P pieces, K rows
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from sunmask.method.draws import typical
from sunmask.method.windows import SeenLogits
from sunmask.text.networks.windows import NEVER
from sunmask.text.rules.guards import Own, refuses
from sunmask.text.rules.repeats import is_repeated
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import NOTHING, is_one_word, without_separators

if TYPE_CHECKING:
    from sunmask.text.sampling.layout import TextLayout


@dataclass(frozen=True)
class WordRules:
    """Rules for words by the settings. banned: case-folded; forced: word and its cell, or None for
    anywhere."""

    banned: frozenset[str]
    forced: tuple[tuple[str, int | None], ...]
    refuses_repeats: bool

    @staticmethod
    def of(settings: TextSettings) -> WordRules:
        """Raises ValueError where a forced word is not valid."""
        return _rules(settings.banned_words, settings.forced_words, settings.refuse_repeats)

    def is_banned(self, symbol: str) -> bool:
        return without_separators(symbol).casefold() in self.banned

    def refuses(self, words: Sequence[str], cell: int, settings: TextSettings, own: Own) -> bool:
        """Whether rules refuse a word among the others, without separators. own: the author's words."""
        word = words[cell]
        if not is_one_word(word) or self.is_banned(word):
            return True
        if self.refuses_repeats and is_repeated(words, cell):
            return True
        return refuses(words, cell, settings, own)

    def missing(
        self, words: Sequence[str], is_free: np.ndarray, *, is_late: bool
    ) -> Iterator[tuple[str, int | None]]:
        """Forced words that are not where they should be; those for any place only late in a run."""
        for word, place in self.forced:
            if place is not None:
                if place < len(words) and is_free[place] and words[place] != word:
                    yield word, place
            elif word not in words and is_late:
                yield word, None

    def standing(self, symbols: Sequence[str], is_free: np.ndarray) -> list[int]:
        """Free cells with a forced word in its place; for a word that may be anywhere, the first."""
        found = []
        for word, cell in self.forced:
            cells = range(len(symbols)) if cell is None else [cell]
            stands = (at for at in cells if at < len(symbols) and without_separators(symbols[at]) == word)
            if (at := next(stands, None)) is not None and is_free[at]:
                found.append(at)
        return found


@cache
def _rules(banned_words: str, forced_words: str, refuses_repeats: bool) -> WordRules:
    forced = []
    for said in words_in(forced_words):
        word, _, place = said.partition("@")
        if not is_one_word(word) or (place and not (place.isdigit() and int(place) > 0)):
            raise ValueError(
                f"expected words that must appear like sea or sea@3 (as the third word), got {said!r:.60}"
            )
        forced.append((word, int(place) - 1 if place else None))
    banned = frozenset(word.casefold() for word in words_in(banned_words))
    clash = sorted(word for word, _ in forced if word.casefold() in banned)
    if clash:
        raise ValueError(f"expected no word that must both appear and be avoided, got {clash[0]!r:.60}")
    return WordRules(banned, tuple(forced), refuses_repeats)


def words_in(said: str) -> list[str]:
    """The words of a list that is separated by commas, semicolons or spaces."""
    return [word for word in re.split(r"[\s,;]+", said) if word]


class WordDraws:
    """The draws of one step of one candidate, from logits, a number 0..1 for each token, and the ids before,
    (N,)."""

    def __init__(
        self,
        layout: TextLayout,
        logits: SeenLogits,
        uniform: np.ndarray,
        ids: np.ndarray,
        settings: TextSettings,
    ):
        self.layout, self.text, self.settings = layout, layout.text, settings
        self.drawing = layout.text.models.configuration.drawing
        self.logits, self.uniform = logits, uniform
        self.before, self.ids = ids, ids.copy()
        self.rules = WordRules.of(settings)
        self.words: list[str] = []

    def after(self, open_cells: np.ndarray, free_cells: np.ndarray, step: int) -> np.ndarray:
        """The ids (N,) after the step. open_cells: drawn in this step; free_cells: those that may change at
        all."""
        open_tokens = self.layout.to_tokens(open_cells[None])[0]
        if open_tokens.any():
            chosen = self.logits.of(open_tokens[None])
            self.ids[open_tokens] = self._draw(chosen, self.uniform[open_tokens])
        symbols = self.layout.symbols(self.ids[None])[0]
        self.words = [without_separators(symbol) for symbol in symbols]
        for cell in np.flatnonzero(open_cells).tolist():
            if self.words[cell] != NOTHING and self._is_refused(cell):
                self._draw_again(cell)
        for word, place in self._missing(free_cells, step):
            self._put(word, place, free_cells)
        return self.ids

    def _draw_again(self, cell: int) -> None:
        tokens = self.layout.tokens(cell)
        last = tokens.stop - 1
        row = self._logits_of(slice(last, last + 1))[0]
        for _ in range(self.drawing.redraws):
            row[int(self.ids[last])] = NEVER
            self.ids[last] = self._draw(row[None], self.uniform[last : last + 1])[0]
            self._read(cell)
            if not self._is_refused(cell):
                return
        refused = self.ids[tokens].copy()
        self.ids[tokens] = self.before[tokens]
        self._read(cell)
        if self.rules.is_banned(self.words[cell]) or not is_one_word(self.words[cell]):
            self.ids[tokens] = refused
            self._read(cell)

    def _draw(self, logits_KP: Tensor, uniform_K: np.ndarray) -> np.ndarray:
        return draw_likely(logits_KP, uniform_K, self.settings, self.drawing.likeliest)

    def _logits_of(self, tokens: slice) -> Tensor:
        is_asked = np.zeros((1, len(self.ids)), dtype=bool)
        is_asked[0, tokens] = True
        return self.logits.of(is_asked)

    def _read(self, cell: int) -> None:
        pieces = tuple(self.ids[self.layout.tokens(cell)].tolist())
        self.words[cell] = without_separators(self.layout.symbol(cell, pieces))

    def _is_refused(self, cell: int) -> bool:
        return self.rules.refuses(self.words, cell, self.settings, self.text.own)

    def _missing(self, free_cells: np.ndarray, step: int) -> Iterator[tuple[str, int | None]]:
        is_late = step / self.settings.num_steps >= self.drawing.placed_after
        return self.rules.missing(self.words, free_cells, is_late=is_late)

    def _put(self, word: str, place: int | None, free_cells: np.ndarray) -> None:
        """Put a word in its place, or where the network finds it most likely, among places for as many
        pieces."""
        pieces = self.text.vocabulary.encode(word)
        standing = set(self.rules.standing(self.words, free_cells))
        free = set(np.flatnonzero(free_cells).tolist()) - standing
        best, best_score = None, -np.inf
        for cell in sorted(free if place is None else {place} & free):
            tokens = self.layout.tokens(cell)
            if tokens.stop - tokens.start == len(pieces):
                of_cell = self._logits_of(tokens).log_softmax(-1)
                score = float(of_cell[range(len(pieces)), list(pieces)].sum())
                if score > best_score:
                    best, best_score = cell, score
        if best is not None:
            self.ids[self.layout.tokens(best)] = pieces
            self._read(best)


def draw_likely(logits_KP: Tensor, uniform_K: np.ndarray, settings: TextSettings, most: int) -> np.ndarray:
    """One id for each row, by temperature and typical sampling among the `most` likeliest."""
    values_KL, ids_KL = (logits_KP / settings.temperature).topk(min(most, logits_KP.shape[-1]))
    log_KL = values_KL.log_softmax(-1)
    chance_KL = log_KL.exp()
    if settings.typical_mass < 1:
        chance_KL = chance_KL * typical(log_KL, settings.typical_mass)
    total_KL = chance_KL.double().cumsum(-1)
    aim_K1 = torch.from_numpy(uniform_K)[:, None] * total_KL[:, -1:]
    drawn_K1 = (total_KL <= aim_K1).sum(-1, keepdim=True).clamp(max=ids_KL.shape[-1] - 1)
    return ids_KL.gather(-1, drawn_K1)[:, 0].numpy()
