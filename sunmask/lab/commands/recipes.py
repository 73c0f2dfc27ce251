"""python -m sunmask recipes: what `train` can run, of every installed kind."""

import argparse

from sunmask.cli.commands import Command

COLUMNS = ("recipe", "kind", "network", "size", "batch", "steps")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", metavar="RECIPE", help="show all values of this one as JSON")


def run(arguments: argparse.Namespace) -> None:
    import json

    from sunmask.lab.lab import recipe_named, recipes

    if arguments.name is not None:
        print(json.dumps(recipe_named(arguments.name).to_json(), indent=1))
        return
    rows = [COLUMNS]
    for each in recipes().values():
        rows.append((each.name, each.kind, each.family, each.size, str(each.batch_size), str(each.num_steps)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


COMMAND = Command("list recipes to train", "List the recipes of every kind.", add_arguments, run)
