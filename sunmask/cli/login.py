"""python -m sunmask login: where one's studio is, and the token by which programs come in."""

import argparse
import getpass
import sys

from sunmask.cli.commands import Command
from sunmask.studio import Client, checked_address, store_login


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", help="of the studio, such as https://studio.example")


def run(arguments: argparse.Namespace) -> None:
    """Raises ValueError for a wrong address or token, OSError where the studio cannot be reached."""
    address = checked_address(arguments.address)
    print(f"Make a token at {address}/account, and paste it here.", file=sys.stderr)
    token = getpass.getpass("Token: ") if sys.stdin.isatty() else sys.stdin.readline()
    name = Client(address, token.strip()).account()["name"]
    path = store_login(address, token.strip())
    print(f"You are {name} at {address}. The token is in {path}, which only you can read.")


COMMAND = Command(
    "store where your studio is, and a token for it",
    "Store the address of a studio and a token of your account, for sunmask.studio.Client.",
    add_arguments,
    run,
)
