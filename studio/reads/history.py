"""A canvas's history page by page, its versions, and what happened since somebody was there."""

import base64
from uuid import UUID

from django.db.models import Count, QuerySet

from studio import bodies, models, protocol
from studio.errors import StudioError
from studio.reads.rows import with_people
from studio.reads.selectors import person


def page(canvas_id: UUID, *, until: int | None) -> bodies.History:
    """The edits between a snapshot of the document and the next one: the newest, or those up to a number.

    Raises StudioError 404 where the history does not go back that far.
    """
    snapshots = models.DocumentSnapshot.objects.filter(canvas_id=canvas_id).order_by("-seq")
    newest = snapshots.first()
    rows = models.DocumentUpdate.objects.filter(canvas_id=canvas_id).order_by("seq")
    snapshot = newest
    if until is not None:
        snapshot = snapshots.filter(seq__lt=until).first()
        rows = rows.filter(seq__lte=until)
    if newest is None or snapshot is None or snapshot.epoch != newest.epoch:
        raise StudioError("not_found", 404, "The history of this canvas does not go back that far.")
    rows = rows.filter(seq__gt=snapshot.seq, epoch=snapshot.epoch)
    moments = [
        protocol.Moment(
            seq=row.seq,
            author=row.author_id,
            at=row.created_at,
            update=base64.b64encode(bytes(row.update)).decode(),
        )
        for row in rows
    ]
    authors = models.User.objects.filter(pk__in={moment.author for moment in moments})
    return bodies.History(
        seq=snapshot.seq,
        snapshot=base64.b64encode(bytes(snapshot.update)).decode(),
        moments=moments,
        people=[protocol.Person(id=one.pk, name=one.username) for one in authors],
        has_earlier=snapshots.filter(seq__lt=snapshot.seq, epoch=newest.epoch).exists(),
    )


def version(row: models.Version) -> protocol.Version:
    return protocol.Version(
        id=row.pk,
        canvas=row.canvas_id,
        name=row.name,
        seq=row.seq,
        moment_at=row.moment_at,
        created_by=person(row.created_by, row.author_name),
        created_at=row.created_at,
    )


def versions(canvas_id: UUID) -> list[protocol.Version]:
    """The versions of a canvas in the order of their moments."""
    rows = with_people(models.Version.objects.filter(canvas_id=canvas_id), "created_by").defer("update")
    return [version(row) for row in rows]


def since(visit: models.Visit) -> bodies.Since | None:
    """Changes by others on a canvas after a visit; None where there are none."""

    def by_others(model: type, author: str = "created_by") -> QuerySet:
        rows = model.objects.filter(canvas=visit.canvas_id, created_at__gt=visit.at)  # type: ignore[attr-defined]
        return rows.exclude(**{author: visit.user_id})

    edits = by_others(models.DocumentUpdate, "author").order_by()
    counts = dict(edits.values_list("author").annotate(count=Count("pk")))
    people = models.User.objects.in_bulk([pk for pk in counts if pk is not None])
    comments = by_others(models.Comment)
    found = bodies.Since(
        seq=visit.seq,
        at=visit.at,
        edits=[
            bodies.Edits(person=person(people.get(pk)), count=count)
            for pk, count in sorted(counts.items(), key=lambda entry: -entry[1])
        ],
        num_comments=comments.count(),
        num_mentions=comments.filter(mentioned=visit.user_id).count(),
        num_takes=by_others(models.Take).count(),
        num_generations=by_others(models.Generation).count(),
    )
    happened = (found.num_comments, found.num_takes, found.num_generations, len(found.edits))
    return found if any(happened) else None
