"""SUNMASK: masked step-unrolled denoising autoencoders for chorales and text.

    import sunmask

    model = sunmask.load()                                    # the shipped chorale model
    made = sunmask.sample(model, count=4, seed=1)             # chorales from nothing
    made = sunmask.infill("melody.musicxml", model, keep="S") # the other voices of a score
    print(sunmask.grade(made[0]).overall)                     # 0 would be Bach's habits exactly

Importing this package loads neither torch nor music21; the functions do when they are called.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from sunmask.codecs.chorale import Chorale
    from sunmask.grading.bach import Grade
    from sunmask.models.inference import InferenceModel
    from sunmask.sampling import Step
    from sunmask.settings import SamplerSettings

__all__ = ["grade", "infill", "load", "sample"]
__version__ = "0.1.0"


def load(checkpoint: str | Path | None = None, *, device: str | None = None) -> InferenceModel:
    """The network of a checkpoint: a folder, the name of one that ships, or None for the default.

    device: "cpu" or "cuda"; None takes a GPU where there is one. Raises ValueError, with a sentence, where
    there is no such checkpoint or it does not fit this version.
    """
    from sunmask.checkpoints import DEFAULT, load_for_inference

    return load_for_inference(DEFAULT if checkpoint is None else checkpoint, device)


def sample(
    model: InferenceModel | None = None,
    *,
    count: int = 4,
    length: int = 128,
    metre: str = "4/4",
    seed: int = 0,
    settings: SamplerSettings | None = None,
    on_step: Callable[[int, Step], None] | None = None,
) -> list[Chorale]:
    """Chorales composed from nothing. length: in sixteenths. model: None loads the default one.

    Chorale b of a seed is the same whatever the count. on_step(chorales already done, step) is called
    after each step. Raises ValueError for a metre or settings that cannot be.
    """
    from sunmask.composing import blank_chorale, compose

    return compose(
        model or load(),
        blank_chorale(length, metre),
        count=count,
        seed=seed,
        settings=settings,
        on_step=on_step,
    )


def infill(
    score: Chorale | str | Path,
    model: InferenceModel | None = None,
    *,
    keep: str | None = None,
    states: np.ndarray | None = None,
    pins: np.ndarray | None = None,
    count: int = 4,
    seed: int = 0,
    settings: SamplerSettings | None = None,
    on_step: Callable[[int, Step], None] | None = None,
) -> list[Chorale]:
    """Chorales that complete or rewrite a score: a chorale, or the path of a MusicXML, MXL or MIDI file.

    Say what to do by `keep`, letters of the voices that stay ("SB"; the others are composed anew), or by
    `states` (4, T), a `CellState` for each cell, and `pins` (4, T), whether its value must stay (default:
    unmasked cells only). The rest is as in `sample`. Raises ValueError where both or neither are given, or
    they do not fit the score; OSError where there is no file.
    """
    from sunmask.codecs.chorale import Chorale
    from sunmask.codecs.chorale_files import read_score
    from sunmask.composing import compose, plan_to_keep, plan_to_rewrite

    start = score if isinstance(score, Chorale) else read_score(score).chorale
    if (keep is None) == (states is None):
        raise ValueError("expected either voices to keep or a state for each cell, got both or neither")
    plan = plan_to_keep(start, keep) if keep is not None else plan_to_rewrite(start, states, pins)
    return compose(
        model or load(), start, plan=plan, count=count, seed=seed, settings=settings, on_step=on_step
    )


def grade(piece: Chorale | str | Path) -> Grade:
    """The Bach-or-Mock grade (lower is better, Bach's chorales have a median of 4.9) of a chorale or file.

    Raises ValueError, with a sentence, for what is no score of four voices; OSError where there is no file.
    """
    from sunmask.codecs.chorale import Chorale
    from sunmask.grading.bach import grade_chorale, grade_file

    return grade_chorale(piece) if isinstance(piece, Chorale) else grade_file(piece)
