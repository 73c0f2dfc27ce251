"""A kind of canvas from outside: a package with an entry point, installed beside the studio."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.test_kills import run_apart
from tests.live_studio import ROOT, live_studio, wait_until
from tests.other_kind import DRUMS, CommandLine, command_line, installed_drums
from tests.studio_client import Editor, Person

pytestmark = pytest.mark.thorough

SNARE = 1


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> dict[str, str]:
    """The environment of a process that has the drum kind installed, with a checkpoint trained by it."""
    return installed_drums(tmp_path_factory)


@pytest.fixture(scope="module")
def commands(installed: dict[str, str]) -> Iterator[CommandLine]:
    with command_line(installed) as running:
        yield running


def test_a_trained_network_of_the_kind_fills_in_what_its_corpus_has(installed: dict[str, str]) -> None:
    card = json.loads((Path(installed["SUNMASK_CHECKPOINTS"]) / "drums-debug" / "card.json").read_text())
    assert card["kind"] == "drums"
    assert card["figures"]["accuracy"] > 0.8


def test_the_command_line_samples_infills_and_grades_it(commands: CommandLine, tmp_path: Path) -> None:
    common = ("--kind", "drums", "--checkpoint", "drums-debug", "--steps", "8", "--count", "2")
    commands.run("sample", *common, "--out", str(tmp_path / "new"))
    first = tmp_path / "new" / "000.drums"
    commands.run("infill", str(first), "--keep", "kick,hat", *common, "--out", str(tmp_path / "in"))
    filled = (tmp_path / "in" / "001.drums").read_text().split()
    assert [filled[row] for row in (2, 4)] == [first.read_text().split()[row] for row in (2, 4)]
    printed = commands.run("grade", str(first), str(tmp_path / "in" / "001.drums"))
    assert "missing" in printed
    assert "Bach" not in printed
    entries = json.loads(commands.run("grade", "--json", str(first)))
    assert set(entries[0]) == {"file", "overall", "features", "faults"}


def test_samples_of_a_kind_without_an_evaluation_of_its_own_are_graded(
    commands: CommandLine, tmp_path: Path
) -> None:
    words = ("--kind", "drums", "--count", "5", "--steps", "12", "--out", str(tmp_path))
    said = commands.run("evaluate", "drums-debug", *words)
    found = json.loads((tmp_path / "evaluation.json").read_text())["drums-debug"]["samples"]
    assert len(found["grades"]) == len(found["faults"]) == 5
    assert said.strip() == (tmp_path / "evaluation.md").read_text().strip()
    assert "| drums-debug | 5 |" in said
    again = commands.run("evaluate", "drums-debug", *words)
    assert again == said, "what is there is not computed again, its seconds included"


@pytest.fixture(scope="module")
def drummer(installed: dict[str, str], tmp_path_factory) -> Iterator[Person]:
    with live_studio(tmp_path_factory.mktemp("studio") / "data", has_demo=False, **installed) as studio:
        studio.wait_ready(120)
        yield Person(studio.url, "Drummer")


def test_the_studio_paints_generates_grades_and_exports_it(drummer: Person) -> None:
    kinds = {kind["kind"]: kind for kind in drummer.get("/api/kinds")}
    assert list(kinds) == ["chorale", "text", "drums"]
    assert [card["name"] for card in kinds["drums"]["checkpoints"]] == ["drums-debug"]

    project = drummer.make("/api/projects", {"name": "Beats"})["id"]
    wish = {"kind": "drums", "name": "Rock", "start": "rock", "options": {}}
    canvas = drummer.make(f"/api/projects/{project}/canvases", wish)["id"]

    async def paint() -> None:
        async with drummer.socket(project) as socket:
            editor = Editor(socket, canvas)
            await editor.open()
            for column in editor.columns():
                await editor.set("states", f"{column}:{SNARE}", 2)
            await editor.settle()

    run_apart(paint())
    made = drummer.generate(canvas, settings={"num_steps": 12}, num_candidates=2, seed=3)["id"]

    def is_graded() -> bool:
        row = drummer.get(f"/api/generations/{made}")
        assert row["state"] != "failed", row
        return row["state"] == "done" and len(drummer.get(f"/api/generations/{made}/grades")) == 2

    wait_until(is_graded, 60, "the generation was not done and graded", 0.2)
    before = drummer.get(f"/api/canvases/{canvas}/state")["content"]["symbols"]
    rows = export(drummer, f"{canvas}/export?format=drums&generation={made}&candidate=0&step=12")
    held = [row for number, row in enumerate(rows) if number != SNARE]
    assert held == ["".join(map(str, row)) for number, row in enumerate(before) if number != SNARE]
    assert rows[SNARE][4] != "0", "the model knows where a snare belongs"

    take = drummer.make(f"/api/generations/{made}/takes", {"candidate": 0, "step": 12, "note": "kept"})
    assert export(drummer, f"{canvas}/export?format=drums&take={take['id']}") == rows


def test_the_studio_offers_its_settings_defaults_and_qualities(drummer: Person) -> None:
    kinds = {kind["kind"]: kind for kind in drummer.get("/api/kinds")}
    specs = {spec["name"]: spec for spec in kinds["drums"]["settings"]}
    assert specs["busyness"] == {
        "name": "busyness",
        "label": "Busyness",
        "description": "Above 0 the pattern has more strokes, below 0 fewer.",
        "type": "number",
        "default": 0.0,
        "minimum": -10.0,
        "maximum": 10.0,
        "choices": [],
        "is_expert": False,
    }
    assert specs["num_steps"]["default"] == 24
    assert not {"refuse_parallels", "banned_words"} & set(specs)
    assert "busyness" in kinds["drums"]["checkpoints"][0]["hears"]
    qualities = kinds["drums"]["qualities"]
    assert [(each["name"], each["settings"]["num_steps"]) for each in qualities] == [
        ("sketch", 8),
        ("groove", 48),
    ]
    assert [each["settings"]["busyness"] for each in qualities] == [0.0, 0.5], "a quality undoes another"
    assert "busyness" not in {spec["name"] for spec in kinds["chorale"]["settings"]}


def test_a_generation_is_drawn_by_its_settings_and_wrong_ones_are_refused(drummer: Person) -> None:
    project = drummer.make("/api/projects", {"name": "Settings"})["id"]
    wish = {"kind": "drums", "name": "Rock", "start": "rock", "options": {}}
    canvas = drummer.make(f"/api/projects/{project}/canvases", wish)["id"]
    made = drummer.generate(canvas, settings={"busyness": 2, "num_steps": 4, "banned_words": "sea"})
    assert (made["settings"]["busyness"], made["settings"]["num_steps"]) == (2.0, 4)
    assert "banned_words" not in made["settings"]
    for settings, sentence in (
        ({"busyness": 11}, "expected busyness from -10.0 to 10.0, got 11"),
        ({"busynes": 1}, "expected the name of a setting like busyness"),
    ):
        body, headers = {"settings": settings}, {"Idempotency-Key": str(settings)}
        answer = drummer.post(f"/api/canvases/{canvas}/generations", body, headers=headers)
        assert answer.status_code == 422, answer.text
        assert sentence in answer.json()["message"], answer.text


def test_commands_reach_its_settings_and_qualities(commands: CommandLine, tmp_path: Path) -> None:
    chosen = ("--kind", "drums", "--checkpoint", "drums-debug", "--count", "1")

    def num_strokes(*more: str) -> int:
        (line,) = commands.run("sample", *chosen, "--quality", "sketch", *more).splitlines()
        return sum(symbol > 0 for row in json.loads(line)["symbols"] for symbol in row)

    assert num_strokes("--set", "busyness=-10") == 0
    assert num_strokes("--set", "busyness=10") == 4 * 16
    (tmp_path / "in.drums").write_text("drums 1\n" + "\n".join(["1" * 16] * 4) + "\n")
    out = ("--out", str(tmp_path / "out"), "--set", "num_steps=4", "--set", "busyness=-10")
    commands.run("infill", str(tmp_path / "in.drums"), "--keep", "kick,hat", *chosen, *out)
    rows = (tmp_path / "out" / "000.drums").read_text().split()[2:]
    assert rows == ["1" * 16, "0" * 16, "1" * 16, "0" * 16]
    for more, sentence in (
        (("--set", "busynes=1"), "expected a setting of kind drums like busyness, got busynes"),
        (("--quality", "best"), "expected a quality of sketch, groove, got 'best'"),
        (("--ban", "sea"), "got banned_words, which it does not have"),
    ):
        assert sentence in commands.run("sample", *chosen, *more, status=2)


def export(person: Person, what: str) -> list[str]:
    answer = person.http.get(f"/api/canvases/{what}")
    assert answer.is_success, answer.text
    first, *rows = answer.text.splitlines()
    assert first == "drums 1"
    return rows


def test_its_author_wrote_at_most_250_lines_of_python() -> None:
    assert sum(len(file.read_text().splitlines()) for file in DRUMS.rglob("*.py")) <= 250


def test_the_kind_touches_nothing_outside_its_own_folder() -> None:
    """No word of drums in the code of library, studio, worker or browser; credits name what they name."""
    places = ("sunmask", "studio", "worker", "frontend/src/*.ts*", ":!*LICENSE*", ":!*ATTRIBUTION*")
    found = subprocess.run(
        ["git", "grep", "-Iil", "drum", "--", *places],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
