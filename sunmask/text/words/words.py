"""A text as words and the white space around them: both ways without loss.

A word is letters and digits with inner apostrophes or hyphens, or any one other character that is no white
space: a punctuation mark. In JavaScript a letter is /[\\p{L}\\p{N}][\\u0300-\\u036f]*/u.
"""

import re
from collections.abc import Sequence

MOST_LETTERS = 64
"""Of one word; a longer run is cut."""
FREE = "▢"
"""The word of a slot that is still empty."""
NOTHING = ""
"""The word of a place that a rewriting leaves empty: it prints as nothing."""
SEPARATOR = "\u2063"
"""Invisible; in a running generation it stands between the pieces of which the model made a word."""

STRAY = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffc\ufffe\uffff\ud800-\udfff]"
)
"""Characters that no text needs and that hide or turn what stands beside them (controls, overrides of
direction, separators, lone surrogates): left out of every text that comes from outside."""

_LETTER = r"[^\W_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’\-‐‑](?:{_LETTER})+)*|\S")


def text_to_words(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, and the white space before each of them and after the last (one more).

    A run that is too long is cut. What a word cannot begin with, such as a combining mark, then stands alone.
    """
    words: list[str] = []
    spaces: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        spaces.append(text[end : found.start()])
        end = found.end()
        parts = _cut(found.group())
        words += parts
        spaces += [""] * (len(parts) - 1)
    return words, [*spaces, text[end:]]


def _cut(word: str) -> list[str]:
    """A run of any length as single words: as many letters each as a word may have."""
    parts: list[str] = []
    at = 0
    while found := _WORD.match(word, at, at + MOST_LETTERS):
        parts.append(found.group())
        at = found.end()
    return parts


def words_to_text(words: Sequence[str], spaces: Sequence[str]) -> str:
    """The text of `text_to_words`. Raises ValueError where there is not one space more than words."""
    if len(spaces) != len(words) + 1:
        raise ValueError(f"expected {len(words) + 1} spaces around {len(words)} words, got {len(spaces)}")
    return "".join(part for pair in zip(spaces, words, strict=False) for part in pair) + spaces[-1]


def is_one_word(text: str) -> bool:
    """Whether a text is one word or mark, with nothing around it."""
    return _WORD.fullmatch(text) is not None and len(text) <= MOST_LETTERS


def is_mark(word: str) -> bool:
    """Whether a word is a punctuation mark or another sign, not letters or digits. NOTHING is none."""
    return word != NOTHING and not word[0].isalnum()


def count_words(cells: Sequence[str]) -> int:
    """Words and open places, marks left out."""
    return sum(cell == FREE or (cell != NOTHING and not is_mark(cell)) for cell in cells)


def cells_within(cells: Sequence[str], most_words: int) -> int:
    """How many cells from the first on hold so many words at most."""
    if len(cells) <= most_words:
        return len(cells)
    left = most_words
    for at, cell in enumerate(cells):
        left -= count_words((cell,))
        if left < 0:
            return at
    return len(cells)


def without_separators(word: str) -> str:
    """A word as people see it."""
    return word.replace(SEPARATOR, "")
