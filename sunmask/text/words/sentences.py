"""Where sentences begin and end, as far as capitals and quotation marks show it."""

from collections.abc import Iterator, Sequence

import numpy as np

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.words.vocabulary import english

_CAPITALS = (
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December Christmas Easter God Mr Mrs Ms Dr English French German "
    "Italian Spanish British American European Europe America Internet"
)
CAPITALS = frozenset(_CAPITALS.split())
"""Words with a capital that are not names from the author's text."""
_OPENERS = (
    "a after all although an and another as at because before besides both but by every everyone for from "
    "he her his how however if in inside it its later many meanwhile most my no nobody nothing now of on "
    "once or our outside perhaps she since so some somebody something sometimes soon still that the their "
    "then there these they this those to today tomorrow tonight under until we what when where while who "
    "why with without yesterday yet you your"
)
OPENERS = frozenset(word.capitalize() for word in _OPENERS.split())
"""Words that have a capital only at the beginning of a sentence."""
CALLED = frozenset(("mum", "mummy", "daddy", "mother", "grandma", "grandmother", "grandpa", "grandfather"))
"""Words that are mostly lower-case, and have a capital where they address or name somebody."""
RULING = CONFIGURATION.ruling
CLOSING_QUOTES, ENDS = frozenset('"”'), frozenset(".!?…")
CLOSE_SPEECH = ENDS | {","}
"""Marks that come before a closing quotation mark in direct speech."""


def is_quoted(words: Sequence[str], cell: int) -> bool:
    """Whether a word is within quotation marks."""
    before = words[:cell]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def are_quoted(words: Sequence[str]) -> Iterator[bool]:
    """The same for each word."""
    is_odd, depth = False, 0
    for word in words:
        yield is_odd or depth > 0
        is_odd ^= word == '"'
        depth += (word == "“") - (word == "”")


def speaks_from(words: Sequence[str], cell: int) -> bool:
    """Whether a quotation mark opens direct speech: the quotation begins with a capital, and a mark comes
    before its end. Quoted names and terms lack one or both."""
    opens = words[cell] == "“" or (words[cell] == '"' and not is_quoted(words, cell))
    if not opens or not "".join(words[cell + 1 : cell + 2])[:1].isupper():
        return False
    closes = next((at for at in range(cell + 2, len(words)) if words[at] in CLOSING_QUOTES), None)
    return closes is not None and words[closes - 1] in CLOSE_SPEECH


def is_opener(word: str, *, is_after_one: bool = False) -> bool:
    """Whether a word most likely has its capital because it begins a sentence. is_after_one: whether the free
    words before it also begin at the start of a sentence; then rare words count as well."""
    small, vocabulary = word.casefold(), english()
    if word in OPENERS:
        return True
    if len(word) < 2 or not word[0].isupper() or word in CAPITALS or small in CALLED:
        return False
    if not vocabulary.is_whole(small):
        return is_after_one and len(vocabulary.encode(small)) < len(vocabulary.encode(word))
    rarer = RULING.rarer_after_one if is_after_one else RULING.rarer
    return vocabulary.rarity(small) + rarer <= vocabulary.rarity(word)


def begins_after(
    words: Sequence[str], spaces: Sequence[str], free: Sequence[bool] | np.ndarray, cell: int
) -> bool:
    """Whether a sentence of the author begins in a cell that follows several free ones: in the cell itself,
    after a closing quotation mark there, or with the direct speech that a mark there opens. A capital at the
    beginning of a line proves nothing, since the text may be verse.

    spaces: before each word; free: whether it may change.
    """
    if not 0 < cell < len(words) or free[cell]:
        return False
    if speaks_from(words, cell):
        return cell >= RULING.sentence and all(free[cell - RULING.sentence : cell])
    if "\n" in spaces[cell]:
        return False
    closes = words[cell] in CLOSING_QUOTES and is_quoted(words, cell)
    least = RULING.quotation if closes else RULING.sentence
    if cell < least or not all(free[cell - least : cell]):
        return False
    first = cell + closes
    is_after_one = _begins_with_one(words, free, cell)
    return first < len(words) and not free[first] and is_opener(words[first], is_after_one=is_after_one)


def _begins_with_one(words: Sequence[str], free: Sequence[bool] | np.ndarray, cell: int) -> bool:
    """Whether the free words before a cell begin at the start of a sentence, or of the text."""
    begin = cell
    while begin and free[begin - 1]:
        begin -= 1
    if begin and (words[begin - 1] in CLOSING_QUOTES or words[begin - 1] == "“"):
        begin -= 1
    return not begin or words[begin - 1] in ENDS
