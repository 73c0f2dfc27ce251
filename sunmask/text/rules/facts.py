"""Facts that a rewording must not change: numbers, names, colours, negation, the mark at the end of the
sentence, and which of two opposites is said."""

import re
from collections import Counter
from collections.abc import Sequence

from sunmask.text.rules.guards import ENDS, bare, word_list
from sunmask.text.words.vocabulary import english

_NUMBERS = "two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand million"
NUMBERS = frozenset(_NUMBERS.split())
_DENIALS = "not no never nobody nothing none nor neither without cannot unable"
DENIALS = frozenset(_DENIALS.split())
_AMOUNTS = "half dozen twice hundreds thousands millions billion zero"
AMOUNTS = NUMBERS | frozenset(_AMOUNTS.split())
_MODALS = "shall must may should might ought"
MODALS = frozenset(_MODALS.split())
"""Modal verbs; in a rule they are not interchangeable."""
_COLOURS = "white black grey gray red blue green yellow brown orange purple pink golden"
COLOURS = frozenset(_COLOURS.split())
_OPPOSITES = (
    "high low, higher lower, open closed, open shut, opened closed, opened shut, before after, more less, "
    "more fewer, most least, increase decrease, increases decreases, increased decreased, increases "
    "reduces, increase reduce, rise fall, rises falls, rose fell, rises drops, up down, above below, "
    "inside outside, in out, indoors outdoors, early late, earlier later, first last, always never, often "
    "seldom, often rarely, all none, everybody nobody, everyone nobody, everything nothing, with without, "
    "old new, old young, older younger, big small, bigger smaller, large small, larger smaller, long "
    "short, longer shorter, hot cold, warm cold, warm cool, wet dry, full empty, easy hard, easy "
    "difficult, good bad, better worse, best worst, right wrong, true false, safe dangerous, rich poor, "
    "strong weak, stronger weaker, fast slow, quick slow, quickly slowly, loud quiet, loudly quietly, "
    "light dark, bright dark, near far, left right, man woman, men women, boy girl, boys girls, brother "
    "sister, mother father, son daughter, husband wife, day night, morning evening, summer winter, buy "
    "sell, bought sold, give take, gave took, come go, came went, arrive leave, arrived left, begin end, "
    "began ended, start stop, started stopped, start finish, win lose, won lost, love hate, loved hated, "
    "like dislike, remember forget, remembered forgot, accept refuse, accepted refused, allow forbid, "
    "allowed forbidden, borrow lend, push pull, pushed pulled, ask answer, asked answered, dead alive, "
    "possible impossible, happy sad, happy unhappy, cheap expensive, thick thin, deep shallow, wide "
    "narrow, heavy light, clean dirty, north south, east west, past future, yesterday tomorrow, yesterday "
    "today, today tomorrow, minimum maximum, succeed fail, succeeded failed, protect harm, save waste, "
    "arrival departure, public private"
)
OPPOSITES: dict[str, set[str]] = {}
"""The opposites of each word. They need a list, because by a model's features an opposite is as similar as a
synonym."""
for _one, _other in (pair.split() for pair in _OPPOSITES.split(", ")):
    OPPOSITES.setdefault(_one, set()).add(_other)
    OPPOSITES.setdefault(_other, set()).add(_one)
_PERSONS = (
    "i me my mine myself",
    "we us our ours ourselves",
    "you your yours yourself",
    "he him his himself",
    "she her hers herself",
)
PERSONS = tuple(frozenset(person.split()) for person in _PERSONS)


def facts_changed(old: Sequence[str], new: Sequence[str], begins: bool) -> int:
    """The number of facts that are missing or new in a rewording. begins: whether a sentence begins with
    it."""
    before, after = (_facts(words, begins) for words in (old, new))
    here, there = ({word.casefold() for word in words} for words in (old, new))
    reversed_words = sum(bool(OPPOSITES.get(word, set()) & (here - there)) for word in there - here)
    return ((before - after) | (after - before)).total() + reversed_words


def differ(old: Sequence[str], new: Sequence[str], begins: bool) -> bool:
    """Whether a rewording has other numbers, names or modal verbs than the original, or another number of
    negations. begins: whether a sentence begins with it."""
    return _kept(old, begins) != _kept(new, begins)


def _kept(words: Sequence[str], begins: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    for at, word in enumerate(words):
        folded = word.casefold()
        if folded in DENIALS or re.search(r"n['’]t$", folded):
            found["not"] += 1
        elif word[:1].isdigit() or folded in AMOUNTS or folded in MODALS:
            found[folded] += 1
        elif word[:1].isupper() and word != "I" and (at > 0 or not begins or is_only_name(word)):
            found[folded] = 1
    return found


def is_only_name(word: str) -> bool:
    """Whether a word is hardly ever written without a capital."""
    known = english().is_whole
    return bare(word) not in word_list() or (known(word) and not known(word.casefold()))


def persons_added(old: Sequence[str], new: Sequence[str]) -> int:
    """The number of grammatical persons, such as I or she, that are new."""
    return sum(_has(new, person) and not _has(old, person) for person in PERSONS)


def _facts(words: Sequence[str], begins: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    for at, word in enumerate(words):
        folded = word.casefold()
        if word in ENDS:
            found[word] = 1
        elif folded in DENIALS or re.search(r"n['’]t$", folded):
            found["not"] = 1
        elif word[:1].isdigit() or folded in NUMBERS | COLOURS:
            found[folded] += 1
        elif word[:1].isupper() and word != "I" and (at > 0 or not begins):
            found[folded] = 1
    return found


def _has(words: Sequence[str], person: frozenset[str]) -> bool:
    return any(bare(word) in person for word in words)
