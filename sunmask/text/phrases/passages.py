"""Passages that are reworded: runs of masked words within one sentence, and how long they may become.

A passage keeps its cells. If the new words are fewer, the last cells are NOTHING; open places beside the
masked words give it room for more. T words
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor

import numpy as np

from sunmask.method.cells import Plan
from sunmask.text.configuration import CONFIGURATION, Rewording
from sunmask.text.rules.guards import CLOSING, ENDS, OPENING, TITLES
from sunmask.text.settings import WORD_BY_WORD, TextSettings
from sunmask.text.words.words import FREE, NOTHING, is_mark, words_to_text

QUOTES = CLOSING - {":"}
SHORT = TITLES | frozenset(("st", "vs", "approx", "cf", "dept"))
"""Words after which a full stop seldom ends a sentence."""
NUMBERED = frozenset(("no", "nos", "fig", "figs", "p", "pp", "vol"))
"""Words after which it does not if a number follows."""


@dataclass(frozen=True)
class Passage:
    """A passage. cells: in order. first, end: first cell of its sentence, and the cell after its last. words,
    spaces: of the whole frozen text."""

    cells: tuple[int, ...]
    first: int
    end: int
    words: Sequence[str]
    spaces: Sequence[str]

    @cached_property
    def original(self) -> tuple[str, ...]:
        """The words of the passage as frozen."""
        return tuple(word for cell in self.cells if (word := self.words[cell]) not in (FREE, NOTHING))

    @cached_property
    def ends(self) -> bool:
        """Whether the passage ends its sentence."""
        return self.original[-1] in ENDS

    @cached_property
    def num_words(self) -> int:
        """The number of words of the original, without marks."""
        return sum(not is_mark(word) for word in self.original)

    @cached_property
    def sentence(self) -> str:
        """The text of its sentence as frozen."""
        words, spaces = list(self.words[self.first : self.end]), list(self.spaces[self.first : self.end])
        kept = [at for at, word in enumerate(words) if word != FREE]
        return words_to_text([words[at] for at in kept], ["", *(spaces[at] for at in kept[1:]), ""])

    def range(self, length: str, rewording: Rewording = CONFIGURATION.rewording) -> tuple[int, int]:
        """The fewest and most words that it may have, within its room. length: see the settings."""
        count, room = self.num_words, len(self.cells) - self.ends
        if length == "exact":
            slack = count // rewording.tolerance
            low, high = count - slack, count + slack
        else:
            ranges = {"shorter": rewording.shorter, "longer": rewording.longer}
            least, most = ranges.get(length, rewording.freely)
            low, high = ceil(least * count), floor(most * count)
            if length == "shorter":
                high = min(high, count - 1)
            if length == "longer":
                low, high = max(low, count + 1), count + room_to_grow(count)
        high = max(1, min(high, room))
        return max(1, min(low, high)), high


def room_to_grow(num_words: int) -> int:
    """The number of open places that the longest rewording of so many words needs. The browser adds as many
    (tests/cases/room.json)."""
    return max(1, floor(CONFIGURATION.rewording.longer[1] * num_words) - num_words)


def rewrites_passages(settings: TextSettings) -> bool:
    """Whether passages are reworded as a whole, not word by word."""
    return settings.wording != WORD_BY_WORD


def passages(words: Sequence[str], spaces: Sequence[str], plan: Plan) -> list[Passage]:
    """The passages of a text: masked words that are not held, with open places among or beside them."""
    is_free = np.array([word == FREE for word in words])
    is_masked = ~plan.renoise[0] & ~plan.hold[0] & ~plan.trust[0] & ~is_free
    found = []
    for first, end in sentences(words, spaces):
        cells = first + np.flatnonzero((is_masked | is_free)[first:end])
        for run in np.split(cells, np.flatnonzero(np.diff(cells) > 1) + 1):
            if any(is_masked[at] and not is_mark(words[at]) for at in run):
                found.append(Passage(tuple(run.tolist()), first, end, words, spaces))
    return found


def sentences(words: Sequence[str], spaces: Sequence[str]) -> list[tuple[int, int]]:
    """For each sentence the first cell and the cell after its last. An open place belongs to what is before
    it."""
    begins = [0]
    for at in range(1, len(words)):
        before = at - 1
        while before > begins[-1] and (words[before] == FREE or words[before] in QUOTES):
            before -= 1
        is_over = words[before] in ENDS and not _is_short(words, before) and any(spaces[before + 1 : at + 1])
        opens = words[at] in OPENING and spaces[at] != "" and spaces[at + 1] == ""
        if "\n" in spaces[at] or (is_over and (opens or words[at][:1].isupper() or words[at].isdigit())):
            begins.append(at)
    return list(zip(begins, [*begins[1:], len(words)], strict=True))


def _is_short(words: Sequence[str], mark: int) -> bool:
    """Whether a full stop belongs to an abbreviation."""
    if words[mark] != "." or not mark:
        return False
    before, after = words[mark - 1], "".join(words[mark + 1 : mark + 2])
    if len(before) == 1 and (before.isupper() or (before.isalpha() and words[mark - 2 : mark - 1] == ["."])):
        return True
    return before.casefold() in SHORT or (before.casefold() in NUMBERED and after.isdigit())
