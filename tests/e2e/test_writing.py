"""Writing on the staff: by keys, by clicks and drags, with words under the notes."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e import typist
from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, READY, RENOISABLE, SOPRANO, Screen, shared_canvas
from tests.e2e.test_access_for_all import expect_nothing_serious

pytestmark = pytest.mark.e2e

BLANK_BARS = 2
HEAD = "([id, y]) => document.querySelector(`#${id} .mark`)?.getAttribute('y') !== y"


def opened(reader: Reader, **options: object) -> Screen:
    canvas = shared_canvas(reader, start="blank", **{"num_bars": BLANK_BARS} | options)
    screen = Screen(reader, canvas).open()
    screen.page.keyboard.press("n")
    expect(screen.page.get_by_test_id("writing-bar")).to_be_visible()
    return screen


def press(screen: Screen, keys: str) -> None:
    """Keys with spaces between them."""
    for key in keys.split():
        screen.page.keyboard.press(key)


def line(*notes: tuple[int, int]) -> list[int]:
    """(pitch or 0, sixteenths) as the symbols of a voice."""
    return [symbol for pitch, length in notes for symbol in [pitch, *[-pitch] * (length - 1)]]


def expect_row(screen: Screen, row: int, *notes: tuple[int, int]) -> None:
    """The voice begins with these, and rests follow."""
    expected = line(*notes)
    screen.page.wait_for_function(
        "([row, wanted]) => { const now = window.sunmaskStudio.symbols()[row];"
        " return JSON.stringify(now.slice(0, wanted.length)) === JSON.stringify(wanted)"
        " && now.slice(wanted.length).every((symbol) => symbol === 0); }",
        arg=[row, expected],
    )


def wait_engraved(page: Page, *ids: str) -> None:
    page.wait_for_function(
        "(ids) => ids.every((id) => document.getElementById(id)) && !document.querySelector('.fresh')",
        arg=list(ids),
    )


def test_letters_and_digits_write_on_the_staff(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"), num_bars=3, fifths=1)
    # the nearest note with each letter, with the signature's sharp; a dot, a rest, a tie over the bar
    press(screen, "5 g f 6 . d 4 0 e 5 c t")
    beginning = [(67, 4), (66, 4), (62, 12), (0, 2), (64, 2), (60, 8)]
    expect_row(screen, SOPRANO, *beginning)
    wait_engraved(screen.page, "n-S-0", "n-S-4", "n-S-8")
    expect(screen.page.get_by_test_id("whereabouts")).to_contain_text("C4. Soprano, bar 3")
    screen.expect_saved()


def test_a_hand_ahead_of_the_engraver_sees_all_that_it_wrote(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    wait_engraved(page, "r-S-0", "r-S-16")
    held: list[Route] = []
    page.route("**/engravings", lambda route: held.append(route))
    press(screen, "4 c d e f g a b c d e f g")
    expect(page.locator(".pen-head.fresh")).to_have_count(12)
    expect(page.get_by_text("Engraving what is new")).to_be_visible()
    page.unroute("**/engravings")  # what was held goes on
    wait_engraved(page, "n-S-0", "n-S-22")
    expect(page.get_by_text("Engraving what is new")).to_have_count(0)


@pytest.mark.thorough
def test_signs_octaves_and_steps_back(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    # an accidental for the next note holds to the end of the bar; another takes it back
    press(screen, "5 + f f = f ArrowUp Control+ArrowDown")
    expect_row(screen, SOPRANO, (66, 4), (66, 4), (54, 4))
    press(screen, "Backspace 7 a")
    expect_row(screen, SOPRANO, (66, 4), (66, 4), (69, 16))
    # a press of the studio's own undo takes one note back, and the cursor stands where it was
    press(screen, "Control+z 5 g")
    expect_row(screen, SOPRANO, (66, 4), (66, 4), (67, 4))
    expect(screen.page.get_by_test_id("whereabouts")).to_contain_text("bar 1, beat 4")
    # the last note again in the chosen length, and by a space within the key
    press(screen, "4 r Alt+Shift+ArrowUp")
    expect_row(screen, SOPRANO, (66, 4), (66, 4), (67, 4), (69, 2))


def test_letters_stay_as_they_were_typed_through_transposition(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    press(screen, "5 - d")
    expect(page.get_by_test_id("whereabouts")).to_contain_text("D♭5")
    press(screen, "+ c")
    expect(page.get_by_test_id("whereabouts")).to_contain_text("C♯5")
    press(screen, "+ b")
    expect(page.get_by_test_id("whereabouts")).to_contain_text("B♯4")
    screen.expect_saved()
    assert spellings(screen) == ["Db", "C#", "B#"]
    page.get_by_test_id("score-settings").click()
    page.get_by_label("Semitones").fill("2")
    page.get_by_role("button", name="Transpose").click()
    page.keyboard.press("Escape")
    expect_row(screen, SOPRANO, (75, 4), (75, 4), (74, 4))
    screen.expect_saved()
    assert spellings(screen) == ["Eb", "D#", "C##"]


def spellings(screen: Screen) -> list[str]:
    """Those of the soprano, in order."""
    stored = screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")
    return [name for voice, _, name in stored["content"]["spellings"] if voice == SOPRANO]


def test_arrows_choose_notes_as_wholes_and_writing_goes_on_in_their_voice(
    person: Callable[..., Reader],
) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    press(screen, "6 c 5 d e Escape Home ArrowRight")
    assert chosen(screen) == [(SOPRANO, 8, 11)]
    press(screen, "Shift+ArrowRight")
    assert chosen(screen) == [(SOPRANO, 8, 15)]
    press(screen, "r")  # once more, behind itself
    expect_row(screen, SOPRANO, (72, 8), (74, 4), (76, 4), (74, 4), (76, 4))
    assert chosen(screen) == [(SOPRANO, 16, 23)]
    press(screen, "Home Control+Shift+ArrowRight Shift+ArrowDown")
    assert chosen(screen) == [(SOPRANO, 0, 15), (ALTO, 0, 15)]
    press(screen, "Control+Delete Control+b")
    expect_row(screen, SOPRANO, (74, 4), (76, 4))
    assert len(screen.ask("columns()")) == 16 * BLANK_BARS
    press(screen, "Shift+2 n Home a")
    wait_engraved(page, "n-S-0", "n-A-0")
    page.locator("#n-S-0 .glyph").first.click()
    expect(page.get_by_test_id("whereabouts")).to_contain_text("Soprano, bar 1, beat 1")
    press(screen, "ArrowUp")
    expect_row(screen, SOPRANO, (75, 4), (76, 4))


def chosen(screen: Screen) -> list[tuple[int, int, int]]:
    """(row, first column, last column) of each voice in the selection."""
    cells = screen.ask("selected()")
    return [
        (row, min(columns), max(columns))
        for row in sorted({cell["row"] for cell in cells})
        if (columns := [cell["column"] for cell in cells if cell["row"] == row])
    ]


@pytest.mark.thorough
def test_voices_bars_and_what_a_canvas_does_not_hold(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    press(screen, "7 c d")
    expect(screen.page.get_by_test_id("whereabouts")).to_contain_text("at the end")
    press(screen, "e")  # the music grows by a bar
    assert len(screen.ask("columns()")) == 16 * 3
    press(screen, "Control+Alt+2 Home 5 g")
    expect_row(screen, ALTO, (67, 4))
    expect(screen.page.locator(".caret-voice").first).to_have_text("A")
    for key, sentence in (
        ("2", "3 is the shortest note"),
        ("3 .", "a sixteenth has no dot"),
    ):
        press(screen, key)
        expect(screen.toasts.filter(has_text=sentence)).to_be_visible()
    press(screen, "n")
    expect(screen.page.get_by_test_id("writing-bar")).to_have_count(0)
    press(screen, "a")  # a letter is a tool's again
    expect(screen.page.get_by_test_id("tool-ask")).to_have_attribute("aria-checked", "true")


def test_inserting_moves_the_voice_on_and_overwriting_does_not(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    press(screen, "6 c d 5 Home e")
    expect_row(screen, SOPRANO, (76, 4), (0, 4), (74, 8))
    press(screen, "i f")
    expect_row(screen, SOPRANO, (76, 4), (77, 4), (0, 4), (74, 8))


@pytest.mark.thorough
def test_drawing_and_playing_in_stay_in_the_score(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    press(screen, "n d")
    expect(page.get_by_test_id("score")).to_be_visible()
    expect(page.get_by_test_id("writing-bar")).to_be_visible()
    press(screen, "Escape k")
    expect(page.get_by_test_id("play-in")).to_be_visible()
    expect(page.get_by_test_id("score")).to_be_visible()
    press(screen, "4 a s")  # a digit is a length, letters are a piano's keys
    expect_row(screen, SOPRANO, (60, 2), (62, 2))


@pytest.mark.thorough
def test_what_is_written_over_music_to_compose_stays(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    press(screen, "Escape")
    screen.paint_voice(SOPRANO, RENOISABLE)
    press(screen, "n Home 5 g")
    screen.expect_cells("states", [(SOPRANO, column) for column in range(4)], 0)
    screen.expect_cells("states", [(SOPRANO, 4)], RENOISABLE)


def test_a_click_writes_and_a_drag_moves(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    press(screen, "5 c d e f")
    wait_engraved(page, "n-S-0", "n-S-12")
    # a step down from the second head of the soprano's staff, on the staff of the alto's beat below it
    soprano, rest = page.locator("#n-S-4").bounding_box(), page.locator("#r-A-0").bounding_box()
    assert soprano
    assert rest
    x = soprano["x"] + soprano["width"] / 2
    page.mouse.click(x, rest["y"] + rest["height"] / 2)
    page.wait_for_function("() => window.sunmaskStudio.symbols()[1][4] > 0")
    expect(page.locator(".caret-voice").first).to_have_text("A")
    # dragged down by two lines and spaces, within the key
    wait_engraved(page, "n-A-4")
    head = page.locator("#n-S-4 .glyph").first.bounding_box()
    assert head
    at = (head["x"] + head["width"] / 2, head["y"] + head["height"] / 2)
    space = page.evaluate(
        "() => { const lines = [...document.querySelector('.staff').children].slice(0, 2)"
        ".map((line) => line.getBoundingClientRect().y); return lines[1] - lines[0]; }"
    )
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0], at[1] + space, steps=5)
    page.mouse.up()
    expect_row(screen, SOPRANO, (72, 4), (71, 4), (76, 4), (77, 4))
    press(screen, "Control+z")
    expect_row(screen, SOPRANO, (72, 4), (74, 4), (76, 4), (77, 4))
    # on the rest of an empty bar, which stands in its middle, a note begins with the bar
    page.locator("#r-T-16 .glyph").click()
    page.wait_for_function("() => window.sunmaskStudio.symbols()[2][16] > 0")


@pytest.mark.thorough
def test_others_see_what_is_written_and_undo_is_ones_own(person: Callable[..., Reader]) -> None:
    ana, ben = person("Ana"), person("Ben")
    canvas = shared_canvas(ana, (ben, "editor"), start="blank", num_bars=BLANK_BARS)
    hers, his = Screen(ana, canvas).open(), Screen(ben, canvas).open()
    press(hers, "n 5 g a")
    press(his, "n Shift+2 5 d")
    for screen in (hers, his):
        expect_row(screen, SOPRANO, (67, 4), (69, 4))
        expect_row(screen, ALTO, (62, 4))
    press(hers, "Control+z")
    for screen in (hers, his):
        expect_row(screen, SOPRANO, (67, 4))
        expect_row(screen, ALTO, (62, 4))
    assert json.dumps(hers.shared()) == json.dumps(his.shared())


@pytest.mark.thorough
def test_a_hymn_takes_no_more_keys_than_in_musescore_and_exports_like_its_file(
    person: Callable[..., Reader],
) -> None:
    ana = person("Ana")
    title = "Hymn to Joy"
    canvas = shared_canvas(ana, start="blank", num_bars=8, fifths=1, title=title)
    screen = Screen(ana, canvas).open()
    pressed = list(typist.keys_here())
    for key in pressed:
        screen.page.keyboard.press("Space" if key == " " else key)
    for row, voice in enumerate(typist.VOICES):
        expect_row(screen, row, *[(note.pitch, note.length) for note in typist.notes_of(voice)])
    screen.expect_saved()
    assert len(pressed) <= len(list(typist.keys_in_musescore()))

    file = {"file": ("hymn.musicxml", typist.hymn_as_musicxml(title), "application/xml")}
    imported = ana.api.make(f"/api/projects/{canvas['project']}/imports", files=file)
    written, given = (exported(ana, one) for one in (canvas["id"], imported["id"]))
    assert written == given
    assert b"<text>glo</text>" in written
    assert written.count(b"<lyric ") == len(typist.syllables())


def exported(reader: Reader, canvas: str) -> bytes:
    """MusicXML without what tells one export of the same music from another."""
    answer = reader.api.http.get(f"/api/canvases/{canvas}/export?format=musicxml")
    assert answer.is_success
    return re.sub(
        rb"<miscellaneous>.*?</miscellaneous>|<encoding-date>.*?</encoding-date>",
        b"",
        answer.content,
        flags=re.S,
    )


def test_words_stand_under_notes_and_go_with_them(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"))
    page = screen.page
    press(screen, "5 c d e f Home Control+l")
    field = page.get_by_test_id("lyric")
    expect(field).to_be_focused()
    for key in ("A", "l", "-", "l", "e", "Space", "Shift+Space", "Space", "i", "Enter", "u", "Escape"):
        page.keyboard.press(key)
    expect(field).to_have_count(0)
    first, second, third = (lyrics_at(screen, column) for column in (0, 4, 8))
    assert first == [{"text": "Al", "syllabic": "begin", "verse": 1}]
    assert second == [{"text": "le", "syllabic": "end", "verse": 1}]
    assert [(one["text"], one["verse"]) for one in third] == [("i", 1), ("u", 2)]
    expect(page.locator(".engraved .verse")).to_have_count(4)
    # a hyphen that is taken back leaves two words
    press(screen, "Home Control+l A Space Escape")
    page.wait_for_function("() => document.querySelectorAll('.engraved .verse').length === 4")
    assert [one["syllabic"] for column in (0, 4) for one in lyrics_at(screen, column)] == ["single", "single"]
    # a fermata on the last note that was written; both go with a copy
    press(screen, "End Shift+F Escape")
    page.locator("#n-S-8 .glyph").first.click()
    press(screen, "Control+c Control+ArrowRight Control+v")
    wait_engraved(page, "n-S-16")
    assert [one["text"] for one in lyrics_at(screen, 16)] == ["i", "u"]
    # a line over the notes that a syllable is sung on, which the next one here has to give its own for
    press(screen, "n Home Control+l A h _ Delete _ Escape")
    assert lyrics_at(screen, 0) == [{"text": "Ah", "syllabic": "single", "verse": 1, "extends": True}]
    assert lyrics_at(screen, 4) == []
    expect(page.locator(".engraved .verse rect")).to_have_count(1)
    # a hyphen over them where the word goes on
    press(screen, "Home Control+l G l o - - r y Escape")
    assert [(one["text"], one["syllabic"]) for column in (0, 8) for one in lyrics_at(screen, column)] == [
        ("Glo", "begin"),
        ("ry", "end"),
        ("u", "single"),
    ]


def lyrics_at(screen: Screen, column: int, row: int = SOPRANO) -> list[dict[str, Any]]:
    """As the studio has them, once all is saved."""
    screen.expect_saved()
    content = screen.reader.api.get(f"/api/canvases/{screen.canvas['id']}/state")["content"]
    return next((said for voice, at, said in content["lyrics"] if (voice, at) == (row, column)), [])


@pytest.mark.thorough
def test_a_score_has_views_and_the_browser_keeps_the_choice(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    screen.paint_voice(ALTO, RENOISABLE)
    press(screen, "Shift+n")
    wait_engraved(page, "n-S-0", "n-B-0")
    expect(page.locator("#n-A-0.renoisable")).to_have_count(1)
    for tool in ("b", "n", "v"):  # nothing is cut off beside the panel, whatever the tool
        press(screen, tool)
        assert page.locator(".tools").evaluate("one => one.scrollWidth <= one.clientWidth"), tool
    page.get_by_test_id("score-view").click()
    views = page.get_by_role("dialog", name="How the score is shown")
    button, panel = page.get_by_test_id("score-view").bounding_box(), views.bounding_box()
    assert button
    assert panel
    assert panel["y"] >= button["y"] + button["height"], "it stands under its button"
    assert panel["x"] <= button["x"] <= panel["x"] + panel["width"]
    page.keyboard.press("Escape")
    for view, voices in (("closed", "SATB"), ("reduction", "SATB"), ("tenor", "T")):
        page.get_by_test_id("score-view").click()
        page.get_by_test_id(f"view-{view}").check()
        page.wait_for_function(
            "(voices) => [...new Set([...document.querySelectorAll('.engraved .note')]"
            ".map(({ id }) => id[2]))].sort().join('') === [...voices].sort().join('')",
            arg=voices,
        )
        page.keyboard.press("Escape")
    page.get_by_test_id("score-view").click()
    expect_nothing_serious(page, "the views of a score")
    page.get_by_test_id("view-closed").check()
    page.get_by_test_id("view-states").uncheck()
    page.keyboard.press("Escape")
    wait_engraved(page, "n-S-0", "n-A-0")
    expect(page.locator("#n-A-0 .mark").first).to_have_css("fill", "none")
    press(screen, "n")
    expect_nothing_serious(page, "writing on the staff")
    page.reload()
    page.wait_for_function(READY)
    expect(page.get_by_test_id("score")).to_be_visible()
    wait_engraved(page, "n-S-0", "n-A-0")
    assert page.locator(".engraved .system").first.locator(".clef").count() == 2


def test_there_is_room_to_write_on_a_phone_that_lies(person: Callable[..., Reader]) -> None:
    ana = person("Ana", viewport={"width": 844, "height": 390})
    screen = Screen(ana, shared_canvas(ana)).open()
    page = screen.page
    press(screen, "n")
    wait_engraved(page, "n-S-0")
    view, bar = (page.locator(one).bounding_box() for one in (".score-scroll", ".writing-bar"))
    assert view
    assert bar
    assert view["height"] >= 120
    assert bar["y"] + bar["height"] <= view["y"]
    first = page.locator(".engraved .staff").first.bounding_box()
    assert first
    assert first["y"] >= view["y"]
    assert first["y"] + first["height"] <= view["y"] + view["height"]
