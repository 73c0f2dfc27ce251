"""`sunmask-studio`: the whole studio on this machine, or one of its other commands.

Without a command it runs `studio` (see `management/commands/`); `sunmask-studio help` lists the others.
"""

import os
import sys
from importlib.metadata import version

from django.core.management import execute_from_command_line

PACKAGE = "sunmask-studio"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"{PACKAGE} {version(PACKAGE)}")
        return
    if not arguments or arguments[0].startswith("-"):
        arguments.insert(0, "studio")
    execute_from_command_line([PACKAGE, *arguments])
