"""A campaign at its full length in browsers: three judges, forty takes, two questions, each take for two."""

import json
import math
import random
import re
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

import krippendorff
import numpy as np
import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e import shelf
from tests.e2e.conftest import Reader
from tests.e2e.screen import edited

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]

NUM_TAKES, OVERLAP = 40, 2
CHOICES = ("yes", "no")
QUESTIONS = [
    {"type": "scale", "text": "Would you sing it?", "low": "never", "high": "gladly", "steps": 5},
    {"type": "choice", "text": "Is the cadence right?", "options": list(CHOICES)},
]
Said = dict[str, tuple[int, int]]
"""For each piece, as it is in view: the step of the scale, and the place of the choice from 0."""


def begun(ana: Reader, judges: list[Reader]) -> dict[str, Any]:
    """A campaign about forty takes of one generation."""
    project = ana.api.make("/api/projects", {"name": "Hymns"})["id"]
    for judge in judges:
        body = {"name": judge.api.name, "role": "curator"}
        ana.api.make(f"/api/projects/{project}/members", body)
    about = {"kind": "chorale", "start": "Ode to Joy (melody)"}
    canvas = ana.api.make(f"/api/projects/{project}/canvases", about)
    edited(ana, canvas, lambda editor: editor.paint_rows((1, 2, 3), 2))
    started = ana.api.generate(canvas["id"], settings={"num_steps": 2}, num_candidates=NUM_TAKES, seed=5)
    generation = shelf.wait_done(ana, started)
    takes = [
        ana.api.make(f"/api/generations/{generation['id']}/takes", {"candidate": candidate, "step": 2})
        for candidate in range(NUM_TAKES)
    ]
    body = {
        "name": "Endings",
        "takes": [take["id"] for take in takes],
        "questions": QUESTIONS,
        "judges": [judge.api.name for judge in judges],
        "overlap": OVERLAP,
    }
    return ana.api.make(f"/api/projects/{project}/campaigns", body)


def sees(piece: str) -> tuple[int, int]:
    """What everybody with ears sees in a piece."""
    worth = zlib.crc32(piece.encode())
    return 1 + worth % 5, worth // 5 % 2


def honest(rng: random.Random, piece: str) -> tuple[int, int]:
    """Half of the time a step beside it."""
    worth, choice = sees(piece)
    return min(5, max(1, worth + rng.choice((-1, 0, 0, 1)))), choice


def by_chance(rng: random.Random, piece: str) -> tuple[int, int]:
    return rng.randint(1, 5), rng.randint(0, 1)


def judge_all(page: Page, address: str, answer: Callable[[str], tuple[int, int]]) -> Said:
    """Answer all of a queue by keys, as the page shows it; what was said."""
    seen: list[Response] = []
    page.on("response", lambda got: got.url.endswith("/tasks") and seen.append(got))
    page.goto(f"{address}/answer")
    expect(page.get_by_text(re.compile(r"^1 of \d+$"))).to_be_visible()
    said: Said = {}
    number, total = 0, 1
    while number < total:
        number += 1
        expect(page.get_by_text(re.compile(rf"^{number} of \d+$"))).to_be_visible()
        task = next(found for got in seen if (found := got.json()).get("number") == number)
        seen.clear()
        total = task["num_tasks"]
        piece = json.dumps(task["piece"], sort_keys=True)
        said[piece] = answer(piece)
        step, place = said[piece]
        page.keyboard.press(str(step))
        pressed = page.get_by_role("button", name=str(step), exact=True)
        expect(pressed).to_have_attribute("aria-pressed", "true")
        page.keyboard.press(str(1 + place))
        pressed = page.get_by_role("button", name=CHOICES[place], exact=True)
        expect(pressed).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You have answered everything")).to_be_visible()
    assert len(said) == total, "each item is another piece"
    return said


def test_alpha_is_the_librarys_a_decision_is_kept_and_a_judge_who_answers_by_chance_is_named(
    person: Callable[..., Reader],
) -> None:
    ana, *judges = (person(name) for name in ("Ana", "Ben", "Cleo", "Dan"))
    campaign = begun(ana, judges)
    path = f"/api/campaigns/{campaign['id']}"
    address = f"/p/{campaign['project']}/campaigns/{campaign['id']}"
    chance = judges[2].api.name
    answers = []
    for number, (judge, way) in enumerate(zip(judges, (honest, honest, by_chance), strict=True)):
        answers.append(judge_all(judge.page, address, partial(way, random.Random(number))))
    pieces = sorted({piece for own in answers for piece in own})
    assert len(pieces) == NUM_TAKES
    assert sum(map(len, answers)) == OVERLAP * NUM_TAKES

    page = ana.page
    page.goto(address)
    total = OVERLAP * NUM_TAKES
    expect(page.get_by_role("heading", name=f"{total} of {total} answers are in.")).to_be_visible()
    results = ana.api.get(f"{path}/results")
    for place, level in enumerate(("ordinal", "nominal")):
        table = [[own[piece][place] if piece in own else math.nan for piece in pieces] for own in answers]
        alpha = krippendorff.alpha(np.array(table, float), level_of_measurement=level)
        assert results["questions"][place]["counted"]["alpha"] == pytest.approx(alpha, abs=1e-9)
        shown = page.get_by_role("img", name=re.compile(rf"^{alpha:.2f}\b"))
        expect(shown.first).to_be_visible()
        print(f"alpha of question {place + 1}: {alpha:.4f}")
    named = [judge["name"] for judge in results["judges"] if judge["is_like_chance"]]
    assert named == [chance]
    expect(page.get_by_text(f"{chance} answers like chance.")).to_be_visible()

    disagreements = page.get_by_role("region", name="They disagree on")
    on_scale = re.compile(rf"^Decide: .*{re.escape(str(QUESTIONS[0]['text']))}")
    disagreements.get_by_role("button", name=on_scale).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="4", exact=True).click()
    dialog.get_by_role("button", name="Decide", exact=True).click()
    page.keyboard.press("Escape")
    expect(disagreements.get_by_role("listitem").filter(has_text="decided: 4")).to_have_count(1)
    rows = [json.loads(line) for line in ana.api.http.get(f"{path}/answers").text.splitlines()]
    assert len(rows) == len(QUESTIONS) * OVERLAP * NUM_TAKES, "what was answered stays"
    decided = [row for row in rows if row["is_decided"]]
    assert [row["decided_number"] for row in decided] == [4] * OVERLAP

    # without the judge who answers by chance the others agree more, openly
    table = page.get_by_role("region", name="Table of judges")
    table.get_by_role("row", name=chance).get_by_role("button", name="Set aside").click()
    expect(page.get_by_role("rowheader", name=f"with {chance}")).to_have_count(len(QUESTIONS))
    aside = ana.api.get(f"{path}/results")
    for question in aside["questions"]:
        assert question["counted"]["alpha"] > question["with_all"]["alpha"]
