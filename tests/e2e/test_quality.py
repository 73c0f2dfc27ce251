"""One choice of three says how long to compose; a large button says what; all else is folded."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from sunmask.kinds.settings import quality_settings
from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, BASS, RENOISABLE, SOPRANO, TENOR, UNMASKED, Screen, shared_canvas

pytestmark = pytest.mark.e2e


@pytest.fixture
def screen(person: Callable[..., Reader]) -> Screen:
    ana = person("Ana")
    return Screen(ana, shared_canvas(ana)).open()


@pytest.mark.thorough
def test_a_speed_sets_the_steps_and_other_steps_are_custom(screen: Screen) -> None:
    page = screen.page
    steps = screen.all_settings().get_by_role("textbox", name="Steps", exact=True)
    words = page.get_by_test_id("speed-words")
    speeds = {name: page.get_by_test_id(f"speed-{name}") for name in ("draft", "good", "best-of")}
    expect(speeds["good"]).to_have_attribute("aria-checked", "true")
    for name, button in speeds.items():
        expect(button).to_contain_text(re.compile(r"about \d+ (s|min)"))
        button.click()
        expect(button).to_have_attribute("aria-checked", "true")
        quality = "draft" if name == "draft" else "good"
        expect(steps).to_have_value(str(quality_settings("chorale", quality)["num_steps"]))
    speeds["good"].click()
    screen.choose(steps=3)
    expect(words).to_contain_text("Custom: 3 steps")
    for button in speeds.values():
        expect(button).to_have_attribute("aria-checked", "false")

    page.reload()
    screen.wait_ready()
    expect(words).to_contain_text("Custom: 3 steps")
    screen.all_settings().get_by_role("button", name="Reset", exact=True).click()
    expect(speeds["good"]).to_have_attribute("aria-checked", "true")

    screen.paint(ALTO, 0, 3, RENOISABLE)
    speeds["draft"].click()
    screen.choose(steps=2)
    screen.press_generate()
    made = screen.wait_generation("done")
    assert made["settings"] == made["settings"] | quality_settings("chorale", "draft") | {"num_steps": 2}

    # the panel is one line now; what the last run used can be used again
    expect(words).to_have_count(0)
    screen.choose(steps=9)
    page.get_by_role("button", name="Use the last run's settings").click()
    expect(screen.all_settings().get_by_role("textbox", name="Steps", exact=True)).to_have_value("2")


def test_a_slider_leans_towards_surprise_and_one_that_the_model_does_not_hear_is_not_there(
    screen: Screen,
) -> None:
    page = screen.page
    page.get_by_label("Expected to surprising").fill("16")
    temperature = screen.all_settings().get_by_role("textbox", name="Temperature", exact=True)
    expect(temperature).to_have_value("1.2")
    (kind,) = (one for one in screen.reader.api.get("/api/kinds") if one["kind"] == "chorale")
    (heard,) = (one["hears"] for one in kind["checkpoints"] if one["is_default"])
    for setting, name in (("texture", "Plain to ornamented"), ("style", "Like Bach to like a hymn")):
        expect(page.get_by_label(name)).to_have_count(int(setting in heard))
    settings = screen.all_settings()
    for spec in kind["settings"]:
        expect(settings.get_by_text(spec["description"], exact=True)).to_have_count(
            int(spec["name"] in heard)
        )


@pytest.mark.thorough
def test_what_the_button_marks_can_be_undone_and_others_see_it(person: Callable[..., Reader]) -> None:
    ana, ben = person("Ana"), person("Ben")
    canvas = shared_canvas(ana, (ben, "editor"), start="Ode to Joy (melody)")
    screen, other = Screen(ana, canvas).open(), Screen(ben, canvas).open()
    screen.choose(steps=2)
    button = screen.page.get_by_test_id("generate")
    expect(button).to_contain_text("Harmonise alto, tenor, bass")
    before: Any = screen.ask("states()")
    button.click()
    screen.wait_generation("done")
    last = len(screen.ask("columns()")) - 1
    for row in (ALTO, TENOR, BASS):
        other.expect_cells("states", [(row, 0), (row, last)], RENOISABLE)
    other.expect_cells("states", [(SOPRANO, 0), (SOPRANO, last)], UNMASKED)
    screen.back_to_canvas()
    screen.page.keyboard.press("Control+z")
    other.expect_cells("states", [(ALTO, 0), (BASS, last)], UNMASKED)
    assert screen.ask("states()") == before


def test_a_selection_is_composed_and_everything_else_is_kept(screen: Screen) -> None:
    page = screen.page
    screen.paint(BASS, 0, 3, RENOISABLE)
    screen.select(ALTO, 16, 47)
    button = page.get_by_test_id("generate")
    expect(button).to_contain_text("Compose alto in bars 2 and 3")
    screen.choose(steps=2)
    button.click()
    made = screen.wait_generation("done")
    states = screen.reader.api.get(f"/api/generations/{made['id']}/frozen")["states"]
    columns = range(len(states[0]))
    assert states[ALTO] == [RENOISABLE if 16 <= column <= 47 else UNMASKED for column in columns]
    assert all(not any(states[row]) for row in (SOPRANO, TENOR, BASS))
