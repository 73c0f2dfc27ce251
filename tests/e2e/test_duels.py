"""Duels are blind until the ranking is opened, and many votes make one order, live for everybody."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, Response, expect

from sunmask.ranking.strengths import Vote
from tests.e2e import shelf
from tests.e2e.conftest import Reader

pytestmark = pytest.mark.e2e

NUM_TAKES, NUM_BY_KEYS, NUM_VOTES = 12, 6, 30
KEYS = {"left": "ArrowLeft", "right": "2", "tie": "ArrowDown", "both_bad": "4"}


class Overheard:
    """All that a page shows and is sent while it lives: its text, answers of the API, messages of sockets."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.answers: list[tuple[str, str]] = []
        page.on("response", self._note)
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))

    def _note(self, answer: Response) -> None:
        path = urlparse(answer.url).path
        if path.startswith("/api/") and answer.status != 204:
            self.answers.append((path, answer.text()))

    def _hear(self, frame: Any) -> None:
        self.answers.append(("socket", str(frame)))

    def told(self, words: list[str]) -> list[tuple[str, str]]:
        """Which of these words were told, and where."""
        everything = [*self.answers, ("page", self.page.content())]
        return [(where, word) for where, text in everything for word in words if word in text]


def words_of_origin(on: shelf.Shelf) -> list[str]:
    """What tells of any take of a shelf where it comes from: names, ids, settings, grades."""
    words = ["One bar", "candidate", "grade", "generation", "checkpoint", "temperature", "num_steps", "seed"]
    words += [on.canvas, on.generation["id"], on.generation["checkpoint"]]
    for name, take in on.takes.items():
        words += [f">{name}<", f'"{name}"', take["id"], f"{take['grade']}"]
    return words


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
    expect(page.locator(".duel-acts button").first).to_be_enabled()
    return found


def hear_both(page: Page) -> None:
    """Both sides of a pair that is new sound for a moment, and the page says so."""
    expect(page.get_by_text("0 % heard", exact=True)).to_have_count(2)
    expect(page.locator("button.vote").first).to_be_enabled()
    for key, side in (("a", "A"), ("b", "B")):
        page.keyboard.press(key)
        heard = page.get_by_role("region", name=side, exact=True).get_by_text(re.compile("% heard"))
        expect(heard).not_to_have_text("0 % heard")
    page.keyboard.press("b")


def num_moves(side: dict[str, Any]) -> int:
    """What this judge listens for: how often the bass moves."""
    return sum(symbol > 0 for symbol in side["content"]["symbols"][3])


def made_ranking(owner: Reader, on: shelf.Shelf) -> dict[str, Any]:
    takes = [take["id"] for take in on.takes.values()]
    return owner.api.make(f"/api/projects/{on.project}/rankings", {"name": "Endings", "takes": takes})


@pytest.mark.thorough
def test_a_set_of_12_is_judged_blind_by_keys_then_opened(person) -> None:
    cara, ana = person("Cara"), person("Ana")
    on = shelf.filled(cara, NUM_TAKES, (ana, "curator"))
    ranking = made_ranking(cara, on)
    address = f"/p/{on.project}/rankings/{ranking['id']}"
    page = cara.page
    overheard = Overheard(page)

    duel = asked(page, lambda: page.goto(f"{address}/duels"))
    expect(page.get_by_role("button", name="A is better")).to_be_visible()
    page.get_by_label("Show the next pair immediately").uncheck()
    vote_by_every_key(page)
    # then in one go, the next pair at once
    page.get_by_label("Show the next pair immediately").check()
    duel = press(page, "Enter")
    for number in range(4, NUM_BY_KEYS):
        hear_both(page)
        better = num_moves(duel["left"]) - num_moves(duel["right"])
        key = "ArrowDown" if better == 0 else "ArrowLeft" if better > 0 else "ArrowRight"
        with page.expect_response(lambda answer: answer.url.endswith("/duels")) as following:
            page.keyboard.press(key)
        duel = following.value.json()
        expect(page.locator(".duel-progress")).to_contain_text(f"{number + 1} by you")

    # another curator judges too, elsewhere
    for _ in range(NUM_BY_KEYS, NUM_VOTES):
        duel = ana.api.make(f"/api/rankings/{ranking['id']}/duels")
        better = num_moves(duel["left"]) - num_moves(duel["right"])
        outcome = "tie" if better == 0 else "left" if better > 0 else "right"
        heard = {side: {"seconds": 0.2, "share": 0.5} for side in ("left", "right")}
        ana.api.make(f"/api/duels/{duel['id']}/vote", {"outcome": outcome, "heard": heard})

    # all of this told nothing of where any take comes from, nor does the ranking's page
    press(page, "s")
    assert len(overheard.answers) > 3 * NUM_BY_KEYS
    assert not [where for where, _ in overheard.answers if where == "socket"]
    assert overheard.told(words_of_origin(on)) == []
    ana.page.goto(address)
    expect(ana.page.get_by_test_id("num-votes")).to_have_text(str(NUM_VOTES))
    expect(ana.page.get_by_role("heading", name="The order is sealed")).to_be_visible()
    expect(ana.page.locator("main")).not_to_contain_text(re.compile(r"Take \d"))
    expect(ana.page.get_by_role("link", name="Preference pairs")).to_have_count(0)

    # opened for both at once
    page.goto(address)
    expect(page.get_by_role("heading", name="The order is sealed")).to_be_visible()
    ana.page.get_by_role("button", name="Open the ranking").click()
    ana.page.get_by_role("button", name="Open for everyone").click()
    expect(page.locator("table.standings tbody tr")).to_have_count(NUM_TAKES)
    expect_order(ana, ranking, on)

    # from now on a vote tells which takes they were, and is not blind
    page.goto(f"{address}/duels")
    page.get_by_label("Show the next pair immediately").uncheck()
    hear_both(page)
    voted = press(page, "ArrowLeft")
    names = {take["id"]: name for name, take in on.takes.items()}
    revealed = f"A was {names[voted['left_take']]}, B was {names[voted['right_take']]}"
    expect(page.locator(".duel-outcome")).to_contain_text(revealed)
    ana.page.goto(address)
    assert [pair["is_blind"] for pair in preferences(ana)] == [True] * NUM_VOTES + [False]


def vote_by_every_key(page: Page) -> None:
    for outcome, key in KEYS.items():
        hear_both(page)
        voted = press(page, key)
        assert voted["outcome"] == outcome
        said = page.locator(".duel-outcome")
        expect(said).to_have_text(re.compile("^You found .*\\.$"))
        after = press(page, "Enter")
        assert (after["outcome"], after["id"] != voted["id"]) == (None, True)
        expect(said).to_have_count(0)
    skipped = press(page, "s")
    assert skipped["id"] != after["id"]
    progress = page.locator(".duel-progress")
    expect(progress).to_contain_text("4 votes")

    # the last vote is taken back, and given again
    undone = press(page, "u")
    assert (undone["id"], undone["outcome"]) == (voted["id"], None)
    expect(progress).to_contain_text("3 votes")
    hear_both(page)
    press(page, "ArrowUp")
    expect(progress).to_contain_text("4 votes")


def test_a_vote_without_listening_asks_twice_and_does_not_count(person) -> None:
    cara = person("Cara")
    on = shelf.filled(cara, 3)
    ranking = made_ranking(cara, on)
    page = cara.page
    asked(page, lambda: page.goto(f"/p/{on.project}/rankings/{ranking['id']}/duels"))
    better = page.get_by_role("button", name="A is better")
    better.click()
    expect(page.get_by_text("You have not listened to A and B")).to_be_visible()
    assert cara.api.get(f"/api/rankings/{ranking['id']}")["num_unheard"] == 0
    assert asked(page, better.click)["outcome"] == "left"
    expect(page.locator(".duel-progress")).to_contain_text("1 by you")
    found = cara.api.get(f"/api/rankings/{ranking['id']}")
    assert (found["num_votes"], found["num_unheard"]) == (0, 1)
    hear_both(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator(".duel-progress")).to_contain_text("2 by you")
    assert cara.api.get(f"/api/rankings/{ranking['id']}")["num_votes"] == 1


def expect_order(ana: Reader, ranking: dict[str, Any], on: shelf.Shelf) -> None:
    # strengths are those of another maximiser
    found = ana.api.get(f"/api/rankings/{ranking['id']}")
    assert (found["num_votes"], found["num_judges"]) == (NUM_VOTES, 2)
    pairs = preferences(ana)
    heard = [pair[side]["heard"]["share"] for pair in pairs[:NUM_BY_KEYS] for side in ("chosen", "rejected")]
    assert min(heard) > 0
    places = {take: place for place, take in enumerate(takes_of(pairs))}
    votes = []
    for pair in pairs:
        won = 1.0 if pair["outcome"] == "chosen" else 0.5
        sides = [places[pair["chosen"]["take"]], places[pair["rejected"]["take"]]]
        is_left = pair["chosen_side"] == "left"
        votes.append(Vote(*sides, won) if is_left else Vote(*sides[::-1], 1 - won))
    from tests.sunmask.ranking.maximiser import most_probable  # takes seconds: only where it is needed

    expected = sorted(most_probable(votes, NUM_TAKES)[0], reverse=True)
    met = [one for one in found["standings"] if one["num_votes"]]
    assert [one["strength"] for one in found["standings"]] == pytest.approx(expected, abs=1e-5)
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


def takes_of(pairs: list[dict[str, Any]]) -> list[str]:
    """The takes that met."""
    return sorted({pair[side]["take"] for pair in pairs for side in ("chosen", "rejected")})


def preferences(reader: Reader) -> list[dict[str, Any]]:
    """The pairs to train on, as the button of the ranking's page sends them."""
    reader.page.get_by_role("button", name="Training data").click()
    dialog = reader.page.get_by_role("dialog", name="Training data")
    dialog.get_by_label("JSON lines").check()
    with reader.page.expect_download() as waiting:
        dialog.get_by_role("link", name="Download").click()
    assert waiting.value.suggested_filename == "endings-preferences.jsonl"
    return [json.loads(line) for line in waiting.value.path().read_text().splitlines()]
