"""python -m sunmask learn-preferences FILE: a taste from the votes of a ranking."""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sunmask
from sunmask.cli.commands import Command
from sunmask.kinds import graders, kind
from sunmask.ranking.learning import learn
from sunmask.ranking.strengths import Vote
from sunmask.ranking.taste import Taste

ROWS = "sunmask-preference"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="votes of a ranking, as JSON lines")
    parser.add_argument("--out", type=Path, metavar="FILE", help="the taste (default: FILE.taste.json)")
    parser.add_argument(
        "--checkpoint", help="for votes without the parts of grades, and kinds whose grade asks one"
    )


def run(arguments: argparse.Namespace) -> None:
    """Write a taste and say how good it is. Raises ValueError, and writes nothing, where votes teach none."""
    content = arguments.file.read_bytes()
    votes = _Votes(arguments.checkpoint)
    for line, row in _rows(content):
        votes.add(row, line)
    taste = votes.learned(arguments.file.name, hashlib.sha256(content).hexdigest())
    path = arguments.out or arguments.file.with_suffix(".taste.json")
    path.write_text(taste.to_text(), encoding="utf-8")
    print(described(taste))
    print(f"wrote {path}", file=sys.stderr)


def described(taste: Taste) -> str:
    """A taste as people read it: what each part adds, and how many votes on new takes it foretells."""
    rows = [
        f"{taste.num_votes} votes that decided, on {taste.num_takes} takes of kind {taste.kind} "
        f"({taste.num_ties} ties)",
        "",
        "a spread more of    adds to the logit of a win",
        *(f"{one.feature:20}{one.weight:+.2f}" for one in taste.weights),
        f"{'the left side':20}{taste.side:+.2f}  (taken out)",
    ]
    if taste.length is not None:
        rows.append(f"{'twice the length':20}{taste.length:+.2f}  (taken out)")
    return "\n".join(
        [
            *rows,
            "",
            "votes on new takes that are foretold, with 95 % intervals",
            f"{'by this taste':20}{taste.accuracy}",
            f"{'by the grade alone':20}{taste.of_grade}",
            f"{'difference':20}{taste.better_by}",
        ]
    )


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or row.get("format") != ROWS:
            raise ValueError(
                f"line {number}: expected a vote as the studio exports it (JSON lines, the view "
                "“All that is known”), got something else"
            )
        yield number, row


class _Votes:
    """Votes that count, on takes by their places in the order in which they come."""

    def __init__(self, checkpoint: str | None) -> None:
        self._checkpoint = checkpoint
        self._network: Any = None
        self._places: dict[str, int] = {}
        self._features: list[dict[str, float]] = []
        self._grades: list[float] = []
        self._lengths: list[float] = []
        self._votes: list[Vote] = []
        self._kind: str | None = None
        self._rankings: dict[str, None] = {}

    def add(self, row: dict[str, Any], line: int) -> None:
        try:
            if not row["counts"]:
                return
            if self._kind not in (None, row["kind"]):
                raise ValueError(f"expected votes on one kind of canvas, got {self._kind} and {row['kind']}")
            self._kind = row["kind"]
            self._rankings[row["ranking"]] = None
            chosen, rejected = self._place(row["chosen"]), self._place(row["rejected"])
            if row["chosen_side"] == "left":
                share, sides = 1.0, (chosen, rejected)
            else:
                share, sides = 0.0, (rejected, chosen)
            self._votes.append(Vote(*sides, share if row["outcome"] == "chosen" else 0.5))
        except (KeyError, TypeError) as error:
            raise ValueError(
                f"line {line}: expected a vote with all of its fields, got one without {error}"
            ) from None
        except ValueError as error:
            raise ValueError(f"line {line}: {error}") from None

    def _place(self, take: dict[str, Any]) -> int:
        place = self._places.setdefault(take["take"], len(self._places))
        if place == len(self._features):
            features, grade = self._graded(take)
            self._features.append(features)
            self._grades.append(grade)
            self._lengths.append(float(sum(len(row) for row in take["symbols"])))
        return place

    def _graded(self, take: dict[str, Any]) -> tuple[dict[str, float], float]:
        """The parts of a take's grade, computed where the vote does not bring them."""
        if take.get("features") is not None and take["grade"] is not None:
            return json.loads(take["features"]), float(take["grade"])
        sampler = kind(self._kind or "").sampler
        if self._network is None and sampler.grades_with_network:
            self._network = sunmask.load(self._checkpoint, kind=self._kind)
        grade = graders.grade(self._network, json.loads(take["content"]))
        return dict(grade.features), grade.overall

    def learned(self, file: str, sha256: str) -> Taste:
        return learn(
            self._kind or "",
            self._features,
            self._grades,
            self._votes,
            lengths=self._lengths,
            learned_from={"file": file, "sha256": sha256, "ranking": ", ".join(self._rankings)},
        )


COMMAND = Command(
    "learn from votes what they prefer",
    "Learn what the votes of a ranking prefer among the parts of the grade, and how many votes on new takes "
    "that foretells. `sample --taste` and Best of can sort by it.",
    add_arguments,
    run,
)
