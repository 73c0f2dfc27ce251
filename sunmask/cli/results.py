"""Where the pieces that a command made go: files in a folder, or lines on the terminal."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sunmask.kinds import kind
from sunmask.method.settings import SamplerSettings


@dataclass(frozen=True)
class Piece:
    """A piece, and which candidate of its seed it is. about: what its files say beside seed and settings."""

    made: Any
    candidate: int
    about: dict[str, str] = field(default_factory=dict)


class Results:
    """The files that --out, --format, --midi and --wav request."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Raises ValueError for what the kind does not have, or where a folder is missing."""
        self.arguments, self.codec = arguments, kind(arguments.kind).codec
        self.maker = kind(arguments.kind).maker
        requested = [*(arguments.format or []), *(["midi"] if arguments.midi else [])]
        if arguments.format is None and self.codec.formats:
            requested.insert(0, next(iter(self.codec.formats)))
        for name in requested:
            if name not in self.codec.formats:
                raise self.codec.unknown_format(name)
        if arguments.wav and not self.maker.has_sound:
            raise ValueError(f"expected a kind of canvas that has a sound for --wav, got {arguments.kind}")
        self.formats = list(dict.fromkeys(requested))
        if arguments.out is not None:
            return
        if not self.maker.is_printed:
            raise ValueError("expected a folder for what is made: --out DIR")
        if arguments.format or arguments.midi or arguments.wav:
            raise ValueError(
                f"expected a folder for files (--out DIR): without it a {arguments.kind} is printed"
            )

    def write(self, pieces: Sequence[Piece], settings: SamplerSettings) -> None:
        """Write numbered files with their provenance, or print lines."""
        folder = self.arguments.out
        if folder is None:
            for piece in pieces:
                print(self.maker.line_of(piece.made))
            return
        folder.mkdir(parents=True, exist_ok=True)
        provenance = {"seed": str(self.arguments.seed), "settings": json.dumps(settings.to_json())}
        for number, piece in enumerate(pieces):
            content = self.maker.content_of(piece.made)
            of_this = {**provenance, "candidate": str(piece.candidate), **piece.about}
            for name in self.formats:
                path = folder / f"{number:03}{self.codec.formats[name].ending}"
                path.write_bytes(self.codec.write(content, name, provenance=of_this))
            if self.arguments.wav:
                self.maker.record(piece.made, folder / f"{number:03}.wav")
        print(f"wrote {len(pieces)} of kind {self.arguments.kind} to {folder}")
