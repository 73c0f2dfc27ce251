"""One choice of three makes the settings of a generation, until a person changes one of them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sunmask.method.qualities import of_quality
from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, RENOISABLE, Screen, shared_canvas

pytestmark = pytest.mark.e2e


@pytest.fixture
def screen(person: Callable[..., Reader]) -> Screen:
    ana = person("Ana")
    return Screen(ana, shared_canvas(ana)).open()


def test_a_quality_sets_the_fields_it_names_and_a_changed_field_makes_it_custom(screen: Screen) -> None:
    page = screen.page
    steps = page.locator("section.generate").get_by_role("textbox", name="Steps", exact=True)
    words = page.get_by_test_id("quality-words")
    qualities = {name: page.get_by_test_id(f"quality-{name}") for name in ("draft", "good", "best")}
    expect(qualities["good"]).to_have_attribute("aria-checked", "true")
    for name, button in qualities.items():
        button.click()
        expect(button).to_have_attribute("aria-checked", "true")
        expect(steps).to_have_value(str(of_quality("chorale", name)["num_steps"]))
    screen.choose(steps=3)
    expect(words).to_contain_text("Custom")
    for button in qualities.values():
        expect(button).to_have_attribute("aria-checked", "false")

    page.reload()
    screen.wait_ready()
    expect(words).to_contain_text("Custom")
    expect(steps).to_have_value("3")

    screen.paint(ALTO, 0, 3, RENOISABLE)
    qualities["draft"].click()
    screen.choose(steps=2)
    screen.press_generate()
    made = screen.wait_generation("done")
    assert made["settings"] == made["settings"] | of_quality("chorale", "draft") | {"num_steps": 2}
