"""Files to take away: their names, what is in them, what is refused; and the child that makes them."""

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.export.options import FILES, options_from_json
from sunmask.chorale.export.rendering import render
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.kinds.children.rendering import Progress, Rendering
from sunmask.kinds.registry import codec


def short() -> Chorale:
    whole = demo_chorale("Jesu, meine Freude")
    return Chorale(whole.symbols_VT[:, :16], ChoraleMeta(title="A/B: song?", tempo=240.0))


def test_all_files_come_in_one_zip_named_for_singers(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    options = options_from_json({"files": list(FILES), "bars": [1, 1]})
    made = render(short(), options, tmp_path, on_progress=lambda done, what: told.append((done, what)))
    with zipfile.ZipFile(made) as archive:
        names = sorted(archive.namelist())
        assert all(archive.read(name) for name in names)
    voices = ("alto", "bass", "soprano", "tenor")
    assert names == sorted(
        [
            *(f"A B song{ending}" for ending in (".mid", ".musicxml", ".mp3", " - score.pdf")),
            *(f"A B song - bar 1.{ending}" for ending in ("png", "svg")),
            *(f"A B song - {voice}.pdf" for voice in voices),
            *(f"A B song - {voice} practice.mp3" for voice in voices),
        ]
    )
    assert made.name == "A B song.zip"
    assert list(tmp_path.iterdir()) == [made]
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == 1


def test_one_file_comes_as_it_is(tmp_path: Path) -> None:
    assert render(short(), options_from_json({"files": ["tenor"]}), tmp_path).suffix == ".mp3"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"files": []},
        {"files": ["nothing"]},
        {"files": "mix"},
        {"files": ["mix"], "sound": "flac"},
        {"files": ["mix"], "tempo": 0},
        {"files": ["mix"], "tempo": True},
        {"files": ["mix"], "has_metronome": 1},
        {"files": ["mix"], "mixer": [{}]},
        {"files": ["score"], "paper": "a5"},
        {"files": ["score"], "staff_size": "tiny"},
        {"files": ["parts"], "margins": 10},
        {"files": ["score"], "staves": "none"},
        {"files": ["musicxml"], "analysis": "jazz"},
        {"files": ["png"], "bars": [1]},
        {"files": ["png"], "bars": [1, True]},
        {"files": ["mix"], "colour": "blue"},
    ],
)
def test_what_cannot_be_wished_is_refused(given: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        options_from_json(given)


def test_the_child_makes_the_file_and_leaves_nothing_behind() -> None:
    content = chorale_to_json(short())
    with Rendering("chorale", content, {"files": ["midi", "svg"], "bars": [1, 1]}, {}) as rendering:
        told = list(rendering.progress())
        assert told[0] == Progress(0.0, "MIDI")
        path = rendering.path
        assert path
        assert zipfile.ZipFile(path).namelist() == ["A B song.mid", "A B song - bar 1.svg"]
    assert not path.parent.exists()


def test_the_child_says_what_is_wrong() -> None:
    with (
        Rendering("chorale", chorale_to_json(short()), {"files": ["png"], "bars": [1, 9]}, {}) as rendering,
        pytest.raises(ValueError, match="bars from 1 to 1"),
    ):
        list(rendering.progress())


def test_other_kinds_have_nothing_to_render(tmp_path: Path) -> None:
    text = codec("text")
    assert text.renderings == ()
    with pytest.raises(ValueError, match="nothing to render"):
        text.render(text.blank(), {}, tmp_path, provenance={}, on_progress=lambda done, what: None)


@pytest.mark.thorough
def test_the_command_line_makes_the_same_files(tmp_path: Path) -> None:
    score = tmp_path / "song.musicxml"
    score.write_bytes(write_musicxml(short()))

    def sunmask(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sunmask", "render", str(score), "--out", str(tmp_path / "away")]
        return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)

    ended = sunmask("--files", "score,tenor", "--sound", "opus", "--count-in")
    assert ended.returncode == 0, ended.stderr
    with zipfile.ZipFile(tmp_path / "away" / "A B song.zip") as archive:
        assert archive.namelist() == ["A B song - score.pdf", "A B song - tenor practice.opus"]
    ended = sunmask("--files", "musicxml", "--analysis", "figures")
    assert ended.returncode == 0, ended.stderr
    assert b"<figured-bass>" in (tmp_path / "away" / "A B song.musicxml").read_bytes()
    refused = sunmask("--files", "everything")
    assert refused.returncode == 2
    assert "expected files of" in refused.stderr
