"""The frozen text of a generation, the same for all candidates: the pieces and names of its words, forced
words, and the windows that the network sees.

T words, N tokens of a candidate
"""

from collections.abc import Sequence

import numpy as np

from sunmask.method.cells import Plan
from sunmask.text.networks.windows import LENGTHS
from sunmask.text.phrases.passages import passages
from sunmask.text.phrases.run_models import RunModels
from sunmask.text.rules.facts import with_facts_held
from sunmask.text.rules.guards import Own
from sunmask.text.words.marks import directed
from sunmask.text.words.vocabulary import CLOSE, OPEN, STRAIGHT, english
from sunmask.text.words.words import FREE, text_to_words, without_separators

ROOM = max(LENGTHS) - 2
"""Tokens of a window between its edges."""

Pieces = tuple[int, ...]
Names = dict[int, dict[Pieces, str]]
"""By cell: the symbol of pieces that the vocabulary would decode to another one."""


class FrozenText:
    """Words with their plan.

    forced: words that must appear, each with its cell or None for anywhere. models: the language models, if
    they are needed. Raises ValueError if there is no place for a forced word.
    """

    def __init__(
        self,
        content: tuple[Sequence[str], Sequence[str]],
        plan: Plan,
        models: RunModels,
        forced: Sequence[tuple[str, int | None]] = (),
        *,
        holds_facts: bool = False,
    ):
        """content: words, and the spaces around them. holds_facts: whether facts are held in passages that
        have other words as well (`rules.facts`)."""
        words, spaces = content
        self.words, self.spaces = list(words), list(spaces)
        vocabulary = english()
        self.vocabulary, self.models = vocabulary, models
        self.is_free_T = np.array([word == FREE for word in words])
        is_free = self.is_free_T[None]
        if holds_facts:
            plan = with_facts_held(plan, self.words, self.spaces)
        self.plan = Plan(plan.trust & ~is_free, plan.hold & ~is_free, plan.renoise | is_free)
        self.own = Own.of(words, spaces, (~self.plan.hold[0]).tolist(), text_to_words(models.note)[0])
        self._is_straight = STRAIGHT in words or not ({OPEN, CLOSE} & set(words))
        self._is_curly = any("’" in word for word in words)
        self.pieces: list[Pieces] = [vocabulary.encode(symbol) for symbol in directed(words, spaces)]
        """The pieces of each word."""
        self.names: Names = {
            cell: {pieces: word}
            for cell, (pieces, word) in enumerate(zip(self.pieces, words, strict=True))
            if self.decoded(pieces) != word
        }
        of_forced = {vocabulary.encode(word): word for word, _ in forced}
        self.forced_names = {found: word for found, word in of_forced.items() if self.decoded(found) != word}
        self.placed = {cell: vocabulary.encode(word) for word, cell in forced if cell is not None}
        """Pieces of words that must appear in a cell."""
        self.loose = [vocabulary.encode(word) for word, cell in forced if cell is None and word not in words]
        """Pieces of words that must appear anywhere and are not there yet."""
        self.passages = passages(self.words, self.spaces, self.plan)
        self._check_room()
        self.room = 0
        """The most tokens of a candidate; the windows hold so many."""

    def _check_room(self) -> None:
        for cell, pieces in self.placed.items():
            if cell >= len(self.words):
                raise ValueError(
                    f"expected words that must appear in places 1 to {len(self.words)}, got place {cell + 1}"
                )
            if self.plan.hold[0, cell] and self.pieces[cell] != pieces:
                raise ValueError(
                    f"word {cell + 1} is kept ({self.words[cell]!r:.60}), so no other word can appear there"
                )
        num_free = int((~self.plan.hold).sum()) - len(self.placed)
        if len(self.loose) > num_free:
            raise ValueError(
                f"expected open places for {len(self.loose)} words that must appear, got {num_free}"
            )

    def make_room(self, num_tokens: int) -> None:
        """Make the windows hold at least so many tokens."""
        self.room = max(self.room, num_tokens)

    def decoded(self, pieces: Pieces) -> str:
        """The symbol of pieces, with quotation marks and apostrophes in the style of the text."""
        symbol = self.vocabulary.decode(pieces, is_straight=self._is_straight)
        return symbol.replace("'", "’") if self._is_curly and len(symbol) > 1 else symbol

    def spelled(self, word: str) -> tuple[Pieces, str] | None:
        """The pieces of a word, and its symbol; None if the vocabulary would decode them to another word."""
        pieces = self.vocabulary.encode(word)
        symbol = self.decoded(pieces)
        return (pieces, symbol) if without_separators(symbol) == word else None

    @property
    def starts(self) -> list[int]:
        """The first token of each window; a long text has a window every half window."""
        last = max(0, self.room - ROOM)
        return [*range(0, last, ROOM // 2), last]

    @property
    def width(self) -> int:
        """The number of tokens of a window, edges included."""
        return next(length for length in LENGTHS if length >= min(self.room, ROOM) + 2)

    def owners_of(self, columns: np.ndarray) -> np.ndarray:
        """The index of the window in which each token is most central; of two, the first."""
        centres = np.asarray(self.starts) + (ROOM - 1) / 2
        return np.searchsorted((centres[1:] + centres[:-1]) / 2, columns)
