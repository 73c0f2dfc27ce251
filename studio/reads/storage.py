"""How many bytes projects take in the database: what is large in them, as it is stored."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Func, JSONField, Model, Sum
from django.db.models.expressions import Combinable

from studio.models import Comment, DocumentSnapshot, DocumentUpdate, Generation, Take


class NumBytes(Func):
    """Of a column's value as it is stored."""

    function = "LENGTH"
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        is_json = isinstance(self.source_expressions[0].output_field, JSONField)
        function = "PG_COLUMN_SIZE" if is_json else "OCTET_LENGTH"
        return self.as_sql(compiler, connection, function=function, **context)


def bytes_of(project_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Bytes of the generations, documents, takes and comments of each project."""
    ids = list(project_ids)
    found: Counter[UUID] = Counter(dict.fromkeys(ids, 0))
    sizes: tuple[tuple[type[Model], Combinable], ...] = (
        (Generation, F("num_bytes")),
        (DocumentUpdate, NumBytes("update")),
        (DocumentSnapshot, NumBytes("update")),
        (Take, NumBytes("symbols")),
        (Comment, NumBytes("text")),
    )
    for model, size in sizes:
        rows = model._default_manager.filter(canvas__project__in=ids).order_by()
        sums = rows.values(of=F("canvas__project")).annotate(size=Sum(size))
        for row in sums:
            found[row["of"]] += row["size"] or 0
    return dict(found)
