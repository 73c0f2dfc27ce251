"""A kind of canvas from outside: a package with an entry point, installed beside the studio."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.test_kills import run_apart
from tests.live_studio import ROOT, live_studio, wait_until
from tests.studio_client import Editor, Person

DRUMS = ROOT / "tests" / "drums"
SNARE = 1


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> dict[str, str]:
    """The environment of a process that has the drum kind installed, with a checkpoint trained by it."""
    folder = tmp_path_factory.mktemp("drums")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    source = folder / "source"  # building writes beside the source
    subprocess.run(["cp", "-r", str(DRUMS), str(source)], check=True)
    subprocess.run([*pip, "--target", str(folder / "site"), str(source)], check=True, timeout=120)
    environment = {"PYTHONPATH": os.pathsep.join([str(folder / "site"), str(ROOT)]), "OMP_NUM_THREADS": "1"}
    run_sunmask(environment, "train", "drums-debug", "--out", str(folder / "run"))
    run_sunmask(environment, "export", str(folder / "run"), "--out", str(folder / "models" / "drums-debug"))
    return environment | {"SUNMASK_CHECKPOINTS": str(folder / "models")}


def run_sunmask(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sunmask", *words],
        env={**os.environ, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_trained_network_of_the_kind_fills_in_what_its_corpus_has(installed: dict[str, str]) -> None:
    card = json.loads((Path(installed["SUNMASK_CHECKPOINTS"]) / "drums-debug" / "card.json").read_text())
    assert card["kind"] == "drums"
    assert card["figures"]["accuracy"] > 0.8


def test_samples_of_a_kind_without_an_evaluation_of_its_own_are_graded(
    installed: dict[str, str], tmp_path: Path
) -> None:
    words = ("--kind", "drums", "--count", "5", "--steps", "12", "--out", str(tmp_path))
    said = run_sunmask(installed, "evaluate", "drums-debug", *words)
    found = json.loads((tmp_path / "evaluation.json").read_text())["drums-debug"]["samples"]
    assert len(found["grades"]) == len(found["faults"]) == 5
    assert said.strip() == (tmp_path / "evaluation.md").read_text().strip()
    assert "| drums-debug | 5 |" in said
    again = run_sunmask(installed, "evaluate", "drums-debug", *words)
    assert again == said, "what is there is not computed again, its seconds included"


@pytest.fixture(scope="module")
def drummer(installed: dict[str, str], tmp_path_factory) -> Iterator[Person]:
    with live_studio(tmp_path_factory.mktemp("studio") / "data", **installed) as studio:
        studio.wait_ready(120)
        yield Person(studio.url, "Drummer")


def test_the_studio_paints_generates_grades_and_exports_it(drummer: Person) -> None:
    kinds = {kind["kind"]: kind for kind in drummer.get("/api/kinds")}
    assert list(kinds) == ["chorale", "text", "drums"]
    assert [card["name"] for card in kinds["drums"]["checkpoints"]] == ["drums-debug"]
    assert {"num_steps", "temperature"} <= {spec["name"] for spec in kinds["drums"]["settings"]}
    assert not {"refuse_parallels", "banned_words"} & {spec["name"] for spec in kinds["drums"]["settings"]}

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


def export(person: Person, what: str) -> list[str]:
    answer = person.http.get(f"/api/canvases/{what}")
    assert answer.is_success, answer.text
    first, *rows = answer.text.splitlines()
    assert first == "drums 1"
    return rows


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
