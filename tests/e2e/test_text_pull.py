"""Pull: a trusted and a doubted word, both held; a text is run, then once more with their states swapped."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from studio.demos.pieces import PULL, PULLED
from tests.e2e import stored
from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import MASKED, RENOISABLE, UNMASKED
from tests.e2e.text_screen import IS_READY, TextScreen, needs_model, text_canvas
from tests.live_studio import LiveStudio, wait_until

pytestmark = [pytest.mark.e2e, needs_model]

RUNS = 10
STEPS = 2
MOST_SHOWN = 8


@pytest.mark.thorough
def test_swapping_the_states_of_two_words_shows_what_each_of_them_pulls(
    person: Callable[..., Reader],
) -> None:
    ben = person("Ben")
    screen = TextScreen(ben, text_canvas(ben, start=PULL)).open()
    page = screen.page
    words = screen.words()
    war, play, *free = (words.index(word) for word in ("war", "play", *PULLED))
    for place in free:
        screen.paint_words(place, place, RENOISABLE)
    screen.open_tab("Pull")
    expect(page.get_by_test_id("run-pair")).to_be_disabled()
    page.get_by_test_id("pull-doubted").select_option("play")
    page.wait_for_function(
        "play => [window.sunmaskText.words()[play]].every((one) => one.state === 1 && one.isPinned)",
        arg=play,
    )
    page.get_by_test_id("pull-trusted").select_option("war")
    runs = page.get_by_label("Runs of each")
    runs.fill(str(RUNS))
    runs.press("Tab")
    screen.choose(steps=STEPS)
    page.get_by_test_id("run-pair").click()
    told = page.get_by_test_id("pair-sentence")
    expect(told).to_contain_text(f"Both words stayed in place in all {2 * RUNS} runs.")

    path = f"/api/canvases/{screen.canvas['id']}/snapshot"
    wait_until(
        lambda: [one["state"] for one in ben.api.get(path)["generations"]] == ["done"] * 2,
        PATIENCE_S,
        "both runs did not end",
    )
    (job,) = ben.api.get(path)["jobs"]
    last = []
    for generation, trusted, doubted in zip(job["generations"], (war, play), (play, war), strict=True):
        frozen = ben.api.get(f"/api/generations/{generation}/frozen")
        assert (frozen["states"][0][trusted], frozen["states"][0][doubted]) == (UNMASKED, MASKED)
        assert frozen["pins"][0][trusted]
        assert frozen["pins"][0][doubted]
        grids = stored.grids(ben.api, generation)
        for grid in grids.values():
            assert (grid[:, 0, war] == "war").all()
            assert (grid[:, 0, play] == "play").all()
        assert len(grids[max(grids)]) == RUNS
        last.append(grids[STEPS])
    expect_contrast(page, last, free)
    # A run can be looked at, with both words where they were.
    page.get_by_role("button", name="Look at run 3, play trusted").click()
    page.wait_for_function("() => window.sunmaskText.stage().view === 'candidate'")
    in_view = [one["word"] for one in screen.ask("shownWords()")]
    assert (in_view[war], in_view[play]) == ("war", "play")


def expect_contrast(page: Page, last: list[Any], free: list[int]) -> None:
    # The contrast on the screen is that of what is stored.
    counts = [Counter(str(word).lower() for word in grid[:, 0, free].flat) for grid in last]
    for name, here, there in (("first", 0, 1), ("second", 1, 0)):
        side = page.get_by_test_id(f"pair-{name}")
        expect(side).to_contain_text(("war", "play")[here] + " trusted")
        expect(side.locator("li").first).to_be_visible()

        def is_that_of_what_is_stored(side=side, here=here, there=there) -> bool:
            rows = side.locator("li").evaluate_all("all => all.map((one) => [one.innerText, one.title])")
            words = [(text.split()[0], title) for text, title in rows]
            return 0 < len(words) <= MOST_SHOWN and all(
                counts[here][word] > counts[there][word]
                and title == f"{counts[here][word]} times here, {counts[there][word]} times in the other run"
                for word, title in words
            )

        wait_until(is_that_of_what_is_stored, PATIENCE_S, f"the {name} side does not show what is stored")


def test_the_demo_shows_pull_at_first_sight(studio: LiveStudio, browser: Browser) -> None:
    studio.wait_ready()
    context = browser.new_context(base_url=studio.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(studio.link)
    page.get_by_role("button", name="Sign in as").click()
    page.get_by_role("link", name="Texts to begin with", exact=True).click()
    page.get_by_role("link", name=PULL, exact=True).click()
    expect(page.get_by_role("tab", name="Pull")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_test_id("pull-trusted").locator("option:checked")).to_have_text("war")
    expect(page.get_by_test_id("pull-doubted").locator("option:checked")).to_have_text("play")
    expect(page.get_by_test_id("run-pair")).to_be_enabled()
    # The panels may stand before the editor, whose code is loaded on its own.
    page.wait_for_function(IS_READY)
    page.wait_for_function("() => window.sunmaskText.words().length > 0")
    words = {one["word"]: one for one in page.evaluate("() => window.sunmaskText.words()")}
    assert (words["war"]["state"], words["play"]["state"]) == (UNMASKED, MASKED)
    assert all(words[word]["state"] == RENOISABLE for word in PULLED)
    context.close()
