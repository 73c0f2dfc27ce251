"""python -m sunmask evaluate, of chorales: compute what is missing, then tables, JSON and plots."""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sunmask.lab.chorale.evaluation.judges.tables import tables
from sunmask.lab.chorale.evaluation.judges.verdict import verdict
from sunmask.lab.chorale.evaluation.novelty import LearnedBeats
from sunmask.lab.chorale.evaluation.plots import plots
from sunmask.lab.chorale.evaluation.report import novelty, report
from sunmask.lab.chorale.evaluation.requested.requests import MOST, Ask, BachBreathes
from sunmask.lab.chorale.evaluation.requested.tables import request_tables
from sunmask.lab.chorale.evaluation.sets import JUDGED, JUDGES, NO_PARALLELS, REQUESTS, sample_sets
from sunmask.lab.chorale.evaluation.tables import markdown
from sunmask.lab.chorale.evaluation.work import (
    FRAMES,
    Bach,
    Checkpoint,
    Compose,
    Dissect,
    Harmonise,
    Infill,
    Work,
    blocks,
    done,
    splits,
)
from sunmask.lab.chorale.likelihood import BAR_WITH_CHORDS, TASKS
from sunmask.lab.evaluation.store import Store
from sunmask.models.checkpoints import load

DEFAULT_CHECKPOINT = "chorale-conditioned"


def run(arguments: argparse.Namespace) -> None:
    """Compute, write evaluation.json, evaluation.md and the plots, and print the tables."""
    jsb = str(arguments.jsb) if arguments.jsb else None
    checkpoints = [checkpoint(where) for where in arguments.checkpoints or [DEFAULT_CHECKPOINT]]
    if jsb and not arguments.jsb.is_file():
        raise ValueError(f"expected the JSB-16th archive, got {jsb}, which is not a file")
    evaluation = Evaluation(arguments, jsb, checkpoints)
    store = Store(arguments.out / "parts")
    compute(store, list(evaluation.works()), arguments.processes)
    show(evaluation.figures(store), arguments.out)


@dataclass
class Evaluation:
    """The work that an evaluation of checkpoints needs, and the figures that follow from its results."""

    asked: argparse.Namespace
    jsb: str | None
    checkpoints: list[Checkpoint]
    composing: dict[tuple[str, str], list[Compose]] = field(init=False)
    """The compositions of each checkpoint and set of samples."""
    infilling: list[Infill] = field(init=False)
    harmonising: list[Harmonise] = field(init=False)
    dissecting: list[Dissect] = field(init=False)
    asking: list[Ask] = field(init=False)

    def __post_init__(self) -> None:
        asked, parts = self.asked, self.asked.parts
        self.sets = [of.name for of in sample_sets(parts, asked.count, asked.steps)]
        self.composing = {
            (each.where, of.name): blocks(each, of, asked.seed)
            for each in self.checkpoints
            for of in sample_sets(parts, asked.count, asked.steps)
        }
        tasks = (*TASKS, BAR_WITH_CHORDS, FRAMES) if "infill" in parts else ()
        self.infilling = [
            Infill(each, task, self.jsb, asked.seed) for each in self.checkpoints for task in tasks
        ]
        self.harmonising = [
            Harmonise(each, asked.steps, asked.seed) for each in self.checkpoints if "harmonise" in parts
        ]
        self.asking = [
            Ask(each, request, min(asked.count, MOST), asked.steps, asked.seed)
            for each in self.checkpoints
            for request in REQUESTS
            if request in parts
        ]
        self.dissecting = [Dissect(each, asked.seed) for each in self.checkpoints if "anatomy" in parts]

    def works(self) -> Iterator[Work]:
        """In the order in which they are done."""
        yield Bach()
        yield from self.dissecting
        yield from self.infilling
        yield from self.harmonising
        if self.asking:
            yield BachBreathes()
        yield from self.asking
        for made in self.composing.values():
            yield from made

    def figures(self, store: Store) -> dict[str, Any]:
        """All figures by name, from results that are stored."""

        def found(work: Work) -> Any:
            return store.read(work.name, work.settings)

        samples = {
            each.where: {
                name: [made for block in self.composing[each.where, name] for made in found(block)]
                for name in self.sets
            }
            for each in self.checkpoints
        }
        infill: dict[str, dict[str, Any]] = {}
        for work in self.infilling:
            infill.setdefault(work.checkpoint.where, {})[work.task] = found(work)
        runs = self._quotations(store, found(Bach()), samples) if "novelty" in self.asked.parts else []
        harmonised = {work.checkpoint.where: found(work) for work in self.harmonising}
        figures = report(found(Bach()), samples, infill, runs, harmonised, self.checkpoints)
        figures["judges"] = judged(store, [name for name in JUDGES if name in self.asked.parts], samples)
        asked = {name: getattr(self.asked, name) for name in ("count", "steps", "seed", "parts")}
        dissected = {work.checkpoint.where: found(work) for work in self.dissecting}
        if self.asking:
            figures["bach_phrases"] = found(BachBreathes())
        figures["requests"] = {each.where: {} for each in self.checkpoints}
        for ask in self.asking:
            figures["requests"][ask.checkpoint.where][ask.request] = found(ask)
        return {"asked": {**asked, "jsb": self.jsb}, **figures, "anatomy": dissected}

    def _quotations(
        self, store: Store, bach: list[dict[str, Any]], samples: dict[str, dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Quotations of the learned pieces in samples, remembered by what made them."""
        key = {
            each.where: [block.settings for block in self.composing[each.where, NO_PARALLELS]]
            for each in self.checkpoints
        }
        runs = store.read("novelty", key)
        if runs is None:
            runs = quoted(bach, samples)
            store.write("novelty", key, runs)
        return runs


def show(figures: dict[str, Any], out: Path) -> None:
    """Write the figures as JSON, tables and plots, and print the tables."""
    (out / "evaluation.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    requests = request_tables(figures.get("bach_phrases", []), figures["requests"])
    text = "\n\n".join([markdown(figures).rstrip(), *tables(figures["judges"]), *requests]) + "\n"
    (out / "evaluation.md").write_text(text)
    print(text)
    try:
        drawn = plots(figures, out)
    except ModuleNotFoundError:
        print("no plots: they need matplotlib (pip install 'sunmask-studio[lab]')", file=sys.stderr)
    else:
        print("plots: " + ", ".join(map(str, drawn)))


def checkpoint(where: str) -> Checkpoint:
    """A checkpoint without its network. Raises ValueError as `checkpoints.load` does."""
    card = load(where).card
    if card["kind"] != "chorale":
        raise ValueError(f"expected a checkpoint of chorales, got {where}, one of kind {card['kind']}")
    return Checkpoint(where, card["sha256"][:8], card.get("step"), card.get("minutes"))


def quoted(bach: list[dict[str, Any]], samples: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Longest runs of held-out Bach and of each checkpoint's samples in the learned pieces."""
    made = {f"{where}, {NO_PARALLELS}": sets[NO_PARALLELS] for where, sets in samples.items()}
    return novelty(LearnedBeats(splits()["train"]), bach, made)


def judged(store: Store, judges: Sequence[str], samples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The judges' figures of sets, remembered by judge and samples."""
    sets = {f"{where}, {name}": of[name] for where, of in samples.items() for name in JUDGED if name in of}
    grids = {name: json.dumps([each["symbols"] for each in made]) for name, made in sets.items()}
    key = {name: hashlib.sha256(symbols.encode()).hexdigest() for name, symbols in grids.items()}
    said: dict[str, Any] = {}
    for name in judges:
        found = store.read(f"judge-{name}", key)
        if found is None:
            print(f"judging: {name}", file=sys.stderr, flush=True)
            found = verdict([name], splits(), sets)
            store.write(f"judge-{name}", key, found)
        said |= found
    return said


def compute(store: Any, works: Sequence[Work], processes: int) -> None:
    """Do and store what the store lacks, telling how far it is and how long it will take."""
    missing = [work for work in works if store.read(work.name, work.settings) is None]
    total, so_far, began = sum(work.cost for work in missing), 0, time.monotonic()
    for work, results in done(missing, processes):
        store.write(work.name, work.settings, results)
        if not work.cost:
            began = time.monotonic()
            continue
        so_far += work.cost
        left = (time.monotonic() - began) * (total - so_far) / so_far
        share = f"{100 * so_far // total:3} %"
        print(f"{share}  {work.label}  {left / 60:.1f} min left", file=sys.stderr, flush=True)
