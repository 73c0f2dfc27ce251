"""Takes: a kept candidate at a step. Immutable except for what people say of it, order and bin."""

from datetime import datetime

from django.db.models import Avg, Max
from django.utils import timezone

from studio import events, limits, protocol
from studio.errors import StudioError, invalid
from studio.models import Canvas, Generation, Take, TakeRating, TakeTag, User
from studio.reads import selectors
from studio.reads.judging import ratings
from studio.reads.runs.steps import content_with, displayed_grid, grid_at
from studio.services.runs import grades
from studio.services.runs.claims import call_workers_on_commit
from studio.services.upkeep import bins, storage_used
from sunmask.kinds import registry

MAX_NAME_CHARACTERS = 120
MAX_TAG_CHARACTERS = 40
MAX_SOURCES = 40
ASKED_FOR = ("kept", "placed")
"""Notes of takes that somebody keeps; others are kept as a run or a job ends, and find room."""
HIDDEN_REMARKS = (
    "Somebody else wrote remarks on this take, which you see once you have judged it yourself. "
    "Rate, pick or reject it, then write yours."
)


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
        storage_used.require_room(generation.canvas.project)
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
    grades.announce_take(take, is_new=True)
    return take


@events.atomic()
def change(
    *,
    take: Take,
    user: User,
    name: str | None = None,
    is_starred: bool | None = None,
    position: int | None = None,
    remarks: str | None = None,
    tags: list[str] | None = None,
) -> Take:
    """Change what may change of a take; what is None stays. tags: instead of those that the person sees.

    Raises StudioError 422 for what cannot be, 409 for remarks instead of others' that the person does not
    see."""
    take = _locked(take)
    seen = ratings.as_seen_by(selectors.take(take), ratings.Reader(user.username, may_rate=True))
    if name is not None:
        take.name = _checked_name(name)
    if is_starred is not None:
        take.is_starred = is_starred
    if position is not None:
        take.position = position
    if remarks is not None:
        if "remarks" in seen.hides:
            raise StudioError("hidden", 409, HIDDEN_REMARKS)
        take.remarks = _checked_remarks(remarks)
        take.remarks_by = user.username if take.remarks else ""
    if tags is not None:
        _tag(take, user, seen, checked_tags(tags))
    take.save(update_fields=["name", "name_order", "is_starred", "position", "remarks", "remarks_by"])
    grades.announce_take(take)
    return take


def _tag(take: Take, user: User, seen: protocol.Take, tags: list[str]) -> None:
    """Give it these tags instead of those that the person sees; what others gave unseen stays."""
    given = {tag.casefold() for tag in seen.tags}
    wanted = {tag.casefold() for tag in tags}
    rows = TakeTag.objects.filter(take=take)
    gone = [row.pk for row in rows if row.name.casefold() in given - wanted]
    rows.filter(pk__in=gone).delete()
    new = [
        TakeTag(take=take, name=tag, user_name=user.username) for tag in tags if tag.casefold() not in given
    ]
    TakeTag.objects.bulk_create(new)
    require_few_tags(len(Take.objects.get(pk=take.pk).tags))


@events.atomic()
def rate(*, take: Take, user: User, **changes: int | str | None) -> Take:
    """Give a take one's own stars, 1 to 5, or `flag` it as pick or reject; None takes that away, and what is
    not named stays."""
    take = _locked(take)
    row = TakeRating.objects.filter(take=take, user_name=user.username).first()
    row = row or TakeRating(take=take, user=user, user_name=user.username, saw_others=False)
    others = TakeRating.objects.filter(ratings.IS_GIVEN, take=take).exclude(user_name=user.username)
    row.saw_others = row.saw_others or (row.is_given and others.exists())
    for name, value in changes.items():
        setattr(row, name, (value or "") if name == "flag" else value)
    row.rated_at = timezone.now()
    if row.is_given or row.saw_others:
        row.save()
    elif row.pk is not None:
        row.delete()
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
    require_few_tags(len(by_name))
    return list(by_name.values())


def require_few_tags(count: int) -> None:
    """Raises StudioError 422 for more tags than a take can have."""
    if count > limits.TAGS_PER_TAKE:
        raise invalid(f"A take can have at most {limits.TAGS_PER_TAKE} tags; this one would have {count}.")


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
