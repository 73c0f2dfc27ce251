"""Real or composed: what differs is told apart, what does not is not, and no piece is on both sides."""

import numpy as np
import pytest

from sunmask.lab.chorale.evaluation.judges import composed
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.features import GROUPS, features
from sunmask.lab.chorale.evaluation.judges.pieces import cuts, end, whole
from sunmask.lab.chorale.evaluation.judges.usage import RHYTHM, Usage
from tests.sunmask.chorale.pieces import made_up_piece
from tests.sunmask.lab.chorale.evaluation.judges.made import DOMINANT, SUBDOMINANT, TONIC, chorale

USAGE = Usage([whole(made_up_piece(seed)) for seed in range(90, 96)])


def walks(first: int, count: int) -> tuple[composed.Rows, list[str]]:
    """Features of cuts of made-up pieces, and the pieces that they are of."""
    pieces = [made_up_piece(seed, 300) for seed in range(first, first + count)]
    found = [(cut, piece.name) for piece in pieces for cut in cuts(piece)]
    return composed.rows([cut for cut, _ in found], USAGE), [name for _, name in found]


@pytest.mark.thorough
def test_pieces_of_one_kind_are_not_told_apart_and_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composed, "DRAWS", 1)
    here, there = walks(0, 12), walks(30, 12)
    alike = composed.told_apart(*here, *there)
    assert 0.2 < alike["all"]["mean"] < 0.8
    regular = composed.rows([chorale(*(TONIC, SUBDOMINANT, DOMINANT, TONIC) * 8)] * 20, USAGE)
    found = composed.told_apart(*here, regular, [str(at) for at in range(20)])
    assert found["all"]["mean"] == found["without rhythm"]["mean"] == 1
    assert found["features"][0]["auc"] == 1
    assert found["few"]["all"]["mean"] == found["few"]["harmony alone"]["mean"] == 1
    assert 0.2 < alike["few"]["lines alone"]["mean"] < 0.8


def test_cuts_of_a_piece_are_never_on_both_sides_and_every_row_is_asked_once() -> None:
    is_other = np.repeat([False, True], [30, 20])
    groups = [f"real/{at // 3}" for at in range(30)] + [f"other/{at // 2}" for at in range(20)]
    asked = list(composed.folds(is_other, groups, np.random.default_rng(0)))
    assert (np.sum(asked, axis=0) == 1).all()
    for fold in asked:
        here = {group for group, is_asked in zip(groups, fold, strict=True) if is_asked}
        there = {group for group, is_asked in zip(groups, fold, strict=True) if not is_asked}
        assert not here & there
        assert (fold[~is_other].sum(), fold[is_other].sum()) == (6, 4)


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    is_other = np.array([False, False, True, True])
    assert composed.auc(np.array([1.0, 2.0, 3.0, 4.0]), is_other) == 1
    assert composed.auc(np.array([1.0, 3.0, 2.0, 4.0]), is_other) == 0.75
    assert composed.auc(np.ones(4), is_other) == 0.5


def test_the_regression_is_where_its_slope_is_nought() -> None:
    rng = np.random.default_rng(0)
    table, is_other = rng.normal(size=(60, 3)), rng.random(60) < 0.4
    table[is_other, 0] += 1
    weigh = composed.learned(table, is_other)
    x = (table - table.mean(0)) / table.std(0)
    score = weigh(table)
    weights = np.linalg.lstsq(np.column_stack([x, np.ones(60)]), score, rcond=None)[0]
    importance = np.where(is_other, 30 / is_other.sum(), 30 / (~is_other).sum())
    slope = x.T @ (importance * (1 / (1 + np.exp(-score)) - is_other)) + composed.PENALTY * weights[:3]
    assert np.abs(slope).max() < 1e-4
    assert weights[0] > np.abs(weights[1:3]).max()


def test_without_rhythm_nothing_of_rhythm_is_known() -> None:
    plain = chorale(*(TONIC, SUBDOMINANT, DOMINANT, TONIC) * 8)
    rows = composed.rows([plain], USAGE)
    assert tuple(rows[0]) == GROUPS
    all_of_it, without = composed.table(rows), composed.table(rows, (RHYTHM,))
    assert all_of_it.shape[1] - without.shape[1] == len(rows[0][RHYTHM]) > 0


def test_every_feature_is_a_finite_number_of_any_piece() -> None:
    silent = chorale(TONIC, TONIC)
    symbols_VT = silent.symbols_VT.copy()
    symbols_VT[0] = 0
    for piece in (chorale(TONIC), silent.with_symbols(symbols_VT), *cuts(made_up_piece(3, 300))):
        values = [value for named in features(piece, USAGE).values() for value in named.values()]
        assert np.isfinite(values).all()


def test_too_few_pieces_are_refused_with_a_sentence() -> None:
    rows, groups = walks(0, 8)
    with pytest.raises(ValueError, match="expected 5 or more other pieces to tell apart, got 1"):
        composed.told_apart(rows, groups, rows, ["one"] * len(rows))


def test_what_was_met_often_is_less_surprising() -> None:
    usage = Usage([chorale(*(TONIC, SUBDOMINANT, DOMINANT, TONIC) * 4)])
    analysis = Analysis.of(chorale(TONIC, SUBDOMINANT, DOMINANT, TONIC))
    figure, strange = (1, 1, 1, 1), (15, 0, 3, 9)
    known, never = usage.surprise("four voices", [figure, strange])
    assert known < 0.2 < never
    assert usage.features(analysis, RHYTHM)["four voices never met, share"] == 0


def test_cuts_are_eight_bars_from_a_bar_line_and_ends_the_last_sixteenths() -> None:
    piece = made_up_piece(1, 300, pickup=4)
    found = cuts(piece)
    assert [cut.num_sixteenths for cut in found] == [128, 128]
    assert (abs(found[0].symbols_VT) == abs(piece.symbols_VT[:, 4:132])).all()
    assert all(cut.meta.pickup == 0 for cut in found)
    assert cuts(made_up_piece(1, 300, bar=12)) == []
    last = end(piece)
    assert (abs(last.symbols_VT) == abs(piece.symbols_VT[:, -128:])).all()
    assert last.meta.pickup == (16 - piece.positions_T[-128]) % 16
    assert end(made_up_piece(1, 100)).num_sixteenths == 100
