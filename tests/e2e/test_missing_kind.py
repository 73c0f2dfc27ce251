"""A studio without the package of a kind any more: its canvases, takes and rankings stay in their lists."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import PATIENCE_S, Reader, signed_in
from tests.e2e.test_other_kinds import HYMN, ROCK
from tests.live_studio import LiveStudio, live_studio, wait_until
from tests.other_kind import installed_drums
from tests.studio_client import Person

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]  # tests/studio/test_missing_kinds.py says it over HTTP

SETTINGS = "tests.e2e.settings"
STEPS = 4


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("studio") / "data"


@pytest.fixture(scope="module")
def beats(tmp_path_factory: pytest.TempPathFactory, data: Path) -> dict[str, Any]:
    """Ids of what is made while drums are installed: a canvas, its ranking of two takes, a link to watch."""
    environment = installed_drums(tmp_path_factory)
    with live_studio(data, has_demo=False, DJANGO_SETTINGS_MODULE=SETTINGS, **environment) as studio:
        studio.wait_ready(120)
        api = Person(studio.url, "Drummer")
        project = api.make("/api/projects", {"name": "Beats"})["id"]
        api.make(f"/api/projects/{project}/canvases", HYMN)
        canvas = api.make(f"/api/projects/{project}/canvases", ROCK)["id"]
        started = api.generate(canvas, settings={"num_steps": STEPS}, num_candidates=2, seed=1)
        run = f"/api/generations/{started['id']}"
        wait_until(lambda: api.get(run)["is_graded"], PATIENCE_S, "the generation was not done and graded")
        takes = [
            api.make(f"{run}/takes", {"candidate": at, "step": STEPS, "name": name})
            for at, name in enumerate(("Loud", "Soft"))
        ]
        body = {"name": "Best beat", "takes": [take["id"] for take in takes]}
        ranking = api.make(f"/api/projects/{project}/rankings", body)["id"]
        replay = api.make(f"{run}/replay-links", {"days": 1})["url"]
        return {"project": project, "canvas": canvas, "ranking": ranking, "replay": replay}


@pytest.fixture(scope="module")
def studio(beats: dict[str, Any], data: Path) -> Iterator[LiveStudio]:
    """The same one, without drums."""
    with live_studio(data, has_demo=False, DJANGO_SETTINGS_MODULE=SETTINGS) as running:
        running.wait_ready(120)
        yield running


@pytest.fixture(scope="module")
def drummer(studio: LiveStudio, browser: Browser) -> Iterator[Reader]:
    with signed_in(studio, browser, "Drummer", starts_on="score") as reader:
        yield reader


def test_lists_name_the_kind_and_keep_what_lies_beside(drummer: Reader, beats: dict[str, Any]) -> None:
    page = drummer.page
    page.goto("/")
    expect(page.get_by_test_id("recent").get_by_role("link", name="Rock").first).to_be_visible()
    page.goto(f"/p/{beats['project']}")
    card = page.locator(".canvas-card", has_text="Rock")
    expect(card.locator(".unknown-kind")).to_contain_text("drums")
    expect(card.get_by_text("empty")).to_have_count(0)
    expect(page.get_by_role("link", name="Hymn", exact=True)).to_be_visible()


def test_its_page_says_what_is_missing(drummer: Reader, beats: dict[str, Any]) -> None:
    page = drummer.page
    page.goto(f"/p/{beats['project']}/c/{beats['canvas']}")
    expect(page.get_by_role("heading", name="Rock")).to_be_visible()
    expect(page.get_by_text("the kind “drums”")).to_be_visible()
    page.goto(f"/p/{beats['project']}/c/{beats['canvas']}/lineage")
    expect(page.locator(".unknown-kind").first).to_be_visible()
    page.goto("/" + beats["replay"].split("/", 3)[3])
    expect(page.get_by_text("drums").first).to_be_visible()


def test_its_takes_are_listed_and_starred(drummer: Reader, beats: dict[str, Any]) -> None:
    page = drummer.page
    page.goto(f"/p/{beats['project']}/takes")
    expect(page.locator(".take-card .unknown-kind")).to_have_count(2)
    loud = page.locator(".take-card", has_text="Loud")
    loud.get_by_role("button", name=re.compile("[Ss]tar")).first.click()
    expect(loud.get_by_role("button", name=re.compile("[Ss]tar")).first).to_have_attribute(
        "aria-pressed", "true"
    )


def test_its_ranking_is_listed_and_a_duel_says_why_it_cannot_be_shown(
    drummer: Reader, beats: dict[str, Any]
) -> None:
    page = drummer.page
    page.goto(f"/p/{beats['project']}/rankings")
    expect(page.get_by_role("link", name="Best beat")).to_be_visible()
    page.goto(f"/p/{beats['project']}/rankings/{beats['ranking']}/duels")
    expect(page.get_by_text("the kind “drums”")).to_be_visible()


def test_its_project_leaves_as_an_archive_and_is_refused_with_the_kind_by_name(
    drummer: Reader, beats: dict[str, Any], tmp_path: Path
) -> None:
    page = drummer.page
    archive = tmp_path / "beats.zip"
    archive.write_bytes(drummer.api.http.get(f"/api/projects/{beats['project']}/archive").content)
    page.goto("/")
    page.get_by_label("Archive to import").set_input_files(archive)
    expect(page.get_by_text("install the package that brings “drums”")).to_be_visible()
