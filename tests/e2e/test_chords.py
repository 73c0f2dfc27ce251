"""Chords are asked for beat by beat, seen obeyed or marked; phrases end at fermatas that a key sets."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from sunmask.kinds import registry
from tests.e2e.conftest import PATIENCE_S
from tests.e2e.screen import ALTO, BASS, SOPRANO, TENOR, Screen, shared_canvas
from tests.e2e.tasks import Counted
from tests.live_studio import wait_until

pytestmark = pytest.mark.e2e

CODEC = registry.codec("chorale")
STEPS = 12


def beat(screen: Screen, number: int) -> Locator:
    return screen.page.locator(f'[data-testid="harmony"] [data-beat="{number}"]')


def type_chord(screen: Screen, number: int, text: str, key: str = "Enter") -> None:
    beat(screen, number).click()
    field = screen.page.get_by_test_id("chord-input")
    field.fill(text)
    field.press(key)


def stored(screen: Screen) -> dict[str, Any]:
    content: dict[str, Any] = screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]
    return content


def wait_for_fermatas(screen: Screen, expected: list[list[int]]) -> None:
    wait_until(
        lambda: stored(screen)["fermatas"] == expected, PATIENCE_S, f"the fermatas did not become {expected}"
    )


@pytest.fixture
def screen(person) -> Screen:
    """Jesu, meine Freude, in E minor."""
    ana = person("Ana")
    return Screen(ana, shared_canvas(ana)).open()


def test_chords_are_typed_and_the_notes_say_whether_they_are_obeyed(screen: Screen) -> None:
    page = screen.page
    expect(beat(screen, 0)).to_have_attribute("data-made", "i")
    type_chord(screen, 0, "i", key="Tab")
    expect(page.get_by_test_id("chord-input")).to_be_focused()
    page.get_by_test_id("chord-input").fill("Bm/D")
    page.get_by_test_id("chord-input").press("Tab")
    page.get_by_test_id("chord-input").fill("V65")
    page.get_by_test_id("chord-input").press("Enter")
    for number, name in ((0, "i"), (1, "v6"), (2, "V65")):
        expect(beat(screen, number)).to_have_attribute("data-requested", name)
    expect(beat(screen, 1)).to_have_class(re.compile(r"\brequested\b"))
    expect(beat(screen, 1)).not_to_have_class(re.compile(r"\bmissed\b"))
    expect(beat(screen, 2)).to_have_class(re.compile(r"\bmissed\b"))
    expect(beat(screen, 2)).to_have_attribute("title", re.compile("V65 asked for, the notes make iv6"))
    screen.expect_saved()
    assert stored(screen)["chords"] == [
        [0, {"root": 4, "quality": "min", "bass": None}],
        [4, {"root": 11, "quality": "min", "bass": 2}],
        [8, {"root": 11, "quality": "dom7", "bass": 3}],
    ]

    page.get_by_test_id("chord-naming").click()
    expect(beat(screen, 2)).to_have_attribute("data-requested", "B7/D#")
    beat(screen, 2).focus()
    page.keyboard.press("Delete")
    expect(beat(screen, 2)).not_to_have_attribute("data-requested", re.compile("."))
    page.keyboard.press("Control+z")
    expect(beat(screen, 2)).to_have_attribute("data-requested", "B7/D#")

    # figures over the C of the bass, which lasts into the next beat
    type_chord(screen, 2, "7-6")
    for number, name in ((2, "Cmaj7/C"), (3, "Am/C")):
        expect(beat(screen, number)).to_have_attribute("data-requested", name)
    beat(screen, 3).focus()
    page.keyboard.press("Control+z")
    expect(beat(screen, 2)).to_have_attribute("data-requested", "B7/D#")
    expect(beat(screen, 3)).not_to_have_attribute("data-requested", re.compile("."))


@pytest.mark.thorough
def test_what_is_no_chord_is_refused_with_what_was_expected(screen: Screen) -> None:
    page = screen.page
    screen.put_cursor(SOPRANO, 9)
    page.keyboard.press("Shift+C")
    field = page.get_by_test_id("chord-input")
    field.fill("H9")
    field.press("Enter")
    expect(page.locator(".chord-input [role=alert]")).to_contain_text("Type a Roman numeral such as V65")
    expect(field).to_be_focused()
    field.fill("Cmaj9")
    field.press("Enter")
    expect(page.locator(".chord-input [role=alert]")).to_contain_text("The nearest chord that can is")
    field.press("Escape")
    expect(field).to_be_hidden()
    expect(beat(screen, 2)).to_be_focused()
    expect(beat(screen, 2)).not_to_have_attribute("data-requested", re.compile("."))


@pytest.mark.thorough
def test_chords_go_with_the_bars_that_they_belong_to(screen: Screen) -> None:
    page = screen.page
    type_chord(screen, 4, "V")
    page.get_by_test_id("roll").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("ArrowUp")
    expect(beat(screen, 4)).to_have_attribute("data-requested", "VI")
    page.keyboard.press("Control+z")
    expect(beat(screen, 4)).to_have_attribute("data-requested", "V")
    page.keyboard.press("Control+x")
    expect(beat(screen, 4)).not_to_have_attribute("data-requested", re.compile("."))
    page.keyboard.press("Control+v")
    expect(beat(screen, 4)).to_have_attribute("data-requested", "V")


def test_a_fermata_is_set_and_taken_away_by_a_key(screen: Screen) -> None:
    page = screen.page
    before = stored(screen)["fermatas"]
    screen.put_cursor(SOPRANO, 0)
    page.keyboard.press("Shift+F")
    wait_for_fermatas(screen, [[0, 0], *before])
    page.keyboard.press("Shift+F")
    wait_for_fermatas(screen, before)
    page.keyboard.press("Control+z")
    wait_for_fermatas(screen, [[0, 0], *before])
    screen.put_cursor(BASS, 0)
    page.keyboard.press("Shift+F")
    wait_for_fermatas(screen, sorted([[0, 0], *before, [BASS, 0]]))


def test_two_people_see_each_others_chords(person) -> None:
    ana, ben = person("Ana"), person("Ben")
    canvas = shared_canvas(ana, (ben, "editor"))
    hers, his = Screen(ana, canvas).open(), Screen(ben, canvas).open()
    type_chord(hers, 3, "V7")
    expect(beat(his, 3)).to_have_attribute("data-requested", "V7")
    type_chord(his, 3, "")
    expect(beat(hers, 3)).not_to_have_attribute("data-requested", re.compile("."))


@pytest.mark.thorough
def test_a_run_is_told_the_chords_and_shows_those_that_its_notes_make(screen: Screen) -> None:
    type_chord(screen, 1, "v6")
    for row in (ALTO, TENOR, BASS):
        screen.paint_voice(row, 2)
    screen.choose(16)
    screen.press_generate()
    screen.page.wait_for_function("() => window.sunmaskStudio.step() >= 4")
    done = screen.wait_generation("done")
    frozen = screen.reader.api.get(f"/api/generations/{done['id']}/frozen")
    assert frozen["content"]["chords"] == [[4, {"root": 11, "quality": "min", "bass": 2}]]
    expect(beat(screen, 1)).to_have_attribute("data-requested", "v6")
    expect(beat(screen, 8)).to_have_attribute("data-made", re.compile("."))


def test_a_chord_is_asked_for_in_mid_run_and_goes_on_in_the_record(screen: Screen) -> None:
    for row in (ALTO, TENOR, BASS):
        screen.paint_voice(row, 2)
    screen.choose(20, steps_per_second=0.5)
    screen.press_generate()
    screen.page.wait_for_function("() => window.sunmaskStudio.step() >= 1")
    type_chord(screen, 1, "v6")
    expect(beat(screen, 1)).to_have_attribute("data-requested", "v6")
    held = screen.page.get_by_test_id("held")
    expect(held).to_have_text(re.compile(r"asked for a chord in bar 1 .*from step \d+"))
    screen.go_on_at_full_speed()
    done = screen.wait_generation("done")
    (act,) = screen.reader.api.get(f"/api/generations/{done['id']}/acts")
    assert act["marks"] == [[4, 4, {"chord": {"root": 11, "quality": "min", "bass": 2}}]]
    assert act["candidate"] == 0
    assert act["from_step"] > 1
    expect(beat(screen, 1)).to_have_attribute("data-requested", "v6")
    screen.back_to_canvas()
    expect(beat(screen, 1)).not_to_have_attribute("data-requested", re.compile("."))


@pytest.mark.thorough
def test_a_chord_is_changed_at_one_beat_and_composed_on_in_four_acts_or_fewer(person) -> None:
    ana, hands = person("Ana", starts_on="score"), Counted()
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    for row in (ALTO, TENOR, BASS):
        screen.paint_voice(row, 2)
    screen.choose(STEPS)
    screen.press_generate()
    first = screen.wait_generation("done")
    expect(page.get_by_test_id("stage-line")).to_contain_text(f"step {STEPS} of {STEPS}")

    number = 5
    made = beat(screen, number).get_attribute("data-made")
    hands.click(beat(screen, number))
    offers = page.get_by_role("group", name="Could stand here").get_by_role("button")
    names = ["".join(name.split()) for name in offers.all_inner_texts()]  # figures stand below each other
    wanted = next(name for name in names if name != made)
    hands.click(offers.nth(names.index(wanted)))
    # it waits, in view, and the candidate stays as it is
    expect(beat(screen, number)).to_have_attribute("data-requested", wanted)
    expect(beat(screen, number)).to_have_class(re.compile(r"\bmissed\b"))
    expect(page.get_by_test_id("draft")).to_contain_text("Changed: 1 chord")
    expect(screen.toasts).to_have_count(0)
    hands.click(page.get_by_role("button", name="Continue with these"))

    wait_until(lambda: screen.generation()["parent"] == first["id"], PATIENCE_S, "no child began")
    child = screen.wait_generation("done")
    assert child["first_step"] == STEPS * 3 // 4
    expect(page.get_by_test_id("stage-line")).to_contain_text(f"step {STEPS} of {STEPS}")
    expect(beat(screen, number)).to_have_attribute("data-requested", wanted)
    expect(beat(screen, number)).not_to_have_class(re.compile(r"\bmissed\b"))
    hands.expect_at_most(4)
    assert ana.api.get(f"/api/generations/{first['id']}/acts") == []


@pytest.mark.thorough
def test_a_chord_for_a_branch_is_discarded_with_its_draft(screen: Screen) -> None:
    page = screen.page
    screen.paint_voice(ALTO, 2)
    screen.choose(4)
    screen.press_generate()
    screen.wait_generation("done")
    expect(page.get_by_test_id("stage-line")).to_contain_text("step 4 of 4")
    type_chord(screen, 1, "v6")
    type_chord(screen, 2, "V65")
    expect(page.get_by_test_id("draft")).to_contain_text("Changed: 2 chords")
    page.get_by_role("button", name="Discard").click()
    expect(beat(screen, 1)).not_to_have_attribute("data-requested", re.compile("."))
    expect(page.get_by_test_id("draft")).to_have_count(0)


def test_a_lead_sheet_comes_in_with_its_chords_and_goes_out_with_them(person) -> None:
    ana = person("Ana")
    content = CODEC.blank(num_bars=2)
    content["symbols"][0] = [67, -67, -67, -67] * 8
    chord = {"root": 7, "quality": "dom7", "bass": 11}
    content["chords"] = [[t, chord] for t in (0, 4, 8)]
    sheet = CODEC.write(content, "musicxml")
    project = ana.api.make("/api/projects", {"name": "Sheets"})
    answer = ana.api.post(f"/api/projects/{project['id']}/imports", files={"file": ("sheet.musicxml", sheet)})
    assert answer.is_success, answer.text
    imported = answer.json()
    assert [notice["code"] for notice in imported["notices"]] == ["chords"]
    screen = Screen(ana, imported).open()
    for number in range(3):
        expect(beat(screen, number)).to_have_attribute("data-requested", "V65")
    expect(beat(screen, 3)).not_to_have_attribute("data-requested", re.compile("."))
    out = ana.api.http.get(f"/api/canvases/{screen.canvas['id']}/export?format=musicxml")
    assert CODEC.read_bytes(out.content, "out.musicxml").content["chords"] == content["chords"]
