"""Every page and dialog of the studio, and how to get there; `menus.py` has the menus and popovers."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e import shelf
from tests.e2e.conftest import Reader
from tests.e2e.screen import Screen
from tests.e2e.text_screen import TextScreen
from tests.studio_client import Person
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, note, part


@dataclass
class World:
    """Somebody with a bit of everything: a chorale with takes, a job and a ranking, a text, links."""

    reader: Reader
    on: shelf.Shelf
    canvas: dict[str, Any]
    text: dict[str, Any]
    ranking: str
    opened_ranking: str
    replay: str
    invitation: str

    @property
    def page(self) -> Page:
        return self.reader.page

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def chorale(self) -> Page:
        Screen(self.reader, self.canvas).open()
        expect(self.page.locator("#n-S-0")).to_be_visible()
        return self.page

    def candidate(self) -> Page:
        page = self.chorale()
        page.get_by_role("tab", name="Candidates").click()
        page.locator('[data-candidate="0"] .candidate-look').click()
        expect(page.get_by_role("button", name="Back to canvas")).to_be_visible()
        return page

    def takes(self) -> Page:
        page = self.go(f"/p/{self.on.project}/takes")
        page.get_by_role("gridcell", name=re.compile("^Take 1")).click()
        page.keyboard.press("Control+a")
        expect(page.get_by_role("region", name="Chosen takes")).to_be_visible()
        return page

    def written(self) -> Page:
        TextScreen(self.reader, self.text).open()
        return self.page


Opener = Callable[[World], object]
OPENERS: dict[str, Opener] = {}


def opens(opener: Opener) -> Opener:
    """A place that axe looks at: the function leads there."""
    OPENERS[opener.__name__.replace("_", " ").strip()] = opener
    return opener


def dialog(page: Page, name: str = "") -> None:
    expect(page.get_by_role("dialog", name=name) if name else page.get_by_role("dialog")).to_be_visible()


# ---- pages --------------------------------------------------------------------------------------


@opens
def first_page(world: World) -> None:
    expect(world.go("/").get_by_test_id("recent").get_by_role("link").first).to_be_visible()


@opens
def account(world: World) -> None:
    expect(world.go("/account").get_by_label("Current password")).to_be_visible()


@opens
def project(world: World) -> None:
    expect(world.go(f"/p/{world.on.project}").get_by_role("link", name="Letter", exact=True)).to_be_visible()


@opens
def audit_log(world: World) -> None:
    page = world.go(f"/p/{world.on.project}/audit")
    expect(page.get_by_role("list", name="Audit log")).to_contain_text("made the project")


@opens
def webhooks(world: World) -> None:
    page = world.go(f"/p/{world.on.project}/webhooks")
    expect(page.get_by_role("button", name="Make a webhook")).to_be_visible()


@opens
def takes(world: World) -> None:
    world.takes().keyboard.press("i")
    expect(world.page.get_by_role("complementary")).to_contain_text("Made with")


@opens
def takes_as_a_table_with_filters(world: World) -> None:
    page = world.takes()
    page.get_by_role("radio", name="Table").click()
    page.get_by_role("button", name="More filters").click()


@opens
def rankings(world: World) -> None:
    page = world.go(f"/p/{world.on.project}/rankings")
    expect(page.get_by_role("link", name="Endings")).to_be_visible()


@opens
def sealed_ranking(world: World) -> None:
    page = world.go(f"/p/{world.on.project}/rankings/{world.ranking}")
    expect(page.get_by_role("heading", name="The order is sealed")).to_be_visible()


@opens
def opened_ranking(world: World) -> None:
    page = world.go(f"/p/{world.on.project}/rankings/{world.opened_ranking}")
    expect(page.locator(".standing-name")).to_have_count(3)


@opens
def duels(world: World) -> None:
    page = world.go(f"/p/{world.on.project}/rankings/{world.ranking}/duels")
    expect(page.get_by_role("button", name="A is better")).to_be_visible()


QUESTIONS = [
    {"type": "scale", "text": "Would you sing it?", "low": "never", "high": "gladly"},
    {"type": "choice", "text": "Is the cadence right?", "options": ["yes", "no"]},
    {"type": "several", "text": "What holds it back?", "options": ["harmony", "cadence"]},
    {"type": "text", "text": "Anything else?"},
]
ANSWERS: list[list[Any]] = [[5, "yes", [], ""], [1, "no", ["cadence"], "The end."]]


def asked_of(world: World, takes: list[str], judges: list[str]) -> str:
    """The address of a campaign."""
    asked = {"name": "Which to sing", "questions": QUESTIONS, "takes": takes, "judges": judges}
    made = world.reader.api.make(
        f"/api/projects/{world.on.project}/campaigns", {**asked, "overlap": len(judges)}
    )
    return f"/campaigns/{made['id']}"


def answered_apart(world: World) -> str:
    """The address of a campaign that two others have answered, each otherwise."""
    api = world.reader.api
    judges = [Person(api.url, f"judge-{uuid.uuid4().hex[:8]}") for _ in ANSWERS]
    for judge in judges:
        api.make(f"/api/projects/{world.on.project}/members", {"name": judge.name, "role": "curator"})
    address = asked_of(
        world, [take["id"] for take in world.on.takes.values()], [judge.name for judge in judges]
    )
    for judge, answers in zip(judges, ANSWERS, strict=True):
        for _ in world.on.takes:
            task = judge.make(f"/api{address}/tasks", {})
            judge.send("PUT", f"/api/campaign-tasks/{task['id']}", {"answers": answers})
    return address


@opens
def campaign(world: World) -> None:
    page = world.go(f"/p/{world.on.project}{answered_apart(world)}")
    expect(page.get_by_role("region", name="They disagree on").get_by_role("listitem")).to_have_count(9)


@opens
def deciding_in_a_campaign(world: World) -> None:
    campaign(world)
    world.page.get_by_role("button", name="Decide 9").click()
    expect(world.page.get_by_role("dialog").locator(".printed .staves").first).to_be_visible()


@opens
def judges_of_a_campaign(world: World) -> None:
    campaign(world)
    world.page.get_by_role("button", name="Judges and deadline").click()
    expect(world.page.get_by_role("dialog").get_by_role("checkbox").first).to_be_visible()


@opens
def queue_of_a_campaign(world: World) -> None:
    api = world.reader.api
    # A take of its own: what Ana judges has no name for her elsewhere.
    kept = {"candidate": 0, "step": 1}
    take = api.make(f"/api/generations/{world.on.generation['id']}/takes", kept)["id"]
    page = world.go(f"/p/{world.on.project}{asked_of(world, [take], [api.name])}/answer")
    expect(page.locator(".printed .staves").first).to_be_visible()
    page.keyboard.press("4")


@opens
def listening_test(world: World) -> None:
    takes = [take["id"] for take in world.on.takes.values()]
    body = {"name": "Us or Bach?", "takes": takes, "held_out": 3}
    made = world.reader.api.make(f"/api/projects/{world.on.project}/listening-tests", body)
    page = world.go(f"/p/{world.on.project}/listening/{made['id']}")
    expect(page.get_by_role("button", name="Make a listening link")).to_be_visible()


@opens
def lineage(world: World) -> None:
    page = world.go(f"/p/{world.on.project}/c/{world.on.canvas}/lineage")
    page.get_by_role("button", name=re.compile("^Take 1, ")).click()
    expect(page.get_by_role("complementary")).to_contain_text("Comes from")


@opens
def replay(world: World) -> None:
    expect(world.go(world.replay).get_by_role("radio", name="Candidate 3")).to_be_visible()


@opens
def invitation(world: World) -> None:
    expect(world.go(world.invitation).get_by_role("button", name=re.compile("Join|Open"))).to_be_visible()


@opens
def nothing_found(world: World) -> None:
    expect(world.go("/nowhere").get_by_role("link", name="To the studio")).to_be_visible()


@opens
def score(world: World) -> None:
    world.chorale()


@opens
def score_in_writing(world: World) -> None:
    world.chorale().keyboard.press("n")
    expect(world.page.locator(".writing-bar")).to_be_visible()


@opens
def empty_canvas(world: World) -> None:
    body = {"kind": "chorale", "name": "Blank", "start": "blank", "options": {}}
    made = world.reader.api.make(f"/api/projects/{world.on.project}/canvases", body)
    Screen(world.reader, made).open()
    expect(world.page.get_by_role("region", name="Ways to begin")).to_be_visible()


@opens
def roll(world: World) -> None:
    page = world.chorale()
    page.get_by_test_id("notation-roll").click()
    expect(page.get_by_test_id("lanes")).to_be_visible()


@opens
def candidate(world: World) -> None:
    world.candidate()


@opens
def takes_of_the_canvas(world: World) -> None:
    page = world.chorale()
    page.get_by_role("tab", name=re.compile("Takes")).click()
    expect(page.get_by_role("button", name=re.compile("More for ")).first).to_be_visible()


@opens
def comments(world: World) -> None:
    page = world.chorale()
    page.get_by_role("tab", name=re.compile("Comments")).click()
    page.locator("li.thread").first.get_by_role("button", name="Reply").click()


@opens
def text(world: World) -> None:
    world.written()


# ---- dialogs ------------------------------------------------------------------------------------


@opens
def new_canvas(world: World) -> None:
    page = world.go(f"/p/{world.on.project}")
    page.get_by_role("button", name="New canvas").click()
    page.get_by_role("dialog").get_by_text("Chorale", exact=True).click()
    expect(page.get_by_role("button", name="Jesu, meine Freude")).to_be_visible()


@opens
def members(world: World) -> None:
    page = world.chorale()
    page.get_by_role("button", name="Share").click()
    dialog(page)


@opens
def import_notes(world: World) -> None:
    page = world.go(f"/p/{world.on.project}")
    tied = attributes() + bar_of(67, 67, 67) + note(67, inside="<tie type='start'/>")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import file").first.click()
    file = {"name": "tie.musicxml", "mimeType": "text/xml", "buffer": musicxml(part("Soprano", tied))}
    chooser.value.set_files([file])  # type: ignore[list-item]
    dialog(page)


@opens
def keys_of_the_chorale(world: World) -> None:
    world.chorale().keyboard.press("?")
    expect(world.page.get_by_test_id("help-dialog")).to_be_visible()


@opens
def keys_of_takes(world: World) -> None:
    world.takes().keyboard.press("?")
    expect(world.page.get_by_test_id("help-dialog")).to_be_visible()


@opens
def score_settings(world: World) -> None:
    world.chorale().get_by_test_id("score-settings").click()
    expect(world.page.get_by_test_id("score-dialog")).to_be_visible()


@opens
def take_away(world: World) -> None:
    page = world.chorale()
    page.get_by_role("button", name="Take away").click()
    for file in ("mix", "score", "png"):
        page.get_by_test_id(f"file-{file}").check()


@opens
def history(world: World) -> None:
    page = world.chorale()
    page.get_by_role("button", name="History").click()
    expect(page.get_by_role("slider", name="Moment")).not_to_have_attribute("aria-valuemax", "0")
    expect(page.get_by_role("button", name="Picture of As it came").locator("svg")).to_be_visible()


@opens
def best_of_job(world: World) -> None:
    page = world.chorale()
    page.get_by_role("tab", name="Candidates").click()
    jobs = world.reader.api.get(f"/api/canvases/{world.on.canvas}/snapshot")["jobs"]
    page.get_by_label("Generation", exact=True).select_option(f"job:{jobs[0]['id']}")
    page.get_by_test_id("job").locator(".ranked-look").first.click()
    expect(page.get_by_role("button", name="Back to canvas")).to_be_visible()


@opens
def table_of_a_best_of_job(world: World) -> None:
    best_of_job(world)
    world.page.get_by_role("button", name="Table", exact=True).click()
    expect(world.page.get_by_role("dialog").get_by_role("row")).to_have_count(3)


@opens
def keys_of_the_text(world: World) -> None:
    world.written().get_by_test_id("help").click()
    expect(world.page.get_by_test_id("help-dialog")).to_be_visible()


@opens
def comparison(world: World) -> None:
    world.candidate().keyboard.press("c")
    dialog(world.page)


@opens
def splice(world: World) -> None:
    takes_of_the_canvas(world)
    for box in world.page.get_by_role("checkbox", name=re.compile("to compare")).all()[:2]:
        box.check()
    world.page.get_by_role("button", name="Splice", exact=True).click()
    dialog(world.page, "Splice two takes")


@opens
def replay_links(world: World) -> None:
    takes(world)
    world.page.get_by_role("complementary").get_by_role("button", name=re.compile("^More for")).click()
    world.page.get_by_role("menuitem", name="Replay link").click()
    dialog(world.page, "Replay links")


@opens
def tags(world: World) -> None:
    world.takes().get_by_role("button", name=re.compile("^Tag")).click()
    dialog(world.page)


@opens
def new_ranking(world: World) -> None:
    world.takes().get_by_role("button", name="Rank", exact=True).click()
    dialog(world.page)


@opens
def new_campaign(world: World) -> None:
    world.takes().get_by_role("button", name="Campaign", exact=True).click()
    dialog(world.page)


@opens
def new_listening_test(world: World) -> None:
    world.takes().get_by_role("button", name="Listening test").click()
    dialog(world.page)


@opens
def export_of_takes(world: World) -> None:
    world.takes().get_by_role("button", name=re.compile("^Export")).first.click()
    dialog(world.page)


@opens
def to_open_a_ranking(world: World) -> None:
    sealed_ranking(world)
    world.page.get_by_role("button", name=re.compile("^Open")).click()
    dialog(world.page)
