"""A taste: how far each part of the grade speaks for a piece, as votes say, and the file that holds it."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

FORMAT, VERSION = "sunmask-taste", 1
FARTHEST = 8.0
"""Spreads from the middle beyond which a feature counts no further, such as one that cannot be counted."""


@dataclass(frozen=True)
class Weight:
    """One feature of the grade: its middle and spread among the takes that were judged, and what a spread
    more of it adds to the logit of winning."""

    feature: str
    middle: float
    spread: float
    weight: float

    def of(self, value: float) -> float:
        """What this value adds."""
        return self.weight * max(-FARTHEST, min(FARTHEST, (value - self.middle) / self.spread))


@dataclass(frozen=True)
class Accuracy:
    """The share of votes that were foretold, with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True)
class Taste:
    """What votes prefer among pieces of a kind.

    side, length: what standing on the left, and twice the length, added to the logit of a win; both were
    taken out, so neither has a part in what is preferred. num_votes: those that decided, num_ties the
    others. accuracy: on the former, each foretold by a fit to votes on neither of its two takes; of_grade: of
    the grade alone on the same votes; better_by: their difference. learned_from: by name, what it came from.
    """

    kind: str
    weights: tuple[Weight, ...]
    side: float
    length: float | None
    num_votes: int
    num_ties: int
    num_takes: int
    accuracy: Accuracy
    of_grade: Accuracy
    better_by: Accuracy
    learned_from: Mapping[str, str]

    def preference(self, features: Mapping[str, float]) -> float:
        """How much the votes would prefer a piece with these parts of a grade, in logits; higher is better.

        Raises ValueError where a feature is missing.
        """
        missing = [one.feature for one in self.weights if one.feature not in features]
        if missing:
            raise ValueError(
                f"expected a grade with {', '.join(one.feature for one in self.weights)}, "
                f"got one without {', '.join(missing)}"
            )
        return math.fsum(one.of(features[one.feature]) for one in self.weights)

    @property
    def sha256(self) -> str:
        """A hash of the file that holds it."""
        return hashlib.sha256(self.to_text().encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, "version": VERSION, **asdict(self), "weights": [*map(asdict, self.weights)]}

    def to_text(self) -> str:
        return json.dumps(self.to_json(), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, found: Any) -> Self:
        """Raises ValueError, with a sentence, for anything that is no taste of this version."""
        if not isinstance(found, dict) or (found.get("format"), found.get("version")) != (FORMAT, VERSION):
            raise ValueError(f"expected a taste ({FORMAT}, version {VERSION}), got something else")
        try:
            own = {field.name: found[field.name] for field in fields(cls)}
            own["weights"] = tuple(Weight(**one) for one in found["weights"])
            for name in ("accuracy", "of_grade", "better_by"):
                own[name] = Accuracy(**found[name])
            made = cls(**own)
            figures = [made.side, made.length or 0.0]
            for one in made.weights:
                figures += [one.middle, one.spread, one.weight]
            for share in (made.accuracy, made.of_grade, made.better_by):
                figures += [share.value, share.low, share.high]
            is_usable = all(math.isfinite(value) for value in figures)
            is_usable &= all(one.spread > 0 and isinstance(one.feature, str) for one in made.weights)
            is_usable &= isinstance(made.kind, str)
            is_usable &= all(isinstance(part, str) for named in made.learned_from.items() for part in named)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"expected a taste with all of its fields, got another ({error})") from None
        if not is_usable:
            raise ValueError("expected a taste with finite figures and spreads above 0, got others")
        return made

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises ValueError for a file that holds no taste, OSError where there is none."""
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
