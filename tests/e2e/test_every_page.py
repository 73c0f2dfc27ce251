"""axe finds nothing on any page, in any dialog, menu or popover, in light or in dark."""

import uuid
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e import shelf
from tests.e2e.conftest import PATIENCE_S, signed_in
from tests.e2e.menus import EVERY_PLACE
from tests.e2e.places import World
from tests.live_studio import LiveStudio, wait_until

pytestmark = pytest.mark.e2e

PAGES = {"first page", "project", "takes", "rankings", "duels", "score", "roll", "candidate", "text"}
"""Looked at in every run; the other places in runs of their own, since they are many."""
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
STEPS = 4


@pytest.fixture(scope="module")
def world(studio: LiveStudio, browser: Browser) -> Iterator[World]:
    studio.wait_ready()
    with signed_in(studio, browser, f"Ana-{uuid.uuid4().hex[:8]}", starts_on="score") as ana:
        api, on = ana.api, shelf.filled(ana, 3)
        # Ana judges takes of their own, since what she judges has no name for her elsewhere.
        judged = [
            api.make(f"/api/generations/{on.generation['id']}/takes", {"candidate": candidate, "step": 1})
            for candidate in range(2)
        ]
        rankings = [
            api.make(
                f"/api/projects/{on.project}/rankings", {"name": name, "takes": [take["id"] for take in of]}
            )
            for name, of in (("Endings", judged), ("Openings", on.takes.values()))
        ]
        sealed, opened = (ranking["id"] for ranking in rankings)
        api.make(f"/api/rankings/{opened}/open")
        body = {"kind": "text", "name": "Letter", "start": "blank", "options": {"text": "The sea is calm."}}
        api.make(f"/api/canvases/{on.canvas}/comments", {"text": f"Nice, @{ana.api.name}"})
        api.make(f"/api/canvases/{on.canvas}/versions", {"name": "As it came"})
        best_of = {"settings": {"num_steps": STEPS}, "total": 2, "keep": 1, "batch": 2}
        api.make(
            f"/api/canvases/{on.canvas}/jobs",
            {"kind": "best_of", "settings": best_of},
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )
        wait_until(
            lambda: api.get(f"/api/canvases/{on.canvas}/snapshot")["jobs"][0]["state"] == "done",
            PATIENCE_S,
            "the best of two were not made",
        )
        days = {"days": 1}
        yield World(
            reader=ana,
            on=on,
            canvas=api.get(f"/api/canvases/{on.canvas}"),
            text=api.make(f"/api/projects/{on.project}/canvases", body),
            ranking=sealed,
            opened_ranking=opened,
            replay=api.make(f"/api/generations/{on.generation['id']}/replay-links", days)["url"],
            invitation=api.make(
                f"/api/projects/{on.project}/invitation-links", {"role": "viewer", "days": 1}
            )["url"],
        )


def expect_nothing_found(page: Page) -> None:
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.wait_for_function(
            "scheme => [undefined, scheme].includes(document.documentElement.dataset.theme)", arg=scheme
        )
        for violation in Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]:
            found += [
                f"{scheme}: {violation['id']}: {node['target']}: {node['failureSummary']}"
                for node in violation["nodes"]
            ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "place",
    [place if place in PAGES else pytest.param(place, marks=pytest.mark.places) for place in EVERY_PLACE],
)
def test_axe_finds_nothing(world: World, place: str) -> None:
    world.go("/account").evaluate("() => localStorage.clear()")
    EVERY_PLACE[place](world)
    expect_nothing_found(world.page)


def test_axe_finds_nothing_where_people_sign_in(studio: LiveStudio, browser: Browser) -> None:
    page = browser.new_context(base_url=studio.url).new_page()
    page.goto("/")
    expect(page.get_by_label("Password")).to_be_visible()
    expect_nothing_found(page)
    page.context.close()
