"""Tasks of somebody who is here for the first time, with every act counted."""

from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Locator, Page


class Counted:
    """Hands at one or more browsers: whatever a person does goes through here, and is counted and named."""

    def __init__(self) -> None:
        self.acts: list[str] = []

    def click(self, target: Locator) -> Self:
        self.acts.append(f"click {target}")
        target.click()
        return self

    def press(self, page: Page, key: str) -> Self:
        self.acts.append(f"press {key}")
        page.keyboard.press(key)
        return self

    def type(self, page: Page, text: str) -> Self:
        """Some letters in a row, as one act."""
        self.acts.append(f"type {text}")
        page.keyboard.type(text)
        return self

    def choose_file(self, page: Page, target: Locator, file: Path | dict[str, Any]) -> Self:
        """A press that asks for a file, and the choice of one: two acts."""
        with page.expect_file_chooser() as chooser:
            self.click(target)
        self.acts.append("choose a file")
        chooser.value.set_files([file])  # type: ignore[list-item]
        return self

    def follow(self, page: Page, address: str) -> Self:
        """A link that somebody sent."""
        self.acts.append(f"follow {address}")
        page.goto(address)
        return self

    def expect_at_most(self, limit: int) -> None:
        assert len(self.acts) <= limit, self.acts
