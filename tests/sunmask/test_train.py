"""Training runs: they learn, and resume where they were saved."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sunmask import train as training
from sunmask.recipes import RECIPES, Recipe, recipe_named
from sunmask.train import train
from tests.sunmask.pieces import made_up_piece

DEBUG = recipe_named("chorale-debug")


@pytest.fixture(autouse=True)
def made_up_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    splits = {"train": [made_up_piece(1), made_up_piece(2)], "valid": [made_up_piece(3)], "test": []}
    monkeypatch.setattr(training, "load_chorales", lambda progress: [])
    monkeypatch.setattr(training, "split_chorales", lambda pieces: splits)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return torch.load(folder / "state.pt", weights_only=True)["model"]


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_a_run_ends_with_weights_and_validation_figures(tmp_path: Path) -> None:
    train(replace(DEBUG, num_steps=3), tmp_path / "run")
    last = lines(tmp_path / "run")[-1]
    assert last["step"] == 3
    assert last["valid"]["50 %"]["nll"] > 0
    assert weights(tmp_path / "run")


def test_a_run_that_is_cut_off_resumes_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = replace(DEBUG, num_steps=4)
    train(recipe, tmp_path / "whole")
    step = training.Run.train_step

    def cut_off(run: training.Run, windows: training.Windows) -> list[float]:
        if run.step == 2:
            run.save()
            raise KeyboardInterrupt
        return step(run, windows)

    with monkeypatch.context() as patch:
        patch.setattr(training.Run, "train_step", cut_off)
        with pytest.raises(KeyboardInterrupt):
            train(recipe, tmp_path / "cut")
    train(recipe, tmp_path / "cut", resume=True)
    resumed = weights(tmp_path / "cut")
    assert all(torch.equal(value, resumed[name]) for name, value in weights(tmp_path / "whole").items())


def test_the_loss_falls(tmp_path: Path) -> None:
    run = training.Run(replace(DEBUG, num_steps=60, batch_size=4, warmup_steps=5), tmp_path, None)
    windows = training.Windows([made_up_piece(1)], 0, 4, run.recipe.noise)
    losses = [run.train_step(windows)[0] for _ in range(60)]
    assert sum(losses[-10:]) < 0.9 * sum(losses[:10])


def test_a_budget_in_minutes_ends_the_run(tmp_path: Path) -> None:
    train(DEBUG, tmp_path / "run", minutes=0.01)
    assert lines(tmp_path / "run")[-1]["seconds"] < 5


def test_a_folder_with_a_run_is_not_overwritten_and_one_without_not_resumed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no run"):
        train(DEBUG, tmp_path / "run", resume=True)
    train(replace(DEBUG, num_steps=1), tmp_path / "run")
    with pytest.raises(ValueError, match="already holds a run"):
        train(DEBUG, tmp_path / "run")


def test_recipes_survive_json_and_unknown_names_are_refused() -> None:
    for recipe in RECIPES.values():
        assert Recipe.from_json(json.loads(json.dumps(recipe.to_json()))) == recipe
    with pytest.raises(ValueError, match="expected a recipe"):
        recipe_named("waltz")


def test_the_papers_table_1_is_told_apart_by_the_switches() -> None:
    switches = [RECIPES[f"chorale-{name}"].objective for name in ("paper", "sundae", "coconet")]
    assert [each.trust_input for each in switches] == [True, False, True]
    assert [each.masked_loss for each in switches] == [True, False, False]
    assert [each.reweighted for each in switches] == [True, False, True]
    assert [each.num_unrolled for each in switches] == [2, 2, 1]
