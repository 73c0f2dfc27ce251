"""Deleting for good, in batches: the one way by which projects, canvases and generations end.

Each batch is a short transaction, so that nobody waits for it and no process holds a project in memory. One
that is interrupted leaves the rest in the bin, where the next one goes on.
"""

import logging
from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from studio import events
from studio.models import (
    Act,
    Campaign,
    CampaignItem,
    CampaignTask,
    Canvas,
    Comment,
    Delivery,
    DocumentSnapshot,
    DocumentUpdate,
    EventRow,
    Export,
    Frame,
    Generation,
    Grade,
    Job,
    Listener,
    ListeningQuestion,
    ListeningTest,
    Look,
    Project,
    Stream,
    Take,
    Version,
    Visit,
)
from studio.reads import storage
from studio.services import audit

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 500
GENERATIONS_AT_ONCE = 50


def delete_project(project: Project) -> None:
    """Delete a project with all that is in it; the caller has made sure that nobody is in it any more."""
    for canvas in Canvas.objects.filter(project=project):
        delete_canvas(canvas)
    for ranking in project.rankings.all():
        _in_batches(ranking.duels.all())
        ranking.delete()
    for test in ListeningTest.objects.filter(project=project):
        _in_batches(ListeningQuestion.objects.filter(listener__test=test))
        _in_batches(Listener.objects.filter(test=test))
        test.delete()
    for campaign in Campaign.objects.filter(project=project):
        _in_batches(CampaignTask.objects.filter(judge__campaign=campaign))
        _in_batches(CampaignItem.objects.filter(campaign=campaign))
        campaign.delete()
    _in_batches(Delivery.objects.filter(webhook__project=project))
    delete_streams([events.project_stream(project.pk)])
    with events.atomic():
        audit.record("project.deleted", project=project)
        logger.info("project %s is deleted", project.pk)
        project.delete()


def delete_canvas(canvas: Canvas) -> None:
    """Delete a canvas with its document and everything that was made on it."""
    generations = Generation.objects.filter(canvas=canvas)
    while ids := list(generations.values_list("pk", flat=True)[:GENERATIONS_AT_ONCE]):
        _delete_generations(ids)
    for of_canvas in (Comment, Version, Visit, Export, Look, DocumentSnapshot, DocumentUpdate, Take, Job):
        _in_batches(of_canvas.objects.filter(canvas=canvas))
    delete_streams([events.canvas_stream(canvas.pk)])
    with events.atomic():
        audit.record("canvas.deleted", project=canvas.project, subject=canvas.name)
        canvas.delete()


def drop_steps(ids: Iterable[UUID]) -> None:
    """Delete the steps of generations, and their streams."""
    chosen = list(ids)
    of_steps = Frame.objects.filter(generation=OuterRef("pk")).order_by().values("generation")
    num_bytes = Subquery(of_steps.values(size=Sum(storage.NumBytes("steps"))))
    with events.atomic():
        rows = Generation.objects.filter(pk__in=chosen)
        rows.update(num_bytes=F("num_bytes") - Coalesce(num_bytes, 0))
    _in_batches(Frame.objects.filter(generation__in=chosen))
    delete_streams([events.generation_stream(pk) for pk in chosen])


def _delete_generations(ids: list[UUID]) -> None:
    drop_steps(ids)
    for of_generation in (Act, Grade, Take):
        _in_batches(of_generation.objects.filter(generation__in=ids))
    with events.atomic():
        Generation.objects.filter(pk__in=ids).delete()


def delete_streams(names: list[str]) -> None:
    """Delete streams with their events."""
    _in_batches(EventRow.objects.filter(stream__in=names))
    Stream.objects.filter(name__in=names).delete()


def _in_batches(rows: QuerySet) -> None:
    while ids := list(rows.order_by().values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        with events.atomic():
            rows.model._default_manager.filter(pk__in=ids).delete()
