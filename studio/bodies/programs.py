"""Tokens of a person and webhooks of a project."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from studio.protocol import Message, Person, Request

Scope = Literal["see", "comment", "curate", "edit", "own"]
"""A permission of `studio.access`."""
EventType = Literal[
    "generation.ended",
    "job.ended",
    "take.kept",
    "take.changed",
    "comment.written",
    "comment.changed",
    "ranking.opened",
    "campaign.answered",
    "campaign.finished",
    "campaign.decided",
]


class NewApiToken(Request):
    """days: until the token is too old; None for one that lasts until it is revoked."""

    name: str = Field(max_length=200)
    scope: Scope
    days: int | None = Field(default=None, ge=1, le=3650)


class ApiToken(Message):
    """key: the beginning of the token after `smk_`, by which people know it again. token: the whole, sent
    only when it is made. used_at: to the minute."""

    key: str
    token: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class NewWebhook(Request):
    """address: https, or http of a host that the operator allows."""

    address: str = Field(max_length=1000)
    events: list[EventType] = Field(min_length=1, max_length=20)


class WebhookChange(Request):
    """Switch it off or on; switched on, it goes on where it ended."""

    is_enabled: bool


class Webhook(Message):
    """secret: of the signatures (`whsec_...`), sent only when it is made. failing_since: of the next event,
    while its receiver does not take it. note: why the studio switched it off."""

    id: UUID
    address: str
    secret: str
    events: list[EventType]
    created_by: Person | None
    created_at: datetime
    is_enabled: bool
    failing_since: datetime | None
    next_try_at: datetime | None
    note: str


class Delivery(Message):
    """One event for one webhook. status: of the receiver's last answer; None where none came, and then
    `problem` says why. is_waiting: it will be tried again."""

    id: UUID
    message_id: str
    type: EventType
    body: str
    num_tries: int
    tried_at: datetime | None
    delivered_at: datetime | None
    status: int | None
    problem: str
    is_waiting: bool
    created_at: datetime


class DeliveryPage(Message):
    """The newest first, and how many there are."""

    deliveries: list[Delivery]
    total: int
