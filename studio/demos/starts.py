"""Starts of the first page: a tune that is harmonised, a sentence that is steered, a pair.

Each is for the person who presses, in a project of theirs, and opens what is there where that can go on.
"""

import uuid
from collections.abc import Callable, Iterator

from django.db.models import Count, Q

from studio import access
from studio.bodies import NewGeneration, Start, Started
from studio.demos import pieces, shipped
from studio.documents import store
from studio.models import Canvas, Duel, Member, Project, Ranking, Role, User
from studio.services import canvases, projects
from studio.services.runs import generations
from sunmask.kinds.settings import quality_settings
from sunmask.method.cells import CellState

PROJECT = "First steps"
ODE = "Ode to Joy"
NUM_CANDIDATES = 4


def begin(start: Start, user: User) -> Started:
    """Begin it, and say what to open."""
    return _WAYS[start](user)


def _harmonise(user: User) -> Started:
    project = first_steps(user)
    canvas = _still_marked(project, ODE) or pieces.melody(project, user, ODE)
    return _composing(canvas, user, NewGeneration(settings=quality_settings("chorale", "draft")))


def _steer(user: User) -> Started:
    project = first_steps(user)
    canvas = _still_marked(project, pieces.PULL) or pieces.sentence(project, user)
    return _composing(canvas, user, NewGeneration(settings={}))


def _composing(canvas: Canvas, user: User, request: NewGeneration) -> Started:
    request = request.model_copy(update={"num_candidates": NUM_CANDIDATES})
    generation = generations.start(
        canvas=canvas, user=user, request=request, idempotency_key=str(uuid.uuid4())
    )
    return Started(project=canvas.project_id, canvas=canvas.pk, generation=generation.pk)


def _judge(user: User) -> Started:
    for ranking in _rankings_of(user):
        if _has_pairs_for(ranking, user):
            return Started(project=ranking.project_id, ranking=ranking.pk)
    project = shipped.restore("chorales", user)
    ranking = Ranking.objects.get(project=project)
    return Started(project=project.pk, ranking=ranking.pk)


def _own_music(user: User) -> Started:
    return Started(project=first_steps(user).pk)


def _own_text(user: User) -> Started:
    project = first_steps(user)
    canvas = canvases.create(
        project=project, user=user, kind="text", name="My text", start="blank", options={}
    )
    return Started(project=project.pk, canvas=canvas.pk)


def first_steps(user: User) -> Project:
    """The person's own project of that name, made where there is none."""
    own = Project.objects.filter(
        name=PROJECT,
        created_by=user,
        binned_at=None,
        memberships__in=Member.objects.filter(user=user, role=Role.OWNER),
    )
    return own.order_by("created_at").first() or projects.create(user=user, name=PROJECT)


def _still_marked(project: Project, name: str) -> Canvas | None:
    """The canvas of that name, where something on it is marked to be composed."""
    canvas = Canvas.objects.filter(project=project, name=name, binned_at=None).order_by("-created_at").first()
    if canvas is None:
        return None
    states = store.project_to_cells(canvas)["states"]
    return canvas if any(CellState.RENOISABLE in row for row in states) else None


def _rankings_of(user: User) -> Iterator[Ranking]:
    """Those of chorales, as the first page says, that the person may vote on, the newest first."""
    roles = [role for role in Role.values if access.role_may(role, "curate")]
    may_judge = Member.objects.filter(user=user, role__in=roles, project__binned_at=None)
    rows = Ranking.objects.filter(
        binned_at=None, project__in=may_judge.values("project"), takes__canvas__kind="chorale"
    )
    yield from rows.distinct().order_by("-created_at")


def _has_pairs_for(ranking: Ranking, user: User) -> bool:
    """Whether this judge has not seen all pairs yet; takes in the bin are shown no more."""
    counted = Ranking.objects.filter(pk=ranking.pk).aggregate(
        num_takes=Count("takes", filter=Q(takes__binned_at=None))
    )
    num_takes = counted["num_takes"]
    voted = Duel.objects.filter(
        ranking=ranking, judge_name=user.username, repeats=None, left_control=None, right_control=None
    ).exclude(outcome=None)
    return voted.count() < num_takes * (num_takes - 1) // 2


_WAYS: dict[Start, Callable[[User], Started]] = {
    "harmonise": _harmonise,
    "steer": _steer,
    "judge": _judge,
    "own_music": _own_music,
    "own_text": _own_text,
}
