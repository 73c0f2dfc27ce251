"""Takes of texts are compared word by word, judged blind, followed back and carried away like any others."""

import re
import zipfile
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import shelf

pytestmark = pytest.mark.e2e

TEXT = "The sea was ▢ ▢ and nobody spoke of the ▢ house again."
BEFORE, BETWEEN, AFTER = "The sea was ", " and nobody spoke of the ", " house again."


@pytest.fixture
def written(person) -> Any:
    """Ana's text, filled in three ways, each of them kept."""
    ana = person("Ana")
    project = ana.api.make("/api/projects", {"name": "Letters"})
    body = {"kind": "text", "name": "The sea", "start": "blank", "options": {"text": TEXT}}
    canvas = ana.api.make(f"/api/projects/{project['id']}/canvases", body)
    started = ana.api.generate(canvas["id"], settings={"num_steps": 6}, num_candidates=3, seed=4)
    run = shelf.wait_done(ana, started)
    takes = [
        ana.api.make(
            f"/api/generations/{run['id']}/takes",
            {"candidate": candidate, "step": run["last_step"], "name": f"Sea {candidate + 1}"},
        )
        for candidate in range(3)
    ]
    return ana, canvas, run, takes


def judge_two_by_keys(page: Page, address: str, filled: re.Pattern[str]) -> None:
    """A pair in view can be judged, although the numbers of its ranking are late; one press is one vote."""
    late: list[Route] = []
    page.route(re.compile(r"/api/rankings/[^/]+$"), lambda route: late.append(route))
    page.goto(address)
    expect(page.locator(".duel-text")).to_have_text([filled, filled])
    expect(page.get_by_role("button", name="Play")).to_have_count(0)
    assert not re.search(r"Sea \d", page.locator("main").inner_text())
    for number in (1, 2):
        with page.expect_response(re.compile(r"/api/rankings/[^/]+/duels$")):
            page.keyboard.down("1")
        expect(page.locator("button.vote").first).to_be_enabled()
        page.keyboard.down("1")  # as a key that is held repeats itself
        page.keyboard.up("1")
        expect(page.locator(".duel-progress")).to_contain_text(f"{number} by you")
    for route in late:
        route.continue_()
    page.unroute_all()
    expect(page.locator(".duel-progress")).to_contain_text("2 votes")


@pytest.mark.thorough
def test_takes_of_a_text_are_compared_judged_followed_and_exported(written: Any, browser: Any) -> None:
    ana, canvas, run, takes = written
    page, api, project = ana.page, ana.api, canvas["project"]
    filled = re.compile(f"{BEFORE}.+{BETWEEN}.+{AFTER}")

    words = compare_two(page, project, filled, takes)

    # they leave as a zip with the text itself
    page.get_by_label("Chosen takes").get_by_role("button", name="Export").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Export zip").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        names = [name for name in archive.namelist() if re.search(r"files/\d+-sea-\d\.txt$", name)]
        assert [bool(filled.fullmatch(archive.read(name).decode())) for name in names] == [True] * 2
    files = {"file": ("letters.zip", waiting.value.path().read_bytes())}
    imported = api.make("/api/archives", files=files)
    there = api.get(f"/api/projects/{imported['id']}/takes?sort=name")["takes"]
    assert [take["symbols"] for take in there] == words

    # judged blind
    body = {"name": "Seas", "takes": [take["id"] for take in takes]}
    ranking = api.make(f"/api/projects/{project}/rankings", body)
    judge_two_by_keys(page, f"/p/{project}/rankings/{ranking['id']}/duels", filled)
    api.make(f"/api/rankings/{ranking['id']}/open")
    page.keyboard.press("u")
    expect(page.locator(".duel-progress")).to_contain_text("1 by you")
    page.keyboard.press("2")
    told = page.get_by_test_id("toast").filter(has_text=re.compile(r"A was Sea \d, B was Sea \d"))
    expect(told).to_be_visible()

    # followed back
    page.goto(f"/p/{project}/c/{canvas['id']}/lineage")
    page.get_by_role("button", name=re.compile("^Sea 3, ")).click()
    about = page.get_by_role("complementary", name="About this moment")
    expect(about.locator(".text-miniature")).to_have_text(filled)
    expect(about).to_contain_text("Comes from")

    # and replayed by anybody who has the link
    link = api.make(f"/api/generations/{run['id']}/replay-links", {"days": 1})
    stranger = browser.new_context()
    try:
        replay = stranger.new_page()
        replay.goto(link["url"])
        shown = replay.locator(".replay-picture")
        expect(shown).to_have_text(filled)
        last = shown.inner_text()
        replay.get_by_role("slider", name="Step of the generation").press("Home")
        expect(shown).not_to_have_text(last)
    finally:
        stranger.close()


def compare_two(
    page: Page, project: str, filled: re.Pattern[str], takes: list[dict[str, Any]]
) -> list[list[str]]:
    """The words of both."""
    # two side by side, with the words that differ
    page.goto(f"/p/{project}/takes?sort=name")
    for name in ("Sea 1", "Sea 2"):
        page.get_by_role("gridcell", name=re.compile(f"^{name}")).click()
        page.keyboard.press("Space")
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".compared-text")).to_have_text([filled, filled])
    words = [take["symbols"] for take in takes[:2]]
    count = sum(one != other for one, other in zip(*words, strict=True))
    said = "no difference" if count == 0 else f"{count} word{'s differ' if count > 1 else ' differs'}"
    expect(dialog).to_contain_text(said)
    expect(dialog.locator(".compared-text .fresh")).to_have_count(count)
    expect(dialog.get_by_role("button", name="Listen")).to_have_count(0)
    dialog.get_by_role("button", name="Close").click()
    return words
