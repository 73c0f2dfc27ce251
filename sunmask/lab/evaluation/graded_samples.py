"""The evaluation of a kind that brings none of its own: samples from nothing, graded by the kind's grade."""

import argparse
import json
import statistics
import time
from pathlib import Path
from typing import Any

from sunmask.kinds import kind
from sunmask.kinds.settings import settings_of
from sunmask.lab.evaluation.store import Store
from sunmask.lab.evaluation.tables import table
from sunmask.models.checkpoints import Checkpoint, default, load


def evaluate(arguments: argparse.Namespace) -> None:
    """Grade `count` samples of each checkpoint, write evaluation.json and evaluation.md, print the table.
    Raises ValueError where a checkpoint is missing or of another kind."""
    store, rows = Store(arguments.out / "parts"), {}
    for where in arguments.checkpoints or [default(arguments.kind)]:
        found = load(where)
        if found.kind != arguments.kind:
            raise ValueError(
                f"expected a checkpoint of kind {arguments.kind}, got {where}, one of kind {found.kind}"
            )
        digest = found.card["sha256"][:8]
        how = {"count": arguments.count, "steps": arguments.steps, "seed": arguments.seed}
        key, name = {"checkpoint": digest, **how}, f"{Path(where).name}-{digest}/samples"
        made = store.read(name, key)
        if made is None:
            made = graded_samples(found, **how)
            store.write(name, key, made)
        rows[str(where)] = {"step": found.card.get("step"), "digest": digest, "samples": made}
    (arguments.out / "evaluation.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
    text = markdown(rows)
    (arguments.out / "evaluation.md").write_text(text)
    print(text)


def graded_samples(checkpoint: Checkpoint, *, count: int, steps: int, seed: int) -> dict[str, Any]:
    """Grades of samples from nothing: the whole and its parts for each, the number of its faults, and the
    seconds of a core that a sample takes."""
    about, model = kind(checkpoint.kind), checkpoint.for_inference()
    maker, settings = about.maker, settings_of(checkpoint.kind, {"num_steps": steps})
    began = time.process_time()
    made = maker.sample(model, length=maker.length, metre=None, count=count, seed=seed, settings=settings)
    seconds = (time.process_time() - began) / count
    grades = [about.sampler.grade(model, maker.content_of(piece)) for piece in made]
    return {
        "grades": [{"overall": each.overall, **each.features} for each in grades],
        "faults": [len(each.faults) for each in grades],
        "seconds": round(seconds, 3),
    }


def markdown(rows: dict[str, Any]) -> str:
    """A row for each checkpoint: the medians of its grades, lower is better, and faults a sample."""
    names = list(
        dict.fromkeys(name for of in rows.values() for each in of["samples"]["grades"] for name in each)
    )
    lines = []
    for where, of in rows.items():
        made = of["samples"]
        grades = [[each[name] for each in made["grades"] if name in each] for name in names]
        medians = [f"{statistics.median(values):.2f}" if values else "" for values in grades]
        faults = f"{statistics.mean(made['faults']):.2f}"
        lines.append([where, str(len(made["faults"])), *medians, faults, f"{made['seconds']:.2f}"])
    head = ["samples of", "n", *names, "faults", "seconds"]
    return f"# Evaluation\n\n## Grades of samples: medians, lower is better\n\n{table(head, lines)}\n"
