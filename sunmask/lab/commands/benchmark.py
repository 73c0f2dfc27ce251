"""python -m sunmask benchmark RUN...: sample what is missing, then a table, JSON and a plot."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sunmask.cli.arguments import whole
from sunmask.cli.commands import Command
from sunmask.method.settings import MAX_STEPS

if TYPE_CHECKING:
    from sunmask.lab.benchmark.runs import NewsRun, Point

TEMPERATURES, STEPS, CURVE = (0.6, 0.8, 0.9, 1.0, 1.1), 16, (4, 64)
MIDDLE = 0.8
"""The temperature at which the numbers of steps are compared."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUNDIR", help="folders of training runs")
    parser.add_argument(
        "--data", type=Path, required=True, metavar="FOLDER", help="with valid.txt and test.txt"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for everything that is written"
    )
    parser.add_argument(
        "--count", type=whole(2, 10_000), default=1000, help="sentences for each point (default 1000)"
    )
    parser.add_argument(
        "--temperatures", type=numbers, default=TEMPERATURES, help="separated by commas (default .6 to 1.1)"
    )
    parser.add_argument("--steps", type=whole(1, MAX_STEPS), default=STEPS, help=f"default {STEPS}")
    parser.add_argument(
        "--curve",
        type=numbers,
        default=CURVE,
        help=f"other numbers of steps, at temperature {MIDDLE} (default 4,64)",
    )
    parser.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")


def numbers(text: str) -> tuple[float, ...]:
    """Positive numbers with commas. Raises ArgumentTypeError for anything else."""
    try:
        found = tuple(float(part) for part in text.split(",") if part.strip())
    except ValueError:
        found = (0.0,)
    if not all(0 < number <= MAX_STEPS for number in found):
        raise argparse.ArgumentTypeError(f"expected positive numbers separated by commas, got {text!r}")
    return found


def points(run: "NewsRun", arguments: argparse.Namespace) -> "dict[Point, dict[str, float]]":
    """The points to sample from a run, and the curves on which each lies."""
    from sunmask.lab.benchmark.runs import Point

    if run.writes_on:
        return {Point(each, None): {"temperature": each} for each in arguments.temperatures}
    found = {Point(each, arguments.steps): {"temperature": each} for each in arguments.temperatures}
    for num_steps in sorted({arguments.steps, *map(int, arguments.curve)} if arguments.curve else set()):
        found.setdefault(Point(MIDDLE, num_steps), {})["steps"] = num_steps
    return found


def run(arguments: argparse.Namespace) -> None:
    """Sample, write benchmark.json, benchmark.md and benchmark.svg, and print the table. Raises ValueError
    where a folder holds no run on news, OSError where a file of the data is missing."""
    import random

    from sunmask.lab.benchmark.bleu import References
    from sunmask.lab.benchmark.report import REAL, markdown, plot, row, runs_of_words
    from sunmask.lab.benchmark.runs import NewsRun
    from sunmask.lab.evaluation.store import Store
    from sunmask.lab.text.corpora.news import HELD_OUT, LEARNED, REFERENCES, learned_lines, news_lines

    runs = [NewsRun(folder) for folder in arguments.runs]
    learned, other = learned_lines(arguments.data), news_lines(arguments.data / REFERENCES)
    references, long_runs = References(other), runs_of_words(learned)
    draw = random.Random(arguments.seed)
    lengths = [len(words) for words in draw.choices(learned, k=arguments.count)]
    store = Store(arguments.out / "parts")
    real = row(
        REAL,
        f"first {arguments.count:,} lines of {LEARNED}",
        news_lines(arguments.data / LEARNED)[: arguments.count],
        references,
        runs_of_words(other),
        curves=[],
    )
    rows = [real]
    for each in runs:
        for point, curves in points(each, arguments).items():
            key = {**vars(point), "seed": arguments.seed, "lengths": lengths, "network": each.digest}
            made = store.read(f"{each.name}/{point.label}", key)
            if made is None:
                began = time.process_time()
                made = each.sentences(point, lengths, arguments.seed)
                store.write(f"{each.name}/{point.label}", key, made)
                took = time.process_time() - began
                print(f"{each.name}, {point.label}: {took:.0f} s", file=sys.stderr, flush=True)
            found = row(each.name, point.label, made, references, long_runs, curves=sorted(curves), **curves)
            rows.append(found)
    report = {
        "title": f"EMNLP2017 News: {arguments.count:,} sentences of each against the {len(other):,} of "
        f"{REFERENCES}",
        "told": f"Learned from {len(learned):,} lines of {LEARNED} (the benchmark's 200,000 are not to be "
        f"had; the last {HELD_OUT} lines validate): not comparable with published figures, nor at another N. "
        "Networks that denoise are given lengths drawn from the learned lines. Copied runs of the real text "
        f"are those that stand in {REFERENCES}.",
        "runs": [each.to_json() for each in runs],
        "rows": rows,
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "benchmark.json").write_text(json.dumps(report, indent=1) + "\n")
    text = markdown(report)
    (arguments.out / "benchmark.md").write_text(text)
    print(text)
    try:
        plot(report, arguments.out / "benchmark.svg")
    except ModuleNotFoundError:
        print("no plot: it needs matplotlib (pip install 'sunmask-studio[lab]')", file=sys.stderr)


COMMAND = Command(
    "BLEU and Self-BLEU of runs on news, beside real text",
    "Sample sentences from runs of the recipes emnlp2017, emnlp2017-sundae and "
    "emnlp2017-causal, and compare them with the references. What DIR already has is not computed again.",
    add_arguments,
    run,
)
