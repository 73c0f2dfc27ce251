"""`sunmask-studio`: the whole studio on this machine, or one of its other commands.

Without a command it runs `studio` (see `management/commands/`); `sunmask-studio help` lists the others.
"""

import os
import sys
from importlib.metadata import version
from importlib.util import find_spec

PACKAGE = "sunmask-studio"
NEEDED = ("django", "celery", "channels", "daphne", "redis", "pycrdt")
"""Without these there is no studio: a library alone is installed."""


def main() -> None:
    """Raises SystemExit, with a sentence, where the studio's packages are not installed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"{PACKAGE} {version(PACKAGE)}")
        return
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        sys.exit(
            f"The packages of the studio are not installed ({missing[0]} is missing); install them with "
            f"pip install '{PACKAGE}[studio]', or [studio] behind the wheel's name."
        )
    from django.core.management import execute_from_command_line

    if not arguments or arguments[0].startswith("-"):
        arguments.insert(0, "studio")
    execute_from_command_line([PACKAGE, *arguments])
