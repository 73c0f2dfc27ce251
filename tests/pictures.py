"""Pictures of the studio for README and documentation: `python -m tests.pictures [VIEW ...]`.

Starts a studio with its demo, lets the shipped models work, and photographs each view in light and in dark,
into docs/pictures/NAME-light.png and NAME-dark.png; `sizes` photographs ten screens at six sizes. Seeds are
fixed: another run shows the same music.
"""

import argparse
import json
import random
import sys
import tempfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Reader, launched
from tests.e2e.screen import ALTO, Screen
from tests.e2e.text_screen import TextScreen
from tests.live_studio import ROOT, LiveStudio, live_studio, wait_until
from tests.studio_client import Person

FOLDER = ROOT / "docs" / "pictures"
SIZE = {"width": 1440, "height": 900}
SCHEMES = ("light", "dark")
NUM_COLOURS = 192
SOON_MS, LONG_S = 120_000, 3600


class ByLink(Person):
    """Somebody of the demo, signed in by the link that the studio printed."""

    def __init__(self, studio: LiveStudio, name: str) -> None:
        self.url, self.name = studio.url, name
        self.http = httpx.Client(
            base_url=studio.url, timeout=60, headers={"Origin": studio.url}, follow_redirects=True
        )
        studio.sign_in(self.http)


class Photographer:
    """A browser that is signed in, and what the demo has, by name."""

    def __init__(self, page: Page, api: Person, num_steps: int) -> None:
        self.page, self.api, self.num_steps = page, api, num_steps
        self.projects = {project["name"]: project for project in api.get("/api/projects")}
        self.canvases: dict[str, Any] = {}
        for project in self.projects.values():
            found = api.get(f"/api/projects/{project['id']}/snapshot")["canvases"]
            self.canvases |= {canvas["name"]: canvas for canvas in found}

    def screen(self, name: str, kind: type[Screen] = Screen) -> Screen:
        reader = Reader(self.api, self.page.context, self.page, [])
        return kind(reader, self.canvases[name], self.page).open()

    def take(self, name: str, height: int = SIZE["height"]) -> None:
        """The view as it is, in both schemes; height: how much of it there is to see."""
        self.page.mouse.move(SIZE["width"] - 2, SIZE["height"] - 2)  # no button looks pointed at
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.evaluate("() => document.fonts.ready")
            self.page.wait_for_timeout(600)
            picture = Image.open(
                BytesIO(self.page.screenshot(clip={"x": 0, "y": 0, "width": SIZE["width"], "height": height}))
            ).convert("RGB")
            path = FOLDER / f"{name}-{scheme}.png"
            picture.quantize(NUM_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB", flush=True)
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")

    def finished(self, canvas: dict[str, Any], **body: Any) -> dict[str, Any]:
        """A generation that has ended and is graded."""
        started, now = self.api.generate(canvas["id"], **body), {}

        def is_done() -> bool:
            now.update(self.api.get(f"/api/generations/{started['id']}"))
            return now["state"] == "done" and now["is_graded"]

        wait_until(is_done, LONG_S, "the generation was not done", 1)
        return now

    def show_candidate(self, number: int, steps: int) -> None:
        """Put a candidate of the newest generation of the open canvas in view, at its last step."""
        self.page.get_by_role("tab", name="Candidates").click()
        self.page.locator("button.candidate-look").nth(number).click()
        expect(self.page.get_by_test_id("stage-line")).to_contain_text(f"step {steps} of {steps}")


def settle(page: Page) -> None:
    """Small pictures come when they are in view: wait until no request is under way, then for the drawing."""
    page.wait_for_timeout(1000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)


def projects(to: Photographer) -> None:
    to.page.goto(f"{to.api.url}/")
    expect(to.page.get_by_role("link", name="Chorales to begin with", exact=True)).to_be_visible()
    settle(to.page)
    to.take("projects")
    to.page.goto(f"{to.api.url}/p/{to.projects['Chorales to begin with']['id']}")
    expect(to.page.get_by_text("Harmonise this melody")).to_be_visible()
    settle(to.page)
    to.take("project", height=400)


def chorale(to: Photographer) -> None:
    canvas = to.canvases["Harmonise this melody"]
    made = to.finished(canvas, settings={"num_steps": to.num_steps}, num_candidates=4, seed=3)
    for candidate in range(4):
        body = {"candidate": candidate, "step": to.num_steps, "name": f"Ode {candidate + 1}"}
        to.api.make(f"/api/generations/{made['id']}/takes", body)
    screen = to.screen("Harmonise this melody")
    to.show_candidate(2, to.num_steps)
    expect(screen.page.locator("#n-B-0")).to_be_visible(timeout=SOON_MS)
    to.take("studio")


def roll(to: Photographer) -> None:
    screen = to.screen("Harmonise this melody")
    to.show_candidate(2, to.num_steps)
    screen.page.get_by_test_id("notation-roll").click()
    to.take("roll")
    # the browser keeps what one looks at, and the others are of the score
    screen.page.get_by_test_id("notation-score").click()


def doubt(to: Photographer) -> None:
    screen = to.screen("Jesu, meine Freude")
    page, column = screen.page, 24
    page.get_by_test_id("notation-roll").click()
    page.get_by_test_id("doubt").click()
    expect(page.get_by_test_id("doubt-legend")).to_contain_text("unsure", timeout=SOON_MS)
    pitch = abs(screen.ask("shownGrid()")[ALTO][column])
    page.get_by_test_id("tool-ask").click()
    page.get_by_test_id("roll").click(position=screen.ask(f"rollPoint({column}, {pitch})"))
    expect(page.get_by_test_id("alternatives").locator(".alternative")).to_have_count(5, timeout=SOON_MS)
    to.take("alternatives")
    page.keyboard.press("Escape")
    page.get_by_test_id("notation-score").click()


def takes(to: Photographer) -> None:
    project = to.projects["Chorales to begin with"]["id"]
    to.page.goto(f"{to.api.url}/p/{project}/takes")
    expect(to.page.get_by_text("Ode 1").first).to_be_visible()
    settle(to.page)
    to.take("takes")
    found = to.api.get(f"/api/projects/{project}/takes")["takes"]
    body = {"name": "Which ode?", "takes": [take["id"] for take in found]}
    ranking = to.api.make(f"/api/projects/{project}/rankings", body)["id"]
    to.page.goto(f"{to.api.url}/p/{project}/rankings/{ranking}/duels")
    expect(to.page.locator("button.vote").first).to_be_visible(timeout=SOON_MS)
    to.take("duel")


REASONS = ("voice-leading", "cadence", "meaning", "fluency")


def curating(to: Photographer) -> None:
    """For docs/curators.md, of the takes of the demo: all of them, a duel, a ranking, a campaign, a queue."""
    project = max(
        (to.projects[name]["id"] for name in to.projects),
        key=lambda one: to.api.get(f"/api/projects/{one}/takes?limit=1")["total"],
    )
    at = f"{to.api.url}/p/{project}"
    found = to.api.get(f"/api/projects/{project}/takes?limit=100&sort=grade")["takes"]
    kind = to.api.get(f"/api/canvases/{found[0]['canvas']}")["kind"]
    assert kind == "chorale", kind
    for number, take in enumerate(found[:8]):
        said = {"stars": 5 - number // 2} if number < 6 else {"flag": "reject"}
        to.api.send("PUT", f"/api/takes/{take['id']}/rating", said)
    to.page.goto(f"{at}/takes")
    to.page.get_by_role("grid").locator('[data-index="1"]').click()
    settle(to.page)
    to.take("curators-takes")

    (ranking, *_) = to.api.get(f"/api/projects/{project}/rankings")
    to.page.goto(f"{at}/rankings/{ranking['id']}/duels")
    expect(to.page.locator("button.vote").first).to_be_visible()
    settle(to.page)
    to.take("curators-duel")
    to.api.make(f"/api/rankings/{ranking['id']}/open")
    to.page.goto(f"{at}/rankings/{ranking['id']}")
    settle(to.page)
    to.take("curators-ranking")

    campaign = judged(to, project, [take["id"] for take in found])
    to.page.goto(f"{at}/campaigns/{campaign}")
    expect(to.page.get_by_role("heading", name="They disagree on")).to_be_visible()
    to.page.set_viewport_size({**SIZE, "height": 1200})  # type: ignore[typeddict-item]
    settle(to.page)
    to.take("curators-campaign", height=1200)
    to.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
    body = {"name": "Closes", "takes": [take["id"] for take in found], "questions": questions()}
    own = to.api.make(
        f"/api/projects/{project}/campaigns",
        {**body, "judges": [to.api.get("/api/account")["name"]], "overlap": 1},
    )
    to.page.goto(f"{at}/campaigns/{own['id']}/answer")
    expect(to.page.get_by_role("button", name="Save and continue")).to_be_visible()
    settle(to.page)
    to.take("curators-answer")


def questions() -> list[dict[str, Any]]:
    scale = {"type": "scale", "text": "Would you sing it?", "low": "never", "high": "gladly"}
    return [scale, {"type": "several", "text": "What holds it back?", "options": list(REASONS)}]


def judged(to: Photographer, project: str, takes: list[str]) -> str:
    """A campaign that two judges answer by what they see, and a third by chance."""
    judges = [Person(to.api.url, name) for name in ("Emil", "Flora", "Gero")]
    for judge in judges:
        body = {"name": judge.name, "role": "curator"}
        to.api.make(f"/api/projects/{project}/members", body)
    about = {"takes": takes, "questions": questions(), "overlap": 2}
    names = [judge.name for judge in judges]
    body = {"name": "Which to sing", "judges": names, **about}
    campaign = to.api.make(f"/api/projects/{project}/campaigns", body)["id"]
    rng = random.Random(3)
    for number, judge in enumerate(judges):
        while (task := judge.post(f"/api/campaigns/{campaign}/tasks", {})).is_success:
            piece = zlib.crc32(json.dumps(task.json()["piece"], sort_keys=True).encode())
            seen = [1 + piece % 5, [REASONS[piece % 4]] if piece % 3 else []]
            chance = [rng.randint(1, 5), rng.sample(REASONS, rng.randint(0, 2))]
            if number < 2 and rng.random() < 0.3:
                seen[0] = min(5, max(1, piece % 5 + rng.choice((0, 2))))
            answer = {"answers": chance if number == 2 else seen}
            judge.send("PUT", f"/api/campaign-tasks/{task.json()['id']}", answer)
    return campaign


def text(to: Photographer) -> None:
    canvas = to.canvases["Weather at sea"]
    to.finished(canvas, settings={"num_steps": to.num_steps}, num_candidates=4, seed=2)
    to.screen("Weather at sea", TextScreen)
    to.show_candidate(1, to.num_steps)
    to.take("text")
    to.page.keyboard.press("c")
    to.page.wait_for_timeout(1500)
    to.take("compare")


def pull(to: Photographer) -> None:
    jobs = f"/api/canvases/{to.canvases['War and play']['id']}/snapshot"
    wait_until(
        lambda: all(job["state"] != "running" for job in to.api.get(jobs)["jobs"]),
        LONG_S,
        "no pair was done",
        1,
    )
    screen = to.screen("War and play", TextScreen)
    screen.page.get_by_role("tab", name="Pull").click()
    expect(screen.page.get_by_test_id("pair-sentence")).to_be_visible(timeout=SOON_MS)
    to.take("pull")


SIZES = {
    "phone": (390, 844),
    "phone-on-its-side": (844, 390),
    "tablet": (820, 1180),
    "desk-at-200": (720, 450),
    "desk": (1440, 900),
    "wall": (3840, 2160),
}
LONGEST_SIDE = 760
"""Pixels of a picture of a size: enough to see what is cut and what is covered."""


def sizes(to: Photographer) -> None:
    """Ten screens at six sizes, small: docs/pictures/sizes/SCREEN-SIZE.webp."""
    page, project = to.page, f"{to.api.url}/p/{to.projects['Chorales to begin with']['id']}"
    body = {"settings": {"num_steps": to.num_steps}, "num_candidates": 2, "seed": 3}
    to.finished(to.canvases["Harmonise this melody"], **body)

    def at(name: str) -> None:
        for size, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            settle(page)
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            path = FOLDER / "sizes" / f"{name}-{size}.webp"
            path.parent.mkdir(exist_ok=True)
            picture.save(path, quality=60, method=6)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB", flush=True)
        page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        settle(page)

    for name, address in (("first-page", "/"), ("account", "/account")):
        page.goto(f"{to.api.url}{address}")
        at(name)
    for name, address in (("project", project), ("takes", f"{project}/takes")):
        page.goto(address)
        at(name)
    to.screen("Jesu, meine Freude")
    expect(page.locator("#n-B-0")).to_be_visible(timeout=SOON_MS)
    at("score")
    page.keyboard.press("?")
    at("help")
    page.keyboard.press("Escape")
    page.get_by_test_id("notation-roll").click()
    at("roll")
    page.get_by_test_id("notation-score").click()
    to.screen("Harmonise this melody")
    to.show_candidate(1, to.num_steps)
    at("candidate")
    page.get_by_role("button", name="History").click()
    at("history")
    page.keyboard.press("Escape")
    to.screen("Weather at sea", TextScreen)
    at("text")


VIEWS: dict[str, Callable[[Photographer], None]] = {
    view.__name__: view for view in (projects, chorale, roll, doubt, takes, curating, text, pull, sizes)
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("views", nargs="*", metavar="VIEW", help=f"some of {', '.join(VIEWS)}; else all")
    parser.add_argument("--steps", type=int, default=96, help="of each generation; fewer are faster")
    arguments = parser.parse_args()
    views = arguments.views or list(VIEWS)
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=SOON_MS)
    with (
        tempfile.TemporaryDirectory() as folder,
        live_studio(
            Path(folder) / "data",
            SUNMASK_DEMO_RUNS="4" if "pull" in views else "0",
            SUNMASK_LIMIT_LEASE_S="60",
        ) as studio,
        launched() as browser,
    ):
        context = browser.new_context(viewport=SIZE, color_scheme="light")
        context.set_default_timeout(SOON_MS)
        api = ByLink(studio, "ana")
        address = {"domain": "127.0.0.1", "path": "/"}
        context.add_cookies(
            [{"name": one.name, "value": one.value or "", **address} for one in api.http.cookies.jar]
        )
        to = Photographer(context.new_page(), api, arguments.steps)
        failed = []
        for name in views:
            try:
                VIEWS[name](to)
            except (AssertionError, PlaywrightError) as error:  # the other views can still be taken
                failed.append(name)
                print(f"{name}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
