"""Rows as files: JSON lines, Parquet, or a zip of both with schema, card and metadata."""

import hashlib
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from studio import bodies
from studio.bodies import training
from studio.errors import StudioError
from studio.training import card, columns, views
from sunmask.kinds import kinds

MEDIA_TYPES = {
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
_PIECE = 1 << 18


@dataclass(frozen=True)
class Wanted:
    """What leaves: rows of a model with a name for people; base: the studio's address."""

    name: str
    schema: str
    query: bodies.TrainingQuery
    base: str = ""

    @property
    def model(self) -> type[BaseModel]:
        return training.ROWS[self.schema]


def pieces(wanted: Wanted, rows: Iterable[BaseModel]) -> Iterator[bytes]:
    """The bytes of the file. Raises StudioError 409, at once, where it cannot be made."""
    file, view = wanted.query.file, wanted.query.view
    if view == "pairs" and wanted.model is bodies.RatedTake:
        raise StudioError(
            "no_pairs",
            409,
            "Ratings say what people want, not what is better than what. Take the view `labels`.",
        )
    if file == "jsonl":
        return _lines(_in_view(wanted, rows))
    if file == "zip":
        return _zip(wanted, rows)
    columns.pyarrow()
    return _parquet(wanted, rows)


def _in_view(wanted: Wanted, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    view = wanted.query.view
    if view == "pairs":
        return views.pairs(rows, keeps_ties=wanted.query.ties == "keep")
    if view == "labels":
        return views.labels(rows)
    return (row.model_dump(mode="json") for row in rows)


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _parquet(wanted: Wanted, rows: Iterable[Any]) -> Iterator[bytes]:
    first, rows = _first(rows)
    yield from columns.pieces(_in_view(wanted, rows), _columns(wanted, first))


def _columns(wanted: Wanted, first: Any) -> Any:
    if wanted.query.view == "full":
        return columns.schema_of(wanted.model, _symbol_of(first))
    names = list(card.VIEWS[wanted.query.view])
    has_outcome = wanted.query.view == "pairs" and wanted.query.ties == "keep"
    return columns.texts([*names, "outcome"] if has_outcome else names)


def _first(rows: Iterable[Any]) -> tuple[Any, Iterable[Any]]:
    """The first row, None where there is none, and all rows."""
    rest = iter(rows)
    first = next(rest, None)
    return first, rest if first is None else chain([first], rest)


def _symbol_of(row: Any) -> type:
    """The type of the symbols of a row's kind: numbers, or words."""
    if row is None or row.kind not in kinds():
        return int
    grid = row.grid if isinstance(row, bodies.StepPreference) else getattr(row, "chosen", row).symbols
    return str if any(isinstance(cell, str) for cells in grid for cell in cells) else int


def _zip(wanted: Wanted, rows: Iterable[Any]) -> Iterator[bytes]:
    """data.jsonl, data.parquet where it can be written, schema.json, README.md and croissant.json."""
    with tempfile.TemporaryDirectory(prefix="sunmask-training-") as folder:
        files = _write(wanted, rows, Path(folder))
        packed = Path(folder) / "all.zip"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in files:
                archive.write(file, file.name)
        with packed.open("rb") as read:
            yield from iter(lambda: read.read(_PIECE), b"")


def _write(wanted: Wanted, rows: Iterable[Any], folder: Path) -> list[Path]:
    first, rows = _first(rows)
    lines, table = folder / "data.jsonl", folder / "data.parquet"
    counted: Counter[str] = Counter()
    with lines.open("wb") as file:
        file.writelines(_lines(_in_view(wanted, _counting(rows, counted))))
    data = [lines]
    try:
        columns.write(map(json.loads, lines.open(encoding="utf-8")), _columns(wanted, first), table)
        data.append(table)
    except StudioError:
        pass  # the lines hold the same
    with lines.open("rb") as written:
        num_rows = sum(1 for _ in written)
    described = {file.name: (file.stat().st_size, _sha256(file)) for file in data}
    names = [file.name for file in data]
    texts = {
        "README.md": card.readme(
            wanted.name, wanted.model, wanted.query.view, card.counts_of(counted, num_rows), names
        ),
        "croissant.json": json.dumps(
            card.croissant(wanted.name, wanted.model, wanted.query.view, described, timezone.now()), indent=2
        ),
        "schema.json": json.dumps(training.schema(wanted.schema, base=wanted.base), indent=2),
    }
    others = []
    for name, text in texts.items():
        others.append(folder / name)
        others[-1].write_text(text, encoding="utf-8")
    return [*others, *data]


def _counting(rows: Iterable[Any], counted: Counter[str]) -> Iterator[Any]:
    """The same rows; `counted` gets what the card says of them."""
    for row in rows:
        if isinstance(row, bodies.PreferencePair):
            counted[f"votes: {row.outcome.replace('_', ' ')}"] += 1
            counted["votes that do not count"] += not row.counts
            counted["votes on takes of two prompts (not in the view `pairs`)"] += (
                row.rejected_prompt is not None
            )
        elif isinstance(row, bodies.RatedTake):
            counted["ratings"] += len(row.ratings)
        elif isinstance(row, bodies.StepPreference):
            counted[f"acts: {row.what}"] += 1
            counted["acts that were taken back"] += row.is_undone
        yield row


def _sha256(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()
