"""Metronome and count-in: a click on each beat, the first of a bar higher, and the music right after them."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e import witness
from tests.e2e.conftest import Reader
from tests.e2e.screen import Screen, shared_canvas

pytestmark = pytest.mark.e2e

BEATS = 4
CLICKS = """
window.clicks = [];
const begin = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (time) {
  window.clicks.push({ time, isFirst: this.frequency.value > 1500 });
  return begin.call(this, time);
};
"""


def record_clicks(context: BrowserContext) -> None:
    context.add_init_script(CLICKS)


@pytest.mark.thorough
def test_a_bar_of_clicks_comes_first_and_then_one_on_every_beat(person: Callable[..., Reader]) -> None:
    ana = person("Ana", starts_on="score")
    witness.record_sound(ana.context)
    record_clicks(ana.context)
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    for name in ("Metronome", "Count-in"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("score").focus()
    page.keyboard.press("Space")
    page.wait_for_function(f"() => window.clicks.length >= {3 * BEATS}")
    page.keyboard.press("Space")

    clicks = page.evaluate("() => window.clicks")[: 3 * BEATS]
    assert [one["isFirst"] for one in clicks] == [True, False, False, False] * 3
    beat_s = 60 / page.evaluate("() => window.sunmaskStudio.meta().tempo")
    for before, after in pairwise(clicks):
        assert after["time"] - before["time"] == pytest.approx(beat_s, abs=0.002)
    struck = witness.recorded(page, "struck")
    assert min(one["time"] for one in struck) == pytest.approx(clicks[BEATS]["time"], abs=0.002)
    # what is chosen is so the next time
    page.reload()
    expect(page.get_by_role("button", name="Metronome")).to_have_attribute("aria-pressed", "true")


def test_the_music_begins_at_the_note_that_was_chosen_until_it_is_sent_on(
    person: Callable[..., Reader],
) -> None:
    ana = person("Ana", starts_on="score")
    screen = Screen(ana, shared_canvas(ana)).open()
    page, score = screen.page, screen.page.get_by_test_id("score")

    def begins_at() -> float:
        score.focus()
        page.keyboard.press("Space")
        page.wait_for_function("() => window.sunmaskStudio.isPlaying()")
        began = screen.ask("playhead()")
        page.wait_for_function("(began) => window.sunmaskStudio.playhead() > began + 1", arg=began or 0)
        page.keyboard.press("Space")
        return float(began or 0)

    page.locator("#n-B-32 .glyph").first.click()
    assert 32 <= begins_at() < 48
    paused = screen.ask("playhead()")
    assert paused - 1 <= begins_at() < paused + 16, "it goes on where it was paused"
    page.locator("#n-B-16 .glyph").first.click()
    page.get_by_role("slider", name="Place in the music").press("Home")
    assert begins_at() < 16
