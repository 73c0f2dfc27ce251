"""Statements about files that leave the studio: who made which share of them, counted from what is stored."""

from importlib.metadata import version
from typing import Any

from django.db.models import Q, QuerySet

from studio.models import Canvas, DocumentUpdate, Generation
from studio.ops.command import PACKAGE
from studio.reads.runs import authorship
from sunmask.provenance.statement import Statement


def of_canvas(canvas: Canvas, authors: list[list[Any]], title: str) -> Statement:
    """The statement about a canvas as it is now, whose cells have these authors."""
    placed = Q(takes__note="placed") & Q(takes__binned_at=None)
    return _statement(
        authors,
        title,
        edits=DocumentUpdate.objects.filter(canvas=canvas),
        generations=Generation.objects.filter(placed, canvas=canvas)
        or Generation.objects.filter(canvas=canvas),
    )


def of_candidate(generation: Generation, candidate: int, step: int, title: str) -> Statement:
    """The statement about a candidate at a step, or a take of it."""
    before = Q(canvas=generation.canvas_id, takes__note="placed", number__lt=generation.number)
    return _statement(
        authorship.authors_of(generation, candidate, step),
        title,
        edits=DocumentUpdate.objects.filter(
            canvas=generation.canvas_id, created_at__lte=generation.created_at
        ),
        generations=Generation.objects.filter(before | Q(pk=generation.pk)),
    )


def _statement(
    authors: list[list[Any]],
    title: str,
    *,
    edits: QuerySet[DocumentUpdate],
    generations: QuerySet[Generation],
) -> Statement:
    shares = authorship.shares(authors)
    has_model = bool(shares["model"] or shares["edited"])
    models = generations.order_by("number").values_list("checkpoint", "checkpoint_sha256").distinct()
    return Statement(
        made_with=f"SUNMASK studio {version(PACKAGE)}",
        title=title,
        shares=shares,
        num_people=edits.exclude(author=None).order_by().values("author").distinct().count(),
        models=dict(models) if has_model else {},
    )
