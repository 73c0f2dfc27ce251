"""The socket as a browser sees it: order, healing, rights, limits."""

import asyncio
import time
from collections import Counter

import pycrdt
import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, transaction

from studio import events, limits, protocol
from studio.documents import store
from studio.models import DocumentUpdate, Member, Project
from studio.realtime import consumers, feeds
from studio.realtime.rights import Standing, read_standing
from tests.studio.browsers import (
    PATIENCE_S,
    Browser,
    make_canvas,
    make_person,
    make_project,
    session_of,
    symbol_at,
)

pytestmark = pytest.mark.django_db(transaction=True)


@sync_to_async
def rename(project: Project, *, times: int = 1) -> None:
    """Append events to the project's stream."""
    for number in range(times):
        with events.atomic():
            payload = {"kind": "project", "id": str(project.pk), "name": str(number), "is_in_bin": False}
            events.append(events.project_stream(project.pk), "project", payload)


async def test_a_browser_is_welcomed_with_its_role_and_everybody_present(browser_of, ana, ben) -> None:
    async with browser_of(ana) as first, browser_of(ben) as second:
        welcome = await second.got(type="welcome")
        assert (welcome["role"], welcome["person"]["name"]) == ("editor", "Ben")
        whole = await second.got(type="presence", is_whole=True)
        assert {state["person"]["name"] for state in whole["people"]} == {"Ana", "Ben"}
        await first.until(
            lambda: any(
                state["person"]["name"] == "Ben"
                for message in first.messages
                if message["type"] == "presence"
                for state in message["people"]
            )
        )


async def test_presence_carries_the_name_that_the_server_knows(browser_of, canvas, ana, ben) -> None:
    async with browser_of(ana) as first, browser_of(ben) as second:
        await first.got(type="welcome")
        await second.send(type="presence", canvas=str(canvas.pk), cursor=["0", 2])
        connection = (await second.got(type="welcome"))["connection"]

        def cursor():
            states = [s for m in first.messages if m["type"] == "presence" for s in m["people"]]
            return [s for s in states if s["connection"] == connection and s["cursor"] == ["0", 2]]

        (state,) = await first.until(cursor)
        assert state["person"] == {"id": ben.pk, "name": "Ben"}
        await second.send(type="presence", stage="canvas", person={"id": ana.pk, "name": "Ana"})
        assert (await second.got(type="refused"))["code"] == "not_understood"
    async with browser_of(ana) as third:
        whole = await third.got(type="presence", is_whole=True)
        assert [state["person"]["name"] for state in whole["people"]] == ["Ana"]


async def test_an_edit_is_acknowledged_stored_and_seen_by_the_other(browser_of, canvas, ana, ben) -> None:
    async with browser_of(ana) as first, browser_of(ben) as second:
        await first.open(canvas)
        theirs = await second.open(canvas)
        seq = await first.paint(canvas, "0:0", 72)
        assert seq == 2  # the snapshot was 1
        await second.until(lambda: symbol_at(theirs, "0:0") == 72)
        assert await DocumentUpdate.objects.filter(canvas=canvas, seq=2, author=ana).aexists()


async def test_two_people_who_edit_at_once_end_with_the_same_document(browser_of, canvas, ana, ben) -> None:
    async with browser_of(ana) as first, browser_of(ben) as second:
        mine, theirs = await first.open(canvas), await second.open(canvas)

        async def paint(browser: Browser, pitch: int) -> None:
            for number in range(40):
                await browser.paint(canvas, f"{number % 5}:0", pitch + number % 7)

        await asyncio.gather(paint(first, 60), paint(second, 70))
        stream = f"canvas:{canvas.pk}"
        for browser in (first, second):
            await browser.until(lambda b=browser: b.seqs(stream)[-1] == 81)
            assert browser.seqs(stream) == list(range(1, 82))
        stored = await sync_to_async(store.project_to_cells)(canvas)
        for document in (mine, theirs):
            assert store.state_hash(store.cells_of(document, "chorale")) == stored["hash"]
        assert stored["content"]["symbols"][0][0] in (60, 61, 62, 63, 64, 65, 66, 70, 71, 72, 73, 74, 75, 76)


async def test_an_update_sent_twice_is_stored_once_and_keeps_its_number(browser_of, canvas, ana) -> None:
    async with browser_of(ana) as browser:
        await browser.open(canvas)

        def act(document: pycrdt.Doc) -> None:
            document.get("symbols", type=pycrdt.Map)["0:1"] = 65

        message_id, update = await browser.edit(canvas, act)
        await browser.got(type="document.ack", client_message_id=message_id)
        await browser.send_update(canvas, update, message_id=message_id)
        acks = await browser.until(lambda: [m for m in browser.messages if m["type"] == "document.ack"][1:])
        assert acks[0]["seq"] == 2
        assert await DocumentUpdate.objects.filter(canvas=canvas).acount() == 1


async def test_a_viewers_update_is_refused_and_changes_nothing(browser_of, canvas, project, ana, ben) -> None:
    await Member.objects.filter(user=ben).aupdate(role="commenter")
    async with browser_of(ana) as first, browser_of(ben) as second:
        await first.open(canvas)
        await second.open(canvas)

        def act(document: pycrdt.Doc) -> None:
            document.get("symbols", type=pycrdt.Map)["0:0"] = 60

        message_id, _ = await second.edit(canvas, act)
        nack = await second.got(type="document.nack", client_message_id=message_id)
        assert (nack["code"], nack["retry"]) == ("role_too_low", False)
        assert not await DocumentUpdate.objects.filter(canvas=canvas).aexists()
        assert await first.paint(canvas, "0:0", 62) == 2


async def test_updates_of_another_epoch_or_another_projects_canvas_are_refused(
    browser_of, canvas, project, ana, ben
) -> None:
    foreign = await sync_to_async(lambda: make_canvas(make_project(ana)))()
    async with browser_of(ana) as browser:
        document = await browser.open(canvas)
        update = document.get_update()
        for target, epoch, code in ((canvas, 2, "stale_document"), (foreign, 1, "not_found")):
            message_id = await browser.send_update(target, update, epoch=epoch)
            nack = await browser.got(type="document.nack", client_message_id=message_id)
            assert (nack["code"], nack["retry"]) == (code, False)
        await browser.send(type="resume", streams={f"canvas:{foreign.pk}": 0})
        assert (await browser.got(type="refused"))["code"] == "not_found"
        assert await browser.paint(canvas, "0:0", 62) == 2


async def test_a_resume_sends_what_was_missed_in_order_and_then_goes_live(browser_of, project, ana) -> None:
    stream = events.project_stream(project.pk)

    await rename(project, times=150)
    async with browser_of(ana) as browser:
        await browser.follow(stream, 7)
        assert browser.seqs(stream) == list(range(8, 151))
        resumed = await browser.got(type="resumed", stream=stream)
        assert resumed["seq"] == 150
        await rename(project, times=3)
        await browser.until(lambda: browser.seqs(stream)[-1] == 153)
        of_stream = [(m["type"], m["seq"]) for m in browser.messages if m.get("stream") == stream]
        missed, live = ([("event", seq) for seq in part] for part in (range(8, 151), range(151, 154)))
        assert of_stream == [*missed, ("resumed", 150), *live]


async def test_events_arrive_although_every_bell_is_lost(browser_of, project, ana, monkeypatch) -> None:
    monkeypatch.setattr(events, "_send", lambda group, message: None)
    stream = events.project_stream(project.pk)
    async with browser_of(ana) as browser:
        await browser.follow(stream)

        await rename(project)
        await browser.until(lambda: browser.seqs(stream) == [1])


async def test_a_dead_channel_layer_closes_no_socket(browser_of, canvas, ana, ben, monkeypatch) -> None:
    class Dead:
        def __getattr__(self, name: str):
            async def fail(*_: object) -> None:
                raise ConnectionError("no broker")

            return fail

    monkeypatch.setattr(feeds, "get_channel_layer", lambda: Dead())
    async with browser_of(ana) as first, browser_of(ben) as second:
        await first.open(canvas)
        theirs = await second.open(canvas)
        await first.paint(canvas, "1:3", 48)
        await second.until(lambda: symbol_at(theirs, "1:3") == 48)


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "{",
        "[]",
        "null",
        '{"type": "root"}',
        '{"type": "resume"}',
        '{"type": "resume", "streams": {"x": "y"}}',
        '{"type": "document.update", "canvas": 1}',
        "[" * 5000,
    ],
)
async def test_what_is_not_understood_is_refused_and_the_socket_lives(browser_of, canvas, ana, text) -> None:
    async with browser_of(ana) as browser:
        await browser.socket.send_to(text_data=text)
        assert (await browser.got(type="refused"))["code"] == "not_understood"
        await browser.socket.send_to(bytes_data=b"\x00\x01")
        await browser.until(lambda: len([m for m in browser.messages if m["type"] == "refused"]) == 2)
        await browser.open(canvas)
        assert await browser.paint(canvas, "0:0", 60) == 2


async def test_who_floods_with_nonsense_is_closed(browser_of, ana) -> None:
    async with browser_of(ana) as browser:
        for _ in range(200):
            await browser.socket.send_to(text_data="{}")
        assert await browser.closed() == 4429


async def test_a_socket_whose_own_work_fails_closes_with_a_known_code(browser_of, ana, monkeypatch) -> None:
    async with browser_of(ana) as browser:
        monkeypatch.setattr(consumers, "read_standing", lambda *_: 1 / 0)
        code = await browser.closed()
    assert code in protocol.CLOSE_CODES
    assert 3000 <= code <= 4999  # others are refused by the web server, and the socket would stay


async def test_more_edits_than_the_limit_wait_and_none_is_lost(browser_of, canvas, ana, monkeypatch) -> None:
    monkeypatch.setattr(limits, "DOCUMENT_UPDATES_AT_ONCE", 20)
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        begin = time.monotonic()
        for number in range(80):
            await browser.edit(
                canvas,
                lambda document, number=number: document.get("symbols", type=pycrdt.Map).update(
                    {"0:0": 36 + number % 40}
                ),
            )
        acks = await browser.until(
            lambda: len([m for m in browser.messages if m["type"] == "document.ack"]) == 80
        )
        assert acks
        assert time.monotonic() - begin > 60 / limits.DOCUMENT_UPDATES_PER_S * 0.9


async def test_strangers_and_the_signed_out_are_closed_with_a_reason(project, ana) -> None:
    stranger = await sync_to_async(lambda: session_of(make_person("Stranger")))()
    for session, code in ((None, 4401), (stranger, 4404)):
        async with Browser(project, session) as browser:
            assert await browser.closed() == code
            assert browser.messages == []


async def test_who_loses_membership_or_session_is_closed_in_time(
    browser_of, project, ana, ben, monkeypatch
) -> None:
    looks: list[str] = []

    def counted(session_key: str, project_id: str) -> Standing:
        looks.append(session_key)
        return read_standing(session_key, project_id)

    monkeypatch.setattr(consumers, "read_standing", counted)
    session = await sync_to_async(session_of)(ana)
    async with browser_of(ben) as member, Browser(project, session) as signed_in:
        await member.got(type="welcome")
        await signed_in.got(type="welcome")
        await Member.objects.filter(user=ben).adelete()
        await sync_to_async(session.delete)()
        looks.clear()
        assert await member.closed() == 4403
        assert await signed_in.closed() == 4401
    # Rights are read each STANDING_S: the first look after the loss closes the socket.
    assert consumers.STANDING_S < 5
    assert max(Counter(looks).values()) == 1


async def test_a_changed_role_is_told_at_the_bell(browser_of, project, ana, ben, monkeypatch) -> None:
    monkeypatch.setattr(consumers, "STANDING_S", 10 * PATIENCE_S)
    async with browser_of(ben) as browser:
        await browser.got(type="welcome")
        await asyncio.sleep(0.2)

        @sync_to_async
        def demote() -> None:
            with transaction.atomic():
                Member.objects.filter(user=ben).update(role="viewer")
                events.recheck(project_id=project.pk)

        await demote()
        assert (await browser.got(type="role"))["role"] == "viewer"


async def test_a_person_has_so_many_sockets_and_no_more(browser_of, ana, monkeypatch) -> None:
    monkeypatch.setattr(limits, "SOCKETS_PER_PERSON_AND_PROJECT", 2)
    async with browser_of(ana) as first, browser_of(ana) as second, browser_of(ana) as third:
        assert await third.closed() == 4408
        await first.got(type="welcome")
        await second.got(type="welcome")


async def test_a_heartbeat_tells_the_last_numbers(browser_of, canvas, ana, monkeypatch) -> None:
    monkeypatch.setattr(consumers, "HEARTBEAT_S", 0.2)
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        beat = await browser.got(type="heartbeat", streams={f"canvas:{canvas.pk}": 1})
        assert beat
        await browser.send(type="unfollow", streams=[f"canvas:{canvas.pk}"])
        await browser.got(type="heartbeat", streams={})


async def test_a_slow_reader_is_told_so_and_catches_up_when_it_resumes(browser_of, project, ana) -> None:
    stream = events.project_stream(project.pk)

    brakes = []
    original = consumers.Outbox.__init__

    def keep(self, send, may, brake, as_seen) -> None:
        brakes.append(brake)
        original(self, send, may, brake, as_seen)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(consumers.Outbox, "__init__", keep)
        async with browser_of(ana) as browser:
            await browser.follow(stream)
            brakes[0].pauseProducing()
            await rename(project, times=100)
            lagging = await browser.got(type="lagging")
            assert lagging["streams"] == {stream: 0}
            assert browser.seqs(stream) == []
            brakes[0].resumeProducing()
            await asyncio.sleep(0.2)
            assert browser.seqs(stream) == []
            await browser.send(type="resume", streams=lagging["streams"])
            await browser.until(lambda: browser.seqs(stream) == list(range(1, 101)))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("database is locked", "could not be stored yet"), ("database or disk is full", "storage is full")],
)
async def test_a_database_that_takes_nothing_costs_a_nack_and_no_edit(
    reason: str, sentence: str, browser_of, canvas, ana, monkeypatch
) -> None:
    append_all = store.append_all

    def locked(*_: object) -> int:
        raise OperationalError(reason)

    async with browser_of(ana) as browser:
        await browser.open(canvas)
        monkeypatch.setattr(store, "append_all", locked)
        message_id, update = await browser.edit(
            canvas, lambda document: document.get("symbols", type=pycrdt.Map).update({"0:0": 60})
        )
        nack = await browser.got(type="document.nack", client_message_id=message_id)
        assert nack["retry"] is True
        assert sentence in nack["message"]
        monkeypatch.setattr(store, "append_all", append_all)
        await browser.send_update(canvas, update, message_id=message_id)
        assert (await browser.got(type="document.ack", client_message_id=message_id))["seq"] == 2


async def test_snapshot_and_updates_give_what_a_fresh_browser_gets(browser_of, canvas, ana, ben) -> None:
    stream = f"canvas:{canvas.pk}"
    async with browser_of(ana) as first:
        mine = await first.open(canvas)
        for number in range(30):
            await first.paint(canvas, f"{number}:{number % 4}", 40 + number)
            await first.paint(canvas, f"{number}:{number % 4}", number % 3, name="states")
            if number == 15:
                await sync_to_async(store.compact)(canvas)
        await first.until(lambda: first.seqs(stream)[-1] == 61)
        assert first.seqs(stream) == list(range(1, 62))
    async with browser_of(ben) as second:
        theirs = await second.open(canvas)
        assert second.seqs(stream) == list(range(33, 62))  # the snapshot stands for 1 to 33
        stored = await sync_to_async(store.project_to_cells)(canvas)
        for document in (mine, theirs):
            assert store.state_hash(store.cells_of(document, "chorale")) == stored["hash"]
