"""The command line: train, sample, infill, grade, evaluate and more. Bad use ends with status 2.

torch is imported by the commands that need it, not here.
"""

import argparse
import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from sunmask.cli.arguments import Parser, whole
from sunmask.cli.benchmark import add_parser as add_benchmark_parser
from sunmask.cli.evaluate import add_parser as add_evaluate_parser
from sunmask.cli.figures import add_parser as add_figures_parser
from sunmask.cli.grade import add_parser as add_grade_parser
from sunmask.cli.making import add_parsers as add_making_parsers
from sunmask.cli.rendering import add_parser as add_render_parser
from sunmask.fetching import add_parser as add_fetch_parser

OPTIONAL = {
    "evaluate": {"matplotlib"},
    "train": {"tensorboard"},
    "convert": {"google"},
    "judge": {"transformers", "gguf", "accelerate"},
}
"""Packages that some commands need, by their extra."""


def parser() -> Parser:
    top = Parser(
        prog="python -m sunmask", description="Masked denoising of chorales and texts: train, sample, infill."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    train = commands.add_parser("train", help="learn from a corpus", description="Train a recipe.")
    train.add_argument("recipe", metavar="RECIPE", help="chorale, chorale-debug, chorale-transformer, ...")
    train.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the run")
    train.add_argument(
        "--minutes", type=float, help="end after this many minutes instead of after the recipe's steps"
    )
    train.add_argument(
        "--cpu-minutes", type=float, help="the same in CPU time, for comparisons on a busy machine"
    )
    train.add_argument("--resume", action="store_true", help="continue the run in DIR")
    train.add_argument(
        "--accumulate", type=whole(1, 1024), metavar="N", help="compute each batch in N parts, to save memory"
    )
    train.add_argument("--data", type=Path, metavar="FOLDER", help="corpus to learn from (recipes of texts)")
    train.add_argument("--start", type=Path, metavar="FILE", help="weights to start from (safetensors)")
    train.add_argument("--vocabulary", type=Path, metavar="FILE", help="a sentencepiece model (english)")
    train.add_argument("--tensorboard", action="store_true", help="also log to DIR/tensorboard")
    train.set_defaults(run=run_train)

    add_making_parsers(commands)
    add_render_parser(commands)
    export = commands.add_parser(
        "export", help="make a checkpoint from a run", description="Export and measure."
    )
    export.add_argument("folder", type=Path, metavar="RUNDIR", help="folder of a training run")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the checkpoint")
    export.add_argument("--samples", type=whole(0, 1000), default=48, help="0 measures nothing (default 48)")
    export.add_argument("--title", help="the name people see (default: the recipe's name)")
    export.add_argument("--default", action="store_true", help="make it the default of its kind")
    export.add_argument(
        "--mean-with", type=Path, metavar="FILE", help="weights (safetensors) to take the mean with"
    )
    export.set_defaults(run=run_export)
    add_grade_parser(commands)
    add_evaluate_parser(commands)
    add_figures_parser(commands)
    add_benchmark_parser(commands)
    add_fetch_parser(commands)
    return top


def run_train(arguments: argparse.Namespace) -> None:
    from sunmask.training.recipes import recipe_named
    from sunmask.training.train import train

    given = [each for each in (arguments.minutes, arguments.cpu_minutes) if each is not None]
    if len(given) > 1 or not all(each > 0 for each in given):
        raise ValueError(f"expected one positive number of minutes, got {' and '.join(map(str, given))}")
    recipe = recipe_named(arguments.recipe)
    if arguments.accumulate is not None:
        recipe = replace(recipe, accumulate=arguments.accumulate)
    for path in (arguments.data, arguments.start, arguments.vocabulary):
        if path is not None and not path.exists():
            raise ValueError(f"expected {path} to exist, found nothing there")
    if arguments.data is not None:
        recipe = replace(recipe, data=str(arguments.data))
    if arguments.start is not None:
        recipe = replace(recipe, start=str(arguments.start))
    if arguments.vocabulary is not None:
        recipe = replace(recipe, vocabulary=str(arguments.vocabulary))
    train(
        recipe,
        arguments.out,
        minutes=next(iter(given), None),
        clock=time.monotonic if arguments.cpu_minutes is None else time.process_time,
        resume=arguments.resume,
        tensorboard=arguments.tensorboard,
    )


def run_export(arguments: argparse.Namespace) -> None:
    from sunmask.training.export import export

    card = export(
        arguments.folder,
        arguments.out,
        num_samples=arguments.samples,
        title=arguments.title,
        is_default=arguments.default,
        mean_with=arguments.mean_with,
    )
    print(json.dumps({"step": card["step"], "figures": card["figures"]}, indent=1))


def bad_use(arguments: argparse.Namespace, sentence: str) -> int:
    print(f"python -m sunmask {arguments.command}: {sentence}", file=sys.stderr)
    return 2


def how_to_install(missing: ModuleNotFoundError) -> str:
    """What to install where an optional package is missing. Raises it again where the package is no such."""
    package = (missing.name or "").partition(".")[0]
    for extra, packages in OPTIONAL.items():
        if package in packages:
            return f"expected {package} to be installed: pip install 'sunmask-studio[{extra}]'"
    raise missing


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0, or 2 after one sentence on what was wrong."""
    arguments = parser().parse_args(argv)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported; more threads are slower here
    try:
        arguments.run(arguments)
    except OSError as error:
        return bad_use(arguments, f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except ValueError as error:
        return bad_use(arguments, str(error))
    except ModuleNotFoundError as missing:
        return bad_use(arguments, how_to_install(missing))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
