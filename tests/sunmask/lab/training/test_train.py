"""Training runs: they learn, and resume where they were saved."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from sunmask.__main__ import main
from sunmask.lab.chorale import lab
from sunmask.lab.chorale.corpora.windows import Windows
from sunmask.lab.lab import recipe_named, recipes
from sunmask.lab.training import train as training
from sunmask.lab.training.recipes import Recipe
from sunmask.lab.training.train import train
from sunmask.models.families import families
from tests.sunmask.chorale.pieces import made_up_piece, made_up_splits

DEBUG = recipe_named("chorale-debug")


@pytest.fixture(autouse=True)
def made_up_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab, "load_chorales", lambda progress: [])
    monkeypatch.setattr(lab, "split_chorales", lambda pieces: made_up_splits())


def weights(folder: Path, kind: str = "model") -> dict[str, torch.Tensor]:
    return torch.load(folder / "state.pt", weights_only=True)[kind]


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]


def test_a_run_ends_with_weights_and_validation_figures(tmp_path: Path) -> None:
    train(replace(DEBUG, num_steps=3), tmp_path / "run")
    last = lines(tmp_path / "run")[-1]
    assert last["step"] == 3
    assert last["valid"]["50 %"]["nll"] > 0
    assert weights(tmp_path / "run")


def test_weights_that_no_name_begins_cannot_be_frozen(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"names of weights in frozen, as .*; got \["):
        train(replace(DEBUG, frozen=('["stem"', "pitch")), tmp_path / "run")


@pytest.mark.parametrize(
    "name",
    [
        "chorale-debug",
        "chorale-transformer-debug",
        pytest.param("chorale-conv-debug", marks=pytest.mark.thorough),
    ],
)
def test_a_run_that_is_cut_off_resumes_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    recipe = replace(recipe_named(name), num_steps=3)
    train(recipe, tmp_path / "whole")
    step = training.Run.train_step

    def cut_off(run: training.Run, windows: Windows) -> list[float]:
        if run.step == 2:
            run.save()
            raise KeyboardInterrupt
        return step(run, windows)

    with monkeypatch.context() as patch:
        patch.setattr(training.Run, "train_step", cut_off)
        with pytest.raises(KeyboardInterrupt):
            train(recipe, tmp_path / "cut")
    train(recipe, tmp_path / "cut", resume=True)
    for kind in ("model", "averaged"):
        whole, resumed = (weights(tmp_path / folder, kind) for folder in ("whole", "cut"))
        assert all(torch.equal(value, resumed[name]) for name, value in whole.items())


@pytest.mark.thorough
def test_the_loss_falls(tmp_path: Path) -> None:
    run = training.Run(replace(DEBUG, num_steps=40, batch_size=4, warmup_steps=5), tmp_path, None)
    windows = Windows([made_up_piece(1)], 0, 4, run.recipe.noise)
    losses = [run.train_step(windows)[0] for _ in range(40)]
    assert sum(losses[-10:]) < 0.9 * sum(losses[:10])


def test_a_budget_in_minutes_ends_the_run(tmp_path: Path) -> None:
    endless = replace(DEBUG, num_steps=10**6)
    train(endless, tmp_path / "run", minutes=0.01)
    assert 0 < lines(tmp_path / "run")[-1]["step"] < endless.num_steps


def test_a_folder_with_a_run_is_not_overwritten_and_one_without_not_resumed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no run"):
        train(DEBUG, tmp_path / "run", resume=True)
    train(replace(DEBUG, num_steps=1), tmp_path / "run")
    with pytest.raises(ValueError, match="already holds a run"):
        train(DEBUG, tmp_path / "run")


def test_recipes_survive_json_and_unknown_names_are_refused() -> None:
    for recipe in recipes().values():
        assert Recipe.from_json(json.loads(json.dumps(recipe.to_json()))) == recipe
    with pytest.raises(ValueError, match="expected a recipe"):
        recipe_named("waltz")


@pytest.mark.parametrize("network", ["chorale", "chorale-transformer", "chorale-conv"])
def test_the_papers_table_1_is_told_apart_by_the_switches_alone(network: str) -> None:
    twins = [recipe_named(f"{network}-{name}") for name in ("paper", "sundae", "coconet")]
    switches = [each.objective for each in twins]
    assert [each.trust_input for each in switches] == [True, False, True]
    assert [each.masked_loss for each in switches] == [True, False, False]
    assert [each.reweighted for each in switches] == [True, False, True]
    assert [each.num_unrolled for each in switches] == [2, 2, 1]
    paper = twins[0]
    assert all(replace(each, name=paper.name, objective=paper.objective) == paper for each in twins)
    assert {each.family for each in twins} == {recipe_named(network).family}


def test_every_recipe_names_a_size_of_its_family() -> None:
    for recipe in recipes().values():
        assert recipe.size in families()[recipe.family][2]


def test_one_turn_after_the_other_adds_up_to_the_mean_gradient_of_the_parts(tmp_path: Path) -> None:
    recipe = replace(DEBUG, batch_size=4, accumulate=2)
    windows = Windows([made_up_piece(1)], 0, 4, recipe.noise)
    both = training.Run(recipe, tmp_path, None)
    for turn in (0, 1):
        both.learn_part(windows, turn)
    gradients = []
    for number in (0, 1):
        one = training.Run(replace(recipe, accumulate=1), tmp_path, None)
        one.processes = replace(one.processes, number=number, count=2)
        one.learn_part(windows, 0)
        gradients.append([value.grad for value in one.model.parameters()])
    assert any(not torch.equal(first, second) for first, second in zip(*gradients, strict=True))
    for added, first, second in zip(both.model.parameters(), *gradients, strict=True):
        assert torch.allclose(added.grad, (first + second) / 2, atol=1e-6, rtol=1e-3)


@pytest.mark.thorough
def test_two_processes_learn_what_one_does_in_two_turns(tmp_path: Path) -> None:
    recipe = replace(DEBUG, batch_size=4, num_steps=3)
    with one_thread():  # as each of the processes
        train(replace(recipe, accumulate=2), tmp_path / "turns")
    run_in_processes(2, replace(recipe, accumulate=1), tmp_path / "processes")
    together = weights(tmp_path / "processes")
    for name, value in weights(tmp_path / "turns").items():
        assert torch.allclose(value, together[name], atol=2e-4), name
    assert [line["step"] for line in lines(tmp_path / "processes")] == [3]


@contextmanager
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def run_in_processes(count: int, recipe: Recipe, folder: Path) -> None:
    """Train as torchrun would: the same program in each process, told its number by the environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    program = (
        "import json, sys, pathlib, torch\n"
        "from sunmask.lab.training import train as training\n"
        "from sunmask.lab.chorale import lab\n"
        "from sunmask.lab.training.recipes import Recipe\n"
        "from tests.sunmask.chorale.pieces import made_up_splits\n"
        "torch.set_num_threads(1)\n"
        "lab.load_chorales = lambda progress: []\n"
        "lab.split_chorales = lambda pieces: made_up_splits()\n"
        "training.train(Recipe.from_json(json.loads(sys.argv[1])), pathlib.Path(sys.argv[2]))\n"
        "names = [file.read_text().strip() for file in pathlib.Path('/proc/self/task').glob('*/comm')]\n"
        "assert 'pt_gloo_runloop' not in names  # one that lives on may abort the interpreter's end\n"
    )
    address = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "WORLD_SIZE": str(count)}
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, json.dumps(recipe.to_json()), str(folder)],
            env={**os.environ, **address, "RANK": str(number), "LOCAL_RANK": str(number)},
            cwd=Path(__file__).parents[4],
        )
        for number in range(count)
    ]
    assert [process.wait(300) for process in started] == [0] * count


def test_turns_are_asked_for_on_the_command_line_and_must_cut_the_batch_evenly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(lab.RECIPES, DEBUG.name, replace(DEBUG, num_steps=1))
    wanted = ["train", DEBUG.name, "--out", str(tmp_path / "run"), "--accumulate"]
    assert main([*wanted, "3"]) == 2
    assert "3 parts divide, got 2" in capsys.readouterr().err
    assert main([*wanted, "2"]) == 0
    assert json.loads((tmp_path / "run" / "recipe.json").read_text())["accumulate"] == 2


def test_tensorboard_is_told_what_the_journal_holds(tmp_path: Path) -> None:
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    train(replace(DEBUG, num_steps=2), tmp_path, tensorboard=True)
    events = EventAccumulator(str(tmp_path / "tensorboard")).Reload()
    [told] = events.Scalars("valid/bar/nll")
    assert told.step == 2
    assert told.value == pytest.approx(lines(tmp_path)[-1]["valid"]["bar"]["nll"])


def test_without_tensorboard_a_sentence_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    with pytest.raises(ValueError, match="pip install"):
        train(replace(DEBUG, num_steps=1), tmp_path, tensorboard=True)


def test_a_run_that_somebody_stops_ends_its_step_is_saved_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = replace(DEBUG, num_steps=4)
    train(recipe, tmp_path / "whole")
    step = training.Run.train_step

    def stopped(run: training.Run, windows: Windows) -> list[float]:
        if run.step == 1:
            os.kill(os.getpid(), signal.SIGINT)
        return step(run, windows)

    monkeypatch.setattr(training.Run, "train_step", stopped)
    train(recipe, tmp_path / "run")
    assert "stopped and saved at step 2: --resume goes on" in capsys.readouterr().err
    monkeypatch.setattr(training.Run, "train_step", step)
    train(recipe, tmp_path / "run", resume=True)
    whole = weights(tmp_path / "whole")
    assert all(torch.equal(value, whole[name]) for name, value in weights(tmp_path / "run").items())


def test_the_command_line_sets_values_of_a_recipe(tmp_path: Path) -> None:
    words = ["train", "chorale-debug", "--set", "num_steps=1", "--set", "noise.iid=0.5", "--seed", "7"]
    assert main([*words, "--device", "cpu", "--out", str(tmp_path / "run")]) == 0
    recipe = Recipe.from_json(json.loads((tmp_path / "run" / "recipe.json").read_text()))
    assert (recipe.num_steps, recipe.noise.iid, recipe.seed) == (1, 0.5, 7)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "learning_rat=1"], "learning_rate"),
        (["--set", "batch_size=many"], "expected batch_size to be a whole number, got 'many'"),
        (["--set", "noise=1"], "expected a value of a recipe"),
        (["--device", "abacus"], "expected a device of this machine"),
        (["--start", "{file}"], "expected a file of weights"),
    ],
)
def test_what_a_recipe_cannot_be_is_refused_with_a_sentence(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "noise.safetensors"
    file.write_bytes(b"no weights")
    given = [word.format(file=file) for word in words]
    assert main(["train", "chorale-debug", *given, "--out", str(tmp_path / "run")]) == 2
    assert said in capsys.readouterr().err


def test_recipes_are_listed_and_one_is_shown_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recipes"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in recipes())
    assert main(["recipes", "chorale-debug"]) == 0
    assert Recipe.from_json(json.loads(capsys.readouterr().out)) == DEBUG
