"""Figures of sentences, as a table and a plot."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sunmask.lab.benchmark.bleu import ORDERS, References, Sentence, bleu_each, self_bleu

LONG = 8
"""Words of a run that is hardly met twice by chance."""
COLOURS = ("#3056a0", "#b5651d", "#2e7d4f", "#8a3f8f")
REAL = "real text"


def runs_of_words(lines: Sequence[Sentence]) -> set[tuple[str, ...]]:
    """Every run of LONG words in a line."""
    return {tuple(words[at : at + LONG]) for words in lines for at in range(len(words) - LONG + 1)}


def copied_share(sentences: Sequence[Sentence], learned: set[tuple[str, ...]]) -> float:
    """The share of runs of LONG words that stand in what was learned from; 0 where there is none."""
    runs = [tuple(words[at : at + LONG]) for words in sentences for at in range(len(words) - LONG + 1)]
    return sum(run in learned for run in runs) / max(1, len(runs))


def row(
    name: str,
    label: str,
    sentences: Sequence[Sentence],
    references: References,
    learned: set[tuple[str, ...]],
    **more: Any,
) -> dict[str, Any]:
    """One line of the table. more: of it."""
    bleu = bleu_each(sentences, references).mean(axis=0)
    own = self_bleu(sentences)
    return {
        "name": name,
        "label": label,
        "count": len(sentences),
        "negative_bleu": {
            str(order): round(-float(each), 4) for order, each in zip(ORDERS, bleu, strict=True)
        },
        "self_bleu": {str(order): round(own[order], 4) for order in ORDERS},
        "copied": round(copied_share(sentences, learned), 4),
        "words": round(sum(map(len, sentences)) / len(sentences), 1),
        **more,
    }


def markdown(report: dict[str, Any]) -> str:
    """The table, with what was learned from."""
    heads = [
        "",
        "",
        "N",
        *(f"-BLEU-{order}" for order in ORDERS),
        *(f"Self-BLEU-{order}" for order in ORDERS),
    ]
    lines = [
        f"# {report['title']}",
        "",
        report["told"],
        "",
        *(
            f"- {run['name']}: recipe {run['recipe']}, {run['parameters'] / 1e6:.1f} M parameters, "
            f"{run['steps']:,} steps in {run['minutes']} minutes of a core"
            for run in report["runs"]
        ),
        "",
        "| " + " | ".join([*heads, f"copied runs of {LONG}", "words"]) + " |",
        "|" + "---|" * (len(heads) + 2),
    ]
    for each in report["rows"]:
        figures = [each["negative_bleu"][str(order)] for order in ORDERS]
        figures += [each["self_bleu"][str(order)] for order in ORDERS]
        cells = [each["name"], each["label"], f"{each['count']:,}", *(f"{figure:.3f}" for figure in figures)]
        lines.append("| " + " | ".join([*cells, f"{100 * each['copied']:.1f} %", f"{each['words']}"]) + " |")
    return "\n".join(lines) + "\n"


def plot(report: dict[str, Any], file: Path) -> None:
    """-BLEU-5 against Self-BLEU-5: a line over temperatures for each run, a fainter one over steps. Needs
    matplotlib."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.fonttype": "none", "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = pyplot.subplots(figsize=(7, 5))
    for colour, run in zip(COLOURS * len(report["runs"]), report["runs"], strict=False):
        own = [each for each in report["rows"] if each["name"] == run["name"]]
        for curve, style in (("temperature", "o-"), ("steps", "x:")):
            points = [each for each in own if curve in each["curves"]]
            if not points or (curve == "steps" and len(points) < 2):
                continue
            x = [each["negative_bleu"]["5"] for each in points]
            y = [each["self_bleu"]["5"] for each in points]
            copied = max(each["copied"] for each in points)
            label = f"{run['name']}, by {curve} (up to {copied:.1%} copied)"
            axes.plot(x, y, style, color=colour, markersize=5, label=label)
            for at_x, at_y, each in zip(x, y, points, strict=True):
                number = f"{each[curve]:g}"
                axes.annotate(number, (at_x, at_y), xytext=(4, 4), textcoords="offset points", fontsize=7)
    real = next(each for each in report["rows"] if each["name"] == REAL)
    axes.plot(
        real["negative_bleu"]["5"], real["self_bleu"]["5"], "*", color="black", markersize=11, label=REAL
    )
    axes.set_xlabel("-BLEU-5 (left is better)")
    axes.set_ylabel("Self-BLEU-5 (lower is more diverse)")
    axes.set_title(report["title"], fontsize=10)
    axes.legend(frameon=False, fontsize=8)
    said = f"{report['told']} Copied: runs of {LONG} words that stand in what was learned from."
    figure.text(0.01, -0.02, said, fontsize=7, wrap=True, verticalalignment="top")
    figure.savefig(file, bbox_inches="tight")
    pyplot.close(figure)
