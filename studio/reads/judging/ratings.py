"""Who sees what others said of a take, in stars, flags, tags and remarks: only after one's own rating, so
that nobody's opinion leads another's."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable

from studio import models, protocol


@dataclass(frozen=True)
class Reader:
    """may_rate: people who may not are led by nobody, and see the mean; whose stars these are is not theirs
    to know."""

    name: str
    may_rate: bool
    blind: frozenset[str] = frozenset()
    """Takes whose names and grades are hidden from this person, by id."""


def as_seen_by(take: protocol.Take, reader: Reader) -> protocol.Take:
    """The take with what of others' this person may see."""
    said = take.model_dump(include={"ratings", "rating", "tags", "tagged_by", "remarks", "remarks_by"})
    return take.model_copy(update=_hidden(said, reader))


def event_as_seen_by(text: str, reader: Reader) -> str:
    """The text of a socket's `event` message with what of others' this person may see."""
    if '"kind":"take"' not in text:
        return text
    message: dict[str, Any] = json.loads(text)
    if message["payload"]["kind"] == "take":
        take = message["payload"]["take"]
        take |= _hidden(take, reader)
    return json.dumps(message, separators=(",", ":"))


def _hidden(take: dict[str, Any], reader: Reader) -> dict[str, Any]:
    """The fields of a take (as JSON, with all that everybody said) that this person sees otherwise."""
    if not reader.may_rate:
        return {"ratings": []}
    raters = {one["name"] for one in take["ratings"]}
    if reader.name in raters:
        return {}
    found: dict[str, Any] = {"rating": None, "ratings": []}
    tagged_by = {tag: by for tag, by in take["tagged_by"].items() if not by or reader.name in by}
    hides = ["ratings"] if raters else []
    if len(tagged_by) < len(take["tags"]):
        hides.append("tags")
    found |= {
        "tags": list(tagged_by),
        "tagged_by": {tag: by and [reader.name] for tag, by in tagged_by.items()},
    }
    if take["remarks"] and take["remarks_by"] not in ("", reader.name):
        hides.append("remarks")
        found |= {"remarks": "", "remarks_by": ""}
    return found | {"hides": hides}


def as_far_as_seen(field: str, reader: Reader) -> Combinable:
    """A field of a take as a value of a query: null where it is hidden from this person."""
    return Case(When(pk__in=reader.blind, then=None), default=F(field)) if reader.blind else F(field)


IS_GIVEN = ~Q(stars=None, flag="")
"""Of ratings: those that were not taken back."""


def own(reader_name: str, *, of: str = "pk") -> QuerySet[models.TakeRating]:
    """A subquery: this person's rating of the take that field `of` names, where there is one."""
    return models.TakeRating.objects.filter(IS_GIVEN, take=OuterRef(of), user_name=reader_name)


def rating_as_seen_by(reader: Reader) -> Combinable:
    """The mean of a take's stars as a value of a query: null where this person does not see it."""
    if not reader.may_rate:
        return F("rating")
    seen = When(Exists(own(reader.name)), then=F("rating"))
    return Case(seen, default=None, output_field=FloatField())


def remarks_as_seen_by(reader: Reader) -> Combinable:
    """The remarks on a take as a value of a query: "" where this person does not see them."""
    if not reader.may_rate:
        return F("remarks")
    seen = When(Q(remarks_by__in=("", reader.name)) | Exists(own(reader.name)), then=F("remarks"))
    return Case(seen, default=Value(""), output_field=TextField())


def tags_as_seen_by(reader: Reader, **name: str) -> Q:
    """Whether a take has a tag of this name that this person sees."""
    rows = models.TakeTag.objects.filter(take=OuterRef("pk"), **name)
    if not reader.may_rate:
        return Q(Exists(rows))
    return Q(Exists(rows.filter(user_name__in=("", reader.name)))) | Q(Exists(rows), Exists(own(reader.name)))
