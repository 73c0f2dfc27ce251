"""Many takes at once: ranges, keys, stars and tags, what a filter hides, and where the focus goes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e import shelf
from tests.e2e.screen import Screen

pytestmark = pytest.mark.e2e

NUM_TAKES = 6
LONG_NAME = "Ach bleib bei uns, Herr Jesu Christ, for the choir on Sunday 6.2, step 40"
ENDS_WITHIN = """(numbers) => {
  const [inner, outer] = [numbers, numbers.closest(".card-line")].map((one) => one.getBoundingClientRect());
  return inner.width > 0 && inner.right <= outer.right;
}"""


@pytest.fixture
def takes_page(person) -> tuple[Any, shelf.Shelf, Page]:
    """All takes by their names, with the first one in focus."""
    ana = person("Ana")
    on = shelf.filled(ana, NUM_TAKES)
    page = ana.page
    page.goto(f"/p/{on.project}/takes?sort=name")
    expect(page.locator(".card-name")).to_have_text([f"Take {n + 1}" for n in range(NUM_TAKES)])
    cell(page, 0).click()
    return ana, on, page


def cell(page: Page, index: int) -> Locator:
    return page.get_by_role("grid", name="Takes").locator(f'[data-index="{index}"]')


def expect_chosen(page: Page, count: int) -> None:
    bar = page.get_by_role("region", name="Chosen takes")
    if count == 0:
        expect(bar).to_have_count(0)
    else:
        expect(bar.get_by_role("status")).to_contain_text(re.compile(rf"^{count} takes? chosen"))


def named(ana: Any, on: shelf.Shelf) -> dict[str, dict[str, Any]]:
    takes = ana.api.get(f"/api/projects/{on.project}/takes?limit=100&sort=name")["takes"]
    return {take["name"]: take for take in takes}


def test_ranges_and_all_are_chosen_and_what_is_done_to_one_is_done_to_all(takes_page: Any) -> None:
    ana, on, page = takes_page
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect_chosen(page, 3)
    page.keyboard.press("Shift+ArrowLeft")
    expect_chosen(page, 2)
    cell(page, 4).click(modifiers=["Shift"])
    expect_chosen(page, 5)
    page.keyboard.press("4")
    expect(page.get_by_test_id("toast").filter(has_text="You rated 5 takes with 4 stars.")).to_be_visible()
    assert [take["rating"] for take in named(ana, on).values()] == [4, 4, 4, 4, 4, None]
    page.keyboard.press("4")  # the same key again sets what is set, and takes nothing away
    page.keyboard.press("f")
    expect(page.get_by_test_id("toast").filter(has_text="5 takes starred.")).to_be_visible()
    found = named(ana, on)
    assert [take["rating"] for take in found.values()] == [4, 4, 4, 4, 4, None]
    assert [take["is_starred"] for take in found.values()] == [True] * 5 + [False]

    page.keyboard.press("t")
    page.get_by_role("dialog").get_by_label("New tag").fill("advent")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").locator(".tag")).to_contain_text("advent")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    expect_chosen(page, 6)
    page.keyboard.press("0")
    expect(page.get_by_test_id("toast").filter(has_text="Your rating of 6 takes is removed.")).to_be_visible()
    found = named(ana, on)
    assert {take["rating"] for take in found.values()} == {None}
    assert [take["tags"] for take in found.values()] == [["advent"]] * 5 + [[]]

    page.keyboard.press("Control+z")
    expect(page.get_by_test_id("toast").filter(has_text="removed")).to_have_count(0)
    expect(page.get_by_test_id("toast").filter(has_text="Undone.")).to_be_visible()
    assert [take["rating"] for take in named(ana, on).values()] == [4, 4, 4, 4, 4, None]


@pytest.mark.thorough
def test_the_focus_stays_in_the_list_when_what_is_chosen_goes_into_the_bin(takes_page: Any) -> None:
    _, _, page = takes_page
    for number in (4, 5):
        cell(page, number).click(modifiers=["Control"])
    expect_chosen(page, 2)
    page.get_by_role("button", name="Move to bin").click()
    expect(page.get_by_test_id("take-count")).to_have_text("4")
    expect(page.locator("[data-index]:focus")).to_have_count(1)
    page.keyboard.press("Home")
    expect(cell(page, 0)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("take-count")).to_have_text("3")
    expect(cell(page, 2)).to_be_focused()


@pytest.mark.thorough
def test_a_choice_says_what_the_filter_hides(takes_page: Any) -> None:
    ana, on, page = takes_page
    for take in list(named(ana, on).values())[:3]:
        ana.api.send("PATCH", f"/api/takes/{take['id']}", {"is_starred": True})
    page.get_by_role("button", name="Starred").click()
    expect(page.get_by_test_id("take-count")).to_have_text("3")
    cell(page, 0).click()
    page.keyboard.press("Control+a")
    expect_chosen(page, 3)
    first = named(ana, on)["Take 1"]["id"]
    ana.api.send("PATCH", f"/api/takes/{first}", {"name": LONG_NAME})
    expect(page.locator(".card-name").first).to_have_text(LONG_NAME)
    numbers = page.locator(".take-title > :last-child").first
    expect(numbers).to_have_text("6.2, step 40")
    assert numbers.evaluate(ENDS_WITHIN), "they tell it from its neighbours"
    ana.api.send("PATCH", f"/api/takes/{first}", {"is_starred": False})
    status = page.get_by_role("region", name="Chosen takes").get_by_role("status")
    expect(status).to_have_text("3 takes chosen, 1 of them hidden by the filter")
    page.get_by_role("button", name="Leave out what is hidden").click()
    expect_chosen(page, 2)
    page.get_by_role("button", name="Starred").click()  # another filter gives the choice up
    expect_chosen(page, 0)


def test_takes_are_ranked_from_the_list_and_a_ranking_gets_more(takes_page: Any) -> None:
    ana, on, page = takes_page
    page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="Rank", exact=True).click()
    name = page.get_by_role("dialog").get_by_role("textbox", name="Name")
    expect(name).to_be_focused()
    page.keyboard.type("Amens")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Amens")).to_be_visible()
    page.get_by_role("link", name="Add takes").click()
    expect(page.get_by_text("Choose takes for “Amens”")).to_be_visible()
    cell(page, 0).click()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Add to “Amens”").click()
    expect(page.get_by_text(f"{NUM_TAKES} takes are judged blind.")).to_be_visible()
    (ranking,) = ana.api.get(f"/api/projects/{on.project}/rankings")
    assert ranking["num_takes"] == NUM_TAKES


@pytest.mark.thorough
def test_others_stars_show_once_ones_own_are_given(person) -> None:
    ana, ben = person("Ana"), person("Ben")
    on = shelf.filled(ana, 1, (ben, "curator"))
    ana.api.send("PUT", f"/api/takes/{on.takes['Take 1']['id']}/rating", {"stars": 2})
    page = ben.page
    page.goto(f"/p/{on.project}/takes")
    mean = cell(page, 0).locator(".star-mean")
    expect(mean).to_have_text("1 rated")
    expect(cell(page, 0).locator(".star-one.theirs")).to_have_count(0)
    cell(page, 0).click()
    page.keyboard.press("4")
    expect(mean).to_have_text("3 (2)")
    page.keyboard.press("i")
    expect(page.get_by_role("complementary")).to_contain_text(f"{ana.api.name} 2")
    page.keyboard.press("0")
    expect(mean).to_have_text("1 rated")
    ana.api.send("PUT", f"/api/takes/{on.takes['Take 1']['id']}/rating", {"stars": 5})
    expect(mean).to_have_text("1 rated")


@pytest.mark.thorough
def test_every_page_says_its_keys(person) -> None:
    ana = person("Ana")
    on = shelf.filled(ana, 2)
    takes = [take["id"] for take in on.takes.values()]
    ranking = ana.api.make(f"/api/projects/{on.project}/rankings", {"name": "Two", "takes": takes})["id"]
    path = f"/api/generations/{on.generation['id']}/replay-links"
    replay = ana.api.make(path, {"days": 7})["url"]
    pages = {
        "/": "This help",
        "/account": "This help",
        f"/p/{on.project}": "This help",
        f"/p/{on.project}/takes": "Choose all that the list shows",
        f"/p/{on.project}/rankings": "This help",
        f"/p/{on.project}/rankings/{ranking}": "This help",
        f"/p/{on.project}/rankings/{ranking}/duels": "Play or pause A",
        f"/p/{on.project}/c/{on.canvas}": "This help",
        f"/p/{on.project}/c/{on.canvas}/lineage": "Compare what is chosen",
        replay: "The next candidate",
    }
    for address, line in pages.items():
        if address.endswith(on.canvas):
            Screen(ana, {"project": on.project, "id": on.canvas}).open()
        else:
            ana.page.goto(address)
        expect(ana.page.locator("header").first).to_be_visible()
        ana.page.keyboard.press("?")
        expect(ana.page.get_by_test_id("help-dialog")).to_contain_text(line)
        ana.page.keyboard.press("Escape")
        expect(ana.page.get_by_test_id("help-dialog")).to_have_count(0)


@pytest.mark.thorough
def test_the_filter_and_the_information_call_settings_by_the_same_names(takes_page: Any) -> None:
    _, _, page = takes_page
    page.keyboard.press("i")
    page.get_by_role("button", name="More filters").click()
    choice = page.get_by_role("combobox", name="Setting", exact=True)
    expect(choice.get_by_role("option", name="Temperature")).to_have_count(1)
    offered = choice.get_by_role("option").all_text_contents()
    names = page.get_by_role("complementary").locator("dt")
    expect(names.filter(has_text="Temperature").first).to_be_visible()
    told = names.all_text_contents()
    assert len(offered) > 5
    assert set(offered) - {"any"} <= {name.strip() for name in told}


def test_a_replay_link_opens_what_it_was_made_from(takes_page: Any) -> None:
    _, _, page = takes_page
    cell(page, 1).click()
    page.keyboard.press("i")
    about = page.get_by_role("complementary", name="About Take 2")
    about.get_by_role("button", name="More for Take 2").click()
    page.get_by_role("menuitem", name="Replay link").click()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Replay link", exact=True).input_value()
    page.goto(address)
    expect(page.get_by_role("radio", name="Candidate 2")).to_be_checked()
    expect(page.locator(".replay-step")).to_have_text(f"step {shelf.NUM_STEPS} of {shelf.NUM_STEPS}")
