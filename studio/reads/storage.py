"""How many bytes projects take in the database: what is large in them, as it is stored."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, F, Func, Sum

from studio.models import DocumentSnapshot, DocumentUpdate, Frame


class _NumBytes(Func):
    function = "OCTET_LENGTH" if connection.vendor == "postgresql" else "LENGTH"
    output_field = BigIntegerField()


def bytes_of(project_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Bytes of the steps and documents of each project."""
    ids = list(project_ids)
    found: Counter[UUID] = Counter(dict.fromkeys(ids, 0))
    for model, column, project in (
        (Frame, "steps", "generation__canvas__project"),
        (DocumentUpdate, "update", "canvas__project"),
        (DocumentSnapshot, "update", "canvas__project"),
    ):
        rows = model.objects.filter(**{f"{project}__in": ids}).order_by()
        sums = rows.values(of=F(project)).annotate(size=Sum(_NumBytes(column)))
        for row in sums:
            found[row["of"]] += row["size"] or 0
    return dict(found)
