"""Quotation marks and white space: which straight marks open a quotation, and where a space belongs."""

from collections.abc import Sequence

from sunmask.text.words.vocabulary import STRAIGHT, STRAIGHT_OPEN
from sunmask.text.words.words import NOTHING, is_mark, without_separators

NO_SPACE_BEFORE = frozenset(".,;:!?)]}…%’”»*/°")
NO_SPACE_AFTER = frozenset("([{‘“«$£€#@/")


def directed(words: Sequence[str], spaces: Sequence[str]) -> list[str]:
    """The words, with STRAIGHT_OPEN for straight quotation marks that open, by the white space around
    them."""
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
    """The white space after some words were replaced: unchanged between two words that were kept, elsewhere
    by rule.

    words, spaces: before the change; kept: which words are still there; symbols: the words now, with directed
    quotation marks. Line ends stay where they were. There is no space before NOTHING.
    """
    result: list[str] = []
    left = -1
    """The last cell that is not NOTHING."""
    for at, symbol in enumerate(symbols):
        if symbol == NOTHING:
            result.append("")
            continue
        before = spaces[left + 1 : at + 1]
        line = next((space for space in before if "\n" in space), "")
        if all(kept[max(0, left) : at + 1]):
            result.append("".join(before))
        elif left < 0:
            result.append(line or spaces[0])
        elif not is_apart(symbols[left], symbol):
            result.append(line)
        else:
            result.append(line or before[-1] or " ")
        left = at
    return [*result, spaces[-1]] if symbols else list(spaces)


def is_apart(left: str, right: str) -> bool:
    """Whether a space belongs between two symbols, with directed quotation marks."""
    if left == STRAIGHT_OPEN or right == STRAIGHT:
        return False
    shown_left, shown_right = without_separators(left), without_separators(right)
    if left != STRAIGHT and shown_left in NO_SPACE_AFTER:
        return False
    return shown_right not in NO_SPACE_BEFORE or (shown_right == "…" and is_mark(shown_left))
