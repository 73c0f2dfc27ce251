"""The judges' rows as tables and a plot."""

from collections.abc import Iterable, Mapping
from typing import Any

from sunmask.lab.chorale.evaluation.judges.composed import ALONE, FEW, LEFT_OUT
from sunmask.lab.chorale.evaluation.judges.craft import FIGURES
from sunmask.lab.chorale.evaluation.judges.moves import NUM_BEATS, OUTER
from sunmask.lab.chorale.evaluation.judges.verdict import CRAFT, REAL, SURPRISE
from sunmask.lab.chorale.evaluation.tables import UNKNOWN, table

COLUMNS = 4
"""Columns of the plot."""
MOST_FEATURES = 12


def tables(judged: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Headings and tables, as parts of a Markdown text."""
    found = []
    if judged.get(REAL):
        found += [
            "## Real or composed: how well a classifier tells a set from held-out Bach (AUC, ± over folds)",
            auc_table(judged[REAL]),
            f"The same of {FEW} pieces at a time, ± over draws of them, and of each group of features alone:",
            few_table(judged[REAL]),
            "Nats of a move given the one before, by beat of two bars:",
            moves_table(judged[REAL]),
            "0.5: cannot be told apart; 1: always. No sampler and no choice of a checkpoint asks this judge.",
            *feature_tables(judged[REAL]),
        ]
    if judged.get(SURPRISE):
        found += [
            "## Surprise from left to right: nats a sixteenth of four voices",
            surprise_table(judged[SURPRISE]),
            "*place*: the median of where pieces stand among Bach's, in percent; 50 is like Bach, 0 too "
            "predictable, 100 too surprising.",
        ]
    if judged.get(CRAFT):
        found += [
            "## Ends, voice leading and habits: value (95 %) of how many",
            craft_table(judged[CRAFT]),
        ]
    return found


def auc_table(rows: list[dict[str, Any]]) -> str:
    head = ["against held-out Bach", "n", *LEFT_OUT]
    return table(head, [[row["name"], str(row["count"]), *_areas(row, LEFT_OUT)] for row in rows[1:]])


def few_table(rows: list[dict[str, Any]]) -> str:
    head = ["against held-out Bach", *LEFT_OUT, *ALONE]
    return table(head, [[row["name"], *_areas(row.get("few", {}), head[1:])] for row in rows[1:]])


def _areas(found: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    return [
        f"{found[name]['mean']:.2f} ± {found[name]['std']:.2f}" if name in found else UNKNOWN
        for name in names
    ]


def moves_table(rows: list[dict[str, Any]]) -> str:
    head = ["chorales", "voice", *(str(beat + 1) for beat in range(NUM_BEATS))]
    body = [
        [row["name"], voice, *(UNKNOWN if nats is None else f"{nats:.2f}" for nats in row["moves"][voice])]
        for row in rows
        for voice in OUTER
    ]
    return table(head, body)


def feature_tables(rows: list[dict[str, Any]]) -> list[str]:
    """Tables of the features that give each set of samples away, with the medians."""
    found = []
    for row in rows[2:]:
        if "features" in row:
            body = [
                [
                    each["name"],
                    each["group"],
                    f"{each['real']:.3g}",
                    f"{each['other']:.3g}",
                    f"{each['auc']:.2f}",
                ]
                for each in row["features"][:MOST_FEATURES]
            ]
            found += [
                f"What gives away *{row['name']}* (medians, and the AUC of each feature alone):",
                table(["feature", "group", "real", "composed", "AUC"], body),
            ]
    return found


def surprise_table(rows: list[dict[str, Any]]) -> str:
    head = ["chorales", "n", "all (95 %)", "rhythm", "melody", "chords", "place"]
    body = [
        [
            row["name"],
            str(row["count"]),
            f"{row['frame']:.2f} ({row['low']:.2f} to {row['high']:.2f})",
            *(f"{row[part]:.2f}" for part in ("rhythm", "melody", "chords")),
            str(row["place"]),
        ]
        for row in rows
    ]
    return table(head, body)


def craft_table(rows: list[dict[str, Any]]) -> str:
    """A row for each figure, a column for each set."""
    body = [["grade, median ± std", *(_grade(row["grade"]) for row in rows)]]
    body += [[each.label, *(_interval(row["figures"][each.name]) for row in rows)] for each in FIGURES]
    return table(["figure", *(f"{row['name']} ({row['count']})" for row in rows)], body)


def _grade(grade: dict[str, float]) -> str:
    return f"{grade['median']:.2f} ± {grade['std']:.2f}" if grade else UNKNOWN


def _interval(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return UNKNOWN
    digits = 0 if figure["value"] >= 20 else 2 if figure["value"] < 3 else 1
    value, low, high = (f"{figure[name]:.{digits}f}" for name in ("value", "low", "high"))
    return f"{value} ({low} to {high}) of {figure['count']:.0f}"


def plot(pyplot: Any, report: dict[str, Any]) -> Any:
    """A small picture for each figure: every set with its interval, Bach's as a band."""
    rows = report["judges"][CRAFT]
    lines = -(-len(FIGURES) // COLUMNS)
    figure, grid = pyplot.subplots(lines, COLUMNS, figsize=(3 * COLUMNS, (0.7 + 0.16 * len(rows)) * lines))
    for axes, of in zip(grid.flat, FIGURES, strict=False):
        axes.set_title(of.label, fontsize=8, loc="left")
        axes.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=6)
        axes.tick_params(axis="x", labelsize=6)
        axes.invert_yaxis()
        for at, row in enumerate(rows):
            found = row["figures"][of.name]
            if found["value"] is None:
                continue
            if at == 0:
                axes.axvspan(found["low"], found["high"], color="#dddddd")
            axes.plot([found["low"], found["high"]], [at, at], color="#3056a0", linewidth=1)
            axes.plot(found["value"], at, "o", color="#3056a0", markersize=3)
    for axes in list(grid.flat)[len(FIGURES) :]:
        axes.set_axis_off()
    for axes in [axes for line in grid for axes in line[1:]]:
        axes.set_yticklabels([])
    figure.tight_layout()
    return figure
