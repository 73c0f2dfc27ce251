"""Figures from what was computed: median and spread of grades, infilling, novelty and the curve of steps."""

import math
import statistics
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from sunmask.chorale.grade.features import FEATURES
from sunmask.lab.chorale.evaluation.novelty import LearnedBeats
from sunmask.lab.chorale.evaluation.published import COCONET_FRAME_NLL, COCONET_INFILL, GRADES, Figure
from sunmask.lab.chorale.evaluation.sets import CURVE, REJECTIONS
from sunmask.lab.chorale.evaluation.work import FRAMES, Checkpoint

Samples = list[dict[str, Any]]
"""As `work.graded` makes them."""


def report(
    bach: Samples,
    samples: dict[str, dict[str, Samples]],
    infill: dict[str, dict[str, Any]],
    runs: Any,
    harmonised: dict[str, Samples],
    checkpoints: Sequence[Checkpoint],
) -> dict[str, Any]:
    """All figures as JSON. samples: by checkpoint and set; infill: by checkpoint, task; runs: of novelty;
    harmonised: by checkpoint, as `work.Harmonise` gives them."""
    rows = [grade_row("Bach, chunks of the test pieces", bach)]
    curves = []
    for checkpoint, sets in samples.items():
        for name, made in sets.items():
            if name.startswith("steps-"):
                continue
            rows.append(grade_row(f"{checkpoint}, {name}", made))
            if name in REJECTIONS:
                best = sorted(made, key=lambda each: _number(each["overall"]))[: max(1, len(made) // 10)]
                rows.append(grade_row(f"{checkpoint}, {name}, best {len(best)} of {len(made)}", best))
        points = [(n, grade_row(str(n), sets[f"steps-{n}"])) for n in CURVE if f"steps-{n}" in sets]
        if points:
            curves.append({"checkpoint": checkpoint, "points": [{"steps": n, **row} for n, row in points]})
    sopranos = []
    for checkpoint, made in harmonised.items():
        row = grade_row(f"{checkpoint}, sopranos harmonised", made)
        kept, outside = sum(each["is_kept"] for each in made), sum(each["out_of_range"] for each in made)
        sopranos.append({**row, "num_kept": kept, "out_of_range": outside})
    published = [
        {
            "name": row.name,
            "source": row.source,
            "overall": _figure(row.overall),
            "features": dict(zip(FEATURES, map(_figure, row.features), strict=False)),
        }
        for row in GRADES
    ]
    return {
        "grades": rows,
        "published": published,
        "steps": curves,
        "learning": learning(checkpoints, rows, infill),
        "harmonise": sopranos,
        "infill": infill,
        "published_infill": {
            "Coconet, port": {**COCONET_INFILL, FRAMES: {}},
            "Coconet, paper (from memory)": {FRAMES: {"nll": COCONET_FRAME_NLL}},
        },
        "novelty": runs,
    }


def learning(
    checkpoints: Sequence[Checkpoint], rows: list[dict[str, Any]], infill: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """The learning curve of checkpoints that say how long they learned, by minutes: median grades of the sets
    in REJECTIONS, and the NLL of pitches where half is hidden. Empty for fewer than two."""
    overall = {row["name"]: row["overall"] for row in rows}
    found = []
    for each in sorted(checkpoints, key=lambda each: each.minutes or 0):
        if each.minutes is None:
            continue
        grades = {name: overall.get(f"{each.where}, {name}") for name in REJECTIONS}
        half = infill.get(each.where, {}).get("50 %")
        told = {"checkpoint": each.where, "step": each.step, "minutes": each.minutes, "grades": grades}
        found.append({**told, "pitch_nll": half and half["pitch_nll"]})
    return found if len(found) > 1 else []


def grade_row(name: str, made: Samples) -> dict[str, Any]:
    """Median and standard deviation of the grades of chorales, overall and of each feature."""
    overall = [_number(each["overall"]) for each in made]
    features = {name: [_number(each["features"][name]) for each in made] for name in FEATURES}
    return {
        "name": name,
        "count": len(made),
        "overall": _spread(overall),
        "features": {feature: _spread(values) for feature, values in features.items()},
        "parallels_per_note": round(
            sum(each["parallels"] for each in made) / max(1, sum(each["notes"] for each in made)), 5
        ),
        "values": [each["overall"] for each in made],
    }


def novelty(learned: LearnedBeats, bach: Samples, samples: dict[str, Samples]) -> list[dict[str, Any]]:
    """The longest run of each chorale that stands in a learned piece: of held-out Bach, and of samples."""
    rows = []
    for name, made in {"Bach, chunks of the test pieces": bach, **samples}.items():
        runs = [learned.longest_run(np.array(each["symbols"]), each["pickup"] % 4) for each in made]
        beats = [run.num_beats for run in runs]
        longest = max(runs, key=lambda run: run.num_beats)
        rows.append(
            {
                "name": name,
                "count": len(made),
                "median_beats": statistics.median(beats),
                "longest": longest.to_json(),
                "beats": beats,
            }
        )
    return rows


def _spread(values: Iterable[float]) -> dict[str, float | None]:
    """median; std of what is finite; infinite: how many are not. An infinite median is None."""
    values = list(values)
    finite = [value for value in values if math.isfinite(value)]
    middle = statistics.median(values)
    return {
        "median": round(middle, 3) if math.isfinite(middle) else None,
        "std": round(statistics.pstdev(finite), 3) if finite else None,
        "infinite": len(values) - len(finite),
    }


def _figure(pair: Figure) -> dict[str, float | None]:
    return {"median": pair[0], "std": pair[1]}


def _number(value: float | None) -> float:
    return math.inf if value is None else value
