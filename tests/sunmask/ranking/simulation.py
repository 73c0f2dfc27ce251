"""Simulated rankings: judges who vote as the model says, on pairs that the studio's own choice gives them.

`python -m tests.sunmask.ranking.simulation` prints the figures of 50 rankings, and how often a judge who
votes by chance is named.
"""

import argparse
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import kendalltau

from sunmask.ranking import judges, sureness
from sunmask.ranking.pairs import choose
from sunmask.ranking.strengths import Strengths, Vote, chance, fit

SIDE, LENGTH = 0.4, 0.4
"""What the left side and twice the length add, in logits."""
APART = 0.25
"""Between neighbours, in logits."""


@dataclass
class Simulated:
    """A ranking of items APART from each other, in no order, half of them up to twice as long as others."""

    seed: int
    num_items: int = 24
    num_judges: int = 4
    by_chance: Collection[int] = ()
    """Judges who do not listen."""
    votes: list[Vote] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng(self.seed)
        steps_N = np.arange(self.num_items) * APART
        rest_N = self.rng.permutation(steps_N - steps_N.mean())
        doublings_N = self.rng.uniform(0, 1, self.num_items)
        # what goes along with length is its effect: none of the rest may
        doublings_N -= doublings_N.mean()
        doublings_N -= rest_N * (rest_N @ doublings_N) / (rest_N @ rest_N)
        self.length_N = [float(length) for length in 2**doublings_N]
        self.strength_N = rest_N + LENGTH * doublings_N
        self.by_judge: dict[int, list[Vote]] = defaultdict(list)
        self._judged: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._repeated: dict[int, set[int]] = defaultdict(set)
        self._last: dict[int, frozenset[int]] = {}

    def vote(self) -> None:
        """The next judge's next vote."""
        judge = len(self.votes) % self.num_judges
        judged, repeated = self._judged[judge], self._repeated[judge]
        others = {
            frozenset(pair) for other, pairs in self._judged.items() if other != judge for pair in pairs
        }
        chosen = choose(
            self.num_items,
            self.votes,
            judged=judged,
            repeated=repeated,
            last=self._last.get(judge),
            others=others,
            length_N=self.length_N,
            rng=self.rng,
        )
        assert chosen is not None
        logit = self.strength_N[chosen.first] - self.strength_N[chosen.second] + SIDE
        wins = 0.5 if judge in self.by_chance else chance(logit)
        vote = Vote(chosen.first, chosen.second, float(self.rng.random() < wins))
        if chosen.repeats is not None:
            repeated |= {chosen.repeats, len(judged)}
        judged.append((chosen.first, chosen.second))
        self._last[judge] = frozenset(judged[-1])
        self.votes.append(vote)
        self.by_judge[judge].append(vote)

    def fits_at(self, marks: Collection[int]) -> Iterator[tuple[int, Strengths]]:
        while len(self.votes) < max(marks):
            self.vote()
            if len(self.votes) in marks:
                yield len(self.votes), fit(self.num_items, self.votes, self.length_N)

    def covered(self, found: Strengths) -> float:
        """The share of intervals that hold the truth."""
        return float(((found.low_N <= self.strength_N) & (self.strength_N <= found.high_N)).mean())

    def tau(self, found: Strengths) -> float:
        return float(kendalltau(found.strength_N, self.strength_N).statistic)

    def named(self) -> set[int]:
        """The judges of whom is said that they vote like chance."""
        return judges.like_chance(self.num_items, self.by_judge, self.length_N)


def figures(num_rankings: int, marks: Collection[int]) -> dict[int, np.ndarray]:
    """By number of votes, means of coverage, tau, expected tau, side, length, votes at which a first order is
    expected, votes at which PRECISION is expected."""
    rows: dict[int, list[list[float]]] = defaultdict(list)
    for seed in range(num_rankings):
        simulated = Simulated(seed)
        for num_votes, found in simulated.fits_at(marks):
            assert found.length is not None
            rows[num_votes].append(
                [
                    simulated.covered(found),
                    simulated.tau(found),
                    sureness.expected_tau(found),
                    found.side.value,
                    found.length.value,
                    num_votes + (sureness.votes_for_tau(found) or 0),
                    num_votes + sureness.votes_for_precision(found),
                ]
            )
    return {num_votes: np.mean(row, axis=0) for num_votes, row in rows.items()}


def naming(num_rankings: int, first_seed: int = 0) -> tuple[int, int]:
    """Of so many rankings with one judge of four who votes by chance: in how many that one was named within
    60 votes of theirs, and in how many somebody else was, at any time until then."""
    num_found, num_wronged = 0, 0
    for seed in range(first_seed, first_seed + num_rankings):
        simulated = Simulated(seed, by_chance={3})
        named: set[int] = set()
        while len(simulated.votes) < 4 * 60:
            simulated.vote()
            if len(simulated.votes) % 8 == 0:
                named |= simulated.named()
        num_found += 3 in named
        num_wronged += bool(named - {3})
    return num_found, num_wronged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rankings", type=int, default=50)
    parser.add_argument("--judges-only", action="store_true")
    given = parser.parse_args()
    if not given.judges_only:
        print("votes  coverage  tau  expected tau  side  length  first order at  +-0.5 at")
        for num_votes, row in figures(given.rankings, (50, 100, 200, 400, 1000)).items():
            coverage, tau, expected, side, length, first, precise = row
            print(
                f"{num_votes:5}  {coverage:8.3f}  {tau:.3f}  {expected:12.3f}  {side:.2f}  {length:6.2f}  "
                f"{first:14.0f}  {precise:8.0f}",
                flush=True,
            )
    num_found, num_wronged = naming(given.rankings)
    print(
        f"one judge of four votes by chance: named within 60 votes in {num_found} of {given.rankings} "
        f"rankings; an honest one was named in {num_wronged}"
    )


if __name__ == "__main__":
    main()
