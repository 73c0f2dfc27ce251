"""python -m sunmask grade FILE...: the grade of files of any kind, and where it comes from."""

import argparse
import json
import sys
from pathlib import Path
from statistics import median, stdev
from typing import TYPE_CHECKING, Any

import sunmask
from sunmask.cli.commands import Command
from sunmask.kinds import graders, kind
from sunmask.kinds.registry import codec_of_file

if TYPE_CHECKING:
    from sunmask.kinds.grader import PieceGrade

MOST_LISTED = 12
"""Faults listed of a file; `--json` has all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="MusicXML, MXL, MIDI, or a file of another kind"
    )
    parser.add_argument("--kind", metavar="KIND", help="of all files (default: by their endings)")
    parser.add_argument("--checkpoint", help="for kinds whose grade asks a network: a name, or a folder")
    parser.add_argument("--json", action="store_true", help="print everything as one JSON list")


def run(arguments: argparse.Namespace) -> None:
    """Grade every file that can be; raises ValueError at the end where some could not."""
    grades: dict[str, dict[Path, PieceGrade]] = {}
    refused: dict[Path, str] = {}
    networks = _Networks(arguments.checkpoint)
    for path in arguments.files:
        try:
            name = arguments.kind or codec_of_file(path.name, path.read_bytes()).kind
            grade = graders.grade_piece(name, path, networks.of(name))
            grades.setdefault(name, {})[path] = grade
        except OSError as error:
            refused[path] = error.strerror or str(error)
        except ValueError as error:
            refused[path] = str(error)
    if arguments.json:
        entries = [
            {"file": str(path), **grade.to_json()} for of in grades.values() for path, grade in of.items()
        ]
        entries += [{"file": str(path), "error": sentence} for path, sentence in refused.items()]
        print(json.dumps(entries, indent=1, ensure_ascii=False))
    else:
        for name, of_kind in grades.items():
            for path, grade in of_kind.items():
                print(_described(path, grade))
            print(_table(name, list(of_kind.values())))
        for path, sentence in refused.items():
            print(f"{path}: {sentence}", file=sys.stderr)
    if refused:
        raise ValueError(f"{len(refused)} of {len(arguments.files)} files could not be graded")


class _Networks:
    """The network of each kind that needs one, loaded once."""

    def __init__(self, checkpoint: str | None) -> None:
        self._checkpoint, self._loaded = checkpoint, dict[str, Any]()

    def of(self, name: str) -> Any:
        if not kind(name).grader.needs_network:
            return None
        if name not in self._loaded:
            self._loaded[name] = sunmask.load(self._checkpoint, kind=name)
        return self._loaded[name]


def _described(path: Path, grade: "PieceGrade") -> str:
    key = getattr(grade, "key", None)
    rows = [f"{path}: {grade.overall:.2f}" + (f" ({key})" if key else "")]
    rows += [f"  {fault.message}" for fault in grade.faults[:MOST_LISTED]]
    if len(grade.faults) > MOST_LISTED:
        rows.append(f"  ... and {len(grade.faults) - MOST_LISTED} more")
    return "\n".join(rows)


def _table(name: str, grades: list["PieceGrade"]) -> str:
    """Median and standard deviation of each column, beside the usual ones where the kind knows them."""
    usual = kind(name).grader.usual()
    rows = [f"\n{'':18}{'median':>8}{'std':>8}" + (f"{usual[0]:>8}" if usual else "")]
    for column in ("overall", *grades[0].features):
        values = [grade.overall if column == "overall" else grade.features[column] for grade in grades]
        finite = [value for value in values if value != float("inf")]
        spread = f"{stdev(finite):8.2f}" if len(finite) > 1 else f"{'':8}"
        beside = f"{usual[1][column]:8.2f}" if usual and column in usual[1] else ""
        rows.append(f"{column:18}{median(values):8.2f}{spread}{beside}")
    return "\n".join(rows)


COMMAND = Command(
    "how good pieces are",
    "Grades files, 0 at best. Of chorales: the Bach-or-Mock grade, the sum of nine distances from Bach.",
    add_arguments,
    run,
)
