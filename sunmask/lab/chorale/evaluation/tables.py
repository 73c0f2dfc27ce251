"""A report as Markdown tables, padded so that a terminal shows them as well."""

from typing import Any

from sunmask.chorale.grade.features import FEATURES
from sunmask.lab.chorale.evaluation.sets import REJECTIONS
from sunmask.lab.chorale.evaluation.work import FRAMES
from sunmask.lab.chorale.likelihood import BAR_WITH_CHORDS, TASKS
from sunmask.lab.evaluation.tables import UNKNOWN, anatomy_table, table

SHORT = ("note", "rhythm", "parallels", "harmony", "S", "A", "T", "B", "repeats")
"""Headings of the nine features."""


def markdown(report: dict[str, Any]) -> str:
    """Every table of a report, but for those of the judges."""
    parts = [
        "# Evaluation",
        "## Bach-or-Mock grade: median ± standard deviation, lower is better",
        grade_table(report),
    ]
    if report["steps"]:
        parts += ["## Grade by number of steps", steps_table(report)]
    if report["learning"]:
        parts += ["## Learning curve", learning_table(report)]
    if report["harmonise"]:
        parts += ["## Held-out sopranos, given three voices", harmonise_table(report)]
    if report["infill"]:
        parts += [
            "## Infilling held-out chorales: accuracy and NLL of the pitch of a hidden cell, in one pass",
            infill_table(report),
            "NLL in nats. A pitch's probability is the sum of its onset's and continuation's. *frames*: nats "
            "a frame of four voices, frames in random order.",
        ]
    if report["novelty"]:
        parts += ["## Longest run of beats that stands in a learned piece, in any key", novelty_table(report)]
    for where, dissected in report.get("anatomy", {}).items():
        parts += [f"## Anatomy of {where}: nats of the whole, and what each part's absence costs"]
        parts += [anatomy_table(dissected)]
    return "\n\n".join(parts) + "\n"


def grade_table(report: dict[str, Any]) -> str:
    head = ["chorales", "n", "overall", *SHORT, "par./note", "source"]
    rows = [
        [
            row["name"],
            str(row["count"]),
            _figure(row["overall"]),
            *(_figure(row["features"][name]) for name in FEATURES),
            f"{row['parallels_per_note']:.4f}",
            "here",
        ]
        for row in report["grades"]
    ]
    rows += [
        [
            row["name"],
            UNKNOWN,
            _figure(row["overall"]),
            *(_figure(row["features"].get(name)) for name in FEATURES),
            UNKNOWN,
            row["source"],
        ]
        for row in report["published"]
    ]
    return table(head, rows)


def steps_table(report: dict[str, Any]) -> str:
    rows = [
        [curve["checkpoint"], str(point["steps"]), str(point["count"]), _figure(point["overall"])]
        for curve in report["steps"]
        for point in curve["points"]
    ]
    return table(["checkpoint", "steps", "n", "overall"], rows)


def learning_table(report: dict[str, Any]) -> str:
    rows = [
        [
            each["checkpoint"],
            f"{each['step']:,}",
            f"{each['minutes']:g}",
            UNKNOWN if each["pitch_nll"] is None else f"{each['pitch_nll']:.3f}",
            *(_figure(each["grades"][name]) for name in REJECTIONS),
        ]
        for each in report["learning"]
    ]
    return table(["checkpoint", "steps", "minutes", "NLL of half", *REJECTIONS], rows)


def harmonise_table(report: dict[str, Any]) -> str:
    rows = [
        [
            row["name"],
            str(row["count"]),
            _figure(row["overall"]),
            f"{row['parallels_per_note']:.4f}",
            str(row["num_kept"]),
            str(row["out_of_range"]),
        ]
        for row in report["harmonise"]
    ]
    return table(
        ["checkpoint", "n", "overall", "par./note", "sopranos untouched", "notes out of range"], rows
    )


def infill_table(report: dict[str, Any]) -> str:
    rows = []
    for name, tasks in {**report["infill"], **report["published_infill"]}.items():
        cells = [
            f"{100 * tasks[task]['pitch_accuracy']:.1f} % {tasks[task]['pitch_nll']:.3f}"
            if task in tasks
            else UNKNOWN
            for task in (*TASKS, BAR_WITH_CHORDS)
        ]
        frame = tasks.get(FRAMES) or {}
        error = f" ± {frame['error']:.2f}" if "error" in frame else ""
        rows.append([name, *cells, f"{frame['nll']:.2f}{error}" if frame else UNKNOWN])
    return table(["model", *TASKS, BAR_WITH_CHORDS, FRAMES], rows)


def novelty_table(report: dict[str, Any]) -> str:
    rows = [
        [
            row["name"],
            str(row["count"]),
            f"{row['median_beats']:g}",
            str(row["longest"]["num_beats"]),
            row["longest"]["name"],
        ]
        for row in report["novelty"]
    ]
    return table(["chorales", "n", "median beats", "longest", "learned piece"], rows)


def _figure(spread: dict[str, float | None] | None) -> str:
    if spread is None:
        return UNKNOWN
    middle = "inf" if spread["median"] is None else f"{spread['median']:.2f}"
    return middle if spread["std"] is None else f"{middle} ± {spread['std']:.2f}"
