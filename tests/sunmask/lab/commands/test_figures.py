"""The paper's figures, and pictures of chorales."""

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from sunmask.__main__ import main
from sunmask.chorale.demos import ode_to_joy
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.scores import read_score
from sunmask.lab.chorale.pictures import piano_roll
from sunmask.models import checkpoints
from sunmask.models.families import build
from tests.sunmask.chorale.pieces import made_up_piece

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.thorough
def test_the_soprano_is_held_whole_doubted_in_place_or_rewritten(tmp_path: Path) -> None:
    checkpoints.save(build("unet", "debug"), tmp_path / "tiny", family="unet", kind="chorale", title="Small")
    wanted = ["--checkpoint", str(tmp_path / "tiny"), "--count", "2", "--steps", "4"]
    assert main(["figures", "--out", str(tmp_path / "out"), *wanted]) == 0
    melody_T = ode_to_joy().symbols_VT[0]
    sopranos = {}
    for name in ("whole", "half", "rewritten"):
        for ending in ("mid", "wav", "svg", "musicxml"):
            assert (tmp_path / "out" / f"{name}.{ending}").stat().st_size > 100
        made = read_score(tmp_path / "out" / f"{name}.musicxml").chorale
        assert made.symbols_VT[1:].any(axis=1).all()
        sopranos[name] = made.symbols_VT[0]
    assert (sopranos["whole"] == melody_T).all()
    assert (sopranos["half"] == melody_T).all()
    assert (sopranos["rewritten"][:64] == melody_T[:64]).all()
    assert (sopranos["rewritten"][64:] != melody_T[64:]).any()
    told = json.loads((tmp_path / "out" / "figures.json").read_text())["figures"]
    assert [each["soprano_sixteenths_changed"] > 0 for each in told] == [False, False, True]


def test_a_picture_shows_every_note_once_and_edges_what_is_kept() -> None:
    piece = Chorale(made_up_piece(1, 16).symbols_VT, ChoraleMeta(title="Bread & <wine>"))
    kept = np.zeros((4, 16), dtype=bool)
    kept[0, :8] = True
    root = ElementTree.fromstring(piano_roll(piece, kept))
    drawn = root.findall(f"{SVG}g/{SVG}rect")
    assert len(drawn) == 16
    assert sum("stroke" in rect.attrib for rect in drawn) == 2
    assert root.find(f"{SVG}text").text == "Bread & <wine>"  # type: ignore[union-attr]


def test_silence_has_a_picture_too() -> None:
    silent = Chorale(np.zeros((4, 8), dtype=np.int16))
    assert ElementTree.fromstring(piano_roll(silent)).findall(f"{SVG}g/{SVG}rect") == []
