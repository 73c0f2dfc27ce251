"""Every message of the socket by every kind of person: as the table of permissions says, none unlisted."""

import base64
from collections.abc import Awaitable, Callable
from typing import get_args

import pycrdt
import pytest
from asgiref.sync import sync_to_async

from studio import access, protocol
from studio.documents import store
from studio.models import DocumentUpdate, User
from tests.studio.browsers import Browser, session_of
from tests.studio.workshop import Workshop, make_workshop, person

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = ("nobody", "stranger", *access.ROLES)
MESSAGES: dict[str, access.Permission] = {
    "resume": "see",
    "unfollow": "see",
    "document.update": "edit",
    "presence": "see",
    "ping": "see",
}
"""What a browser may say to the permission that it takes."""
CLOSED = {"nobody": 4401, "stranger": 4404}
"""Those who are not let in, and what their browser is told."""


async def resume(browser: Browser, workshop: Workshop) -> bool:
    stream = f"project:{workshop.project.pk}"
    await browser.send(type="resume", streams={stream: 0})
    return bool(await browser.got(type="resumed", stream=stream))


async def unfollow(browser: Browser, workshop: Workshop) -> bool:
    stream = f"canvas:{workshop.canvas.pk}"
    await browser.follow(stream)
    await browser.send(type="unfollow", streams=[stream])
    await browser.send(type="ping")
    return stream not in (await browser.got(type="heartbeat"))["streams"]


async def update_document(browser: Browser, workshop: Workshop) -> bool:
    update = await sync_to_async(update_of)(workshop)
    message_id = await browser.send_update(workshop.canvas, update)

    def answer() -> dict | None:
        fitting = (m for m in browser.messages if m.get("client_message_id") == message_id)
        return next(fitting, None)

    found = await browser.until(answer)
    num_stored = await DocumentUpdate.objects.filter(canvas=workshop.canvas).acount()
    assert num_stored == (found["type"] == "document.ack")
    if found["type"] == "document.nack":
        assert (found["code"], found["retry"]) == ("role_too_low", False)
    return found["type"] == "document.ack"


async def be_present(browser: Browser, workshop: Workshop) -> bool:
    await browser.send(type="presence", canvas=str(workshop.canvas.pk), cursor=["0", 2])

    def is_told() -> bool:
        states = [s for m in browser.messages if m["type"] == "presence" for s in m["people"]]
        return any(state["cursor"] == ["0", 2] for state in states)

    return bool(await browser.until(is_told))


async def ping(browser: Browser, workshop: Workshop) -> bool:
    await browser.send(type="ping")
    return bool(await browser.got(type="heartbeat"))


DEEDS: dict[str, Callable[[Browser, Workshop], Awaitable[bool]]] = {
    "resume": resume,
    "unfollow": unfollow,
    "document.update": update_document,
    "presence": be_present,
    "ping": ping,
}
"""Says each message; whether it was done."""


def update_of(workshop: Workshop) -> bytes:
    document = store.load(workshop.canvas).document
    before = document.get_state()
    document.get("symbols", type=pycrdt.Map)["0:0"] = 60
    return document.get_update(before)


def somebody(workshop: Workshop, who: str) -> User | None:
    if who == "nobody":
        return None
    return person("passer-by") if who == "stranger" else workshop.user(who)


@sync_to_async
def session(workshop: Workshop, who: str) -> object:
    user = somebody(workshop, who)
    return None if user is None else session_of(user)


def test_no_message_is_missing_from_the_table() -> None:
    union, *_ = get_args(protocol.ClientMessage)
    assert (
        {message.model_fields["type"].default for message in get_args(union)} == set(MESSAGES) == set(DEEDS)
    )


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("message", MESSAGES)
async def test_a_message_does_what_its_sender_may_do(message: str, who: str, workshop: Workshop) -> None:
    async with Browser(workshop.project, await session(workshop, who)) as browser:
        if who in CLOSED:
            assert await browser.closed() == CLOSED[who]
            assert browser.messages == []
            return
        await browser.got(type="welcome", role=who)
        assert await DEEDS[message](browser, workshop) == access.role_may(who, MESSAGES[message])


@pytest.mark.parametrize("who", access.ROLES)
async def test_nobody_reaches_another_projects_rows_by_a_socket_of_ones_own(
    who: str, workshop: Workshop
) -> None:
    @sync_to_async
    def elsewhere() -> Workshop:
        for each in workshop.people.values():
            assert each.user
            each.user.username = f"first-{each.user.username}"
            each.user.save()
        return make_workshop()

    other = await elsewhere()
    update = base64.b64encode(await sync_to_async(update_of)(other)).decode()
    async with Browser(workshop.project, await session(workshop, who)) as browser:
        await browser.got(type="welcome")
        for stream in (f"project:{other.project.pk}", f"canvas:{other.canvas.pk}"):
            await browser.send(type="resume", streams={stream: 0})
            assert (await browser.got(type="refused"))["code"] == "not_found"
            browser.messages.clear()
        edit = {"canvas": str(other.canvas.pk), "epoch": 1, "client_message_id": "1", "update": update}
        await browser.send(type="document.update", **edit)
        assert (await browser.got(type="document.nack"))["code"] == "not_found"
        assert browser.seqs(f"canvas:{other.canvas.pk}") == []
    assert not await DocumentUpdate.objects.filter(canvas=other.canvas).aexists()
