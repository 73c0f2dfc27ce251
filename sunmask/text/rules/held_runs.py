"""Runs of cells that together hold one fact: numbers with marks or units, dates, times, abbreviations, names
of several words, addresses of any kind, and quoted speech. Rewriting leaves them as they are.

A cell is a word or a mark, so `£2.4 million` has five cells.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, chain, pairwise

import numpy as np

from sunmask.method.cells import Plan
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.words.sentences import OPENERS
from sunmask.text.words.words import is_mark

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
