"""The command that begins a package with a plug-in."""

import argparse
from pathlib import Path

from sunmask.cli.commands import Command
from sunmask.plugins import interface, template


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the package: small letters, digits and hyphens")
    parser.add_argument("--sort", choices=interface.GROUPS, required=True, help="what sort of plug-in it is")
    parser.add_argument(
        "--in", dest="folder", type=Path, default=Path(), metavar="FOLDER", help="where (default: here)"
    )


def run(arguments: argparse.Namespace) -> None:
    """Prints the files and what to do with them. Raises ValueError for a bad name, OSError where there is
    something of this name."""
    for file in template.write(arguments.name, arguments.sort, arguments.folder):
        print(file)
    print((arguments.folder / arguments.name / "README.md").read_text().partition("\n\n")[2])


COMMAND = Command(
    summary="begin a package with a plug-in",
    description="Write a small package with a plug-in that works, to be changed into your own.",
    add_arguments=add_arguments,
    run=run,
)
