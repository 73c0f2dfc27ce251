"""One canvas of an archive on its way into a project, in short transactions: document, jobs, generations with
every step, takes, comments, versions. What it writes has passed the trial of the archive."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models import F

from studio import events, limits, protocol
from studio.archives import checking, records
from studio.archives.reading import Archive
from studio.documents import store
from studio.models import (
    Act,
    Canvas,
    Comment,
    EventRow,
    Frame,
    Generation,
    Grade,
    Job,
    Project,
    Purpose,
    Stream,
    Take,
    TakeRating,
    TakeTag,
    User,
    Version,
)
from studio.reads import selectors
from studio.reads.runs.steps import pack
from studio.services.collection import takes
from sunmask.kinds import registry

Item = TypeVar("Item")
AT_ONCE = 200
"""Rows of one transaction."""


class People:
    """Who made what came with an archive: the importer where it says so, else a name without an account.

    An archive can say any name, so nobody else's account is tied to what it holds.
    """

    def __init__(self, importer: User) -> None:
        self._importer = importer

    def of(self, name: str) -> User | None:
        return self._importer if name == self._importer.username else None

    def created_by(self, name: str) -> dict[str, Any]:
        """The fields of a row that name the person who made it."""
        user = self.of(name)
        return {"created_by": user, "author_name": name if user is None else ""}


class CanvasRestoring:
    """One canvas with all that belongs to it.

    takes: ids by the number of the take. sources: of each generation that was made from takes, their places.
    """

    def __init__(self, archive: Archive, project: Project, people: People, number: int) -> None:
        self.archive, self.project, self.people = archive, project, people
        self.folder = f"canvases/{number}"
        self.takes: dict[int, UUID] = {}
        self.sources: dict[UUID, list[records.TakePlace]] = {}
        self._generations: dict[int, UUID] = {}
        self._jobs: dict[int, UUID] = {}
        self._num_comments = 0
        self._threads: dict[int, UUID] = {}
        """Comments by their line."""

    def run(self) -> None:
        record = self.archive.record(f"{self.folder}/canvas.json", records.CanvasRecord)
        self._codec = registry.codec(record.kind)
        self._canvas = self._add_canvas(record)
        for job in self.archive.records(f"{self.folder}/jobs.jsonl", records.JobRecord):
            self._add_job(job)
        name = f"{self.folder}/generations.jsonl"
        for generation in self.archive.records(name, records.GenerationRecord):
            self._add_generation(generation)
        for part in in_parts(self.archive.records(f"{self.folder}/takes.jsonl", records.TakeRecord)):
            self._add_takes(part)
        name = f"{self.folder}/comments.jsonl"
        for comments in in_parts(self.archive.records(name, records.CommentRecord)):
            self._add_comments(comments)
        for version in self.archive.records(f"{self.folder}/versions.jsonl", records.VersionRecord):
            self._add_version(version)

    @events.atomic()
    def _add_canvas(self, record: records.CanvasRecord) -> Canvas:
        canvas = Canvas.objects.create(
            project=self.project,
            **kept(record, "number", "cells"),
            **self.people.created_by(record.author),
        )
        Canvas.objects.filter(pk=canvas.pk).update(created_at=record.created_at)
        update = self.archive.data(f"{self.folder}/document.yjs", limits.DOCUMENT_BYTES)
        store.create(canvas=canvas, update=update)
        return canvas

    @events.atomic()
    def _add_job(self, record: records.JobRecord) -> None:
        where = f"{self.folder}, job {record.number}"
        job = Job.objects.create(
            canvas=self._canvas,
            **kept(record, "settings"),
            settings=checking.complete_request(self._codec, record, where),
            **self.people.created_by(record.author),
        )
        Job.objects.filter(pk=job.pk).update(created_at=record.created_at)
        self._jobs[record.number] = job.pk

    def _add_generation(self, record: records.GenerationRecord) -> None:
        row = Generation(
            canvas=self._canvas,
            **kept(record, "settings", "parent", "purpose", "job", "reproduces", "sources", "acts", "grades"),
            requested="stop" if record.state == "stopped" else "run",
            num_bytes=len(record.frozen.model_dump_json()),
            settings=checking.complete_settings(self._codec, record.settings),
            parent_id=None if record.parent is None else self._generations[record.parent],
            purpose=Purpose.IMPORTED,
            made_as=record.purpose,
            job_id=None if record.job is None else self._jobs[record.job],
            reproduces_id=None if record.reproduces is None else self._generations[record.reproduces],
            num_acts=max((act.number for act in record.acts), default=0),
            **self.people.created_by(record.author),
        )
        with events.atomic():
            row.save()
            Generation.objects.filter(pk=row.pk).update(created_at=record.created_at)
            self._add_acts_and_grades(row, record)
        log = _Log(events.generation_stream(row.pk))
        name = f"{self.folder}/frames/{record.number}.jsonl"
        frames = self.archive.records(name, protocol.Frame)
        for part in in_parts(frames, 50):
            with events.atomic():
                stored = Frame.objects.bulk_create(_frame(row.pk, frame) for frame in part)
                num_bytes = sum(len(frame.steps) for frame in stored)
                Generation.objects.filter(pk=row.pk).update(num_bytes=F("num_bytes") + num_bytes)
                log.append([("frame", {"first_step": frame.first_step}) for frame in part])
        with events.atomic():
            acts = [protocol.ActAdded(act=act).model_dump(mode="json") for act in selectors.acts(row.pk)]
            summary = protocol.GenerationChanged(generation=selectors.generation(row.pk))
            log.append([("act", act) for act in acts])
            log.append([("generation", summary.model_dump(mode="json"))])
        self._generations[record.number] = row.pk
        if record.sources:
            self.sources[row.pk] = record.sources

    def _add_acts_and_grades(self, row: Generation, record: records.GenerationRecord) -> None:
        acts = []
        for act in record.acts:
            author = self.people.of(act.author)
            acts.append(
                Act(
                    generation=row,
                    **kept(act),
                    author=author,
                    author_name=act.author if author is None else "",
                )
            )
        create(Act, acts, [act.created_at for act in record.acts])
        grades = [Grade(generation=row, **kept(grade)) for grade in record.grades]
        create(Grade, grades, [grade.created_at for grade in record.grades])

    @events.atomic()
    def _add_takes(self, part: list[records.TakeRecord]) -> None:
        rows = [self._take(record) for record in part]
        create(Take, rows, [record.created_at for record in part])
        tags, ratings = [], []
        for row, record in zip(rows, part, strict=True):
            tags += [
                TakeTag(take=row, name=tag, user_name=name)
                for tag in takes.checked_tags(record.tags)
                for name in dict.fromkeys(record.tagged_by.get(tag) or [""])
            ]
            ratings += [
                TakeRating(
                    take=row,
                    user=self.people.of(each.name),
                    user_name=each.name,
                    **each.model_dump(exclude={"name", "flag"}),
                    flag=each.flag or "",
                )
                for each in record.ratings
            ]
        TakeTag.objects.bulk_create(tags)
        TakeRating.objects.bulk_create(ratings)

    def _take(self, record: records.TakeRecord) -> Take:
        stars = [each.stars for each in record.ratings if each.stars is not None]
        row = Take(
            canvas=self._canvas,
            generation_id=self._generations[record.generation],
            **kept(record, "number", "generation", "tags", "tagged_by", "ratings", "authorship"),
            rating=sum(stars) / len(stars) if stars else None,
            **self.people.created_by(record.author),
        )
        self.takes[record.number] = row.pk
        return row

    @events.atomic()
    def _add_comments(self, part: list[records.CommentRecord]) -> None:
        rows = []
        for record in part:
            resolver = self.people.of(record.resolver)
            row = Comment(
                canvas=self._canvas,
                thread_id=None if record.thread is None else self._threads[record.thread],
                resolved_by=resolver,
                resolver_name="" if resolver else record.resolver,
                **kept(record, "thread", "resolver"),
                **self.people.created_by(record.author),
            )
            self._num_comments += 1
            self._threads[self._num_comments] = row.pk
            rows.append(row)
        create(Comment, rows, [record.created_at for record in part])

    @events.atomic()
    def _add_version(self, record: records.VersionRecord) -> None:
        row = Version(
            canvas=self._canvas,
            name=record.name,
            moment_at=record.moment_at,
            update=record.update,
            **self.people.created_by(record.author),
        )
        create(Version, [row], [record.created_at])


class _Log:
    """The event log of a new stream, which nobody follows yet."""

    def __init__(self, stream: str) -> None:
        self.stream = stream
        self.seq = 0
        Stream.objects.create(name=stream, seq=0)

    def append(self, added: list[tuple[str, dict[str, Any]]]) -> None:
        EventRow.objects.bulk_create(
            EventRow(stream=self.stream, seq=self.seq + number, kind=kind, payload=payload)
            for number, (kind, payload) in enumerate(added, start=1)
        )
        self.seq += len(added)
        Stream.objects.filter(name=self.stream).update(seq=self.seq)


def _frame(generation_id: UUID, frame: protocol.Frame) -> Frame:
    steps = [cast(protocol.StepJson, step.model_dump(exclude_none=True)) for step in frame.steps]
    return Frame(
        generation_id=generation_id,
        first_step=frame.first_step,
        last_step=frame.last_step,
        steps=pack(steps),
        fence=0,
    )


def kept(record: records.Record, *but: str) -> dict[str, Any]:
    """The fields that a row takes over from its record by the same names, without its author and time, and
    `but`."""
    return record.model_dump(exclude={"author", "created_at", *but})


def create(of: type[models.Model], rows: list[Any], times: list[datetime], field: str = "created_at") -> None:
    """Insert rows with the times at which they were made, which inserting alone would set anew."""
    of._default_manager.bulk_create(rows)
    for row, time in zip(rows, times, strict=True):
        setattr(row, field, time)
    of._default_manager.bulk_update(rows, [field], batch_size=AT_ONCE)


def in_parts(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
