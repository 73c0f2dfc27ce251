"""The studio without a mouse on a phone's width, and what a checker of accessibility says of its pages."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FileChooser, Page, expect

from tests.e2e import witness
from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.keyboard import Keyboard, heard, listen
from tests.e2e.screen import RENOISABLE, SOPRANO, UNMASKED, Screen, shared_canvas
from tests.live_studio import wait_until
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, part

pytestmark = pytest.mark.e2e

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STEPS = 12
ANNOUNCE_EVERY_MS = 5_000
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

COUNT_ANNOUNCEMENTS = """() => {
  window.announced = [];
  const place = document.querySelector("[data-testid=step-announcement]");
  new MutationObserver(() => window.announced.push([performance.now(), place.textContent]))
    .observe(place, {childList: true, characterData: true, subtree: true});
}"""


@pytest.mark.thorough
def test_a_melody_is_harmonised_by_keyboard_alone_on_a_phones_width(person: Callable[..., Reader]) -> None:
    ana = person("Ana", **PHONE)
    page, keyboard = ana.page, Keyboard(ana.page)
    choosers: list[FileChooser] = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    project = ana.api.make("/api/projects", {"name": "Pocket"})["id"]
    page.goto("/")
    expect(page.get_by_role("link", name="Pocket")).to_be_visible()
    keyboard.go_to("Pocket", "link")
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Pocket")).to_be_visible()
    melody = [bar_of(67, 67, 69, 71), bar_of(72, 71, 69, 67)]
    keyboard.go_to("Import file", "button")
    keyboard.press("Enter")
    wait_until(lambda: page.wait_for_timeout(50) or choosers, PATIENCE_S, "no files could be chosen")
    score = musicxml(part("Melody", attributes() + melody[0], melody[1]))
    choosers[0].set_files([{"name": "tune.musicxml", "mimeType": "text/xml", "buffer": score}])  # type: ignore[list-item]
    page.wait_for_url(re.compile(f"/p/{project}/c/"))
    canvas = ana.api.get(f"/api/projects/{project}/snapshot")["canvases"][0]
    screen = Screen(ana, canvas)
    screen.wait_ready()
    soprano = screen.ask(f"symbols()[{SOPRANO}]")
    last = len(soprano) - 1
    for row in (1, 2, 3):
        keyboard.press(f"Shift+Digit{row + 1}", "Alt+a", "3")
        screen.expect_cells("states", [(row, 0), (row, last)], RENOISABLE)
    screen.expect_cells("states", [(SOPRANO, 0), (SOPRANO, last)], UNMASKED)
    # The cell under the cursor says itself: place, voice, note and state.
    keyboard.go_to("bar .*bass.*", "gridcell")
    keyboard.press("Home")
    spoken = page.locator(":focus")
    expect(spoken).to_have_text(re.compile(r"bar 1 beat 1 bass rest, renoisable"))

    keyboard.go_to("Generate", "button")
    keyboard.press("Enter")
    keyboard.go_to("All settings.*", "DisclosureTriangle")
    keyboard.press("Enter")
    keyboard.go_to("Steps", "textbox")
    keyboard.press("Control+a")
    page.keyboard.type(str(STEPS))
    keyboard.press("Tab")
    candidate = generate_by_keys(page, keyboard, screen)
    assert candidate[SOPRANO] == soprano
    assert any(symbol != 0 for row in candidate[1:] for symbol in row)

    keyboard.go_to("Place on canvas", "button")
    keyboard.press("Enter")
    page.wait_for_function(
        "grid => JSON.stringify(window.sunmaskStudio.symbols()) === JSON.stringify(grid)", arg=candidate
    )
    screen.expect_saved()
    assert page.evaluate("() => document.scrollingElement.scrollWidth") <= 390


@pytest.mark.thorough
def test_a_melody_is_heard_harmonised_by_keyboard_and_screen_reader(person: Callable[..., Reader]) -> None:
    """From the first page, with what a screen reader reads at each stop and what it is told meanwhile."""
    ana = person("Ana", starts_on="score")
    witness.record_sound(ana.context)
    listen(ana.context)
    page, keyboard = ana.page, Keyboard(ana.page)
    page.goto("/")
    expect(page.get_by_role("button", name="Hear it composed")).to_be_visible()
    keyboard.go_to("Hear it composed", "button")
    keyboard.press("Enter")
    page.wait_for_url(re.compile("/c/"))
    page.wait_for_function("() => new Set(window.struck.map(({ voice }) => voice)).size === 4")
    expect(page.get_by_test_id("step-announcement")).to_have_text(re.compile("done, step"))
    said = heard(page)
    told = [r"Ode to Joy", r"Generation 1 is at work.*", r"Generation 1 done, step \d+ of \d+"]
    at = [next((n for n, text in enumerate(said) if re.fullmatch(one, text)), None) for one in told]
    assert None not in at, said
    assert at == sorted(at), said  # type: ignore[type-var]
    assert len([text for text in said if "Loading" in text]) <= 1, "said once, and not at each percent"
    expect(page.get_by_role("main")).to_have_accessible_name("Canvas")

    # The button says what a press does, before it and after it.
    pause = page.get_by_role("button", name="Pause", exact=True)
    if pause.is_visible():  # it may have come to its end
        keyboard.press("Space")
    keyboard.go_to("Play", "button")
    keyboard.press("Enter")
    expect(pause).to_be_focused()
    assert keyboard.stop().name == "Pause"
    keyboard.press("Enter")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_focused()
    # The candidate in view says its grade and that it is in view; Enter places it.
    stop = keyboard.go_to("Look at Candidate 1.*", "button")
    assert stop.states["pressed"] == "true", stop
    keyboard.press("Enter")
    expect(
        page.get_by_test_id("toast").filter(has_text="Placed: alto, tenor, bass in bars 1 to 8.")
    ).to_be_visible()
    assert any("Placed: alto, tenor, bass in bars 1 to 8." in text for text in heard(page))
    # What stands there now is said note by note, with its voice and state.
    keyboard.go_to("(bar|pickup) .*", "gridcell")
    keyboard.press("Home", "Alt+ArrowDown")
    spoken = r"bar 1 beat 1 (alto|tenor|bass) [A-G].*, (unmasked|renoisable).*"
    assert re.fullmatch(spoken, keyboard.stop().name), keyboard.stop()


def generate_by_keys(page: Page, keyboard: Keyboard, screen: Screen) -> list[list[int]]:
    """The grid of the candidate; its steps are announced seldom enough to be heard, and so is its end."""
    page.evaluate(COUNT_ANNOUNCEMENTS)
    keyboard.press("Control+Enter")
    done = screen.wait_generation("done")
    assert done["num_steps"] == STEPS
    expect(page.get_by_test_id("step-announcement")).to_have_text(
        re.compile(f"done, step {STEPS} of {STEPS}")
    )
    spoken_at = [at for at, text in page.evaluate("() => window.announced") if text.startswith("Step")]
    assert all(later - sooner >= ANNOUNCE_EVERY_MS for sooner, later in itertools.pairwise(spoken_at))
    candidate = screen.ask("shownGrid()")
    return candidate


def expect_nothing_serious(page: Page, where: str) -> None:
    """Scan what is shown, in light by all rules and in dark by those that look at colours."""
    found: list[str] = []
    for scheme, rules in (("light", {}), ("dark", {"runOnly": COLOUR_RULES})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.wait_for_function(
            "scheme => [undefined, scheme].includes(document.documentElement.dataset.theme)", arg=scheme
        )
        violations: list[dict[str, Any]] = (
            Axe().run(page, options=ONLY_VIOLATIONS | rules).response["violations"]
        )
        for violation in violations:
            if violation["impact"] in ("serious", "critical"):
                for node in violation["nodes"]:
                    found.append(
                        f"{where}, {scheme}: {violation['id']}: {node['target']}: {node['failureSummary']}"
                    )
    assert not found, "\n".join(found)


@pytest.mark.thorough
@pytest.mark.parametrize("device", ["desk", "phone"])
def test_the_studio_has_no_serious_violation(person: Callable[..., Reader], device: str) -> None:
    ana = person("Ana", **(PHONE if device == "phone" else {}))
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    for row in (1, 2, 3):
        page.keyboard.press(f"Shift+Digit{row + 1}")
        page.keyboard.press("Alt+a")
        page.keyboard.press("3")
    expect_nothing_serious(page, "canvas")
    ana.api.generate(screen.canvas["id"], settings={"num_steps": 8}, num_candidates=2)
    generation = screen.wait_generation("done")
    ana.api.make(f"/api/generations/{generation['id']}/takes", {"candidate": 0, "step": 8, "note": "kept"})
    page.keyboard.press("?")
    expect(page.get_by_test_id("help-dialog")).to_be_visible()
    expect_nothing_serious(page, "help")
    page.keyboard.press("Escape")
    pages = page.get_by_role("navigation", name="Parts of the studio")
    if device == "phone":
        pages.get_by_role("button", name="Generate").click()
        expect_nothing_serious(page, "generate")
        pages.get_by_role("button", name="Candidates").click()
    page.locator('[data-candidate="0"] .candidate-look').click()
    expect_nothing_serious(page, "candidate")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect_nothing_serious(page, "comparison")
    page.keyboard.press("Escape")
    if device == "phone":
        pages.get_by_role("button", name="Takes").click()
    else:
        page.get_by_role("tab", name="Takes").click()
    expect(page.get_by_role("button", name=re.compile("More for "))).to_have_count(1)
    expect_nothing_serious(page, "takes")
    for text in ("Settled", f"Open, @{ana.api.name}"):
        said = ana.api.make(f"/api/canvases/{screen.canvas['id']}/comments", {"text": text})
    page.get_by_role("button" if device == "phone" else "tab", name=re.compile("Comments")).first.click()
    expect(page.locator("li.thread")).to_have_count(2)
    page.locator(f'[data-thread="{said["id"]}"]').get_by_role("button", name="Reply").click()
    expect_nothing_serious(page, "comments")
    if device == "phone":
        page.get_by_role("button", name="More", exact=True).first.click()
        page.get_by_role("menuitem", name="History").click()
    else:
        page.get_by_role("button", name="History").click()
    expect(page.get_by_test_id("history")).to_be_visible()
    expect(page.get_by_role("slider", name="Moment")).not_to_have_attribute("aria-valuemax", "0")
    expect_nothing_serious(page, "history")
