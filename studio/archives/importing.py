"""Importing an archive: a project with the same canvases, generations, takes, votes and authors.

Everything is written in short transactions into a project that has no members, so that nobody is kept
waiting and nobody sees a part. At the end the importer becomes its owner, or all of it moves into a project
that was there before, in one transaction.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.utils import timezone

from studio import access, events, limits, protocol
from studio.archives import campaigns, joining, listening, records
from studio.archives.canvases import CanvasRestoring, People, create, kept
from studio.archives.child import check_in_child
from studio.archives.reading import Archive
from studio.errors import StudioError
from studio.models import (
    Duel,
    Generation,
    Member,
    Project,
    Ranking,
    Role,
    User,
)
from studio.reads import storage
from studio.services import audit, projects
from studio.services.upkeep import deletion, storage_used

_ABANDONED_AFTER = timedelta(hours=6)
free_imports = threading.BoundedSemaphore(1)
"""One archive at a time in a process: others wait, the people who work do not."""


def restore(*, file: IO[bytes], user: User) -> Project:
    """The project of an archive, with `user` as its only member.

    What the importer made is theirs again; everybody else stays a name, whoever has an account here. Raises
    StudioError 422 for an archive that is damaged or hostile, with the reason, and leaves nothing behind; 413
    where it would take more than the person may store; 429 while another is read.
    """
    with _read_alone():
        storage_used.require_room_of(user, file.seek(0, os.SEEK_END))
        _check(file)
        return restore_trusted(file=file, user=user)


def restore_into(*, file: IO[bytes], user: User, project: Project) -> protocol.ArchiveImported:
    """Add all that an archive holds to a project: its canvases with everything on them, its rankings,
    listening tests and campaigns; names that are taken there get a number.

    Raises what `restore` raises, 403 for campaigns where `user` does not own the project, and 409 where it
    would hold more than a project can, or is in the bin.
    """
    projects.require_live(project)
    with _read_alone():
        storage_used.require_room(project, file.seek(0, os.SEEK_END))
        _check(file)
        with closing(Archive(file)) as archive:
            if archive.campaigns:
                _require_owner(user, project)
            _forget_abandoned(user)
            apart = Project.objects.create(name=archive.manifest.project, created_by=user)
            with _nothing_left(apart):
                _Restoring(archive, apart, user).run()
                num_bytes = storage.bytes_of([apart.pk])[apart.pk]
                storage_used.require_room(project, num_bytes)
                # rights may have gone meanwhile
                access.project_for(user, project.pk, may="own" if archive.campaigns else "edit")
                imported = joining.join(apart, project, user)
            storage_used.stored(project, num_bytes)
            return imported


def restore_trusted(*, file: IO[bytes], user: User) -> Project:
    """As `restore`, for an archive that ships with the studio: it is known to be whole."""
    with closing(Archive(file)) as archive:
        _forget_abandoned(user)
        with events.atomic():
            project = projects.create(user=user, name=archive.manifest.project)
            Member.objects.filter(project=project).delete()
        with _nothing_left(project):
            _Restoring(archive, project, user).run()
            storage_used.require_room(project)  # what was packed small may be large
        with events.atomic():
            Member.objects.create(project=project, user=user, role=Role.OWNER)
            audit.record("project.imported", project=project, person=user)
    return project


@contextmanager
def _read_alone() -> Iterator[None]:
    if not free_imports.acquire(blocking=False):
        message = "Another archive is being read. Try again in a moment."
        raise StudioError("busy", 429, message, retry_after_s=5)
    try:
        yield
    finally:
        free_imports.release()


def _check(file: IO[bytes]) -> None:
    file.seek(0)
    check_in_child(file, timeout_s=limits.ARCHIVE_TRIAL_S)


@contextmanager
def _nothing_left(project: Project) -> Iterator[None]:
    """Delete a project that has no members yet where something fails."""
    try:
        yield
    except BaseException:
        deletion.delete_project(project)
        raise


def _require_owner(user: User, project: Project) -> None:
    if not access.may(user, project, "own"):
        raise StudioError(
            "role_too_low",
            403,
            "This archive has campaigns, which only owners bring into a project. Ask an owner to import it, "
            "or import it as a project of its own.",
        )


def _forget_abandoned(user: User) -> None:
    """Delete what an import that was killed has left, long after any that could still run."""
    without_members = Project.objects.filter(created_by=user, memberships=None)
    for project in without_members.filter(created_at__lt=timezone.now() - _ABANDONED_AFTER):
        deletion.delete_project(project)


def _rules(record: records.RankingRecord) -> dict[str, Any]:
    """Without the canvases of another project among the controls."""
    if record.rules is None:
        return {}
    return record.rules.model_copy(update={"real": []}).model_dump(mode="json")


class _Restoring:
    """One archive on its way into one project."""

    def __init__(self, archive: Archive, project: Project, user: User) -> None:
        self.archive, self.project = archive, project
        self.people = People(user)
        self.takes: dict[tuple[int, int], UUID] = {}
        """Ids by the number of the canvas and of the take."""
        self.sources: dict[UUID, list[records.TakePlace]] = {}

    def run(self) -> None:
        for number in self.archive.canvases:
            canvas = CanvasRestoring(self.archive, self.project, self.people, number)
            canvas.run()
            self.takes |= {(number, take): pk for take, pk in canvas.takes.items()}
            self.sources |= canvas.sources
        for generation_id, places in self.sources.items():
            ids = [str(self._take_at(place)) for place in places]
            Generation.objects.filter(pk=generation_id).update(sources=ids)
        for record in self.archive.records("rankings.jsonl", records.RankingRecord):
            self._add_ranking(record)
        for number in self.archive.campaigns:
            campaigns.restore(self.archive, number, self.project, self.people, self._take_at)
        for number in self.archive.listening_tests:
            listening.restore(self.archive, number, self.project, self.people, self._take_at)

    def _take_at(self, place: records.TakePlace) -> UUID:
        return self.takes[place.canvas, place.take]

    @events.atomic()
    def _add_ranking(self, record: records.RankingRecord) -> None:
        ranking = Ranking.objects.create(
            project=self.project,
            **kept(record, "takes", "duels", "opened_at", "rules"),
            rules=_rules(record),
            opened_at=record.was_opened_at,
            **self.people.created_by(record.author),
        )
        Ranking.objects.filter(pk=ranking.pk).update(created_at=record.created_at)
        ranking.takes.set([self._take_at(place) for place in record.takes])
        duels = [
            Duel(
                ranking=ranking,
                **kept(duel, "left", "right", "judge"),
                left_id=self._take_at(duel.left),
                right_id=self._take_at(duel.right),
                judge=self.people.of(duel.judge),
                judge_name=duel.judge,
            )
            for duel in record.duels
        ]
        create(Duel, duels, [duel.created_at for duel in record.duels])
