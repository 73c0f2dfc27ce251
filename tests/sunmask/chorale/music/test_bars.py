"""Bars, beats and changes of metre: what each column is, in content, in parts of a piece, in what is told."""

from typing import Any

import numpy as np
import pytest

from sunmask.chorale.conditioning.conditions import metre_columns, planned_ends
from sunmask.chorale.conditioning.features import INDEX
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.bars import bars, metre_at, metric_positions, on_beat, part_meta
from sunmask.chorale.music.symbols import METRE_ROW, Chorale, ChoraleMeta
from sunmask.kinds import registry
from sunmask.kinds.marks import change_meta

CODEC = registry.codec("chorale")
META = ChoraleMeta(pickup=4, metre_changes=((20, "3/4"), (44, "6/8"), (68, "4/4")))
LENGTH = 100


def chorale(meta: ChoraleMeta = META) -> Chorale:
    return Chorale(np.zeros((4, LENGTH), dtype=np.int16), meta)


def test_each_column_knows_its_place_in_its_bar() -> None:
    position_T = metric_positions(META, LENGTH)
    walked = [
        bar.nominal - bar.length + n if bar.number == 0 else n
        for bar in bars(META, LENGTH)
        for n in range(bar.length)
    ]
    assert position_T.tolist() == walked
    assert [metre_at(META, column) for column in (0, 19, 20, 43, 44, 68, 500)] == (
        ["4/4", "4/4", "3/4", "3/4", "6/8", "4/4", "4/4"]
    )
    assert np.flatnonzero(on_beat(META, LENGTH))[11:16].tolist() == [44, 50, 56, 62, 68]


@pytest.mark.parametrize("first", [0, 3, 4, 20, 21, 43, 44, 90])
def test_a_part_of_a_piece_has_its_bar_lines_and_beats(first: int) -> None:
    part, length = part_meta(META, first), LENGTH - first
    part_content = chorale_to_json(Chorale(np.zeros((4, length), dtype=np.int16), part))
    assert chorale_from_json(part_content).meta == part
    # a rest of a bar is the pickup of what follows it
    line = part.pickup
    assert (
        metric_positions(part, length)[line:].tolist()
        == metric_positions(META, LENGTH)[first + line :].tolist()
    )
    assert on_beat(part, length)[line:].tolist() == on_beat(META, LENGTH)[first + line :].tolist()
    assert not np.any(metric_positions(META, LENGTH)[first : first + line] == 0)


def test_a_network_is_told_the_metre_of_each_column() -> None:
    conditions_TF = metre_columns(META, LENGTH)
    names = ("num_beats", "beat_length", "beat", "sixteenth")
    columns = conditions_TF[:, [INDEX[name] for name in names]].tolist()
    assert columns[19] == [4, 4, 3, 3]
    assert columns[20] == [3, 4, 0, 0]
    assert columns[55] == [2, 6, 1, 5]
    assert columns[68] == [4, 4, 0, 0]


def test_phrases_are_planned_by_the_bars_of_each_metre() -> None:
    # bars begin at 4, 20, 32, 44, 56, 68 and 84; bars of three beats have no middle
    assert planned_ends(META, LENGTH) == [20, 44 + 6, 68 + 8, 84 + 8]


def test_content_and_documents_keep_changes_and_say_nothing_where_there_are_none() -> None:
    content = chorale_to_json(chorale())
    assert content["meta"]["metre_changes"] == [[20, "3/4"], [44, "6/8"], [68, "4/4"]]
    assert chorale_from_json(content).meta == META
    parts = CODEC.parts(content)
    assert "metre_changes" not in parts.meta
    assert parts.marks == {(METRE_ROW, at): {"metre": metre} for at, metre in META.metre_changes}
    assert CODEC.content(parts.symbols, parts.meta, parts.marks) == content
    assert "metre_changes" not in chorale_to_json(chorale(ChoraleMeta()))["meta"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([[20, "7/8"]], "expected a change to a metre of 4/4"),
        ([[20, ["3/4"]]], "expected a change to a metre of 4/4"),
        ([[20, "3/4"], [20, "4/4"]], "in order, after sixteenth 20"),
        ([[4, "3/4"]], "after sixteenth 4 and before the end at 100"),
        ([[100, "3/4"]], "after sixteenth 4 and before the end at 100"),
        ([[True, "3/4"]], "in order"),
        ([[22, "3/4"]], "at bar lines, got one to 3/4 at sixteenth 22, within a bar of 4/4"),
        ([[20, "4/4"]], "another metre at sixteenth 20, got 4/4 again"),
        ([20], "content with meta and symbols"),
        (7, "content with meta and symbols"),
    ],
)
def test_changes_that_cannot_be_are_refused_with_a_sentence(changes: Any, said: str) -> None:
    content = chorale_to_json(chorale())
    content["meta"]["metre_changes"] = changes
    with pytest.raises(ValueError, match="expected") as refused:
        CODEC.check(content)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "mark", [None, "3/4", {}, {"metre": "5/4"}, {"metre": ["3/4"]}, {"metre": {}}, {"chord": 1}]
)
def test_what_no_change_is_changes_nothing_in_a_document(mark: Any) -> None:
    parts = CODEC.parts(chorale_to_json(chorale(ChoraleMeta())))
    meta = CODEC.content(
        parts.symbols, {"metre_changes": [mark, [-1, "3/4"], [1e400, "3/4"]]}, {(METRE_ROW, 32): mark}
    )["meta"]
    assert "metre_changes" not in meta


def test_a_blank_chorale_begins_in_one_metre() -> None:
    with pytest.raises(ValueError, match="one metre"):
        CODEC.blank(num_bars=4, metre_changes=[[16, "3/4"]])


def test_a_run_can_tell_whether_marks_would_change_its_metres() -> None:
    content = chorale_to_json(chorale())
    assert change_meta(content, {(METRE_ROW, 84): {"metre": "3/4"}})
    assert change_meta(content, {(METRE_ROW, 20): None})
    assert not change_meta(content, {(0, 20): {"fermata": True}, (METRE_ROW, 84): {"metre": "4/4"}})
