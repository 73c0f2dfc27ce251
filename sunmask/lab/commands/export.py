"""python -m sunmask export RUNDIR: make a checkpoint from a training run."""

import argparse
import json
from pathlib import Path

from sunmask.cli.arguments import whole
from sunmask.cli.commands import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="RUNDIR", help="folder of a training run")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the checkpoint")
    parser.add_argument("--samples", type=whole(0, 1000), default=48, help="0 measures nothing (default 48)")
    parser.add_argument("--title", help="the name people see (default: the recipe's name)")
    parser.add_argument("--default", action="store_true", help="make it the default of its kind")
    parser.add_argument(
        "--mean-with", type=Path, metavar="FILE", help="weights (safetensors) to take the mean with"
    )
    parser.add_argument(
        "--stored", choices=["fp16", "int8"], default="fp16", help="precision of the file (default fp16)"
    )


def run(arguments: argparse.Namespace) -> None:
    from sunmask.lab.training.export import export

    card = export(
        arguments.folder,
        arguments.out,
        num_samples=arguments.samples,
        title=arguments.title,
        is_default=arguments.default,
        mean_with=arguments.mean_with,
        stored=arguments.stored,
    )
    print(json.dumps({"step": card["step"], "figures": card["figures"]}, indent=1))


COMMAND = Command("make a checkpoint from a run", "Export and measure.", add_arguments, run)
