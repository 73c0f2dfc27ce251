"""Texts made by the Python API and the command line, from nothing or from a text with painted states."""

from pathlib import Path
from typing import Any, Unpack

import numpy as np

from sunmask.kinds.generate import best_first, contents_of, finished_denoisers
from sunmask.kinds.maker import How, Maker
from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.parts import whole
from sunmask.method.sampling import Model
from sunmask.text.codec import TextCodec
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.painted import PaintedText, read_painted
from sunmask.text.sampling.likelihoods import likelihoods
from sunmask.text.words.words import words_to_text


class TextMaker(Maker):
    """The `Maker` of texts, which are strings."""

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
        """The content of a string, which is the text itself, or of a file, which is named by a `Path`."""
        return self.codec.blank(text=piece) if isinstance(piece, str) else super().content_of(piece)

    def line_of(self, piece: str) -> str:
        """The text on one line, its line ends as \\n."""
        return piece.replace("\n", "\\n")


def write(model: Model, painted: PaintedText, **how: Unpack[How]) -> list[str]:
    """Texts made from one whose words have states, the likeliest first where likelihoods are known. Raises
    ValueError, with a sentence, for settings or states that cannot be honoured."""
    texts: list[str] = []
    likely: list[float] = []
    for done in finished_denoisers(model, painted.content, painted.plan, **how):
        made = contents_of(painted.content, done)
        texts += [words_to_text(each["words"], each["spaces"]) for each in made]
        of_each = whole(likelihoods(done))
        likely += of_each or []
    return [texts[number] for number in best_first(likely)] if len(likely) == len(texts) else texts


def with_states(text: str, states: object, pins: object = None) -> PaintedText:
    """A text with a `CellState` for each word and mark, (T,), and pins; by default unmasked words are pinned.
    Brackets in it are plain characters. Raises ValueError for states of another shape."""
    content = codec("text").blank(text=text)
    states_T = np.asarray(states)
    if states_T.shape != (len(content["words"]),):
        raise ValueError(
            f"expected a state for each of {len(content['words'])} words and marks, got {states_T.shape}"
        )
    pinned_T = states_T == CellState.UNMASKED if pins is None else np.asarray(pins, dtype=bool)
    return PaintedText(content, plan_from_states(states_T[None], pinned_T[None]))


MAKER = TextMaker(TextCodec())
