"""Who sees which stars of a take: others' only after one's own, so that nobody's opinion leads another's."""

import json
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, FloatField, OuterRef, When
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
    """The take with the stars that this person may see."""
    return take.model_copy(update=_hidden({one.name for one in take.ratings}, reader))


def event_as_seen_by(text: str, reader: Reader) -> str:
    """The text of a socket's `event` message with the stars that this person may see."""
    if '"kind":"take"' not in text:
        return text
    message: dict[str, Any] = json.loads(text)
    if message["payload"]["kind"] == "take":
        take = message["payload"]["take"]
        take |= _hidden({one["name"] for one in take["ratings"]}, reader)
    return json.dumps(message, separators=(",", ":"))


def _hidden(raters: Set[str], reader: Reader) -> dict[str, Any]:
    """The fields of a take, which these people have rated, that this person sees empty."""
    if not reader.may_rate:
        return {"ratings": []}
    return {} if reader.name in raters else {"rating": None, "ratings": []}


def as_far_as_seen(field: str, reader: Reader) -> Combinable:
    """A field of a take as a value of a query: null where it is hidden from this person."""
    return Case(When(pk__in=reader.blind, then=None), default=F(field)) if reader.blind else F(field)


def rating_as_seen_by(reader: Reader) -> Combinable:
    """The mean of a take's stars as a value of a query: null where this person does not see it."""
    if not reader.may_rate:
        return F("rating")
    own = models.TakeRating.objects.filter(take=OuterRef("pk"), user_name=reader.name)
    return Case(When(Exists(own), then=F("rating")), default=None, output_field=FloatField())
