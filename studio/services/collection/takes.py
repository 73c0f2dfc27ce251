"""Takes: a kept candidate at a step. Immutable except for what people say of it, order and bin."""

from datetime import datetime

from django.db.models import Avg, Max

from studio import bodies, events, limits
from studio.errors import StudioError, invalid
from studio.models import Canvas, Generation, Project, Take, TakeRating, TakeTag, User
from studio.reads.steps import content_with, displayed_grid, grid_at
from studio.services.runs import grades
from studio.services.runs.claims import call_workers_on_commit
from studio.services.upkeep import bins, quotas
from sunmask.kinds import registry

MAX_NAME_CHARACTERS = 120
MAX_TAG_CHARACTERS = 40
MAX_SOURCES = 40
ASKED_FOR = ("kept", "placed")
"""Notes of takes that somebody keeps; others are kept as a run or a job ends, and find room."""


@events.atomic()
def keep(
    *,
    generation: Generation,
    user: User,
    candidate: int,
    step: int,
    name: str | None = None,
    note: str = "kept",
) -> Take:
    """Keep a candidate at a stored step; the same one kept twice for the same reason is one take.

    note: kept, placed or "stopped at k". Raises StudioError 404 for a candidate or step that is not there.
    """
    if note in ASKED_FOR:
        quotas.require_room(generation.canvas.project)
    symbols = grid_at(generation, candidate, step)
    Generation.objects.select_for_update(no_key=True).get(pk=generation.pk)
    same = Take.objects.filter(
        generation=generation, candidate=candidate, step=step, note=note, binned_at=None
    ).first()
    if same is not None:
        return same
    canvas = generation.canvas
    content = content_with(canvas.kind, generation.frozen["content"], symbols)
    take = Take.objects.create(
        canvas=canvas,
        generation=generation,
        candidate=candidate,
        step=step,
        symbols=displayed_grid(canvas.kind, symbols, len(generation.frozen["states"])),
        figures=registry.codec(canvas.kind).measure(content),
        name=_checked_name(name or _usual_name(generation, candidate, step)),
        note=note,
        position=(Take.objects.filter(canvas=canvas).aggregate(last=Max("position"))["last"] or 0) + 1,
        created_by=user,
    )
    graded = grades.find(generation=generation, candidate=candidate, step=step)
    if graded is not None:
        grades.copy_to_take(take, graded)
    else:
        call_workers_on_commit()
    grades.announce_take(take)
    return take


@events.atomic()
def change(
    *,
    take: Take,
    name: str | None = None,
    is_starred: bool | None = None,
    position: int | None = None,
    remarks: str | None = None,
    tags: list[str] | None = None,
) -> Take:
    """Change what may change of a take; what is None stays. Raises StudioError 422 for what cannot be."""
    take = _locked(take)
    if name is not None:
        take.name = _checked_name(name)
    if is_starred is not None:
        take.is_starred = is_starred
    if position is not None:
        take.position = position
    if remarks is not None:
        take.remarks = _checked_remarks(remarks)
    if tags is not None:
        take.tags = checked_tags(tags)
        TakeTag.objects.filter(take=take).delete()
        TakeTag.objects.bulk_create(TakeTag(take=take, name=tag) for tag in take.tags)
    take.save(update_fields=["name", "is_starred", "position", "remarks", "tags"])
    grades.announce_take(take)
    return take


@events.atomic()
def rate(*, take: Take, user: User, stars: int | None) -> Take:
    """Give a take one's own stars, 1 to 5; None takes them back."""
    take = _locked(take)
    if stars is None:
        TakeRating.objects.filter(take=take, user_name=user.username).delete()
    else:
        TakeRating.objects.update_or_create(
            take=take, user_name=user.username, defaults={"user": user, "stars": stars}
        )
    take.rating = TakeRating.objects.filter(take=take).aggregate(mean=Avg("stars"))["mean"]
    take.save(update_fields=["rating"])
    grades.announce_take(take)
    return take


@events.atomic()
def put_in_bin(*, take: Take) -> Take:
    """Take it out of view; `restore` brings it back."""
    bins.put_in(take)
    grades.announce_take(take)
    return take


@events.atomic()
def restore(*, take: Take) -> Take:
    """Bring it back from the bin."""
    bins.take_out(take)
    grades.announce_take(take)
    return take


@events.atomic()
def change_many(*, project: Project, user: User, request: bodies.ManyTakesChange) -> list[Take]:
    """The same change of many takes, in their order of keeping; all of them or none.

    Raises StudioError 404 for a take that is not in the project, 422 for tags that cannot be.
    """
    rows = Take.objects.select_related("canvas", "created_by", "generation").filter(
        pk__in=request.takes, canvas__project=project
    )
    found = list(rows.order_by("created_at", "pk"))
    if len(found) < len(set(request.takes)):
        raise StudioError("not_found", 404, "One of the chosen takes is not in this project.")
    return [_change_one(take, user, request) for take in found]


def _change_one(take: Take, user: User, request: bodies.ManyTakesChange) -> Take:
    removed = {tag.casefold() for tag in request.remove_tags}
    tags = [tag for tag in take.tags if tag.casefold() not in removed] + request.add_tags
    if request.is_starred is not None or tags != take.tags:
        take = change(take=take, is_starred=request.is_starred, tags=tags)
    if request.stars is not None:
        take = rate(take=take, user=user, stars=request.stars or None)
    if request.is_in_bin is not None:
        take = put_in_bin(take=take) if request.is_in_bin else restore(take=take)
    return take


def placed_on(canvas: Canvas, *, before: datetime | None = None) -> list[str]:
    """Ids of the takes that were placed on a canvas, the earliest first: what it was made from by then."""
    placed = Take.objects.filter(canvas=canvas, note="placed", binned_at=None).order_by("-created_at")
    if before is not None:
        placed = placed.filter(created_at__lte=before)
    return [str(pk) for pk in placed.values_list("pk", flat=True)[:MAX_SOURCES]][::-1]


def checked_tags(tags: list[str]) -> list[str]:
    """Tags without blanks around them, each once. Raises StudioError 422 for too many or too long ones."""
    by_name: dict[str, str] = {}
    for tag in tags:
        name = " ".join(tag.split())
        if not 1 <= len(name) <= MAX_TAG_CHARACTERS:
            raise invalid(f"A tag must have 1 to {MAX_TAG_CHARACTERS} characters; this one has {len(name)}.")
        by_name.setdefault(name.casefold(), name)
    if len(by_name) > limits.TAGS_PER_TAKE:
        raise invalid(
            f"A take can have at most {limits.TAGS_PER_TAKE} tags; this one would have {len(by_name)}."
        )
    return list(by_name.values())


def _checked_remarks(remarks: str) -> str:
    remarks = remarks.strip()
    if len(remarks) > limits.REMARKS_CHARACTERS:
        raise invalid(
            f"Remarks can have at most {limits.REMARKS_CHARACTERS} characters; these have {len(remarks)}."
        )
    return remarks


def _locked(take: Take) -> Take:
    rows = Take.objects.select_related("canvas", "created_by", "generation")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=take.pk)


def _usual_name(generation: Generation, candidate: int, step: int) -> str:
    """Canvas, generation, candidate, and the step where it is not the last: "Evening hymn 6.2, step 40"."""
    where = f" {generation.number}.{candidate + 1}"
    if step != generation.num_steps:
        where += f", step {step}"
    return generation.canvas.name.strip()[: MAX_NAME_CHARACTERS - len(where)] + where


def _checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= MAX_NAME_CHARACTERS:
        raise invalid(
            f"A take's name must have 1 to {MAX_NAME_CHARACTERS} characters; this one has {len(name)}."
        )
    return name
