"""Rows that expire: each rule has a name, finds rows that are too old and deletes them in batches.

`manage.py prune --dry-run` says what would go; the beat prunes each hour.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from studio import limits
from studio.models import (
    Canvas,
    Claim,
    Delivery,
    EventRow,
    Generation,
    Look,
    Project,
    Purpose,
    RateBucket,
    SignInLink,
    Take,
    TakesChange,
)
from studio.services.upkeep import deletion
from studio.services.upkeep.checks import OVER

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200
"""Rows that a rule lets go of in one go, of those that are large."""
MOST_SMALL_AT_ONCE = 20_000
UNDO_DAYS = 2
BUCKET_DAYS = 2
"""Longer than any rate's window."""


@dataclass(frozen=True)
class Rule:
    """name: for people. rows: what is too old. drop: lets go of some of these rows."""

    name: str
    rows: Callable[[], QuerySet[Any]]
    drop: Callable[[list[Any]], None]
    most: int = MOST_AT_ONCE


def _ago(days: float) -> Any:
    return Now() - timedelta(days=days)


def _unkept() -> QuerySet[Generation]:
    """Generations with steps of which nothing was kept, branched, reproduced or linked to."""
    is_old = Q(purpose=Purpose.BATCH, job__finished_at__lt=_ago(limits.UNKEPT_DAYS)) | (
        ~Q(purpose__in=(Purpose.BATCH, Purpose.IMPORTED))
        & Q(state__in=OVER, finished_at__lt=_ago(limits.UNKEPT_DAYS))
    )
    unkept = Generation.objects.filter(
        is_old, takes=None, children=None, reproductions=None, replay_links=None, frames__isnull=False
    )
    return unkept.distinct()


def _delete_each(delete: Callable[[Any], None], model: Any) -> Callable[[list[Any]], None]:
    def drop(ids: list[Any]) -> None:
        for row in model.objects.filter(pk__in=ids):
            delete(row)

    return drop


def _delete_rows(model: Any) -> Callable[[list[Any]], None]:
    return lambda ids: model.objects.filter(pk__in=ids).delete() and None


RULES = (
    Rule("steps of generations that nobody kept", _unkept, deletion.drop_steps),
    Rule(
        "projects in the bin",
        lambda: Project.objects.filter(binned_at__lt=_ago(limits.BIN_DAYS)),
        _delete_each(deletion.delete_project, Project),
    ),
    Rule(
        "projects that nobody is in any more",
        lambda: Project.objects.filter(memberships=None, updated_at__lt=_ago(limits.BIN_DAYS)),
        _delete_each(deletion.delete_project, Project),
    ),
    Rule(
        "canvases in the bin",
        lambda: Canvas.objects.filter(binned_at__lt=_ago(limits.BIN_DAYS)),
        _delete_each(deletion.delete_canvas, Canvas),
    ),
    Rule(
        "takes in the bin",
        lambda: Take.objects.filter(binned_at__lt=_ago(limits.BIN_DAYS)),
        _delete_rows(Take),
    ),
    Rule(
        "events of projects",
        lambda: EventRow.objects.filter(
            stream__startswith="project:", created_at__lt=_ago(limits.EVENT_DAYS)
        ),
        _delete_rows(EventRow),
        MOST_SMALL_AT_ONCE,
    ),
    Rule(
        "deliveries of webhooks",
        lambda: Delivery.objects.filter(created_at__lt=_ago(limits.EVENT_DAYS)),
        _delete_rows(Delivery),
        MOST_SMALL_AT_ONCE,
    ),
    Rule(
        "sessions that are over",
        lambda: Session.objects.filter(expire_date__lt=Now()),
        _delete_rows(Session),
        MOST_SMALL_AT_ONCE,
    ),
    Rule(
        "browsers whose sessions are over",
        lambda: UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")),
        _delete_rows(UserSession),
        MOST_SMALL_AT_ONCE,
    ),
    Rule(
        "counts of limits",
        lambda: RateBucket.objects.filter(window_start__lt=_ago(BUCKET_DAYS)),
        _delete_rows(RateBucket),
        MOST_SMALL_AT_ONCE,
    ),
    Rule(
        "sign-in links that are over",
        lambda: SignInLink.objects.filter(expires_at__lt=Now()),
        _delete_rows(SignInLink),
    ),
    Rule(
        "looks that nobody needs any more",
        lambda: Look.objects.filter(created_at__lt=Now() - timedelta(seconds=limits.LOOK_KEPT_S)),
        _delete_rows(Look),
    ),
    Rule(
        "what undoes changes of many takes",
        lambda: TakesChange.objects.filter(created_at__lt=_ago(UNDO_DAYS)),
        _delete_rows(TakesChange),
    ),
    Rule("claims that ran out", lambda: Claim.objects.filter(until__lt=_ago(1)), _delete_rows(Claim)),
)


def due() -> dict[str, int]:
    """How many rows each rule would let go of now, by the rule's name."""
    return {rule.name: rule.rows().count() for rule in RULES}


def prune() -> dict[str, int]:
    """Let go of what is too old, some of it at a time; how many rows went, by the rule's name."""
    gone = {}
    for rule in RULES:
        ids = list(rule.rows().values_list("pk", flat=True)[: rule.most])
        for first in range(0, len(ids), deletion.ROWS_AT_ONCE):
            rule.drop(ids[first : first + deletion.ROWS_AT_ONCE])
        gone[rule.name] = len(ids)
        if ids:
            logger.info("pruned: %d %s", len(ids), rule.name)
    return gone
