"""What a person does and sees at one open canvas, in the words of the studio."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import PATIENCE_S, Reader
from tests.live_studio import wait_until
from tests.studio_client import Editor

SOPRANO, ALTO, TENOR, BASS = range(4)
UNMASKED, MASKED, RENOISABLE = range(3)
READY = "() => window.sunmaskStudio?.status() === 'live' && window.sunmaskStudio.columns().length > 0"


CHORALE = "Jesu, meine Freude"
NUM_COLUMNS = 96
"""Six of its nineteen bars: what a page costs grows with them, and what it shows does not."""


def shared_canvas(
    owner: Reader,
    *members: tuple[Reader, str],
    start: str = CHORALE,
    is_whole: bool = False,
    **options: Any,
) -> Any:
    """A project of the owner with members in their roles, and one canvas in it; returns the canvas.

    Of the chorale it has the first NUM_COLUMNS, or all where `is_whole`.
    """
    project = owner.api.make("/api/projects", {"name": "Together"})
    for member, role in members:
        owner.api.make(f"/api/projects/{project['id']}/members", {"name": member.api.name, "role": role})
    body = {"kind": "chorale", "name": "Chorale", "start": start, "options": options}
    canvas = owner.api.make(f"/api/projects/{project['id']}/canvases", body)
    if start == CHORALE and not is_whole:
        edited(owner, canvas, lambda editor: editor.keep_columns(NUM_COLUMNS))
    return canvas


def with_an_odd_alto(owner: Reader, canvas: Any) -> Any:
    """The canvas with an alto that begins far below its range.

    Where Bach's other voices are held, the model sometimes composes his very alto, one time in a hundred, and
    nothing is left to place. It never composes an F so low.
    """

    async def write(editor: Editor) -> None:
        for sixteenth, column in enumerate(editor.columns()[:4]):
            await editor.set("symbols", f"{column}:{ALTO}", 53 if sixteenth == 0 else -53)
        await editor.settle()

    edited(owner, canvas, write)
    return canvas


def edited(owner: Reader, canvas: Any, edit: Callable[[Editor], Awaitable[None]]) -> None:
    """Edit a canvas without a page."""

    async def over_a_socket() -> None:
        async with owner.api.socket(canvas["project"]) as socket:
            editor = Editor(socket, canvas["id"])
            await editor.open()
            await edit(editor)

    # in a thread of its own: the browser of a test runs an event loop in this one
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, over_a_socket()).result()


class Screen:
    """One page with one canvas open. Columns and rows are counted from 0."""

    def __init__(self, reader: Reader, canvas: Any, page: Page | None = None) -> None:
        self.reader, self.canvas, self.page = reader, canvas, page or reader.page
        self.address = f"{reader.api.url}/p/{canvas['project']}/c/{canvas['id']}"
        self._awaited: set[tuple[str, str]] = set()

    def open(self) -> Self:
        self.page.goto(self.address)
        self.wait_ready()
        return self

    def reopen(self) -> Self:
        """Close the tab and open the canvas in another one."""
        self.page.close()
        self.page = self.reader.context.new_page()
        return self.open()

    def wait_ready(self) -> None:
        self.page.wait_for_function(READY)
        expect(self.page.locator('[data-testid="score"], .roll:not(.hidden)')).to_be_visible()

    # ---- seeing ---------------------------------------------------------------------------------

    def ask(self, question: str) -> Any:
        """A value of the page's own reader, such as `symbols()`."""
        return self.page.evaluate(f"() => window.sunmaskStudio.{question}")

    def shared(self) -> dict[str, Any]:
        """What everybody must see alike."""
        return {name: self.ask(f"{name}()") for name in ("columns", "symbols", "states", "pins")}

    def expect_saved(self) -> None:
        expect(self.page.get_by_test_id("saved")).to_have_attribute("data-saving", "saved")
        assert self.ask("numUnsaved()") == 0

    def expect_cells(self, grid: str, cells: list[tuple[int, int]], value: int) -> None:
        """Every one of the (row, column) cells comes to have the value in `symbols` or `states`."""
        self.page.wait_for_function(
            "([grid, cells, value]) => {"
            " const now = window.sunmaskStudio[grid]();"
            " return cells.every(([row, column]) => now[row][column] === value); }",
            arg=[grid, cells, value],
        )

    def generation(self, number: int = -1) -> Any:
        path = f"/api/canvases/{self.canvas['id']}/snapshot"
        return self.reader.api.get(path)["generations"][number]

    def wait_generation(self, state: str, timeout_s: float = PATIENCE_S) -> Any:
        """The newest generation, once it is in the state.

        One that was awaited in it before is not the newest any more, though nobody has heard of another yet.
        """

        def is_there() -> bool:
            generations = self.reader.api.get(f"/api/canvases/{self.canvas['id']}/snapshot")["generations"]
            found.extend(generations[-1:])
            return (
                bool(found) and found[-1]["state"] == state and (found[-1]["id"], state) not in self._awaited
            )

        found: list[Any] = []
        wait_until(is_there, timeout_s, f"no new generation became {state}")
        self._awaited.add((found[-1]["id"], state))
        return found[-1]

    @property
    def toasts(self) -> Locator:
        return self.page.get_by_test_id("toast")

    # ---- doing ----------------------------------------------------------------------------------

    def select(self, row: int, first: int, last: int) -> None:
        """Select cells of one voice by dragging in its lane."""
        self.page.get_by_test_id("tool-select").click()
        x, y = self._lane_point(first, row)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        # A press without a drag would only put the cursor there: for one cell, to its neighbour and back.
        if last == first:
            self.page.mouse.move(*self._lane_point(first + 1, row))
        self.page.mouse.move(*self._lane_point(last, row), steps=4)
        self.page.mouse.up()
        expected = [[row, column] for column in range(first, last + 1)]
        self.page.wait_for_function(
            "cells => JSON.stringify(window.sunmaskStudio.selected()"
            ".map(({row, column}) => [row, column])) === JSON.stringify(cells)",
            arg=expected,
        )

    def put_cursor(self, row: int, column: int) -> None:
        """By a click in a lane."""
        self.page.mouse.click(*self._lane_point(column, row))

    def open_menu(self, row: int, column: int) -> Locator:
        """The menu of a cell, by a click with the other button in a lane."""
        self.page.mouse.click(*self._lane_point(column, row), button="right")
        return self.page.get_by_role("menu")

    def paint(self, row: int, first: int, last: int, state: int) -> None:
        self.select(row, first, last)
        self.page.keyboard.press(str(state + 1))
        self.expect_cells("states", [(row, column) for column in range(first, last + 1)], state)

    def paint_voice(self, row: int, state: int) -> None:
        """By the voice's letter, or its keys, and the key of the state."""
        letter = self.page.get_by_test_id(f"voice-{'SATB'[row]}")
        if letter.count() > 0:
            letter.click()
        else:  # the score has no such button
            self.page.keyboard.press(f"Shift+Digit{row + 1}")
            self.page.keyboard.press("Alt+a")
        self.page.keyboard.press(str(state + 1))
        last = len(self.ask("columns()")) - 1
        self.expect_cells("states", [(row, 0), (row, last)], state)

    def transpose(self, row: int, column: int, key: str) -> None:
        """Select one cell and move its note by a key such as ArrowUp."""
        self.select(row, column, column)
        self.page.get_by_test_id("roll").focus()
        self.page.keyboard.press(key)

    def all_settings(self) -> Locator:
        """The panel with every setting in view."""
        panel = self.page.locator("section.generate")
        fold = panel.get_by_test_id("fold-settings")
        expect(panel).to_be_visible()
        if fold.count() > 0 and fold.get_attribute("aria-expanded") == "false":
            fold.click()
        panel.locator("details.all-settings").evaluate("details => { details.open = true; }")
        return panel

    def choose(self, steps: int, candidates: int = 1, steps_per_second: float | None = None) -> None:
        """Set what a generation is asked for, in the panel."""
        panel = self.all_settings()
        for label, value in (("Candidates", candidates), ("Steps", steps)):
            field = panel.get_by_role("textbox", name=label, exact=True)
            field.fill(str(value))
            field.press("Tab")
        if steps_per_second is not None:
            panel.get_by_label("Pace").select_option("limited")
            field = panel.get_by_label("Steps per second")
            field.fill(str(steps_per_second))
            field.press("Tab")

    def press_generate(self) -> None:
        self.page.get_by_test_id("generate").click()

    def go_on_at_full_speed(self) -> None:
        """Without looking at the panel, take the pace from the newest generation."""
        self.reader.api.make(f"/api/generations/{self.generation()['id']}/pace", {"mode": "full"})

    def back_to_canvas(self) -> None:
        self.page.get_by_test_id("back-to-canvas").click()

    def _lane_point(self, column: int, row: int) -> tuple[float, float]:
        point = self.ask(f"lanePoint({column}, {row})")
        box = self.page.get_by_test_id("lanes").bounding_box()
        assert box
        return box["x"] + point["x"], box["y"] + point["y"]


class SocketLog:
    """Every event that the server sent to a page, over all its sockets, in order."""

    def __init__(self, page: Page) -> None:
        self.events: list[dict[str, Any]] = []
        self.num_sockets = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: Any) -> None:
        self.num_sockets += 1
        socket.on("framereceived", self._hear)

    def _hear(self, payload: str | bytes) -> None:
        message = json.loads(payload)
        if message["type"] == "event":
            self.events.append(message)

    def steps(self, generation: str) -> list[int]:
        return [
            step["step"]
            for event in self.events
            if event["stream"] == f"generation:{generation}" and event["payload"]["kind"] == "frame"
            for step in event["payload"]["frame"]["steps"]
        ]


def expect_alike(*screens: Screen) -> None:
    """All screens settle on one document, and it is the one that the studio has stored."""
    for screen in screens:
        screen.expect_saved()
    api, canvas = screens[0].reader.api, screens[0].canvas["id"]

    def are_alike() -> bool:
        stored = api.get(f"/api/canvases/{canvas}/state")
        expected = {name: stored[name] for name in ("columns", "states", "pins")}
        expected["symbols"] = stored["content"]["symbols"]
        return all(screen.shared() == expected for screen in screens)

    wait_until(are_alike, PATIENCE_S, "the screens and the studio did not become alike")


def number_in(text: str | None) -> int:
    found = re.search(r"\d+", text or "")
    assert found, f"expected a number in {text!r}"
    return int(found.group())
