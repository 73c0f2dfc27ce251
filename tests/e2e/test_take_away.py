"""Take away: a sing-along track in few actions, all for four singers in one zip, and a stop."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import soundfile
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Download, Page, expect

from sunmask.chorale.sound.mixing import TAIL_S
from sunmask.provenance.checking import check
from tests.e2e.conftest import Reader
from tests.e2e.screen import NUM_COLUMNS, Screen, shared_canvas
from tests.e2e.tasks import Counted

pytestmark = pytest.mark.e2e

SOON_MS = 180_000
NUM_FERMATAS = 3
"""Of the demo: at each, voices that sound together wait a beat."""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def short_canvas(person: Callable[..., Reader], **options: Any) -> Screen:
    """One empty bar, so that sound is made quickly."""
    ana = person("Ana", **options)
    return Screen(ana, shared_canvas(ana, start="blank", num_bars=1)).open()


def content(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def take_away(page: Page) -> None:
    page.get_by_role("button", name="Take away").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_sing_along_track_of_the_tenor_takes_four_actions_or_fewer(person: Callable[..., Reader]) -> None:
    ana = person("Ana", starts_on="score")
    page = Screen(ana, shared_canvas(ana)).open().page
    expect(page.get_by_test_id("score")).to_be_visible()
    hand = Counted()
    with page.expect_download(timeout=2 * SOON_MS) as download:
        hand.click(page.get_by_role("button", name="Take away"))
        hand.click(page.get_by_role("dialog").get_by_label("Tenor"))
        hand.click(page.get_by_role("button", name="Download 1 file"))
        expect(page.get_by_test_id("take-away-progress")).to_contain_text(
            "Making the practice track of the tenor"
        )
    hand.expect_at_most(4)
    assert download.value.suggested_filename == "Jesu, meine Freude - tenor practice.mp3"
    sound, rate = soundfile.read(io.BytesIO(content(download.value)))
    seconds = NUM_COLUMNS * 15 / 96 + NUM_FERMATAS * 60 / 96 + TAIL_S
    assert len(sound) / rate == pytest.approx(seconds, abs=0.2)
    assert abs(sound).max() > 0.1


@pytest.mark.thorough
def test_four_singers_have_parts_and_tracks_in_one_zip(person: Callable[..., Reader]) -> None:
    page = short_canvas(person).page
    take_away(page)
    page.get_by_role("button", name="Choose all that four singers need").click()
    with page.expect_download(timeout=SOON_MS) as download:
        page.get_by_role("button", name="Download 10 files as a zip").click()
    with zipfile.ZipFile(io.BytesIO(content(download.value))) as archive:
        names = archive.namelist()
        sheets = {name: archive.read(name) for name in names if name.endswith(".pdf")}
    for voice in ("soprano", "alto", "tenor", "bass"):
        assert any(name.endswith(f" - {voice}.pdf") for name in names)
        assert any(name.endswith(f" - {voice} practice.mp3") for name in names)
    assert len(names) == 10
    assert all(len(pypdfium2.PdfDocument(sheet)) == 1 for sheet in sheets.values())


@pytest.mark.thorough
def test_the_mixer_is_kept_and_files_start_from_it(person: Callable[..., Reader]) -> None:
    screen = short_canvas(person)
    page = screen.page
    page.get_by_role("button", name="Mixer").click()
    mixer = page.get_by_test_id("mixer")
    mixer.get_by_label("Volume of the bass").fill("35")
    mixer.get_by_label("Pan of the alto").fill("-80")
    mixer.get_by_label("Instrument of the tenor").select_option("organ")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Count-in").click()
    screen = screen.reopen()
    page = screen.page
    page.get_by_role("button", name="Mixer").click()
    mixer = page.get_by_test_id("mixer")
    expect(mixer.get_by_label("Volume of the bass")).to_have_value("35")
    mixer.get_by_role("button", name="Mute soprano").click()
    page.keyboard.press("Escape")
    take_away(page)
    page.get_by_test_id("file-mix").check()
    with page.expect_request("**/renderings") as asked, page.expect_download(timeout=SOON_MS):
        page.get_by_test_id("take-away-download").click()
    options = json.loads(asked.value.post_data or "")["options"]
    assert options["files"] == ["mix"]
    assert options["has_count_in"] is True
    heard = [(one["instrument"], one["volume"], one["pan"], one["is_heard"]) for one in options["mixer"][:4]]
    assert heard == [
        ("choir", 80, -32, False),
        ("choir", 80, -80, True),
        ("organ", 80, -16, True),
        ("choir", 35, 38, True),
    ]


def test_what_cannot_be_made_is_said_and_what_is_made_can_be_stopped(person: Callable[..., Reader]) -> None:
    ana = person("Ana")
    page = Screen(ana, shared_canvas(ana, is_whole=True)).open().page
    take_away(page)
    page.get_by_test_id("file-png").check()
    page.get_by_label("Last bar of the picture").fill("19")
    page.keyboard.press("Tab")
    page.get_by_test_id("take-away-download").click()
    expect(page.get_by_role("alert")).to_contain_text("at most 16 bars in a picture", timeout=SOON_MS)
    page.get_by_test_id("file-png").uncheck()
    page.get_by_test_id("file-mix").check()
    page.get_by_test_id("take-away-download").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Download 1 file")).to_be_enabled()
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.thorough
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_and_the_mixer_are_for_all(scheme: str, person: Callable[..., Reader]) -> None:
    page = short_canvas(person, color_scheme=scheme).page
    page.get_by_role("button", name="Mixer").click()
    for part in ("mixer", "dialog"):
        if part == "dialog":
            page.keyboard.press("Escape")
            take_away(page)
            for file in ("mix", "score", "png"):
                page.get_by_test_id(f"file-{file}").check()
        found = Axe().run(page).response["violations"]
        assert not found, [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


@pytest.mark.thorough
def test_a_phone_has_the_dialog_under_more_and_its_button_in_view(person: Callable[..., Reader]) -> None:
    page = short_canvas(person, **PHONE).page
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Take away").click()
    page.get_by_test_id("file-svg").check()
    expect(page.get_by_test_id("take-away-download")).to_be_in_viewport()
    with page.expect_download(timeout=SOON_MS) as download:
        page.get_by_test_id("take-away-download").click()
    assert content(download.value).startswith(b"<svg")


def test_a_picture_comes_with_a_signed_statement_until_an_owner_switches_it_off(
    person: Callable[..., Reader], tmp_path: Path
) -> None:
    page = short_canvas(person).page
    take_away(page)
    dialog = page.get_by_role("dialog")
    dialog.get_by_test_id("file-svg").check()
    dialog.get_by_label("A signed statement beside each file").check()
    with page.expect_download(timeout=SOON_MS) as download:
        dialog.get_by_test_id("take-away-download").click()
    with zipfile.ZipFile(io.BytesIO(content(download.value))) as archive:
        archive.extractall(tmp_path)
    (picture,) = tmp_path.glob("*.svg")
    assert check(picture).statement.sentence.startswith("Made with SUNMASK studio")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share", exact=True).first.click()
    switch = dialog.get_by_test_id("signs-files")
    expect(switch).to_be_checked()
    switch.uncheck()
    page.keyboard.press("Escape")
    take_away(page)
    dialog.get_by_test_id("file-svg").check()
    dialog.get_by_test_id("take-away-download").click()
    expect(dialog).to_contain_text("an owner has switched it off")
