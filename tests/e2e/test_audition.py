"""Listening while choosing: candidates are flipped as they play, and the beat goes on."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from sunmask.chorale.music.symbols import normalise
from tests.e2e import melody, stored, witness
from tests.e2e.conftest import MOVING
from tests.e2e.screen import RENOISABLE, TENOR, Screen

pytestmark = pytest.mark.e2e

NUM_CANDIDATES, NUM_STEPS = 6, 4
TEMPO = 150
SIXTEENTH_S = 60 / TEMPO / 4
FIRST, LAST = 36, 63
"""Bars 3 and 4, behind a pickup of four sixteenths; the last bar is short by the pickup."""
HEARD = melody.heard_lengths()[FIRST : LAST + 1]
"""How long each sixteenth of the loop is heard, in sixteenths: the last note has a fermata."""
ROUND = sum(HEARD)
BEGINS = [sum(HEARD[:column]) for column in range(len(HEARD))]
ORIGINAL = -1
PATIENCE, SETTLED_MS = 8, 500
CLEAR = 1.5
"""Sixteenths from the beginning of a note, so that the playhead's line does not lie on its rim."""
Note = tuple[int, int, int]
PLAYS = "() => window.sunmaskStudio.isPlaying()"


@pytest.fixture
def heard(person) -> tuple[Screen, np.ndarray]:
    """Six candidates of a melody, with their grids and the original's behind them (B + 1, V, T)."""
    ana = person("Ana", reduced_motion=MOVING)
    witness.record_sound(ana.context)
    screen = Screen(ana, melody.imported(ana)).open()
    for row in (1, 2, 3):
        screen.paint_voice(row, RENOISABLE)
    screen.choose(NUM_STEPS, NUM_CANDIDATES)
    screen.page.keyboard.press("Control+Enter")
    generation = screen.wait_generation("done")
    screen.page.wait_for_function(f"() => window.sunmaskStudio.step() === {NUM_STEPS}")
    original_VT = np.array(screen.ask("symbols()"))
    return screen, np.stack([*stored.grids(ana.api, generation["id"])[NUM_STEPS], original_VT])


@pytest.mark.thorough
def test_candidates_are_flipped_while_two_bars_repeat_and_the_beat_does_not_jump(heard) -> None:
    screen, grids_BVT = heard
    page = screen.page
    set_sound(page, tempo=TEMPO, first_bar=3, last_bar=4)
    assert screen.ask("loop()") == {"first": FIRST, "last": LAST}

    page.evaluate(PLAYHEAD)
    page.keyboard.press("Space")
    page.wait_for_function(PLAYS)
    expect(page.get_by_role("button", name="Pause", exact=True).last).to_be_visible()
    wait_strikes(page, 8)
    shown = [in_view_of(screen)]
    for key in ["ArrowLeft"] + ["ArrowRight"] * NUM_CANDIDATES + ["ArrowLeft"]:
        page.keyboard.press(key)
        shown.append(in_view_of(screen))
        wait_strikes(page, 4)
    assert shown == [0, ORIGINAL, 0, 1, 2, 3, 4, 5, 4]
    assert screen.ask("isPlaying()")
    page.wait_for_timeout(ROUND * SIXTEENTH_S * 1000)  # the loop once more, undisturbed

    # from here on the tenor alone; the page itself says when, since a click may be late
    page.evaluate(COUNT_AT_THE_PRESS)
    page.get_by_test_id("solo-T").click()
    num_before = page.evaluate("() => window.numBefore")
    wait_strikes(page, 4)
    page.keyboard.press("Space")
    page.wait_for_function("() => !window.sunmaskStudio.isPlaying()")

    struck = witness.recorded(page, "struck")
    tutti, solo = struck[:num_before], struck[num_before:]
    check_beat(struck)
    check_notes(tutti, grids_BVT)
    assert {one["candidate"] for one in struck} == {ORIGINAL, *range(NUM_CANDIDATES)}
    # what was scheduled before the press is at most the look-ahead
    pressed_at = tutti[-1]["time"]
    assert {one["voice"] for one in solo if one["time"] > pressed_at + 0.2} == {TENOR}
    check_playhead(page.evaluate("() => window.heads"))


def test_the_note_that_plays_is_lit_and_only_where_its_voice_is_heard(heard) -> None:
    screen, grids_BVT = heard
    page = screen.page
    page.get_by_test_id("solo-T").click()
    set_sound(page, tempo=TEMPO, first_bar=1, last_bar=2)
    voices = [notes_of(row) for row in grids_BVT[0]]
    at_rest = rims_at_rest(page, voices)
    loop = screen.ask("loop()")
    others = [note for row, notes in enumerate(voices) if row != TENOR for note in notes]
    inside = [
        note
        for note in voices[TENOR]
        if loop["first"] <= note[0] < loop["last"] - 4 and not any(touch(note, other) for other in others)
    ]  # a voice in unison with it, or a semitone above, is drawn over its rim
    start, length, _ = max(inside, key=lambda note: note[1])
    head = play_until(page, start + CLEAR, start + length)
    playing = note_at(voices[TENOR], head)
    clear = [(row, note) for row, note in at_rest if abs(head - note[0]) > CLEAR]
    lit = [(row, note) for row, note in clear if rim_of(page, *note) != at_rest[row, note]]
    assert (TENOR, playing) in lit
    assert all(touch(note, playing) for _, note in lit)


# ---- what is heard ------------------------------------------------------------------------------


def check_beat(struck: list[dict[str, Any]]) -> None:
    """Every note begins with a sixteenth of the loop, as the first note set them."""
    start = struck[0]["time"]
    beats = [(one["time"] - start) / SIXTEENTH_S for one in struck]
    assert all(abs(beat - begin_of(nearest(beat))) < 1e-3 for beat in beats), beats
    assert beats == sorted(beats)


def begin_of(played: int) -> int:
    """When a sixteenth begins, in sixteenths of the tempo; those of later rounds go on in number."""
    rounds, column = divmod(played, len(HEARD))
    return rounds * ROUND + BEGINS[column]


def nearest(beat: float) -> int:
    """The number of the sixteenth that begins nearest."""
    first = int(beat // ROUND) * len(HEARD)
    return min(range(first, first + len(HEARD) + 1), key=lambda played: abs(begin_of(played) - beat))


def check_notes(struck: list[dict[str, Any]], grids_BVT: np.ndarray) -> None:
    """At each sixteenth just the notes sound that begin there in the candidate then in view."""
    start, length = struck[0]["time"], LAST - FIRST + 1
    by_beat: dict[int, list[dict[str, Any]]] = {}
    for one in struck:
        by_beat.setdefault(nearest((one["time"] - start) / SIXTEENTH_S), []).append(one)
    last = max(by_beat)
    is_changing = {beat for beat in range(1, last) if in_view(by_beat, beat) is None}
    for beat in range(last):  # the last one may be cut by the solo
        if beat in is_changing:
            continue
        candidate = by_beat[beat][0]["candidate"] if beat in by_beat else in_view(by_beat, beat)
        grid_VT = normalise(grids_BVT[candidate])
        column = FIRST + beat % length
        found = {(one["voice"], one["pitch"]) for one in by_beat.get(beat, [])}
        if beat % length == 0:  # the loop's return: what lies over it begins, unless it sounds already
            assert found <= {(voice, abs(int(grid_VT[voice, column]))) for voice in range(4)}
            continue
        expected = {(voice, int(grid_VT[voice, column])) for voice in range(4) if grid_VT[voice, column] > 0}
        assert found == expected, f"sixteenth {column} of candidate {candidate}"


def in_view(by_beat: dict[int, list[dict[str, Any]]], beat: int) -> int | None:
    """The candidate in view at a sixteenth; None where it changed between the notes around it."""
    before = max(one for one in by_beat if one <= beat)
    after = min(one for one in by_beat if one >= beat)
    around = {one["candidate"] for one in by_beat[before] + by_beat[after]}
    return around.pop() if len(around) == 1 else None


COUNT_AT_THE_PRESS = """() => document.querySelector("[data-testid=solo-T]").addEventListener(
  "click", () => { window.numBefore = window.struck.length; }, {capture: true})"""
PLAYHEAD = """
() => {
  window.heads = [];
  const look = () => {
    const studio = window.sunmaskStudio;
    if (studio?.isPlaying() && studio.playhead() !== null)
      window.heads.push([window.soundClock(), studio.playhead()]);
    requestAnimationFrame(look);
  };
  look();
}
"""


def check_playhead(heads: list[list[float]]) -> None:
    """The playhead stays in the loop and keeps pace with the sound's clock, within a quarter note.

    Nine of ten frames do: where a page waits for its next frame, what it shows is of the one before.
    """
    assert len(heads) > 20
    assert all(FIRST <= head <= LAST + 1 for _, head in heads[1:])
    start_s, start = heads[1]
    behind = [heard_at(head) - heard_at(start) - (now_s - start_s) / SIXTEENTH_S for now_s, head in heads[1:]]
    off = [abs((one + ROUND / 2) % ROUND - ROUND / 2) for one in behind]
    usual = float(np.quantile(off, 0.9))
    print(f"\nplayhead {1000 * usual * SIXTEENTH_S:.0f} ms from the sound's clock over {len(heads)} frames")
    assert usual < 4


def heard_at(head: float) -> float:
    """When a place is heard, in sixteenths of the tempo from the loop's first."""
    return float(np.interp(head - FIRST, range(len(HEARD) + 1), [*BEGINS, ROUND]))


# ---- what is seen and done ----------------------------------------------------------------------


def in_view_of(screen: Screen) -> int:
    now = screen.ask("stage()")
    return now["candidate"] if now["view"] == "candidate" else ORIGINAL


def set_sound(page: Page, *, tempo: int, first_bar: int, last_bar: int) -> None:
    """By the small panel over the timeline."""
    button = page.get_by_role("button", name="Tempo, loop and sound")
    button.click()
    panel = page.get_by_role("dialog", name="Tempo, loop and sound")
    for label, value in (
        ("Tempo", tempo),
        ("First bar of the loop", first_bar),
        ("Last bar of the loop", last_bar),
    ):
        field = panel.get_by_label(label)
        field.fill(str(value))
        field.press("Tab")
    expect(button).to_contain_text(f"loop {first_bar}–{last_bar}")
    page.keyboard.press("Escape")
    page.get_by_test_id("roll").focus()


PAUSE_BETWEEN = """([first, end]) => {
  const look = () => {
    const head = window.sunmaskStudio.playhead();
    if (head === null || head < first || head >= end) return requestAnimationFrame(look);
    const space = new KeyboardEvent("keydown", {key: " ", code: "Space", bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(space);
  };
  requestAnimationFrame(look);
}"""
"""The page presses the key itself, in the frame that shows the playhead there: a key from outside is late."""


def play_until(page: Page, first: float, end: float) -> float:
    """Play until the playhead is there, then pause; returns the sixteenths where it stays."""
    page.keyboard.press("Space")
    page.wait_for_function(PLAYS)
    page.evaluate(PAUSE_BETWEEN, [first, end])
    page.wait_for_function("() => !window.sunmaskStudio.isPlaying()")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return float(page.evaluate("() => window.sunmaskStudio.playhead()"))


def wait_strikes(page: Page, count: int) -> None:
    """Until so many notes more have been struck."""
    page.wait_for_function(
        "([before, count]) => window.struck.length >= before + count",
        arg=[len(witness.recorded(page, "struck")), count],
    )


def notes_of(row_T: np.ndarray) -> list[Note]:
    """First sixteenth, length and pitch of each note of a voice."""
    row_T = normalise(np.array([row_T]))[0]
    starts = np.flatnonzero(row_T > 0).tolist()
    ends = [next((t for t in range(at + 1, len(row_T)) if row_T[t] >= 0), len(row_T)) for at in starts]
    return [(at, end - at, int(row_T[at])) for at, end in zip(starts, ends, strict=True)]


def note_at(notes: list[Note], head: float) -> Note:
    """The one that sounds there, or did before."""
    return [note for note in notes if note[0] <= head][-1]


def touch(one: Note, other: Note) -> bool:
    """Whether they lie so near each other that the rim of one may be seen where the other's is looked for."""
    is_near = abs(one[2] - other[2]) <= 1
    return is_near and one[0] <= other[0] + other[1] and other[0] <= one[0] + one[1]


def rims_at_rest(page: Page, voices: list[list[Note]]) -> dict[tuple[int, Note], list[int]]:
    """The rim of every note, once what the last step changed is no longer lit."""
    before: dict[tuple[int, Note], list[int]] = {}
    for _ in range(PATIENCE):
        now = {(row, note): rim_of(page, *note) for row, notes in enumerate(voices) for note in notes}
        if now == before:
            return now
        before = now
        page.wait_for_timeout(SETTLED_MS)
    raise AssertionError("the canvas does not come to rest")


def rim_of(page: Page, start: int, length: int, pitch: int) -> list[int]:
    """The colours just above the left half of a note, where its light is drawn."""
    pixels: list[int] = page.evaluate(
        """([column, pitch, length]) => {
          const canvas = document.querySelector('[data-testid="roll"] canvas');
          const [at, below] = [window.sunmaskStudio.rollPoint(column, pitch),
                               window.sunmaskStudio.rollPoint(column, pitch - 1)];
          const top = at.y - (below.y - at.y) / 2 - 1;
          const ratio = canvas.width / canvas.clientWidth;
          const area = [at.x * ratio, (top - 1) * ratio, 4, 2].map(Math.round);
          return [...canvas.getContext("2d").getImageData(...area).data];
        }""",
        [start, pitch, length],
    )
    return pixels
