"""Projects that ship as archives: real takes with grades, votes and a lineage.

`python -m tests.demos` composes them anew, with the models that ship.
"""

from pathlib import Path
from typing import Literal

from studio.archives import importing
from studio.models import Project, User

Name = Literal["chorales", "texts"]
FOLDER = Path(__file__).parent


def restore(name: Name, user: User) -> Project:
    """A project of its own for a person, with everything in it."""
    with (FOLDER / f"{name}.zip").open("rb") as file:
        return importing.restore_trusted(file=file, user=user)
