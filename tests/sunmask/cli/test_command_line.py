"""python -m sunmask, as a researcher uses it."""

import argparse
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from sunmask.__main__ import main, parser
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.scores import read_score, write_musicxml
from sunmask.chorale.settings import ChoraleSettings
from sunmask.cli import commands
from sunmask.cli.commands import Command
from sunmask.cli.sampling import chosen_settings
from sunmask.kinds.settings import quality_settings
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.text.settings import TextSettings
from tests.live_studio import ROOT
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
        ["sample"],
        ["sample", "--out", "x", "--format", "docx"],
        ["sample", "--kind", "text", "--metre", "3/4"],
        ["sample", "--kind", "text", "--format", "docx"],
        ["sample", "--kind", "text", "--out", "x", "--wav"],
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


def test_help_lists_everyday_and_research_commands_apart(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    everyday, research = capsys.readouterr().out.split("research commands:")
    for name in ("sample", "infill", "grade", "render", "fetch"):
        assert f"    {name} " in everyday.split("everyday commands:")[1]
    for name in ("train", "export", "evaluate", "benchmark", "figures", "repairs"):
        assert f"    {name} " in research


def test_an_everyday_command_loads_nothing_of_the_laboratory() -> None:
    code = (
        "import sys; from sunmask.__main__ import main\n"
        "try: main(['grade', 'nowhere.mid'])\n"
        "finally: assert not [name for name in sys.modules if name.startswith('sunmask.lab')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=300)


def test_help_loads_no_torch() -> None:
    code = (
        "import sys; from sunmask.__main__ import main\n"
        "try: main(['--help'])\n"
        "finally: assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=300, capture_output=True)


class Point(NamedTuple):
    """An entry point as importlib.metadata gives it."""

    name: str
    value: str
    command: Command | None

    def load(self) -> Command:
        if self.command is None:
            raise ImportError("its package is broken")
        return self.command


def test_an_installed_package_adds_a_command_and_a_broken_one_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    waltz = Command("dance", "Dance a waltz.", lambda its: None, lambda arguments: print("one two three"))
    points = [Point("broken", "b:B", None), Point("train", "t:T", waltz), Point("waltz", "w:W", waltz)]
    monkeypatch.setattr(commands, "entry_points", lambda group: points)
    assert main(["waltz"]) == 0
    assert capsys.readouterr().out == "one two three\n"
    assert "'broken' of b:B cannot be loaded" in caplog.text
    assert "t:T adds a command 'train', but there is one" in caplog.text
    assert commands.research_commands()["train"].summary == "learn from a corpus"


def test_a_missing_package_is_named_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(arguments: argparse.Namespace) -> None:
        raise ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib.pyplot")

    plot = Command("plot", "Plot.", lambda its: None, run)
    monkeypatch.setattr(commands, "entry_points", lambda group: [Point("plot", "p:P", plot)])
    assert main(["plot"]) == 2
    assert capsys.readouterr().err == (
        "python -m sunmask plot: expected matplotlib to be installed: pip install 'sunmask-studio[lab]'\n"
    )


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
