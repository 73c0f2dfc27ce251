"""What the Python API makes of texts: from nothing, and from a text with states in brackets."""

from typing import Any, Unpack

from sunmask.kinds.protocols import How
from sunmask.text.painted import read_painted
from sunmask.text.writing import LENGTH, with_states, write


class TextMaker:
    length = LENGTH

    def sample(self, model: Any, *, length: int, metre: str, **how: Unpack[How]) -> list[str]:
        return write(model, read_painted(f"[{length}]"), **how)

    def infill(
        self, start: str, model: Any, *, keep: str | None, states: Any, pins: Any, **how: Unpack[How]
    ) -> list[str]:
        if keep is not None:
            raise ValueError("expected states of words in brackets, got voices to keep, which a text lacks")
        text = str(start)
        painted = read_painted(text) if states is None else with_states(text, states, pins)
        return write(model, painted, **how)


MAKER = TextMaker()
