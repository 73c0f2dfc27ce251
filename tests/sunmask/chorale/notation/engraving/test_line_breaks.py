"""Lines of a score: as few as will do and evenly filled, by widths that are guessed before it is engraved."""

from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
import pytest

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.demos import DEMO_NAMES, demo_chorale
from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, Lyric, notes
from sunmask.chorale.notation.engraving import svg
from sunmask.chorale.notation.engraving.line_breaks import _Lines, _widths, line_breaks
from sunmask.chorale.notation.engraving.mei import CLOSED, VIEWS, mei_of_view
from sunmask.kinds import registry
from tests.sunmask.chorale.notation.engraving.engraved import bar_widths

SYLLABLES = (
    Lyric("Je", "begin"),
    Lyric("su,", "end"),
    Lyric("mei", "begin"),
    Lyric("ne", "end"),
    Lyric("strength"),
)


def sung(chorale: Chorale) -> Chorale:
    begun = [start for start, _, pitch in notes(chorale.symbols_VT)[0] if pitch]
    return replace(chorale, lyrics={(0, at): (SYLLABLES[n % 5],) for n, at in enumerate(begun)})


@pytest.mark.parametrize("name", sorted(DEMO_NAMES))
@pytest.mark.parametrize("view", ["closed", "open", "reduction", "alto"])
@pytest.mark.parametrize("has_words", [False, True])
def test_lines_are_about_as_wide_as_guessed(name: str, view: str, has_words: bool) -> None:
    chorale = demo_chorale(name)
    chorale = sung(chorale) if has_words else replace(chorale, lyrics={})
    found = bars(chorale.meta, chorale.num_sixteenths)
    guessed = _widths(chorale, found, VIEWS[view], view == "reduction")
    starts = range(1, len(found), 5)
    drawn = bar_widths(mei_of_view(chorale, view), starts)
    # The first bar of a line has a clef before it.
    for start, end in pairwise([*starts, len(found)]):
        if end - start > 2:
            ratio = sum(guessed[start + 1 : end]) / sum(drawn[start + 1 : end])
            assert 0.8 < ratio < 1.2, (start, ratio)


def test_a_score_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out: list[str] = []
    drawn = svg._drawn
    monkeypatch.setattr(svg, "_drawn", lambda mei, *how: laid_out.append(mei) or drawn(mei, *how))
    content = chorale_to_json(demo_chorale("Jesu, meine Freude"))
    assert len(registry.codec("chorale").engrave(content, width=120)) > 2
    assert len(laid_out) == 1


@pytest.mark.parametrize("height", [None, 200])
def test_a_piece_that_is_guessed_to_fit_one_line_has_one(height: int | None) -> None:
    mei = mei_of_view(demo_chorale("Ode to Joy (melody)"), "closed")
    [page] = svg.engrave(mei, set(), width=152, height=height)
    assert page.count('class="system"') == 1


def test_lines_have_as_many_bars_each_where_these_fit() -> None:
    assert _Lines([10] * 8, 30, 30).fewest(1) == {3, 6}
    assert _Lines([10] * 8, 45, 45).fewest(1) == {4}
    assert _Lines([10] * 8, 80, 80).fewest(1) == set()


def test_lines_of_unlike_bars_are_as_few_and_evenly_filled() -> None:
    assert _Lines([30, 30, 5, 5, 5, 5, 30], 62, 62).fewest(1) == {2}
    assert _Lines([50, *[5] * 8], 60, 60).fewest(1) == {1}


def test_a_bar_wider_than_the_page_has_a_line_of_its_own() -> None:
    assert _Lines([100, 10, 100], 50, 50).fewest(1) == {1, 2}


def test_a_clef_and_names_leave_less_room_for_notes() -> None:
    symbols_VT = np.zeros((4, 8 * 16), dtype=np.int16)
    symbols_VT[:, ::4] = [[72], [67], [64], [48]]
    plain = Chorale(symbols_VT, ChoraleMeta())
    signed = replace(plain, meta=ChoraleMeta(fifths=6))

    def narrowest(chorale: Chorale) -> float:
        return next((w for w in range(30, 400) if len(line_breaks(chorale, CLOSED, w)) < 2), inf)

    assert narrowest(plain) + 5 < narrowest(signed) < narrowest(plain) + 15
