"""The statement about a file: shares of people and model, and the models that took part."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

IN_WORDS = {
    "human": "by people",
    "model": "by the model",
    "edited": "by the model and edited by people",
    "held": "as they were brought in",
}
"""Authors of cells, as a sentence names them."""


@dataclass(frozen=True)
class Statement:
    """The statement. made_with: program and release. shares: of all cells, by author as in `IN_WORDS`, 1 in
    all. num_people: who edited the canvas; their names stay in the studio. models: checkpoints by name, with
    their SHA-256."""

    made_with: str
    title: str
    shares: Mapping[str, float]
    num_people: int
    models: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """The statement in a line that a person reads."""
        shares = [(self.shares.get(author, 0.0), words) for author, words in IN_WORDS.items()]
        listed = _listed([f"{_percent(share)} {words}" for share, words in shares if share])
        models = f" Model: {', '.join(self.models)}." if self.models else ""
        return f"Made with {self.made_with}: {listed or 'nothing yet'}.{models}"

    @property
    def source_type(self) -> str:
        """The term of the IPTC for how such content comes to be."""
        model = self.shares.get("model", 0.0)
        if model >= 1:
            return "trainedAlgorithmicMedia"
        if model or self.shares.get("edited") or self.models:
            return "compositeWithTrainedAlgorithmicMedia"
        return "digitalCreation"

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "sentence": self.sentence}


def statement_from_json(given: Any) -> Statement:
    """Raises ValueError for what no statement is."""
    try:
        return Statement(
            made_with=str(given["made_with"]),
            title=str(given["title"]),
            shares={str(name): float(share) for name, share in given["shares"].items()},
            num_people=int(given["num_people"]),
            models={str(name): str(sha256) for name, sha256 in given["models"].items()},
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"expected a statement of provenance, got {given!r:.80}") from error


def _percent(share: float) -> str:
    percent = round(100 * share)
    if percent == 0:
        return "less than 1 %"
    return "more than 99 %" if percent == 100 and share < 1 else f"{percent} %"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
