"""Real or composed: how well a classifier tells two sets of pieces apart by their features.

The classifier is a logistic regression, cross-validated by piece: cuts of one piece are never on both sides.
The figure is the area under the ROC curve (AUC): 0.5 where the sets cannot be told apart, 1 where all can.

N pieces, F features
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sunmask.chorale.music.symbols import Chorale
from sunmask.lab.chorale.evaluation.judges.features import GROUPS, features
from sunmask.lab.chorale.evaluation.judges.usage import RHYTHM, Usage

FOLDS, REPEATS = 5, 4
PENALTY = 20.0
"""The factor of the sum of squared weights, of features whose deviation is 1, against the sum of all pieces'
losses."""
NEWTON_STEPS = 25
MOST_TOLD = 24
"""Features whose medians are shown, those that tell most."""
WITH, WITHOUT = "all", "without rhythm"
LEFT_OUT: dict[str, tuple[str, ...]] = {WITH: (), WITHOUT: (RHYTHM,)}
"""Groups of features that are left out."""
ALONE = {f"{group} alone": tuple(other for other in GROUPS if other != group) for group in GROUPS}
FEW, DRAWS = 12, 12
"""Composed pieces at a time, and how often so many are drawn: with more pieces a classifier learns more, so
sets of different sizes are compared in this way."""
Rows = list[dict[str, dict[str, float]]]
"""Features of pieces, by group."""


def rows(pieces: Sequence[Chorale], usage: Usage) -> Rows:
    """The features of pieces."""
    return [features(piece, usage) for piece in pieces]


def told_apart(
    real: Rows, real_groups: Sequence[str], other: Rows, other_groups: Sequence[str]
) -> dict[str, Any]:
    """The AUC with all features and without those of rhythm, each {mean, std, folds}; the same of a few
    pieces at a time (see `few_told_apart`); and the features that tell most, each {group, name, real, other,
    auc}. groups: the piece that each row is cut from.

    Raises ValueError where a side has fewer pieces than there are folds.
    """
    groups = [f"real/{each}" for each in real_groups] + [f"other/{each}" for each in other_groups]
    for side, named in (("real", set(real_groups)), ("other", set(other_groups))):
        if len(named) < FOLDS:
            raise ValueError(f"expected {FOLDS} or more {side} pieces to tell apart, got {len(named)}")
    is_other = np.repeat([False, True], [len(real), len(other)])
    found: dict[str, Any] = {
        name: cross_validated(table(real + other, left_out), is_other, groups)
        for name, left_out in LEFT_OUT.items()
    }
    few = few_told_apart(real, real_groups, other, other_groups)
    return found | {"few": few, "features": medians(real, other)}


def few_told_apart(
    real: Rows, real_groups: Sequence[str], other: Rows, other_groups: Sequence[str]
) -> dict[str, dict[str, float]]:
    """The AUC of `FEW` composed pieces, or as many as there are, against all real ones: mean and standard
    deviation over `DRAWS` draws, by what of the features is known."""
    row_of_piece = {name: at for at, name in enumerate(other_groups)}  # one of each piece
    draws = [
        np.random.default_rng(draw).permutation([*row_of_piece.values()])[:FEW].tolist()
        for draw in range(DRAWS)
    ]
    found = {}
    for name, left_out in (LEFT_OUT | ALONE).items():
        table_NF = table(real + other, left_out)
        values = []
        for drawn in draws:
            rows = [*range(len(real)), *(len(real) + at for at in drawn)]
            is_other = np.repeat([False, True], [len(real), len(drawn)])
            groups = [f"real/{each}" for each in real_groups] + [f"other/{at}" for at in drawn]
            values.append(cross_validated(table_NF[rows], is_other, groups, repeats=1)["mean"])
        found[name] = {"mean": round(float(np.mean(values)), 4), "std": round(float(np.std(values)), 4)}
    return found


def table(all_rows: Rows, left_out: Sequence[str] = ()) -> np.ndarray:
    """(N, F)."""
    return np.array(
        [
            [value for group, named in row.items() if group not in left_out for value in named.values()]
            for row in all_rows
        ]
    )


def cross_validated(
    table_NF: np.ndarray, is_other_N: np.ndarray, groups: Sequence[str], repeats: int = REPEATS
) -> dict[str, Any]:
    """Mean and standard deviation of the AUC over the folds of several divisions into folds."""
    values = []
    for repeat in range(repeats):
        for asked_N in folds(is_other_N, groups, np.random.default_rng(repeat)):
            weigh = learned(table_NF[~asked_N], is_other_N[~asked_N])
            values.append(auc(weigh(table_NF[asked_N]), is_other_N[asked_N]))
    mean, std = round(float(np.mean(values)), 4), round(float(np.std(values)), 4)
    return {"mean": mean, "std": std, "folds": len(values)}


def folds(is_other_N: np.ndarray, groups: Sequence[str], rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Which rows are asked in each fold, (N,): whole groups, and of either side as many rows as in others."""
    names, number_N = np.unique(np.asarray(groups), return_inverse=True)
    fold_G = np.zeros(len(names), dtype=int)
    for side in (False, True):
        sizes = np.bincount(number_N[is_other_N == side], minlength=len(names))
        filled = np.zeros(FOLDS, dtype=int)
        for group in rng.permutation(np.flatnonzero(sizes)):
            fold_G[group] = filled.argmin()
            filled[filled.argmin()] += sizes[group]
    for fold in range(FOLDS):
        yield fold_G[number_N] == fold


def learned(table_NF: np.ndarray, is_other_N: np.ndarray) -> Any:
    """A function that gives rows (M, F) the log-odds of being of the other set, (M,), learned from these.

    Both sides weigh as much, however many rows they have.
    """
    middle_F, spread_F = table_NF.mean(0), table_NF.std(0)
    spread_F = np.where(spread_F > 1e-9, spread_F, np.inf)  # what never differs here tells nothing

    def shaped(rows_MF: np.ndarray) -> np.ndarray:
        return np.column_stack([(rows_MF - middle_F) / spread_F, np.ones(len(rows_MF))])

    x_NF, count = shaped(table_NF), np.bincount(is_other_N, minlength=2)
    importance_N = len(is_other_N) / 2 / count[is_other_N.astype(int)]
    penalty_F = np.append(np.full(table_NF.shape[1], PENALTY), 1e-6)
    weight_F = np.zeros(x_NF.shape[1])
    for _ in range(NEWTON_STEPS):
        chance_N = 1 / (1 + np.exp(-np.clip(x_NF @ weight_F, -30, 30)))
        slope_F = x_NF.T @ (importance_N * (chance_N - is_other_N)) + penalty_F * weight_F
        bend_FF = (x_NF.T * (importance_N * chance_N * (1 - chance_N))) @ x_NF + np.diag(penalty_F)
        step_F = np.linalg.solve(bend_FF, slope_F)
        weight_F -= step_F
        if np.abs(step_F).max() < 1e-6:
            break
    return lambda rows_MF: shaped(rows_MF) @ weight_F


def auc(score_N: np.ndarray, is_other_N: np.ndarray) -> float:
    """How often a row of the other set scores higher than one of the real; ties count half."""
    higher = score_N[is_other_N][:, None] - score_N[~is_other_N]
    return float((higher > 0).mean() + (higher == 0).mean() / 2)


def medians(real: Rows, other: Rows) -> list[dict[str, Any]]:
    """Each feature's medians on both sides and the AUC of it alone (0.5 or more), the most telling first."""
    is_other = np.repeat([False, True], [len(real), len(other)])
    found = []
    for group, named in real[0].items():
        for name in named:
            here, there = ([row[group][name] for row in side] for side in (real, other))
            alone = auc(np.array(here + there), is_other)
            told: dict[str, Any] = {"group": group, "name": name, "auc": round(max(alone, 1 - alone), 3)}
            told |= {"real": round(float(np.median(here)), 4), "other": round(float(np.median(there)), 4)}
            found.append(told)
    return sorted(found, key=lambda each: -each["auc"])[:MOST_TOLD]
