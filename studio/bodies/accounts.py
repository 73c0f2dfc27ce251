"""Signing in, and the people of a project with their links."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from studio.protocol import (
    Message,
    Person,
    Request,
    Role,
)


class Credentials(Request):
    name: str = Field(max_length=150)
    password: str = Field(max_length=1000)


class NewAccount(Credentials):
    """invitation: the secret of the invitation link by which somebody came, if any."""

    invitation: str | None = Field(default=None, max_length=200)


class NewPassword(Request):
    old_password: str = Field(max_length=1000)
    new_password: str = Field(max_length=1000)


class AccountDeletion(Request):
    """name: of the account, typed once more. password: "" where the account has none."""

    name: str = Field(max_length=150)
    password: str = Field(default="", max_length=1000)


class LastOwned(Message):
    """A project that would have no owner without this person. heir: the name of whoever becomes its owner;
    None where nobody else is in the project, which goes to the bin."""

    name: str
    heir: str | None


class Leaving(Message):
    """What follows when an account is deleted. has_password: whether it must be typed."""

    last_owned: list[LastOwned]
    has_password: bool


class NewMember(Request):
    name: str = Field(max_length=150)
    role: Role


class NewInvitationLink(Request):
    """days: until the link is too old; None for one that lasts until it is revoked. canvas: of the project;
    the link leads there."""

    role: Role
    canvas: UUID | None = None
    days: int | None = Field(default=None, ge=1, le=3650)


class NewRole(Request):
    role: Role


class InvitationLink(Message):
    """A link that makes people members; `url` is sent only when it is made. num_members: people
    who joined with it."""

    id: str
    url: str
    role: Role
    created_by: Person | None
    created_at: datetime
    expires_at: datetime | None
    num_members: int


class InvitedCanvas(Message):
    """The canvas that a link leads to. content: how it begins, for a small picture; empty for a kind that
    is not installed."""

    id: UUID
    kind: str
    name: str
    content: dict[str, Any]


class Invitation(Message):
    """The target of an invitation link, for anybody who has the link. own_role: of the person who asks, if a
    member already."""

    project: UUID
    name: str
    canvas: InvitedCanvas | None
    role: Role
    created_by: Person | None
    own_role: Role | None


class Revoked(Message):
    """num_removed: people who joined with the link and are no longer members."""

    num_removed: int


class SignedOut(Message):
    is_signed_out: Literal[True] = True
