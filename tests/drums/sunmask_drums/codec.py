"""What the studio needs to know of a drum pattern. No torch here."""

from collections.abc import Mapping
from typing import Any

from sunmask.kinds.contents import FileFormat, Imported
from sunmask.kinds.grid.codec import GridCodec
from sunmask.kinds.notices import UnreadableFile

SIXTEENTHS = 16


class DrumCodec(GridCodec):
    """The `Codec` of one bar of four drums: each cell is nothing, a stroke or an accent."""

    kind = "drums"
    row_names = ("kick", "snare", "hat", "clap")
    symbol_names = ("nothing", "stroke", "accent")
    symbol_labels = {0: "", 1: "x", 2: "X"}
    window = SIXTEENTHS
    import_endings = (".drums",)
    import_starts = (b"drums 1",)
    formats = {"drums": FileFormat("text/plain", ".drums")}
    demos = {
        "rock": (
            (2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0),
            (0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0),
            (1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0),
            (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0),
        )
    }

    def read_bytes(self, data: bytes, filename: str, *, timeout_s: float = 10) -> Imported:
        first, *rows = data[:10_000].decode("ascii", errors="replace").split()[1:] or [""]
        if first != "1" or not all(row.isdigit() and len(row) == SIXTEENTHS for row in rows):
            raise UnreadableFile("not_drums", "A drum file has “drums 1” and four rows of sixteen digits.")
        try:
            return Imported(self.made([[*map(int, row)] for row in rows], filename), [])
        except ValueError as error:
            raise UnreadableFile("not_drums", f"This drum file cannot be read: {error}.") from error

    def write(self, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
        if file_format not in self.formats:
            raise self.unknown_format(file_format)
        rows = ["".join(map(str, row)) for row in self.symbols(content).tolist()]
        return "\n".join(["drums 1", *rows, ""]).encode()
