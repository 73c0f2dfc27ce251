"""Commands of python -m sunmask, and how research commands are found."""

import argparse
import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pkgutil import resolve_name

logger = logging.getLogger(__name__)
GROUP = "sunmask.commands"
LABORATORY = "sunmask.lab.commands:COMMANDS"


@dataclass(frozen=True)
class Command:
    """summary: one line for the list of commands. description: what its own help begins with. run: raises
    ValueError or OSError, with a sentence, where the command cannot do what the arguments say."""

    summary: str
    description: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], None]


def research_commands() -> dict[str, Command]:
    """Commands of the laboratory by name, then those that installed packages add.

    A package adds one by an entry point of the group `GROUP` that names a `Command`. One that
    cannot be loaded, or has the name of another, is left out and logged.
    """
    found: dict[str, Command] = dict(resolve_name(LABORATORY))
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if point.name in found:
            logger.error("%s adds a command %r, but there is one: left out", point.value, point.name)
            continue
        try:
            found[point.name] = point.load()
        except Exception:
            logger.exception("the command %r of %s cannot be loaded: left out", point.name, point.value)
    return found
