"""The rule against repetition: no word twice in a row, uncommon words at most twice in a sentence, and no
phrase that already occurs nearby.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import is_mark

ENDS = frozenset(".!?")


def is_repeated(words: Sequence[str], cell: int) -> bool:
    """Whether a word or mark is the same as its neighbour, an uncommon word occurs a third time in its
    sentence, or the word is part of a phrase that occurs nearby."""
    word = words[cell].casefold()
    for beside in (cell - 1, cell + 1):
        if 0 <= beside < len(words) and words[beside].casefold() == word:
            return True
    if is_mark(word):
        return False
    if repeats_phrase(words, cell):
        return True
    if is_common(word):
        return False
    first = next((at + 1 for at in range(cell - 1, -1, -1) if words[at] in ENDS), 0)
    end = next((at for at in range(cell + 1, len(words)) if words[at] in ENDS), len(words))
    return sum(each.casefold() == word for each in words[first:end]) > 2


def repeats_phrase(words: Sequence[str], cell: int) -> bool:
    """Whether a word belongs to a phrase of at least `ruling.phrase` words, not all of them common, that
    occurs a second time nearby."""
    ruling = CONFIGURATION.ruling
    word, begin = words[cell].casefold(), max(0, cell - ruling.nearby)
    near = [each.casefold() for each in words[begin : cell + ruling.nearby]]
    for other in (begin + at for at, each in enumerate(near) if each == word):
        if abs(other - cell) < ruling.phrase:
            continue
        first, last = min(cell, other), max(cell, other)
        before = _alike(words, zip(range(first - 1, -1, -1), range(last - 1, -1, -1), strict=False))
        after = _alike(words, zip(range(first + 1, len(words)), range(last + 1, len(words)), strict=False))
        phrase = [each for each in (word, *before, *after) if not is_mark(each)]
        if len(phrase) >= ruling.phrase and not all(is_common(each) for each in phrase):
            return True
    return False


def _alike(words: Sequence[str], cells: Iterable[tuple[int, int]]) -> list[str]:
    """The words at the first cell of each pair, up to the first pair whose words differ."""
    both = ((words[one].casefold(), words[other].casefold()) for one, other in cells)
    return [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], both)]


def is_common(word: str) -> bool:
    """Whether a word in lower case is one of the commonest."""
    vocabulary = english()
    pieces = vocabulary.encode(word)
    return len(pieces) == 1 and bool(vocabulary.surprise[pieces[0]] < CONFIGURATION.ruling.common)
