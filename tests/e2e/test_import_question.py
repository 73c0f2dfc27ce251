"""A file that does not say its key: the review asks where two are near, and the canvas has the choice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.sunmask.chorale.notation.scores import DIVISIONS, attributes, bar_of, musicxml, note, part, rest

pytestmark = pytest.mark.e2e

OPEN_TUNE = musicxml(
    part(
        "Melody",
        attributes(fifths=1) + bar_of(67, 71, 64, 67),
        bar_of(71, 69, 67, 64),
        bar_of(67, 71, 74, 71),
        bar_of(64, 67, 69) + note(71, DIVISIONS),
    )
)
"""It moves between G and E and ends on B."""

HIGH = ((79, 83, 76, 79), (83, 81, 79, 76), (79, 83, 86, 83), (76, 79, 81, 83))
SILENT = (attributes(fifths=1) + rest() * 4, *[rest() * 4] * 2)
HIGH_TRIO = musicxml(
    part("Soprano", attributes(fifths=1) + bar_of(*HIGH[0]), *(bar_of(*bar) for bar in HIGH[1:])),
    part("Alto", *SILENT, rest() * 3 + note(50)),
    part("Bass", *SILENT, rest() * 4),
)
"""The same an octave higher, over a last D."""


def test_a_key_that_is_open_is_asked_for_and_can_be_changed(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    project = ana.api.make("/api/projects", {"name": "Hymns"})
    page = ana.page
    page.goto(f"/p/{project['id']}")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "open.musicxml", "mimeType": "application/xml", "buffer": OPEN_TUNE}
    )
    question = page.get_by_test_id("question-key")
    expect(question).to_contain_text("The file does not say")
    options = question.get_by_role("radio")
    expect(options).to_have_count(2)
    first = options.first.inner_text()
    expect(options.first).to_have_attribute("aria-checked", "true")
    other = options.nth(1).inner_text()
    assert {first, other} == {"G major", "E minor"}
    options.nth(1).click()
    expect(options.nth(1)).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name="Open canvas").click()
    expect(page.get_by_test_id("score-settings")).to_contain_text(other)
    page.get_by_test_id("score-settings").click()
    page.get_by_test_id("key").select_option(label=first)
    expect(page.get_by_test_id("score-settings")).to_contain_text(first)


@pytest.mark.thorough
def test_a_chosen_key_is_transposed_with_notes_that_are_brought_within_the_model(
    person: Callable[..., Reader],
) -> None:
    ana = person("Ana")
    project = ana.api.make("/api/projects", {"name": "Hymns"})
    page = ana.page
    page.goto(f"/p/{project['id']}")
    page.locator("input[type=file]").first.set_input_files(
        {"name": "high.musicxml", "mimeType": "application/xml", "buffer": HIGH_TRIO}
    )
    page.get_by_test_id("question-key").get_by_role("radio", name="E minor").click()
    page.get_by_test_id("fit-transpose").click()
    expect(page.get_by_text("Moved everything down by 5 semitones")).to_be_visible()
    expect(page.get_by_test_id("score-settings")).to_contain_text("B minor")
    assert page.evaluate("() => window.sunmaskStudio.symbols()[0][0]") == 79 - 5
