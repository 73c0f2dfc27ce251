"""The same change of many takes: in a number of statements that does not grow with theirs, all or nothing,
and undone at once."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, TypedDict
from uuid import UUID

from django.db import connection
from django.db.models import (
    Avg,
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Now
from django.utils import timezone

from studio import bodies, events, protocol
from studio.errors import StudioError
from studio.models import Project, Take, TakeRating, TakesChange, TakeTag, User
from studio.reads.judging import ratings
from studio.services.collection import takes

Rating = tuple[int | None, str]
"""Stars and flag, as in `TakeRating`."""


class Before(TypedDict, total=False):
    """How takes were, by their ids as texts; only what the change touched.

    starred: those that had a star, of `takes`. out_of_bin: those that came into the bin, in_bin: that came
    out of it. ratings: one's own, of those that had one. added, removed: by a tag and who gave it."""

    takes: list[str]
    starred: list[str]
    out_of_bin: list[str]
    in_bin: list[str]
    ratings: list[tuple[Rating, list[str]]]
    added: list[tuple[str, list[str]]]
    removed: list[tuple[str, str, list[str]]]


@events.atomic()
def change(*, project: Project, user: User, request: bodies.ManyTakesChange) -> TakesChange:
    """Raises StudioError 404 for a take that is not in the project, 422 for tags that cannot be."""
    found = _locked(project, request.takes)
    if len(found) < len(set(request.takes)):
        raise StudioError("not_found", 404, "One of the chosen takes is not in this project.")
    before: Before = {"takes": [str(pk) for pk in found]}
    values: dict[str, Any] = {}
    if request.is_starred is not None:
        before["starred"] = [str(pk) for pk, row in found.items() if row["is_starred"]]
        values["is_starred"] = request.is_starred
    if request.is_in_bin is not None:
        moved = [str(pk) for pk, row in found.items() if (row["binned_at"] is None) == request.is_in_bin]
        before["out_of_bin" if request.is_in_bin else "in_bin"] = moved
        is_moved = When(pk__in=moved, then=timezone.now() if request.is_in_bin else None)
        values["binned_at"] = Case(is_moved, default=F("binned_at"))
    if request.stars is not None or request.flag is not None:
        before["ratings"] = _rate(found, user, request)
        values["rating"] = _mean()
    if request.add_tags or request.remove_tags:
        before["added"], before["removed"] = _tag(found, user, request)
    if values:
        Take.objects.filter(pk__in=found).update(**values)
    _announce(project, found)
    return TakesChange.objects.create(project=project, user=user, before=before)


@events.atomic()
def undo(*, change: TakesChange) -> TakesChange:
    """Make of it what it was before, as far as the takes are still there. Raises StudioError 409 where that
    was done already."""
    before: Before = change.before
    found = _locked(change.project, before["takes"])
    if not TakesChange.objects.filter(pk=change.pk, undone_at=None).update(undone_at=timezone.now()):
        raise StudioError("undone", 409, "This change was taken back already.")
    values: dict[str, Any] = {}
    if "starred" in before:
        had_star = When(pk__in=before["starred"], then=True)
        values["is_starred"] = Case(had_star, default=False, output_field=BooleanField())
    if "out_of_bin" in before or "in_bin" in before:
        out = When(pk__in=before.get("out_of_bin", []), then=None)
        into = When(pk__in=before.get("in_bin", []), then=timezone.now())
        values["binned_at"] = Case(out, into, default=F("binned_at"))
    if "ratings" in before:
        _rate_again(found, change.user, before["ratings"])
        values["rating"] = _mean()
    for name, ids in before.get("added", []):
        TakeTag.objects.filter(take_id__in=ids, name=name, user_name=change.user.username).delete()
    for name, user_name, ids in before.get("removed", []):
        _give(name, user_name, ids)
    if values:
        Take.objects.filter(pk__in=found).update(**values)
    _announce(change.project, found)
    return change


def _locked(project: Project, ids: Collection[UUID | str]) -> dict[UUID, Any]:
    """Those of the takes that are in the project, locked in the order of their ids."""
    rows = Take.objects.filter(pk__in=set(ids), canvas__project=project).order_by("pk")
    rows = rows.select_for_update(no_key=True, of=("self",))
    return {row["pk"]: row for row in rows.values("pk", "is_starred", "binned_at")}


def _announce(project: Project, ids: Collection[UUID]) -> None:
    events.publish(protocol.ManyTakesChanged(takes=list(ids)), events.project_stream(project.pk))


def _mean() -> Subquery:
    rows = TakeRating.objects.filter(take=OuterRef("pk")).order_by().values("take")
    return Subquery(rows.annotate(mean=Avg("stars")).values("mean"))


# ---- ratings -------------------------------------------------------------------------------------


def _rate(
    found: Collection[UUID], user: User, request: bodies.ManyTakesChange
) -> list[tuple[Rating, list[str]]]:
    """Give all of them the same stars or flag; how they were rated before."""
    mine = TakeRating.objects.filter(take__in=found, user_name=user.username)
    by_rating: defaultdict[Rating, list[str]] = defaultdict(list)
    for take, stars, flag in mine.values_list("take", "stars", "flag"):
        by_rating[stars, flag].append(str(take))
    _upsert(
        Take.objects.filter(pk__in=found),
        user,
        stars=None if request.stars is None else request.stars or None,
        flag=None if request.flag is None else request.flag.replace("none", ""),
        keeps_stars=request.stars is None,
    )
    return list(by_rating.items())


def _upsert(rows: Any, user: User, *, stars: int | None, flag: str | None, keeps_stars: bool) -> None:
    """A rating of each of these takes by one person, in one statement: a new one, or what it says now.

    flag: None where it stays. Others' ratings were in view where the person had given one before.
    """
    table = TakeRating._meta.db_table
    new = rows.order_by().values_list(
        "pk",
        Cast(Value(user.pk), IntegerField()),
        Cast(Value(user.username), CharField(max_length=150)),
        Cast(Value(stars), IntegerField()),
        Cast(Value(flag or ""), CharField(max_length=8)),
        Now(),
        Value(False, output_field=BooleanField()),
    )
    sql, parameters = new.query.sql_with_params()
    kept_stars = f"{table}.stars" if keeps_stars else "excluded.stars"
    kept_flag = f"{table}.flag" if flag is None else "excluded.flag"
    given = "({0}.stars IS NOT NULL OR {0}.flag <> '')"
    has_others = (
        f"EXISTS (SELECT 1 FROM {table} AS other WHERE other.take_id = {table}.take_id "
        f"AND other.user_name <> {table}.user_name AND {given.format('other')})"
    )
    saw_others = f"COALESCE({table}.saw_others, FALSE) OR ({given.format(table)} AND {has_others})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (take_id, user_id, user_name, stars, flag, rated_at, saw_others) {sql} "
            f"ON CONFLICT (take_id, user_name) DO UPDATE SET stars = {kept_stars}, flag = {kept_flag}, "
            f"rated_at = excluded.rated_at, saw_others = {saw_others}",
            parameters,
        )


def _rate_again(found: Collection[UUID], user: User, before: list[tuple[Rating, list[str]]]) -> None:
    mine = TakeRating.objects.filter(take__in=found, user_name=user.username)
    rated = [take for _, ids in before for take in ids]
    # who took it back after having seen others' has seen them
    mine.exclude(take_id__in=rated).update(stars=None, flag="", rated_at=Now())
    if before:
        mine.filter(take_id__in=rated).update(
            stars=_by_take(before, 0, IntegerField()), flag=_by_take(before, 1, CharField()), rated_at=Now()
        )


def _by_take(before: list[tuple[Rating, list[str]]], which: int, field: Any) -> Case:
    whens = [When(take__in=ids, then=Value(rating[which], output_field=field)) for rating, ids in before]
    return Case(*whens, output_field=field)


# ---- tags ----------------------------------------------------------------------------------------


def _tag(
    found: Collection[UUID], user: User, request: bodies.ManyTakesChange
) -> tuple[list[tuple[str, list[str]]], list[tuple[str, str, list[str]]]]:
    """Take some tags from all of them, whoever gave them, and give others; what was added and what
    removed."""
    wanted = takes.checked_tags(request.add_tags)
    unwanted = {tag.casefold() for tag in request.remove_tags}
    is_rated = ratings.own(user.username, of="take")
    rows = TakeTag.objects.filter(take__in=found).annotate(
        is_seen=Q(user_name__in=("", user.username)) | Exists(is_rated)
    )
    removed: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    gone: list[int] = []
    left: defaultdict[str, set[str]] = defaultdict(set)
    has_mine: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows.order_by("pk"):
        take, tag = str(row.take_id), row.name.casefold()
        if tag in unwanted and row.is_seen:
            removed[row.name, row.user_name].append(take)
            gone.append(row.pk)
            continue
        left[take].add(tag)
        if row.user_name in ("", user.username):
            has_mine[tag].add(take)
    new = {tag.casefold() for tag in wanted}
    takes.require_few_tags(max(len(left[str(pk)] | new) for pk in found))
    if gone:
        TakeTag.objects.filter(pk__in=gone).delete()
    added = [(tag, [str(pk) for pk in found if str(pk) not in has_mine[tag.casefold()]]) for tag in wanted]
    for tag, ids in added:
        _give(tag, user.username, ids)
    return added, [(tag, by, ids) for (tag, by), ids in removed.items()]


def _give(tag: str, user_name: str, ids: list[str]) -> None:
    """Give a tag to takes in one statement; those that are gone, or have it from this person, stay as they
    are."""
    new = (
        Take.objects.filter(pk__in=ids)
        .order_by("pk")
        .values_list(
            "pk",
            Cast(Value(tag), CharField(max_length=40)),
            Cast(Value(user_name), CharField(max_length=150)),
        )
    )
    sql, parameters = new.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TakeTag._meta.db_table} (take_id, name, user_name) {sql} ON CONFLICT DO NOTHING",
            parameters,
        )
