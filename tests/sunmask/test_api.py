"""The Python API: load, sample, infill, grade."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import sunmask
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.scores import write_musicxml
from sunmask.chorale.settings import ChoraleSettings
from sunmask.method.cells import CellState
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from tests.sunmask.chorale.pieces import made_up_piece

QUICK = ChoraleSettings(num_steps=2)


@pytest.fixture(scope="module")
def model() -> InferenceModel:
    return InferenceModel(build("unet", "debug"), "cpu")


@pytest.fixture
def piece() -> Chorale:
    return Chorale(made_up_piece(1, 32, pickup=0).symbols_VT)


def test_a_checkpoint_is_loaded_from_its_folder(tmp_path: Path) -> None:
    checkpoints.save(build("unet", "debug"), tmp_path, family="unet", kind="chorale", title="Small")
    assert len(sunmask.sample(sunmask.load(tmp_path), count=1, length=16, settings=QUICK)) == 1
    with pytest.raises(ValueError, match="expected a checkpoint"):
        sunmask.load(tmp_path / "none")


def test_samples_of_a_seed_do_not_depend_on_the_count(model: InferenceModel) -> None:
    two = sunmask.sample(model, count=2, length=32, seed=3, settings=QUICK)
    one = sunmask.sample(model, count=1, length=32, seed=3, settings=QUICK)
    assert (two[0].symbols_VT == one[0].symbols_VT).all()
    assert (two[0].symbols_VT != two[1].symbols_VT).any()


def test_infilling_keeps_voices_of_a_chorale_or_a_file(
    model: InferenceModel, piece: Chorale, tmp_path: Path
) -> None:
    (tmp_path / "in.musicxml").write_bytes(write_musicxml(piece))
    for score in (piece, tmp_path / "in.musicxml"):
        (made,) = sunmask.infill(score, model, keep="SB", count=1, settings=QUICK)
        assert (made.symbols_VT[[0, 3]] == piece.symbols_VT[[0, 3]]).all()
        assert (made.symbols_VT[1:3] != piece.symbols_VT[1:3]).any()


def test_infilling_follows_states_and_pins(model: InferenceModel, piece: Chorale) -> None:
    states = np.full(piece.symbols_VT.shape, CellState.MASKED)
    states[0], states[1] = CellState.UNMASKED, CellState.RENOISABLE
    pins = np.zeros(states.shape, dtype=bool)
    pins[[0, 3]] = True
    (made,) = sunmask.infill(piece, model, states=states, pins=pins, count=1, settings=QUICK)
    assert (made.symbols_VT[[0, 3]] == piece.symbols_VT[[0, 3]]).all()
    assert (made.symbols_VT[1:3] != piece.symbols_VT[1:3]).any(axis=1).all()


def test_infilling_needs_either_voices_or_states_that_fit(model: InferenceModel, piece: Chorale) -> None:
    for words in (
        {},
        {"keep": "S", "states": np.zeros((4, 32))},
        {"keep": "X"},
        {"states": np.zeros((4, 8))},
    ):
        with pytest.raises(ValueError, match="expected"):
            sunmask.infill(piece, model, settings=QUICK, **words)


def test_a_chorale_and_its_file_have_the_same_grade(piece: Chorale, tmp_path: Path) -> None:
    (tmp_path / "in.musicxml").write_bytes(write_musicxml(piece))
    assert sunmask.grade(piece).overall == pytest.approx(sunmask.grade(tmp_path / "in.musicxml").overall)


def test_torch_is_loaded_only_when_a_network_is_needed(tmp_path: Path) -> None:
    (tmp_path / "in.musicxml").write_bytes(write_musicxml(Chorale(made_up_piece(1, 32).symbols_VT)))
    code = (
        "import sys; from sunmask.__main__ import main\n"
        f"assert main(['grade', {str(tmp_path / 'in.musicxml')!r}]) == 0\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL).returncode == 0
    )
