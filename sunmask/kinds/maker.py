"""The base class of makers, by which the Python API and the command line make pieces. Needs torch."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

if TYPE_CHECKING:
    from sunmask.kinds.codec import Codec
    from sunmask.method.settings import SamplerSettings
    from sunmask.method.steps import Step


class How(TypedDict, total=False):
    """Options of making candidates: how many (4), the seed (0), the settings (those of the kind), and a
    function that is called after each step, with the number of candidates that are already done."""

    count: int
    seed: int
    settings: SamplerSettings | None
    on_step: Callable[[int, Step], None] | None


class Maker(ABC):
    """One object for each kind. What it makes is content, unless a kind has a handier form for people who
    program (a `Chorale`, a string); `content_of` takes that form as well."""

    length: int
    """Columns of what is made from nothing, where no length is given."""
    has_sound = False
    """Whether `record` writes what a piece sounds like."""
    is_printed = True
    """Whether what is made is printed, one piece a line, where no folder is named."""

    def __init__(self, codec: Codec) -> None:
        self.codec = codec

    @abstractmethod
    def sample(self, model: Any, *, length: int, metre: str | None, **how: Unpack[How]) -> list[Any]:
        """Pieces from nothing; count and seed are always given. Raises ValueError for a length or metre that
        the kind does not have."""

    @abstractmethod
    def infill(
        self, start: Any, model: Any, *, keep: str | None, states: Any, pins: Any, **how: Unpack[How]
    ) -> list[Any]:
        """Pieces that complete or rewrite `start`, which is what `content_of` takes.

        keep: what stays, in the kind's own words. states, pins: instead of it, a `CellState` for each cell,
        and whether its value must stay. Raises ValueError where neither is given, or does not fit.
        """

    def start(self, file: Path | None, text: str | None, keep: str | None) -> Any:
        """The start of `infill` from arguments of the command line. Raises ValueError, with a sentence."""
        if file is None or keep is None or text is not None:
            raise ValueError("expected a file and what to keep of it: FILE --keep NAMES")
        return self.content_of(file)

    def content_of(self, piece: Any) -> dict[str, Any]:
        """The content of a piece: what this maker made, content itself, or a file at a path.

        Raises ValueError for a file that cannot be read; OSError where there is none."""
        if isinstance(piece, str | Path):
            return self.codec.read_bytes(Path(piece).read_bytes(), Path(piece).name).content
        self.codec.check(piece)
        return piece

    def line_of(self, piece: Any) -> str:
        """A piece as one line, for kinds that are printed: its content as JSON."""
        return json.dumps(self.content_of(piece))

    def record(self, piece: Any, path: Path) -> None:
        """Write the sound of a piece as a WAV file, for kinds that have one."""
        raise NotImplementedError
