"""Blind duels: who made what is hidden until the vote, and many votes make one order, live for everybody."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sunmask.evaluation.ranking import Vote
from tests.e2e import shelf, witness
from tests.e2e.conftest import Reader
from tests.sunmask.evaluation.maximiser import likeliest

pytestmark = pytest.mark.e2e

NUM_TAKES, NUM_BY_KEYS, NUM_VOTES = 12, 8, 30
KEYS = {"left": "ArrowLeft", "right": "2", "tie": "ArrowDown", "both_bad": "4"}


def asked(page: Page, act: Callable[[], Any]) -> dict[str, Any]:
    """What the studio answers about a duel when the page does something."""
    about_a_duel = re.compile(r"/api/(rankings|duels)/[^/]+/(duels|vote|undo)$")
    with page.expect_response(
        lambda answer: answer.request.method == "POST" and bool(about_a_duel.search(answer.url))
    ) as answer:
        act()
    return answer.value.json()


def press(page: Page, key: str) -> dict[str, Any]:
    """A key that asks the studio for something; what it answers is in view."""
    found = asked(page, lambda: page.keyboard.press(key))
    expect(page.locator("button.vote" if found["outcome"] is None else ".duel-outcome").first).to_be_visible()
    return found


def num_moves(side: dict[str, Any]) -> int:
    """What this judge listens for: how often the bass moves."""
    return sum(symbol > 0 for symbol in side["content"]["symbols"][3])


def made_ranking(owner: Reader, on: shelf.Shelf) -> dict[str, Any]:
    takes = [take["id"] for take in on.takes.values()]
    return owner.api.make(f"/api/projects/{on.project}/rankings", {"name": "Endings", "takes": takes})


def test_a_set_of_12_is_judged_blind_by_keys_and_its_order_is_live(person) -> None:
    cara, ana = person("Cara"), person("Ana")
    witness.record_sound(cara.context)
    on = shelf.filled(cara, NUM_TAKES, (ana, "curator"))
    ranking = made_ranking(cara, on)
    address = f"/p/{on.project}/rankings/{ranking['id']}"
    ana.page.goto(address)
    expect(ana.page.get_by_test_id("num-votes")).to_have_text("0")

    page = cara.page
    duel = asked(page, lambda: page.goto(f"{address}/duels"))
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    # nothing on the page or in what it was sent tells where a side comes from
    assert duel["left_take"] is None
    assert duel["right_take"] is None
    sent = json.dumps(duel)
    assert not [word for word in ("Take ", "candidate", "grade", "created_by", "seed") if word in sent]
    assert not re.search(r"Take \d", page.locator("main").inner_text())
    # both sides are heard at the same tempo and with the same sound
    page.keyboard.press("a")
    page.wait_for_function("() => window.struck.length > 4")
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Pause B", exact=False)).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play B", exact=False)).to_be_visible()

    vote_by_every_key(page, on, ana)

    # then in one go, the next pair at once
    page.get_by_label("Show the next pair immediately").check()
    duel = press(page, "Enter")
    for number in range(4, NUM_BY_KEYS):
        better = num_moves(duel["left"]) - num_moves(duel["right"])
        key = "ArrowDown" if better == 0 else "ArrowLeft" if better > 0 else "ArrowRight"
        with page.expect_response(lambda answer: answer.url.endswith("/duels")) as following:
            page.keyboard.press(key)
        duel = following.value.json()
        page.wait_for_function(
            "count => document.querySelector('.duel-progress')?.textContent.includes(`${count} by you`)",
            arg=number + 1,
        )

    # another curator judges too, elsewhere
    for _ in range(NUM_BY_KEYS, NUM_VOTES):
        duel = ana.api.make(f"/api/rankings/{ranking['id']}/duels")
        better = num_moves(duel["left"]) - num_moves(duel["right"])
        outcome = "tie" if better == 0 else "left" if better > 0 else "right"
        ana.api.make(f"/api/duels/{duel['id']}/vote", {"outcome": outcome})

    expect_order(ana, page, ranking, on)


def vote_by_every_key(page: Page, on: Any, ana: Any) -> None:
    # every kind of vote by its key; the origin is shown after it
    for outcome, key in KEYS.items():
        voted = press(page, key)
        assert voted["outcome"] == outcome
        names = {take["id"]: name for name, take in on.takes.items()}
        said = page.locator(".duel-outcome")
        expect(said).to_contain_text(f"A was {names[voted['left_take']]}, B was {names[voted['right_take']]}")
        after = press(page, "Enter")
        assert (after["outcome"], after["id"] != voted["id"]) == (None, True)
        expect(said).to_have_count(0)
    skipped = press(page, "s")
    assert skipped["id"] != after["id"]
    expect(ana.page.get_by_test_id("num-votes")).to_have_text("4")

    # the last vote is taken back, and given again
    undone = press(page, "u")
    assert (undone["id"], undone["outcome"]) == (voted["id"], None)
    expect(ana.page.get_by_test_id("num-votes")).to_have_text("3")
    press(page, "ArrowUp")
    expect(ana.page.get_by_test_id("num-votes")).to_have_text("4")


def expect_order(ana: Any, page: Page, ranking: dict[str, Any], on: Any) -> None:
    # the order came live to both; scores are those of another maximiser
    expect(ana.page.get_by_test_id("num-votes")).to_have_text(str(NUM_VOTES))
    expect(page.locator(".duel-progress")).to_contain_text(f"{NUM_VOTES} votes")
    found = ana.api.get(f"/api/rankings/{ranking['id']}")
    assert (found["num_votes"], found["num_judges"]) == (NUM_VOTES, 2)
    pairs = preferences(ana, ranking["id"])
    places = {candidate: place for place, candidate in enumerate(contents(pairs))}
    votes = [
        Vote(
            places[pair["winner"]["candidate"]],
            places[pair["loser"]["candidate"]],
            0.5 if pair["is_tie"] else 1.0,
        )
        for pair in pairs
    ]
    expected = sorted(likeliest(votes, len(places)), reverse=True)
    met = [one for one in found["standings"] if one["num_votes"]]
    assert [one["strength"] for one in met] == pytest.approx(expected, abs=1e-6)
    for one in met:
        assert -10 < one["low"] < one["strength"] < one["high"] < 10
    rows = ana.page.locator("table.standings tbody tr")
    expect(rows).to_have_count(NUM_TAKES)
    names = {take["id"]: name for name, take in on.takes.items()}
    order = [names[one["take"]] for one in found["standings"]]
    expect(rows.locator(".standing-name")).to_have_text(order)
    expect(rows.first.get_by_role("img")).to_have_accessible_name(
        re.compile(r"Strength \+.*, between .* and .*")
    )


def contents(pairs: list[dict[str, Any]]) -> list[int]:
    """The takes that met, by their candidates."""
    return sorted({pair[side]["candidate"] for pair in pairs for side in ("winner", "loser")})


def preferences(reader: Reader, ranking: str) -> list[dict[str, Any]]:
    """The pairs to train on, as the button of the ranking's page sends them."""
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("link", name="Preference pairs").click()
    assert waiting.value.suggested_filename == "endings-preferences.jsonl"
    return [json.loads(line) for line in waiting.value.path().read_text().splitlines()]
