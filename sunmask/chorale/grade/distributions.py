"""Distributions of Bach's features that a piece is graded against, and the distance from them.

`bach_distributions.json` holds counts over the 351 four-part chorales of music21's corpus (Riemenschneider
1 to 371). `sunmask.lab.chorale.counting` counts them again.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sunmask.chorale.grade.features import BY_MODE, FEATURES, Counts

FILE = Path(__file__).with_name("bach_distributions.json")


@dataclass(frozen=True)
class Distribution:
    """Categories in order of falling probability, and their probabilities."""

    probabilities: dict[str, float]

    @classmethod
    def of_counts(cls, counts: Mapping[str, float]) -> "Distribution":
        """The distribution of counts in rank order."""
        total = sum(counts.values())
        return cls({category: number / total for category, number in counts.items()})

    def distance(self, counts: Counter) -> float:
        """Wasserstein-1 distance of counts from this, each category lying at its rank.

        Categories unknown here lie after all known ones, the piece's rarest first. Infinite where
        nothing was counted.
        """
        total = sum(counts.values())
        if not total:
            return math.inf
        unknown = [number for category, number in counts.most_common() if category not in self.probabilities]
        gaps = [counts[category] / total - p for category, p in self.probabilities.items()]
        return _moved(gaps + [number / total for number in reversed(unknown)])

    def distance_of_lengths(self, counts: Counter) -> float:
        """The same for categories that are numbers and lie where they are; no count is length 0."""
        total = sum(counts.values())
        here = {length: number / total for length, number in counts.items()} if total else {0: 1.0}
        known = {int(category): p for category, p in self.probabilities.items()}
        longest = max(*here, *known)
        return _moved([here.get(length, 0.0) - known.get(length, 0.0) for length in range(longest + 1)])


def _moved(gaps: list[float]) -> float:
    """How much must move how far between places one apart to close the gaps."""
    carried, moved = 0.0, 0.0
    for gap in gaps:
        carried += gap
        moved += abs(carried)
    return moved


@dataclass(frozen=True)
class BachDistributions:
    """A distribution per feature (or per feature and mode), and Bach's parallels per note.

    medians: over his own chorales, of "overall" and of each feature's distance.
    """

    shared: dict[str, Distribution]
    by_mode: dict[str, dict[str, Distribution]]
    parallels_per_note: float
    medians: dict[str, float]

    def of(self, feature: str, mode: str) -> Distribution:
        return self.by_mode[mode][feature] if feature in BY_MODE else self.shared[feature]

    def distances(self, counts: Counts) -> dict[str, float]:
        """The nine distances of a piece, in the order of `FEATURES`; infinite where nothing was counted.
        Those of voices that the piece does not have are 0."""
        return {
            feature: 0.0
            if feature in counts.absent
            else self.distance(feature, counts.key.mode, counts.by_feature[feature], counts.num_notes)
            for feature in FEATURES
        }

    def distance(self, feature: str, mode: str, histogram: Counter, num_notes: int) -> float:
        """One feature's distance for its histogram in a piece with that number of notes."""
        distribution = self.of(feature, mode)
        if feature == "repeated_sequence":
            return distribution.distance_of_lengths(histogram)
        if feature == "parallel_error":
            # the rule of the Bach-or-Mock paper: fifths and octaves in Bach's proportion cost nothing
            errors = sum(histogram.values())
            ratio = errors / max(1, num_notes) / self.parallels_per_note
            return distribution.distance(histogram) * ratio if errors else 0.0
        return distribution.distance(histogram)


@cache
def bach_distributions() -> BachDistributions:
    """The distributions that are shipped."""
    return distributions_from_json(json.loads(FILE.read_text()))


def distributions_from_json(content: Mapping) -> BachDistributions:
    """The distributions in the content of a file such as the one that is shipped."""

    def read(group: str) -> dict[str, Distribution]:
        return {name: Distribution.of_counts(dict(counts)) for name, counts in content[group].items()}

    parallels = sum(number for _, number in content["shared"]["parallel_error"])
    return BachDistributions(
        read("shared"),
        {mode: read(mode) for mode in ("major", "minor")},
        parallels / content["num_notes"],
        content.get("medians", {}),
    )
