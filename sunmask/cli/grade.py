"""python -m sunmask grade FILE...: the Bach-or-Mock grade of score files, and where it comes from."""

import argparse
import json
import sys
from pathlib import Path
from statistics import median, stdev

from sunmask.chorale.grade.bach import Grade, grade_file
from sunmask.chorale.grade.distributions import bach_distributions
from sunmask.chorale.grade.features import FEATURES
from sunmask.cli.commands import Command

MOST_LISTED = 12
"""Faults listed of a file; `--json` has all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="MusicXML, MXL or MIDI, four voices"
    )
    parser.add_argument("--json", action="store_true", help="print everything as one JSON list")


def run(arguments: argparse.Namespace) -> None:
    """Grade every file that can be; raises ValueError at the end where some could not."""
    grades: dict[Path, Grade] = {}
    refused: dict[Path, str] = {}
    for path in arguments.files:
        try:
            grades[path] = grade_file(path)
        except OSError as error:
            refused[path] = error.strerror or str(error)
        except ValueError as error:
            refused[path] = str(error)
    if arguments.json:
        entries = [{"file": str(path), **grade.to_json()} for path, grade in grades.items()]
        entries += [{"file": str(path), "error": sentence} for path, sentence in refused.items()]
        print(json.dumps(entries, indent=1, ensure_ascii=False))
    else:
        for path, grade in grades.items():
            print(_described(path, grade))
        if grades:
            print(_table(list(grades.values())))
        for path, sentence in refused.items():
            print(f"{path}: {sentence}", file=sys.stderr)
    if refused:
        raise ValueError(f"{len(refused)} of {len(arguments.files)} files could not be graded")


def _described(path: Path, grade: Grade) -> str:
    rows = [f"{path}: {grade.overall:.2f} ({grade.key})"]
    rows += [f"  {fault.message}" for fault in grade.faults[:MOST_LISTED]]
    if len(grade.faults) > MOST_LISTED:
        rows.append(f"  ... and {len(grade.faults) - MOST_LISTED} more")
    return "\n".join(rows)


def _table(grades: list[Grade]) -> str:
    """Median and standard deviation of each column, beside the medians of Bach's own chorales."""
    bach = bach_distributions().medians
    rows = [f"\n{'':18}{'median':>8}{'std':>8}{'Bach':>8}"]
    for name in ("overall", *FEATURES):
        values = [grade.overall if name == "overall" else grade.features[name] for grade in grades]
        finite = [value for value in values if value != float("inf")]
        spread = f"{stdev(finite):8.2f}" if len(finite) > 1 else f"{'':8}"
        rows.append(f"{name:18}{median(values):8.2f}{spread}{bach[name]:8.2f}")
    return "\n".join(rows)


COMMAND = Command(
    "how far chorales are from Bach",
    "The Bach-or-Mock grade: the sum of nine distances from Bach's habits, 0 at best.",
    add_arguments,
    run,
)
