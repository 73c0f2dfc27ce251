"""What the studio needs to know of a drum pattern. No torch here.

A cell is 0 (nothing), 1 (a stroke) or 2 (an accent); what networks see of it is the same number.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sunmask.kinds.contents import FileFormat, Imported, Parts
from sunmask.kinds.notices import UnreadableFile

DRUMS, SIXTEENTHS, NUM_SYMBOLS = ("kick", "snare", "hat", "clap"), 16, 3
DEMO = {"rock": ["2000000010000000", "0000200000002000", "1010101010101010", "0000000000001000"]}


class DrumCodec:
    """The `Codec` of one bar of four drums."""

    kind = "drums"
    num_rows = len(DRUMS)
    layout = "grid"
    window = SIXTEENTHS
    blank_options: Mapping[str, Any] = {}
    import_endings = (".drums",)
    import_starts = (b"drums 1",)
    seam = 1
    formats: Mapping[str, FileFormat] = {"drums": FileFormat("text/plain", ".drums")}
    demo_names = tuple(DEMO)
    is_engraved = False
    renderings: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(json.dumps([self.kind, DRUMS, NUM_SYMBOLS]).encode()).hexdigest()

    def check(self, content: Any) -> None:
        self.symbols(content)

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
        return {
            "kind": self.kind,
            "meta": {"title": title if isinstance(title, str) else ""},
            "symbols": symbols,
        }

    def clean_symbol(self, row: int, value: Any) -> int:
        return int(value) if value in range(NUM_SYMBOLS) and not isinstance(value, bool) else 0

    def symbols(self, content: Any) -> np.ndarray:
        try:
            symbols_VT = np.array(content["symbols"], dtype=np.int16)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"expected the content of a drum pattern, got {content!r:.60}") from error
        if symbols_VT.ndim != 2 or len(symbols_VT) != len(DRUMS):
            raise ValueError(f"expected {len(DRUMS)} drums, got shape {symbols_VT.shape}")
        if not np.isin(symbols_VT, range(NUM_SYMBOLS)).all():
            raise ValueError("expected 0, 1 or 2 in each cell of a drum pattern")
        return symbols_VT

    def with_symbols(self, content: Any, symbols: np.ndarray) -> dict[str, Any]:
        if np.shape(symbols) != self.symbols(content).shape:
            raise ValueError(f"expected symbols of the pattern's shape, got {np.shape(symbols)}")
        return {**content, "symbols": np.asarray(symbols).astype(int).tolist()}

    def measure(self, content: Any) -> dict[str, Any]:
        return {"num_strokes": int((self.symbols(content) > 0).sum())}

    def units(self, content: Any) -> np.ndarray:
        return np.arange(self.symbols(content).size).reshape(len(DRUMS), -1)

    def encode(self, symbols: np.ndarray) -> np.ndarray:
        return np.asarray(symbols, dtype=np.int64)

    def decode(self, ids: np.ndarray) -> np.ndarray:
        return np.asarray(ids, dtype=np.int16)

    def read_bytes(self, data: bytes, filename: str, *, timeout_s: float = 10) -> Imported:
        first, *rows = data[:10_000].decode("ascii", errors="replace").split()[1:] or [""]
        if first != "1" or [len(row) for row in rows] != [SIXTEENTHS] * len(DRUMS):
            raise UnreadableFile("not_drums", "A drum file has “drums 1” and four rows of sixteen digits.")
        try:
            return Imported(self._pattern(filename, rows), [])
        except ValueError as error:
            raise UnreadableFile("not_drums", f"This drum file cannot be read: {error}.") from error

    def write(self, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
        if file_format != "drums":
            raise ValueError(f"expected the format drums, got {file_format!r:.60}")
        rows = ["".join(map(str, row)) for row in self.symbols(content).tolist()]
        return "\n".join(["drums 1", *rows, ""]).encode()

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
        raise ValueError("a drum pattern has no score")

    def render(
        self,
        content: Any,
        wishes: Mapping[str, Any],
        folder: Path,
        *,
        provenance: Mapping[str, str],
        on_progress: Callable[[float, str], None],
    ) -> Path:
        raise ValueError("a drum pattern has nothing to render")

    def blank(self, **options: Any) -> dict[str, Any]:
        if options:
            raise ValueError(f"a blank drum pattern takes no options, got {', '.join(options)}")
        return self._pattern("", ["0" * SIXTEENTHS] * len(DRUMS))

    def demo(self, name: str) -> dict[str, Any]:
        if name not in DEMO:
            raise ValueError(f"expected a demo of {', '.join(DEMO)}, got {name!r:.60}")
        return self._pattern(name, DEMO[name])

    def _pattern(self, title: str, rows: list[str]) -> dict[str, Any]:
        content = {"kind": self.kind, "meta": {"title": title}, "symbols": [[*map(int, row)] for row in rows]}
        self.check(content)
        return content
