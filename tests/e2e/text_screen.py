"""What a person does and sees at one open text, in the words of the studio. Words are counted from 0."""

from typing import Any, Self

import pytest
from playwright.sync_api import Locator, expect

from sunmask.models import cards
from tests.e2e.conftest import PATIENCE_S, Reader
from tests.e2e.screen import Screen
from tests.live_studio import wait_until

needs_model = pytest.mark.skipif(
    not any(card.kind == "text" for card in cards.cards()), reason="no model for texts is shipped here"
)
IS_READY = "() => window.sunmaskText?.status() === 'live' && document.querySelector('.cm-content') !== null"
AT_REST = """async (index) => {
  await document.fonts.ready;
  let place = null;
  for (let still = 0; still < 3; ) {
    await new Promise(requestAnimationFrame);
    const now = window.sunmaskText.wordPlace(index);
    still = now && JSON.stringify(now) === JSON.stringify(place) ? still + 1 : 0;
    place = now;
  }
  return place;
}"""
TO_END = "Control+End"


def text_canvas(owner: Reader, text: str = "", *members: tuple[Reader, str], start: str = "blank") -> Any:
    """A project of the owner with members in their roles, and one text in it; returns the canvas."""
    project = owner.api.make("/api/projects", {"name": "Letters"})
    for member, role in members:
        owner.api.make(f"/api/projects/{project['id']}/members", {"name": member.api.name, "role": role})
    body: dict[str, Any] = {"kind": "text", "name": "Text", "start": start}
    if start == "blank":
        body["options"] = {"text": text}
    return owner.api.make(f"/api/projects/{project['id']}/canvases", body)


class TextScreen(Screen):
    """One page with one text open."""

    def wait_ready(self) -> None:
        self.page.wait_for_function(IS_READY)
        num_words = len(self.reader.api.get(f"/api/canvases/{self.canvas['id']}/state")["content"]["words"])
        self.page.wait_for_function("count => window.sunmaskText.words().length === count", arg=num_words)

    # ---- seeing ---------------------------------------------------------------------------------

    def ask(self, question: str) -> Any:
        """A value of the page's own reader, such as `words()`."""
        return self.page.evaluate(f"() => window.sunmaskText.{question}")

    def words(self) -> list[str]:
        return [word["word"] for word in self.ask("words()")]

    def states(self) -> list[int]:
        return [word["state"] for word in self.ask("words()")]

    def shared(self) -> dict[str, Any]:
        return {"text": self.ask("text()"), "words": self.ask("words()")}

    def expect_text(self, text: str) -> None:
        self.page.wait_for_function("text => window.sunmaskText.text() === text", arg=text)

    def expect_states(self, states: list[int]) -> None:
        self.page.wait_for_function(
            "states => JSON.stringify(window.sunmaskText.words().map(({state}) => state))"
            " === JSON.stringify(states)",
            arg=states,
        )

    def word(self, index: int) -> Locator:
        """A word in the editor."""
        return self.page.locator(f'.cm-content [data-word="{index}"]').first

    def press_word(self, index: int) -> None:
        """A press in the middle of a word as it is seen: the driver misses marks, which are narrow."""
        place = self.place(index)
        self.page.mouse.click((place["left"] + place["right"]) / 2, (place["top"] + place["bottom"]) / 2)

    def place(self, index: int) -> dict[str, float]:
        """Where a word is in the window, once it has come to rest: what was painted before moves the rest."""
        return self.page.evaluate(AT_REST, index)

    # ---- doing ----------------------------------------------------------------------------------

    def write_at_end(self, text: str) -> None:
        """Type at the end of the text."""
        self.page.locator(".cm-content").focus()
        self.page.keyboard.press(TO_END)
        self.page.keyboard.type(text)

    def select_words(self, first: int, last: int) -> Self:
        """By dragging over them while one writes."""
        start, end = self.place(first), self.place(last)
        self.page.mouse.move(start["left"] + 1, (start["top"] + start["bottom"]) / 2)
        self.page.mouse.down()
        self.page.mouse.move(end["right"] - 1, (end["top"] + end["bottom"]) / 2, steps=4)
        self.page.mouse.up()
        self.page.wait_for_function(
            "words => JSON.stringify(window.sunmaskText.selected()) === JSON.stringify(words)",
            arg=list(range(first, last + 1)),
        )
        return self

    def paint_words(self, first: int, last: int, state: int) -> None:
        """Select words and press the keys of a state; while one writes, a digit alone is a letter."""
        self.select_words(first, last)
        self.page.keyboard.press(f"Alt+{state + 1}")
        self.page.wait_for_function(
            "([first, last, state]) => window.sunmaskText.words().slice(first, last + 1)"
            ".every((word) => word.state === state)",
            arg=[first, last, state],
        )

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()


def expect_texts_alike(*screens: TextScreen) -> None:
    """All screens settle on one text, and it is the one that the studio has stored."""
    for screen in screens:
        screen.expect_saved()
    api, canvas = screens[0].reader.api, screens[0].canvas["id"]

    def are_alike() -> bool:
        stored = api.get(f"/api/canvases/{canvas}/state")
        words, spaces = stored["content"]["words"], stored["content"]["spaces"]
        text = "".join(space + word for space, word in zip(spaces, [*words, ""], strict=True))
        return all(
            screen.words() == words
            and screen.states() == stored["states"][0]
            and screen.ask("text()") == text
            for screen in screens
        )

    wait_until(are_alike, PATIENCE_S, "the screens and the studio did not become alike")


def expect_done(screen: TextScreen, num_steps: int) -> Any:
    """The newest generation ends; its last step is in view."""
    done = screen.wait_generation("done")
    expect(screen.page.get_by_test_id("stage-line")).to_contain_text(f"step {num_steps} of {num_steps}")
    return done
