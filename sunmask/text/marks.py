"""Quotation marks and white space: which straight marks open, and where a space belongs between words."""

from collections.abc import Sequence

from sunmask.text.vocabulary import STRAIGHT, STRAIGHT_OPEN
from sunmask.text.words import is_mark, without_separators

NO_SPACE_BEFORE = frozenset(".,;:!?)]}…%’”»*/°")
NO_SPACE_AFTER = frozenset("([{‘“«$£€#@/")
SINGLE = "'"


def directed(words: Sequence[str], spaces: Sequence[str]) -> list[str]:
    """The words with straight quotation marks that open, recognised by the white space around them."""
    return [
        STRAIGHT_OPEN if word == STRAIGHT and _opens(words, spaces, at) else word
        for at, word in enumerate(words)
    ]


def _opens(words: Sequence[str], spaces: Sequence[str], at: int) -> bool:
    after_nothing = at == 0 or spaces[at] != "" or without_separators(words[at - 1]) in NO_SPACE_AFTER
    return after_nothing and spaces[at + 1] == ""


def mended(
    words: Sequence[str], spaces: Sequence[str], kept: Sequence[bool], symbols: Sequence[str]
) -> list[str]:
    """White space around other words: as it was between two that were kept, elsewhere by rule.

    words, spaces: as they were; kept: which words still stand; symbols: what stands now, marks directed.
    A line's end stays where it was.
    """
    result = [spaces[0]]
    for at in range(1, len(symbols)):
        before = spaces[at]
        if kept[at - 1] and kept[at]:
            result.append(before)
        elif not is_apart(symbols[at - 1], symbols[at]):
            result.append(before if "\n" in before else "")
        else:
            result.append(before or " ")
    return [*result, spaces[-1]] if symbols else list(spaces)


def is_apart(left: str, right: str) -> bool:
    """Whether a space belongs between two symbols, marks directed."""
    if left == STRAIGHT_OPEN or right == STRAIGHT:
        return False
    shown_left, shown_right = without_separators(left), without_separators(right)
    if left != STRAIGHT and shown_left in NO_SPACE_AFTER:
        return False
    return shown_right not in NO_SPACE_BEFORE or (shown_right == "…" and is_mark(shown_left))
