"""Tuplets and grace notes stand beside the grid, and are read, drawn, heard and written as they are."""

import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element

import mido
import numpy as np
import pytest
from music21 import corpus

from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.signs import RATIOS, Sign, clean_sign, sign_to_json
from sunmask.chorale.music.symbols import ChoraleMeta
from sunmask.chorale.music.tuplets import Tuplet, sounding, tuplet_cells, tuplets_of
from sunmask.chorale.notation.engraving.mei import VIEW_NAMES, mei_of_view
from sunmask.chorale.notation.engraving.svg import engrave
from sunmask.chorale.notation.importing.file_formats import musicxml_root, unpack_mxl
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import TICKS_PER_QUARTER, write_midi
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.chorale.sampling.sampler import denoiser_of
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import Plan
from tests.sunmask.chorale.notation.tuplets import TRIPLET, piece_with

CASES = json.loads((Path(__file__).parents[3] / "cases" / "tuplets.json").read_text())
FOREIGN = {
    "webern/dormi_jesu": "webern/webern_dormi_jesu_op_16_no_2.mxl",
    "verdi/la_donna": "verdi/laDonnaEMobile.mxl",
    "bach/bwv299": "bach/bwv299.mxl",
    "trecento/o_proles": "trecento/PMFC_24_21-O proles hispanie.xml",
    "schoenberg/opus19": "schoenberg/opus19/movement6.mxl",
    "haydn/opus1no1_2": "haydn/opus1no1/movement2.mxl",
    "haydn/opus74no1_3": "haydn/opus74no1/movement3.mxl",
    "mozart/k155_2": "mozart/k155/movement2.mxl",
    "mozart/k80_1": "mozart/k80/movement1.mxl",
    "clara_schumann/polonaise_op1n2": "schumann_clara/polonaise_op1n2.mxl",
    "lusitano/allor": "lusitano/allor_che_ignuda.mxl",
}
"""Files that music21 ships, of which a chorale keeps every tuplet and grace note."""
FEW = ("webern/dormi_jesu", "verdi/la_donna", "bach/bwv299")


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_grid_has_what_is_nearest_to_a_tuplet(case: dict) -> None:
    sign = clean_sign(case["sign"])
    assert sign is not None
    tuplet = Tuplet(0, case["start"], sign)
    assert tuplet.is_whole == (case["symbols"] is not None)
    if tuplet.is_whole:
        assert tuplet.symbols == case["symbols"]
        assert tuplet.columns == case["columns"]
        assert [float(moment) for moment in tuplet.moments] == pytest.approx(case["moments"])


def test_a_tuplet_goes_through_json_and_one_with_impossible_notes_is_refused() -> None:
    piece = piece_with()
    assert chorale_from_json(json.loads(json.dumps(chorale_to_json(piece)))).signs == piece.signs
    said = sign_to_json(TRIPLET)
    for notes in ([[8, 67]], [[5, 67, ""]], [[8, 200, ""]], [[8, 67, "H"]], [], "abc", [[8, 67, ""]] * 65):
        assert clean_sign({**said, "notes": notes}) is None
    assert clean_sign({**said, "name": "3:3"}) is None
    assert "3:2" in RATIOS


def test_a_tuplet_stands_while_its_cells_are_as_it_gives_them() -> None:
    piece = piece_with()
    assert [tuplet.start for tuplet in tuplets_of(piece)] == [4]
    changed_VT = piece.symbols_VT.copy()
    changed_VT[0, 5] = 72
    assert tuplets_of(piece.with_symbols(changed_VT)) == []
    over_the_bar = replace(piece, meta=ChoraleMeta(pickup=6))
    assert tuplets_of(over_the_bar) == []


def test_no_run_changes_the_cells_under_a_tuplet() -> None:
    piece = piece_with()
    everything = np.ones((4, 32), dtype=bool)
    plan = Plan(trust=~everything, hold=~everything, renoise=everything)
    denoiser = denoiser_of(piece, plan, ChoraleSettings(), seed=1, candidates=range(1))
    cells_VT = tuplet_cells(piece)
    assert cells_VT.sum() == 4
    first_VT = denoiser.symbols_BVT[0]
    assert np.array_equal(first_VT[cells_VT], piece.symbols_VT[cells_VT])
    assert not np.array_equal(first_VT[~cells_VT], piece.symbols_VT[~cells_VT])


def test_ties_lead_into_a_tuplet_and_out_of_it_and_it_is_heard_at_its_own_times() -> None:
    piece = piece_with()
    symbols_VT = piece.symbols_VT.copy()
    symbols_VT[0, 4] = -67
    symbols_VT[0, 8:12] = -71
    tied = piece.with_symbols(symbols_VT)
    heard = [(note.start, note.length, note.pitch) for note in sounding(tied)[0]][:4]
    third = Fraction(4, 3)
    assert heard == [
        (0, 4 + third, 67),
        (4 + third, third, 69),
        (4 + 2 * third, third + 4, 71),
        (12, 4, 67),
    ]
    again = import_from_musicxml(musicxml_root(write_musicxml(tied))).chorale
    assert np.array_equal(again.symbols_VT, symbols_VT)
    [tuplet] = tuplets_of(again)
    assert [abs(pitch) for _, pitch, _ in tuplet.sign.notes] == [67, 69, 71]


def test_grace_notes_come_before_the_beat_and_take_their_time_from_the_note_before() -> None:
    grace = Sign("grace", "acciaccatura", notes=((8, 69, "A"), (8, 68, "")))
    heard = sounding(piece_with(t8=grace))[0]
    [first, second] = [note for note in heard if note.is_grace]
    assert (first.start, second.start, second.start + second.length) == (
        7 + Fraction(1, 3),
        7 + Fraction(2, 3),
        8,
    )
    before = heard[heard.index(first) - 1]
    assert before.start + before.length == first.start
    at_once = sounding(piece_with(t0=grace))[0]
    assert [note.pitch for note in at_once[:3]] == [69, 68, 67]
    assert (at_once[0].start, at_once[2].start) == (0, 1)


def test_midi_has_the_true_times_of_a_triplet() -> None:
    file = mido.MidiFile(file=io.BytesIO(write_midi(piece_with())))
    now, onsets = 0, []
    for message in file.tracks[1]:
        now += message.time
        if message.type == "note_on":
            onsets.append(now)
    beat = TICKS_PER_QUARTER
    assert onsets[:5] == [0, beat, beat + beat // 3, beat + 2 * beat // 3, 2 * beat]


@pytest.mark.parametrize("view", VIEW_NAMES[:4])
def test_the_score_draws_a_triplet_with_its_number_and_its_heads_have_their_cells(view: str) -> None:
    grace = Sign("grace", "acciaccatura", notes=((8, 69, "A"),))
    mei = mei_of_view(piece_with(t8=grace), view)
    assert '<tuplet xml:id="s-S-4-0" num="3" numbase="2" bracket.visible="false">' in mei
    assert 'grace="unacc"' in mei
    [page] = engrave(mei, set(), width=120, height=300)
    for name in ('id="n-S-4"', 'id="n-S-5"', 'id="n-S-7"', 'data-sign="s-S-4-0"', 'data-sign="s-S-8-0"'):
        assert name in page


def test_a_triplet_with_rests_or_long_notes_has_a_bracket() -> None:
    mixed = Sign("tuplet", "3:2", notes=((16, 67, ""), (8, 0, "")))
    assert 'bracket.visible="true"' in mei_of_view(piece_with(mixed), "open")


@cache
def foreign(name: str) -> tuple[Element, Import, Element]:
    """A file of music21's, what was read of it, and that written again."""
    path = Path(corpus.getWork(FOREIGN[name]))
    data = path.read_bytes()
    root = musicxml_root(unpack_mxl(data) if path.suffix == ".mxl" else data)
    found = import_from_musicxml(root)
    return root, found, musicxml_root(write_musicxml(found.chorale))


def counts_in(root: Element) -> dict[str, int]:
    """Tuplets, notes of tuplets, and grace notes; of notes at once one."""
    heads = [head for head in root.iter("note") if head.find("chord") is None]
    return {
        "tuplets": sum(each.get("type") == "start" for each in root.iter("tuplet")),
        "notes": sum(head.find("time-modification") is not None for head in heads),
        "graces": sum(head.find("grace") is not None for head in heads),
    }


def check_foreign(name: str) -> None:
    before, found, after = foreign(name)
    assert counts_in(after) == counts_in(before)
    assert sum(counts_in(before).values())
    assert not any(re.search("Grace", told.message) for told in found.notices)


@pytest.mark.parametrize("name", FEW)
def test_foreign_files_have_as_many_tuplets_and_grace_notes_afterwards(name: str) -> None:
    check_foreign(name)


@pytest.mark.thorough
@pytest.mark.parametrize("name", [name for name in FOREIGN if name not in FEW])
def test_more_foreign_files_have_as_many_tuplets_and_grace_notes_afterwards(name: str) -> None:
    check_foreign(name)
