"""Playing notes in: on the computer's keys and a MIDI keyboard, step by step and in time with the music."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import ALTO, BASS, SOPRANO, Screen, shared_canvas

pytestmark = pytest.mark.e2e

MIDI = """
const input = { name: "Test keys", state: "connected", onmidimessage: null };
window.playMidi = (...bytes) => input.onmidimessage?.({ data: new Uint8Array(bytes) });
navigator.requestMIDIAccess = async () => ({ inputs: new Map([["1", input]]), onstatechange: null });
"""
REFUSED = "navigator.requestMIDIAccess = async () => { throw new DOMException('no', 'NotAllowedError'); };"
ON, OFF = 0x90, 0x80
BLANK_BARS = 2


def opened(reader: Reader, script: str) -> Screen:
    reader.page.add_init_script(script)
    screen = Screen(reader, shared_canvas(reader, start="blank", num_bars=BLANK_BARS)).open()
    screen.page.keyboard.press("d")
    return screen


def note(pitch: int, length: int) -> list[int]:
    return [pitch] + [-pitch] * (length - 1)


def expect_row(screen: Screen, row: int, symbols: list[int]) -> None:
    """The first symbols of a voice are these, and rests follow."""
    screen.page.wait_for_function(
        "([row, symbols]) => JSON.stringify(window.sunmaskStudio.symbols()[row]) === JSON.stringify(symbols)",
        arg=[row, symbols + [0] * (16 * BLANK_BARS - len(symbols))],
    )


def test_the_computers_keys_write_step_by_step_at_the_cursor(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"), REFUSED)
    page, press = screen.page, screen.page.keyboard.press
    screen.put_cursor(ALTO, 0)
    press("Shift+2")
    press("k")
    line = page.get_by_test_id("play-in")
    expect(line).to_contain_text("Playing in the alto")
    expect(page.get_by_text("does not let this page hear MIDI keyboards")).to_be_visible()
    for key in "asw":
        press(key)
    expect_row(screen, ALTO, note(60, 4) + note(62, 4) + note(61, 4))
    page.get_by_test_id("brush-size").select_option("8")
    press("0")
    press("f")
    expect_row(screen, ALTO, note(60, 4) + note(62, 4) + note(61, 4) + [0] * 8 + note(65, 8))
    press("Backspace")
    expect_row(screen, ALTO, note(60, 4) + note(62, 4) + note(61, 4))
    press("z")
    expect(line).to_contain_text("C3")
    press("a")
    expect(page.get_by_text("C3 is below the alto's usual range, F3 to E5")).to_be_visible()
    expect_row(screen, ALTO, note(60, 4) + note(62, 4) + note(61, 4) + [0] * 8 + note(48, 8))
    # the last note has what is left of the canvas, and nothing is written behind it
    press("x")
    press("d")
    full = note(60, 4) + note(62, 4) + note(61, 4) + [0] * 8 + note(48, 8) + note(64, 4)
    expect_row(screen, ALTO, full)
    press("d")
    expect(page.get_by_text("The canvas ends here")).to_be_visible()
    expect_row(screen, ALTO, full)
    press("Control+z")
    expect_row(screen, ALTO, full[:28])
    press("Escape")
    expect(line).to_have_count(0)
    press("a")  # a letter is a tool's again
    expect(page.get_by_test_id("tool-ask")).to_have_attribute("aria-checked", "true")
    expect_row(screen, ALTO, full[:28])
    screen.expect_saved()


def test_a_midi_keyboard_writes_step_by_step_and_in_time(person: Callable[..., Reader]) -> None:
    screen = opened(person("Ana"), MIDI)
    page = screen.page
    screen.put_cursor(SOPRANO, 0)
    page.keyboard.press("Shift+1")
    page.get_by_test_id("play-in-button").click()
    line = page.get_by_test_id("play-in")
    expect(line).to_contain_text("Test keys")

    def play(*data: int) -> None:
        page.evaluate("data => window.playMidi(...data)", list(data))

    play(ON, 72, 90)
    play(ON, 72, 0)  # an end, as many keyboards tell it
    play(ON, 127, 90)
    play(OFF, 127, 0)
    expect(page.get_by_text("a canvas holds those of a piano, A0 to C8")).to_be_visible()
    play(ON + 5, 74, 30)  # any channel
    play(OFF + 5, 74, 0)
    melody = note(72, 4) + note(74, 4)
    expect_row(screen, SOPRANO, melody)

    # While the music plays, a note stands where it was heard.
    page.keyboard.press("Shift+4")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("() => window.sunmaskStudio.playhead() > 2")
    expect(line).to_contain_text("Recording the bass")
    heads = [
        page.evaluate(
            "async ([status, until]) => {"
            " while (window.sunmaskStudio.playhead() < until) await new Promise(requestAnimationFrame);"
            " window.playMidi(status, 48, 90); return window.sunmaskStudio.playhead(); }",
            [status, until],
        )
        for status, until in ((ON, 6), (OFF, 11))
    ]
    start, end = (round(head) for head in heads)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect_row(screen, BASS, [0] * start + note(48, end - start))
    expect_row(screen, SOPRANO, melody)
    page.keyboard.press("v")
    expect(line).to_have_count(0)
    play(ON, 60, 90)
    expect_row(screen, BASS, [0] * start + note(48, end - start))


@pytest.mark.thorough
def test_fingers_play_a_piano_on_the_page(person: Callable[..., Reader]) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    screen = opened(person("Ana", **phone), REFUSED)
    page = screen.page
    page.keyboard.press("k")
    piano = page.get_by_role("group", name="Piano")
    for name in ("C4", "F♯4", "Rest", "An octave higher", "C5", "Back", "G5"):
        piano.get_by_role("button", name=name, exact=True).tap()
    expect_row(screen, SOPRANO, note(60, 4) + note(66, 4) + [0] * 4 + note(79, 4))
    # without a finger too
    piano.get_by_role("button", name="C5", exact=True).focus()
    page.keyboard.press("Enter")
    expect_row(screen, SOPRANO, note(60, 4) + note(66, 4) + [0] * 4 + note(79, 4) + note(72, 4))
