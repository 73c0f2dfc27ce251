"""Every popover and menu of the studio, and how to get there; what two edits at once lead to stands last."""

import re
from typing import Literal

from playwright.sync_api import Page, expect

from tests.e2e.places import (
    OPENERS,
    World,
    best_of_job,
    dialog,
    opens,
    project,
    takes_of_the_canvas,
)
from tests.e2e.screen import ALTO, Screen, edited
from tests.e2e.text_screen import TextScreen
from tests.studio_client import Editor

EVERY_PLACE = OPENERS
"""Pages and dialogs too."""


def menu(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).first.click()
    expect(page.get_by_role("menu")).to_be_visible()


def press_first_note(page: Page, button: Literal["left", "right"]) -> None:
    box = page.locator("#n-S-0 .mark").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, button=button)


@opens
def chord_of_a_beat(world: World) -> None:
    world.candidate().locator('[data-beat="2"]').click()
    expect(world.page.get_by_role("group", name="Could stand here")).to_be_visible()


@opens
def mixer(world: World) -> None:
    world.chorale().get_by_role("button", name="Mixer").click()
    expect(world.page.get_by_test_id("mixer")).to_be_visible()


@opens
def tempo_loop_and_sound(world: World) -> None:
    world.chorale().get_by_role("button", name="Tempo, loop and sound").click()
    dialog(world.page)


@opens
def views_of_the_score(world: World) -> None:
    world.chorale().get_by_role("button", name="View: how the score is shown").click()
    expect(world.page.get_by_test_id("view-states")).to_be_visible()


@opens
def alternatives_for_a_note(world: World) -> None:
    page = world.chorale()
    page.get_by_test_id("tool-ask").click()
    press_first_note(page, "left")
    expect(page.get_by_test_id("alternatives").locator(".alternative")).to_have_count(5)


@opens
def best_of_many(world: World) -> None:
    page = world.chorale()
    fold = page.get_by_test_id("fold-settings")
    if fold.get_attribute("aria-expanded") == "false":
        fold.click()
    page.locator("details.all-settings").evaluate("details => { details.open = true; }")
    page.get_by_test_id("best-of").click()


@opens
def grid_of_settings(world: World) -> None:
    best_of_many(world)
    world.page.get_by_role("button", name="Grid …").click()
    dialog(world.page, "A grid of settings")


@opens
def all_settings(world: World) -> None:
    Screen(world.reader, world.canvas, world.chorale()).all_settings()


@opens
def menu_of_a_note(world: World) -> None:
    page = world.chorale()
    press_first_note(page, "right")
    expect(page.get_by_role("menu")).to_be_visible()


@opens
def menu_of_a_candidate(world: World) -> None:
    world.candidate()
    menu(world.page, re.compile("^More for Candidate 1"))


@opens
def menu_of_a_take(world: World) -> None:
    takes_of_the_canvas(world)
    menu(world.page, re.compile("^More for Take"))


@opens
def menu_of_a_canvas(world: World) -> None:
    project(world)
    menu(world.page, re.compile("^More for"))


@opens
def menu_of_a_ranked_candidate(world: World) -> None:
    best_of_job(world)
    menu(world.page, re.compile("^More for candidate"))


@opens
def menu_of_a_generation(world: World) -> None:
    world.candidate()
    menu(world.page, "More about this generation")


@opens
def menu_of_a_word(world: World) -> None:
    page = world.written()
    TextScreen(world.reader, world.text).word(1).click(button="right")
    expect(page.get_by_role("menu")).to_be_visible()


@opens
def files_of_a_text(world: World) -> None:
    world.written()
    menu(world.page, "Export")


# ---- what happens while others work: last, for it changes the canvas -----------------------------


@opens
def conflict(world: World) -> None:
    page = world.candidate()

    async def write(editor: Editor) -> None:
        for column in editor.columns()[:4]:
            await editor.set("symbols", f"{column}:{ALTO}", 53)
        await editor.settle()

    edited(world.reader, world.canvas, write)
    page.get_by_role("button", name="Place on canvas").click()
    dialog(page, "changed some of it")
