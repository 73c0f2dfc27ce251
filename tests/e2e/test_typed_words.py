"""A kind of text from a package without a page of its own: its words are written by typing into its cells."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Reader, signed_in
from tests.e2e.test_every_page import expect_nothing_found
from tests.e2e.test_other_kinds import cell
from tests.live_studio import ROOT, LiveStudio, live_studio

pytestmark = pytest.mark.e2e

PACKAGE = """
from sunmask.kinds.kind import Kind
from sunmask.text.codec import TextCodec
from sunmask.text.settings import TextSettings


class Poems(TextCodec):
    kind = "poem"


class Tunes(TextCodec):
    kind = "tune"
    symbol_labels = {0: "", 1: "do", 2: "re", 3: "mi"}


PARTS = {
    "sampler_at": "sunmask.text.sampling.sampler:SAMPLER",
    "maker_at": "sunmask.text.maker:MAKER",
    "networks_at": "sunmask.text.networks:FAMILIES",
    "settings": TextSettings,
}
POEM = Kind(name="poem", codec=Poems(), **PARTS)
TUNE = Kind(name="tune", codec=Tunes(), **PARTS)
"""


def install(folder: Path) -> str:
    """Two kinds as an installed package; the folder to look for it in."""
    about = folder / "poems-1.0.dist-info"
    about.mkdir(parents=True)
    (folder / "poems.py").write_text(PACKAGE)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: poems\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[sunmask.kinds]\npoem = poems:POEM\ntune = poems:TUNE\n")
    return str(folder)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    folder = tmp_path_factory.mktemp("studio")
    environment = {
        "PYTHONPATH": f"{install(folder / 'site')}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
    }
    with live_studio(folder / "data", has_demo=False, **environment) as running:
        running.wait_ready(120)
        yield running


@pytest.fixture(scope="module")
def poet(studio: LiveStudio, browser: Browser) -> Iterator[Reader]:
    with signed_in(studio, browser, "Poet", permissions=["clipboard-read", "clipboard-write"]) as reader:
        yield reader


def opened(poet: Reader, kind: str, text: str) -> tuple[Page, Any]:
    """The page of a new canvas that says `text`."""
    project = poet.api.make("/api/projects", {"name": "Words"})["id"]
    body = {"kind": kind, "name": "Words", "start": "blank", "options": {"text": text}}
    canvas = poet.api.make(f"/api/projects/{project}/canvases", body)
    poet.page.goto(f"/p/{project}/c/{canvas['id']}")
    expect(poet.page.get_by_test_id("add-words")).to_be_visible()
    return poet.page, canvas


def expect_words(page: Page, *words: str) -> None:
    expect(page.locator("[data-cell]")).to_have_text(list(words))


def test_words_are_typed_into_cells_and_undone(poet: Reader) -> None:
    page, canvas = opened(poet, "poem", "the ▢ sea")
    cell(page, 0, 1).click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="word 2")).to_be_focused()
    page.keyboard.type("wide")
    expect_nothing_found(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="word 3")).to_have_value("sea")
    page.keyboard.type("shore")
    page.keyboard.press("Enter")
    expect_words(page, "the", "wide", "shore")
    expect(cell(page, 0, 2)).to_be_focused()
    expect(cell(page, 0, 1)).to_have_accessible_name("word 2: wide, unmasked, pinned")

    cell(page, 0, 0).dblclick()
    page.keyboard.type("never")
    page.keyboard.press("Escape")
    expect_words(page, "the", "wide", "shore")
    expect(cell(page, 0, 0)).to_be_focused()

    page.keyboard.press("Delete")
    expect_words(page, "", "wide", "shore")
    page.keyboard.press("Delete")
    expect_words(page, "wide", "shore")
    page.wait_for_timeout(700)  # what is written at once is undone at once
    page.get_by_test_id("add-words").click()
    page.keyboard.type("calls, calls")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="New words")).to_be_focused()
    page.keyboard.press("Escape")
    expect_words(page, "wide", "shore", "calls", ",", "calls")
    page.get_by_test_id("undo").click()
    expect_words(page, "wide", "shore")
    expect(page.get_by_test_id("saved")).to_have_attribute("data-saving", "saved")
    assert poet.api.get(f"/api/canvases/{canvas['id']}/state")["content"]["words"] == ["wide", "shore"]


@pytest.mark.thorough
def test_several_words_that_are_pasted_fill_cells(poet: Reader) -> None:
    page, _ = opened(poet, "poem", "▢ ▢ ▢")
    page.evaluate("navigator.clipboard.writeText('slow water')")
    cell(page, 0, 1).click()
    page.keyboard.press("Control+v")
    expect_words(page, "", "slow", "water")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    expect_words(page, "slow", "water", "water")
    expect(cell(page, 0, 1)).to_be_focused()


def test_a_kind_that_names_its_words_offers_these(poet: Reader) -> None:
    page, _ = opened(poet, "tune", "do ▢")
    cell(page, 0, 1).dblclick()
    field = page.get_by_role("combobox", name="word 2")
    expect(page.locator("datalist option")).to_have_count(3)
    field.fill("fa")
    field.press("Enter")
    expect(field).to_be_visible()
    assert "Expected one of do, re, mi, got “fa”." in field.evaluate("field => field.validationMessage")
    field.fill("RE")
    field.press("Enter")
    expect_words(page, "do", "re")
    expect(cell(page, 0, 1)).to_have_class(re.compile("unmasked"))
