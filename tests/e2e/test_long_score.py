"""A score of 72 bars: soon on the screen, and cheap enough to scroll and to edit at 50 frames a second."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.demos import demo_chorale
from sunmask.kinds import registry
from tests.e2e.conftest import Reader
from tests.e2e.screen import RENOISABLE, Screen, edited

pytestmark = [pytest.mark.e2e, pytest.mark.faults]  # it times a page, which a busy machine makes late

NUM_BARS, BAR = 72, 16
ON_SCREEN_S, GENEROUS = 1.5, 5
"""A loaded machine may take so many times the target."""
FRAME_MS = 20
"""50 frames a second, in the page's own time of the processor: no other work on the machine lengthens it."""
SCROLL = """async (ms) => {
  const view = document.querySelector(".score-scroll");
  let [frames, by] = [0, 12];
  for (const end = performance.now() + ms; performance.now() < end; frames++) {
    await new Promise(requestAnimationFrame);
    view.scrollTop += by;
    if (view.scrollTop <= 0 || view.scrollTop + view.clientHeight >= view.scrollHeight - 1) by = -by;
  }
  return frames;
}"""
IS_IN_VIEW = """() => {
  const view = document.querySelector(".score-scroll")?.getBoundingClientRect();
  const lines = [...document.querySelectorAll(".staff-line")]
    .filter((line) => line.getBoundingClientRect().top < view.bottom);
  return lines.length > 1
    && lines.every((line) => line.querySelector(".staves > svg") && line.querySelector(".line-lanes"));
}"""
IS_WHOLE = """() => {
  const lines = document.querySelectorAll(".staff-line").length;
  return lines > 1 && document.querySelectorAll("[data-testid=line-lanes]").length === lines
    && document.querySelectorAll(".staves > svg").length === lines;
}"""


def long_canvas(owner: Reader) -> Any:
    """Bars of a chorale, again and again, of which three voices are to be composed."""
    piece = demo_chorale("Jesu, meine Freude")
    symbols_VT = np.tile(piece.symbols_VT[:, : 18 * BAR], (1, NUM_BARS // 18))
    whole = replace(piece, symbols_VT=symbols_VT, fermatas=frozenset(), lyrics={}, signs={})
    file = registry.codec("chorale").write(chorale_to_json(whole), "musicxml")
    project = owner.api.make("/api/projects", {"name": "Long"})
    files = {"file": ("long.musicxml", file)}
    canvas = owner.api.make(f"/api/projects/{project['id']}/imports", files=files)
    edited(owner, canvas, lambda editor: editor.paint_rows((1, 2, 3), RENOISABLE))
    return canvas


def frame_ms(page: Page, ms: int = 4000) -> float:
    """What a frame costs the page while it is scrolled."""
    inspector = page.context.new_cdp_session(page)
    inspector.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy_ms() -> float:
        metrics = inspector.send("Performance.getMetrics")["metrics"]
        return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    before = busy_ms()
    frames = page.evaluate(SCROLL, ms)
    return (busy_ms() - before) / frames


def test_72_bars_are_soon_on_the_screen_and_cheap_to_scroll_and_edit(person: Callable[..., Reader]) -> None:
    ana = person("Ana", starts_on="score")
    screen = Screen(ana, long_canvas(ana))
    page = screen.page
    began = time.monotonic()
    with page.expect_request("**/engravings") as first:
        page.goto(screen.address)
    page.wait_for_function(IS_IN_VIEW)
    on_screen_s = time.monotonic() - began
    page.wait_for_function(IS_WHOLE)
    # What is in view does not wait for the rest.
    assert first.value.post_data_json["first_lines"] < page.locator(".staff-line").count()
    still_ms = frame_ms(page)

    screen.choose(48)
    screen.press_generate()
    page.wait_for_function("() => window.sunmaskStudio.step() >= 2")
    screen.back_to_canvas()
    page.locator("#n-S-0").click()
    page.keyboard.press("ArrowUp")
    edit_ms = frame_ms(page)
    page.get_by_role("button", name="Look at it").first.click()
    expect(page.get_by_test_id("stage-line")).to_contain_text("Candidate 1")
    run_ms = frame_ms(page)
    assert screen.generation()["state"] == "running"
    ana.api.make(f"/api/generations/{screen.generation()['id']}/stop", {"candidate": 0})
    print(
        f"\n72 bars on the screen after {on_screen_s:.2f} s; a frame costs {still_ms:.1f} ms while one "
        f"scrolls, {edit_ms:.1f} with an edit, {run_ms:.1f} while its run goes on"
    )
    assert on_screen_s <= GENEROUS * ON_SCREEN_S
    assert max(still_ms, edit_ms, run_ms) <= FRAME_MS
