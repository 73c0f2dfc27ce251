"""What expires: the steps of a job's candidates that nobody kept."""

import logging
from datetime import timedelta

from django.db.models.functions import Now

from studio import limits
from studio.models import Frame, Generation, Purpose

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200
"""Generations pruned in one go, so that nobody waits for the database."""


def prune_unkept() -> int:
    """Drop the stored steps of old job generations of which nothing was kept; returns their number.

    Old is a job that ended limits.UNKEPT_DAYS ago. Their rows and grades stay, so the job still shows what
    it found; what was kept, branched, reproduced or linked to stays whole.
    """
    unkept = Generation.objects.filter(
        purpose=Purpose.BATCH,
        job__finished_at__lt=Now() - timedelta(days=limits.UNKEPT_DAYS),
        takes=None,
        children=None,
        reproductions=None,
        replay_links=None,
        frames__isnull=False,
    )
    ids = list(unkept.distinct().values_list("pk", flat=True)[:MOST_AT_ONCE])
    Frame.objects.filter(generation__in=ids).delete()
    if ids:
        logger.info("the steps of %d generations that nobody kept were dropped", len(ids))
    return len(ids)
