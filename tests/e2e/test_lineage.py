"""Where things come from: every moment plays, any two compare, and no child breaks when its parent goes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import shelf, witness

pytestmark = pytest.mark.e2e


@pytest.fixture
def grown(person) -> Any:
    """Ana's melody, a run of it, two takes, one placed and exported, and a branch of the run with a take."""
    ana = person("Ana")
    witness.record_sound(ana.context)
    on = shelf.filled(ana, 2)
    api, run = ana.api, on.generation
    placed = api.make(
        f"/api/generations/{run['id']}/takes",
        {"candidate": 1, "step": 2, "name": "Placed early", "note": "placed"},
    )
    child = shelf.wait_done(
        ana, api.make(f"/api/generations/{run['id']}/branch", {"candidate": 0, "step": 3})
    )
    later = api.make(
        f"/api/generations/{child['id']}/takes",
        {"candidate": 0, "step": shelf.NUM_STEPS, "name": "After the branch"},
    )
    path = f"/api/canvases/{on.canvas}/export?format=midi&take={on.takes['Take 1']['id']}"
    assert api.http.get(path).is_success
    return ana, on, placed, child, later


def node(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{name}, "))


def test_the_tree_goes_from_import_to_export_plays_and_compares(grown: Any) -> None:
    ana, on, placed, child, later = grown
    page = ana.page
    page.goto(f"/p/{on.project}/c/{on.canvas}/lineage")

    # See: a tree from import to export
    expect(node(page, "Take 1")).to_be_visible()
    kinds = page.locator(".lineage-node").evaluate_all("nodes => nodes.map(one => one.dataset.kind)")
    assert {"import", "generation", "take", "placed", "export", "canvas"} <= set(kinds)
    number = child["number"]
    assert (on.generation["number"], number) == (1, 2)
    left = {
        name: node(page, name).bounding_box()["x"]  # type: ignore[index]
        for name in ("Generation 1", "Generation 2", "Take 1", "After the branch")
    }
    assert left["Generation 1"] < left["Take 1"]
    assert left["Generation 1"] < left["Generation 2"] < left["After the branch"]

    # See: click a node -> it plays
    node(page, "After the branch").click()
    page.wait_for_function("() => window.struck.length >= 4")
    about = page.get_by_role("complementary", name="About this moment")
    expect(about.get_by_role("heading", name="After the branch")).to_be_visible()
    expect(about.get_by_role("button", name="Pause")).to_be_visible()
    expect(about).to_contain_text("Comes from")
    about.get_by_role("button", name="Pause").click()

    # See: compare two nodes -> the notes that differ
    node(page, "After the branch").focus()
    page.keyboard.press("x")  # which rejects a take elsewhere, and chooses nothing here
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="1 chosen")).to_be_visible()
    node(page, "Placed early").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="2 chosen")).to_be_visible()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Placed early")).to_be_visible()
    expect(dialog).to_contain_text(re.compile(r"\d+ notes? differ"))
    dialog.get_by_role("button", name="Close").click()

    # the keys of the tree, and the same as a list
    node(page, "Generation 1").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lineage-node:focus")).not_to_have_text(re.compile("Generation 1"))
    page.get_by_role("radio", name="List").click()
    entries = page.get_by_role("list", name="Lineage as a list").get_by_role("listitem")
    expect(entries).to_have_count(len(kinds))
    page.get_by_role("radio", name="Tree").click()

    # See: deleting a parent never breaks a child
    ana.api.make(f"/api/takes/{on.takes['Take 1']['id']}/bin")
    ana.api.make(f"/api/takes/{placed['id']}/bin")
    expect(node(page, "Take 1")).to_have_accessible_name(re.compile("in the bin"))
    expect(node(page, "After the branch")).to_be_visible()
    node(page, "After the branch").click()
    about.get_by_role("button", name="Open").click()
    page.wait_for_url(re.compile(f"/p/{on.project}/c/{on.canvas}\\?"))
    expect(page.get_by_test_id("stage-line")).to_contain_text(f"generation {number}")
    assert later["step"] == shelf.NUM_STEPS


def test_a_generation_is_replayed_by_a_link_without_an_account_until_it_is_revoked(
    grown: Any, browser: Any
) -> None:
    ana, on, *_ = grown
    page = ana.page
    page.goto(f"/p/{on.project}/takes?sort=name")
    page.get_by_role("grid", name="Takes").get_by_role("gridcell", name=re.compile("^Take 1")).click()
    page.keyboard.press("i")
    about = page.get_by_role("complementary", name="About Take 1")
    about.get_by_role("button", name="More for Take 1").click()
    page.get_by_role("menuitem", name="Replay link").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a link").click()
    address = dialog.get_by_role("textbox", name="Replay link").input_value()
    assert re.search(r"/replay/[\w-]{30,}\?candidate=0&step=6$", address)

    stranger = browser.new_context()
    try:
        replay = stranger.new_page()
        problems: list[str] = []
        replay.on("pageerror", lambda error: problems.append(str(error)))
        replay.goto(address)
        line = replay.get_by_role("slider", name="Step of the generation")
        expect(line).to_have_attribute("aria-valuenow", str(shelf.NUM_STEPS))
        expect(replay.get_by_role("radio", name=re.compile("Candidate"))).to_have_count(2)
        replay.keyboard.press(",")
        expect(line).to_have_attribute("aria-valuenow", str(shelf.NUM_STEPS - 1))
        line.focus()
        replay.keyboard.press("Home")
        expect(line).to_have_attribute("aria-valuenow", "0")
        replay.get_by_role("radio", name="Candidate 2").click()
        expect(replay.get_by_role("radio", name="Candidate 2")).to_be_checked()
        # it shows no names, and opens nothing else
        assert ana.api.name not in replay.content()
        assert stranger.request.get(f"{ana.api.url}/api/projects/{on.project}").status == 401

        dialog.get_by_role("button", name="Revoke").click()
        expect(dialog.get_by_text("No links yet.")).to_be_visible()
        replay.reload()
        expect(replay.get_by_role("heading", name="This link no longer works")).to_be_visible()
        assert problems == []
    finally:
        stranger.close()
