"""python -m sunmask evaluate CHECKPOINT...: compute what is missing, then tables, JSON and plots."""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sunmask.cli.arguments import whole
from sunmask.evaluation.sets import JUDGED, JUDGES, NO_PARALLELS, PARTS
from sunmask.method.settings import MAX_STEPS

if TYPE_CHECKING:
    from sunmask.evaluation.work import Checkpoint, Work

DEFAULT_CHECKPOINT = "chorale-small"
TEXT_PARTS = ("cloze", "spans", "holds", "pull", "speed", "study", "anatomy")


def add_parser(commands: Any) -> None:
    """Add the command to the subparsers of `python -m sunmask`."""
    parser = commands.add_parser(
        "evaluate",
        help="measure checkpoints and compare them with Bach and others",
        description="Grade samples, infill held-out chorales, look for quotations. What DIR already has is "
        "not computed again. All parts of one checkpoint take about an hour of a CPU core.",
    )
    parser.add_argument("--kind", choices=list(KINDS), default="chorale", help="default chorale")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="sentences to ask about (texts)")
    parser.add_argument(
        "checkpoints", nargs="*", metavar="CHECKPOINT", help="names of shipped checkpoints, or folders"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for everything that is written"
    )
    parser.add_argument("--count", type=whole(1, 10_000), default=200, help="samples in a set (default 200)")
    parser.add_argument(
        "--steps", type=whole(1, MAX_STEPS), default=128, help="steps of a sample (default 128)"
    )
    parser.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
    parser.add_argument(
        "--parts",
        type=names,
        help=f"of {','.join(PARTS)}, or {','.join(TEXT_PARTS)} of texts, separated by commas (default all)",
    )
    parser.add_argument("--jsb", type=Path, metavar="FILE", help="JSB-16th archive to infill (npz)")
    parser.add_argument("--processes", type=whole(1, 64), default=1, help="default 1")
    parser.set_defaults(run=run)


def names(text: str) -> tuple[str, ...]:
    """Names with commas."""
    return tuple(name.strip() for name in text.split(","))


def run(arguments: argparse.Namespace) -> None:
    """Evaluate checkpoints of one kind. Raises ValueError for parts that it does not have."""
    known, evaluate = KINDS[arguments.kind]
    unknown = [name for name in arguments.parts or () if name not in known]
    if unknown:
        raise ValueError(f"expected parts of {', '.join(known)}, got {unknown[0]!r}")
    arguments.parts = arguments.parts or known
    evaluate(arguments)


def run_texts(arguments: argparse.Namespace) -> None:
    from sunmask.cli.evaluate_texts import run as evaluate

    evaluate(arguments)


def run_chorales(arguments: argparse.Namespace) -> None:
    """Compute, write evaluation.json, evaluation.md and the plots, and print the tables."""
    from sunmask.chorale.likelihood import TASKS
    from sunmask.evaluation.judges.shown import tables
    from sunmask.evaluation.plots import plots
    from sunmask.evaluation.report import report
    from sunmask.evaluation.sets import sample_sets
    from sunmask.evaluation.store import Store
    from sunmask.evaluation.tables import markdown
    from sunmask.evaluation.work import FRAMES, Bach, Dissect, Harmonise, Infill, blocks

    checkpoints = [checkpoint(where) for where in arguments.checkpoints or [DEFAULT_CHECKPOINT]]
    jsb = str(arguments.jsb) if arguments.jsb else None
    if jsb and not arguments.jsb.is_file():
        raise ValueError(f"expected the JSB-16th archive, got {jsb}, which is not a file")
    store = Store(arguments.out / "parts")
    sets = sample_sets(arguments.parts, arguments.count, arguments.steps)
    composing = {
        (each.where, of.name): blocks(each, of, arguments.seed) for each in checkpoints for of in sets
    }
    tasks = (*TASKS, FRAMES) if "infill" in arguments.parts else ()
    infilling = [Infill(each, task, jsb, arguments.seed) for each in checkpoints for task in tasks]
    harmonises = "harmonise" in arguments.parts
    harmonising = [Harmonise(each, arguments.steps, arguments.seed) for each in checkpoints if harmonises]
    dissecting = [Dissect(each, arguments.seed) for each in checkpoints if "anatomy" in arguments.parts]
    works: list[Work] = [
        Bach(),
        *dissecting,
        *infilling,
        *harmonising,
        *(block for each in composing.values() for block in each),
    ]
    compute(store, works, arguments.processes)

    def found(work: "Work") -> Any:
        return store.read(work.name, work.settings)

    samples = {
        each.where: {
            of.name: [made for block in composing[each.where, of.name] for made in found(block)]
            for of in sets
        }
        for each in checkpoints
    }
    infill: dict[str, dict[str, Any]] = {}
    for work in infilling:
        infill.setdefault(work.checkpoint.where, {})[work.task] = found(work)
    runs: Any = []
    if "novelty" in arguments.parts:
        learners = {each.where: composing[each.where, NO_PARALLELS] for each in checkpoints}
        key = {where: [block.settings for block in each] for where, each in learners.items()}
        if store.read("novelty", key) is None:
            store.write("novelty", key, quoted(found(Bach()), samples))
        runs = store.read("novelty", key)
    harmonised = {work.checkpoint.where: found(work) for work in harmonising}
    figures = report(found(Bach()), samples, infill, runs, harmonised, checkpoints)
    figures["judges"] = judged(store, [name for name in JUDGES if name in arguments.parts], samples)
    asked = {name: getattr(arguments, name) for name in ("count", "steps", "seed", "parts")}
    dissected = {work.checkpoint.where: found(work) for work in dissecting}
    figures = {"asked": {**asked, "jsb": jsb}, **figures, "anatomy": dissected}
    (arguments.out / "evaluation.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    text = "\n\n".join([markdown(figures).rstrip(), *tables(figures["judges"])]) + "\n"
    (arguments.out / "evaluation.md").write_text(text)
    print(text)
    try:
        drawn = plots(figures, arguments.out)
    except ModuleNotFoundError:
        print("no plots: they need matplotlib (pip install matplotlib)", file=sys.stderr)
    else:
        print("plots: " + ", ".join(map(str, drawn)))


def checkpoint(where: str) -> "Checkpoint":
    """What is known of a checkpoint without its network. Raises ValueError as `checkpoints.load` does."""
    from sunmask.evaluation.work import Checkpoint
    from sunmask.models.checkpoints import load

    card = load(where).card
    if card["kind"] != "chorale":
        raise ValueError(f"expected a checkpoint of chorales, got {where}, one of kind {card['kind']}")
    return Checkpoint(where, card["sha256"][:8], card.get("step"), card.get("minutes"))


def quoted(bach: list[dict[str, Any]], samples: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Longest runs of held-out Bach and of each checkpoint's samples in the learned pieces."""
    from sunmask.chorale.grade.novelty import LearnedBeats
    from sunmask.evaluation.report import novelty
    from sunmask.evaluation.work import splits

    made = {f"{where}, {NO_PARALLELS}": sets[NO_PARALLELS] for where, sets in samples.items()}
    return novelty(LearnedBeats(splits()["train"]), bach, made)


def judged(store: Any, judges: list[str], samples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What the judges say of sets, remembered by judge and samples."""
    from sunmask.evaluation.judges.verdict import verdict
    from sunmask.evaluation.work import splits

    sets = {f"{where}, {name}": of[name] for where, of in samples.items() for name in JUDGED if name in of}
    grids = {name: json.dumps([each["symbols"] for each in made]) for name, made in sets.items()}
    key = {name: hashlib.sha256(symbols.encode()).hexdigest() for name, symbols in grids.items()}
    said: dict[str, Any] = {}
    for name in judges:
        if store.read(f"judge-{name}", key) is None:
            print(f"judging: {name}", file=sys.stderr, flush=True)
            store.write(f"judge-{name}", key, verdict([name], splits(), sets))
        said |= store.read(f"judge-{name}", key)
    return said


def compute(store: Any, works: "list[Work]", processes: int) -> None:
    """Do and store what the store lacks, telling how far it is and how long it will take."""
    from sunmask.evaluation.work import done

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


KINDS: dict[str, tuple[tuple[str, ...], Callable[[argparse.Namespace], None]]] = {
    "chorale": (PARTS, run_chorales),
    "text": (TEXT_PARTS, run_texts),
}
"""By kind: the parts of its evaluation, and what evaluates."""
