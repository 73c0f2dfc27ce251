"""Judges whose taste is known: votes on takes whose grades have nine parts, as those of chorales have.

`python -m tests.sunmask.ranking.tastes` prints what is learned from 40 such rankings.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.stats import kendalltau

from sunmask.ranking.learning import learn
from sunmask.ranking.strengths import Vote, chance
from sunmask.ranking.taste import Taste

NAMES = tuple(f"part {number}" for number in range(9))
STRENGTH_SD = 1.2
"""Of the strengths that the taste gives takes, in logits."""


@dataclass
class Tasting:
    """A ranking whose judges weigh the parts of the grade as `weight_F` says, and lean to the left by `side`.

    by_chance: they do not weigh anything.
    """

    seed: int
    num_votes: int = 1000
    num_takes: int = 60
    side: float = 0.0
    by_chance: bool = False
    votes: list[Vote] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        mixing = np.eye(9) + 0.3 * rng.uniform(size=(9, 9))  # parts of a grade go along with each other
        self.value_NF = rng.gamma(4.0, size=(self.num_takes, 9)) @ mixing
        self.new_NF = rng.gamma(4.0, size=(200, 9)) @ mixing
        weight_F = rng.normal(size=9) / self.value_NF.std(axis=0)
        self.weight_F = weight_F * STRENGTH_SD / (self.value_NF @ weight_F).std()
        strength_N = np.zeros(self.num_takes) if self.by_chance else self.value_NF @ self.weight_F
        for _ in range(self.num_votes):
            left, right = rng.choice(self.num_takes, 2, replace=False).tolist()
            wins = chance(strength_N[left] - strength_N[right] + self.side)
            self.votes.append(Vote(left, right, float(rng.random() < wins)))

    @property
    def features(self) -> list[dict[str, float]]:
        return [dict(zip(NAMES, row, strict=True)) for row in self.value_NF.tolist()]

    @property
    def grades(self) -> list[float]:
        return self.value_NF.sum(axis=1).tolist()

    def learned(self) -> Taste:
        return learn("chorale", self.features, self.grades, self.votes, learned_from={"file": "simulated"})

    def tau(self, taste: Taste) -> float:
        """Kendall's tau on new takes."""
        said = [taste.preference(dict(zip(NAMES, row, strict=True))) for row in self.new_NF.tolist()]
        return float(kendalltau(said, self.new_NF @ self.weight_F).statistic)


def main() -> None:
    tastings = [Tasting(seed) for seed in range(40)]
    tastes = [tasting.learned() for tasting in tastings]
    taus = sorted(tasting.tau(taste) for tasting, taste in zip(tastings, tastes, strict=True))
    sides = [abs(taste.side) for taste in tastes]
    print(
        f"tau on new takes: least {taus[0]:.2f}, median {taus[20]:.2f}, "
        f"of 40 {sum(tau >= 0.8 for tau in taus)} >= .8"
    )
    print(f"|side|: median {sorted(sides)[20]:.3f}, of 40 {sum(side <= 0.1 for side in sides)} <= .1")
    print(f"held out: {tastes[0].accuracy}; the grade alone: {tastes[0].of_grade}")


if __name__ == "__main__":
    main()
