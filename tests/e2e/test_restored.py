"""A studio that is stopped, given back an older database and started again, under tabs that know more."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Reader, signed_in
from tests.e2e.test_comments import open_comments, write
from tests.e2e.text_screen import TextScreen, text_canvas
from tests.live_studio import LiveStudio, live_studio

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]


class OwnStudio:
    """One whose database can be copied and put back."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._running = ExitStack()
        self.studio: LiveStudio
        self.port = "0"

    def start(self) -> None:
        own = {"DJANGO_SETTINGS_MODULE": "tests.e2e.settings", "PORT": self.port}
        self.studio = self._running.enter_context(live_studio(self.data, has_demo=False, **own))
        self.port = self.studio.url.rpartition(":")[2]
        self.studio.wait_ready()

    def stop(self) -> None:
        self._running.close()

    def back_up(self) -> None:
        """As docs/operating.md says, while it runs."""
        with (
            closing(sqlite3.connect(self.data / "studio.sqlite3")) as database,
            closing(sqlite3.connect(self.data / "backup.sqlite3")) as backup,
        ):
            database.backup(backup)

    def restore(self) -> None:
        """As docs/operating.md says, while it is stopped."""
        for left in self.data.glob("studio.sqlite3*"):
            left.unlink()
        shutil.copy(self.data / "backup.sqlite3", self.data / "studio.sqlite3")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OwnStudio]:
    own = OwnStudio(tmp_path / "data")
    own.start()
    yield own
    own.stop()


def another_tab(reader: Reader, canvas: Any, text: str) -> TextScreen:
    """A further tab of somebody, on a canvas in which they write."""
    tab = Reader(reader.api, reader.context, reader.context.new_page(), reader.errors)
    screen = TextScreen(tab, canvas).open()
    screen.write_at_end(text)
    expect_saved(screen.page)
    return screen


def expect_saved(page: Page) -> None:
    expect(page.get_by_test_id("saved")).to_have_text("Saved")


def stored(reader: Reader, canvas: Any) -> str:
    content = reader.api.get(f"/api/canvases/{canvas['id']}/state")["content"]
    return " ".join(content["words"])


def test_tabs_that_were_open_lose_no_word_when_a_backup_is_restored(own: OwnStudio, browser: Browser) -> None:
    with ExitStack() as people:
        ana, ben = (people.enter_context(signed_in(own.studio, browser, name)) for name in ("Ana", "Ben"))
        canvas = text_canvas(ana, "Start.", (ben, "editor"))
        first, second = TextScreen(ana, canvas).open(), TextScreen(ben, canvas).open()
        first.write_at_end(" beforeone")
        second.expect_text("Start. beforeone")
        expect_saved(first.page)
        own.back_up()

        first.write_at_end(" afterone")
        second.expect_text("Start. beforeone afterone")
        second.write_at_end(" afterben")
        first.expect_text("Start. beforeone afterone afterben")
        for screen in (first, second):
            expect_saved(screen.page)
        write(open_comments(first.page), "Said since.")
        project = f"/api/projects/{canvas['project']}"
        body = {"kind": "text", "name": "New", "start": "blank", "options": {"text": "New."}}
        gone = another_tab(ana, ana.api.make(f"{project}/canvases", body), " onlyhere")
        elsewhere = another_tab(ana, text_canvas(ana, "Else."), " inthistab")
        cleo = people.enter_context(signed_in(own.studio, browser, "Cleo"))
        ana.api.make(f"{project}/members", {"name": cleo.api.name, "role": "editor"})
        third = another_tab(cleo, canvas, " aftercleo")

        own.stop()
        expect(first.page.get_by_test_id("offline")).to_be_visible()
        first.write_at_end(" whileaway")
        own.restore()
        own.start()

        for screen in (first, second):
            expect(screen.page.get_by_test_id("restored")).to_contain_text(
                "The studio was restored from a backup; what you changed here since then was put back."
            )
            expect_saved(screen.page)
        first.write_at_end(" goeson")
        expect_saved(first.page)
        words = stored(ana, canvas).split()
        mine = ["Start", ".", "beforeone", "afterone", "afterben", "whileaway", "goeson"]
        assert sorted(words) == sorted(mine)
        for screen in (first, second):
            screen.expect_text(first.ask("text()"))
            assert sorted(screen.words()) == sorted(mine)
        expect(first.page.get_by_test_id("restored")).to_contain_text("1 comment of yours is not in it.")
        expect(first.page.locator("li.thread")).to_have_count(0)

        expect(gone.page.get_by_test_id("closed")).to_contain_text(
            "not in the studio any more. What you wrote"
        )
        expect(gone.page.locator(".cm-content")).to_contain_text("New. onlyhere")
        expect(elsewhere.page.get_by_test_id("remains")).to_have_value("Else. inthistab")
        expect(third.page.get_by_test_id("closed")).to_contain_text("You are signed out.")
        expect(third.page.get_by_test_id("closed")).to_contain_text("What you wrote is kept in this browser")
        expect(third.page.locator(".cm-content")).to_contain_text("aftercleo")

        first.page.reload()
        first.wait_ready()
        assert sorted(first.words()) == sorted(mine)
        expect(first.page.get_by_test_id("restored")).to_have_count(0)
