"""The tables of a database in the state of its migrations, and their rows as JSON."""

import base64
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Table:
    """model: as the migrations have it, which may be another one than that of the present code."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    @property
    def fields(self) -> "list[models.Field[Any, Any]]":
        return list(self.model._meta.local_concrete_fields)

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]

    def rows(self) -> Iterator[list[Any]]:
        """Its rows, ordered by primary key, as values that JSON can carry."""
        names = [field.attname for field in self.fields]
        found = self.model._base_manager.order_by("pk").values_list(*names)
        for row in found.iterator(chunk_size=ROWS_AT_ONCE):
            yield [plain(value) for value in row]

    def insert(self, rows: Iterable[list[Any]]) -> None:
        """Store rows of `rows`. Raises ValueError for a row that is none."""
        quote = connection.ops.quote_name
        columns = ", ".join(quote(name) for name in self.columns)
        places = ", ".join(["%s"] * len(self.fields))
        statement = f"INSERT INTO {quote(self.name)} ({columns}) VALUES ({places})"
        rest = iter(rows)
        with connection.cursor() as cursor:
            while some := [self._stored(row) for row in islice(rest, ROWS_AT_ONCE)]:
                cursor.executemany(statement, some)

    def delete_all(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self.name)}")

    def _stored(self, row: list[Any]) -> list[Any]:
        if len(row) != len(self.fields):
            raise ValueError(
                f"expected {len(self.fields)} values in a row of {self.name}, got {len(row)}: {row!r:.80}"
            )
        return [stored(field, value) for field, value in zip(self.fields, row, strict=True)]


def plain(value: Any) -> Any:
    """A value of a column for JSON."""
    match value:
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    return value


def stored(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The parameter of a statement that stores a value of `plain` in a column. Raises ValueError or Django's
    ValidationError for one that cannot stand there."""
    if isinstance(field, models.JSONField):
        # None in a column that takes no NULL was JSON's null
        return None if value is None and field.null else connection.ops.adapt_json_value(value, field.encoder)
    if value is None:
        return None
    if isinstance(field, models.BinaryField):
        return field.get_db_prep_save(base64.b64decode(value), connection)
    return field.get_db_prep_save(field.to_python(value), connection)


def line(row: list[Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


Migrations = list[tuple[str, str]]
"""Names of migrations, each with its app."""


def tables_after(migrations: Migrations, loader: MigrationLoader) -> list[Table]:
    """The tables of a database to which these migrations have been applied, by name. Raises KeyError for one
    that is not known."""
    state = loader.project_state(latest(migrations, loader), at_end=True)
    found = state.apps.get_models(include_auto_created=True)
    kept = (model for model in found if model._meta.managed and not model._meta.proxy)
    return sorted((Table(model) for model in kept), key=lambda table: table.name)


def latest(migrations: Migrations, loader: MigrationLoader) -> Migrations:
    """Those among these on which no other one of their app depends."""
    among = set(migrations)
    known = [node for node in among if node in loader.graph.nodes]
    return sorted(
        node
        for node in known
        if not any(
            child.key in among and child.key[0] == node[0] for child in loader.graph.node_map[node].children
        )
    )
