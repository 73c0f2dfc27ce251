"""Importing an archive: a new project with the same canvases, generations, takes, votes and authors.

Everything is written in short transactions into a project that has no members, so that nobody is kept
waiting and nobody sees a part; the importer becomes its owner at the end.
"""

import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import IO, Any, TypeVar
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from studio import events, limits, protocol, selectors
from studio.archives import checking, records
from studio.archives.reading import Archive, refused
from studio.errors import StudioError
from studio.models import (
    Act,
    Canvas,
    Comment,
    Duel,
    EventRow,
    Frame,
    Generation,
    Grade,
    Job,
    Member,
    Project,
    Purpose,
    Ranking,
    Role,
    Stream,
    Take,
    TakeRating,
    TakeTag,
    User,
)
from studio.services import documents, projects, takes
from studio.services.steps import pack
from sunmask.codecs import Codec

Item = TypeVar("Item")
_AT_ONCE = 200
"""Rows of one transaction."""
_ABANDONED_AFTER = timedelta(hours=6)
free_imports = threading.BoundedSemaphore(1)
"""One archive at a time in a process: others wait, the people who work do not."""


def restore(*, file: IO[bytes], user: User) -> Project:
    """The project of an archive, with `user` as its only member.

    People are found by their names; who has no account here stays a name. Raises StudioError 422 for an
    archive that is damaged or hostile, with the reason, and leaves nothing behind; 429 while another is read.
    """
    if not free_imports.acquire(blocking=False):
        message = "Another archive is being read just now. Try again in a moment."
        raise StudioError("busy", 429, message, retry_after_s=5)
    try:
        return _restored(file, user)
    finally:
        free_imports.release()


def _restored(file: IO[bytes], user: User) -> Project:
    archive = Archive(file)
    try:
        _forget_abandoned(user)
        with transaction.atomic():
            project = projects.create(user=user, name=archive.manifest.project)
            Member.objects.filter(project=project).delete()
        try:
            _Restoring(archive, project).run()
        except BaseException:
            _forget(project)
            raise
        Member.objects.create(project=project, user=user, role=Role.OWNER)
    finally:
        archive.close()
    return project


def _forget_abandoned(user: User) -> None:
    """Delete what an import that was killed has left, long after any that could still run."""
    without_members = Project.objects.filter(created_by=user, memberships=None)
    for project in without_members.filter(created_at__lt=timezone.now() - _ABANDONED_AFTER):
        _forget(project)


def _forget(project: Project) -> None:
    generations = Generation.objects.filter(canvas__project=project).values_list("pk", flat=True)
    canvases = Canvas.objects.filter(project=project).values_list("pk", flat=True)
    streams = [events.generation_stream(pk) for pk in generations]
    streams += [events.canvas_stream(pk) for pk in canvases]
    with transaction.atomic():
        for part in _in_parts(streams):
            EventRow.objects.filter(stream__in=part).delete()
            Stream.objects.filter(name__in=part).delete()
        project.delete()


class _People:
    """Accounts by name."""

    def __init__(self) -> None:
        self._known: dict[str, User | None] = {"": None}

    def of(self, name: str) -> User | None:
        if name not in self._known:
            self._known[name] = User.objects.filter(username=name, is_active=True).first()
        return self._known[name]

    def created_by(self, name: str) -> dict[str, Any]:
        """The fields of a row that somebody made."""
        user = self.of(name)
        return {"created_by": user, "author_name": name if user is None else ""}


class _Restoring:
    """One archive on its way into one project."""

    def __init__(self, archive: Archive, project: Project) -> None:
        self.archive, self.project = archive, project
        self.people = _People()
        self.takes: dict[tuple[int, int], UUID] = {}
        """Ids by the number of the canvas and of the take."""
        self.sources: dict[UUID, list[records.TakePlace]] = {}

    def run(self) -> None:
        for number in self.archive.canvases:
            _CanvasRestoring(self, number).run()
        for generation_id, places in self.sources.items():
            ids = [str(self.take_at(place)) for place in places]
            Generation.objects.filter(pk=generation_id).update(sources=ids)
        for record in self.archive.records("rankings.jsonl", records.RankingRecord):
            self._add_ranking(record)

    def take_at(self, place: records.TakePlace) -> UUID:
        found = self.takes.get((place.canvas, place.take))
        if found is None:
            raise refused(f"Take {place.take} of canvas {place.canvas} is named, but is not in this archive.")
        return found

    @transaction.atomic
    def _add_ranking(self, record: records.RankingRecord) -> None:
        if len(record.takes) > limits.TAKES_PER_RANKING:
            raise refused(f"A ranking has at most {limits.TAKES_PER_RANKING} takes.")
        ranking = Ranking.objects.create(
            project=self.project,
            name=record.name,
            binned_at=record.binned_at,
            **self.people.created_by(record.author),
        )
        Ranking.objects.filter(pk=ranking.pk).update(created_at=record.created_at)
        ranking.takes.set([self.take_at(place) for place in record.takes])
        for duel in record.duels:
            if duel.left == duel.right:
                raise refused("A vote in this archive is on a take against itself.")
        duels = [
            Duel(
                ranking=ranking,
                left_id=self.take_at(duel.left),
                right_id=self.take_at(duel.right),
                judge=self.people.of(duel.judge),
                judge_name=duel.judge,
                outcome=duel.outcome,
                voted_at=duel.voted_at,
            )
            for duel in record.duels
        ]
        _create(Duel, duels, [duel.created_at for duel in record.duels])


class _CanvasRestoring:
    """One canvas with all that hangs on it."""

    def __init__(self, whole: _Restoring, number: int) -> None:
        self.whole, self.number = whole, number
        self.archive, self.people = whole.archive, whole.people
        self.folder = f"canvases/{number}"
        self.generations: dict[int, tuple[UUID, records.GenerationRecord]] = {}
        """By number; the records without what is large."""
        self.jobs: dict[int, UUID] = {}

    def run(self) -> None:
        record = self.archive.record(f"{self.folder}/canvas.json", records.CanvasRecord)
        self.codec: Codec = checking.known_codec(record.kind)
        self.canvas = self._add_canvas(record)
        for job in self.archive.records(f"{self.folder}/jobs.jsonl", records.JobRecord):
            self._add_job(job)
        name = f"{self.folder}/generations.jsonl"
        for generation in self.archive.records(name, records.GenerationRecord):
            self._add_generation(generation)
        for part in _in_parts(self.archive.records(f"{self.folder}/takes.jsonl", records.TakeRecord)):
            self._add_takes(part)
        name = f"{self.folder}/comments.jsonl"
        for comments in _in_parts(self.archive.records(name, records.CommentRecord)):
            self._add_comments(comments)

    @transaction.atomic
    def _add_canvas(self, record: records.CanvasRecord) -> Canvas:
        canvas = Canvas.objects.create(
            project=self.whole.project,
            kind=record.kind,
            name=record.name,
            origin=record.origin,
            notices=[notice.model_dump() for notice in record.notices],
            position=record.position,
            binned_at=record.binned_at,
            **self.people.created_by(record.author),
        )
        Canvas.objects.filter(pk=canvas.pk).update(created_at=record.created_at)
        update = self.archive.data(f"{self.folder}/document.yjs", limits.DOCUMENT_BYTES)
        try:
            documents.restore(canvas=canvas, update=update)
        except StudioError as error:
            raise refused(f"Canvas {self.number}: its document cannot be read. {error.message}") from None
        return canvas

    @transaction.atomic
    def _add_job(self, record: records.JobRecord) -> None:
        where = f"Canvas {self.number}, job {record.number}"
        settings = checking.check_job(self.codec, record, where)
        if record.number in self.jobs:
            raise refused(f"{where} is there twice.")
        job = Job.objects.create(
            canvas=self.canvas,
            number=record.number,
            kind=record.kind,
            state=record.state,
            settings=settings,
            frozen=record.frozen.model_dump(),
            checkpoint=record.checkpoint,
            checkpoint_sha256=record.checkpoint_sha256,
            note=record.note,
            finished_at=record.finished_at,
            **self.people.created_by(record.author),
        )
        Job.objects.filter(pk=job.pk).update(created_at=record.created_at)
        self.jobs[record.number] = job.pk

    def _add_generation(self, record: records.GenerationRecord) -> None:
        where = f"Canvas {self.number}, generation {record.number}"
        shape = checking.check_generation(self.codec, record, where)
        if record.number in self.generations:
            raise refused(f"{where} is there twice.")
        row = Generation(
            canvas=self.canvas,
            number=record.number,
            state=record.state,
            wanted="stop" if record.state == "stopped" else "run",
            frozen=record.frozen.model_dump(),
            settings=record.settings,
            pace=record.pace.model_dump(),
            seed=record.seed,
            num_candidates=record.num_candidates,
            num_steps=record.num_steps,
            first_step=record.first_step,
            last_step=record.last_step,
            parent_id=self._earlier(record.parent, where),
            parent_candidate=record.parent_candidate,
            checkpoint=record.checkpoint,
            checkpoint_sha256=record.checkpoint_sha256,
            started_at=record.started_at,
            finished_at=record.finished_at,
            graded_at=record.graded_at,
            error=record.error,
            result_hash=record.result_hash,
            purpose=Purpose.IMPORTED,
            made_as=record.purpose,
            job_id=self._job(record.job, where),
            reproduces_id=self._earlier(record.reproduces, where),
            verdict=None if record.verdict is None else record.verdict.model_dump(),
            ran_on=record.ran_on,
            num_acts=max((act.number for act in record.acts), default=0),
            **self.people.created_by(record.author),
        )
        with transaction.atomic():
            row.save()
            Generation.objects.filter(pk=row.pk).update(created_at=record.created_at)
            self._add_acts_and_grades(row, record)
        log = _Log(events.generation_stream(row.pk))
        name = f"{self.folder}/frames/{record.number}.jsonl"
        frames = self.archive.records(name, protocol.Frame)
        for part in _in_parts(checking.checked_frames(self.codec, record, shape, frames, where), 50):
            with transaction.atomic():
                Frame.objects.bulk_create(_frame(row.pk, frame) for frame in part)
                log.append([("frame", {"first_step": frame.first_step}) for frame in part])
        with transaction.atomic():
            acts = [protocol.ActAdded(act=act).model_dump(mode="json") for act in selectors.acts(row.pk)]
            summary = protocol.GenerationChanged(generation=selectors.generation(row.pk))
            log.append([("act", act) for act in acts])
            log.append([("generation", summary.model_dump(mode="json"))])
        self.generations[record.number] = (row.pk, record.model_copy(update={"acts": [], "grades": []}))
        if record.sources:
            self.whole.sources[row.pk] = record.sources

    def _add_acts_and_grades(self, row: Generation, record: records.GenerationRecord) -> None:
        acts = []
        for act in record.acts:
            author = self.people.of(act.author)
            acts.append(
                Act(
                    generation=row,
                    number=act.number,
                    kind=act.kind,
                    candidate=act.candidate,
                    payload=act.payload,
                    from_step=act.from_step,
                    author=author,
                    author_name=act.author if author is None else "",
                )
            )
        _create(Act, acts, [act.created_at for act in record.acts])
        grades = [
            Grade(
                generation=row,
                candidate=grade.candidate,
                step=grade.step,
                overall=grade.overall,
                features=grade.features,
                faults=[fault.model_dump() for fault in grade.faults],
            )
            for grade in record.grades
        ]
        _create(Grade, grades, [grade.created_at for grade in record.grades])

    @transaction.atomic
    def _add_takes(self, part: list[records.TakeRecord]) -> None:
        rows = [self._take(record) for record in part]
        _create(Take, rows, [record.created_at for record in part])
        tags, ratings = [], []
        for row, record in zip(rows, part, strict=True):
            tags += [TakeTag(take=row, name=tag) for tag in row.tags]
            ratings += [
                TakeRating(take=row, user=self.people.of(each.name), user_name=each.name, stars=each.stars)
                for each in record.ratings
            ]
        TakeTag.objects.bulk_create(tags)
        TakeRating.objects.bulk_create(ratings)

    def _take(self, record: records.TakeRecord) -> Take:
        where = f"Canvas {self.number}, take {record.number}"
        if (self.number, record.number) in self.whole.takes:
            raise refused(f"{where} is there twice.")
        if record.generation not in self.generations:
            raise refused(f"{where} is of generation {record.generation}, which is not in this archive.")
        generation_id, generation = self.generations[record.generation]
        last = generation.first_step if generation.last_step is None else generation.last_step
        if record.candidate >= generation.num_candidates or not generation.first_step <= record.step <= last:
            raise refused(f"{where} is of a candidate or step that its generation does not have.")
        checking.check_take(self.codec, generation.frozen.content, record.symbols, where)
        names = {each.name for each in record.ratings}
        if len(names) < len(record.ratings) or any(not 1 <= each.stars <= 5 for each in record.ratings):
            raise refused(f"{where}: each person gives it 1 to 5 stars once.")
        try:
            tags = takes.checked_tags(record.tags)
        except StudioError as error:
            raise refused(f"{where}: {error.message}") from None
        stars = [each.stars for each in record.ratings]
        row = Take(
            canvas=self.canvas,
            generation_id=generation_id,
            candidate=record.candidate,
            step=record.step,
            symbols=record.symbols,
            figures=record.figures,
            name=record.name,
            note=record.note,
            is_starred=record.is_starred,
            position=record.position,
            binned_at=record.binned_at,
            remarks=record.remarks,
            tags=tags,
            rating=sum(stars) / len(stars) if stars else None,
            grade=record.grade,
            features=record.features,
            faults=[fault.model_dump() for fault in record.faults],
            **self.people.created_by(record.author),
        )
        self.whole.takes[self.number, record.number] = row.pk
        return row

    @transaction.atomic
    def _add_comments(self, part: list[records.CommentRecord]) -> None:
        rows = [
            Comment(
                canvas=self.canvas,
                text=record.text,
                column=record.column,
                row=record.row,
                **self.people.created_by(record.author),
            )
            for record in part
        ]
        _create(Comment, rows, [record.created_at for record in part])

    def _earlier(self, number: int | None, where: str) -> UUID | None:
        if number is None:
            return None
        if number not in self.generations:
            raise refused(f"{where} comes from generation {number}, which does not stand before it.")
        return self.generations[number][0]

    def _job(self, number: int | None, where: str) -> UUID | None:
        if number is None:
            return None
        if number not in self.jobs:
            raise refused(f"{where} is of job {number}, which is not in this archive.")
        return self.jobs[number]


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
    steps = [step.model_dump(exclude_none=True) for step in frame.steps]
    return Frame(
        generation_id=generation_id,
        first_step=frame.first_step,
        last_step=frame.last_step,
        steps=pack(steps),
        fence=0,
    )


def _create(of: type[models.Model], rows: list[Any], times: list[datetime]) -> None:
    """Insert rows with the times at which they were made, which inserting alone would set anew."""
    of._default_manager.bulk_create(rows)
    for row, created_at in zip(rows, times, strict=True):
        row.created_at = created_at
    of._default_manager.bulk_update(rows, ["created_at"], batch_size=_AT_ONCE)


def _in_parts(items: Iterable[Item], size: int = _AT_ONCE) -> Iterator[list[Item]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
