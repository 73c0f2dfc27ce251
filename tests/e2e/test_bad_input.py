"""A file that is no chorale meets a plain sentence or a stated conversion, soon, and leaves no trace."""

import re
import struct
import time
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Reader, signed_in
from tests.live_studio import LiveStudio
from tests.sunmask.chorale.notation.importing.test_hostile_files import CONTAINER, entity, mxl
from tests.sunmask.chorale.notation.scores import (
    DIVISIONS,
    END_OF_TRACK,
    attributes,
    bar_of,
    four_parts,
    midi,
    musicxml,
    note,
    part,
)

pytestmark = pytest.mark.e2e

LONGEST_S = 12
BAR = attributes() + bar_of(67, 67, 69, 71)
DRUM = (
    "<note><unpitched><display-step>E</display-step><display-octave>4</display-octave></unpitched>"
    f"<duration>{4 * DIVISIONS}</duration></note>"
)
REFUSED = {
    "seven thirty-seconds": (
        "seven.musicxml",
        musicxml(part("Melody", attributes("7", "32") + note(67, 7 * DIVISIONS // 8))),
        ["Bar 1", "7/32"],
    ),
    "percussion": ("drum.musicxml", musicxml(part("Drum", attributes() + DRUM)), ["Drum", "percussion"]),
    "300 bars": (
        "long.musicxml",
        musicxml(part("Melody", BAR, *[bar_of(67, 67, 69, 71)] * 299)),
        ["300 bars", "256"],
    ),
    "zip bomb": (
        "bomb.mxl",
        mxl({"META-INF/container.xml": CONTAINER, "score.xml": b"<a>" + b" " * 60_000_000 + b"</a>"}),
        ["unpacks"],
    ),
    "external entity": (
        "entity.musicxml",
        entity('<!ENTITY x SYSTEM "file:///etc/passwd">'),
        ["entities", "other files"],
    ),
    "empty file": ("empty.musicxml", b"", ["empty"]),
    "JPEG named .mid": ("photo.mid", b"\xff\xd8\xff\xe0" + bytes(500), ["JPEG"]),
    "absurd deltas": (
        "deltas.mid",
        midi(b"\xff\xff\xff\x7f\x90\x3c\x40\xff\xff\xff\x7f\x80\x3c\x00" + END_OF_TRACK),
        ["bars"],
    ),
    "lying MIDI chunk": (
        "chunk.mid",
        b"MThd" + struct.pack(">IHHH", 6, 0, 1, 480) + b"MTrk\xff\xff\xff\xff\x00",
        ["damaged"],
    ),
}
"""By what is wrong: the file's name, its content, and what the sentence must speak of."""


@pytest.fixture(scope="module")
def importer(studio: LiveStudio, browser: Browser) -> Iterator[tuple[Reader, str]]:
    """Somebody at the page of an empty project, and the project's id."""
    studio.wait_ready()
    # an account of its own: another process may have some of these tests
    with signed_in(studio, browser, f"Importer-{uuid.uuid4().hex[:8]}") as reader:
        project = reader.api.make("/api/projects", {"name": "Imports"})["id"]
        reader.page.goto(f"/p/{project}")
        expect(reader.page.get_by_role("heading", name="Imports")).to_be_visible()
        yield reader, project


def choose_file(reader: Reader, name: str, content: bytes) -> float:
    """Give a file to the import field; returns when."""
    files = [{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
    reader.page.get_by_label("File to import").set_input_files(files)  # type: ignore[arg-type]
    return time.monotonic()


def everything(reader: Reader, project: str) -> tuple[list[str], list[str]]:
    """The person's projects and the project's canvases."""
    projects = [one["id"] for one in reader.api.get("/api/projects")]
    return projects, [one["id"] for one in reader.api.get(f"/api/projects/{project}/snapshot")["canvases"]]


IN_THE_BROWSER = ("300 bars", "zip bomb", "JPEG named .mid")
"""The others are refused by the same page, and the importer's own tests have them all."""


@pytest.mark.parametrize(
    "name",
    [name if name in IN_THE_BROWSER else pytest.param(name, marks=pytest.mark.thorough) for name in REFUSED],
)
def test_a_file_that_is_no_chorale_is_refused_in_a_sentence_and_leaves_nothing(
    importer: tuple[Reader, str], name: str
) -> None:
    reader, project = importer
    file_name, content, words = REFUSED[name]
    before = everything(reader, project)
    began = choose_file(reader, file_name, content)
    alert = reader.page.get_by_role("alert")
    expect(alert).to_be_visible(timeout=1000 * LONGEST_S)
    took_s = time.monotonic() - began
    sentence = alert.locator("span").inner_text()
    assert took_s < LONGEST_S
    for word in words:
        assert word.lower() in sentence.lower()
    assert sentence.endswith(".")
    assert len(sentence) < 400
    for technical in ("Traceback", "Error", "Exception", "root:", "{", "<"):
        assert technical not in sentence
    assert everything(reader, project) == before
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_have_count(0)


@pytest.mark.thorough
def test_the_studio_itself_refuses_an_empty_file_without_the_page_in_between(
    importer: tuple[Reader, str],
) -> None:
    reader, project = importer
    before = everything(reader, project)
    answer = reader.api.post(f"/api/projects/{project}/imports", files={"file": ("empty.mid", b"")})
    assert 400 <= answer.status_code < 500
    assert answer.json()["message"].endswith(".")
    assert everything(reader, project) == before


def test_a_tie_over_the_end_is_left_out_and_its_bar_and_part_are_shown_for_review(
    importer: tuple[Reader, str],
) -> None:
    reader, project = importer
    before = everything(reader, project)[1]
    last = attributes() + bar_of(67, 67, 67) + note(67, inside="<tie type='start'/>")
    began = choose_file(reader, "tie.musicxml", four_parts(last))
    review = reader.page.get_by_role("dialog")
    expect(review).to_be_visible(timeout=1000 * LONGEST_S)
    assert time.monotonic() - began < LONGEST_S
    line = review.get_by_role("listitem").filter(has_text="tie")
    expect(line).to_contain_text("bar 1")
    expect(line).to_contain_text("Soprano")
    (made,) = set(everything(reader, project)[1]) - set(before)
    review.get_by_role("button", name="Open canvas").click()
    expect(reader.page).to_have_url(f"{reader.api.url}/p/{project}/c/{made}")
    expect(reader.page.get_by_test_id("roll")).to_be_visible()
    reader.page.goto(f"/p/{project}")
    expect(reader.page.get_by_role("heading", name="Imports")).to_be_visible()

    # one that is brought on the first page opens at once, and the same list is a press away
    page = reader.page
    page.goto("/")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="My melody").click()
    file = {"name": "tie.musicxml", "mimeType": "text/xml", "buffer": four_parts(last)}
    chooser.value.set_files([file])  # type: ignore[list-item]
    page.wait_for_url(re.compile("/c/"))
    said = page.get_by_test_id("toast").filter(has_text=re.compile(r"^\d+ things? changed"))
    said.get_by_role("button", name="See what").click()
    expect(line).to_contain_text("Soprano")
