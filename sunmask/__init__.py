"""SUNMASK: masked step-unrolled denoising autoencoders for chorales and text.

    import sunmask

    model = sunmask.load()                                    # the shipped chorale model
    made = sunmask.sample(model, count=4, seed=1)             # chorales from nothing
    made = sunmask.infill("melody.musicxml", model, keep="S") # the other voices of a score
    print(sunmask.grade(made[0]).overall)                     # 0 would be Bach's habits exactly
    made = sunmask.infill("The [3] is (cold).", kind="text")  # three new words, and one rewritten

Importing this package loads neither torch nor music21; the functions do when they are called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

if TYPE_CHECKING:
    import numpy as np

    from sunmask.chorale.music.symbols import Chorale
    from sunmask.kinds.grader import PieceGrade
    from sunmask.kinds.maker import How
    from sunmask.models.inference import InferenceModel

__all__ = ["grade", "infill", "load", "sample"]
__version__ = "0.2.0"
_USUAL: How = {"count": 4, "seed": 0}


def load(
    checkpoint: str | Path | None = None,
    *,
    kind: str | None = None,
    device: str | None = None,
    precision: str | None = None,
) -> InferenceModel:
    """The network of a checkpoint: a folder, the name of one that ships, or None for the default of its kind.

    kind: what the checkpoint must be for; None takes any, and chorales where no checkpoint is given.
    device: "cpu" or "cuda"; None takes a GPU where there is one. precision: "bf16", "fp32" or "int8" (on
    CPUs; a candidate then depends on the others beside it); None takes bf16, or fp32 on a CPU without it.
    Raises ValueError, with a sentence, where there is no such checkpoint or precision, or it does not fit
    this version or kind.
    """
    from sunmask.models.checkpoints import default, load

    found = load(default(kind or "chorale") if checkpoint is None else checkpoint)
    if kind is not None and found.kind != kind:
        raise ValueError(f"expected a checkpoint of kind {kind}, got {checkpoint}, one of kind {found.kind}")
    return found.for_inference(device, precision)


def sample(
    model: InferenceModel | None = None,
    *,
    kind: str | None = None,
    length: int | None = None,
    metre: str | None = None,
    **how: Unpack[How],
) -> list[Any]:
    """Chorales, texts (strings), or contents of another kind, composed from nothing. length: in columns of
    the kind: sixteenths (128), or words and marks (12). metre: of chorales (4/4). kind: None takes the
    model's, and chorales without a model. model: None loads the kind's default.

    how: `count` (4) and `seed` (0): candidate b of a seed is the same whatever the count. `settings`: the
    kind's (`ChoraleSettings`, `TextSettings`), by default as it has them. `on_step(candidates already done,
    step)` is called after each step. Raises ValueError for a metre or settings that are not valid, and for a
    model of another kind.
    """
    from sunmask.kinds import kind as find

    name = _kind_of(model, kind)
    maker = find(name).maker
    length = length or maker.length
    return maker.sample(model or load(kind=name), length=length, metre=metre, **(_USUAL | how))


def infill(
    start: Chorale | dict[str, Any] | str | Path,
    model: InferenceModel | None = None,
    *,
    kind: str | None = None,
    keep: str | None = None,
    states: np.ndarray | None = None,
    pins: np.ndarray | None = None,
    **how: Unpack[How],
) -> list[Any]:
    """Chorales that complete or rewrite a chorale, or the MusicXML, MXL or MIDI file at a path; or texts that
    do so with a text.

    Say what to do with a chorale by `keep`, letters of the voices that stay ("SB"; the others are composed
    anew), or by `states` (4, T), a `CellState` for each cell, and `pins` (4, T), whether its value must stay
    (default: unmasked cells only). A text has its states in brackets (`sunmask.text.painted`), or as
    `states` and `pins` (T,); the likeliest of those that come back is the first. Of other kinds, `keep` is in
    their own words. model, kind, how: as in `sample`. Raises ValueError if none of `keep` and `states` is
    given, or one does not fit; OSError if there is no file.
    """
    from sunmask.kinds import kind as find

    name = _kind_of(model, kind)
    maker, model = find(name).maker, model or load(kind=name)
    return maker.infill(start, model, keep=keep, states=states, pins=pins, **(_USUAL | how))


def _kind_of(model: InferenceModel | None, kind: str | None) -> str:
    """The kind asked for, else the model's. Raises ValueError if they differ; a network without a card is of
    any kind."""
    of_model = "" if model is None else model.kind
    if kind and of_model and kind != of_model:
        raise ValueError(f"expected a model of kind {kind}, got one of kind {of_model}")
    return kind or of_model or "chorale"


def grade(
    piece: Chorale | dict[str, Any] | str | Path,
    model: InferenceModel | None = None,
    *,
    kind: str | None = None,
) -> PieceGrade:
    """How good a piece is, lower is better: one that `sample` or `infill` made, its content, or a file.

    A chorale has the Bach-or-Mock grade (Bach's own have a median of 4.9). kind: of the piece; None takes
    what the content or the file's ending says, and chorales for all else. A string is the path of a file, but
    for kind "text" the text itself. model: of kinds whose grade asks a network; None: the kind's default.
    Raises ValueError, with a sentence, for what has no grade; OSError where there is no file.
    """
    from sunmask.kinds import kind as find
    from sunmask.kinds.graders import grade_piece
    from sunmask.kinds.registry import codec_of_file

    if kind is None and isinstance(piece, dict):
        kind = str(piece.get("kind"))
    elif kind is None and isinstance(piece, str | Path):
        kind = codec_of_file(str(piece), Path(piece).read_bytes()).kind
    name = kind or "chorale"
    if model is None and find(name).grader.needs_network:
        model = load(kind=name)
    return grade_piece(name, piece, model)
