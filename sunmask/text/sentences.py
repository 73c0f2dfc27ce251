"""Where sentences begin and end, as far as words show it: by a capital, or within quotation marks."""

from collections.abc import Iterator, Sequence

import numpy as np

from sunmask.text.vocabulary import english

_CAPITALS = (
    "I Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July "
    "August September October November December Christmas Easter God Mr Mrs Ms Dr English French German "
    "Italian Spanish British American European Europe America Internet"
)
CAPITALS = frozenset(_CAPITALS.split())
"""Words with a capital that are no names of the author's world."""
_OPENERS = (
    "a after all although an and another as at because before both but by every everyone for from he her his "
    "how however if in inside it its later many meanwhile most my nobody no nothing now of on once or our "
    "outside perhaps she since so some somebody something sometimes soon still that the their then there "
    "these they this those to today tomorrow tonight under until we what when where while who why with "
    "without yesterday yet you your"
)
OPENERS = frozenset(word.capitalize() for word in _OPENERS.split())
"""Words that bear a capital for no other reason than that a sentence begins."""
CALLED = frozenset(("mum", "mummy", "daddy", "mother", "grandma", "grandmother", "grandpa", "grandfather"))
"""Words that are written small far more often, and bear a capital where somebody is called so."""
RARER = 1.5
"""Nats by which a word is rarer with a capital than without, if sentences and few names begin with it."""
LONG, LONG_IN_QUOTES = 4, 2
"""Free words in a row from which on they hardly end within a name, as in "the old [1] Street"; and from which
on they are more than the last word of what is quoted."""
CLOSING_QUOTES = frozenset('"”')


def is_quoted(words: Sequence[str], cell: int) -> bool:
    """Whether a word stands within quotation marks."""
    before = words[:cell]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def are_quoted(words: Sequence[str]) -> Iterator[bool]:
    """The same of each word."""
    is_odd, depth = False, 0
    for word in words:
        yield is_odd or depth > 0
        is_odd ^= word == '"'
        depth += (word == "“") - (word == "”")


def is_opener(word: str) -> bool:
    """Whether a word most likely bears a capital since a sentence begins with it."""
    small = word.casefold()
    if word in OPENERS:
        return True
    if len(word) < 2 or not word[0].isupper() or word in CAPITALS or small in CALLED:
        return False
    rarity = english().rarity
    return english().is_whole(small) and rarity(small) + RARER <= rarity(word)


def begins_after(
    words: Sequence[str], spaces: Sequence[str], free: Sequence[bool] | np.ndarray, cell: int
) -> bool:
    """Whether the author begins a sentence in a cell that comes after `LONG` free ones or more, or right
    after the quotation mark there, which closes. In a new line a capital says nothing: it may be verse.

    spaces: before each word; free: whether it may change.
    """
    if not 0 < cell < len(words) or free[cell] or "\n" in spaces[cell]:
        return False
    closes = words[cell] in CLOSING_QUOTES and is_quoted(words, cell)
    least = LONG_IN_QUOTES if closes else LONG
    if cell < least or not all(free[cell - least : cell]):
        return False
    first = cell + closes
    return first < len(words) and not free[first] and is_opener(words[first])
