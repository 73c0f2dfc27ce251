"""What the Python API makes of chorales: from nothing, and from a score."""

from pathlib import Path
from typing import Any, Unpack

from sunmask.chorale.composing import compose, compose_new, plan_to_keep, plan_to_rewrite
from sunmask.chorale.notation.files import read_score
from sunmask.chorale.symbols import Chorale
from sunmask.kinds.protocols import How


class ChoraleMaker:
    length = 128

    def sample(self, model: Any, *, length: int, metre: str, **how: Unpack[How]) -> list[Chorale]:
        return compose_new(model, length, metre, **how)

    def infill(
        self,
        start: Chorale | str | Path,
        model: Any,
        *,
        keep: str | None,
        states: Any,
        pins: Any,
        **how: Unpack[How],
    ) -> list[Chorale]:
        score = start if isinstance(start, Chorale) else read_score(start).chorale
        if (keep is None) == (states is None):
            raise ValueError("expected either voices to keep or a state for each cell, got both or neither")
        plan = plan_to_keep(score, keep) if keep is not None else plan_to_rewrite(score, states, pins)
        return compose(model, score, plan=plan, **how)


MAKER = ChoraleMaker()
