"""Repeats, endings and jumps: the order in which a piece is played."""

import numpy as np
import pytest

from sunmask.chorale.conditioning.conditions import phrase_ends
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.form import clean_form, played, section_ends, unfolded
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.kinds import registry

BAR = 16


def test_no_signs_make_a_piece_without_end() -> None:
    every = {t: ["end-repeat-9", "da-capo"] for t in range(0, 96, 3)} | {1: ["ending-9"], 2: ["start-repeat"]}
    assert sum(span.end - span.start for span in played(every, 96)) < 96 * 300


def scale(num_bars: int = 3) -> Chorale:
    symbols_VT = np.zeros((4, num_bars * BAR), dtype=np.int16)
    for t in range(num_bars * BAR):
        symbols_VT[0, t] = 60 + t // 4 if t % 4 == 0 else -(60 + t // 4)
    return Chorale(symbols_VT, ChoraleMeta(), form={0: ("start-repeat",), 2 * BAR - 1: ("end-repeat",)})


def test_what_is_unfolded_begins_each_repeat_anew() -> None:
    long = unfolded(scale())
    assert long.num_sixteenths == 5 * BAR
    assert long.form == {}
    begun = long.symbols_VT[0][long.symbols_VT[0] > 0].tolist()
    assert begun == [*range(60, 68), *range(60, 72)]


def test_phrases_end_where_sections_do() -> None:
    assert section_ends(scale().form) == [2 * BAR - 1]
    assert phrase_ends(scale()) == [2 * BAR - 4]


def test_signs_of_form_are_kept_in_content_and_hang_below_the_chords() -> None:
    content = chorale_to_json(scale())
    assert content["form"] == [[0, ["start-repeat"]], [31, ["end-repeat"]]]
    assert chorale_to_json(chorale_from_json(content)) == content
    codec = registry.codec("chorale")
    parts = codec.parts(content)
    assert parts.marks[5, 31] == {"form": ["end-repeat"]}
    assert codec.content(parts.symbols, parts.meta, parts.marks)["form"] == content["form"]
    assert "form" not in chorale_to_json(Chorale(scale().symbols_VT))


@pytest.mark.parametrize("form", [[[99, ["fine"]]], [[0, []]], [[0, ["start again"]]], [[0.5, ["fine"]]]])
def test_signs_that_are_none_are_refused(form: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        chorale_from_json({**chorale_to_json(scale()), "form": form})


def test_a_document_may_hold_anything() -> None:
    assert clean_form(["fine", 3, "x", "fine", "ending-2", "ending-0"]) == ("fine", "ending-2")
    assert clean_form("fine") == ()
