"""Takes are found by what is known of them, leave as a zip, and come whole to somebody else."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from music21 import converter
from playwright.sync_api import Locator, Page, expect

from tests.e2e import shelf
from tests.e2e.screen import Screen

pytestmark = pytest.mark.e2e

NUM_TAKES = 6


@pytest.fixture
def curated(person) -> Any:
    """Takes of Ana's, rated by her and by Ben; one of them in a ranking with votes."""
    ana, ben = person("Ana"), person("Ben")
    on = shelf.filled(ana, NUM_TAKES, (ben, "curator"))
    for number, take in enumerate(on.takes.values()):
        for reader, stars in ((ana, 1 + number), (ben, 5)):
            answer = reader.api.send("PUT", f"/api/takes/{take['id']}/rating", {"stars": min(5, stars)})
            assert answer.is_success, answer.text
        said = {"tags": ["calm"] if number % 2 else [], "remarks": "A slow amen" if number == 2 else ""}
        ana.api.send("PATCH", f"/api/takes/{take['id']}", said)
    ranking = ana.api.make(
        f"/api/projects/{on.project}/rankings",
        {"name": "Endings", "takes": [take["id"] for take in on.takes.values()]},
    )
    for reader in (ana, ben):
        duel = reader.api.make(f"/api/rankings/{ranking['id']}/duels")
        heard = {side: {"seconds": 0.2, "share": 0.5} for side in ("left", "right")}
        reader.api.make(f"/api/duels/{duel['id']}/vote", {"outcome": "left", "heard": heard})
    ana.api.make(f"/api/rankings/{ranking['id']}/open")  # until then judges find no names and grades
    return ana, on


def all_takes(reader: Any, project: str) -> list[dict[str, Any]]:
    return reader.api.get(f"/api/projects/{project}/takes?limit=100&sort=name")["takes"]


def expect_takes(page: Page, names: list[str]) -> None:
    """The list shows these takes and no others."""
    expect(page.get_by_test_id("take-count")).to_have_text(str(len(names)))
    cells = page.get_by_role("grid", name="Takes").locator("[data-index]")
    expect(cells).to_have_count(len(names))
    expect(page.locator(".card-name")).to_have_text(names)


@pytest.mark.thorough
def test_takes_are_filtered_exported_and_imported_again(curated: Any, person: Any, tmp_path: Path) -> None:
    ana, on = curated
    page = ana.page
    takes = all_takes(ana, on.project)
    page.goto(f"/p/{on.project}/takes")
    expect(page.get_by_test_id("take-count")).to_have_text(str(NUM_TAKES))

    expect_filters_to_find(page, takes, ana.api.name)

    # two chosen by key leave as a zip
    page.get_by_role("grid", name="Takes").locator('[data-index="0"]').click()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("status").filter(has_text="2 takes chosen")).to_be_visible()
    page.get_by_label("Chosen takes").get_by_role("button", name="Export").click()
    chosen = exported(page)
    (run,) = rows(chosen, "canvases/1/generations.jsonl")
    assert run["settings"]["num_steps"] == shelf.NUM_STEPS
    assert [row["name"] for row in rows(chosen, "canvases/1/takes.jsonl")] == ["Take 1", "Take 2"]
    scores = [name for name in chosen if re.fullmatch(r"canvases/1/files/\d+-take-\d\.musicxml", name)]
    assert len(scores) == 2
    for name in scores:
        assert len(converter.parseData(chosen[name].decode(), format="musicxml").parts) == 4
        assert chosen[name.replace(".musicxml", ".mid")].startswith(b"MThd")

    # the whole project comes to somebody else, whom nobody has let in, and leaves again the same
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Export", exact=True).first.click()
    page.get_by_label("The whole project").check()
    whole = exported(page)
    assert [len(row["duels"]) for row in rows(whole, "rankings.jsonl")] == [2]
    archive = tmp_path / "hymns.zip"
    archive.write_bytes(zipped(whole))
    zoe = person("Zoe")
    zoe.page.goto("/")
    zoe.page.get_by_label("Archive to import").set_input_files(archive)
    zoe.page.wait_for_url(re.compile("/p/"))
    project = zoe.page.url.rsplit("/", 1)[-1]
    expect(zoe.page.get_by_test_id("toast").filter(has_text="marked “imported”")).to_be_visible()
    there = all_takes(zoe, project)
    # what others wrote shows once she has judged it; that it came is seen when it leaves again
    names = ("name", "num_ratings", "grade", "candidate", "step", "symbols")
    assert [[t[n] for n in names] for t in there] == [[t[n] for n in names] for t in takes]
    assert {take["created_by"]["name"] for take in there} == {ana.api.name}
    (ranking,) = zoe.api.get(f"/api/projects/{project}/rankings")
    assert (ranking["num_votes"], ranking["num_judges"]) == (2, 2)
    zoe.page.goto(f"/p/{project}/takes")
    expect(zoe.page.get_by_test_id("take-count")).to_have_text(str(NUM_TAKES))
    zoe.page.get_by_role("button", name="Export", exact=True).first.click()
    assert without_time(exported(zoe.page)) == without_time(whole)


def expect_filters_to_find(page: Page, takes: list[dict[str, Any]], author: str) -> None:
    # rating >= 4, a grade below the middle one, by Ana, in the key of most
    limit = sorted(take["grade"] for take in takes)[NUM_TAKES // 2]
    keys = [take["figures"]["key"] for take in takes]
    key = max(set(keys), key=keys.count)
    wanted = sorted(
        take["name"]
        for take in takes
        if take["rating"] >= 4 and take["grade"] <= limit and take["figures"]["key"] == key
    )
    page.get_by_label("Order").select_option("name")
    page.get_by_label("Lowest rating").select_option("4")
    page.get_by_label("Highest grade").fill(str(limit))
    page.get_by_role("button", name="More filters").click()
    page.get_by_label("Made by").select_option(author)
    page.get_by_label("Key").select_option(key)
    expect_takes(page, wanted)
    assert re.search(r"rating_min=4.*grade_max=", page.url), "the address does not say what is asked for"
    page.get_by_label("Tag", exact=True).select_option("calm")
    expect_takes(page, [name for name in wanted if int(name[-1]) % 2 == 0])
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_test_id("take-count")).to_have_text(str(NUM_TAKES))
    page.get_by_label("Search names, remarks and tags").fill("AMEN slow")
    expect_takes(page, ["Take 3"])
    page.get_by_label("Search names, remarks and tags").fill("")
    expect(page.get_by_test_id("take-count")).to_have_text(str(NUM_TAKES))


@pytest.mark.thorough
def test_to_read_a_takes_settings_changes_nothing_and_to_use_them_is_an_act(person: Any) -> None:
    ana = person("Ana")
    on = shelf.filled(ana, 1)
    page = ana.page
    screen = Screen(ana, {"project": on.project, "id": on.canvas})

    def steps() -> Locator:
        return screen.all_settings().get_by_role("textbox", name="Steps", exact=True)

    screen.open()
    mine = steps().input_value()
    assert mine != str(shelf.NUM_STEPS)
    about = page.get_by_role("complementary", name="About Take 1")

    def read_about_it() -> None:
        page.goto(f"/p/{on.project}/takes")
        page.get_by_role("grid", name="Takes").locator('[data-index="0"]').click()
        page.keyboard.press("i")
        expect(about.locator("dl")).to_contain_text(re.compile(rf"Steps\s*{shelf.NUM_STEPS}"))

    read_about_it()
    screen.open()
    expect(steps()).to_have_value(mine)
    read_about_it()
    about.get_by_role("button", name="Use these settings").click()
    page.get_by_role("button", name="Open canvas").click()
    screen.wait_ready()
    expect(steps()).to_have_value(str(shelf.NUM_STEPS))


def test_a_file_that_is_no_archive_is_refused_in_a_sentence(person, tmp_path: Path) -> None:
    ana = person("Ana")
    ana.page.goto("/")
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../../evil", b"x")
    ana.page.get_by_label("Archive to import").set_input_files(bad)
    expect(ana.page.get_by_role("alert")).to_have_text(re.compile("a name that points outside the archive"))
    assert ana.api.get("/api/projects") == []


@pytest.mark.thorough
def test_an_archive_joins_a_project_while_somebody_else_looks_at_it(person: Any, tmp_path: Path) -> None:
    ana, ben = person("Ana"), person("Ben")
    on = shelf.filled(ana, 2, (ben, "viewer"))
    archive = tmp_path / "melody.zip"
    archive.write_bytes(ana.api.http.get(f"/api/projects/{on.project}/archive").content)
    name = ana.api.get(f"/api/canvases/{on.canvas}")["name"]
    takes = ben.context.new_page()
    takes.goto(f"/p/{on.project}/takes")
    expect(takes.get_by_test_id("take-count")).to_have_text("2")
    for reader in (ana, ben):
        reader.page.goto(f"/p/{on.project}")
        expect(reader.page.locator(".canvas-list").get_by_role("listitem")).to_have_count(1)
    ana.page.get_by_label("File to import").set_input_files(archive)
    expect(ana.page.get_by_text("Imported 1 canvas and 2 takes.")).to_be_visible()
    for reader in (ana, ben):
        listed = reader.page.locator(".canvas-list").get_by_role("listitem")
        expect(listed.filter(has_text=f"{name} (2)")).to_have_count(1)
        expect(listed).to_have_count(2)
    expect(takes.get_by_test_id("take-count")).to_have_text("4")
    expect(ben.page.get_by_label("File to import")).to_have_count(0)

    broken = tmp_path / "broken.zip"
    broken.write_bytes(archive.read_bytes()[:-200])
    ana.page.get_by_label("File to import").set_input_files(broken)
    expect(ana.page.get_by_role("alert")).to_have_text(re.compile("archive"))
    assert len(ana.api.get(f"/api/projects/{on.project}/snapshot")["canvases"]) == 2


def exported(page: Page) -> dict[str, bytes]:
    """The files of the zip that the dialog of exports gives."""
    with page.expect_download() as waiting:
        page.get_by_role("dialog").get_by_role("link", name="Export zip").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def rows(files: dict[str, bytes], name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in files[name].splitlines()]


def without_time(files: dict[str, bytes]) -> dict[str, Any]:
    manifest = json.loads(files["manifest.json"])
    assert manifest.pop("exported_at")
    return {**files, "manifest.json": manifest}


@pytest.mark.thorough
def test_what_an_archive_says_of_a_person_is_theirs_once_they_say_so(person) -> None:
    ana, ben = person("Ana"), person("Ben")
    on = shelf.filled(ana, 2, (ben, "curator"))
    for take in on.takes.values():
        ben.api.send("PUT", f"/api/takes/{take['id']}/rating", {"stars": 4})
    archive = ana.api.http.get(f"/api/projects/{on.project}/archive").content
    project = ana.api.make("/api/archives", files={"file": ("melody.zip", archive)})["id"]
    ana.api.make(f"/api/projects/{project}/members", {"name": ben.api.name, "role": "viewer"})
    ben.page.goto(f"/p/{project}")
    ben.page.get_by_role("button", name="Members").click()
    dialog = ben.page.get_by_role("dialog", name="Members")
    expect(dialog).to_contain_text(f"(2 in all) came with an archive under the name “{ben.api.name}”")
    dialog.get_by_role("button", name="Yes, mark as mine").click()
    expect(dialog.get_by_text("came with an archive")).to_have_count(0)
    assert ben.api.get(f"/api/projects/{project}/imported-name")["num_rows"] == 0
