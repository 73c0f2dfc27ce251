"""What the Python API and the command line make of texts: from nothing, and from one with painted states."""

from pathlib import Path
from typing import Any, Unpack

from sunmask.kinds.maker import How, Maker
from sunmask.text.codec import TextCodec
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.painted import read_painted
from sunmask.text.writing import with_states, write


class TextMaker(Maker):
    """What is made is a string."""

    length = CONFIGURATION.drawing.length

    def sample(self, model: Any, *, length: int, metre: str | None, **how: Unpack[How]) -> list[str]:
        if metre is not None:
            raise ValueError(f"a text has no metre, got {metre!r:.60}")
        return write(model, read_painted(f"[{length}]"), **how)

    def infill(
        self, start: str, model: Any, *, keep: str | None, states: Any, pins: Any, **how: Unpack[How]
    ) -> list[str]:
        if keep is not None:
            raise ValueError("expected states of words in brackets, got voices to keep, which a text lacks")
        text = str(start)
        painted = read_painted(text) if states is None else with_states(text, states, pins)
        return write(model, painted, **how)

    def start(self, file: Path | None, text: str | None, keep: str | None) -> str:
        if text is None or file is not None or keep is not None:
            raise ValueError("expected a text with its states in brackets: --text TEXT")
        read_painted(text)
        return text

    def content_of(self, piece: Any) -> dict[str, Any]:
        """A string is the text itself; a file is named by a `Path`."""
        return self.codec.blank(text=piece) if isinstance(piece, str) else super().content_of(piece)

    def line_of(self, piece: str) -> str:
        """The text on one line, its own line ends as \\n."""
        return piece.replace("\n", "\\n")


MAKER = TextMaker(TextCodec())
