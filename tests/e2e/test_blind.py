"""A judge finds no name and no grade of what is judged: on the page, by socket, API, archive, second tab."""

import io
import re
import zipfile
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e import shelf
from tests.e2e.test_duels import Overheard, asked, hear_both, made_ranking, press

pytestmark = pytest.mark.e2e


def telling(on: shelf.Shelf) -> list[str]:
    """Names and grades of the takes, as JSON and pages have them."""
    names = [form for name in on.takes for form in (f">{name}<", f'"{name}"')]
    return names + [str(take["grade"]) for take in on.takes.values()]


def files_of(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode(errors="replace") for name in opened.namelist()}


def test_a_judge_can_not_find_out_what_is_judged(person) -> None:
    owner, judge = person("Owner"), person("Judge")
    on = shelf.filled(owner, 4, (judge, "curator"))
    ranking = made_ranking(owner, on)
    address = f"/p/{on.project}/rankings/{ranking['id']}"
    page = judge.page
    duels = Overheard(page)
    asked(page, lambda: page.goto(f"{address}/duels"))
    expect(page.locator(".printed-line").first).to_be_visible()  # a score, and no grey roll
    hear_both(page)
    press_and_go_on(page)

    # a second tab: the takes, the canvas, the ranking itself
    tab = page.context.new_page()
    second = Overheard(tab)
    for path in (f"/p/{on.project}/takes", f"/p/{on.project}/c/{on.canvas}", address):
        tab.goto(path)
        expect(tab.locator("main").first).to_be_visible()
        tab.wait_for_timeout(1500)
        assert second.told(telling(on)) == [], path
    expect(tab.get_by_test_id("seal")).to_be_visible()
    expect(tab.get_by_text("Who could still know")).to_be_visible()
    # what changes meanwhile comes by the socket
    take = next(iter(on.takes.values()))
    owner.api.send("PATCH", f"/api/takes/{take['id']}", {"is_starred": True}).raise_for_status()
    tab.wait_for_timeout(1500)
    assert "socket" in {where for where, _ in second.answers}
    assert duels.told(telling(on)) == second.told(telling(on)) == []

    # API and archive
    for path in api_paths(on, ranking):
        answer = judge.api.http.get(path)
        assert not [word for word in telling(on) if word in answer.text], path
    archive = judge.api.http.get(f"/api/projects/{on.project}/archive").raise_for_status()
    for name, text in files_of(archive.content).items():
        assert not [word for word in telling(on) if word in text], name
        assert not re.search(r"take-\d", name)

    # opened, all of it is there
    owner.api.make(f"/api/rankings/{ranking['id']}/open")
    tab.goto(address)
    expect(tab.locator(".standing-name").first).to_have_text(re.compile(r"Take \d"))
    expect(tab.get_by_role("link", name="The whole record")).to_be_visible()
    script = judge.api.http.get("/static/check_ranking.py")
    assert "def check(" in script.text


def press_and_go_on(page: Any) -> None:
    page.get_by_label("Show the next pair immediately").uncheck()
    voted = press(page, "ArrowLeft")
    number, _, sha256 = voted["receipt"].partition(":")
    expect(page.get_by_text(f"Your last vote is entry {number}")).to_be_visible()
    assert len(sha256) == 64


def api_paths(on: shelf.Shelf, ranking: dict[str, Any]) -> list[str]:
    project, canvas = f"/api/projects/{on.project}", f"/api/canvases/{on.canvas}"
    generation = f"/api/generations/{on.generation['id']}"
    paths = [f"{project}/takes", f"{project}/takes?sort=grade", f"{project}/rankings", f"{project}/snapshot"]
    paths += [f"{canvas}/snapshot", f"{canvas}/lineage", f"{generation}/grades", generation]
    paths += [f"/api/rankings/{ranking['id']}", f"/api/rankings/{ranking['id']}/record"]
    return paths + [f"/api/takes/{take['id']}/settings" for take in on.takes.values()]
