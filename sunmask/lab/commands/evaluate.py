"""python -m sunmask evaluate CHECKPOINT...: compute what is missing, then tables, JSON and plots."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sunmask.cli.arguments import whole
from sunmask.lab.chorale.evaluation.sets import PARTS
from sunmask.method.settings import MAX_STEPS

REWRITING = "rewriting"
"""It needs files of its own, and is only done when it is asked for."""
TEXT_PARTS = (
    *("cloze", "guesses", "swaps", "spans", "holds", "slips", "pull", "speed", "study", "anatomy"),
    REWRITING,
)


def add_parser(commands: Any) -> None:
    """Add the command to the subparsers of `python -m sunmask`."""
    parser = commands.add_parser(
        "evaluate",
        help="measure checkpoints and compare them with Bach and others",
        description="Grade samples, infill held-out chorales, look for quotations. What DIR already has is "
        "not computed again. All parts of one checkpoint take about an hour of a CPU core.",
    )
    parser.add_argument("--kind", choices=list(KINDS), default="chorale", help="default chorale")
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="sentences to ask about (texts)")
    parser.add_argument(
        "checkpoints", nargs="*", metavar="CHECKPOINT", help="names of shipped checkpoints, or folders"
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="folder for everything that is written"
    )
    parser.add_argument("--count", type=whole(1, 10_000), default=200, help="samples in a set (default 200)")
    parser.add_argument(
        "--steps", type=whole(1, MAX_STEPS), default=96, help="steps of a sample (default 96)"
    )
    parser.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
    parser.add_argument(
        "--parts",
        type=names,
        help=f"of {','.join(PARTS)}, or {','.join(TEXT_PARTS)} of texts, separated by commas (default all)",
    )
    parser.add_argument(
        "--news", type=Path, metavar="FILE", help="lines of words to guess one of each (texts)"
    )
    parser.add_argument(
        "--passages", type=Path, metavar="FILE", help="texts with (what is to be rewritten) in brackets"
    )
    parser.add_argument(
        "--spelling", type=Path, metavar="FILE", help="words of today, to judge slips (texts)"
    )
    parser.add_argument(
        "--likeness", type=Path, metavar="FOLDER", help="all-MiniLM-L6-v2, which judges rewritings"
    )
    parser.add_argument("--jsb", type=Path, metavar="FILE", help="JSB-16th archive to infill (npz)")
    parser.add_argument("--processes", type=whole(1, 64), default=1, help="default 1")
    parser.set_defaults(run=run)


def names(text: str) -> tuple[str, ...]:
    """Names with commas."""
    return tuple(name.strip() for name in text.split(","))


def run(arguments: argparse.Namespace) -> None:
    """Evaluate checkpoints of one kind. Raises ValueError for parts that it does not have."""
    known, evaluate = KINDS[arguments.kind]
    unknown = [name for name in arguments.parts or () if name not in known]
    if unknown:
        raise ValueError(f"expected parts of {', '.join(known)}, got {unknown[0]!r}")
    arguments.parts = arguments.parts or tuple(name for name in known if name != REWRITING)
    evaluate(arguments)


def run_texts(arguments: argparse.Namespace) -> None:
    from sunmask.lab.text.evaluation.evaluate import run as evaluate

    evaluate(arguments)


def run_chorales(arguments: argparse.Namespace) -> None:
    from sunmask.lab.chorale.evaluation.evaluate import run as evaluate

    evaluate(arguments)


KINDS: dict[str, tuple[tuple[str, ...], Callable[[argparse.Namespace], None]]] = {
    "chorale": (PARTS, run_chorales),
    "text": (TEXT_PARTS, run_texts),
}
"""By kind: the parts of its evaluation, and what evaluates."""
