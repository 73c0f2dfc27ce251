"""python -m sunmask evaluate CHECKPOINT...: compute what is missing, then tables, JSON and plots."""

import argparse
from pathlib import Path

from sunmask.cli.arguments import whole
from sunmask.cli.commands import Command
from sunmask.kinds import kinds
from sunmask.method.settings import MAX_STEPS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of all kinds, then those that only one has."""
    from sunmask.lab.lab import lab_of

    labs = {name: lab_of(name) for name in kinds()}
    parser.add_argument("--kind", metavar="KIND", default="chorale", help="default chorale")
    parser.add_argument(
        "checkpoints",
        nargs="*",
        metavar="CHECKPOINT",
        help="names of shipped checkpoints, folders, or files of weights",
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for everything that is written"
    )
    parser.add_argument("--count", type=whole(1, 10_000), default=200, help="samples in a set (default 200)")
    parser.add_argument(
        "--steps", type=whole(1, MAX_STEPS), default=96, help="steps of a sample (default 96)"
    )
    parser.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
    of_each = "; ".join(f"{name}: {','.join(lab.parts)}" for name, lab in labs.items())
    parser.add_argument(
        "--parts", type=names, help=f"names separated by commas, by default all that need no files. {of_each}"
    )
    parser.add_argument("--processes", type=whole(1, 64), default=1, help="default 1")
    for name, lab in labs.items():
        lab.add_options(parser.add_argument_group(f"of kind {name}"))


def names(text: str) -> tuple[str, ...]:
    """Names with commas."""
    return tuple(name.strip() for name in text.split(","))


def run(arguments: argparse.Namespace) -> None:
    """Evaluate checkpoints of one kind. Raises ValueError for parts that it does not have."""
    from sunmask.lab.lab import lab_of

    lab = lab_of(arguments.kind)
    unknown = [name for name in arguments.parts or () if name not in lab.parts]
    if unknown:
        raise ValueError(f"expected parts of {', '.join(lab.parts)}, got {unknown[0]!r}")
    usual = tuple(name for name in lab.parts if name not in lab.parts_on_request)
    arguments.parts = arguments.parts or usual
    lab.evaluate(arguments)


COMMAND = Command(
    "measure checkpoints and compare them with Bach and others",
    "Grade samples, infill held-out pieces, look for quotations. What DIR already has is not computed again. "
    "All parts of one checkpoint of chorales take about an hour of a CPU core.",
    add_arguments,
    run,
)
