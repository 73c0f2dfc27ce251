"""How a piece ends, and where it comes to rest."""

import numpy as np
import pytest

from sunmask.chorale.music.symbols import Chorale
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.closes import cadence_places, cadences, ending
from tests.sunmask.lab.chorale.evaluation.judges.made import (
    DOMINANT,
    SUBDOMINANT,
    SUPERTONIC,
    TONIC,
    analysis,
    chorale,
    in_c,
)

YES, NO = (1, 1), (0, 1)


def test_five_and_one_at_the_end_are_a_close_on_the_tonic() -> None:
    assert ending(in_c(DOMINANT, TONIC)) == {"ends_on_tonic": YES, "ends_v_i": YES, "ends_long": YES}


def test_four_and_one_end_on_the_tonic_without_a_dominant() -> None:
    found = ending(in_c(SUBDOMINANT, TONIC))
    assert (found["ends_on_tonic"], found["ends_v_i"]) == (YES, NO)


@pytest.mark.parametrize(
    "last",
    [
        pytest.param(DOMINANT, id="on the dominant"),
        pytest.param((72, 67, 64, 52), id="on the tonic's third"),
        pytest.param((72, 69, 64, 48), id="with a note that is not of the chord"),
    ],
)
def test_other_ends_are_none_on_the_tonic(last: tuple[int, int, int, int]) -> None:
    assert ending(in_c(DOMINANT, last))["ends_on_tonic"] == NO


def test_a_dominant_of_another_key_closes_there_and_not_on_the_tonic() -> None:
    found = ending(in_c((74, 69, 66, 50), (74, 67, 59, 43)))
    assert (found["ends_on_tonic"], found["ends_v_i"]) == (NO, YES)


def test_the_last_chord_is_long_from_a_quarter_on() -> None:
    quarters = [TONIC, SUBDOMINANT, DOMINANT]
    for last, expected in ((3, NO), (4, YES), (8, YES)):
        assert ending(analysis(*quarters, TONIC, length=[4, 4, 4, last]))["ends_long"] == expected


def test_a_voice_that_moves_in_the_last_chord_makes_it_short() -> None:
    piece = chorale(TONIC, SUBDOMINANT, DOMINANT, TONIC)
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[2, -2:] = 67, -67
    assert ending(Analysis.of(Chorale(symbols_VT, piece.meta)))["ends_long"] == NO


def test_a_piece_that_ends_in_a_rest_ends_nowhere() -> None:
    piece = chorale(TONIC, SUBDOMINANT, DOMINANT, TONIC)
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[3, -1] = 0
    assert set(ending(Analysis.of(Chorale(symbols_VT, piece.meta))).values()) == {NO}
    assert set(ending(Analysis.of(Chorale(np.zeros_like(symbols_VT), piece.meta))).values()) == {NO}


def test_progressions_home_are_counted_in_eight_bars() -> None:
    piece = analysis(*(TONIC, SUBDOMINANT, DOMINANT, TONIC) * 2)  # two bars
    assert cadences(piece)["v_i"] == (2, 0.25)
    assert cadences(analysis(TONIC, SUPERTONIC, SUBDOMINANT, TONIC))["v_i"] == (0, 0.125)


def test_a_cadence_needs_a_dominant_a_triad_on_its_root_and_a_quarter_of_rest() -> None:
    assert cadence_places(in_c()) == [12]  # and not IV after I
    seventh = (72, 67, 64, 46)
    assert cadence_places(in_c(seventh, SUBDOMINANT, DOMINANT, TONIC)) == [12, 20, 28]  # but IV after its V7
    assert cadence_places(in_c(SUBDOMINANT, SUPERTONIC, TONIC)) == [12]
    assert cadence_places(analysis(TONIC, SUBDOMINANT, DOMINANT, (72, 67, 64, 52))) == []
    hurried = analysis(TONIC, SUBDOMINANT, DOMINANT, TONIC, TONIC, length=[4, 4, 4, 2, 2])
    assert cadence_places(hurried) == []
