"""Train a recipe, on one device or (torchrun) on several; a run can be resumed at its last saved step.

A run folder holds recipe.json, metrics.jsonl (one line a report) and state.pt (weights, averaged
weights, optimiser, counters); where the recipe may end early, best.safetensors too. Batch n and its draws
depend on the seed, n and the number of parts that it is cut into: one for each process and turn of
accumulation, so 2 processes learn what 1 does in 2 turns.
"""

import json
import math
import os
import sys
import time
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from sunmask.lab.lab import Corpus, lab_of
from sunmask.lab.training.corpora import corpus_of, network_of
from sunmask.lab.training.interrupts import Interrupts
from sunmask.lab.training.journal import Journal
from sunmask.lab.training.optimizing import take_step
from sunmask.lab.training.processes import Processes, joined_processes, without_averaging
from sunmask.lab.training.recipes import Recipe
from sunmask.models.devices import autocast
from sunmask.models.weights import from_file

REPORT_SECONDS, SAVE_SECONDS, VALIDATE_SECONDS = 10, 120, 900


class Run:
    """One training run: what is saved, and one step of it."""

    def __init__(
        self, recipe: Recipe, folder: Path, minutes: float | None, processes: Processes | None = None
    ):
        self.recipe, self.folder, self.minutes = recipe, folder, minutes
        self.processes = processes or Processes(device="cuda" if torch.cuda.is_available() else "cpu")
        self.device = self.processes.device
        torch.manual_seed(recipe.seed)
        self.model = network_of(recipe, folder).to(self.device)
        if recipe.start:
            weights = from_file(recipe.start)
            begin_with = getattr(self.model, "begin_with", None)
            if begin_with is not None:
                begin_with(weights)
            else:
                self.model.load_state_dict(weights, strict=False)
        names = [name for name, _ in self.model.named_parameters()]
        for frozen in recipe.frozen:
            if not any(name.startswith(frozen) for name in names):
                raise ValueError(
                    f"expected beginnings of names of weights in frozen, as {names[0]}; got {frozen}"
                )
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad_(not (recipe.start and name.startswith(recipe.frozen)))
        self.shared = self.processes.share(self.model)
        self.loss_of = lab_of(recipe.kind).loss(self.model)
        self.averaged = network_of(recipe, folder).to(self.device)
        self.averaged.load_state_dict(self.model.state_dict())
        self.averaged.requires_grad_(False).eval()
        self.optimizer = torch.optim.AdamW(self._groups(), lr=0.0, betas=(0.9, 0.99), fused=True)
        self.step, self.seconds = 0, 0.0
        self.lowest, self.waited = math.inf, 0

    def _groups(self) -> list[dict[str, Any]]:
        """Decay matrices and kernels only."""
        parameters = list(self.model.parameters())
        return [
            {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": self.recipe.weight_decay},
            {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
        ]

    @property
    def progress(self) -> float:
        """Share of the run that is done, by time where minutes are given, otherwise by steps."""
        if self.minutes is not None:
            return min(1.0, self.seconds / (60 * self.minutes))
        return min(1.0, self.step / self.recipe.num_steps)

    def learning_rate(self) -> float:
        """Linear warm-up, then, after the flat share, half a cosine to nought at the end of the run."""
        warm = min(1.0, (self.step + 1) / self.recipe.warmup_steps)
        fallen = max(0.0, (self.progress - self.recipe.flat) / (1 - self.recipe.flat))
        return self.recipe.learning_rate * warm * (0.5 + 0.5 * math.cos(math.pi * fallen))

    def train_step(self, corpus: Corpus) -> list[float]:
        """One batch; the NLL per scored cell of each unrolled step, of this process's parts."""
        turns = self.recipe.accumulate
        nats = [self.learn_part(corpus, turn) for turn in range(turns)]
        take_step(self.optimizer, self.learning_rate(), self.recipe.clip)
        decay = min(self.recipe.ema, (1 + self.step) / (10 + self.step))
        averaged: list[torch.Tensor] = list(self.averaged.parameters())
        current: list[torch.Tensor] = list(self.model.parameters())
        with torch.no_grad():
            torch._foreach_lerp_(averaged, current, 1 - decay)
        self.step += 1
        return means(nats)

    def learn_part(self, corpus: Corpus, turn: int) -> list[float]:
        """Add the gradient of one part of the batch, as its share of the whole; the last turn averages
        over the processes."""
        turns = self.recipe.accumulate
        part = self.processes.number * turns + turn
        batch = corpus.batch(self.step, part, self.processes.count * turns).to(self.device)
        seed = self.recipe.seed * 2**32 + part * 2**24 + self.step
        torch.manual_seed(seed)  # dropout
        generator = torch.Generator(self.device).manual_seed(seed)
        with without_averaging(self.shared, turn + 1 < turns):
            with autocast(self.device):
                loss, nats = self.loss_of(self.shared, batch, self.recipe.objective, generator)
            (loss / turns).backward()
        return nats

    def predict(self, *inputs: torch.Tensor) -> torch.Tensor:
        """The averaged weights' logits, on the CPU as the inputs are."""
        return self.averaged(*(each.to(self.device) for each in inputs)).cpu()

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "lowest": self.lowest,
            "waited": self.waited,
        }
        part = self.folder / "state.part"
        torch.save(state, part)
        part.replace(self.folder / "state.pt")

    def resume(self) -> None:
        state = torch.load(self.folder / "state.pt", map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seconds = state["step"], state["seconds"]
        self.lowest, self.waited = state.get("lowest", math.inf), state.get("waited", 0)

    def compare(self, nll: float) -> None:
        """Keep the averaged weights where a validation's nll is the lowest yet, else count that it is not."""
        self.waited = 0 if nll < self.lowest else self.waited + 1
        if not self.waited:
            self.lowest = nll
            weights = {
                name: value.detach().cpu().contiguous() for name, value in self.averaged.state_dict().items()
            }
            save_file(weights, self.folder / "best.safetensors")

    @property
    def is_patient(self) -> bool:
        """Whether a lower nll may yet come."""
        return not self.recipe.patience or self.waited < self.recipe.patience


def train(
    recipe: Recipe,
    folder: Path,
    *,
    minutes: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    resume: bool = False,
    tensorboard: bool = False,
    device: str | None = None,
) -> Path:
    """Run a recipe to its end and return the folder. minutes: a budget that replaces the step count; clock:
    what counts them, for example `time.process_time` where the machine has other work too. device: "cpu",
    "cuda"; None takes a GPU where there is one. Ctrl-C or SIGTERM ends it after the step at hand, saved.

    Raises ValueError where the folder holds a run and resume is False, or the other way about; where the
    batch cannot be cut evenly; or where TensorBoard is asked for and not installed.
    """
    with joined_processes(device) as processes:
        if (folder / "state.pt").exists() != resume:
            has = "holds no run to resume" if resume else "already holds a run: resume it, or"
            raise ValueError(f"{folder} {has}{', ' if resume else ' '}choose another folder")
        if resume:
            recipe = Recipe.from_json(json.loads((folder / "recipe.json").read_text()))
        parts = processes.count * recipe.accumulate
        if recipe.batch_size % parts:
            raise ValueError(f"expected a batch that {parts} parts divide, got {recipe.batch_size} examples")
        processes.wait()
        folder.mkdir(parents=True, exist_ok=True)
        journal = Journal(folder, tensorboard) if processes.is_first else None
        # the run gets no name here, for it must be gone when the processes part
        _learn(_begin(recipe, folder, minutes, processes, resume), journal, clock)
    return folder


def _begin(recipe: Recipe, folder: Path, minutes: float | None, processes: Processes, resume: bool) -> Run:
    run = Run(recipe, folder, minutes, processes)
    if resume:
        run.resume()
    if processes.is_first:
        (folder / "recipe.json").write_text(json.dumps(recipe.to_json(), indent=1) + "\n")
    return run


def _learn(run: Run, journal: Journal | None, clock: Callable[[], float]) -> None:
    """Steps to the end; one process has the journal, which also saves and validates."""
    _make_repeatable(run.device)
    if journal is None:
        run.processes.wait()  # the first one may have to parse the corpus
    corpus = corpus_of(run.recipe, run.folder, progress=journal is not None)
    if journal is not None:
        run.processes.wait()
    began = clock() - run.seconds
    due = {"report": run.seconds + 5, "save": run.seconds + 60, "validate": run.seconds + 120}
    recent: list[list[float]] = []
    first_step, first_seconds = run.step, run.seconds

    def validate(journal: Journal) -> None:
        figures = corpus.validate(run.predict)
        journal.write(run.step, run.seconds, valid=figures)
        if run.recipe.patience:
            run.compare(figures["nll"])

    with Interrupts() as interrupts:
        while run.progress < 1 and not run.processes.agree(interrupts.is_wanted or not run.is_patient):
            recent.append(run.train_step(corpus))
            run.seconds = run.processes.agree(clock() - began)
            if journal is None:
                continue
            if run.seconds >= due["report"]:
                nats = means(recent)
                rate = (run.step - first_step) / (run.seconds - first_seconds)
                told = {"learning_rate": run.learning_rate(), "steps_per_second": round(rate, 3)}
                journal.write(run.step, run.seconds, nll=nats, **told)
                _show_progress(run, nats, rate)
                recent, due["report"] = [], run.seconds + REPORT_SECONDS
            if run.seconds >= due["validate"]:
                validate(journal)
                due["validate"] = run.seconds + VALIDATE_SECONDS
            if run.seconds >= due["save"]:
                run.save()
                due["save"] = run.seconds + SAVE_SECONDS
    if journal is not None:
        if not interrupts.is_wanted:
            validate(journal)
        run.save()
        journal.close()
        if interrupts.is_wanted:
            print(f"stopped and saved at step {run.step}: --resume goes on", file=sys.stderr)


def means(nats: list[list[float]]) -> list[float]:
    """The mean nats of each unrolled step, over the batches that took it."""
    columns = zip_longest(*nats)
    return [
        round(sum(values) / len(values), 4)
        for column in columns
        if (values := [value for value in column if value is not None])
    ]


def _make_repeatable(device: str) -> None:
    """Have CUDA add in one order, where it can; on the CPU it always does."""
    if device != "cpu":
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # what cuBLAS needs for it
        torch.use_deterministic_algorithms(True, warn_only=True)


def _show_progress(run: Run, nats: list[float], rate: float) -> None:
    left = (run.recipe.num_steps - run.step) / rate if run.minutes is None else 60 * run.minutes - run.seconds
    nll = f"nll {nats[0]:.3f} then {nats[-1]:.3f}"
    print(
        f"step {run.step}  {nll}  {rate:.2f} steps/s  {left / 60:.1f} min left", file=sys.stderr, flush=True
    )
