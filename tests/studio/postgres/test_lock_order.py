"""The order of locks: two writes at once, one of them held up before each of its statements, never deadlock.

One write runs up to a statement and waits there with what it has locked, while the other runs as far as it
can; then the first goes on. With each pair of writes and each statement that is every order in which one can
get into the other's way. Nothing is committed, so that each trial finds the same rows; foreign keys, which
lock at a commit, are checked at the end. SQLite has one lock for all, so this needs PostgreSQL
(`make test-postgres`).
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from studio import events
from studio.bodies import BestOf, ManyTakesChange
from studio.documents import store
from studio.models import Generation, User
from studio.services.collection import many_takes, takes
from studio.services.runs import claims, generations, grades, jobs
from sunmask.kinds.grade import CanvasGrade
from tests.studio.workshop import Workshop, made_up, make_workshop

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock for all"),
]

LONGEST_S = 20.0

Write = Callable[[], Any]


class Scene:
    """Two runs, one that is done, a job with a run, another run that waits, and a take."""

    def __init__(self) -> None:
        self.workshop: Workshop = make_workshop()
        self.canvas, self.editor = self.workshop.canvas, self.workshop.user("editor")
        owner = self.workshop.user("owner")
        self.done = self._run(owner, 8)
        claims.release(generation_id=self.done.pk, fence=self.done.fence, state="done")
        self.runs = [self._run(self.editor, 2) for _ in range(2)]
        kept = [takes.keep(generation=self.done, user=self.editor, candidate=0, step=step) for step in (7, 8)]
        self.takes = [take.pk for take in kept]
        request = ManyTakesChange(takes=self.takes, flag="pick", remove_tags=["calm"])
        self.change = many_takes.change(project=self.workshop.project, user=self.editor, request=request)
        self.job = jobs.start_best_of(
            canvas=self.canvas,
            user=owner,
            request=BestOf(settings={"num_steps": 4}, total=2, keep=1, batch=1),
        )
        self.workshop.start(user=owner)
        self.update = store.update_from("chorale", store.project_to_cells(self.canvas)["content"])

    def _run(self, user: User, steps: int) -> Generation:
        self.workshop.start(user=user)
        (claimed,) = claims.claim(worker="one", most=1)
        return self.workshop.run_on(claimed, steps)

    def edit(self) -> None:
        with events.atomic():
            store.append(
                canvas=self.canvas, user=self.editor, update=self.update, client_message_id="x", epoch=1
            )

    def change_takes(self) -> None:
        request = ManyTakesChange(takes=self.takes, stars=4, is_starred=True, add_tags=["calm"])
        many_takes.change(project=self.workshop.project, user=self.editor, request=request)

    def undo_change(self) -> None:
        many_takes.undo(change=self.change)

    def grade(self) -> None:
        graded = [CanvasGrade(1.0, {}, ())] * self.done.num_candidates
        grades.store(generation=self.done, grades=graded)


def _record(scene: Scene, order: tuple[int, int]) -> None:
    runs = [scene.runs[place] for place in order]
    claims.record_frames([claims.NewFrame(run.pk, run.fence, [made_up(run, 3)]) for run in runs])


WRITES: dict[str, Callable[[Scene], Any]] = {
    "start": lambda scene: scene.workshop.start(user=scene.editor),
    "claim": lambda scene: claims.claim(worker="two", most=1),
    "record": lambda scene: _record(scene, (0, 1)),
    "record in another order": lambda scene: _record(scene, (1, 0)),
    "pause": lambda scene: generations.pause(generation=scene.runs[1], user=scene.editor),
    "advance a job": lambda scene: jobs.advance(scene.job.pk),
    "grade": Scene.grade,
    "keep": lambda scene: takes.keep(generation=scene.done, user=scene.editor, candidate=1, step=8),
    "edit": Scene.edit,
    "change many takes": Scene.change_takes,
    "undo a change of many": Scene.undo_change,
}


class Writer(threading.Thread):
    """A write in a thread and connection of its own, that waits before its statement number `hold_at`."""

    def __init__(self, write: Write, hold_at: int | None = None) -> None:
        super().__init__(daemon=True)
        self.write, self.hold_at = write, hold_at
        self.num_locking, self.has_locked = 0, False
        self.process_id = 0
        self.holds, self.go_on = threading.Event(), threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            with connection.execute_wrapper(self._count), transaction.atomic():
                self.process_id = connection.connection.info.backend_pid
                self.write()
                connection.check_constraints()
                transaction.set_rollback(True)
        except BaseException as error:
            self.error = error
        finally:
            self.holds.set()
            connections.close_all()

    def _count(self, execute: Any, sql: str, *more: Any) -> Any:
        if self.has_locked and self.num_locking == self.hold_at:
            self.holds.set()
            self.go_on.wait(LONGEST_S)
        self.has_locked = False
        found = execute(sql, *more)
        if sql.startswith(("UPDATE", "INSERT", "DELETE", "SET CONSTRAINTS")) or "FOR NO KEY UPDATE" in sql:
            self.num_locking += 1
            self.has_locked = True
        return found

    def go_as_far_as_it_can(self) -> None:
        """Until it is over, or the database says that it waits for a lock."""
        deadline = time.monotonic() + LONGEST_S
        while self.is_alive() and time.monotonic() < deadline:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [self.process_id]
                )
                if cursor.fetchone() == ("Lock",):
                    return
            self.join(0.002)

    def finish(self, what: str) -> None:
        self.join(LONGEST_S)
        assert not self.is_alive(), f"{what} hangs"
        assert self.error is None, f"{what}: {self.error}"


def trial(held: Write, other: Write, hold_at: int, what: str) -> None:
    first, second = Writer(held, hold_at), Writer(other)
    first.start()
    first.holds.wait(LONGEST_S)
    second.start()
    second.go_as_far_as_it_can()
    first.go_on.set()
    first.finish(f"{what}, the one held up")
    second.finish(f"{what}, the other")


USUAL = ("claim", "record", "change many takes")
"""Those held up after every change; the others when all is tested. All get into the way of each."""


@pytest.mark.parametrize(
    "held", [name if name in USUAL else pytest.param(name, marks=pytest.mark.thorough) for name in WRITES]
)
def test_no_two_writes_lock_each_other_out(held: str, checkpoint: str) -> None:
    scene = Scene()
    alone = Writer(lambda: WRITES[held](scene))
    alone.start()
    alone.finish(held)
    assert alone.num_locking >= 2
    for other, write in WRITES.items():
        for hold_at in range(1, alone.num_locking + 1):
            what = f"{held} (held up after {hold_at} of {alone.num_locking} locks) and {other}"
            trial(lambda: WRITES[held](scene), lambda write=write: write(scene), hold_at, what)


def test_a_deadlock_would_be_found(checkpoint: str) -> None:
    rows = [Scene().workshop.start().pk for _ in range(1)]
    rows.append(Generation.objects.exclude(pk=rows[0]).values_list("pk", flat=True)[0])

    def lock(order: tuple[int, int]) -> None:
        for place in order:
            Generation.objects.filter(pk=rows[place]).update(attempt=1)

    first, second = Writer(lambda: lock((0, 1)), 1), Writer(lambda: lock((1, 0)))
    first.start()
    first.holds.wait(LONGEST_S)
    second.start()
    second.go_as_far_as_it_can()
    first.go_on.set()
    first.join(LONGEST_S)
    second.join(LONGEST_S)
    assert any(isinstance(thread.error, OperationalError) for thread in (first, second))
