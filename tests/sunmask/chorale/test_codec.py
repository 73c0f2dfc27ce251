"""The codec of chorales as the studio and the worker meet it."""

import math
from typing import Any

import numpy as np
import pytest

from sunmask.chorale.music.symbols import METRES, NUM_SYMBOLS
from sunmask.kinds import kinds, registry

CODEC = registry.codec("chorale")
PIECE = CODEC.demo("Aus meines Herzens Grunde")


def test_an_unknown_kind_is_named_in_the_refusal() -> None:
    assert list(kinds()) == ["chorale", "text"]
    with pytest.raises(ValueError, match="'mosaic'"):
        registry.codec("mosaic")


def test_ids_and_symbols_are_one_to_one() -> None:
    ids = np.arange(NUM_SYMBOLS).repeat(4).reshape(-1, 4).T
    assert np.array_equal(CODEC.encode(CODEC.decode(ids)), ids)


def test_the_fingerprint_stays_since_checkpoints_carry_it() -> None:
    assert CODEC.fingerprint == "9ca3997c8bdb2156e4dddbe65c13a00902b4871a0fb5b816aa165dc0b0da247f"


@pytest.mark.parametrize("name", CODEC.demo_names)
def test_content_taken_apart_for_a_document_comes_together_again(name: str) -> None:
    content = CODEC.demo(name)
    CODEC.check(content)
    parts = CODEC.parts(content)
    assert CODEC.content(parts.symbols, parts.meta, parts.marks) == content
    assert np.array_equal(CODEC.symbols(content), parts.symbols)
    assert CODEC.with_symbols(content, CODEC.symbols(content)) == content


@pytest.mark.parametrize("file_format", CODEC.formats)
def test_every_format_that_is_offered_can_be_written_and_read(file_format: str) -> None:
    found = CODEC.read_bytes(CODEC.write(PIECE, file_format, provenance={"sunmask:step": "12"}), "x")
    assert found.notices == []
    assert (found.content["symbols"], found.content["meta"]) == (PIECE["symbols"], PIECE["meta"])


def test_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="musicxml or midi"):
        CODEC.write(PIECE, "pdf")


@pytest.mark.parametrize(
    "value", [None, True, "60", 60.5, 20, 109, -109, 1e300, math.nan, math.inf, [], {}, 2**70], ids=repr
)
def test_a_value_that_is_no_symbol_is_a_rest(value: Any) -> None:
    assert CODEC.clean_symbol(0, value) == 0


def test_whole_numbers_of_either_kind_are_symbols() -> None:
    assert [CODEC.clean_symbol(0, value) for value in (60, -60, 60.0, 36, 81, 0)] == [60, -60, 60, 36, 81, 0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", 7), ("title", "a" * 900), ("title", "two\nlines"), ("metre", "7/8"),
        ("metre", []), ("pickup", 99),
        ("pickup", -1), ("pickup", "4"), ("fifths", 12), ("fifths", math.nan),
        ("mode", "locrian"), ("tempo", 0),
        ("tempo", math.inf), ("tempo", None),
    ],
)  # fmt: skip
def test_metadata_of_any_kind_in_a_document_becomes_valid_content(name: str, value: Any) -> None:
    content = CODEC.content(PIECE["symbols"], {**PIECE["meta"], name: value}, {})
    CODEC.check(content)
    with pytest.raises(ValueError, match="expected"):
        CODEC.check({**PIECE, "meta": {**PIECE["meta"], name: value}})


@pytest.mark.parametrize(
    "mark",
    [
        None, 7, "x", {"fermata": "yes"}, {"lyrics": 3}, {"lyrics": [{"text": 3}]},
        {"lyrics": [{"text": " \n"}]},
        {"lyrics": [{"text": "a" * 900, "syllabic": "x", "verse": 10**9}]},
        {"lyrics": [{"text": "a", "verse": None}]},
    ],
)  # fmt: skip
def test_marks_of_any_kind_in_a_document_become_valid_content(mark: Any) -> None:
    CODEC.check(CODEC.content(PIECE["symbols"], PIECE["meta"], {(0, 0): mark}))


@pytest.mark.parametrize(
    "broken",
    [
        None, [], {}, {"meta": {}}, {**PIECE, "symbols": [[1]]},
        {**PIECE, "symbols": [[60], [60], [60], ["60"]]},
        {**PIECE, "symbols": [[60, 60], [60], [60], [60]]}, {**PIECE, "symbols": [[20]] * 4},
        {**PIECE, "symbols": [[]] * 4}, {**PIECE, "fermatas": [[9, 0]]}, {**PIECE, "fermatas": [[0, 99_999]]},
        {**PIECE, "fermatas": [["S", 0]]}, {**PIECE, "fermatas": 3}, {**PIECE, "lyrics": [[0, 0.5, []]]},
        {**PIECE, "lyrics": [[0, 0, [{"text": ""}]]]}, {**PIECE, "lyrics": [[0, 0, "la"]]},
        {**PIECE, "meta": {**PIECE["meta"], "colour": "red"}},
    ],
)  # fmt: skip
def test_content_that_is_no_chorale_is_refused_with_a_sentence(broken: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        CODEC.check(broken)


def test_figures_count_notes_parallels_and_notes_out_of_range() -> None:
    symbols_VT = np.zeros((4, 8), dtype=int)
    symbols_VT[0] = [67, -67, -67, -67, 69, -69, -69, -69]
    symbols_VT[1] = [60, -60, -60, -60, 62, -62, -62, -62]  # fifths below the soprano, and up with it
    content = {**PIECE, "symbols": symbols_VT.tolist(), "fermatas": [], "lyrics": [], "spellings": []}
    figures = CODEC.measure(content)
    assert (figures["num_notes"], figures["parallels"], figures["out_of_range"]) == (4, 1, 0)
    symbols_VT[1, 4:] = [48, -48, -48, -48]
    figures = CODEC.measure({**content, "symbols": symbols_VT.tolist()})
    assert (figures["parallels"], figures["out_of_range"]) == (0, 1)


def test_a_blank_chorale_has_the_bars_that_were_asked_for() -> None:
    content = CODEC.blank(num_bars=3, metre="3/4", fifths=-2, mode="minor", title="Evening")
    assert len(content["symbols"][0]) == 3 * METRES["3/4"]
    assert not any(map(any, content["symbols"]))
    for options in ({"num_bars": 0}, {"num_bars": 257}, {"metre": "7/8"}, {"bars": 3}, {"pickup": 16}):
        with pytest.raises(ValueError, match="expected"):
            CODEC.blank(**options)
