"""The pages on texts tell the truth: their settings, brackets, Python and parts of the evaluation."""

import re
from pathlib import Path

import pytest
import torch

from sunmask.fetching import Weights
from sunmask.lab.text.evaluation.parts import PARTS
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.text.painted import read_painted
from sunmask.text.settings import TextSettings

DOCS = Path(__file__).parents[2] / "docs"
PAGE, FIGURES = ((DOCS / name).read_text() for name in ("texts.md", "evaluating.md"))


def test_every_setting_of_texts_stands_in_the_table_with_its_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Weights, "is_there", True)
    rows = re.findall(r"^\| `(\w+)` \| (\S*) ?\|", PAGE.split("## Settings")[1].split("##")[0], re.MULTILINE)
    assert dict(rows) == {spec.name: str(spec.default) for spec in TextSettings.specs()}


def test_every_part_of_the_evaluation_is_told() -> None:
    found = re.findall(r"^\| `(\w+)` \|", FIGURES.split("## Parts for texts")[1].split("##")[0], re.MULTILINE)
    assert tuple(found) == PARTS


def test_every_text_that_is_shown_can_be_read() -> None:
    shown = re.findall(r'--text "([^"]+)"', PAGE)
    assert shown
    for text in shown:
        assert read_painted(text).plan.renoise.any()


def test_the_python_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    checkpoints.save(build("encoder", "debug"), tmp_path, family="encoder", kind="text", title="Small")
    monkeypatch.setattr(checkpoints, "default", lambda kind: str(tmp_path))
    for example in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        names: dict = {}
        exec(example, names)
        assert len(names["made"]) == len(names["more"]) == 2
