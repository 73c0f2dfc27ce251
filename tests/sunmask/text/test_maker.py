"""Texts from Python and from the command line, by an untrained network."""

from pathlib import Path

import numpy as np
import pytest
import torch

import sunmask
from sunmask.__main__ import main
from sunmask.method.cells import CellState
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.models.inference import InferenceModel
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import text_to_words

QUICK = TextSettings(num_steps=3, fluency=0.0)
SAID = "The old (man) said {that} the sea [was] (calm!) and [2] home."


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("texts")
    torch.manual_seed(0)
    checkpoints.save(build("encoder", "debug"), folder, family="encoder", kind="text", title="Small")
    return str(folder)


@pytest.fixture(scope="module")
def model(checkpoint: str) -> InferenceModel:
    return sunmask.load(checkpoint, kind="text", device="cpu")


def test_what_is_held_stands_where_it_stood(model: InferenceModel) -> None:
    for made in sunmask.infill(SAID, model, kind="text", count=3, settings=QUICK):
        words = text_to_words(made)[0]
        assert words[:2] + words[3:4] + words[5:7] == ["The", "old", "said", "the", "sea"]
        assert [words[8], words[9], words[-2], words[-1]] == ["calm", "and", "home", "."]
        assert len(words) == 14


def test_a_text_is_the_same_whatever_the_count(model: InferenceModel) -> None:
    three = sunmask.infill(SAID, model, kind="text", count=3, seed=5, settings=QUICK)
    assert sunmask.infill(SAID, model, kind="text", count=1, seed=5, settings=QUICK) == three[:1]
    assert sunmask.infill(SAID, model, kind="text", count=1, seed=6, settings=QUICK) != three[:1]


def test_states_may_be_given_beside_the_text(model: InferenceModel) -> None:
    states = np.array([CellState.UNMASKED, CellState.RENOISABLE, CellState.UNMASKED])
    (made,) = sunmask.infill("one (two", model, kind="text", states=states, count=1, settings=QUICK)
    words = text_to_words(made)[0]
    assert [words[0], words[2]] == ["one", "two"]
    with pytest.raises(ValueError, match="expected a state for each of 2"):
        sunmask.infill("one two", model, kind="text", states=states, settings=QUICK)
    with pytest.raises(ValueError, match="voices to keep"):
        sunmask.infill("one two", model, kind="text", keep="S", settings=QUICK)


def test_samples_have_the_length_that_was_asked_for(model: InferenceModel) -> None:
    for length, expected in ((None, 12), (5, 5)):
        made = sunmask.sample(model, count=2, length=length, settings=QUICK)  # of the model's kind
        assert [len(text_to_words(text)[0]) for text in made] == [expected] * 2


def test_an_unknown_kind_and_a_model_of_another_kind_are_refused(model: InferenceModel) -> None:
    with pytest.raises(ValueError, match="kind"):
        sunmask.sample(kind="waltz")
    with pytest.raises(ValueError, match="expected a model of kind chorale, got one of kind text"):
        sunmask.infill(SAID, model, kind="chorale")


def test_the_command_line_prints_one_result_a_line(
    checkpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--kind", "text", "--checkpoint", checkpoint, "--count", "2", "--seed", "3", "--steps", "3"]
    assert main(["infill", "--text", "One\nline and [2].", *wanted]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("One\\nline and") for line in lines)  # a mark may follow without a space
    assert all(text_to_words(line.replace("\\n", "\n"))[0][:3] == ["One", "line", "and"] for line in lines)
    assert main(["sample", "--length", "6", *wanted]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [len(text_to_words(line)[0]) for line in lines] == [6, 6]


def test_words_are_forced_and_banned_from_the_command_line(
    checkpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--kind", "text", "--checkpoint", checkpoint, "--count", "3", "--steps", "4"]
    assert main(["infill", "--text", "The [8] .", "--force", "sea harbour@3", *wanted]) == 0
    for line in capsys.readouterr().out.splitlines():
        words = text_to_words(line)[0]
        assert words[2] == "harbour"
        assert "sea" in words


@pytest.mark.parametrize(
    "arguments",
    [
        ["infill", "--kind", "text"],
        ["infill", "--kind", "text", "--text", "(open"],
        ["infill", "--kind", "text", "--text", "half[way]"],
        ["infill", "--kind", "text", "--text", "  "],
        ["infill", "--kind", "text", "--text", "a [b]", "--keep", "S"],
        ["infill", "--kind", "text", "--text", "a [b]", "--out", "x", "--wav"],
        ["infill", "--kind", "text", "--text", "a [b]", "--refuse-parallels"],
        ["infill", "--kind", "text", "--text", "a [b]", "--steps", "0"],
        ["infill", "--kind", "text", "--text", "a [b]", "--temperature", "9"],
        ["infill", "--kind", "text", "--text", "a [b]", "--force", "a-"],
        ["infill", "--kind", "text", "--text", "a b", "--force", "c"],
        ["infill", "--kind", "text", "--text", "a [b]", "--checkpoint", "nowhere"],
        ["infill", "--kind", "waltz", "--text", "a [b]"],
        ["infill", "--text", "a [b]", "--out", "x"],
        ["sample", "--kind", "text", "--metre", "3/4"],
        ["sample", "--kind", "text", "--midi"],
    ],
)
def test_bad_use_of_texts_ends_with_status_2_and_one_sentence(
    arguments: list[str],
    checkpoint: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checkpoints, "default", lambda kind: checkpoint)
    try:
        status = main(arguments)
    except SystemExit as end:
        status = int(end.code or 0)
    told = capsys.readouterr()
    assert status == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "Traceback" not in told.err
    assert not list(tmp_path.iterdir())


def test_a_checkpoint_of_another_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkpoints.save(build("unet", "debug"), tmp_path, family="unet", kind="chorale", title="Small")
    assert main(["infill", "--kind", "text", "--text", "a [b]", "--checkpoint", str(tmp_path)]) == 2
    assert "kind" in capsys.readouterr().err
