"""Takes of a whole project, filtered, sorted and page by page: thousands of them, in a few queries."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, Q, QuerySet, When, Window
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from studio import bodies
from studio.models import Canvas, Take, TakeTag
from studio.models.natural_order import natural_order
from studio.reads import selectors
from studio.reads.judging import ratings
from sunmask.kinds.settings import without_others

_ORDERS: dict[str, list[str]] = {
    "grade": ["seen_grade"],
    "rating": ["seen_rating"],
    "created": ["created_at"],
    "name": ["seen_name_order"],
    "author": ["author"],
    "position": ["canvas__position", "canvas__created_at", "position"],
}
_NO_FILTERS = {"sort", "offset", "limit", "around", "binned", "canvas"}
"""Of a query: fields that leave no take out, or by an index."""
_MOST_ASKED = 200
"""Takes from which the names of features and of settings are read."""


def page(project_id: UUID, query: bodies.TakeQuery, reader: ratings.Reader) -> bodies.TakePage:
    """The takes that `query` asks for: first which ones, then those of the page in full."""
    found = _ordered(project_id, query, reader)
    in_order = found.values_list("pk", flat=True)
    offset = query.offset
    if query.around:
        everything = list(in_order)
        offset = _page_with(everything, query)
        ids, total = everything[offset : offset + query.limit], len(everything)
    else:
        ids, total = _part(found, query)
    rows = {row.pk: row for row in selectors.take_rows().filter(pk__in=ids)}
    takes = [ratings.as_seen_by(selectors.take(rows[pk]), reader) for pk in ids if pk in rows]
    return bodies.TakePage(takes=takes, offset=offset, total=total)


def _part(found: QuerySet[Take], query: bodies.TakeQuery) -> tuple[list[UUID], int]:
    """The ids of a page and how many there are. What filters looks at each take, so it counts them at once;
    without a filter an index has the page, and counting apart is quicker."""
    part = slice(query.offset, query.offset + query.limit)
    if query.model_dump(exclude=_NO_FILTERS, exclude_defaults=True):
        counted = found.annotate(total=Window(Count("pk"))).values_list("pk", "total")
        rows = list(counted[part])
        if rows or query.offset == 0:
            return [pk for pk, _ in rows], rows[0][1] if rows else 0
    ids = list(found.values_list("pk", flat=True)[part])
    is_last = 0 < len(ids) < query.limit  # then nothing that comes meanwhile makes them differ
    return ids, query.offset + len(ids) if is_last else found.order_by().count()


def ids(project_id: UUID, query: bodies.TakeIdsQuery, reader: ratings.Reader) -> bodies.TakeIds:
    """The ids of the takes that `query` asks for, in its order."""
    found = _ordered(project_id, query, reader).values_list("pk", flat=True)
    part = list(found[query.offset : query.offset + query.limit])
    return bodies.TakeIds(takes=part, total=found.order_by().count())


def _ordered(project_id: UUID, query: bodies.TakeQuery, reader: ratings.Reader) -> QuerySet[Take]:
    found = filtered(project_id, query, reader)
    sort = query.sort.lstrip("-")
    values = [F(name) for name in _ORDERS[sort]] if sort in _ORDERS else [_place_of_canvas(project_id)]
    is_falling = query.sort.startswith("-")
    order = [value.desc(nulls_last=True) if is_falling else value.asc(nulls_last=True) for value in values]
    return found.order_by(*order, "pk")


def _place_of_canvas(project_id: UUID) -> Case:
    """Where the canvas of a take stands by its name."""
    names = Canvas.objects.filter(project_id=project_id).values_list("name", "pk")
    in_order = sorted(names, key=lambda row: natural_order(row[0]))
    return Case(*(When(canvas=pk, then=place) for place, (_, pk) in enumerate(in_order)), default=0)


def _page_with(in_order: Sequence[UUID], query: bodies.TakeQuery) -> int:
    """Where the page begins that has the first of the takes `around` which is there; else that of
    `offset`."""
    places = {pk: place for place, pk in enumerate(in_order)}
    place = next((places[pk] for pk in query.around if pk in places), query.offset)
    return place // query.limit * query.limit


def words(project_id: UUID) -> bodies.TakeWords:
    """The words to filter by among the takes that are not in the bin."""
    live = Take.objects.filter(canvas__project_id=project_id, binned_at=None).order_by()
    authors = set(live.values_list("created_by__username", flat=True).distinct())
    authors |= set(live.values_list("author_name", flat=True).distinct())
    tags = TakeTag.objects.filter(take__canvas__project_id=project_id, take__binned_at=None)
    ids = live.order_by("-created_at").values_list("pk", flat=True)[:_MOST_ASKED]
    newest = Take.objects.filter(pk__in=list(ids))
    graded = newest.exclude(grade=None).order_by().values_list("features", flat=True)
    made_with = newest.order_by().values_list("canvas__kind", "generation__settings")
    used = [without_others(kind, settings) for kind, settings in made_with]
    return bodies.TakeWords(
        authors=_sorted(authors),
        models=_sorted(live.values_list("generation__checkpoint", flat=True).distinct()),
        keys=_sorted(live.values_list("figures__key", flat=True).distinct()),
        tags=_sorted(tags.values_list("name", flat=True).distinct()),
        features=_sorted({name for features in graded for name in features}),
        settings=_sorted({name for each in used for name in each if _is_number(each[name])}),
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sorted(values: Any) -> list[str]:
    return sorted({value for value in values if value}, key=str.casefold)


def filtered(project_id: UUID, query: bodies.TakeQuery, reader: ratings.Reader) -> QuerySet[Take]:
    """The takes that `query` asks for, in no order; ratings count as far as the reader sees them."""
    takes = Take.objects.filter(canvas__project_id=project_id)
    if query.binned is not None or not query.among:
        takes = takes.filter(binned_at__isnull=not query.binned)
    equal: dict[str, Any] = {
        "canvas_id": query.canvas,
        "rankings": query.ranking,
        "generation__checkpoint": query.model,
        "figures__key": query.key,
        "is_starred": query.starred,
        "seen_rating__gte": query.rating_min,
        "seen_rating__lte": query.rating_max,
        "seen_grade__gte": query.grade_min,
        "seen_grade__lte": query.grade_max,
        "created_at__gte": query.since,
        "created_at__lte": query.until,
    }
    takes = takes.alias(
        seen_rating=ratings.rating_as_seen_by(reader),
        seen_grade=ratings.as_far_as_seen("grade", reader),
        seen_name=ratings.as_far_as_seen("name", reader),
        seen_name_order=ratings.as_far_as_seen("name_order", reader),
        seen_remarks=ratings.remarks_as_seen_by(reader),
        author=Coalesce("created_by__username", "author_name"),
        seen_note=ratings.as_far_as_seen("note", reader),
    )
    takes = takes.filter(**{name: value for name, value in equal.items() if value is not None})
    if query.among:
        takes = takes.filter(pk__in=query.among)
    if query.author is not None:
        takes = takes.filter(author=query.author)
    if query.tag is not None:
        takes = takes.filter(ratings.tags_as_seen_by(reader, name__iexact=query.tag))
    if query.mine is not None:
        takes = takes.filter(_is_mine(query.mine, reader))
    if query.feature is not None and query.feature_max is not None:
        value = KeyTransform(query.feature, "features")
        takes = takes.alias(feature=value).filter(feature__lte=query.feature_max).exclude(pk__in=reader.blind)
    if query.setting is not None:
        takes = takes.alias(setting=KeyTransform(query.setting, "generation__settings"))
        if query.setting_min is not None:
            takes = takes.filter(setting__gte=query.setting_min)
        if query.setting_max is not None:
            takes = takes.filter(setting__lte=query.setting_max)
    for word in query.search.split():
        takes = takes.filter(
            Q(seen_name__icontains=word)
            | Q(seen_remarks__icontains=word)
            | Q(seen_note__icontains=word)
            | Q(created_by__username__icontains=word)
            | Q(author_name__icontains=word)
            | Q(canvas__name__icontains=word)
            | ratings.tags_as_seen_by(reader, name__icontains=word)
        )
    return takes


def _is_mine(what: bodies.Mine, reader: ratings.Reader) -> Q:
    own = ratings.own(reader.name)
    if what == "none":
        return ~Q(Exists(own))
    return Q(Exists(own.exclude(stars=None) if what == "stars" else own.filter(flag=what)))
