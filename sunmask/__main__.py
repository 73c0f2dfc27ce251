"""The command line: python -m sunmask train."""

import argparse
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m sunmask")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train")
    train.add_argument("recipe")
    train.add_argument("--out", type=Path, required=True)
    train.add_argument("--minutes", type=float)
    train.add_argument("--resume", action="store_true")
    arguments = parser.parse_args()
    import torch

    from sunmask.recipes import recipe_named
    from sunmask.train import train as run

    torch.set_num_threads(1)
    run(recipe_named(arguments.recipe), arguments.out, minutes=arguments.minutes, resume=arguments.resume)
    return 0


if __name__ == "__main__":
    sys.exit(main())
