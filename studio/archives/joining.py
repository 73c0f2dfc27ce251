"""All of one project into another, in one transaction and one event."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Model

from studio import events, limits, protocol
from studio.errors import StudioError
from studio.models import Campaign, Canvas, ListeningTest, Project, Ranking, Take, User
from studio.services import audit, projects
from studio.services.projects import MAX_NAME_CHARACTERS

_HELD: tuple[tuple[type[Model], int, str], ...] = (
    (Canvas, limits.CANVASES_PER_PROJECT, "canvases"),
    (Ranking, limits.RANKINGS_PER_PROJECT, "rankings"),
    (ListeningTest, limits.LISTENING_TESTS_PER_PROJECT, "listening tests"),
    (Campaign, limits.CAMPAIGNS_PER_PROJECT, "campaigns"),
)
"""What belongs to a project: the most of each, and what they are called. All other rows belong to these."""


@events.atomic()
def join(apart: Project, project: Project, user: User) -> protocol.ArchiveImported:
    """Move all that `apart` holds into `project`, and let go of `apart`. Raises StudioError 409 where that is
    more than a project holds, or `project` is in the bin."""
    project = Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    projects.require_live(project)
    moved = {of: _move(of, apart, project, most, noun) for of, most, noun in _HELD}
    said = protocol.ArchiveImported(
        canvases=[canvas.pk for canvas in moved[Canvas]],
        num_takes=Take.objects.filter(canvas__in=moved[Canvas]).count(),
        num_rankings=len(moved[Ranking]),
        num_listening_tests=len(moved[ListeningTest]),
        num_campaigns=len(moved[Campaign]),
    )
    audit.record("project.joined", project=project, subject=apart.name, person=user)
    Project.objects.filter(pk=apart.pk).delete()  # which leaves `apart` its id, should the commit fail
    events.publish(said, events.project_stream(project.pk))
    return said


def _move(of: type[Model], apart: Project, project: Project, most: int, noun: str) -> list[Any]:
    """The rows of one sort, with the names that they have there, after those that were there before."""
    there = of._default_manager.filter(project=project)
    rows: Sequence[Any] = list(of._default_manager.filter(project=apart).order_by("created_at", "pk"))
    total = there.count() + len(rows)
    if rows and total > most:
        sentence = f"A project holds at most {most} {noun}; with this archive it would hold {total}."
        raise StudioError(f"too_many_{noun.replace(' ', '_')}", 409, sentence)
    taken = set(there.values_list("name", flat=True))
    fields = ["project", "name"]
    if of is Canvas:
        fields.append("position")
        rows = sorted(rows, key=lambda row: row.position)
        last = there.aggregate(last=Max("position"))["last"] or 0
        for position, row in enumerate(rows, start=last + 1):
            row.position = position
    for row in rows:
        row.project, row.name = project, _numbered(row.name, taken)
        taken.add(row.name)
    of._default_manager.bulk_update(rows, fields, batch_size=200)
    return list(rows)


def _numbered(name: str, taken: set[str]) -> str:
    """A name that nothing has: the same, or with the first number from 2 that is free."""
    found, number = name, 1
    while found in taken:
        number += 1
        ending = f" ({number})"
        found = f"{name[: MAX_NAME_CHARACTERS - len(ending)]}{ending}"
    return found
