"""The choice of rows for an archive: a whole project, or chosen takes and their ancestors."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from studio import access
from studio.archives import records
from studio.models import Campaign, Canvas, Generation, Job, ListeningTest, Project, Take, User
from studio.reads.judging import blind, campaigns
from studio.reads.judging.blind import Blind
from studio.reads.judging.ratings import Reader


@dataclass
class Choice:
    """The rows of an archive, and the numbers that they have in it."""

    project: Project
    canvases: list[Canvas]
    is_whole: bool
    take_places: dict[str, records.TakePlace] = field(default_factory=dict)
    generations: dict[UUID, int] = field(default_factory=dict)
    """Numbers on their canvas."""
    jobs: dict[UUID, int] = field(default_factory=dict)
    last_steps: dict[UUID, int | None] = field(default_factory=dict)
    """The last step of each generation when its record was written: one that runs has more steps a moment
    later."""
    reader: Reader | None = None
    """Whom it is for: judges have no names in it, and what is not for this person's eyes is left out; None
    for an owner of the project."""
    blind: Blind = field(default_factory=Blind)
    """What this person judges blind: names and grades of these takes are left out."""
    withheld: frozenset[UUID] = frozenset()
    """Campaigns whose answers this person may not see yet."""
    _pseudonyms: dict[str, str] = field(default_factory=dict)

    def takes_of(self, number: int) -> list[str]:
        """Ids of the takes of canvas `number` in their order."""
        return [key for key, place in self.take_places.items() if place.canvas == number]

    def hides(self, take: Take) -> bool:
        """Whether the name and the grade of a take are not for this reader."""
        return str(take.pk) in self.blind.takes

    def campaigns(self) -> QuerySet[Campaign]:
        """Those of a whole project whose answers the reader may see, in their order."""
        rows = Campaign.objects.filter(project=self.project).exclude(pk__in=self.withheld)
        rows = rows if self.is_whole else rows.none()
        return rows.select_related("created_by").order_by("created_at", "pk")

    def listening_tests(self) -> QuerySet[ListeningTest]:
        """Those of a whole project, in their order; one that goes on is for owners only, who know its
        pieces."""
        rows = ListeningTest.objects.filter(project=self.project)
        rows = rows if self.is_whole else rows.none()
        rows = rows if self.reader is None else rows.exclude(end="")
        return rows.select_related("created_by").order_by("created_at", "pk")

    def judge(self, name: str) -> str:
        """The name of a person who rated or voted: oneself by name, others by the same number everywhere in
        it."""
        if self.reader is None or name == self.reader.name:
            return name
        number = len(self._pseudonyms) + 1
        return self._pseudonyms.setdefault(name, f"judge {number}")


def choose_for(user: User, project: Project, role: str, take_ids: list[UUID] | None = None) -> Choice:
    """As `choose`, without what is hidden from a member in this role."""
    is_owner = access.role_may(role, "own")
    withheld = campaigns.withheld(project, user, is_owner=is_owner)
    if is_owner:
        return choose(project, take_ids, withheld=withheld)
    hidden = blind.of(user, project.pk)
    reader = Reader(user.username, access.role_may(role, "curate"), hidden.takes)
    return choose(project, take_ids, reader, hidden, withheld)


def choose(
    project: Project,
    take_ids: list[UUID] | None,
    reader: Reader | None = None,
    blind: Blind | None = None,
    withheld: frozenset[UUID] = frozenset(),
) -> Choice:
    """The whole project, or chosen takes with the generations that led to them; `reader`, `blind` and
    `withheld` as in `Choice`."""
    rows = Take.objects.filter(canvas__project=project)
    if take_ids is not None:
        rows = rows.filter(pk__in=take_ids)
    keys = list(
        rows.order_by("created_at", "generation__number", "candidate", "step", "note", "name").values_list(
            "pk", "canvas_id", "generation_id"
        )
    )
    canvases = list(Canvas.objects.filter(project=project).select_related("created_by"))
    canvases.sort(key=lambda canvas: (canvas.position, canvas.created_at))
    if take_ids is not None:
        chosen_canvases = {canvas_id for _, canvas_id, _ in keys}
        canvases = [canvas for canvas in canvases if canvas.pk in chosen_canvases]
    choice = Choice(
        project,
        canvases,
        is_whole=take_ids is None,
        reader=reader,
        blind=blind or Blind(),
        withheld=withheld,
    )
    number_of = {canvas.pk: number for number, canvas in enumerate(canvases, start=1)}
    counts = dict.fromkeys(number_of.values(), 0)
    for pk, canvas_id, _ in keys:
        number = number_of[canvas_id]
        counts[number] += 1
        choice.take_places[str(pk)] = records.TakePlace(canvas=number, take=counts[number])
    wanted = None if take_ids is None else {generation_id for _, _, generation_id in keys}
    choice.generations = _with_ancestors(canvases, wanted)
    job_ids = Generation.objects.filter(pk__in=choice.generations).exclude(job=None).values_list("job_id")
    is_included = Q() if choice.is_whole else Q(pk__in=job_ids)
    jobs = Job.objects.filter(is_included, canvas__in=canvases)
    choice.jobs = dict(jobs.values_list("pk", "number"))
    return choice


def _with_ancestors(canvases: list[Canvas], wanted: set[UUID] | None) -> dict[UUID, int]:
    known = {
        row[0]: row[1:]
        for row in Generation.objects.filter(canvas__in=canvases)
        .order_by("number")
        .values_list("pk", "number", "parent_id", "reproduces_id")
    }
    if wanted is None:
        return {pk: number for pk, (number, _, _) in known.items()}
    front, reached = list(wanted), set()
    while front:
        pk = front.pop()
        if pk in known and pk not in reached:
            reached.add(pk)
            front += [other for other in known[pk][1:] if other is not None]
    return {pk: known[pk][0] for pk in known if pk in reached}
