"""The rows of a studio as the lines of an archive."""

import base64
import json
from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from studio.archives import records
from studio.archives.choice import Choice
from studio.documents.layouts import Cells, plain_cells
from studio.models import (
    Act,
    Canvas,
    Comment,
    Duel,
    Frame,
    Generation,
    Grade,
    Job,
    Ranking,
    Take,
    User,
    Version,
)
from studio.reads import selectors
from studio.reads.judging import blind, ratings
from studio.reads.judging.ranking_record import rules_of
from studio.reads.rows import said_of
from studio.reads.runs import authorship, lineage
from studio.services.upkeep.checks import OVER


def line(record: BaseModel) -> bytes:
    return _json(record.model_dump(mode="json"))


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def name_of(user: User | None, author_name: str) -> str:
    """The name of an account, or that of somebody without one."""
    return user.username if user is not None else author_name


def name_in(choice: Choice, take: UUID | None, name: str) -> tuple[records.TakePlace | None, str]:
    """Where the take of a copy stands in an archive, if it does, and the copy's name, unless its take is
    judged blind by the reader."""
    key = str(take)
    return choice.take_places.get(key), blind.NAME if key in choice.blind.takes else name


def _author(row: Canvas | Job | Generation | Take | Comment | Ranking | Version) -> str:
    return name_of(row.created_by, row.author_name)


def canvas_record(number: int, canvas: Canvas, cells: Cells | None) -> records.CanvasRecord:
    """cells: None where the kind of the canvas is not installed."""
    shown = None if cells is None else plain_cells(cells)
    return said_of(canvas, records.CanvasRecord, number=number, author=_author(canvas), cells=shown or {})


def job_lines(choice: Choice, canvas: Canvas) -> Iterator[bytes]:
    rows = Job.objects.filter(canvas=canvas, pk__in=choice.jobs).select_related("created_by")
    for row in rows.order_by("number").iterator(chunk_size=20):
        state = row.state if row.state in ("done", "failed") else "stopped"
        yield line(said_of(row, records.JobRecord, state=state, author=_author(row)))


def generations_of(choice: Choice, canvas: Canvas) -> list[tuple[UUID, int]]:
    rows = Generation.objects.filter(canvas=canvas).order_by("number").values_list("pk", "number")
    return [(pk, number) for pk, number in rows if pk in choice.generations]


def generation_lines(choice: Choice, canvas: Canvas) -> Iterator[bytes]:
    for pk, _ in generations_of(choice, canvas):
        row = Generation.objects.select_related("created_by").get(pk=pk)
        yield line(_generation(choice, row))


def _generation(choice: Choice, row: Generation) -> records.GenerationRecord:
    choice.last_steps[row.pk] = row.last_step
    sources = [choice.take_places[key] for key in row.sources if key in choice.take_places]
    acts = Act.objects.filter(generation=row).select_related("author")
    grades = Grade.objects.filter(generation=row).order_by("candidate", "step")
    return said_of(
        row,
        records.GenerationRecord,
        state=row.state if row.state in OVER else "stopped",
        parent=choice.generations.get(row.parent_id) if row.parent_id else None,
        author=_author(row),
        purpose=row.made_as or row.purpose,
        job=choice.jobs.get(row.job_id) if row.job_id else None,
        sources=sources,
        reproduces=choice.generations.get(row.reproduces_id) if row.reproduces_id else None,
        acts=[said_of(act, records.ActRecord, author=name_of(act.author, act.author_name)) for act in acts],
        grades=[
            said_of(grade, records.GradeRecord)
            for grade in grades
            if (str(row.pk), grade.candidate, grade.step) not in choice.blind.places
        ],
    )


def frame_lines(generation_id: UUID, upto: int | None) -> Iterator[bytes]:
    if upto is None:
        return
    rows = Frame.objects.filter(generation_id=generation_id, last_step__lte=upto).order_by("first_step")
    for row in rows.iterator(chunk_size=20):
        steps = selectors.steps_of_frame(row)
        yield _json({"first_step": row.first_step, "last_step": row.last_step, "steps": steps})


def take_rows(choice: Choice, number: int) -> Iterator[Take]:
    keys = choice.takes_of(number)
    for start in range(0, len(keys), 50):
        part = keys[start : start + 50]
        rows = Take.objects.filter(pk__in=part).select_related("canvas", "generation", "created_by")
        by_key = {str(row.pk): row for row in rows.prefetch_related("ratings", "tag_rows")}
        yield from (by_key[key] for key in part if key in by_key)


def take_lines(choice: Choice, number: int) -> Iterator[bytes]:
    for row in take_rows(choice, number):
        authors = authorship.authors_of(row.generation, row.candidate, row.step)
        record = said_of(
            row,
            records.TakeRecord,
            number=choice.take_places[str(row.pk)].take,
            generation=row.generation.number,
            author=_author(row),
            **_words(choice, row),
            authorship=authorship.shares(authors),
        )
        yield line(record.model_copy(update=blind.HIDDEN) if choice.hides(row) else record)


def _words(choice: Choice, row: Take) -> dict[str, Any]:
    """What everybody said of a take, the ratings in the order of the names, as far as the archive may tell
    it."""
    seen = selectors.take(row)
    if choice.reader is not None and choice.reader.may_rate:
        seen = ratings.as_seen_by(seen, choice.reader)
    given = [one.model_copy(update={"name": choice.judge(one.name)}) for one in seen.ratings]
    return {
        "ratings": sorted(given, key=lambda one: one.name),
        "tags": seen.tags,
        "tagged_by": {tag: [choice.judge(name) for name in by] for tag, by in seen.tagged_by.items() if by},
        "remarks": seen.remarks,
        "remarks_by": seen.remarks_by and choice.judge(seen.remarks_by),
    }


def comment_lines(canvas: Canvas) -> Iterator[bytes]:
    """Whole threads by their first comments, which come before all answers."""
    rows = Comment.objects.filter(canvas=canvas).select_related("created_by", "resolved_by")
    order = ("created_at", "text")
    numbers: dict[UUID, int] = {}
    for row in chain(
        rows.filter(thread=None).order_by(*order).iterator(chunk_size=100),
        rows.exclude(thread=None).order_by(*order).iterator(chunk_size=100),
    ):
        if row.thread_id is None:
            numbers[row.pk] = len(numbers) + 1
        record = said_of(
            row,
            records.CommentRecord,
            thread=None if row.thread_id is None else numbers[row.thread_id],
            author=_author(row),
            resolver=name_of(row.resolved_by, row.resolver_name),
        )
        yield line(record)


def version_lines(canvas: Canvas) -> Iterator[bytes]:
    rows = Version.objects.filter(canvas=canvas).select_related("created_by")
    for row in rows.order_by("moment_at", "created_at", "name").iterator(chunk_size=10):
        update = base64.b64encode(bytes(row.update))
        yield line(said_of(row, records.VersionRecord, update=update, author=_author(row)))


def lineage_line(choice: Choice, canvas: Canvas) -> bytes:
    """The graph by names that are the same on every server; exports are each server's own."""
    graph = lineage.of_canvas(canvas, generations_of=choice.generations, takes_of=choice.take_places)
    names: dict[str, str] = {}
    for node in graph.nodes:
        noun, _, key = node.id.partition(":")
        if noun == "take" and key in choice.take_places:
            names[node.id] = f"take {choice.take_places[key].take}"
        elif noun == "generation" and UUID(key) in choice.generations:
            names[node.id] = f"generation {choice.generations[UUID(key)]}"
        elif noun == "job" and UUID(key) in choice.jobs:
            names[node.id] = f"job {choice.jobs[UUID(key)]}"
        elif noun in ("origin", "canvas"):
            names[node.id] = noun
    edges = [
        [names[parent], names[child], how]
        for parent, child, how in graph.edges
        if parent in names and child in names
    ]
    hidden = {f"take:{take}" for take in choice.blind.takes}
    nodes = [
        {"name": names[n.id], "label": blind.NAME if n.id in hidden else n.label, "by": n.by}
        for n in graph.nodes
        if n.id in names
    ]
    nodes.sort(key=lambda node: node["name"] or "")
    return _json({"nodes": nodes, "edges": sorted(edges)})


def ranking_records(choice: Choice) -> list[records.RankingRecord]:
    found = []
    rows = Ranking.objects.filter(project=choice.project).select_related("created_by").order_by("created_at")
    place = choice.take_places
    for row in rows:
        members = [str(pk) for pk in row.takes.values_list("pk", flat=True) if str(pk) in place]
        if len(members) < 2 and not choice.is_whole:
            continue
        of_takes = Duel.objects.filter(ranking=row, left_control=None, right_control=None)
        duels = of_takes.exclude(outcome=None).order_by("voted_at", "created_at")
        if choice.reader is not None and row.opened_at is None:
            duels = duels.none()
        voted = [
            said_of(
                duel,
                records.DuelRecord,
                left=place[str(duel.left_id)],
                right=place[str(duel.right_id)],
                judge=choice.judge(duel.judge_name),
                voted_at=duel.voted_at or duel.created_at,
            )
            for duel in duels
            if str(duel.left_id) in place and str(duel.right_id) in place
        ]
        takes = sorted((place[key] for key in members), key=lambda p: (p.canvas, p.take))
        record = said_of(
            row,
            records.RankingRecord,
            takes=takes,
            author=_author(row),
            duels=voted,
            rules=rules_of(row) if row.rules else None,
            set_aside=[choice.judge(name) for name in row.set_aside],
        )
        found.append(record)
    return found
