"""Verdicts of the judges on sets of samples, beside real pieces on the same path.

Real pieces are the held-out ones in 4/4, cut into 8 bars; their own ends for what is said of ends. Half of
the learned pieces teach what is usual (`usage`); the other half are a second set of real pieces, which shows
what a classifier makes of two sets that no model composed.
"""

import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np

from sunmask.chorale.grade.bach import overall
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.evaluation.judges import composed, craft
from sunmask.lab.chorale.evaluation.judges.listener import Surprise, surprise
from sunmask.lab.chorale.evaluation.judges.moves import Moves
from sunmask.lab.chorale.evaluation.judges.pieces import cuts, end, whole
from sunmask.lab.chorale.evaluation.judges.usage import Usage
from sunmask.lab.chorale.evaluation.sets import JUDGES

REAL, SURPRISE, CRAFT = JUDGES
HELD_OUT = ("test", "valid")
BACH, OTHER_BACH = "Bach, held-out pieces", "Bach, learned pieces"
Samples = list[dict[str, Any]]
"""As `work.graded` makes them."""


def chorales(made: Samples) -> list[Chorale]:
    """Samples as pieces."""
    return [Chorale(np.array(each["symbols"]), ChoraleMeta(pickup=each["pickup"])) for each in made]


def verdict(
    judges: Sequence[str], splits: dict[str, list[Piece]], sets: dict[str, Samples]
) -> dict[str, list[dict[str, Any]]]:
    """By judge its rows, of Bach first: {name, count, ...}. sets: samples by name."""
    held = [piece for name in HELD_OUT for piece in splits[name]]
    bach = [(cut, piece.name) for piece in held for cut in cuts(piece)]
    found: dict[str, list[dict[str, Any]]] = {}
    if not bach:
        return found
    named = {name: chorales(made) for name, made in sets.items()}
    if REAL in judges:
        found[REAL] = real_rows(bach, splits["train"], named)
    if SURPRISE in judges:
        found[SURPRISE] = surprise_rows([cut for cut, _ in bach], named)
    if CRAFT in judges:
        found[CRAFT] = craft_rows(bach, held, named)
    return found


def real_rows(
    bach: Sequence[tuple[Chorale, str]], learned: list[Piece], sets: dict[str, list[Chorale]]
) -> list[dict[str, Any]]:
    """How well each set is told from held-out Bach (see `composed.told_apart`), and the nats of its moves by
    beat, of held-out Bach first. A set that is too small is not told apart."""
    usual = [whole(piece) for piece in learned[::2]]
    usage, moves = Usage(usual), Moves(usual)
    cut, groups = [each for each, _ in bach], [name for _, name in bach]
    here = composed.rows(cut, usage)
    others = [(each, piece.name) for piece in learned[1::2] for each in cuts(piece)]
    rows: list[dict[str, Any]] = [
        {
            "name": BACH,
            "count": len(cut),
            "moves": moves.by_beat(cut),
        }
    ]
    against = {OTHER_BACH: ([each for each, _ in others], [name for _, name in others])}
    against |= {name: (pieces, [str(at) for at in range(len(pieces))]) for name, pieces in sets.items()}
    for name, (pieces, of) in against.items():
        row: dict[str, Any] = {"name": name, "count": len(pieces)}
        row["moves"] = moves.by_beat(pieces)
        if min(len(set(of)), len(set(groups))) >= composed.FOLDS:
            row |= composed.told_apart(here, groups, composed.rows(pieces, usage), of)
        rows.append(row)
    return rows


def surprise_rows(bach: Sequence[Chorale], sets: dict[str, list[Chorale]]) -> list[dict[str, Any]]:
    """Nats a sixteenth: mean with its interval, the parts' means, and the median of the places that pieces
    have among Bach's, in percent."""
    real = surprise(bach)
    order = np.sort([each.frame for each in real])
    rows = []
    for name, heard in {BACH: real, **{name: surprise(pieces) for name, pieces in sets.items()}}.items():
        places = 100 * np.searchsorted(order, [each.frame for each in heard]) / len(order)
        rows.append(
            {"name": name, "count": len(heard), **_spread(heard), "place": round(float(np.median(places)))}
        )
    return rows


def _spread(heard: list[Surprise]) -> dict[str, Any]:
    frames = np.array([each.frame for each in heard])
    half = 1.96 * frames.std() / max(1, len(frames) - 1) ** 0.5
    parts = {part: [getattr(each, part) for each in heard] for part in ("rhythm", "melody", "chords")}
    return {
        "frame": round(float(frames.mean()), 3),
        "low": round(float(frames.mean() - half), 3),
        "high": round(float(frames.mean() + half), 3),
        **{part: round(statistics.fmean(values), 3) for part, values in parts.items()},
        "values": [round(float(each), 3) for each in frames],
    }


def craft_rows(
    bach: Sequence[tuple[Chorale, str]], held: list[Piece], sets: dict[str, list[Chorale]]
) -> list[dict[str, Any]]:
    """The figures of `craft` and the median grade."""
    ends = [craft.counts(end(piece)) for piece in held if cuts(piece)]
    real = [craft.counts(cut) for cut, _ in bach]
    rows = [
        {
            "name": BACH,
            "count": len(real),
            "grade": _grade([cut for cut, _ in bach]),
            "figures": craft.figures(real, [name for _, name in bach], ends),
        }
    ]
    for name, pieces in sets.items():
        counted = [craft.counts(piece) for piece in pieces]
        figures = craft.figures(counted, [str(at) for at in range(len(counted))])
        rows.append({"name": name, "count": len(pieces), "grade": _grade(pieces), "figures": figures})
    return rows


def _grade(pieces: Sequence[Chorale]) -> dict[str, float]:
    """Median and standard deviation of the Bach-or-Mock grade, of what is finite."""
    grades = [grade for piece in pieces if np.isfinite(grade := overall(piece))]
    return (
        {"median": round(float(np.median(grades)), 3), "std": round(float(np.std(grades)), 3)}
        if grades
        else {}
    )
