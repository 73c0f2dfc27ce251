"""The maker of chorales for the Python API and the command line: from nothing, and from a score."""

from pathlib import Path
from typing import Any, Unpack

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.files import read_score
from sunmask.chorale.sampling.composing import compose, compose_new, plan_to_keep, plan_to_rewrite
from sunmask.kinds.maker import How, Maker


class ChoraleMaker(Maker):
    """A maker of `Chorale` objects. `keep` has the letters of the voices that stay."""

    length = 128
    has_sound = True
    is_printed = False

    def sample(self, model: Any, *, length: int, metre: str | None, **how: Unpack[How]) -> list[Chorale]:
        return compose_new(model, length, metre or "4/4", **how)

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

    def start(self, file: Path | None, text: str | None, keep: str | None) -> Chorale:
        if file is None or keep is None or text is not None:
            raise ValueError("expected a score and the voices to keep: FILE --keep LETTERS")
        return read_score(file).chorale

    def content_of(self, piece: Any) -> dict[str, Any]:
        if isinstance(piece, str | Path):
            piece = read_score(piece).chorale
        return chorale_to_json(piece if isinstance(piece, Chorale) else chorale_from_json(piece))

    def record(self, piece: Chorale, path: Path) -> None:
        # sound costs memory that only those who want to hear something should pay
        from sunmask.chorale.sound.recording import as_usual, record

        record(piece, as_usual(piece), [path])


MAKER = ChoraleMaker(ChoraleCodec())
