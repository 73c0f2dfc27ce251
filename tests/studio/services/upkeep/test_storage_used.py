"""Nobody fills the disk: what projects and people may store, refused in a sentence with the bytes."""

import pycrdt
import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile

from studio import limits
from studio.models import Canvas, Generation, Project
from studio.reads import storage
from studio.services.upkeep import storage_used
from tests.studio.browsers import Browser, session_of
from tests.studio.workshop import Person, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A project of which the limit is passed."""
    generation = workshop.run(workshop.start(), upto=2)
    monkeypatch.setattr(limits, "PROJECT_MIB", 1)
    Generation.objects.filter(pk=generation.pk).update(num_bytes=1 << 20)
    storage_used.gauge.forget()
    return workshop


def test_a_project_that_is_full_takes_nothing_more_and_says_how_much_it_has(full: Workshop) -> None:
    project, canvas = full.project.pk, full.canvas.pk
    generation = full.canvas.generations.get().pk
    editor = full.people["editor"]
    new = {"kind": "chorale", "name": "N", "start": "blank", "options": {}}
    answers = [
        editor.post(f"/projects/{project}/canvases", new),
        editor.client.post(
            f"/api/projects/{project}/imports", {"file": SimpleUploadedFile("a.txt", b"Some words.")}
        ),
        editor.post(f"/canvases/{canvas}/duplicate"),
        editor.post(f"/canvases/{canvas}/generations", {"settings": {"num_steps": 2}}),
        editor.post(f"/canvases/{canvas}/comments", {"text": "Lovely."}),
        editor.post(f"/generations/{generation}/takes", {"candidate": 0, "step": 1}),
        editor.post(f"/generations/{generation}/branch", {"candidate": 0, "step": 1}),
        editor.post(
            f"/canvases/{canvas}/jobs",
            {"kind": "best_of", "settings": {"total": 2, "keep": 1, "batch": 1}},
        ),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(413, "storage_full")] * 8
    assert "1.0 MiB of storage; the limit is 1 MiB" in answers[0].json()["message"]
    assert editor.made("GET", f"/canvases/{canvas}/snapshot")["num_takes"] == 0
    told = editor.made("GET", f"/projects/{project}/storage")
    assert told["num_bytes"] > told["most_bytes"] == 1 << 20


async def test_edits_of_a_full_project_are_refused_in_a_sentence(full: Workshop) -> None:
    session = await _session(full.people["editor"])
    async with Browser(full.project, session) as browser:
        await browser.open(full.canvas)
        message_id, _ = await browser.edit(full.canvas, _write("0:0", 60))
        refused = await browser.got(type="document.nack", client_message_id=message_id)
    assert (refused["code"], refused["retry"]) == ("storage_full", False)


def test_a_person_who_has_stored_too_much_brings_no_archive(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = b"".join(workshop.owner.client.get(f"/api/projects/{workshop.project.pk}/archive"))
    num_projects = Project.objects.count()

    def bring(person: Person) -> tuple[int, str]:
        storage_used.gauge.forget()
        answer = person.client.post("/api/archives", {"file": SimpleUploadedFile("a.zip", archive)})
        return answer.status_code, answer.json().get("code", "")

    monkeypatch.setattr(limits, "PERSON_MIB", 0)
    assert bring(workshop.owner) == (413, "storage_full")
    # what is packed small may be large: it is weighed again once it is there, and goes
    monkeypatch.setattr(limits, "PERSON_MIB", 1)
    monkeypatch.setattr(limits, "PROJECT_MIB", 0)
    assert bring(workshop.owner) == (413, "storage_full")
    assert Project.objects.count() == num_projects
    monkeypatch.setattr(limits, "PROJECT_MIB", 1)
    assert bring(workshop.owner)[0] == 201


async def test_what_is_overwritten_takes_no_room_for_long(workshop: Workshop) -> None:
    """Updates that are padded with what the next one overwrites: the log is merged by its bytes too."""
    session = await _session(workshop.people["editor"])
    async with Browser(workshop.project, session) as browser:
        await browser.open(workshop.canvas)
        for _ in range(30):
            message_id, _ = await browser.edit(workshop.canvas, _write("title", "x" * 200_000, "meta"))
            await browser.got(type="document.ack", client_message_id=message_id)
    assert await _bytes_of(workshop.canvas) < 2 << 20


async def test_an_update_that_deletes_what_nobody_made_is_not_stored(workshop: Workshop) -> None:
    stray: pycrdt.Doc = pycrdt.Doc()
    symbols = stray.get("symbols", type=pycrdt.Map)
    symbols["0:0"] = 60
    before = stray.get_state()
    del symbols["0:0"]
    session = await _session(workshop.people["editor"])
    async with Browser(workshop.project, session) as browser:
        await browser.open(workshop.canvas)
        message_id = await browser.send_update(workshop.canvas, stray.get_update(before))
        refused = await browser.got(type="document.nack", client_message_id=message_id)
    assert refused["code"] == "gap"


def _write(key: str, value: object, name: str = "symbols"):
    def act(document: pycrdt.Doc) -> None:
        document.get(name, type=pycrdt.Map)[key] = value

    return act


async def _session(person: Person):
    return await sync_to_async(session_of)(person.user)


async def _bytes_of(canvas: Canvas) -> int:
    return (await sync_to_async(storage.bytes_of)([canvas.project_id]))[canvas.project_id]
