"""python -m sunmask, as a researcher uses it."""

from pathlib import Path

import pytest

from sunmask.__main__ import main, parser
from sunmask.chorale.notation.scores import read_score, write_musicxml
from sunmask.chorale.settings import ChoraleSettings
from sunmask.chorale.symbols import Chorale, ChoraleMeta
from sunmask.cli.making import chosen_settings
from sunmask.kinds.settings import quality_settings
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.text.settings import TextSettings
from tests.sunmask.chorale.pieces import made_up_piece


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("checkpoint")
    checkpoints.save(build("unet", "debug"), folder, family="unet", kind="chorale", title="Small")
    return str(folder)


def test_samples_are_written_as_numbered_files(tmp_path: Path, checkpoint: str) -> None:
    wanted = [
        "--count",
        "2",
        "--length",
        "32",
        "--steps",
        "2",
        "--seed",
        "5",
        "--midi",
        "--wav",
        "--checkpoint",
        checkpoint,
    ]
    assert main(["sample", "--out", str(tmp_path), *wanted]) == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        f"{number}.{ending}" for number in ("000", "001") for ending in ("mid", "musicxml", "wav")
    ]
    assert read_score(tmp_path / "000.musicxml").chorale.num_sixteenths == 32


def test_infilling_keeps_the_named_voices(tmp_path: Path, checkpoint: str) -> None:
    source = Chorale(made_up_piece(1, 36).symbols_VT, ChoraleMeta(pickup=4))
    (tmp_path / "in.musicxml").write_bytes(write_musicxml(source))
    wanted = ["--count", "1", "--steps", "2", "--checkpoint", checkpoint, "--out", str(tmp_path / "out")]
    assert main(["infill", str(tmp_path / "in.musicxml"), "--keep", "SB", *wanted]) == 0
    made = read_score(tmp_path / "out" / "000.musicxml").chorale
    assert (made.symbols_VT[[0, 3]] == source.symbols_VT[[0, 3]]).all()
    assert (made.symbols_VT[[1, 2]] != source.symbols_VT[[1, 2]]).any()
    assert made.meta.pickup == 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["sample", "--out", "x", "--steps", "0"],
        ["sample", "--out", "x", "--count", "many"],
        ["sample", "--out", "x", "--temperature", "9"],
        ["sample", "--out", "x", "--quality", "superb"],
        ["sample", "--out", "x", "--set", "texture"],
        ["sample", "--out", "x", "--set", "texure=plain"],
        ["sample", "--out", "x", "--set", "texture=loud"],
        ["sample", "--out", "x", "--set", "banned_words=sea"],
        ["sample", "--out", "x", "--checkpoint", "nowhere"],
        ["infill", "nowhere.xml", "--keep", "S", "--out", "x"],
        ["train", "waltz", "--out", "x"],
        ["train", "chorale", "--out", "x", "--minutes", "-1"],
        ["export", "nowhere", "--out", "x"],
        ["dance"],
        [],
    ],
)
def test_bad_use_ends_with_status_2_and_one_sentence(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    said = capsys.readouterr().err
    assert status == 2
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(command in said for command in ("train", "sample", "infill", "export"))


def test_a_quality_makes_the_settings_that_nobody_gave() -> None:
    given = ["sample", "--out", "x", "--quality", "best", "--temperature", "0.9"]
    chosen = chosen_settings(parser().parse_args(given))
    assert (chosen.num_steps, chosen.temperature) == (quality_settings("chorale", "best")["num_steps"], 0.9)


def test_every_setting_of_a_kind_is_reached_by_its_name() -> None:
    given = ["sample", "--steps", "9", "--set", "texture=plain", "--set", "phrases=false", "--set", "eta=1"]
    chosen = chosen_settings(parser().parse_args(given))
    assert chosen == ChoraleSettings(num_steps=9, texture="plain", phrases=False, eta=1.0)
    given = ["infill", "--kind", "text", "--set", "forced_words=sea@3, ship", "--set", "num_steps=8"]
    assert chosen_settings(parser().parse_args(given)) == TextSettings(
        num_steps=8, forced_words="sea@3, ship"
    )


def test_a_setting_that_the_kind_lacks_is_answered_with_those_like_it() -> None:
    with pytest.raises(ValueError, match="of kind chorale like texture, got texure"):
        chosen_settings(parser().parse_args(["sample", "--set", "texure=plain"]))
