"""Triage by keys: a press for each take, the next one always right, and columns that sort."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import shelf
from tests.e2e.conftest import Reader
from tests.e2e.test_curating import cell, expect_chosen
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

NUM_CANDIDATES = 20
STEPS = range(2, 7)
NUM_TAKES = NUM_CANDIDATES * len(STEPS)
MOST_PRESSES = 130
NAME = ".line-name"


def filled(owner: Reader, num_candidates: int, steps: range) -> shelf.Shelf:
    """Takes "Take 1" and so on: each candidate at each of these steps."""
    on = shelf.filled(owner, num_candidates)
    number = num_candidates
    for step in steps:
        for candidate in range(num_candidates):
            if step == shelf.NUM_STEPS:
                continue
            number += 1
            body = {"candidate": candidate, "step": step, "name": f"Take {number}"}
            owner.api.make(f"/api/generations/{on.generation['id']}/takes", body)
    return on


def all_takes(owner: Reader, project: str, query: str = "") -> list[dict[str, Any]]:
    path = f"/api/projects/{project}/takes?limit=100&sort=name&{query}"
    takes: list[dict[str, Any]] = owner.api.get(path)["takes"]
    return takes


class Keys:
    """Presses of keys, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.count = 0

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)


def table(page: Page, project: str, query: str = "") -> None:
    page.goto(f"/p/{project}/takes?sort=name{query}")
    page.get_by_role("radio", name="Table").or_(page.get_by_role("button", name="Table")).first.click()
    expect(page.locator(NAME).first).to_be_visible()


def current_name(page: Page) -> str:
    return page.locator("[data-index].is-current .take-title").inner_text().replace("\n", "")


@pytest.mark.thorough
def test_a_hundred_takes_are_sorted_by_a_press_each(person) -> None:
    ana = person("Ana")
    on = filled(ana, NUM_CANDIDATES, STEPS)
    page = ana.page
    table(page, on.project, "&mine=none")
    expect(page.get_by_test_id("take-count")).to_have_text(str(NUM_TAKES))
    cell(page, 0).locator(NAME).click()
    keys = Keys(page)
    wanted: dict[str, tuple[int | None, str | None]] = {}
    for number in range(NUM_TAKES):
        # what somebody means they mean of what they see
        name = current_name(page)
        assert name not in wanted, f"{name} came twice"
        key = "xp3"[number % 3]
        wanted[name] = (3, None) if key == "3" else (None, {"x": "reject", "p": "pick"}[key])
        keys.press(key)
    assert keys.count <= MOST_PRESSES

    def are_stored() -> bool:
        return not all_takes(ana, on.project, "mine=none")

    wait_until(are_stored, 30, "some were not stored")
    found = {take["name"]: take["ratings"][0] for take in all_takes(ana, on.project)}
    assert {name: (one["stars"], one["flag"]) for name, one in found.items()} == wanted
    assert all(one["rated_at"] and one["saw_others"] is False for one in found.values())
    expect(page.get_by_text("No takes match. Clear a filter.")).to_be_visible()


def test_the_next_take_is_right_under_a_filter_that_the_change_leaves(person) -> None:
    ana = person("Ana")
    on = filled(ana, 6, range(5, 7))
    page = ana.page
    table(page, on.project, "&mine=none")
    cell(page, 4).locator(NAME).click()
    assert current_name(page) == "Take 5"
    page.keyboard.press("x")
    assert current_name(page) == "Take 6"
    expect(page.get_by_test_id("take-count")).to_have_text("11")  # it left the filter
    expect(cell(page, 4)).to_have_class(re.compile("is-current"))
    assert current_name(page) == "Take 6"
    page.keyboard.press("a")  # stay on each
    page.keyboard.press("p")
    expect(page.get_by_test_id("take-count")).to_have_text("10")
    expect(page.locator("[data-index].is-current .take-title")).to_have_text("Take 7")
    expect(page.locator("[data-index]:focus")).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("take-count")).to_have_text("11")
    assert current_name(page) == "Take 7"
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("take-count")).to_have_text("12")
    assert current_name(page) == "Take 7"

    # somebody keeps one more, which comes before: keys stay with what they were about
    body = {"candidate": 0, "step": 3, "name": "Take 0"}
    ana.api.make(f"/api/generations/{on.generation['id']}/takes", body)
    expect(page.get_by_test_id("take-count")).to_have_text("13")
    assert current_name(page) == "Take 7"

    # a range leaves together
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect_chosen(page, 3)
    page.keyboard.press("x")
    expect(page.get_by_test_id("take-count")).to_have_text("10")
    expect(page.locator("[data-index].is-current .take-title")).to_have_text("Take 10")
    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("take-count")).to_have_text("13")


@pytest.mark.thorough
def test_the_page_of_a_closed_tab_changed_all_or_nothing(person) -> None:
    ana = person("Ana")
    on = filled(ana, NUM_CANDIDATES, range(4, 7))
    page = ana.page
    table(page, on.project)
    cell(page, 0).locator(NAME).click()
    page.keyboard.press("Control+a")
    expect_chosen(page, 60)
    page.keyboard.press("4")
    page.close()
    page.context.close()

    def rated() -> int:
        return len(all_takes(ana, on.project, "mine=stars"))

    seen = {rated() for _ in range(40)}
    assert seen <= {0, 60}


@pytest.mark.thorough
def test_columns_sort_by_name_as_people_count_and_back(person) -> None:
    ana = person("Ana")
    on = filled(ana, 6, range(5, 7))
    page = ana.page
    table(page, on.project, "&starred=")
    names = page.locator(f"{NAME} .take-title")
    expect(names).to_have_text([f"Take {number}" for number in range(1, 13)])
    heads = page.get_by_role("group", name="Order of the table")
    heads.get_by_role("button", name="Sort by name").click()
    expect(names).to_have_text([f"Take {number}" for number in range(12, 0, -1)])
    heads.get_by_role("button", name="Sort by grade").click()
    grades = [take["grade"] for take in ana.api.get(f"/api/projects/{on.project}/takes?sort=grade")["takes"]]
    shown = [float(text) for text in page.locator(".line-grade").all_inner_texts()]
    assert shown == pytest.approx(grades, abs=0.051)
    assert "sort=grade" in page.url
    cell(page, 1).locator(NAME).click()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Name")
    expect(dialog.get_by_label("Name of this take")).to_be_focused()
    page.keyboard.type("The calm one")
    page.keyboard.press("Enter")
    expect(names.nth(1)).to_have_text("The calm one")
    expect(cell(page, 1)).to_be_focused()


def test_what_others_wrote_shows_once_one_has_judged_it(person) -> None:
    ana, ben = person("Ana"), person("Ben")
    on = shelf.filled(ana, 1, (ben, "curator"))
    take = on.takes["Take 1"]["id"]
    ana.api.send("PATCH", f"/api/takes/{take}", {"tags": ["dull"], "remarks": "The alto stands still."})
    page = ben.page
    page.goto(f"/p/{on.project}/takes")
    cell(page, 0).click()
    page.keyboard.press("i")
    about = page.get_by_role("complementary", name="About Take 1")
    expect(about).to_contain_text("Others’ tags and remarks show once you have rated, picked or rejected it.")
    expect(about.locator(".tag")).to_have_count(0)
    expect(page.get_by_text("The alto stands still.")).to_have_count(0)
    cell(page, 0).focus()
    page.keyboard.press("p")
    expect(about.locator(".tag")).to_contain_text("dull")
    expect(about.get_by_label("Remarks")).to_have_value("The alto stands still.")
