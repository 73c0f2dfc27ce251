"""python -m sunmask train RECIPE: learn from a corpus."""

import argparse
import time
from dataclasses import replace
from pathlib import Path

from sunmask.cli.arguments import named_value, whole
from sunmask.cli.commands import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recipe", metavar="RECIPE", help="one that `python -m sunmask recipes` lists")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the run")
    parser.add_argument(
        "--minutes", type=float, help="end after this many minutes instead of after the recipe's steps"
    )
    parser.add_argument(
        "--cpu-minutes", type=float, help="the same in CPU time, for comparisons on a busy machine"
    )
    parser.add_argument("--resume", action="store_true", help="continue the run in DIR")
    parser.add_argument(
        "--accumulate", type=whole(1, 1024), metavar="N", help="compute each batch in N parts, to save memory"
    )
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="own scores or .txt files, or a corpus",
    )
    parser.add_argument("--start", type=Path, metavar="FILE", help="weights to start from (safetensors)")
    parser.add_argument("--vocabulary", type=Path, metavar="FILE", help="a sentencepiece model (english)")
    parser.add_argument("--seed", type=whole(0, 2**31), help="of batches and first weights (the recipe's)")
    parser.add_argument("--device", help="cpu, cuda, cuda:1 (default: a GPU where there is one)")
    parser.add_argument(
        "--set",
        type=named_value,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any value of the recipe, such as learning_rate=1e-3 or noise.iid=0.2, as often as needed",
    )
    parser.add_argument("--tensorboard", action="store_true", help="also log to DIR/tensorboard")


def run(arguments: argparse.Namespace) -> None:
    from sunmask.lab.lab import recipe_named
    from sunmask.lab.training.recipes import with_values
    from sunmask.lab.training.train import train

    given = [each for each in (arguments.minutes, arguments.cpu_minutes) if each is not None]
    if len(given) > 1 or not all(each > 0 for each in given):
        raise ValueError(f"expected one positive number of minutes, got {' and '.join(map(str, given))}")
    recipe = with_values(recipe_named(arguments.recipe), dict(arguments.set))
    if arguments.accumulate is not None:
        recipe = replace(recipe, accumulate=arguments.accumulate)
    if arguments.seed is not None:
        recipe = replace(recipe, seed=arguments.seed)
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
        device=arguments.device,
    )


COMMAND = Command("learn from a corpus", "Train a recipe.", add_arguments, run)
