"""Texts over the socket: two people write at once, and what is pasted is text or a clear refusal."""

import asyncio
from typing import Any

import pycrdt
import pytest
from asgiref.sync import sync_to_async

from studio.documents import store
from studio.models import Canvas, DocumentUpdate, Project
from sunmask.kinds import registry
from sunmask.text.words.words import STRAY, text_to_words, words_to_text
from tests.studio.browsers import Browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def canvas(project: Project) -> Canvas:
    canvas = Canvas.objects.create(project=project, kind="text", name="Text")
    content = registry.codec("text").blank(text="She went home.")
    store.create(canvas=canvas, update=store.update_from(canvas.kind, content))
    return canvas


def shared(document: pycrdt.Doc) -> pycrdt.Text:
    return document.get("text", type=pycrdt.Text)


async def paste(browser: Browser, canvas: Canvas, text: str) -> dict[str, Any]:
    """Send text as one edit at the end; the answer: an acknowledgement or a refusal."""

    def act(document: pycrdt.Doc) -> None:
        shared(document).insert(len(str(shared(document)).encode()), text)

    message_id, _ = await browser.edit(canvas, act)

    def answered() -> dict[str, Any] | None:
        answers = (m for m in browser.messages if m.get("client_message_id") == message_id)
        return next((m for m in answers if m["type"].startswith("document.")), None)

    return await browser.until(answered)


HOSTILE = {
    "nul": "a\x00b \x00\x00",
    "half of a character": "before \ufffd after",
    "overrides of direction": "\u202eevil\u202c \u2066x\u2069 \u200fy",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "path and address": "../../etc/passwd file:///etc/passwd https://x.example/?a=b&c=<d>",
    "no end of combining marks": "Z" + "\u0351\u0352" * 5000,
    "one endless word": "x" * 50_000,
    "nothing but spaces": " \t\n\u2028\u00a0" * 2000,
    "pictures": "👩‍👩‍👧‍👦🏳️‍🌈" * 500,
    "slots": "▢▢ ▢" * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_that_is_pasted_is_text_for_everybody(text, browser_of, canvas, ana, ben) -> None:
    async with browser_of(ana) as first, browser_of(ben) as second:
        await first.open(canvas)
        theirs = await second.open(canvas)
        answer = await paste(first, canvas, text)
        assert answer["type"] == "document.ack", answer
        await second.until(lambda: str(shared(theirs)) == "She went home." + text)
        cells = await sync_to_async(store.project_to_cells)(canvas)
        content = cells["content"]
        registry.codec("text").check(content)
        written = words_to_text(content["words"], content["spaces"])
        assert not STRAY.search(written)
        assert content["words"][:4] == ["She", "went", "home", "."]
        assert len(set(cells["columns"])) == len(content["words"])


async def test_a_mebibyte_at_once_is_refused_and_what_was_there_stays(browser_of, canvas, ana, ben) -> None:
    async with browser_of(ana) as first, browser_of(ben) as second:
        await first.open(canvas)
        theirs = await second.open(canvas)
        answer = await paste(first, canvas, "all work and no play " * 50_000)
        assert (answer["type"], answer["code"], answer["retry"]) == ("document.nack", "too_large", False)
        assert "256 KiB" in answer["message"]
        assert not await DocumentUpdate.objects.filter(canvas=canvas).aexists()
        assert (await paste(second, canvas, " Then"))["type"] == "document.ack"
        assert str(shared(theirs)) == "She went home. Then"


async def test_more_words_than_a_text_holds_are_refused_in_a_sentence(browser_of, canvas, ana) -> None:
    async with browser_of(ana) as browser:
        await browser.open(canvas)
        answer = await paste(browser, canvas, " so" * 20_000)
        assert (answer["type"], answer["code"]) == ("document.nack", "size")
        assert "20000 words" in answer["message"]


async def test_two_people_who_write_in_one_sentence_at_once_end_with_the_same_words(
    browser_of, canvas, ana, ben
) -> None:
    async with browser_of(ana) as first, browser_of(ben) as second:
        mine, theirs = await first.open(canvas), await second.open(canvas)

        async def write(browser: Browser, at: int, word: str) -> None:
            for number in range(20):

                def act(document: pycrdt.Doc) -> None:
                    shared(document).insert(at, f"{word}{number} ", {"author": "human"})  # noqa: B023
                    shared(document).format(0, 3, {"state": 1 + number % 2})  # noqa: B023

                await browser.edit(canvas, act)
                await asyncio.sleep(0)

        await asyncio.gather(write(first, 4, "ä"), write(second, 4, "b"))
        stream = f"canvas:{canvas.pk}"
        for browser in (first, second):
            await browser.until(lambda b=browser: b.seqs(stream)[-1:] == [41])
        stored = await sync_to_async(store.project_to_cells)(canvas)
        words = stored["content"]["words"]
        assert {f"{word}{number}" for word in "äb" for number in range(20)} <= set(words)
        assert text_to_words(str(shared(mine)))[0] == words
        for document in (mine, theirs):
            assert store.state_hash(store.cells_of(document, "text")) == stored["hash"]


@pytest.mark.parametrize(
    "attention",
    [
        {"cursor": ["a", 10**9]},
        {"cursor": ["a", -1]},
        {"cursor": ["x" * 65, 0]},
        {"selection": [["a", "b", 0, 10**400]]},
        {"selection": [["a", "b", 0, 1]] * 17},
    ],
)
async def test_attention_to_what_cannot_be_is_refused(attention, browser_of, canvas, ana, ben) -> None:
    async with browser_of(ana) as hers, browser_of(ben) as his:
        await hers.send(type="presence", canvas=str(canvas.pk), **attention)
        assert (await hers.got(type="refused"))["code"] == "not_understood"
        people = [person for m in his.messages if m["type"] == "presence" for person in m["people"]]
        assert not any(person["cursor"] or person["selection"] for person in people)
