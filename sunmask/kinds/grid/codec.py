"""Codecs of kinds whose cells hold one of a few symbols. No torch here.

V rows, T columns
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from sunmask.kinds.codec import Codec
from sunmask.kinds.contents import Parts
from sunmask.kinds.texts import clean_text


class GridCodec(Codec):
    """A grid of `row_names` by up to `window` columns, whose cells hold numbers from 0, the names of which
    are `symbol_names`. 0 is the empty symbol. Each cell is one token, whose id is its symbol.

    Content is `{"kind", "meta": {"title"}, "symbols": rows of numbers}`. A kind with files adds `read_bytes`
    and `write`.
    """

    symbol_names: ClassVar[tuple[str, ...]]
    demos: ClassVar[Mapping[str, Sequence[Sequence[int]]]] = {}
    """Grids by the name of the demo."""

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.num_rows, cls.demo_names = len(cls.row_names), tuple(cls.demos)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps([self.kind, self.row_names, self.symbol_names]).encode()).hexdigest()

    def made(self, symbols: Sequence[Sequence[int]] | np.ndarray, title: str = "") -> dict[str, Any]:
        """Content of a grid. Raises ValueError as `check` does."""
        grid = np.asarray(symbols).astype(int).tolist()
        content = {"kind": self.kind, "meta": {"title": clean_text(title)}, "symbols": grid}
        self.check(content)
        return content

    def parts(self, content: Any) -> Parts:
        return Parts(self.symbols(content).tolist(), dict(content["meta"]))

    def content(
        self,
        symbols: list[list[Any]],
        meta: Mapping[str, Any],
        marks: Mapping[tuple[int, int], Any],
        spaces: Sequence[str] = (),
    ) -> dict[str, Any]:
        title = meta.get("title")
        cleaned = {"title": clean_text(title) if isinstance(title, str) else ""}
        return {"kind": self.kind, "meta": cleaned, "symbols": symbols}

    def clean_symbol(self, row: int, value: Any) -> int:
        is_one = isinstance(value, int | float) and not isinstance(value, bool)
        return int(value) if is_one and value in range(len(self.symbol_names)) else 0

    def symbols(self, content: Any) -> np.ndarray:
        try:
            symbols_VT, meta = np.array(content["symbols"]), content["meta"]
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"expected the content of a {self.kind}, got {content!r:.60}") from error
        if not isinstance(meta, dict):
            raise ValueError(f"expected the metadata of a {self.kind} by name, got {meta!r:.60}")
        if symbols_VT.ndim != 2 or len(symbols_VT) != self.num_rows or symbols_VT.shape[1] > self.window:
            raise ValueError(
                f"expected {self.num_rows} rows of up to {self.window} columns for a {self.kind}, "
                f"got shape {symbols_VT.shape}"
            )
        if symbols_VT.size and not np.isin(symbols_VT, range(len(self.symbol_names))).all():
            raise ValueError(f"expected 0 to {len(self.symbol_names) - 1} in each cell of a {self.kind}")
        return symbols_VT.astype(np.int16)

    def with_symbols(self, content: Any, symbols: np.ndarray) -> dict[str, Any]:
        if np.shape(symbols) != self.symbols(content).shape:
            raise ValueError(f"expected symbols of the shape of the {self.kind}, got {np.shape(symbols)}")
        changed = {**content, "symbols": np.asarray(symbols).astype(int).tolist()}
        self.check(changed)
        return changed

    def encode(self, symbols: np.ndarray) -> np.ndarray:
        return np.asarray(symbols, dtype=np.int64)

    def decode(self, ids: np.ndarray) -> np.ndarray:
        return np.asarray(ids, dtype=np.int16)

    def blank(self, **options: Any) -> dict[str, Any]:
        if options:
            raise ValueError(f"a blank {self.kind} takes no options, got {', '.join(options)}")
        return self.made(np.zeros((self.num_rows, self.window)))

    def demo(self, name: str) -> dict[str, Any]:
        return self.made(self.demos[name], name) if name in self.demos else super().demo(name)
