"""From a row to what is said of it: each field by its name, so that a new one is written down once."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from pydantic import BaseModel

from studio import models, protocol

Said = TypeVar("Said", bound=BaseModel)
Rows = TypeVar("Rows", bound=Model)


def person(user: models.User | None, author_name: str = "") -> protocol.Person | None:
    """A person as others see them; None for an account that is gone.

    author_name: of somebody who came with an import and has no account here, whose id is 0.
    """
    if user is None:
        return protocol.Person(id=0, name=author_name) if author_name else None
    return protocol.Person(id=user.pk, name=user.username)


def all_but(model: type[Model], path: str, *said: str) -> list[str]:
    """The fields of a `model` joined by `path`, but those that are said: what `defer` leaves unread."""
    names = (field.name for field in model._meta.concrete_fields if not field.primary_key)
    return [f"{path}__{name}" for name in names if name not in said]


def with_people(rows: QuerySet[Rows], *paths: str) -> QuerySet[Rows]:
    """The rows with the people joined by `paths`, of each only what `person` says."""
    unsaid = [name for path in paths for name in all_but(models.User, path, "username")]
    return rows.select_related(*paths).defer(*unsaid)


_OF_ALL: dict[str, Callable[[Any], Any]] = {
    "id": lambda row: row.pk,
    "created_by": lambda row: person(row.created_by, row.author_name),
    "is_in_bin": lambda row: row.binned_at is not None,
}
"""Fields that rows of every kind share with their messages."""


def said_of(row: Model, model: type[Said], **others: Any) -> Said:
    """A `model` of what a row holds by the same names (another row by its id); `others`: what it does not.

    Reads no attribute that `model` does not name, so deferred ones stay unread. Raises AttributeError for a
    field that neither the row nor `others` has.
    """
    attributes = {field.name: field.attname for field in row._meta.concrete_fields}
    values = {
        name: _OF_ALL[name](row) if name in _OF_ALL else getattr(row, attributes.get(name, name))
        for name, field in model.model_fields.items()
        if name not in others and (field.is_required() or name in attributes)
    }
    return model.model_validate(values | others)
