"""A viewer sees everything live and changes nothing, whatever they forge; who is removed is out at once."""

import base64
import time
import uuid
from collections.abc import Callable
from typing import Any

import pycrdt
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, MASKED, RENOISABLE, Screen, shared_canvas

pytestmark = pytest.mark.e2e

CLOSED_WITHIN_S = 2
SAY_ON_A_SOCKET = """([project, message]) => new Promise((done) => {
  const socket = new WebSocket(`ws://${location.host}/ws/projects/${project}`);
  const heard = [];
  socket.onmessage = ({data}) => {
    const said = JSON.parse(data);
    if (said.type === "welcome") socket.send(JSON.stringify(message));
    if (["document.ack", "document.nack", "refused"].includes(said.type)) { socket.close(); done(said); }
  };
  socket.onclose = ({code}) => done({type: "closed", code});
})"""
ASK = """async ([method, path, body]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  const answer = await fetch(path, {
    method,
    headers: {
      "Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": crypto.randomUUID(),
    },
    body: body === null ? undefined : JSON.stringify(body),
  });
  return {status: answer.status, text: await answer.text()};
}"""


def forged_edit(canvas: str, columns: list[str]) -> dict[str, Any]:
    """What an editor's browser would send after painting the first column of the alto."""
    document = pycrdt.Doc()
    document.get("states", type=pycrdt.Map)[f"{columns[0]}:{ALTO}"] = MASKED
    update = base64.b64encode(document.get_update()).decode()
    return {
        "type": "document.update",
        "canvas": canvas,
        "epoch": 1,
        "client_message_id": str(uuid.uuid4()),
        "update": update,
    }


def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """A request of the page itself, with its cookies and token."""
    return page.evaluate(ASK, [method, path, body])


def test_a_viewer_sees_live_steps_and_has_no_controls_that_edit(person: Callable[..., Reader]) -> None:
    ana_reader, vera_reader = person("Ana"), person("Vera")
    canvas = shared_canvas(ana_reader, (vera_reader, "viewer"))
    ana, vera = Screen(ana_reader, canvas).open(), Screen(vera_reader, canvas).open()
    ana.paint_voice(ALTO, RENOISABLE)
    vera.expect_cells("states", [(ALTO, 0)], RENOISABLE)
    ana.choose(steps=60, steps_per_second=2)
    ana.press_generate()
    vera.page.locator('[data-candidate="0"] .candidate-look').click()
    steps = []
    for least in (1, 3, 5):
        vera.page.wait_for_function("least => window.sunmaskStudio.step() >= least", arg=least)
        steps.append(vera.ask("step()"))
        assert vera.ask("isRunning()")
    assert steps[0] < 60
    for name in ("Pause", "Stop", "Generate", "Place on canvas", "Branch here", "Generate another"):
        offered = vera.page.get_by_role("button", name=name, exact=True)
        assert all(button.is_disabled() for button in offered.all()), name
    vera.page.keyboard.press("Escape")
    expect(vera.page.get_by_test_id("read-only")).to_be_visible()
    for control in ("undo", "redo"):
        expect(vera.page.get_by_test_id(control)).to_be_disabled()
    before = vera.shared()
    vera.page.get_by_test_id("voice-S").click()
    vera.page.keyboard.press("2")
    vera.page.get_by_test_id("roll").focus()
    vera.page.keyboard.press("ArrowUp")
    vera.page.keyboard.press("Delete")
    vera.page.keyboard.press("Control+Enter")
    vera.page.wait_for_timeout(500)
    assert vera.shared() == before
    assert vera.ask("numUnsaved()") == 0
    (run,) = ana_reader.api.get(f"/api/canvases/{canvas['id']}/snapshot")["generations"]
    ana_reader.api.make(f"/api/generations/{run['id']}/stop")


def test_the_studio_refuses_what_a_viewer_forges(person: Callable[..., Reader]) -> None:
    ana, vera = person("Ana"), person("Vera")
    canvas = shared_canvas(ana, (vera, "viewer"))
    screen = Screen(vera, canvas).open()
    path = f"/api/canvases/{canvas['id']}"
    before = ana.api.get(f"{path}/state")

    message = forged_edit(canvas["id"], before["columns"])
    answer = screen.page.evaluate(SAY_ON_A_SOCKET, [canvas["project"], message])
    assert answer["type"] == "document.nack"
    assert answer["code"] == "role_too_low"
    assert not answer["retry"]
    generation = {"settings": {}, "pace": {"mode": "full"}, "num_candidates": 1}
    member = {"name": vera.api.name, "role": "owner"}
    for method, where, body in (
        ("POST", f"{path}/generations", generation),
        ("PATCH", path, {"name": "Mine"}),
        ("POST", f"{path}/bin", None),
        ("POST", f"{path}/duplicate", None),
        ("POST", f"{path}/comments", {"text": "Hello"}),
        ("POST", f"/api/projects/{canvas['project']}/members", member),
        ("PATCH", f"/api/projects/{canvas['project']}", {"name": "Mine"}),
    ):
        answer = ask(screen.page, method, where, body)
        assert answer["status"] == 403, f"{method} {where}: {answer}"
    assert ana.api.get(f"{path}/state")["hash"] == before["hash"]
    assert ana.api.get(f"{path}/snapshot")["generations"] == []
    # The same message of an editor is an edit: it was refused for who sent it.
    editor = Screen(ana, canvas).open()
    assert editor.page.evaluate(SAY_ON_A_SOCKET, [canvas["project"], message])["type"] == "document.ack"
    screen.expect_cells("states", [(ALTO, 0)], MASKED)


def test_who_is_removed_loses_the_open_socket_within_two_seconds(person: Callable[..., Reader]) -> None:
    ana, vera = person("Ana"), person("Vera")
    canvas = shared_canvas(ana, (vera, "viewer"))
    screen, watched = Screen(ana, canvas).open(), Screen(vera, canvas)
    closed_at: list[float] = []
    vera.page.on("websocket", lambda socket: socket.on("close", lambda _: closed_at.append(time.monotonic())))
    watched.open()
    screen.page.get_by_role("button", name="Share").click()
    members = screen.page.get_by_role("dialog", name="Members")
    removed_at = time.monotonic()
    members.get_by_role("button", name=f"Remove {vera.api.name}").click()
    expect(vera.page.get_by_text("no longer a member")).to_be_visible()
    assert closed_at
    assert closed_at[0] - removed_at <= CLOSED_WITHIN_S
    vera.page.reload()
    expect(vera.page.get_by_role("heading", name="No such")).to_be_visible()


@pytest.mark.thorough
def test_who_is_removed_while_offline_hears_it_on_coming_back(person: Callable[..., Reader]) -> None:
    ana, vera = person("Ana"), person("Vera")
    canvas = shared_canvas(ana, (vera, "viewer"))
    screen, away = Screen(ana, canvas).open(), Screen(vera, canvas).open()
    vera.context.set_offline(True)
    expect(vera.page.get_by_test_id("offline")).to_be_visible()
    screen.page.get_by_role("button", name="Share").click()
    members = screen.page.get_by_role("dialog", name="Members")
    members.get_by_role("button", name=f"Remove {vera.api.name}").click()
    expect(members.get_by_role("button", name=f"Remove {vera.api.name}")).to_have_count(0)
    vera.context.set_offline(False)
    expect(away.page.get_by_role("heading", name="No longer a member")).to_be_visible()


@pytest.mark.thorough
def test_anothers_project_looks_as_if_it_did_not_exist(person: Callable[..., Reader]) -> None:
    ana, otto = person("Ana"), person("Otto")
    canvas = shared_canvas(ana)
    nowhere = str(uuid.uuid4())
    otto.page.goto("/")
    expect(otto.page.get_by_role("heading", name="Projects")).to_be_visible()
    for path in ("/api/projects/{}/snapshot", "/api/projects/{}", "/api/projects/{}/members"):
        theirs = ask(otto.page, "GET", path.format(canvas["project"]))
        none = ask(otto.page, "GET", path.format(nowhere))
        assert theirs["status"] == 404
        assert theirs == none
    for path in (
        "/api/canvases/{}/snapshot",
        "/api/canvases/{}/state",
        "/api/canvases/{}/export?format=midi",
    ):
        theirs = ask(otto.page, "GET", path.format(canvas["id"]))
        assert theirs["status"] == 404
        assert theirs == ask(otto.page, "GET", path.format(nowhere))
    message = forged_edit(canvas["id"], ["0"])
    answer = otto.page.evaluate(SAY_ON_A_SOCKET, [canvas["project"], message])
    assert answer == {"type": "closed", "code": 4404}
    for address in (f"/p/{canvas['project']}", f"/p/{canvas['project']}/c/{canvas['id']}"):
        otto.page.goto(address)
        expect(otto.page.get_by_role("heading", name="No such")).to_be_visible()
        expect(otto.page.get_by_text("Jesu")).to_have_count(0)
