"""One kind of canvas as one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pkgutil import resolve_name
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sunmask.kinds.protocols import Codec, Learning, Maker, Sampler


@dataclass(frozen=True)
class Kind:
    """A kind of canvas. The codec is loaded with it; the parts that need torch are named as "module:object"
    and loaded when they are asked for, so that the web process can know every kind without torch.

    default_checkpoint: the name of the one that is taken where nobody chose; "" where none ships.
    row_names, symbol_labels: what browsers write beside rows, and into cells for symbols, where the kind has
    no page in the browser's code; a symbol whose label is "" says that nothing stands there.
    page_at: a file of the package that draws its canvases there, "package:file.js"; "" for none.
    """

    name: str
    codec: Codec
    sampler_at: str
    maker_at: str
    learning_at: str
    default_checkpoint: str = ""
    row_names: tuple[str, ...] = ()
    symbol_labels: Mapping[int, str] = field(default_factory=dict, hash=False)
    page_at: str = ""

    @cached_property
    def sampler(self) -> Sampler:
        return resolve_name(self.sampler_at)

    @cached_property
    def maker(self) -> Maker:
        return resolve_name(self.maker_at)

    @cached_property
    def learning(self) -> Learning:
        return resolve_name(self.learning_at)
