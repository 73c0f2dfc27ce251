"""How many bytes projects take in the database: what is large in them, as it is stored."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, F, Func, JSONField, Model, OuterRef, Subquery, Sum
from django.db.models.expressions import Combinable

from studio.models import Canvas, Comment, DocumentSnapshot, DocumentUpdate, Generation, Take, Version


class NumBytes(Func):
    """The bytes of a column's value as it is stored."""

    function = "LENGTH"
    output_field = BigIntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        is_json = isinstance(self.source_expressions[0].output_field, JSONField)
        function = "PG_COLUMN_SIZE" if is_json else "OCTET_LENGTH"
        return self.as_sql(compiler, connection, function=function, **context)


def bytes_of(project_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Bytes of the generations, documents, versions, takes and comments of each project.

    The takes of a canvas count as much as one of them each, so that thousands need not be read.
    """
    ids = list(project_ids)
    found: Counter[UUID] = Counter(dict.fromkeys(ids, 0))
    sizes: tuple[tuple[type[Model], Combinable], ...] = (
        (Generation, F("num_bytes")),
        (DocumentUpdate, NumBytes("update")),
        (DocumentSnapshot, NumBytes("update")),
        (Comment, NumBytes("text")),
        (Version, NumBytes("update")),
    )
    for model, size in sizes:
        rows = model._default_manager.filter(canvas__project__in=ids).order_by()
        sums = rows.values(of=F("canvas__project")).annotate(size=Sum(size))
        for row in sums:
            found[row["of"]] += row["size"] or 0
    takes = Take.objects.filter(canvas=OuterRef("pk")).order_by()
    canvases = Canvas.objects.filter(project__in=ids).annotate(
        num_takes=Subquery(takes.values("canvas").annotate(count=Count("pk")).values("count")),
        size=Subquery(takes.annotate(size=NumBytes("symbols")).values("size")[:1]),
    )
    for project, num_takes, size in canvases.values_list("project", "num_takes", "size"):
        found[project] += (num_takes or 0) * (size or 0)
    return dict(found)
