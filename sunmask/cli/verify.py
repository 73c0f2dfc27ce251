"""The command that says who made which share of a file, and whether it is as it was signed."""

import argparse
from pathlib import Path

from sunmask.cli.commands import Command

NEEDED = "pip install 'sunmask-studio[provenance]'"
ANYBODY = "Anybody can sign under any name: --certificate tells whether it is the studio that you know."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a file that a studio made")
    parser.add_argument("--sidecar", type=Path, help="its sidecar; FILE.provenance.jws when it is there")
    parser.add_argument(
        "--certificate", type=Path, help="the certificate of the studio that is to have signed it, in PEM"
    )


def run(arguments: argparse.Namespace) -> None:
    """Raises ValueError, with a sentence, where nothing is signed, or not as the file is now."""
    try:
        from sunmask.provenance.checking import check

        anchor = arguments.certificate.read_bytes() if arguments.certificate else None
        with arguments.file.open("rb"):
            verdict = check(arguments.file, beside=arguments.sidecar, anchor=anchor)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("sunmask"):
            raise
        raise ValueError(f"expected {missing.name} to be installed: {NEEDED}") from missing
    if verdict.is_known is False:
        raise ValueError(f'the signature holds, but "{verdict.signer}" is not the studio of that certificate')
    print(f"{arguments.file.name} is as it was signed.")
    print(verdict.statement.sentence)
    print(f'Signed by "{verdict.signer}". {"" if verdict.is_known else ANYBODY}'.rstrip())


COMMAND = Command(
    summary="check the provenance of a file that a studio made",
    description="Check that a file is as a studio signed it, and say who made which share of it.",
    add_arguments=add_arguments,
    run=run,
)
