"""python -m sunmask reproduce NAME: a table or figure of the paper, and the same made here, side by side.

Everything runs through the other commands (train, export, evaluate, benchmark, infill, figures), each of
which is printed before it runs, and through the JSON that these write.
"""

import argparse
import io
import json
import shlex
import statistics
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sunmask.cli.commands import Command
from sunmask.lab.evaluation.tables import table
from sunmask.lab.paper import EXHIBITS, FEATURES_OF_METHODS, METHODS, PAIRS, QUOTED

SHIPPED = "chorale-conditioned"
"""The network of chorales that ships. Unlike the paper's, it is told more of each column than its metre."""
SYSTEMS = {
    "SUNMASK conv": "chorale-mini-paper",
    "SUNDAE": "chorale-mini-sundae",
    "Coconet": "chorale-mini-coconet",
    "SUNMASK transformer": "chorale-transformer-mini-paper",
}
"""Rows of Table 2 by the beginning of their names, and the recipe that stands for each."""
NEWS_RUNS = ("emnlp2017", "emnlp2017-sundae", "emnlp2017-causal")
BEST, BEST_SHARE = "SUNMASK conv T, best 20 of 200", 0.1
FIGURES = {"figure3": "whole", "figure4": "half", "figure5": "rewritten"}
"""The name that `figures` gives to each."""


@dataclass(frozen=True)
class Size:
    """How much is done. minutes: of CPU time for each training; None for as long as the recipe says."""

    minutes: float | None
    samples: int
    steps: int
    sentences: int
    pairs: int
    candidates: int


SMALL = Size(minutes=0.3, samples=4, steps=16, sentences=20, pairs=4, candidates=2)
WHOLE = Size(minutes=None, samples=100, steps=96, sentences=1000, pairs=200, candidates=8)
NEWS_MINUTES = 25
"""Minutes of each run of Figure 2, where it is made whole."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=list(EXHIBITS), metavar="NAME", help=", ".join(EXHIBITS))
    parser.add_argument("--small", action="store_true", help="a few minutes on a CPU, to see that it runs")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder for what is made (default reproduced/NAME)"
    )
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="EMNLP2017 News (figure2), or sentences (table3)"
    )


def run(arguments: argparse.Namespace) -> None:
    """Print one exhibit. Raises ValueError where data is missing, or where a command refuses."""
    exhibit, make = EXHIBITS[arguments.name], MAKERS.get(arguments.name)
    out = arguments.out or Path("reproduced") / arguments.name
    print(f"# {exhibit.heading}\n\n{exhibit.shows.capitalize()}.")
    if exhibit.reports:
        print(f"\n## The paper\n\n{exhibit.reports}")
    if make is not None:
        make(arguments.name, SMALL if arguments.small else WHOLE, out, arguments.data)
    print("\n## What is not the same\n")
    print("\n".join(f"- {each}" for each in exhibit.differs))


def command(*words: str) -> str:
    """Run a command of `python -m sunmask` and give what it printed. Raises ValueError where it refused."""
    from sunmask.__main__ import main

    print(f"    python -m sunmask {shlex.join(words)}", flush=True)
    said = io.StringIO()
    with redirect_stdout(said):
        status = main(list(words))
    if status == 130:
        raise KeyboardInterrupt
    if status != 0:
        raise ValueError(f"expected this to run, it ended with status {status}: {shlex.join(words)}")
    return said.getvalue()


def trained(recipe: str, out: Path, minutes: float | None, *more: str) -> Path:
    """The folder of a finished run; a run that is there already is not made again."""
    folder, done = out / "runs" / recipe, out / "runs" / f"{recipe}.done"
    if not done.exists():
        limit = () if minutes is None else ("--cpu-minutes", f"{minutes:g}")
        resume = ("--resume",) if (folder / "state.pt").exists() else ()
        command("train", recipe, "--out", str(folder), *limit, *resume, *more)
        done.touch()
    return folder


def exported(recipe: str, out: Path, minutes: float | None) -> str:
    """The folder of a checkpoint of a recipe."""
    checkpoint = out / "checkpoints" / recipe
    if not (checkpoint / "card.json").exists():
        folder = trained(recipe, out, minutes)
        command("export", str(folder), "--out", str(checkpoint), "--samples", "0")
    return str(checkpoint)


def words_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A padded Markdown table of words."""
    return table(head, rows, num_left=len(head))


def spread(figure: dict[str, Any] | None) -> str:
    """Median and standard deviation as the paper prints them."""
    if figure is None:
        return ""
    middle = "infinite" if figure["median"] is None else f"{figure['median']:.2f}"
    return middle if figure["std"] is None else f"{middle} ± {figure['std']:.2f}"


def table1(name: str, size: Size, out: Path, data: Path | None) -> None:
    """The paper's ticks beside the switches of the three recipes. Nothing is trained."""
    from sunmask.lab.lab import recipe_named

    objectives = [recipe_named(f"chorale-{each}").objective for each in ("paper", "coconet", "sundae")]
    switches: dict[str, list[bool]] = {
        "mask input to model": [each.trust_input for each in objectives],
        "masked loss": [each.masked_loss for each in objectives],
        "re-weighted loss": [each.reweighted for each in objectives],
        "unrolled loss": [each.num_unrolled > 1 for each in objectives],
    }
    rows = []
    for feature, ticks in FEATURES_OF_METHODS.items():
        ours = switches.get(feature)
        cells = ["yes" if tick else "no" for tick in ticks]
        cells += ["see below"] * 3 if ours is None else ["yes" if each else "no" for each in ours]
        rows.append([feature, *cells])
    head = ["", *(f"{each}, paper" for each in METHODS), *(f"{each}, here" for each in METHODS)]
    print(f"\n## The paper, and the recipes chorale-paper, -coconet, -sundae\n\n{words_table(head, rows)}")


def table2(name: str, size: Size, out: Path, data: Path | None) -> None:
    """Train each system, sample with the paper's schedule in its variants, and grade."""
    print("\n## Made here\n")
    where = {system: exported(recipe, out, size.minutes) for system, recipe in SYSTEMS.items()}
    count, folder = ("--count", str(size.samples), "--steps", str(size.steps)), out / "evaluation"
    command("evaluate", SHIPPED, *where.values(), "--parts", "variants", *count, "--out", str(folder))
    figures = json.loads((folder / "evaluation.json").read_text())
    print(f"\n## The paper, and ours\n\n{grades(figures, where)}")
    trained_for = "as the recipes say" if size.minutes is None else f"{size.minutes:g} minutes of a core each"
    print(
        f"\nMedian ± standard deviation of {size.samples} samples of {size.steps} steps; infinite: a voice is"
    )
    print(f"silent. Trained here: {trained_for}. {SHIPPED} ships.")


def grades(figures: dict[str, Any], where: dict[str, str]) -> str:
    """Table 2: each row of the paper with what stands for it here. figures: of `evaluate`; where: checkpoints
    by system."""
    ours = {row["name"]: row for row in figures["grades"]}
    rows = []
    for row in figures["published"]:
        if "table 2" not in row["source"]:
            continue
        cells = [row["name"], spread(row["overall"]), "not run", ""]
        if row["name"].startswith("Bach,"):
            cells[2:] = ["", spread(next(iter(figures["grades"]))["overall"])]
        elif row["name"] == BEST:
            cells[2:] = [
                best(ours[f"{each}, paper-T"]["values"]) for each in (where["SUNMASK conv"], SHIPPED)
            ]
        elif (system := system_of(row["name"])) is not None:
            variant = row["name"].removeprefix(system).partition("(")[0].strip()
            made = f"paper{variant and '-' + variant}"
            cells[2] = spread(ours[f"{where[system]}, {made}"]["overall"])
            cells[3] = spread(ours[f"{SHIPPED}, {made}"]["overall"]) if system == "SUNMASK conv" else ""
        rows.append(cells)
    return words_table(["chorales", "paper", "trained here", f"{SHIPPED}, or Bach"], rows)


def system_of(row: str) -> str | None:
    """The system of a row of Table 2, None where it is not made here."""
    return next((system for system in SYSTEMS if row.startswith(system)), None)


def best(values: Sequence[float | None]) -> str:
    """Median and deviation of the best tenth of grades; None is infinite."""
    finite = sorted(each for each in values if each is not None)[: max(1, round(BEST_SHARE * len(values)))]
    if not finite:
        return "infinite"
    return f"{statistics.median(finite):.2f} ± {statistics.pstdev(finite):.2f}"


def table3(name: str, size: Size, out: Path, data: Path | None) -> None:
    """Two held words among free ones, each trusted once and doubted once."""
    print("\n## Made here\n")
    rows = []
    for first, second in PAIRS:
        for trusted, doubted in ((first, second), (second, first)):
            words = {trusted: trusted, doubted: f"({doubted}!)"}
            text = f"[3] {words[first]} [4] {words[second]} [4] ."
            made = command("infill", "--kind", "text", "--text", text, "--count", "1", "--seed", "1")
            rows.append([trusted, doubted, QUOTED[trusted, doubted], made.splitlines()[0]])
    print("\n## The paper, and ours\n")
    for trusted, doubted, quoted, made_here in rows:
        print(f"{trusted} trusted, {doubted} doubted\n  paper: {quoted}\n  here:  {made_here}\n")
    if data is None:
        print("How much trust steers is not measured without --data ENGLISH.")
        return
    count = ("--count", str(size.pairs), "--out", str(out / "evaluation"))
    print(command("evaluate", "--kind", "text", "--data", str(data), "--parts", "pull", *count))


def figure2(name: str, size: Size, out: Path, data: Path | None) -> None:
    """Train on news, sample over temperatures and steps, and compare with real text."""
    if data is None:
        raise ValueError("expected --data FOLDER with valid.txt and test.txt of EMNLP2017 News, got none")
    print("\n## Made here\n")
    minutes = NEWS_MINUTES if size.minutes is None else size.minutes
    runs = [str(trained(recipe, out, minutes, "--data", str(data))) for recipe in NEWS_RUNS]
    count = ("--count", str(size.sentences), "--out", str(out / "benchmark"))
    few = () if size.minutes is None else ("--temperatures", "0.8,1", "--curve", "4")
    print(f"\n{command('benchmark', *runs, '--data', str(data), *count, *few)}")


def figure_of_ode(name: str, size: Size, out: Path, data: Path | None) -> None:
    """Harmonise Ode to Joy under the masks of figures 3 to 5; all three are made at once."""
    print("\n## Made here\n")
    count = ("--count", str(size.candidates), "--steps", str(size.steps), "--out", str(out))
    command("figures", *count)
    figures = json.loads((out / "figures.json").read_text())["figures"]
    found = next(each for each in figures if each["figure"] == FIGURES[name])
    print(f"\n{found['heading'].capitalize()}: grade {found['grade']}, the best of {found['of']} candidates;")
    print(f"{found['soprano_sixteenths_changed']} sixteenths of the soprano changed.")
    print(f"{out / FIGURES[name]}.musicxml, .mid, .wav, .svg")


MAKERS: dict[str, Callable[[str, Size, Path, Path | None], None]] = {
    "table1": table1,
    "table2": table2,
    "table3": table3,
    "figure2": figure2,
    **dict.fromkeys(FIGURES, figure_of_ode),
}
"""The function that makes each exhibit; for a drawing there is nothing to make."""


COMMAND = Command(
    "a table or figure of the paper, beside ours",
    "Print what the paper reports in a table or figure, make the same here as far as possible, and say what "
    "is not the same and why.",
    add_arguments,
    run,
)
