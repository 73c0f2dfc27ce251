"""A campaign in the browser: two judges answer by keys, each alone; an owner decides where they differ."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import shelf
from tests.e2e.conftest import Reader
from tests.e2e.screen import edited

pytestmark = pytest.mark.e2e

NUM_TAKES = 2


def project_with_takes(ana: Reader, *judges: Reader) -> str:
    """Eight bars, harmonised and kept, with the judges as curators."""
    project = ana.api.make("/api/projects", {"name": "Hymns"})["id"]
    for judge in judges:
        body = {"name": judge.api.name, "role": "curator"}
        ana.api.make(f"/api/projects/{project}/members", body)
    about = {"kind": "chorale", "start": "Ode to Joy (melody)"}
    canvas = ana.api.make(f"/api/projects/{project}/canvases", about)
    edited(ana, canvas, lambda editor: editor.paint_rows((1, 2, 3), 2))
    started = ana.api.generate(canvas["id"], settings={"num_steps": 2}, num_candidates=NUM_TAKES, seed=5)
    generation = shelf.wait_done(ana, started)
    for candidate in range(NUM_TAKES):
        body = {"candidate": candidate, "step": 2, "name": f"Secret {candidate}"}
        ana.api.make(f"/api/generations/{generation['id']}/takes", body)
    return project


def begun_by_hand(page: Page, project: str) -> str:
    """The address of a campaign about all takes, begun on the page of takes."""
    page.goto(f"/p/{project}/takes")
    page.get_by_role("gridcell").first.click()
    page.keyboard.press("Control+a")
    page.get_by_role("region", name="Chosen takes").get_by_role("button", name="Campaign").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Which to sing")
    expect(dialog.get_by_label("Choices of question 2")).to_have_value(re.compile("voice-leading, cadence"))
    expect(dialog.get_by_text(f"{NUM_TAKES} takes for each judge")).to_be_visible()
    dialog.get_by_role("button", name="Begin campaign").click()
    expect(page.get_by_role("heading", name=f"0 of {2 * NUM_TAKES} answers are in.")).to_be_visible()
    return page.url


def at(page: Page, number: int) -> None:
    expect(page.get_by_text(f"{number} of {NUM_TAKES}", exact=True)).to_be_visible()


def test_two_judges_answer_by_keys_and_an_owner_sees_it_live_and_decides(
    person: Callable[..., Reader], browser: Browser
) -> None:
    ana, ben, cleo = person("Ana"), person("Ben"), person("Cleo")
    project = project_with_takes(ana, ben, cleo)
    address = begun_by_hand(ana.page, project)

    page = ben.page
    page.goto(f"{address}/answer")
    at(page, 1)
    for key in ("5", "2", "Enter"):  # the scale, a reason, and on
        page.keyboard.press(key)
    at(page, 2)
    expect(ana.page.get_by_role("heading", name=f"1 of {2 * NUM_TAKES} answers is in.")).to_be_visible()
    page.keyboard.press("Backspace")
    at(page, 1)
    expect(page.get_by_role("button", name="5", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="cadence")).to_have_attribute("aria-pressed", "true")
    assert "Secret" not in page.content()

    elsewhere = browser.new_context(
        base_url=ben.api.url, storage_state=ben.context.storage_state(), reduced_motion="reduce"
    )
    try:
        other = elsewhere.new_page()
        other.goto(f"{address}/answer")  # another machine goes on where this one stopped
        at(other, 2)
        other.keyboard.press("5")
        expect(other.get_by_role("button", name="Save and continue")).to_be_enabled()
        other.keyboard.press("Enter")
        expect(other.get_by_role("heading", name="You have answered everything")).to_be_visible()
    finally:
        elsewhere.close()

    for _ in range(NUM_TAKES):
        task = cleo.api.make(f"/api/campaigns/{address.rsplit('/', 1)[1]}/tasks", {})
        answered = cleo.api.send("PUT", f"/api/campaign-tasks/{task['id']}", {"answers": [1, []]})
        assert answered.status_code == 200
    disagreements = ana.page.get_by_role("region", name="They disagree on")
    expect(disagreements.get_by_role("listitem")).to_have_count(3)  # two on the scale, one reason
    disagreements.get_by_role("button", name=re.compile("^Decide: Secret 0, Would you sing it")).click()
    dialog = ana.page.get_by_role("dialog", name="Secret 0")
    dialog.get_by_role("button", name="4", exact=True).click()
    dialog.get_by_role("button", name="Decide").click()
    ana.page.keyboard.press("Escape")  # the next one
    decided = disagreements.get_by_role("listitem").filter(has_text="decided: 4")
    expect(decided).to_contain_text(re.compile("5.*1.*decided: 4|1.*5.*decided: 4"))
