"""Facts that a rewording must not change: numbers, names, colours, negation, the mark at the end of the
sentence, and which of two opposites is said. And runs of cells that together hold one fact, which it leaves
as they are: numbers with marks or units, dates, times, abbreviations, names of several words, addresses of
any kind, and quoted speech. A cell is a word or a mark, so `£2.4 million` has five cells.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

import numpy as np

from sunmask.method.cells import Plan
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.rules.guards import ENDS, bare, word_list
from sunmask.text.words.sentences import OPENERS
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import is_mark

_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million "
    "billion third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirds fifths sixths tenths"
)
NUMBERS = frozenset(_NUMBERS.split())
"""Neither one nor second, which say other things as often."""
_DENIALS = "not no never nobody nothing none nor neither without cannot unable"
DENIALS = frozenset(_DENIALS.split())
_AMOUNTS = "half quarter dozen twice double triple dozens hundreds thousands millions billions zero"
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
        elif word[:1].isdigit() or _has(word.split("-"), AMOUNTS) or folded in MODALS:
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
        elif word[:1].isdigit() or _has(word.split("-"), NUMBERS) or folded in COLOURS:
            found[folded] += 1
        elif word[:1].isupper() and word != "I" and (at > 0 or not begins):
            found[folded] = 1
    return found


def _has(words: Sequence[str], wanted: frozenset[str]) -> bool:
    return any(bare(word) in wanted for word in words)


_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_NUMBER = r"\d+(?:[.,:/–-]\d+)*"
_UNIT = (
    "(?:%|‰|°[CF]?|(?:per ?cent|thousand|million|billion|trillion|bn|m|k|km|cm|mm|kg|g|mg|l|ml|cl|ft|lb|oz|"
    "mph|kWh?|MW|GB|MB|a\\.m\\.|p\\.m\\.|am|pm|seconds?|minutes?|hours?|days?|weeks?|months?|years?|miles?|"
    "metres?|meters?|litres?|liters?|pounds?|dollars?|euros?|pence|cents?)\\b)"
)
_CAPITAL = r"[^\W\d_a-zß-ÿ][\w'’-]*"
PATTERNS = (
    r"(?:https?://|www\.)[^\s<>\"“”]*[\w/]",
    r"[\w.+-]+@\w[\w-]*(?:\.\w+)+",
    r"\b\w[\w-]*\.(?:com|org|net|co\.uk|gov|edu|io|de|eu|uk)\b(?:/[\w/.-]*\w)?",
    rf"[#£$€¥]?\s?{_NUMBER}(?:st|nd|rd|th)?(?:\s?{_UNIT})*",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?: \d{{4}})?",
    rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:, \d{{4}})?",
    r"\b(?:[A-Za-z]\.){2,}",
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|Fig|Figs|Jr|Sr|Inc|Ltd|Co|Dept|vs|etc|approx|cf)\.(?!\w)",
    rf"\b(?:Mr|Mrs|Ms|Dr|Prof|St)\.? {_CAPITAL}(?: {_CAPITAL})*",
    rf"\b\d+[A-Za-z]?,? {_CAPITAL}(?: {_CAPITAL})*",
    rf"\b{_CAPITAL}(?: (?:of|the|de|la|van|von|der|and|&) {_CAPITAL}| {_CAPITAL})+",
    r"“[^“”\n]*”",
    r"\"[^\"\n]*\"",
)
"""Regular expressions; each match is one fact."""
_PATTERN = [re.compile(each) for each in PATTERNS]
_QUOTES = frozenset('“"')


def held_runs(words: Sequence[str], spaces: Sequence[str]) -> list[range]:
    """The runs of more than one cell, in order; those that overlap are joined. spaces: before each word."""
    text = "".join(chain.from_iterable(zip(spaces, words, strict=False)))
    ends = list(accumulate(len(space) + len(word) for space, word in zip(spaces, words, strict=False)))
    begins = [end - len(word) for end, word in zip(ends, words, strict=True)]
    belongs = [False] * len(words)
    """Whether a cell belongs to the same fact as the one before it."""
    for pattern in _PATTERN:
        for found in pattern.finditer(text):
            begin, end = found.span()
            cells = range(bisect_right(ends, begin), bisect_left(begins, end))
            if cells and words[cells[0]] in OPENERS and text[begin] not in _QUOTES:
                cells = cells[1:]  # its capital is that of a sentence's beginning
            for at in cells[1:]:
                belongs[at] = True
    firsts = [at for at, is_more in enumerate(belongs) if not is_more]
    runs = [range(first, end) for first, end in pairwise([*firsts, len(words)])]
    return [run for run in runs if len(run) > 1]


def with_facts_held(plan: Plan, words: Sequence[str], spaces: Sequence[str]) -> Plan:
    """The plan, with facts held and trusted where they were masked together with words beside them, and so
    are short rests between facts. A fact that is masked alone was chosen, and stays masked."""
    masked_T = ~(plan.trust | plan.hold | plan.renoise)[0]
    if not masked_T.any():
        return plan
    held_T = np.zeros_like(masked_T)
    for run in held_runs(words, spaces):
        cells = slice(run.start, run.stop)
        beside = [at for at in (run.start - 1, run.stop) if 0 <= at < len(masked_T)]
        if masked_T[cells].any() and masked_T[beside].any():
            held_T[cells] = True
    held_T &= masked_T
    for first, end in _stretches(masked_T & ~held_T):
        is_beside = (first > 0 and held_T[first - 1]) or (end < len(held_T) and held_T[end])
        if is_beside and sum(not is_mark(word) for word in words[first:end]) < CONFIGURATION.rewording.fewest:
            held_T[first:end] = True
    return Plan(plan.trust | held_T, plan.hold | held_T, plan.renoise)


def _stretches(cells_T: np.ndarray) -> list[tuple[int, int]]:
    """The first cell of each stretch of true cells, and the cell after it."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], cells_T, [False]))))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
