"""The first page, and how few acts lead from it to music, to four candidates, to somebody beside one."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.e2e import melody, witness
from tests.e2e.conftest import MOVING, Reader
from tests.e2e.screen import ALTO, BASS, Screen, shared_canvas
from tests.e2e.tasks import Counted
from tests.e2e.test_access_for_all import expect_nothing_serious

pytestmark = pytest.mark.e2e

GENEROUS_S = 180
"""Ten seconds on a machine that has nothing else to do."""


def test_from_the_first_page_to_hearing_a_harmonised_melody(person: Callable[..., Reader]) -> None:
    """On a machine so slow that it stands still, the melody sounds at once, and the others once they are
    composed."""
    ana, hands = person("Ana", starts_on="score", reduced_motion=MOVING), Counted()
    witness.record_sound(ana.context)
    page = ana.page
    begun: list[str] = []

    def stand_still(route: Route) -> None:
        answer = route.fetch()
        begun.append(f"/api/generations/{answer.json()['generation']}/pace")
        ana.api.make(begun[0], {"mode": "single"})
        route.fulfill(response=answer)

    page.route("**/api/starts/harmonise", stand_still)
    page.goto("/")
    expect_nothing_serious(page, "the first page")
    began = time.monotonic()
    hands.click(page.get_by_role("button", name="Hear it composed"))
    page.wait_for_url(re.compile("/c/"))
    page.wait_for_function("() => window.struck.length >= 3", timeout=GENEROUS_S * 1000)
    print(f"\nthe melody sounds after {time.monotonic() - began:.1f} s")
    assert {one["voice"] for one in witness.recorded(page, "struck")} == {0}
    ana.api.make(begun[0], {"mode": "full"})
    page.wait_for_function(
        "() => new Set(window.struck.map(({ voice }) => voice)).size === 4", timeout=GENEROUS_S * 1000
    )
    print(f"four voices sound after {time.monotonic() - began:.1f} s")
    expect(page.get_by_role("button", name="Pause", exact=True).last).to_be_visible()
    assert "play=" not in page.url
    hands.expect_at_most(2)


def test_from_ones_own_musicxml_to_four_candidates(person: Callable[..., Reader]) -> None:
    ana, hands = person("Ana", starts_on="score"), Counted()
    page = ana.page
    page.goto("/")
    file = {"name": melody.FILE_NAME, "mimeType": "application/xml", "buffer": melody.melody_file()}
    hands.choose_file(page, page.get_by_role("button", name="My melody"), file)
    page.wait_for_url(re.compile("/c/"))
    button = page.get_by_test_id("generate")
    expect(button).to_contain_text("Harmonise alto, tenor, bass")
    hands.click(button)
    looks = page.locator("button.candidate-look")
    expect(looks).to_have_count(5)
    page.wait_for_function("() => (window.sunmaskStudio?.step() ?? 0) >= 1")
    shown = page.evaluate("() => window.sunmaskStudio.shownGrid()")
    assert all(any(symbol != 0 for symbol in shown[row]) for row in range(ALTO, BASS + 1))
    # all four are in view on a laptop's screen, beside a panel of one line
    for number in range(5):
        expect(looks.nth(number)).to_be_in_viewport(ratio=1)
    hands.expect_at_most(3)


def test_two_people_in_one_canvas_by_a_link(person: Callable[..., Reader]) -> None:
    ana, ben = (person(name, starts_on="score") for name in ("Ana", "Ben"))
    hands = Counted()
    screen = Screen(ana, shared_canvas(ana)).open()
    hands.click(screen.page.get_by_role("button", name="Share"))
    hands.click(screen.page.get_by_role("button", name="Make a link"))
    address = screen.page.get_by_role("textbox", name="Invitation link").input_value()
    hands.follow(ben.page, address)
    hands.click(ben.page.get_by_role("button", name="Join"))
    Screen(ben, screen.canvas).wait_ready()
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator(".people")).to_contain_text(ben.api.name[:2].upper())
    hands.expect_at_most(4)

    # the first page of a third browser of Ana's shows who is there
    home = ana.context.new_page()
    home.goto("/")
    expect(home.get_by_test_id("recent")).to_contain_text(f"{ben.api.name} is here")


def test_a_sentence_is_steered_and_a_pair_is_judged_at_one_press_each(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    page = ana.page
    page.goto("/")
    page.get_by_role("button", name="Try the sentence").click()
    page.wait_for_url(re.compile("/c/"))
    first = page.locator('[data-candidate="0"] .candidate-look')
    expect(first).to_have_attribute("aria-pressed", "true", timeout=GENEROUS_S * 1000)
    page.wait_for_function("() => (window.sunmaskText?.step() ?? 0) >= 1", timeout=GENEROUS_S * 1000)
    page.goto("/")
    page.get_by_role("button", name="Judge a pair").click()
    page.wait_for_url(re.compile("/duels"))
    expect(page.locator("button.vote").first).to_be_enabled(timeout=GENEROUS_S * 1000)


def test_who_asks_for_a_text_of_their_own_writes_at_once(person: Callable[..., Reader]) -> None:
    page = person("Ana").page
    page.goto("/")
    page.get_by_role("button", name="My text").click()
    page.wait_for_url(re.compile("/c/"))
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.type("Dear Jonas, ")
    expect(page.locator(".cm-content")).to_have_text("Dear Jonas, ")


@pytest.mark.thorough
def test_canvases_are_found_on_the_first_page(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    page = ana.page
    page.goto("/")
    expect(page.get_by_text("What you work on appears here.")).to_be_visible()
    canvas = shared_canvas(ana)
    ana.api.make(f"/api/projects/{canvas['project']}/canvases", {"name": "Evensong", "start": "blank"})
    page.reload()
    recent = page.get_by_test_id("recent")
    expect(recent.get_by_role("link")).to_have_count(2)
    page.get_by_label("Find a project or canvas").fill("even")
    expect(recent.get_by_role("link")).to_have_count(1)
    page.get_by_label("Find a project or canvas").fill("no such thing")
    expect(page.get_by_text("No canvas has these words")).to_be_visible()
    page.get_by_label("Find a project or canvas").fill("together")
    recent.get_by_role("link", name="Evensong").click()
    expect(page).to_have_url(re.compile("/c/"))
