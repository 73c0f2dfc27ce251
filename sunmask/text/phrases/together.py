"""Phrases for all gaps of a stretch of text, chosen together: what is good in one gap depends on the others.

A filling is a phrase for each gap. First, phrases are searched for from left to right, each after the few
best beginnings that differ, reading the text only up to the next gap. Then each gap is searched
again while the others have the phrases of the best filling. The best phrases of the gaps are combined, and
each combination is scored as a whole text.

M values, F fillings
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from sunmask.text.configuration import Filling
from sunmask.text.language_model.asking import Asking, side_by_side
from sunmask.text.phrases.choose import Filled, Phrases, are_alike
from sunmask.text.phrases.moves import Gaps, Length, Writing, may_be_fewer
from sunmask.text.phrases.propose import Wanted, searched
from sunmask.text.phrases.rewriting import content_words
from sunmask.text.phrases.run_models import Task, Words, shown
from sunmask.text.phrases.score import energies, likelihoods
from sunmask.text.words.words import NOTHING


@dataclass(frozen=True)
class Wanting(Task):
    """The gaps of a stretch, to be filled. refuses: see `Wanted`. allowed(task, values): of the phrases for a
    block those that fit and break no rule."""

    move: Gaps
    refuses: Callable[[Sequence[str], int], bool] = field(kw_only=True)
    allowed: Callable[[Task, Sequence[Words]], list[Words]] = field(kw_only=True)

    @property
    def filling(self) -> Filling:
        return self.models.configuration.filling

    def within(self, filling: dict[int, Words], move: Writing) -> Wanted:
        """The task to write a move. filling: phrases by the number of their gap; other gaps are empty."""
        symbols = list(self.context.symbols)
        for number, cells in enumerate(self.move.blocks):
            for cell, symbol in zip(cells, filling.get(number, (NOTHING,) * len(cells)), strict=True):
                symbols[cell] = symbol
        context = replace(self.context, symbols=symbols, _blocks={})
        return Wanted(self.models, context, move, self.settings, self.pull, self.refuses)

    def length_of(self, cells: Sequence[int]) -> Length:
        fewer = may_be_fewer(len(cells), self.settings, self.models.configuration.proposing)
        return "about" if fewer else "all"


def fillings(wanting: Wanting) -> Asking[Filled]:
    """Fillings; none where a gap has no phrase. Candidates share them where they hold the same words."""
    models, context, move = wanting.models, wanting.context, wanting.move
    held = tuple(NOTHING if cell in set(move.cells) else each for cell, each in enumerate(context.symbols))
    key = move.blocks, move.end, held, context.attention.tobytes(), context.free.tobytes()

    def once(name: str, ask: Callable[[], Asking[Filled]]) -> Asking[Filled]:
        def remembered() -> Asking[Filled]:
            if (name, key) not in models.filled:
                models.filled[name, key] = yield from ask()
            return models.filled[name, key]

        if wanting.pull is not None:  # a pull is of one candidate
            return (yield from ask())
        return (yield from models.turns.take((name, key), remembered))

    firsts = yield from once("first", lambda: _from_left_to_right(wanting))
    if move.is_first or not firsts:
        return firsts
    return (yield from once("combined", lambda: _combined(wanting, firsts)))


def _from_left_to_right(wanting: Wanting) -> Asking[Filled]:
    """Fillings whose gaps were searched in order, each after the best beginnings."""
    blocks, proposing = wanting.move.blocks, wanting.models.configuration.proposing
    begun: Filled = [((), 0.0)]
    for number, cells in enumerate(blocks):
        until = blocks[number + 1][0] if number + 1 < len(blocks) else len(wanting.context.symbols)
        end = min(until, cells[-1] + 1 + proposing.right)
        move = Writing(cells, end, None, wanting.length_of(cells), is_first=True)
        longer = yield from side_by_side(
            [
                _longer(wanting, begin, nats, move)
                for begin, nats in _different(begun, wanting.filling.beginnings)
            ]
        )
        begun = sorted((each for its in longer for each in its), key=lambda each: -each[1])
    return begun[: wanting.filling.combined]


def _longer(wanting: Wanting, begin: Phrases, nats: float, move: Writing) -> Asking[Filled]:
    """This beginning with one more gap filled, in each way that was found."""
    wanted = wanting.within(dict(enumerate(begin)), move)
    values = wanting.allowed(wanted, (yield from searched(wanted)))
    scored = yield from _scored(wanted, values)
    return [((*begin, value), nats + energy) for value, (energy, _) in scored.items()]


def _scored(wanted: Wanted, values: Sequence[Words]) -> Asking[dict[Words, tuple[float, float]]]:
    """The values that the search may go on with, the best first: the energy of each, and how much of it is
    not the log-likelihood of the text, in nats."""
    if not values:
        return {}
    energy_M, likely_M = yield from energies(wanted, values, (wanted.settings.search_width + 1) // 2)
    if wanted.pull is not None:
        energy_M = energy_M + wanted.pull.of_values(values)
    order = [at for at in np.argsort(-energy_M, kind="stable").tolist() if np.isfinite(energy_M[at])]
    return {values[at]: (float(energy_M[at]), float(energy_M[at] - likely_M[at])) for at in order}


def _different(begun: Filled, most: int) -> Filled:
    """The best beginnings whose last phrases have different content words."""
    found: dict[Hashable, tuple[Phrases, float]] = {}
    for phrases, nats in begun:
        found.setdefault(tuple(content_words(shown(phrases[-1]))) if phrases else (), (phrases, nats))
    return list(found.values())[:most]


def _combined(wanting: Wanting, firsts: Filled) -> Asking[Filled]:
    """Fillings that combine phrases of each gap, scored as a whole."""
    blocks, proposing = wanting.move.blocks, wanting.models.configuration.proposing
    best, count = list(firsts[0][0]), len(wanting.context.symbols)
    near: list[dict[Words, float]] = []
    terms: list[dict[Words, float]] = []
    """For each gap: its phrases' energies while the other gaps have their best phrase; and the same energies
    without the likelihood."""
    for number, cells in enumerate(blocks):
        end = min(count, cells[-1] + 1 + proposing.right)
        wanted = wanting.within(dict(enumerate(best)), Writing(cells, end, None, wanting.length_of(cells)))
        found = yield from searched(wanted)
        known = [phrases[number] for phrases, _ in firsts]
        values = dict.fromkeys([best[number], *wanting.allowed(wanted, found), *known])
        scored = yield from _scored(wanted, list(values))
        near.append({value: energy for value, (energy, _) in scored.items()})
        terms.append({value: others for value, (_, others) in scored.items()})
        best[number] = next(iter(near[-1]))
    if len(blocks) == 1:
        return [((phrase,), nats) for phrase, nats in near[0].items()]
    made = _worth_scoring(near, [phrases for phrases, _ in firsts], wanting.filling)
    of_all = {tuple(symbol for phrase in phrases for symbol in phrase): phrases for phrases in made}
    may = wanting.allowed(wanting.within({}, wanting.move), list(of_all))
    made = [of_all[each] for each in may if each in of_all]
    if not made:
        return firsts
    first, last = blocks[0][0], blocks[-1][-1]
    whole = Writing(tuple(range(first, last + 1)), min(count, last + 1 + proposing.right))
    texts = []
    for phrases in made:
        symbols = list(wanting.context.symbols)
        for cells, phrase in zip(blocks, phrases, strict=True):
            symbols[cells[0] : cells[-1] + 1] = phrase
        texts.append(symbols[first : last + 1])
    likely_F = yield from likelihoods(wanting.within({}, whole), texts)
    terms_F = [sum(of[phrase] for of, phrase in zip(terms, each, strict=True)) for each in made]
    nats = (likely_F + np.array(terms_F)).tolist()
    return sorted(zip(made, nats, strict=True), key=lambda each: -each[1])


def _worth_scoring(
    near: Sequence[dict[Words, float]], firsts: Sequence[Phrases], filling: Filling
) -> list[Phrases]:
    """The combinations that are worth scoring: half of them are the best, scored as if gaps did not depend on
    each other; the rest are the next best that resemble neither the best one nor each other (`are_alike`)."""
    few = [_few(list(of.items()), filling.phrases, filling.worse * len(near)) for of in near]
    all_ = {each: 0.0 for each in [*product(*few), *firsts]}
    known = [each for each in all_ if all(phrase in of for phrase, of in zip(each, near, strict=True))]
    score = {each: sum(of[phrase] for phrase, of in zip(each, near, strict=True)) for each in known}
    order = sorted(known, key=lambda each: -score[each])
    kept = order[: filling.combined // 2]
    for each in order[filling.combined // 2 :]:
        if len(kept) == filling.combined:
            break
        if not any(are_alike(each, other) for other in kept[filling.combined // 2 :] + kept[:1]):
            kept.append(each)
    return kept


def _few(phrases: Sequence[tuple[Words, float]], most: int, worse: float) -> list[Words]:
    """The best phrases of a gap: the two best, and those hardly worse that say something else. phrases: the
    best first."""
    kept = [phrase for phrase, _ in phrases[:2]]
    for phrase, nats in phrases[2:]:
        if len(kept) == most or nats < phrases[0][1] - worse:
            break
        if not any(are_alike((phrase,), (other,)) for other in kept):
            kept.append(phrase)
    return kept
