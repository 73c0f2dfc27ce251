"""What the Python API makes of each kind, by kind: from nothing, and from something given."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from sunmask.codecs.chorale import Chorale
from sunmask.codecs.chorale_files import read_score
from sunmask.composing import blank_chorale, compose, plan_to_keep, plan_to_rewrite
from sunmask.writing import LENGTH, write, write_new


class Maker(Protocol):
    """how: count, seed, settings and on_step, as `sunmask.sample` has them."""

    length: int
    """Of what is made from nothing, where nobody said."""

    def sample(self, model: Any, *, length: int, metre: str, **how: Any) -> list[Any]: ...

    def infill(
        self, start: Any, model: Any, *, keep: str | None, states: Any, pins: Any, **how: Any
    ) -> list[Any]: ...


class ChoraleMaker:
    length = 128

    def sample(self, model: Any, *, length: int, metre: str, **how: Any) -> list[Chorale]:
        return compose(model, blank_chorale(length, metre), **how)

    def infill(
        self,
        start: Chorale | str | Path,
        model: Any,
        *,
        keep: str | None,
        states: Any,
        pins: Any,
        **how: Any,
    ) -> list[Chorale]:
        score = start if isinstance(start, Chorale) else read_score(start).chorale
        if (keep is None) == (states is None):
            raise ValueError("expected either voices to keep or a state for each cell, got both or neither")
        plan = plan_to_keep(score, keep) if keep is not None else plan_to_rewrite(score, states, pins)
        return compose(model, score, plan=plan, **how)


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


MAKERS: dict[str, Callable[[], Maker]] = {"chorale": ChoraleMaker, "text": TextMaker}


def maker(kind: str) -> Maker:
    """Raises ValueError for an unknown kind."""
    if kind not in MAKERS:
        raise ValueError(f"expected a kind of {', '.join(MAKERS)}, got {kind!r:.60}")
    return MAKERS[kind]()
