"""What a kind of canvas consists of: a codec, and three parts that need torch.

`sunmask.kinds.kind.Kind` puts them together. docs/new-kind.md writes each of them for a small kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypedDict, Unpack

import numpy as np

from sunmask.kinds.contents import FileFormat, Imported, Parts

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn

    from sunmask.kinds.graded import Graded
    from sunmask.kinds.looks import Look
    from sunmask.method.cells import Plan
    from sunmask.method.objective import Examples
    from sunmask.method.sampling import Denoiser
    from sunmask.method.settings import SamplerSettings
    from sunmask.method.steps import Step
    from sunmask.models.families import Family
    from sunmask.training.recipes import Recipe


class Codec(Protocol):
    """What a kind of canvas knows. `content` is its JSON everywhere: API, documents, takes, generations."""

    kind: str
    num_rows: int
    layout: str
    """How its cells lie in a shared document: "grid" (one entry each) or "text" (running text)."""
    window: int
    """Columns that a network is shown at once, at most: a shorter grid is no faster."""
    blank_options: Mapping[str, Any]
    """The options of `blank` by name, with defaults."""
    import_endings: tuple[str, ...]
    """Endings of the files that it reads, lower case."""
    import_starts: tuple[bytes, ...]
    """How such files begin, where that tells them from others."""
    seam: int
    """Columns on each side of a border between two takes that are composed anew when they are spliced."""
    formats: Mapping[str, FileFormat]
    """Export formats by name."""
    demo_names: tuple[str, ...]
    is_engraved: bool
    """Whether there is a score of it."""
    renderings: tuple[str, ...]
    """Names of the files that `render` makes; none where there is only `formats`."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the table of symbols: checkpoints with another one do not fit."""

    def check(self, content: Any) -> None:
        """Raise ValueError, with a sentence, where `content` is not this kind's."""

    def parts(self, content: Any) -> Parts:
        """Split content for a shared document. Raises ValueError as `check` does."""

    def content(
        self,
        symbols: list[list[Any]],
        meta: Mapping[str, Any],
        marks: Mapping[tuple[int, int], Any],
        spaces: Sequence[str] = (),
    ) -> dict[str, Any]:
        """Put a document's parts together; whatever in meta and marks is not valid is left out or clamped.

        A text may have no words yet.
        """

    def clean_symbol(self, row: int, value: Any) -> Any:
        """The symbol that a document's value stands for; the empty symbol where the value is not valid."""

    def symbols(self, content: Any) -> np.ndarray:
        """The grid of content, (rows, columns) int16. Raises ValueError as `check` does."""

    def with_symbols(self, content: Any, symbols: np.ndarray) -> dict[str, Any]:
        """The same content with another grid of the same shape."""

    def measure(self, content: Any) -> dict[str, Any]:
        """Figures of content by name, for takes and lists. Raises ValueError as `check` does."""

    def units(self, content: Any) -> np.ndarray:
        """The number of the whole thing (a note, a word) that each cell is part of, (rows, columns)."""

    def encode(self, symbols: np.ndarray) -> np.ndarray:
        """Symbols to the ids that networks see."""

    def decode(self, ids: np.ndarray) -> np.ndarray:
        """Ids to symbols."""

    def read_bytes(self, data: bytes, filename: str, *, timeout_s: float = 10) -> Imported:
        """Read an untrusted file. timeout_s: processor time that it may take. Raises UnreadableFile."""

    def write(self, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
        """Write a file in one of `formats`. Raises ValueError."""

    def engrave(
        self,
        content: Any,
        *,
        width: int,
        height: int | None = None,
        view: str | None = None,
        line_starts: Sequence[int] = (),
        first_lines: int | None = None,
    ) -> list[str]:
        """The score as pages of SVG, `width` staff spaces wide and `height` high at most, whose heads have
        ids that tell their cells. view: one of the ways in which the kind shows a score; None for the usual.
        line_starts: the columns with which lines began the last time, which are kept while the music fits
        them; not used with a height. first_lines: of a score with many more lines, only so many from the
        first; the pages of the others are empty texts.

        Raises ValueError where content is not this kind's, or is never engraved, and for an unknown view.
        """

    def render(
        self,
        content: Any,
        wishes: Mapping[str, Any],
        folder: Path,
        *,
        provenance: Mapping[str, str],
        on_progress: Callable[[float, str], None],
    ) -> Path:
        """Write one file, a zip where `wishes` ask for several of `renderings`, into an empty folder.

        on_progress: how much is done, from 0 to 1, and what is made now. Raises ValueError, with a sentence,
        for content that is not this kind's and for wishes that cannot be met.
        """

    def blank(self, **options: Any) -> dict[str, Any]:
        """Empty content. Raises ValueError for options that the kind does not have."""

    def demo(self, name: str) -> dict[str, Any]:
        """A ready-made piece of `demo_names`. Raises ValueError for another name."""


class Sampler(Protocol):
    """What the sampler, a grade and a look need to know of a kind. Needs torch."""

    def denoiser(
        self,
        content: Any,
        plan: Plan,
        settings: SamplerSettings,
        *,
        seed: int,
        candidates: range,
        first_step: int = 0,
    ) -> Denoiser:
        """The sampler of a canvas's content, as its codec has it. candidates: their numbers, from which what
        is drawn for each follows. Raises ValueError where content is not this kind's, or the plan has another
        shape."""

    def likelihoods(self, denoiser: Denoiser) -> list[float] | None:
        """How likely what each candidate has become is beside the others, in nats, as who writes it knows;
        None for a kind, or settings, where that says nothing. In parts as `grade` where it takes long:
        `likelihoods_in_parts`."""

    def grade(self, network: Any, content: Any) -> Graded:
        """How good a piece is, lower is better, with its faults. network: `InferenceModel` or None, for
        kinds that need one. Raises ValueError where content is not this kind's, or has no grade.

        Where it takes longer than a second, a kind has `grade_in_parts` beside it (`kinds.lengthy`)."""

    def look(self, question: str, content: Any, cells: Sequence[int]) -> Look:
        """What a network is shown to answer doubt, or alternatives for `cells` (flat numbers).

        Raises ValueError, with a sentence, for a question that cannot be."""

    def any_windows(self, count: int) -> tuple[Tensor, ...]:
        """So many windows of nothing in particular, to run a network for the first time."""

    def make_ready(self) -> None:
        """Load what samplers of this kind need besides a network, so that no generation waits for it."""


class How(TypedDict, total=False):
    """How candidates are made: how many (4), from which seed (0), with which settings (the kind's); and what
    is called after each step, with the number of candidates that are already done."""

    count: int
    seed: int
    settings: SamplerSettings | None
    on_step: Callable[[int, Step], None] | None


class Maker(Protocol):
    """What `sunmask.sample` and `sunmask.infill` do for a kind. count and seed are always given."""

    length: int
    """Of what is made from nothing, where no length is given."""

    def sample(self, model: Any, *, length: int, metre: str, **how: Unpack[How]) -> list[Any]: ...

    def infill(
        self, start: Any, model: Any, *, keep: str | None, states: Any, pins: Any, **how: Unpack[How]
    ) -> list[Any]: ...


class Corpus(Protocol):
    """Batches to learn from, and figures of what was held out."""

    def batch(self, number: int, part: int = 0, parts: int = 1) -> Examples:
        """A batch, or one of the parts that are drawn apart; the same for a number and part."""

    def validate(self, predict: Callable[..., Tensor]) -> dict[str, Any]:
        """Figures of pieces held out for that, by name."""


class Learning(Protocol):
    """How networks of a kind are built, trained and described. Needs torch."""

    families: Mapping[str, Family]
    """Its families of networks by name; every family has a `debug` size."""
    recipes: Mapping[str, Recipe]

    def corpus(self, recipe: Recipe, folder: Path, *, progress: bool) -> Corpus:
        """What a recipe learns from. folder: of the run. Raises ValueError where it is missing."""

    def changes(self, recipe: Recipe, folder: Path) -> dict[str, Any]:
        """Fields of the network's config that the recipe, or what its run keeps in its folder, decides."""

    def data_sentence(self, recipe: Recipe) -> str:
        """What a card says that the model learned from. Raises ValueError where no model of the recipe may
        ship."""

    def measure(self, model: nn.Module, recipe: Recipe, num_samples: int, seed: int) -> dict[str, Any]:
        """The figures of a model's card, by name."""
