"""A report as pictures (SVG). Needs matplotlib (`pip install 'sunmask-studio[lab]'`)."""

from pathlib import Path
from typing import Any

from sunmask.lab.chorale.evaluation.judges import tables as judges
from sunmask.lab.chorale.evaluation.sets import REJECTIONS
from sunmask.lab.chorale.likelihood import TASKS

INK, OURS, OTHERS = "#333333", "#3056a0", "#b5651d"


def plots(report: dict[str, Any], folder: Path) -> list[Path]:
    """Write grades.svg, steps.svg, learning.svg, infill.svg, novelty.svg and judges.svg where there are
    figures; their paths."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.fonttype": "none", "axes.spines.top": False, "axes.spines.right": False})
    drawn = []
    for draw in (grades, steps, learning, infill, novelty):
        name = draw.__name__
        if report[name]:
            figure = draw(pyplot, report)
            figure.savefig(folder / f"{name}.svg", bbox_inches="tight")
            pyplot.close(figure)
            drawn.append(folder / f"{name}.svg")
    if report["judges"].get("craft"):
        figure = judges.plot(pyplot, report)
        figure.savefig(folder / "judges.svg", bbox_inches="tight")
        pyplot.close(figure)
        drawn.append(folder / "judges.svg")
    return drawn


def grades(pyplot: Any, report: dict[str, Any]) -> Any:
    """A box for each set of chorales here, a bar of one deviation either way for each published row."""
    rows, published = report["grades"], report["published"]
    figure, axes = pyplot.subplots(figsize=(8, 0.3 * (len(rows) + len(published)) + 1))
    names = [row["name"] for row in rows + published]
    for at, row in enumerate(rows):
        values = [value for value in row["values"] if value is not None]
        axes.boxplot([values], positions=[at], orientation="horizontal", widths=0.6, showfliers=False)
    for at, row in enumerate(published, start=len(rows)):
        figures = row["overall"]
        axes.errorbar(figures["median"], at, xerr=figures["std"], fmt="o", color=OTHERS, markersize=4)
    axes.axvline(rows[0]["overall"]["median"], color=OURS, linewidth=0.8, linestyle=":")
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlim(0, 50)
    axes.invert_yaxis()
    axes.set_xlabel("Bach-or-Mock grade (lower is better)")
    return figure


def steps(pyplot: Any, report: dict[str, Any]) -> Any:
    """The median grade of samples against the number of steps, between the quartiles."""
    figure, axes = pyplot.subplots(figsize=(6, 3.5))
    for curve in report["steps"]:
        points = curve["points"]
        medians = [point["overall"]["median"] for point in points]
        axes.plot([point["steps"] for point in points], medians, marker="o", label=curve["checkpoint"])
    axes.set_xscale("log", base=2)
    counts = sorted({point["steps"] for curve in report["steps"] for point in curve["points"]})
    axes.set_xticks(counts, [str(count) for count in counts])
    axes.set_xlabel("steps")
    _beside_bach(axes, report)
    return figure


def learning(pyplot: Any, report: dict[str, Any]) -> Any:
    """Median grades of samples against the minutes that each checkpoint learned."""
    figure, axes = pyplot.subplots(figsize=(6, 3.5))
    for name in REJECTIONS:
        points = [(each["minutes"], each["grades"][name]) for each in report["learning"]]
        known = [(minutes, of["median"]) for minutes, of in points if of and of["median"] is not None]
        if known:
            axes.plot(*zip(*known, strict=True), marker="o", label=name)
    axes.set_xscale("log")
    axes.set_xlabel("minutes of training")
    _beside_bach(axes, report)
    return figure


def infill(pyplot: Any, report: dict[str, Any]) -> Any:
    """Accuracy of the pitch of hidden cells, by task."""
    models = {**report["infill"], "Coconet, port": report["published_infill"]["Coconet, port"]}
    figure, axes = pyplot.subplots(figsize=(7, 3.5))
    width = 0.8 / len(models)
    for number, (name, tasks) in enumerate(models.items()):
        known = [(at, tasks[task]["pitch_accuracy"]) for at, task in enumerate(TASKS) if task in tasks]
        places = [at + number * width for at, _ in known]
        axes.bar(places, [100 * value for _, value in known], width, label=name)
    axes.set_xticks([at + 0.4 - width / 2 for at in range(len(TASKS))], TASKS)
    axes.set_ylabel("accuracy, %")
    axes.legend(frameon=False, fontsize=8)
    return figure


def novelty(pyplot: Any, report: dict[str, Any]) -> Any:
    """How many chorales have a longest run of each number of beats."""
    figure, axes = pyplot.subplots(figsize=(6, 3.5))
    most = max(max(row["beats"]) for row in report["novelty"])
    for row in report["novelty"]:
        shares = [100 * row["beats"].count(beats) / row["count"] for beats in range(most + 1)]
        axes.plot(range(most + 1), shares, marker="o", markersize=3, label=row["name"])
    axes.set_xlabel("longest run of beats that stands in a learned piece")
    axes.set_ylabel("chorales, %")
    axes.legend(frameon=False, fontsize=8)
    return figure


def _beside_bach(axes: Any, report: dict[str, Any]) -> None:
    """Medians of grades from nought upwards, with a line where Bach's is."""
    bach = report["grades"][0]
    axes.axhline(bach["overall"]["median"], color=INK, linestyle=":", label=bach["name"])
    axes.set_ylim(bottom=0)
    axes.set_ylabel("grade, median")
    axes.legend(frameon=False, fontsize=8)
