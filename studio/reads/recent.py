"""The canvases that a person is likely to open next, whatever project they are in."""

from django.db.models import Q

from studio import bodies, models, protocol
from studio.ops import attendance
from studio.reads import selectors

NUM_RECENT = 12
NUM_FOUND = 24
"""More of them, where somebody searches."""


def canvases(user: models.User, search: str = "") -> list[bodies.RecentCanvas]:
    """Those that changed last; with words to search for, those that have all of them in their name or their
    project's."""
    rows = models.Canvas.objects.filter(
        project__memberships__user=user, project__binned_at=None, binned_at=None
    ).select_related("project", "created_by")
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(project__name__icontains=word))
    found = list(rows.order_by("-updated_at")[: NUM_FOUND if search.split() else NUM_RECENT])
    here = attendance.here()
    return [
        bodies.RecentCanvas(
            canvas=selectors.canvas(row),
            project_name=row.project.name,
            people=[
                protocol.Person(id=number, name=name)
                for number, name in sorted(here.get(str(row.pk), {}).items())
                if number != user.pk
            ],
        )
        for row in found
    ]
