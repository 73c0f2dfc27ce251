"""The cases of `tests/cases`, to which `frontend/src/domain/sharedCases.test.ts` holds the browser too."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pycrdt
import pytest

from studio.documents.layouts import layout_of
from sunmask.chorale.content import chorale_from_json
from sunmask.chorale.music.bars import bars, beat_columns
from sunmask.chorale.music.expression import expression_of
from sunmask.chorale.music.form import played, unfolded
from sunmask.chorale.music.harmony import QUALITIES, read_chords
from sunmask.chorale.music.signs import clean_signs
from sunmask.chorale.music.staves import clean_staves
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.music.tempos import tempo_columns
from sunmask.chorale.notation.letters import letters_of
from sunmask.chorale.notation.spelling import Key, key_name, spell
from sunmask.kinds import registry
from sunmask.method.acts import Act, painted_at
from sunmask.method.cells import DEFAULT_PIN, CellState, plan_from_states
from sunmask.text.words.words import is_one_word, text_to_words, words_to_text


def cases(name: str) -> list[dict[str, Any]]:
    return json.loads((Path(__file__).parent / "cases" / f"{name}.json").read_text())


def named(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", cases("plan"), ids=named)
def test_a_state_and_a_pin_make_a_plan(case: dict[str, Any]) -> None:
    plan = plan_from_states(np.array([case["state"]]), np.array([case["pinned"]]))
    assert plan.trust.tolist() == [case["trust"]]
    assert plan.hold.tolist() == [case["hold"]]
    assert plan.renoise.tolist() == [case["renoise"]]
    assert DEFAULT_PIN[CellState(case["state"])] is case["default_pin"]


@pytest.mark.parametrize("case", cases("form"), ids=named)
def test_a_piece_is_played_in_the_order_of_its_signs(case: dict[str, Any]) -> None:
    spans = played({t: names for t, names in case["form"]}, 16 * case["num_bars"])
    heard = [1 + t // 16 for span in spans for t in range(span.start, span.end, 16)]
    assert " ".join(map(str, heard)) == case["heard"]


@pytest.mark.parametrize("case", cases("tempos"), ids=named)
def test_tempo_marks_say_when_each_bar_begins_as_it_is_played(case: dict[str, Any]) -> None:
    signs = {(row, t): clean_signs(here) for row, t, here in case["signs"]}
    form = {t: tuple(names) for t, names in case["form"]}
    symbols_VT = np.zeros((4, 16 * case["num_bars"]), dtype=np.int16)
    piece = Chorale(symbols_VT, ChoraleMeta(tempo=case["tempo"]), signs=signs, form=form)
    heard = unfolded(piece)
    seconds = np.cumsum([0, *(15 / tempo_columns(heard))])
    assert seconds[:-1:16].tolist() == pytest.approx(case["seconds"])


@pytest.mark.parametrize("case", cases("expression"), ids=named)
def test_signs_say_how_loud_how_short_and_how_long_notes_are(case: dict[str, Any]) -> None:
    signs = {(row, t): clean_signs(here) for row, t, here in case["signs"]}
    fermatas = frozenset((row, t) for row, t in case["fermatas"])
    rows = [*case["symbols"], *[[0] * len(case["symbols"][0])] * (4 - len(case["symbols"]))]
    meta = ChoraleMeta(metre=case["metre"], staves=clean_staves(case.get("staves", [])))
    found = expression_of(Chorale(np.array(rows, dtype=np.int16), meta, fermatas=fermatas, signs=signs))
    for row, t, velocity in case["velocities"]:
        assert found.velocity_VT[row, t] == pytest.approx(velocity)
    for row, t, share in case["shares"]:
        assert found.share_VT[row, t] == pytest.approx(share)
    assert found.stretch_T.sum() == case["sixteenths"]


@pytest.mark.parametrize("case", cases("keys"), ids=named)
def test_changes_of_key_hold_from_bar_lines(case: dict[str, Any]) -> None:
    meta = case["meta"] | {"metre_changes": case["metre_changes"], "key_changes": case["key_changes"]}
    symbols = [[0] * case["num_sixteenths"]] * 4
    read = registry.codec("chorale").content(symbols, meta, {})["meta"]
    assert {name: read.get(name, []) for name in case["read"]} == case["read"]


@pytest.mark.parametrize("case", cases("spelling"), ids=lambda case: case["key"])
def test_a_key_spells_pitches(case: dict[str, Any]) -> None:
    key = Key.of_signature(case["fifths"], case["mode"])
    spelled = [spell(pitch, key).name for pitch in range(case["lowest"], case["lowest"] + len(case["names"]))]
    assert spelled == case["names"]
    assert key_name(case["fifths"], case["mode"]) == case["key"]


@pytest.mark.parametrize("case", cases("letters"), ids=named)
def test_notes_have_letters(case: dict[str, Any]) -> None:
    named_so = ("fifths", "mode", "metre", "pickup", "key_changes")
    about = {name: case[name] for name in named_so if name in case}
    content = {"meta": about, **{name: case[name] for name in ("symbols", "chords", "spellings")}}
    found = letters_of(chorale_from_json(content))
    assert [[name.name for name in row if name] for row in found] == case["names"]


@pytest.mark.parametrize("case", cases("harmony"), ids=named)
def test_notes_make_chords(case: dict[str, Any]) -> None:
    symbols_VT = np.array(case["symbols"])
    starts = beat_columns(ChoraleMeta(pickup=case["pickup"]), symbols_VT.shape[1])
    found = read_chords(symbols_VT, starts)
    columns = zip(found.root_N.tolist(), found.quality_N.tolist(), found.bass_N.tolist(), strict=True)
    chords = [
        None if root < 0 else {"root": root, "quality": QUALITIES[quality], "bass": bass}
        for root, quality, bass in columns
    ]
    assert chords == case["chords"]


@pytest.mark.parametrize("case", cases("bars"), ids=named)
def test_a_metre_and_its_changes_make_bars_and_beats(case: dict[str, Any]) -> None:
    num_sixteenths = case["num_sixteenths"]
    wished = {**case["meta"], "metre_changes": case["metre_changes"]}
    content = registry.codec("chorale").content([[0] * num_sixteenths] * 4, wished, {})
    meta = chorale_from_json(content).meta
    changes = [list(change) for change in meta.metre_changes]
    assert {"metre": meta.metre, "pickup": meta.pickup, "metre_changes": changes} == case["read"]
    assert [list(bar) for bar in bars(meta, num_sixteenths)] == case["bars"]
    assert beat_columns(meta, num_sixteenths).tolist() == case["beats"]


@pytest.mark.parametrize("case", cases("words"), ids=named)
def test_a_text_is_taken_apart_into_words(case: dict[str, Any]) -> None:
    words, spaces = text_to_words(case["text"])
    assert words == case["words"]
    assert all(map(is_one_word, words))
    assert words_to_text(words, spaces) == case["text"]


@pytest.mark.parametrize("case", cases("projection"), ids=named)
def test_a_document_is_read_as_grids(case: dict[str, Any]) -> None:
    document: pycrdt.Doc = pycrdt.Doc()
    document.get("columns", type=pycrdt.Array).extend(case["columns"])
    for name in ("symbols", "states", "pins"):
        document.get(name, type=pycrdt.Map).update(case[name])
    codec = registry.codec("chorale")
    read = layout_of("chorale").cells(document, codec)
    found = {"symbols": codec.symbols(read["content"]).tolist()}
    found |= {name: read[name] for name in ("columns", "states", "pins")}
    assert found == case["expected"]


@pytest.mark.parametrize("case", cases("acts"), ids=named)
def test_acts_hold_from_their_step_on(case: dict[str, Any]) -> None:
    fields = ("number", "from_step", "candidate", "cells", "state", "pinned", "symbols", "settings")
    done = [Act(**{name: act[name] for name in fields}) for act in case["acts"]]
    frozen = case["frozen"]
    states, pins = painted_at(
        frozen["states"], frozen["pins"], done, candidate=case["candidate"], step=case["step"]
    )
    assert {"states": states.tolist(), "pins": pins.tolist()} == case["expected"]
