"""The command line: everyday commands, then those that only researchers run. Bad use ends with status 2.

torch is imported by the commands that need it, not here.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from sunmask import __version__
from sunmask.cli import conformance, fetch, grade, login, new_plugin, preferences, rendering, sampling, verify
from sunmask.cli.arguments import Parser
from sunmask.cli.commands import Command, research_commands

EVERYDAY = {
    "sample": sampling.SAMPLE,
    "infill": sampling.INFILL,
    "grade": grade.COMMAND,
    "learn-preferences": preferences.COMMAND,
    "render": rendering.COMMAND,
    "new-plugin": new_plugin.COMMAND,
    "conformance": conformance.COMMAND,
    "verify": verify.COMMAND,
    "fetch": fetch.COMMAND,
    "login": login.COMMAND,
}
RESEARCH = "pip install 'sunmask-studio[lab]'"
"""The command that installs all that research commands can use."""


def parser(words: Sequence[str] | None = None) -> Parser:
    """Everyday commands, and research commands, which are listed apart.

    words: of the command line; only commands that stand there get their arguments, and where an everyday
    one does, research commands are not looked for. None: all.
    """
    research = {} if words and words[0] in EVERYDAY else research_commands()
    top = Parser(
        prog="python -m sunmask",
        description="Masked denoising of chorales and texts: sample, infill, train.",
        epilog=listed(research),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"sunmask {__version__}")
    commands = top.add_subparsers(
        title="everyday commands", dest="command", required=True, metavar="COMMAND", parser_class=Parser
    )
    for name, command in {**EVERYDAY, **research}.items():
        of_list: dict[str, Any] = {"help": command.summary} if name in EVERYDAY else {}
        its = commands.add_parser(name, description=command.description, **of_list)
        if words is None or name in words:
            command.add_arguments(its)
        its.set_defaults(run=command.run)
    return top


def listed(research: Mapping[str, Command]) -> str:
    """Research commands as argparse lists the others."""
    rows = [f"    {name:<9} {command.summary}" for name, command in research.items()]
    return "\n".join(["research commands:", *rows])


def bad_use(arguments: argparse.Namespace, sentence: str) -> int:
    print(f"python -m sunmask {arguments.command}: {sentence}", file=sys.stderr)
    return 2


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0, or 2 after one sentence on what was wrong."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported; more threads are slower here
    words = sys.argv[1:] if argv is None else argv
    arguments = parser(words).parse_args(words)
    try:
        arguments.run(arguments)
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.startswith("sunmask"):
            raise
        package = missing.name.partition(".")[0]
        return bad_use(arguments, f"expected {package} to be installed: {RESEARCH}")
    except OSError as error:
        return bad_use(arguments, f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except ValueError as error:
        return bad_use(arguments, str(error))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
