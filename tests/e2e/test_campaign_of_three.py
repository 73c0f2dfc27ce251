"""A campaign at its full length in browsers: three judges, forty takes, two questions, each take for two."""

import json
import math
import random
import re
from collections.abc import Callable
from typing import Any

import krippendorff
import numpy as np
import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e import shelf
from tests.e2e.conftest import Reader

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]

NUM_TAKES, OVERLAP = 40, 2
CHOICES = ("yes", "no")
QUESTIONS = [
    {"type": "scale", "text": "Would you sing it?", "low": "never", "high": "gladly", "steps": 5},
    {"type": "choice", "text": "Is the cadence right?", "options": list(CHOICES)},
]
Answer = tuple[int, int]
"""The step of the scale, and the place of the choice from 0."""


def honest(seed: int) -> list[Answer]:
    """Of each candidate: half of the time a step beside what is there to see."""
    rng = random.Random(seed)
    seen = [(1 + number % 5, number // 5 % 2) for number in range(NUM_TAKES)]
    return [(min(5, max(1, step + rng.choice((-1, 0, 0, 1)))), choice) for step, choice in seen]


def by_chance(seed: int) -> list[Answer]:
    rng = random.Random(seed)
    return [(rng.randint(1, 5), rng.randint(0, 1)) for _ in range(NUM_TAKES)]


TRUE_TO = (honest(0), honest(1), by_chance(4))
"""What each judge would say of each candidate. The last agrees with what is there on 7 of 40 steps and 20 of
40 choices, as chance does, so that queues by any seed (tried: 400) let that be seen."""


def begun(ana: Reader, judges: list[Reader]) -> tuple[dict[str, Any], dict[str, int]]:
    """A campaign about forty takes of one generation, and the candidate of each by its symbols."""
    on = shelf.filled(ana, NUM_TAKES, *((judge, "curator") for judge in judges))
    takes = list(on.takes.values())
    body = {
        "name": "Endings",
        "takes": [take["id"] for take in takes],
        "questions": QUESTIONS,
        "judges": [judge.api.name for judge in judges],
        "overlap": OVERLAP,
    }
    campaign = ana.api.make(f"/api/projects/{on.project}/campaigns", body)
    return campaign, {json.dumps(take["symbols"]): take["candidate"] for take in takes}


def judge_all(page: Page, address: str, candidates: dict[str, int], answers: list[Answer]) -> set[int]:
    """Answer all of a queue by keys, by what the page got of each item; the candidates that were in it."""
    seen: list[Response] = []
    page.on("response", lambda got: got.url.endswith("/tasks") and seen.append(got))
    page.goto(f"{address}/answer")
    given: set[int] = set()
    number, total = 0, 1
    while number < total:
        number += 1
        expect(page.get_by_text(re.compile(rf"^{number} of \d+$"))).to_be_visible()
        task = next(found for got in seen if (found := got.json()).get("number") == number)
        seen.clear()
        total = task["num_tasks"]
        symbols = [symbol for row in task["piece"]["content"]["symbols"] for symbol in row]
        candidate = candidates[json.dumps(symbols)]
        given.add(candidate)
        step, place = answers[candidate]
        page.keyboard.press(str(step))
        pressed = page.get_by_role("button", name=str(step), exact=True)
        expect(pressed).to_have_attribute("aria-pressed", "true")
        page.keyboard.press(str(1 + place))
        pressed = page.get_by_role("button", name=CHOICES[place], exact=True)
        expect(pressed).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You have answered everything")).to_be_visible()
    assert len(given) == total, "no item comes twice"
    return given


def test_alpha_is_the_librarys_a_decision_is_kept_and_a_judge_who_answers_by_chance_is_named(
    person: Callable[..., Reader],
) -> None:
    ana, *judges = (person(name) for name in ("Ana", "Ben", "Cleo", "Dan"))
    campaign, candidates = begun(ana, judges)
    assert len(candidates) == NUM_TAKES, "each take is another piece"
    path = f"/api/campaigns/{campaign['id']}"
    address = f"/p/{campaign['project']}/campaigns/{campaign['id']}"
    chance = judges[2].api.name
    given = [
        judge_all(judge.page, address, candidates, answers)
        for judge, answers in zip(judges, TRUE_TO, strict=True)
    ]
    total = sum(map(len, given))
    assert total == OVERLAP * NUM_TAKES

    page = ana.page
    page.goto(address)
    expect(page.get_by_role("heading", name=f"{total} of {total} answers are in.")).to_be_visible()
    results = ana.api.get(f"{path}/results")
    for place, level in enumerate(("ordinal", "nominal")):
        table = [
            [answers[one][place] if one in own else math.nan for one in range(NUM_TAKES)]
            for own, answers in zip(given, TRUE_TO, strict=True)
        ]
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
    expect(dialog.get_by_role("button", name="4", exact=True, pressed=True)).to_have_count(0)  # the next one
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    disagreements.get_by_role("button", name=re.compile("^Show all")).click()  # what is decided comes last
    expect(disagreements.get_by_role("listitem").filter(has_text="decided: 4")).to_have_count(1)
    rows = [json.loads(line) for line in ana.api.http.get(f"{path}/answers").text.splitlines()]
    assert len(rows) == len(QUESTIONS) * total, "what was answered stays"
    decided = [row for row in rows if row["is_decided"]]
    assert [row["decided_number"] for row in decided] == [4] * OVERLAP

    # without the judge who answers by chance the others agree more, openly
    judges_table = page.get_by_role("region", name="Table of judges")
    judges_table.get_by_role("row", name=chance).get_by_role("button", name="Set aside").click()
    expect(page.get_by_role("rowheader", name=f"with {chance}")).to_have_count(len(QUESTIONS))
    aside = ana.api.get(f"{path}/results")
    for question in aside["questions"]:
        assert question["counted"]["alpha"] > question["with_all"]["alpha"]
