"""Which pair a judge is given next: most of them for what their vote would teach, some to measure the judge.

All randomness is `rng`'s, so that a choice can be made again from the same votes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sunmask.ranking.strengths import Strengths, Vote, chance, fit, variance_of_differences

Reason = Literal["teaches", "shared", "random", "repeat", "control"]
"""Why a pair was chosen: its vote teaches most; another judge had it too; by chance; the same judge had it
with sides changed; one of the two is a control."""


@dataclass(frozen=True)
class Shares:
    """How many of a judge's pairs are chosen for each reason, 0 to 1; all others teach most."""

    repeat: float = 0.1
    random: float = 0.1
    shared: float = 0.15
    control: float = 0.1


@dataclass(frozen=True)
class Chosen:
    """A pair, `first` on the left. repeats: which of the judge's duels, by its place, has come back."""

    first: int
    second: int
    reason: Reason
    repeats: int | None = None


REPEATS_AFTER = 4
"""A pair comes back only after so many others."""
MEASURED_BY = 60
"""Votes after which enough is known of a judge: then shared pairs are those that teach most, too."""
USUAL_SHARES = Shares()


def choose(
    num_items: int,
    votes: Sequence[Vote],
    *,
    judged: Sequence[tuple[int, int]],
    repeated: Collection[int] = (),
    last: frozenset[int] | None = None,
    others: Collection[frozenset[int]] = (),
    controls: Collection[int] = (),
    length_N: Sequence[float] | None = None,
    shares: Shares = USUAL_SHARES,
    rng: np.random.Generator,
) -> Chosen | None:
    """The next pair for a judge; None once the judge has voted on all pairs but those of two controls.

    votes: of everybody. judged: the judge's duels, left and right, in the order of voting; repeated: places
    in it of those that came back. last: the pair just seen, which does not come again while there is
    another. others: pairs on which others have voted. controls: items that only test the judge.
    """
    known = {frozenset(pair) for pair in judged}
    controls = set(controls)
    closed_NN = np.tril(np.ones((num_items, num_items), dtype=bool))
    for pair in known:
        closed_NN[min(pair), max(pair)] = True
    has_control_NN = np.zeros_like(closed_NN)
    for item in controls:
        has_control_NN[item, :] = has_control_NN[:, item] = True
    for item in controls:
        for other in controls:
            closed_NN[item, other] = True
    if closed_NN.all():
        return None
    found = fit(num_items, votes, length_N)
    draw = rng.random()
    if draw < shares.repeat:
        again = _repeated(judged, repeated, last, rng)
        if again is not None:
            return again
    fresh_NN = closed_NN.copy()
    if last is not None and len(last) == 2:
        fresh_NN[min(last), max(last)] = True
    plain_NN = fresh_NN | has_control_NN
    known_to_others_NN = np.zeros_like(closed_NN)
    for pair in others:
        known_to_others_NN[min(pair), max(pair)] = True
    gain_NN = _gain(found)
    shared_NN = _telling(found) if len(judged) < MEASURED_BY else gain_NN
    wishes: list[tuple[Reason, float, np.ndarray]] = [
        ("random", shares.random, np.where(plain_NN, 0.0, 1.0)),
        ("shared", shares.shared, np.where(plain_NN | ~known_to_others_NN, 0.0, shared_NN)),
        ("control", shares.control if controls else 0.0, np.where(fresh_NN | ~has_control_NN, 0.0, 1.0)),
    ]
    draw -= shares.repeat
    for reason, share, weight_NN in wishes:
        if 0 <= draw < share and weight_NN.any():
            return Chosen(*_drawn(weight_NN, rng), reason)
        draw -= share
    for closed in (plain_NN, closed_NN | has_control_NN):
        if not closed.all():
            best = gain_NN[~closed].max()
            return Chosen(*_drawn(~closed & (gain_NN >= best - 1e-9), rng), "teaches")
    return Chosen(*_drawn(~closed_NN, rng), "control")


def _gain(found: Strengths) -> np.ndarray:
    """How much a vote on each pair would bring the order nearer to the truth.

    A vote narrows all strengths a little, by the covariance. That matters where two of them may be in the
    wrong order: their difference is small beside its error.
    """
    spread_NN = found.covariance_NN
    variance_NN = np.maximum(variance_of_differences(spread_NN), 1e-12)
    difference_NN = found.strength_N[:, None] - found.strength_N[None, :]
    matters_NN = np.exp(-(difference_NN**2) / variance_NN / 2) / np.sqrt(variance_NN)
    np.fill_diagonal(matters_NN, 0)
    of_order_NN = np.diag(matters_NN.sum(axis=1)) - matters_NN
    narrowed_NN = spread_NN @ of_order_NN @ spread_NN
    chance_NN = chance(difference_NN)
    weight_NN = chance_NN * (1 - chance_NN)
    return weight_NN * variance_of_differences(narrowed_NN) / (1 + weight_NN * variance_NN)


def _telling(found: Strengths) -> np.ndarray:
    """What a vote on each pair would tell of its judge: most where the better one wins 9 times of 10."""
    difference_NN = found.strength_N[:, None] - found.strength_N[None, :]
    seen_NN = difference_NN / np.sqrt(1 + np.pi * variance_of_differences(found.covariance_NN) / 8)
    chance_NN = chance(seen_NN)
    return seen_NN**2 * chance_NN * (1 - chance_NN) + 0.01


def _drawn(weight_NN: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
    """A pair as likely as its weight, on random sides."""
    share = weight_NN.ravel() / weight_NN.sum()
    pair = divmod(int(rng.choice(len(share), p=share)), len(weight_NN))
    first, second = (int(item) for item in rng.permutation(pair))
    return first, second


def _repeated(
    judged: Sequence[tuple[int, int]],
    repeated: Collection[int],
    last: frozenset[int] | None,
    rng: np.random.Generator,
) -> Chosen | None:
    """Any earlier duel, with its sides changed."""
    twice = {frozenset(judged[place]) for place in repeated}
    places = [
        place
        for place, pair in enumerate(judged[: max(0, len(judged) - REPEATS_AFTER)])
        if place not in repeated and frozenset(pair) not in twice and frozenset(pair) != last
    ]
    if not places:
        return None
    place = places[int(rng.integers(len(places)))]
    first, second = judged[place]
    return Chosen(second, first, "repeat", place)
