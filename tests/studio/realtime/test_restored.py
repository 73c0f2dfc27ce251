"""A database that was restored from a backup: who saw more is told so, and goes on from what is there."""

import uuid

import pycrdt
import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from studio import events, protocol
from studio.models import Canvas, DocumentUpdate, EventRow, Project, Stream, User
from tests.studio.browsers import Browser, make_canvas

pytestmark = pytest.mark.django_db(transaction=True)


class Backup:
    """The numbered rows as they were when it was made; `restore` puts them back as a copied database does."""

    MODELS = (Stream, EventRow, DocumentUpdate)

    def __init__(self) -> None:
        self._rows = [list(model.objects.all()) for model in self.MODELS]

    @transaction.atomic
    def restore(self) -> None:
        for model, rows in zip(self.MODELS, self._rows, strict=True):
            model.objects.all().delete()
            times = [getattr(row, "created_at", None) for row in rows]
            model.objects.bulk_create(rows)
            for row, at in zip(rows, times, strict=True):
                if at is not None:
                    model.objects.filter(pk=row.pk).update(created_at=at)


async def backup_now() -> Backup:
    return await sync_to_async(Backup)()


async def restore(backup: Backup) -> None:
    await sync_to_async(backup.restore)()


def place(browser: Browser, stream: str) -> dict[str, object]:
    """Where a browser is in a stream, as it says when it comes back."""
    event = [m for m in browser.messages if m["type"] == "event" and m["stream"] == stream][-1]
    return {"streams": {stream: event["seq"]}, "marks": {stream: event["mark"]}}


async def tell(project: Project, name: str) -> None:
    message = protocol.ProjectChanged(id=project.pk, name=name, is_in_bin=False)

    @sync_to_async
    def write() -> None:
        with events.atomic():
            events.publish(message, events.project_stream(project.pk))

    await write()


async def test_a_browser_that_is_ahead_of_a_restored_database_is_told(browser_of, canvas, ana) -> None:
    stream = f"canvas:{canvas.pk}"
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        await browser.paint(canvas, "0:0", 60)
        backup = await backup_now()
        await browser.paint(canvas, "0:0", 62)
        await browser.until(lambda: browser.seqs(stream)[-1] == 3)
        was = place(browser, stream)
    await restore(backup)
    async with browser_of(ana) as browser:
        await browser.send(type="resume", **was)
        refused = await browser.got(type="refused")
        assert (refused["code"], refused["stream"]) == ("other_past", stream)
        assert "restored from a backup" in refused["message"]
        document = await browser.open(canvas)
        assert browser.seqs(stream) == [1, 2]
        assert document.get("symbols", type=pycrdt.Map)["0:0"] == 60


async def test_it_is_told_although_others_have_brought_the_database_past_its_place(
    browser_of, canvas, project, ana, ben
) -> None:
    """Numbers alone would not tell: after the restore there is another event of each number."""
    streams = [f"canvas:{canvas.pk}", f"project:{project.pk}"]
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        await browser.follow(streams[1])
        backup = await backup_now()
        await browser.paint(canvas, "0:0", 60)
        await tell(project, "Lost")
        await browser.until(lambda: all(browser.seqs(stream) for stream in streams))
        places = [place(browser, stream) for stream in streams]
    await restore(backup)
    async with browser_of(ben) as other:
        await other.open(canvas)
        for pitch in (70, 71):
            await other.paint(canvas, "0:0", pitch)
            await tell(project, f"After {pitch}")
    async with browser_of(ana) as browser:
        for was in places:
            await browser.send(type="resume", **was)
        for stream in streams:
            refused = await browser.got(type="refused", stream=stream)
            assert refused["code"] == "other_past"


async def test_who_has_seen_nothing_that_the_backup_lacks_goes_on(browser_of, canvas, project, ana) -> None:
    streams = [f"canvas:{canvas.pk}", f"project:{project.pk}"]
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        await browser.follow(streams[1])
        await browser.paint(canvas, "0:0", 60)
        await tell(project, "Kept")
        await browser.until(lambda: all(browser.seqs(stream) for stream in streams))
        places = [place(browser, stream) for stream in streams]
    backup = await backup_now()
    await restore(backup)
    async with browser_of(ana) as browser:
        for stream, was in zip(streams, places, strict=True):
            await browser.send(type="resume", **was)
            resumed = await browser.got(type="resumed", stream=stream)
            assert resumed["mark"] == was["marks"][stream] != ""
        assert all(m["type"] != "refused" for m in browser.messages)


async def test_a_stream_that_is_gone_keeps_nobody_from_following_the_others(
    browser_of, canvas, project, ana
) -> None:
    gone = f"generation:{uuid.uuid4()}"
    async with browser_of(ana) as browser:
        await browser.send(type="resume", streams={gone: 4, f"canvas:{canvas.pk}": 0, "no stream": 1})
        refused = await browser.got(type="refused", stream=gone)
        assert refused["code"] == "not_found"
        await browser.got(type="refused", stream="no stream")
        await browser.got(type="resumed", stream=f"canvas:{canvas.pk}")


async def test_an_edit_that_builds_on_what_was_lost_says_so_and_may_come_on_top_again(
    browser_of, canvas, ana
) -> None:
    def write(pitch: int):
        def act(document: pycrdt.Doc) -> None:
            document.get("symbols", type=pycrdt.Map)["0:0"] = pitch

        return act

    backup = await backup_now()
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        lost_id, lost = await browser.edit(canvas, write(60))
        await browser.got(type="document.ack", client_message_id=lost_id)
        await restore(backup)  # while this process has the document in memory
        message_id, update = await browser.edit(canvas, write(62))
        nack = await browser.got(type="document.nack", client_message_id=message_id)
        assert (nack["code"], nack["retry"]) == ("gap", True)
        for again, its_id in ((lost, lost_id), (update, message_id)):
            await browser.send_update(canvas, again, message_id=its_id)
            await browser.got(type="document.ack", client_message_id=its_id)


async def test_a_process_that_runs_while_its_database_is_restored_lets_all_begin_again(
    browser_of, canvas: Canvas, ana: User
) -> None:
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        backup = await backup_now()
        await browser.paint(canvas, "0:0", 60)
        await browser.until(lambda: browser.seqs(f"canvas:{canvas.pk}")[-1] == 2)
        await restore(backup)
        assert await browser.closed() == 4500
    async with browser_of(ana) as browser:
        document = await browser.open(canvas)
        assert "0:0" not in document.get("symbols", type=pycrdt.Map)
        assert await browser.paint(canvas, "0:0", 64) == 2


async def test_a_busy_stream_is_not_taken_for_a_restored_one(browser_of, project, ana) -> None:
    canvas = await sync_to_async(make_canvas)(project)
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        for pitch in range(40, 80):
            await browser.paint(canvas, "0:0", pitch)
        assert browser.close_code is None
