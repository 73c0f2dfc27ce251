"""What is let go of, when, and what stays; deleting for good in batches."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio import events, limits
from studio.models import (
    Canvas,
    Comment,
    DocumentUpdate,
    EventRow,
    Frame,
    Generation,
    Project,
    RateBucket,
    Stream,
    Take,
)
from studio.reads import storage
from studio.reads.streams import events_after, stream_seq
from studio.services import canvases, projects
from studio.services.collection import takes
from studio.services.runs import generations
from studio.services.upkeep import deletion, pruning
from tests.studio.workshop import Workshop

LONG_AGO = timedelta(days=400)


def stopped(workshop: Workshop) -> Generation:
    running = workshop.run(workshop.start(), upto=4)
    return generations.stop(generation=running, user=workshop.user("editor"))


def old(rows, **more) -> None:
    rows.update(finished_at=timezone.now() - LONG_AGO, **more)


def test_steps_of_old_runs_go_unless_somebody_kept_something(workshop: Workshop) -> None:
    unkept, kept, young = stopped(workshop), stopped(workshop), stopped(workshop)
    Take.objects.exclude(generation=kept).delete()  # what stopping keeps
    old(Generation.objects.exclude(pk=young.pk))
    before = storage.bytes_of([workshop.project.pk])[workshop.project.pk]
    assert pruning.due()["steps of generations that nobody kept"] == 1
    assert pruning.prune()["steps of generations that nobody kept"] == 1
    assert set(Frame.objects.values_list("generation_id", flat=True)) == {kept.pk, young.pk}
    stream = events.generation_stream(unkept.pk)
    assert not EventRow.objects.filter(stream=stream).exists()
    assert events_after(stream, 0, 10) == []
    assert Generation.objects.get(pk=unkept.pk).state == "stopped"
    assert workshop.owner.get(f"/generations/{unkept.pk}/frames").json() == []
    assert storage.bytes_of([workshop.project.pk])[workshop.project.pk] < before


def test_a_dry_run_tells_and_changes_nothing(workshop: Workshop) -> None:
    stopped(workshop)
    Take.objects.all().delete()
    old(Generation.objects.all())
    out = StringIO()
    call_command("prune", dry_run=True, stdout=out)
    assert "1  steps of generations that nobody kept" in out.getvalue()
    assert Frame.objects.exists()
    call_command("prune", stdout=out)
    assert not Frame.objects.exists()


@pytest.mark.parametrize("days", [limits.BIN_DAYS - 1, limits.BIN_DAYS + 1])
def test_the_bin_is_emptied_after_its_days_and_not_before(workshop: Workshop, days: int) -> None:
    generation = stopped(workshop)
    workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/comments", {"text": "Lovely."})
    workshop.owner.made("POST", f"/generations/{generation.pk}/takes", {"candidate": 1, "step": 2})
    other = canvases.duplicate(canvas=workshop.canvas, user=workshop.user("owner"))
    projects.put_in_bin(project=workshop.project)
    Project.objects.update(binned_at=timezone.now() - timedelta(days=days))
    pruning.prune()
    if days < limits.BIN_DAYS:
        assert Project.objects.exists()
        assert Canvas.objects.filter(pk=other.pk).exists()
        return
    for model in (Project, Canvas, Generation, Frame, Take, Comment, DocumentUpdate, EventRow, Stream):
        assert not model.objects.exists(), model


def test_a_take_in_the_bin_goes_alone(workshop: Workshop) -> None:
    generation = stopped(workshop)
    take = takes.keep(generation=generation, user=workshop.user("editor"), candidate=1, step=2)
    Take.objects.filter(pk=take.pk).update(binned_at=timezone.now() - LONG_AGO)
    pruning.prune()
    assert not Take.objects.filter(pk=take.pk).exists()
    assert Take.objects.filter(generation=generation).exists()


def test_old_events_sessions_and_counts_go(workshop: Workshop) -> None:
    stream = events.project_stream(workshop.project.pk)
    seq = stream_seq(stream)
    EventRow.objects.update(created_at=timezone.now() - LONG_AGO)
    Session.objects.update(expire_date=timezone.now() - LONG_AGO)
    RateBucket.objects.create(key="x", window_start=timezone.now() - LONG_AGO)
    pruning.prune()
    assert not EventRow.objects.filter(stream=stream).exists()
    assert not Session.objects.exists()
    assert not RateBucket.objects.exists()
    assert stream_seq(stream) == seq  # numbers go on


def test_a_project_is_deleted_in_short_transactions(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(deletion, "GENERATIONS_AT_ONCE", 2)
    for _ in range(5):
        stopped(workshop)
    num_rows = Frame.objects.count() + EventRow.objects.count()
    with CaptureQueriesContext(connection) as queries:
        deletion.delete_project(workshop.project)
    assert not Generation.objects.exists()
    savepoints = [query for query in queries if query["sql"].startswith("SAVEPOINT")]
    assert len(savepoints) > num_rows / 2


def test_the_admin_deletes_nothing_around_it(workshop: Workshop) -> None:
    admin = workshop.user("owner")
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client = workshop.owner.client
    generation = workshop.start()
    for path in (
        f"/admin/studio/project/{workshop.project.pk}/delete/",
        f"/admin/studio/canvas/{workshop.canvas.pk}/delete/",
        f"/admin/studio/generation/{generation.pk}/delete/",
    ):
        assert client.post(path, {"post": "yes"}).status_code == 403
    listed = client.get("/admin/studio/project/")
    assert "delete_selected" not in listed.content.decode()
    assert "KiB" in listed.content.decode()
    assert Project.objects.exists()


def test_a_project_says_how_many_bytes_it_takes(workshop: Workshop) -> None:
    empty = workshop.owner.made("GET", f"/projects/{workshop.project.pk}/storage")["num_bytes"]
    stopped(workshop)
    assert workshop.owner.made("GET", f"/projects/{workshop.project.pk}/storage")["num_bytes"] > empty > 0
