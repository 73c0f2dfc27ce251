"""Learning a taste from votes: a Bradley-Terry regression on the parts of the grade.

In sizes, N is the number of takes, F of features, M of votes.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sunmask.ranking.strengths import LENGTH_SD, SIDE_SD, Vote, chance, doublings
from sunmask.ranking.taste import FARTHEST, Accuracy, Taste, Weight

LEAST_VOTES, LEAST_TAKES = 100, 12
"""Votes that decide between two takes, and takes in them, below which nothing can be learned of a dozen
features."""
WEIGHT_SD = 0.5
"""How much a spread of a feature is thought to matter before anybody voted, in logits."""
_MOST_GROUPS = 16
_RESAMPLED = 1000
_NORMAL_QUARTILES = 1.349
"""Standard deviations between the quartiles of what is normal."""


class NothingLearnedError(ValueError):
    """Says in a sentence why these votes teach no taste."""


def learn(
    kind: str,
    features: Sequence[Mapping[str, float]],
    grades: Sequence[float],
    votes: Sequence[Vote],
    *,
    lengths: Sequence[float] | None = None,
    learned_from: Mapping[str, str],
) -> Taste:
    """What `votes` prefer among takes whose grades have these parts.

    features, grades, lengths: of each take. Raises NothingLearnedError where the votes are too few, or
    foretell no others.
    """
    decided = [vote for vote in votes if vote.share != 0.5]
    used = sorted({item for vote in votes for item in (vote.first, vote.second)})
    _require_enough(len(decided), len(used))
    names = sorted(set.intersection(*(set(features[item]) for item in used)))
    value_NF = np.array([[features[item][name] for name in names] for item in used], dtype=float)
    middle_F, spread_F = np.median(value_NF, axis=0), _spreads(value_NF)
    varies_F = spread_F > 0
    if not varies_F.any():
        raise NothingLearnedError("Nothing was learned: the parts of the grade are the same for all takes.")
    names = [name for name, varies in zip(names, varies_F, strict=True) if varies]
    middle_F, spread_F = middle_F[varies_F], spread_F[varies_F]
    scaled_NF = np.clip((value_NF[:, varies_F] - middle_F) / spread_F, -FARTHEST, FARTHEST)
    place = {item: at for at, item in enumerate(used)}
    left_M, right_M = (
        np.array([place[getattr(vote, side)] for vote in votes]) for side in ("first", "second")
    )
    share_M = np.array([vote.share for vote in votes])
    doublings_N = doublings(len(used), None if lengths is None else [lengths[item] for item in used])
    design = np.column_stack(
        [
            scaled_NF[left_M] - scaled_NF[right_M],
            doublings_N[left_M] - doublings_N[right_M],
            np.ones(len(votes)),
        ]
    )
    foretold_M = _held_out(design, share_M, left_M, right_M, len(used))
    grade_N = np.array([grades[item] for item in used])
    by_grade_M = grade_N[right_M] - grade_N[left_M]  # lower is better
    accuracy, of_grade, better_by = _accuracies(foretold_M, by_grade_M, share_M, left_M, right_M, len(used))
    if accuracy.low <= 0.5:
        raise NothingLearnedError(
            f"Nothing was learned: of votes on new takes {accuracy} are foretold, which may be chance. "
            f"These were {len(decided)} votes on {len(used)} takes; more may say more."
        )
    found = _fit(design, share_M)
    num_features = len(names)
    return Taste(
        kind=kind,
        weights=tuple(
            Weight(name, float(middle), float(spread), float(weight))
            for name, middle, spread, weight in zip(
                names, middle_F, spread_F, found[:num_features], strict=True
            )
        ),
        side=float(found[-1]),
        length=float(found[num_features]) if doublings_N.any() else None,
        num_votes=len(decided),
        num_ties=len(votes) - len(decided),
        num_takes=len(used),
        accuracy=accuracy,
        of_grade=of_grade,
        better_by=better_by,
        learned_from=dict(learned_from),
    )


def _require_enough(num_decided: int, num_takes: int) -> None:
    if num_decided < LEAST_VOTES:
        raise NothingLearnedError(
            f"These votes are too few to learn from: expected at least {LEAST_VOTES} that decide between two "
            f"takes, got {num_decided}. {LEAST_VOTES - num_decided} more are needed."
        )
    if num_takes < LEAST_TAKES:
        raise NothingLearnedError(
            f"These takes are too few to learn from: expected votes on at least {LEAST_TAKES}, "
            f"got {num_takes}. Add more takes to the ranking."
        )


def _spreads(value_NF: np.ndarray) -> np.ndarray:
    """By quartiles, which one piece that cannot be counted does not move; where these are equal, the standard
    deviation."""
    low_F, high_F = np.percentile(value_NF, [25, 75], axis=0)
    quartiles_F = (high_F - low_F) / _NORMAL_QUARTILES
    return np.where(quartiles_F > 0, quartiles_F, value_NF.std(axis=0))


def _fit(design: np.ndarray, share_M: np.ndarray, start: np.ndarray | None = None) -> np.ndarray:
    """The most probable weights, by Newton's method. design: features, length, side, a row for each vote."""
    precision = np.full(design.shape[1], 1 / WEIGHT_SD**2)
    precision[-2:] = 1 / LENGTH_SD**2, 1 / SIDE_SD**2
    values = np.zeros(design.shape[1]) if start is None else start
    for _ in range(50):
        wins_M = chance(design @ values)
        information = (design.T * (wins_M * (1 - wins_M))) @ design + np.diag(precision)
        step = np.linalg.solve(information, design.T @ (share_M - wins_M) - precision * values)
        values = values + step * min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-8:
            break
    return values


def _held_out(
    design: np.ndarray, share_M: np.ndarray, left_M: np.ndarray, right_M: np.ndarray, num_takes: int
) -> np.ndarray:
    """What is foretold of each vote by a fit that saw no vote on either of its takes: how much the left one
    is preferred, side and length apart.

    Takes are dealt into groups; votes between two groups are foretold by all votes that touch neither.
    """
    rng = np.random.default_rng(0)
    num_groups = min(num_takes, _MOST_GROUPS)
    group_N = rng.permutation(np.arange(num_takes) % num_groups)
    first_M, second_M = np.sort([group_N[left_M], group_N[right_M]], axis=0)
    start = _fit(design, share_M)
    foretold_M = np.zeros(len(share_M))
    for first, second in sorted(set(zip(first_M.tolist(), second_M.tolist(), strict=True))):
        is_out_M = (first_M == first) & (second_M == second)
        is_in_M = ~(np.isin(first_M, (first, second)) | np.isin(second_M, (first, second)))
        values = _fit(design[is_in_M], share_M[is_in_M], start)
        foretold_M[is_out_M] = design[is_out_M, :-2] @ values[:-2]
    return foretold_M


def _accuracies(
    foretold_M: np.ndarray,
    by_grade_M: np.ndarray,
    share_M: np.ndarray,
    left_M: np.ndarray,
    right_M: np.ndarray,
    num_takes: int,
) -> tuple[Accuracy, Accuracy, Accuracy]:
    """Of what is foretold, of the grade, and their difference. Intervals are by drawing takes anew: votes on
    one take are not independent of each other."""
    is_decided_M = share_M != 0.5
    left_M, right_M = left_M[is_decided_M], right_M[is_decided_M]
    won_M = np.where(share_M[is_decided_M] > 0.5, 1.0, -1.0)
    right_by_taste_M, right_by_grade_M = (
        0.5 + 0.5 * np.sign(said_M[is_decided_M]) * won_M for said_M in (foretold_M, by_grade_M)
    )
    rng = np.random.default_rng(0)
    drawn_RN = rng.multinomial(num_takes, np.full(num_takes, 1 / num_takes), size=_RESAMPLED)
    weight_RM = (drawn_RN[:, left_M] * drawn_RN[:, right_M]).astype(float)
    weight_RM = weight_RM[weight_RM.sum(axis=1) > 0]
    total_R = weight_RM.sum(axis=1)

    def accuracy(right_M: np.ndarray) -> Accuracy:
        low, high = np.percentile(weight_RM @ right_M / total_R, [2.5, 97.5])
        return Accuracy(float(right_M.mean()), float(low), float(high))

    return (
        accuracy(right_by_taste_M),
        accuracy(right_by_grade_M),
        accuracy(right_by_taste_M - right_by_grade_M),
    )
