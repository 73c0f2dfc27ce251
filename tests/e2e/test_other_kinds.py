"""A kind of canvas from an installed package, beside a chorale: in lists, and open in the studio."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.conftest import Reader, signed_in
from tests.e2e.screen import RENOISABLE, Screen
from tests.e2e.shelf import wait_done
from tests.e2e.test_every_page import expect_nothing_found
from tests.live_studio import LiveStudio, live_studio
from tests.other_kind import installed_drums

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]

ROCK = {"kind": "drums", "name": "Rock", "start": "rock", "options": {}}
HYMN = {"kind": "chorale", "name": "Hymn", "start": "blank", "options": {"num_bars": 2}}
SNARE, HAT, STEPS = 1, 2, 8


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    """One in which the drums of `tests/drums` are installed."""
    environment = installed_drums(tmp_path_factory)
    data = tmp_path_factory.mktemp("studio") / "data"
    settings = "tests.e2e.settings"
    with live_studio(data, has_demo=False, DJANGO_SETTINGS_MODULE=settings, **environment) as running:
        running.wait_ready(120)
        yield running


@pytest.fixture(scope="module")
def drummer(studio: LiveStudio, browser: Browser) -> Iterator[Reader]:
    with signed_in(studio, browser, "Drummer", starts_on="score") as reader:
        yield reader


@pytest.fixture
def rock(drummer: Reader) -> Any:
    """A canvas of drums; a chorale lies beside it in its project."""
    project = drummer.api.make("/api/projects", {"name": "Beats"})["id"]
    drummer.api.make(f"/api/projects/{project}/canvases", HYMN)
    return drummer.api.make(f"/api/projects/{project}/canvases", ROCK)


@pytest.fixture(scope="module")
def takes(drummer: Reader) -> Any:
    """A canvas of drums in another project, its generation of two candidates, and both as takes; a take of a
    chorale beside them."""
    project = drummer.api.make("/api/projects", {"name": "Kept"})["id"]
    canvas = drummer.api.make(f"/api/projects/{project}/canvases", ROCK)
    started = drummer.api.generate(canvas["id"], settings={"num_steps": STEPS}, num_candidates=2, seed=1)
    generation = wait_done(drummer, started)["id"]
    kept = [
        drummer.api.make(
            f"/api/generations/{generation}/takes", {"candidate": at, "step": step, "name": name}
        )
        for at, step, name in ((0, STEPS, "Late"), (1, 0, "Early"))
    ]
    hymn = drummer.api.make(f"/api/projects/{project}/canvases", HYMN)
    sung = drummer.api.generate(hymn["id"], settings={"num_steps": 2}, seed=1)
    body = {"candidate": 0, "step": 2, "name": "Sung"}
    drummer.api.make(f"/api/generations/{wait_done(drummer, sung)['id']}/takes", body)
    return {"canvas": canvas, "generation": generation, "takes": [take["id"] for take in kept]}


def test_its_canvas_stands_in_lists_beside_the_others(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    page.goto("/")
    expect(page.get_by_test_id("recent").get_by_role("link", name="Rock").first).to_be_visible()
    expect(page.get_by_test_id("recent").get_by_role("link", name="Hymn").first).to_be_visible()
    page.goto(f"/p/{rock['project']}")
    expect(page.get_by_role("link", name="Rock", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Hymn", exact=True)).to_be_visible()


def test_its_cells_are_chosen_painted_and_written_by_keys(drummer: Reader, rock: Any) -> None:
    page = as_cells(drummer, rock)
    cell(page, SNARE, 0).click()
    page.keyboard.press("Shift+End")
    page.keyboard.press("3")
    for column in (0, 15):
        expect(cell(page, SNARE, column)).to_have_class(re.compile("renoisable"))
    expect(cell(page, SNARE, 4)).to_have_accessible_name("snare, column 5: X, renoisable")
    cell(page, HAT, 1).click()
    page.keyboard.press("Enter")
    expect(cell(page, HAT, 1)).to_have_accessible_name("hat, column 2: x, unmasked, pinned")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("2")
    page.keyboard.press("p")
    expect(cell(page, HAT, 2)).to_have_accessible_name("hat, column 3: x, masked, pinned")
    page.get_by_test_id("undo").click()
    expect(cell(page, HAT, 2)).to_have_accessible_name("hat, column 3: x, masked")
    expect(page.get_by_test_id("saved")).to_have_attribute("data-saving", "saved")
    states = drummer.api.get(f"/api/canvases/{rock['id']}/state")["states"]
    assert set(states[SNARE]) == {RENOISABLE}


def test_axe_finds_nothing_in_either_view(drummer: Reader, rock: Any) -> None:
    page = as_cells(drummer, rock)
    cell(page, SNARE, 4).click()
    expect_nothing_found(page)
    page.get_by_role("radio", name="Drums").click()
    expect(page.get_by_role("group", name="Drum pads")).to_be_visible()
    expect_nothing_found(page)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def test_a_stroke_of_the_brush_is_one_edit(drummer: Reader, rock: Any) -> None:
    page = as_cells(drummer, rock)
    page.get_by_test_id("tool-paint").click()
    page.get_by_test_id("state-masked").click()
    cell(page, HAT, 0).hover()
    page.mouse.down()
    for column in range(1, 6):
        cell(page, HAT, column).hover()
    page.mouse.up()
    expect(page.locator(".plain-cell.masked")).to_have_count(6)
    page.get_by_test_id("undo").click()
    expect(page.locator(".plain-cell.masked")).to_have_count(0)


def test_a_run_is_watched_a_candidate_kept_and_placed(drummer: Reader, rock: Any) -> None:
    page = as_cells(drummer, rock)
    expect(page.get_by_test_id("speed-words")).to_contain_text("Default: 24 steps")
    for quality, words in (("groove", "Takes longer, and swings more."), ("sketch", "Quick, for trying")):
        page.get_by_test_id(f"speed-{quality}").click()
        expect(page.get_by_test_id("speed-words")).to_contain_text(words)
    screen = Screen(drummer, rock, page)
    busyness = screen.all_settings().get_by_role("textbox", name="Busyness", exact=True)
    expect(busyness).to_have_value("0")
    screen.choose(steps=STEPS, candidates=2)
    page.get_by_role("button", name=re.compile("^Compose")).click()
    expect(page.get_by_text(re.compile("Candidate 1 of generation 1, step"))).to_be_visible()
    screen.wait_generation("done")
    expect(page.get_by_text(f"step {STEPS} of {STEPS}").first).to_be_visible()
    row = page.locator(".candidate", has_text="Candidate 2")
    expect(row.locator("svg.plain-miniature")).to_be_visible()
    row.get_by_role("button", name=re.compile("Keep|Star|keep")).first.click()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog").get_by_text("Candidate 1", exact=True)).to_be_visible()
    expect(page.get_by_role("dialog").locator("svg.plain-miniature")).to_have_count(3)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Place on canvas").click()
    expect(page.get_by_text(re.compile("^Placed|there is nothing to place|same")).first).to_be_visible()
    page.get_by_role("tab", name="Takes").click()
    expect(page.locator(".candidate.take svg.plain-miniature").first).to_be_visible()


def test_takes_are_listed_and_compared(drummer: Reader, takes: Any) -> None:
    page = drummer.page
    page.goto(f"/p/{takes['canvas']['project']}/takes")
    expect(page.locator(".take-card svg.plain-miniature")).to_have_count(2)
    expect(page.locator(".take-card canvas.miniature")).to_have_count(1)
    for name in ("Late", "Early"):
        page.get_by_role("checkbox", name=re.compile(name)).check(force=True)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog").locator("svg.plain-miniature")).to_have_count(2)
    expect(page.get_by_role("dialog").get_by_text(re.compile("cells? differ|no difference"))).to_be_visible()


def test_a_pair_is_judged_and_ranked(drummer: Reader, takes: Any) -> None:
    page, project = drummer.page, takes["canvas"]["project"]
    body = {"name": "Beats", "takes": takes["takes"]}
    ranking = drummer.api.make(f"/api/projects/{project}/rankings", body)["id"]
    page.goto(f"/p/{project}/rankings/{ranking}/duels")
    expect(page.locator(".duel-side svg.plain-miniature")).to_have_count(2)
    page.locator("button.vote").first.click()
    expect(page.get_by_role("button", name="Undo last vote")).to_be_visible()
    drummer.api.make(f"/api/rankings/{ranking}/open")
    page.goto(f"/p/{project}/rankings/{ranking}")
    expect(page.locator(".standings svg.plain-miniature")).to_have_count(2)


def test_lineage_and_replay_show_it(drummer: Reader, takes: Any) -> None:
    page, canvas = drummer.page, takes["canvas"]
    page.goto(f"/p/{canvas['project']}/c/{canvas['id']}/lineage")
    expect(page.locator(".lineage-picture svg.plain-miniature").first).to_be_visible()
    link = drummer.api.make(f"/api/generations/{takes['generation']}/replay-links", {"days": 1})["url"]
    page.goto(link)
    expect(page.get_by_role("radio", name="Candidate 2")).to_be_visible()
    expect(page.locator(".replay-picture svg.plain-miniature")).to_be_visible()
    expect(page.get_by_text(f"Drums, {STEPS} steps, read only")).to_be_visible()


def test_it_leaves_as_a_file_and_in_an_archive_that_comes_back(
    drummer: Reader, takes: Any, tmp_path: Path
) -> None:
    page, project = drummer.page, takes["canvas"]["project"]
    page.goto(f"/p/{project}/c/{takes['canvas']['id']}")
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as file:
        page.get_by_role("menuitem", name=re.compile("drums")).first.click()
    assert Path(file.value.path()).read_text().startswith("drums 1")
    archive = tmp_path / "kept.zip"
    archive.write_bytes(drummer.api.http.get(f"/api/projects/{project}/archive").content)
    page.goto("/")
    page.get_by_label("Archive to import").set_input_files(archive)
    expect(page.locator(".canvas-card", has_text="Rock").locator("svg.plain-miniature")).to_be_visible()


def test_a_new_one_begins_blank_beside_the_others(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    page.goto(f"/p/{rock['project']}")
    page.get_by_role("button", name="New canvas").first.click()
    page.get_by_role("radio", name="Drums").click()
    page.get_by_label("Name").fill("Quiet")
    page.get_by_role("button", name="Make canvas").click()
    expect(page.get_by_test_id("own-page")).to_be_visible()


def test_the_module_of_a_package_draws_and_edits_its_canvas(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    page.goto(f"/p/{rock['project']}/c/{rock['id']}")
    pad = page.get_by_role("group", name="Drum pads").get_by_role("button", name=re.compile("^clap 1:"))
    expect(pad).to_have_attribute("aria-pressed", "false")
    pad.click()
    expect(pad).to_have_attribute("aria-pressed", "true")
    page.get_by_role("radio", name="Cells").click()
    expect(cell(page, 3, 0)).to_have_accessible_name("clap, column 1: x, unmasked, pinned")
    page.get_by_test_id("undo").click()
    page.get_by_role("radio", name="Drums").click()
    expect(pad).to_have_attribute("aria-pressed", "false")


FAILING = {
    "that cannot be loaded": "throw new Error('out of tune')",
    "without mount": "export const sound = 1",
    "that fails at once": "export function mount() { throw new Error('out of tune') }",
    "that fails when something changes": (
        "export function mount(page) { return page.subscribe(() => { throw new Error('out of tune') }) }"
    ),
    "that fails later": (
        "export function mount() { setTimeout(() => { throw Error('out of tune') }, 50); return () => {} }"
    ),
    "that edits what is not there": (
        "export function mount(page) { page.edit([{row: 9, column: 0, symbol: 1}]); return () => {} }"
    ),
}


@pytest.mark.parametrize("how", FAILING)
def test_a_module_that_fails_says_so_and_leaves_the_cells(drummer: Reader, rock: Any, how: str) -> None:
    page = drummer.page
    page.route(
        "**/kinds/drums/*.js",
        lambda route: route.fulfill(content_type="text/javascript", body=FAILING[how]),
    )
    page.goto(f"/p/{rock['project']}/c/{rock['id']}")
    alert = page.get_by_role("alert").filter(has_text="The view that Drums brings failed")
    expect(alert).to_have_text(re.compile("out of tune|expected"))
    expect(cell(page, SNARE, 4)).to_be_visible()
    expect(page.get_by_test_id("generate")).to_be_enabled()
    page.unroute_all(behavior="wait")
    drummer.errors[:] = [error for error in drummer.errors if "out of tune" not in error]


def test_a_kind_that_is_not_known_is_named_with_a_way_on(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    renamed(page, "**/snapshot", rock["id"], kind="zither")
    page.goto(f"/p/{rock['project']}")
    card = page.locator(".canvas-card", has_text="Rock")
    expect(card.get_by_text("zither", exact=False).first).to_be_visible()
    page.goto(f"/p/{rock['project']}/c/{rock['id']}")
    expect(page.get_by_role("heading", name="Rock")).to_be_visible()
    expect(page.get_by_text("the kind “zither”")).to_be_visible()
    page.unroute_all(behavior="wait")
    page.get_by_role("link", name="To its project").click()
    expect(page.get_by_role("link", name="Hymn", exact=True)).to_be_visible()


def test_a_card_that_fails_takes_nothing_else_along(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    renamed(page, "**/snapshot", rock["id"], notices=None)
    page.goto(f"/p/{rock['project']}")
    expect(page.get_by_text("“Rock” cannot be shown.")).to_be_visible()
    expect(page.get_by_role("link", name="Hymn", exact=True)).to_be_visible()
    page.unroute_all(behavior="wait")


def test_a_page_that_fails_says_so_and_leads_on(drummer: Reader, rock: Any) -> None:
    page = drummer.page
    page.route(
        "**/rankings",
        lambda route: route.fulfill(json={}) if "/api/" in route.request.url else route.continue_(),
    )
    page.goto(f"/p/{rock['project']}/rankings")
    expect(page.get_by_role("heading", name="This page cannot be shown")).to_be_visible()
    page.unroute_all(behavior="wait")
    page.get_by_role("link", name="All projects").click()
    expect(page.get_by_test_id("recent").get_by_role("link", name="Rock").first).to_be_visible()


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f'[data-cell="{row}:{column}"]')


def as_cells(reader: Reader, canvas: Any) -> Page:
    """The canvas open in the view that every kind has."""
    page = reader.page
    page.goto(f"/p/{canvas['project']}/c/{canvas['id']}")
    page.get_by_role("radio", name="Cells").click()
    expect(cell(page, 0, 0)).to_be_visible()
    return page


def renamed(page: Page, address: str, canvas: str, **fields: Any) -> None:
    """Let the browser be told something else of a canvas."""

    def change(body: Any) -> None:
        for one in body["canvases"] if "canvases" in body else [body["canvas"]] if "canvas" in body else []:
            if one["id"] == canvas:
                one |= fields

    changed(page, address, change)


def changed(page: Page, address: str, change: Callable[[Any], None]) -> None:
    """Let an answer of the studio come otherwise."""

    def answer(route: Route) -> None:
        body = route.fetch().json()
        change(body)
        route.fulfill(content_type="application/json", body=json.dumps(body))

    page.route(address, answer)
