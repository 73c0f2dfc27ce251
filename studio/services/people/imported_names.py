"""Names that came with an archive. An archive can say any name, so what stands under one belongs to no
account until the person of that name says that it is theirs."""

from django.db.models import QuerySet

from studio import events
from studio.models import (
    Act,
    Campaign,
    CampaignDecision,
    Canvas,
    Comment,
    Duel,
    Export,
    Generation,
    Job,
    ListeningTest,
    Project,
    Ranking,
    Take,
    TakeRating,
    User,
    Version,
)

MADE = ("created_by", "author_name")


def num_under(*, project: Project, name: str) -> int:
    """How much in a project came with an archive under this name, and belongs to no account."""
    return sum(rows.count() for rows, _, _ in _rows(project, name))


@events.atomic()
def claim(*, project: Project, user: User) -> int:
    """Make this person the author of all that was imported under their name; returns the number of rows."""
    num_claimed = 0
    for rows, person, name in _rows(project, user.username):
        # Stars and votes keep the name beside the account, all else has it for want of one.
        nameless = {} if name in ("user_name", "judge_name") else {name: ""}
        num_claimed += rows.update(**{person: user}, **nameless)
    return num_claimed


def _rows(project: Project, name: str) -> list[tuple[QuerySet, str, str]]:
    """Rows under a name without an account, with the fields that hold account and name."""
    on_canvas = {"canvas__project": project}
    found: list[tuple[QuerySet, str, str]] = [
        (Canvas.objects.filter(project=project), *MADE),
        *((model.objects.filter(project=project), *MADE) for model in (Ranking, ListeningTest, Campaign)),
        (CampaignDecision.objects.filter(item__campaign__project=project), "decided_by", "author_name"),
        *((model.objects.filter(**on_canvas), *MADE) for model in (Generation, Job, Take, Export, Version)),
        (Comment.objects.filter(**on_canvas), *MADE),
        (Comment.objects.filter(**on_canvas), "resolved_by", "resolver_name"),
        (Act.objects.filter(generation__canvas__project=project), "author", "author_name"),
        (TakeRating.objects.filter(take__canvas__project=project), "user", "user_name"),
        (Duel.objects.filter(ranking__project=project), "judge", "judge_name"),
    ]
    return [(rows.filter(**{person: None, field: name}), person, field) for rows, person, field in found]
