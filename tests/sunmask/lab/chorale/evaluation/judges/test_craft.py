"""Figures are shares of sums, each with its interval."""

import pytest

from sunmask.lab.chorale.evaluation.judges.craft import FIGURES, counts, figures
from sunmask.lab.evaluation.intervals import wilson
from tests.sunmask.lab.chorale.evaluation.judges.made import DOMINANT, SUBDOMINANT, TONIC, chorale

CLOSED = chorale(TONIC, SUBDOMINANT, DOMINANT, TONIC)
OPEN = chorale(TONIC, SUBDOMINANT, TONIC, DOMINANT)


def test_every_figure_is_counted_and_nothing_else() -> None:
    assert set(counts(CLOSED)) == {figure.name for figure in FIGURES}


def test_a_figure_is_a_share_of_all_pieces_together() -> None:
    found = figures([counts(CLOSED), counts(CLOSED), counts(CLOSED), counts(OPEN)], ["a", "b", "c", "d"])
    assert found["ends_on_tonic"]["value"] == 75
    assert found["ends_on_tonic"]["count"] == 4
    assert found["ends_on_tonic"]["low"] < 75 < found["ends_on_tonic"]["high"]
    assert found["notes"] == {"value": 128, "low": 128, "high": 128, "count": 0.5}
    assert found["leading_note_unresolved"]["value"] == 0


def test_ends_are_those_of_other_pieces_where_these_are_cuts() -> None:
    found = figures([counts(OPEN)] * 3, ["a", "a", "b"], [counts(CLOSED), counts(OPEN)])
    assert (found["ends_on_tonic"]["value"], found["ends_on_tonic"]["count"]) == (50, 2)


def test_cuts_of_one_piece_make_an_interval_no_narrower() -> None:
    busy = chorale(*(TONIC, SUBDOMINANT) * 8, length=2)
    pieces = [counts(CLOSED), counts(busy)] * 20
    alone = figures(pieces, [str(at) for at in range(40)])["notes"]
    together = figures(pieces, [str(at % 4) for at in range(40)])["notes"]
    assert together["value"] == alone["value"]
    assert together["high"] - together["low"] > alone["high"] - alone["low"]


def test_what_was_never_met_has_no_value() -> None:
    found = figures([counts(chorale(TONIC, TONIC))], ["a"])
    assert found["leading_note_unresolved"] == {"value": None, "low": None, "high": None, "count": 0}


def test_wilsons_interval_holds_at_the_borders() -> None:
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-3)
    assert wilson(10, 10) == pytest.approx((0.7225, 1), abs=1e-3)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-3)
