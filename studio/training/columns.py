"""Rows as columns of Parquet, whose types follow from the rows' own. pyarrow is loaded only when it is
needed."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import NoneType, UnionType
from typing import IO, Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from studio.errors import StudioError

ROWS_AT_ONCE = 200
_PIECE = 1 << 18


def pyarrow() -> Any:
    """The module. Raises StudioError 409 where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise StudioError(
            "no_parquet",
            409,
            "This studio writes no Parquet, because pyarrow is not installed "
            "(`pip install sunmask-studio[parquet]`). The JSON lines hold the same.",
        ) from None
    return pyarrow


def write(rows: Iterable[dict[str, Any]], schema: Any, file: IO[bytes] | Path) -> int:
    """Write rows of JSON values; how many there were."""
    pa = pyarrow()
    count, rest = 0, iter(rows)
    with pa.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while part := list(islice(rest, ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(part, schema=schema))
            count += len(part)
    return count


def pieces(rows: Iterable[dict[str, Any]], schema: Any) -> Iterator[bytes]:
    """The bytes of a file of these rows."""
    pyarrow()
    return _pieces(rows, schema)


def _pieces(rows: Iterable[dict[str, Any]], schema: Any) -> Iterator[bytes]:
    with tempfile.TemporaryFile() as file:
        write(rows, schema, file)
        file.seek(0)
        yield from iter(lambda: file.read(_PIECE), b"")


def schema_of(model: type[BaseModel], symbol: type) -> Any:
    """The columns of a row. symbol: the type of symbols, which a kind of canvas decides: int or str."""
    pa = pyarrow()
    return pa.schema(
        [pa.field(name, _type(field.annotation, symbol)) for name, field in model.model_fields.items()]
    )


def texts(names: Iterable[str]) -> Any:
    """Columns of texts, and of a truth value for `label`."""
    pa = pyarrow()
    return pa.schema([pa.field(name, pa.bool_() if name == "label" else pa.string()) for name in names])


def _type(annotation: Any, symbol: type) -> Any:
    pa = pyarrow()
    simple = {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    if annotation in simple:
        return simple[annotation]
    if annotation in (str, UUID, datetime):
        return pa.string()
    if get_origin(annotation) is Annotated:
        return _type(get_args(annotation)[0], symbol)
    if get_origin(annotation) is Literal:
        return _type(type(get_args(annotation)[0]), symbol)
    parts = [part for part in get_args(annotation) if part is not NoneType]
    if get_origin(annotation) is list:
        return pa.list_(_type(parts[0], symbol))
    if get_origin(annotation) in (Union, UnionType):
        return _type(symbol if {int, str} <= set(parts) else parts[0], symbol)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.items()
        return pa.struct([pa.field(name, _type(field.annotation, symbol)) for name, field in fields])
    raise TypeError(f"expected a type that has a column, got {annotation!r:.80}")
