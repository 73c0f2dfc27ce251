"""A text as words and the white space around them, without loss in either direction.

A word is letters and digits with inner apostrophes or hyphens. Any other single character except white space
is a mark. In JavaScript a letter is /[\\p{L}\\p{N}][\\u0300-\\u036f]*/u.
"""

import re
from collections.abc import Sequence

MOST_LETTERS = 64
"""The most letters of a word; a longer one is cut."""
FREE = "▢"
"""The word of an open place."""
NOTHING = ""
"""The word of a place that a rewriting leaves empty; it is written as nothing."""
SEPARATOR = "\u2063"
"""An invisible character; in a running generation it is between the pieces of a word that the model wrote."""

STRAY = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffc\ufffe\uffff\ud800-\udfff]"
)
"""Characters that no text needs and that hide or reverse their neighbours (controls, overrides of direction,
separators, lone surrogates). They are removed from every text that comes from outside."""

_LETTER = r"[^\W_][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:['’\-‐‑](?:{_LETTER})+)*|\S")


def text_to_words(text: str) -> tuple[list[str], list[str]]:
    """The words of a text, and the white space before each of them and after the last (one more).

    Words that are too long are cut. A character with which a word cannot begin, such as a combining mark,
    then becomes a word of its own.
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
    """A word of any length, cut into words of the allowed length."""
    parts: list[str] = []
    at = 0
    while found := _WORD.match(word, at, at + MOST_LETTERS):
        parts.append(found.group())
        at = found.end()
    return parts


def words_to_text(words: Sequence[str], spaces: Sequence[str]) -> str:
    """The inverse of `text_to_words`. Raises ValueError unless there is one space more than words."""
    if len(spaces) != len(words) + 1:
        raise ValueError(f"expected {len(words) + 1} spaces around {len(words)} words, got {len(spaces)}")
    return "".join(part for pair in zip(spaces, words, strict=False) for part in pair) + spaces[-1]


def is_one_word(text: str) -> bool:
    """Whether a text is exactly one word or mark."""
    return _WORD.fullmatch(text) is not None and len(text) <= MOST_LETTERS


def is_mark(word: str) -> bool:
    """Whether a word is a punctuation mark or another sign, not letters or digits. NOTHING is no mark."""
    return word != NOTHING and not word[0].isalnum()


def count_words(cells: Sequence[str]) -> int:
    """The number of words and open places, without marks."""
    return sum(cell == FREE or (cell != NOTHING and not is_mark(cell)) for cell in cells)


def cells_within(cells: Sequence[str], most_words: int) -> int:
    """The number of cells at the beginning that hold at most so many words."""
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
