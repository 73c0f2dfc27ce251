"""What the Python API makes of texts: from nothing, and from a text with states in brackets."""

from typing import Any

from sunmask.text.writing import LENGTH, write, write_new


class TextMaker:
    length = LENGTH

    def sample(self, model: Any, *, length: int, metre: str, **how: Any) -> list[str]:
        return write_new(model, length, **how)

    def infill(
        self, start: str, model: Any, *, keep: str | None, states: Any, pins: Any, **how: Any
    ) -> list[str]:
        if keep is not None:
            raise ValueError("expected states of words in brackets, got voices to keep, which a text lacks")
        return write(model, str(start), states=states, pins=pins, **how)


MAKER = TextMaker()
