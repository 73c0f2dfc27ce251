"""The pieces of an evaluation that a process does at once: 32 samples, or one task of infilling."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from sunmask.chorale.grade.bach import grade_chorale
from sunmask.chorale.grade.parallels import count_notes, parallel_places
from sunmask.chorale.music.symbols import Chorale, notes
from sunmask.chorale.music.voices import VOICE_RANGES
from sunmask.chorale.settings import ChoraleSettings
from sunmask.environment import environment
from sunmask.lab.chorale.corpora.bach import Piece, chunks, load_chorales, split_chorales
from sunmask.lab.chorale.evaluation.sets import SampleSet

if TYPE_CHECKING:
    from sunmask.models.inference import InferenceModel

LENGTH = 128
"""Sixteenths of a sample, as in the paper."""
TOGETHER = 32
NUM_SOPRANOS = 20
FRAMES, DRAWS = "frames", 8
ANATOMY_TASKS = ("50 %", "voice", "bar", "two bars", "second half", "everything")
WINDOWS_OF_ANATOMY = 16
WINDOWS_OF_A_TASK = 250
"""About as many windows has the test split."""


class Work(Protocol):
    """name and settings are its place in the store; cost is in windows that a network looks at,
    0 where there is none."""

    @property
    def name(self) -> str: ...
    @property
    def settings(self) -> dict[str, Any]: ...
    @property
    def label(self) -> str: ...
    @property
    def cost(self) -> int: ...
    def results(self) -> Any: ...


@dataclass(frozen=True)
class Checkpoint:
    """One that is evaluated: what it was asked for by, the beginning of its weights' SHA-256, and how long it
    has learned, steps and minutes, where its card says so."""

    where: str
    digest: str
    step: int | None = None
    minutes: float | None = None

    @property
    def folder(self) -> str:
        return f"{Path(self.where).name}-{self.digest}"


@dataclass(frozen=True)
class Compose:
    """Candidates first to first + count of a set; results are as `graded` gives them."""

    checkpoint: Checkpoint
    of: SampleSet
    seed: int
    first: int
    count: int

    @property
    def name(self) -> str:
        return f"{self.checkpoint.folder}/{self.of.name}-{self.first:04}"

    @property
    def settings(self) -> dict[str, Any]:
        run = {"seed": self.seed, "first": self.first, "count": self.count, "length": LENGTH}
        how: dict[str, Any] = {"sampler": self.of.settings.to_json()}
        if self.of.precision:
            how["precision"] = self.of.precision
        return {"checkpoint": self.checkpoint.digest, **run, **how}

    @property
    def label(self) -> str:
        return f"{self.of.name} {self.first + self.count} of {self.of.count}"

    @property
    def cost(self) -> int:
        return self.count * self.of.settings.num_steps

    def results(self) -> list[dict[str, Any]]:
        from sunmask.chorale.sampling.composing import compose_new

        made = compose_new(
            _model(self.checkpoint.where, self.of.precision),
            LENGTH,
            count=range(self.first, self.first + self.count),
            seed=self.seed,
            settings=self.of.settings,
        )
        return [graded(chorale) for chorale in made]


@dataclass(frozen=True)
class Harmonise:
    """The soprano of the first test pieces that are long enough, each given three other voices; results are
    as `graded` gives them, with `is_kept` (the soprano) and `out_of_range` (notes) beside."""

    checkpoint: Checkpoint
    num_steps: int
    seed: int

    @property
    def name(self) -> str:
        return f"{self.checkpoint.folder}/harmonise"

    @property
    def settings(self) -> dict[str, Any]:
        sampler = ChoraleSettings(num_steps=self.num_steps).to_json()
        run = {"pieces": NUM_SOPRANOS, "length": LENGTH, "seed": self.seed}
        return {"checkpoint": self.checkpoint.digest, **run, "sampler": sampler}

    @property
    def label(self) -> str:
        return f"{NUM_SOPRANOS} sopranos"

    @property
    def cost(self) -> int:
        return NUM_SOPRANOS * self.num_steps

    def results(self) -> list[dict[str, Any]]:
        from sunmask.chorale.sampling.composing import compose, plan_to_keep

        made = []
        for start in sopranos():
            settings = ChoraleSettings(num_steps=self.num_steps)
            plan = plan_to_keep(start, "S")
            model = _model(self.checkpoint.where)
            (chorale,) = compose(model, start, count=1, seed=self.seed, settings=settings, plan=plan)
            is_kept = bool((chorale.symbols_VT[0] == start.symbols_VT[0]).all())
            figures = {"is_kept": is_kept, "out_of_range": num_out_of_range(chorale.symbols_VT[1:], 1)}
            made.append(graded(chorale) | figures)
        return made


@dataclass(frozen=True)
class Infill:
    """One task of infilling, or the likelihood of frames, on the test pieces or those of a JSB file."""

    checkpoint: Checkpoint
    task: str
    jsb: str | None
    seed: int

    @property
    def name(self) -> str:
        return f"{self.checkpoint.folder}/infill-{self.task.replace(' %', '')}"

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "checkpoint": self.checkpoint.digest,
            "task": self.task,
            "pieces": self.jsb or "music21",
            "seed": self.seed,
        }

    @property
    def label(self) -> str:
        return f"infilling, {self.task}"

    @property
    def cost(self) -> int:
        return WINDOWS_OF_A_TASK * (DRAWS if self.task == FRAMES else 1)

    def results(self) -> dict[str, Any]:
        from sunmask.lab.chorale.evaluation.orderless import framewise_nll
        from sunmask.lab.chorale.likelihood import infill_figures

        model, pieces = _model(self.checkpoint.where), list(_test_pieces(self.jsb))
        if self.task == FRAMES:
            return framewise_nll(model, pieces, draws=DRAWS, seed=self.seed)
        return infill_figures(model, pieces, seed=self.seed, tasks=(self.task,))[self.task]


@dataclass(frozen=True)
class Dissect:
    """The cost of each part of a network at tasks of infilling test pieces, see `anatomy`."""

    checkpoint: Checkpoint
    seed: int

    @property
    def name(self) -> str:
        return f"{self.checkpoint.folder}/anatomy"

    @property
    def settings(self) -> dict[str, Any]:
        return {"checkpoint": self.checkpoint.digest, "seed": self.seed, "windows": WINDOWS_OF_ANATOMY}

    label = "anatomy"

    @property
    def cost(self) -> int:
        return WINDOWS_OF_ANATOMY * len(ANATOMY_TASKS) * 10

    def results(self) -> dict[str, dict[str, float]]:
        from sunmask.lab.chorale.likelihood import infill_figures
        from sunmask.lab.evaluation.anatomy import anatomy
        from sunmask.models.checkpoints import load

        def nats(task: str, model: Any) -> float:
            pieces, limit = splits()["test"], WINDOWS_OF_ANATOMY
            return infill_figures(model, pieces, seed=self.seed, tasks=(task,), limit=limit)[task]["nll"]

        return anatomy(load(self.checkpoint.where).model, {t: partial(nats, t) for t in ANATOMY_TASKS})


@dataclass(frozen=True)
class Bach:
    """Chunks of the test pieces, graded on the same path as samples."""

    name = "bach"
    label = "Bach"
    cost = 0

    @property
    def settings(self) -> dict[str, Any]:
        return {"split": "test", "length": LENGTH}

    def results(self) -> list[dict[str, Any]]:
        return [graded(chunk) for piece in _test_pieces(None) for chunk in chunks(piece, LENGTH)]


def sopranos() -> list[Chorale]:
    """The beginnings of the test pieces that have as many sixteenths as a sample, `NUM_SOPRANOS` of them."""
    cut = [found[0] for piece in _test_pieces(None) if (found := chunks(piece, LENGTH))]
    return cut[:NUM_SOPRANOS]


def num_out_of_range(symbols_VT: np.ndarray, first_voice: int = 0) -> int:
    """Notes outside what their voices sing in the corpus; the first row is that voice."""
    ranges = VOICE_RANGES[first_voice:]
    voices = zip(notes(symbols_VT), ranges, strict=True)
    return sum(
        pitch != 0 and not low <= pitch <= high for voice, (low, high) in voices for _, _, pitch in voice
    )


def blocks(checkpoint: Checkpoint, of: SampleSet, seed: int) -> list[Compose]:
    """A set's work in blocks of candidates."""
    firsts = range(0, of.count, TOGETHER)
    return [Compose(checkpoint, of, seed, at, min(TOGETHER, of.count - at)) for at in firsts]


def graded(chorale: Chorale) -> dict[str, Any]:
    """A chorale's grid, grade, parallels and notes as JSON; infinite grades are None."""
    grade = grade_chorale(chorale).to_json()
    return {
        "symbols": chorale.symbols_VT.tolist(),
        "pickup": chorale.meta.pickup,
        "overall": grade["overall"],
        "features": grade["features"],
        "parallels": int(parallel_places(chorale.symbols_VT).sum()),
        "notes": count_notes(chorale.symbols_VT),
    }


def done(works: list[Work], processes: int) -> Iterator[tuple[Work, Any]]:
    """Each work with its results, as they come."""
    if processes == 1:
        for work in works:
            yield work, work.results()
        return
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_few_threads)
    try:
        pending = {pool.submit(work.results): work for work in works}
        for future in as_completed(pending):
            yield pending[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _few_threads() -> None:
    """Compute with few threads: with more, processes beside each other wait for cores."""
    import torch

    torch.set_num_threads(environment().num_threads)


@cache
def splits() -> dict[str, list[Piece]]:
    """The corpus, read and split once a process."""
    return split_chorales(load_chorales(progress=True))


@cache
def _model(where: str, precision: str | None = None) -> "InferenceModel":
    import sunmask

    return sunmask.load(where, precision=precision)


@cache
def _test_pieces(jsb: str | None) -> tuple[Piece, ...]:
    from sunmask.lab.chorale.corpora.jsb import jsb_pieces

    test = splits()["test"]
    return tuple(jsb_pieces(Path(jsb), test)) if jsb else tuple(test)
