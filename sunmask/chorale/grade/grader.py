"""The Bach-or-Mock grade for the Python API and the command line, without torch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sunmask.chorale.content import chorale_from_json
from sunmask.chorale.grade.bach import Grade, grade_chorale, grade_file
from sunmask.chorale.grade.distributions import bach_distributions
from sunmask.chorale.music.symbols import Chorale


class ChoraleGrader:
    """The `Grader` of chorales: of a file as it is spelled, of all else in the key that its notes suggest."""

    needs_network = False

    def grade(self, piece: Any, network: Any = None) -> Grade:
        """Raises ValueError, with a sentence, for what cannot be graded (see `grade_file`); OSError where
        there is no file."""
        if isinstance(piece, str | Path):
            return grade_file(piece)
        return grade_chorale(piece if isinstance(piece, Chorale) else chorale_from_json(piece))

    def usual(self) -> tuple[str, Mapping[str, float]]:
        """Bach's medians."""
        return "Bach", bach_distributions().medians


GRADER = ChoraleGrader()
