"""Train a recipe on one device; any run can be stopped and resumed at its last saved step.

A run folder holds recipe.json, metrics.jsonl (one line a report) and state.pt (weights, averaged
weights, optimiser, counters). Batch n and its draws depend on the seed and n alone.
"""

import json
import math
import sys
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn

from sunmask.datasets.chorales import load_chorales, split_chorales
from sunmask.datasets.windows import Windows
from sunmask.grading.likelihood import infill_figures
from sunmask.models import build
from sunmask.objective import unrolled_loss
from sunmask.recipes import Recipe

REPORT_SECONDS, SAVE_SECONDS, VALIDATE_SECONDS = 10, 120, 400
VALIDATION_WINDOWS = 32


class Run:
    """One training run: what is saved, and one step of it."""

    def __init__(self, recipe: Recipe, folder: Path, minutes: float | None):
        self.recipe, self.folder, self.minutes = recipe, folder, minutes
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(recipe.seed)
        self.model = build(recipe.family, recipe.size).to(self.device)
        self.averaged = build(recipe.family, recipe.size).to(self.device)
        self.averaged.load_state_dict(self.model.state_dict())
        self.averaged.requires_grad_(False).eval()
        self.optimizer = torch.optim.AdamW(self._groups(), lr=0.0, betas=(0.9, 0.99), fused=True)
        self.step, self.seconds = 0, 0.0

    def _groups(self) -> list[dict[str, Any]]:
        """Decay matrices and kernels only."""
        parameters = list(self.model.parameters())
        return [
            {"params": [p for p in parameters if p.ndim >= 2], "weight_decay": self.recipe.weight_decay},
            {"params": [p for p in parameters if p.ndim < 2], "weight_decay": 0.0},
        ]

    @property
    def progress(self) -> float:
        """Share of the run that is done, by time where minutes are given, else by steps."""
        if self.minutes is not None:
            return min(1.0, self.seconds / (60 * self.minutes))
        return min(1.0, self.step / self.recipe.num_steps)

    def learning_rate(self) -> float:
        """Linear warm-up, then half a cosine to nought at the end of the run."""
        warm = min(1.0, (self.step + 1) / self.recipe.warmup_steps)
        return self.recipe.learning_rate * warm * (0.5 + 0.5 * math.cos(math.pi * self.progress))

    def train_step(self, windows: Windows) -> list[float]:
        """One batch; the NLL per scored cell of each unrolled step."""
        batch = windows.batch(self.step).to(self.device)
        torch.manual_seed(self.recipe.seed * 2**32 + self.step)  # dropout
        generator = torch.Generator(self.device).manual_seed(self.recipe.seed * 2**32 + self.step)
        with torch.autocast(self.device, torch.bfloat16):
            loss, nats = unrolled_loss(self.model, batch, self.recipe.objective, generator)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.recipe.clip)
        for group in self.optimizer.param_groups:
            group["lr"] = self.learning_rate()
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        decay = min(self.recipe.ema, (1 + self.step) / (10 + self.step))
        averaged: list[torch.Tensor] = list(self.averaged.parameters())
        current: list[torch.Tensor] = list(self.model.parameters())
        with torch.no_grad():
            torch._foreach_lerp_(averaged, current, 1 - decay)
        self.step += 1
        return nats

    def save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
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

    def report(self, **values: Any) -> None:
        with (self.folder / "metrics.jsonl").open("a") as file:
            file.write(json.dumps({"step": self.step, "seconds": round(self.seconds, 1), **values}) + "\n")


def train(recipe: Recipe, folder: Path, *, minutes: float | None = None, resume: bool = False) -> Path:
    """Run a recipe to its end and return the folder. minutes: a budget that replaces the step count.

    Raises ValueError where the folder holds a run and resume is False, or the other way about.
    """
    if (folder / "state.pt").exists() != resume:
        has = "holds no run to resume" if resume else "already holds a run: resume it, or"
        raise ValueError(f"{folder} {has}{', ' if resume else ' '}choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    if resume:
        recipe = Recipe.from_json(json.loads((folder / "recipe.json").read_text()))
    (folder / "recipe.json").write_text(json.dumps(recipe.to_json(), indent=1) + "\n")
    splits = split_chorales(load_chorales(progress=True))
    windows = Windows(splits["train"], recipe.seed, recipe.batch_size, recipe.noise)
    run = Run(recipe, folder, minutes)
    if resume:
        run.resume()
    began = time.monotonic() - run.seconds
    due = {"report": run.seconds + 5, "save": run.seconds + 60, "validate": run.seconds + 120}
    recent: list[list[float]] = []
    first_step, first_seconds = run.step, run.seconds
    while run.progress < 1:
        recent.append(run.train_step(windows))
        run.seconds = time.monotonic() - began
        if run.seconds >= due["report"]:
            nats = [round(sum(column) / len(recent), 4) for column in zip(*recent, strict=True)]
            rate = (run.step - first_step) / (run.seconds - first_seconds)
            run.report(nll=nats, learning_rate=run.learning_rate(), steps_per_second=round(rate, 3))
            _show_progress(run, nats, rate)
            recent, due["report"] = [], run.seconds + REPORT_SECONDS
        if run.seconds >= due["validate"]:
            run.report(valid=infill_figures(run.averaged, splits["valid"], limit=VALIDATION_WINDOWS))
            due["validate"] = run.seconds + VALIDATE_SECONDS
        if run.seconds >= due["save"]:
            run.save()
            due["save"] = run.seconds + SAVE_SECONDS
    run.report(valid=infill_figures(run.averaged, splits["valid"], limit=VALIDATION_WINDOWS))
    run.save()
    return folder


def _show_progress(run: Run, nats: list[float], rate: float) -> None:
    left = (run.recipe.num_steps - run.step) / rate if run.minutes is None else 60 * run.minutes - run.seconds
    nll = f"nll {nats[0]:.3f} then {nats[-1]:.3f}"
    print(
        f"step {run.step}  {nll}  {rate:.2f} steps/s  {left / 60:.1f} min left", file=sys.stderr, flush=True
    )
