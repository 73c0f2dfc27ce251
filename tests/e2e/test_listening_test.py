"""A listening test in the browser: made of takes, sent as a link, answered on a phone without an account."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import shelf
from tests.e2e.conftest import Reader
from tests.e2e.screen import edited
from tests.live_studio import LiveStudio

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
NUM_TAKES = 2


def project_with_takes(ana: Reader) -> str:
    """Eight bars, harmonised twice and kept."""
    project = ana.api.make("/api/projects", {"name": "Us or Bach"})["id"]
    about = {"kind": "chorale", "start": "Ode to Joy (melody)"}
    canvas = ana.api.make(f"/api/projects/{project}/canvases", about)
    edited(ana, canvas, lambda editor: editor.paint_rows((1, 2, 3), 2))
    started = ana.api.generate(canvas["id"], settings={"num_steps": 2}, num_candidates=NUM_TAKES, seed=5)
    generation = shelf.wait_done(ana, started)
    for candidate in range(NUM_TAKES):
        ana.api.make(f"/api/generations/{generation['id']}/takes", {"candidate": candidate, "step": 2})
    return project


def made_by_hand(ana: Reader, project: str) -> str:
    """The address of a link to a test of all takes, made on the page of takes."""
    page = ana.page
    page.goto(f"/p/{project}/takes")
    page.get_by_role("gridcell").first.click()
    page.keyboard.press("Control+a")
    page.get_by_role("region", name="Chosen takes").get_by_role("button", name="Listening test").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Bach's chorales")).to_be_checked()
    dialog.get_by_label("Name").fill("Us or Bach?")
    dialog.get_by_label("Seconds of each piece").fill("1")
    dialog.get_by_role("button", name="Make listening test").click()
    expect(page.get_by_role("heading", name="Us or Bach?")).to_be_visible()
    page.get_by_role("button", name="Make a listening link").click()
    return page.get_by_role("textbox", name="Listening link").input_value()


def test_a_guest_with_a_link_answers_on_a_phone_and_the_owner_sees_how_far_it_is(
    person: Callable[..., Reader], studio: LiveStudio, browser: Browser
) -> None:
    ana = person("Ana")
    project = project_with_takes(ana)
    address = made_by_hand(ana, project)
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    try:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", name="Bach or model?")).to_be_visible()
        expect(page.get_by_role("button", name="Begin")).to_be_disabled()
        page.get_by_role("radio", name="Fairly well").check()
        page.get_by_role("button", name="Begin").tap()
        for number in range(1, 2 * NUM_TAKES + 1):
            expect(page.get_by_text(f"{number} of {2 * NUM_TAKES}")).to_be_visible()
            model = page.get_by_role("button", name="Model")
            expect(model).to_be_disabled()  # nobody answers unheard
            page.get_by_role("button", name="Play").tap()
            expect(model).to_be_enabled()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
            model.tap()
        expect(page.get_by_text(f"right {NUM_TAKES} times in {2 * NUM_TAKES} answers")).to_be_visible()
        page.reload()
        expect(page.get_by_text(f"right {NUM_TAKES} times")).to_be_visible()  # one browser once

        ana.page.get_by_role("button", name="Refresh").click()
        expect(ana.page.get_by_text(f"{NUM_TAKES} of at most")).to_be_visible()
        ana.page.get_by_role("button", name="End it now").click()
        ana.page.get_by_role("dialog").get_by_role("button", name="End the test").click()
        expect(ana.page.get_by_text("Of 100 pieces by the model, 100 were taken")).to_be_visible()
        expect(ana.page.get_by_text("ended it by hand")).to_be_visible()
        page.reload()
        expect(page.get_by_text(f"right {NUM_TAKES} times")).to_be_visible()
    finally:
        context.close()
