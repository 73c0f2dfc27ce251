"""The model does what a musician asks for: a chord here, minor, a song in six-eight that stays as it is."""

import re
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from sunmask.kinds import registry
from tests.e2e.screen import ALTO, BASS, TENOR, Screen, shared_canvas
from tests.e2e.tasks import Counted
from tests.sunmask.chorale.notation.scores import DIVISIONS, attributes, musicxml, note, part

pytestmark = pytest.mark.e2e

CODEC = registry.codec("chorale")
OBEYED, MISSED = re.compile(r"\brequested\b(?!.*\bmissed\b)"), re.compile(r"\bmissed\b")
ENOUGH = 16
"""Steps for what is asked of one beat."""


@pytest.fixture
def screen(person) -> Screen:
    """Jesu, meine Freude, in E minor, with everything under the soprano free."""
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    for row in (ALTO, TENOR, BASS):
        screen.paint_voice(row, 2)
    return screen


def beat(screen: Screen, number: int) -> Locator:
    return screen.page.locator(f'[data-testid="harmony"] [data-beat="{number}"]')


def test_a_chord_is_changed_at_one_beat_and_composed_on_in_four_actions(screen: Screen) -> None:
    page, hands = screen.page, Counted()
    screen.choose(ENOUGH)
    expect(beat(screen, 1)).to_have_attribute("data-made", "v6")
    hands.click(beat(screen, 1))
    hands.type(page, "V6")
    hands.press(page, "Enter")
    hands.click(page.get_by_test_id("generate"))
    hands.expect_at_most(4)
    screen.wait_generation("done")
    page.wait_for_function(f"() => window.sunmaskStudio.step() === {ENOUGH}")
    expect(beat(screen, 1)).to_have_attribute("data-requested", "V6")
    expect(beat(screen, 1)).to_have_attribute("data-made", "V6")
    expect(beat(screen, 1)).to_have_class(OBEYED)


def test_a_chord_that_is_held_in_mid_run_is_obeyed_when_the_run_ends(screen: Screen) -> None:
    page = screen.page
    screen.choose(ENOUGH + 8, steps_per_second=0.5)
    screen.press_generate()
    page.wait_for_function("() => window.sunmaskStudio.step() >= 1")
    beat(screen, 1).click()
    page.keyboard.type("V6")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("held")).to_have_text(re.compile(r"asked for a chord in bar 1"))
    screen.go_on_at_full_speed()
    screen.wait_generation("done")
    page.wait_for_function(f"() => window.sunmaskStudio.step() === {ENOUGH + 8}")
    expect(beat(screen, 1)).to_have_attribute("data-made", "V6")
    expect(beat(screen, 1)).not_to_have_class(MISSED)


@pytest.mark.thorough
def test_minor_is_one_click_and_the_next_run_is_told_it(person) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana, start="blank", num_bars=2)).open()
    page, hands = screen.page, Counted()
    expect(page.get_by_test_id("mode-major")).to_have_text("C major")
    expect(page.get_by_test_id("mode-major")).to_have_attribute("aria-checked", "true")
    hands.click(page.get_by_test_id("mode-minor"))
    hands.expect_at_most(1)
    expect(page.get_by_test_id("mode-minor")).to_have_text("A minor")
    expect(page.get_by_test_id("mode-minor")).to_have_attribute("aria-checked", "true")
    screen.expect_saved()
    page.get_by_test_id("roll").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("3")
    screen.choose(4)
    screen.press_generate()
    done = screen.wait_generation("done")
    frozen = ana.api.get(f"/api/generations/{done['id']}/frozen")
    assert frozen["content"]["meta"]["mode"] == "minor"


@pytest.mark.thorough
def test_a_song_in_six_eight_with_a_pickup_is_harmonised_and_its_soprano_goes_out_as_it_came_in(
    person,
) -> None:
    eighth, ana = DIVISIONS // 2, person("Ana")
    bars = ((67, 67, 69, 71, 69, 67), (72, 71, 69, 67, 66, 67))
    first = attributes("6", "8", fifths=1) + note(62, eighth)
    song = musicxml(
        part("Melody", first, *("".join(note(pitch, eighth) for pitch in bar) for bar in bars)),
        first_number=0,
    )
    project = ana.api.make("/api/projects", {"name": "Songs"})
    answer = ana.api.post(f"/api/projects/{project['id']}/imports", files={"file": ("song.musicxml", song)})
    assert answer.is_success, answer.text
    assert answer.json()["notices"] == []
    screen = Screen(ana, answer.json()).open()
    before = screen.ask("symbols()")
    for row in (ALTO, TENOR, BASS):
        screen.paint_voice(row, 2)
    screen.choose(8)
    screen.press_generate()
    screen.wait_generation("done")
    screen.page.wait_for_function("() => window.sunmaskStudio.step() === 8")
    screen.page.get_by_role("button", name="Place on canvas", exact=True).click()
    screen.expect_saved()
    out = ana.api.http.get(f"/api/canvases/{screen.canvas['id']}/export?format=musicxml").content
    written = CODEC.read_bytes(out, "out.musicxml").content
    assert written["symbols"][0] == before[0]
    assert all(np.any(row) for row in written["symbols"][1:])
    assert (written["meta"]["metre"], written["meta"]["pickup"]) == ("6/8", 2)
    soprano = fromstring(out[out.index(b"<score-partwise") :]).findall("part")[0]
    lengths = [float(each.findtext("duration") or 0) for each in soprano.iter("note")]
    assert len(lengths) == 13
    assert len(set(lengths)) == 1
