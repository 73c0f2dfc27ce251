"""The order of takes put together by what made them, and how it came about."""

import csv
import io
from typing import Any

import pytest

from studio.models import Duel, Generation, Take
from studio.reads.judging import groups
from tests.studio.test_rankings import LISTENED, chosen, made, opened
from tests.studio.workshop import Workshop

__all__ = ["chosen", "made"]

NUM_TAKES = 6
NUM_ACROSS = 8


@pytest.fixture
def grouped(workshop: Workshop) -> dict[str, Any]:
    """Six takes of two generations; the cooler one wins 6 of 8 votes on pairs with one take of each."""
    ids, cool = [], []
    for temperature in (0.5, 1.5):
        generation = workshop.run(
            workshop.start(settings={"num_steps": 8, "temperature": temperature}), upto=8
        )
        Generation.objects.filter(pk=generation.pk).update(state="done")
        for step in range(NUM_TAKES // 2):
            body = {"candidate": 0, "step": 4 + step}
            path = f"/generations/{generation.pk}/takes"
            who = workshop.people["curator" if step else "editor"]
            ids.append(who.made("POST", path, body)["id"])
            cool += ids[-1:] if temperature == 0.5 else []
    path = f"/projects/{workshop.project.pk}/rankings"
    ranking = workshop.owner.made("POST", path, {"name": "Heat", "takes": ids})
    num_across = 0
    while num_across < NUM_ACROSS:
        duel = workshop.owner.made("POST", f"/rankings/{ranking['id']}/duels")
        row = Duel.objects.get(pk=duel["id"])
        is_left = str(row.left_id) in cool
        # Pairs are drawn at random, and one within a generation says nothing about the two.
        if is_left != (str(row.right_id) in cool):
            num_across += 1
            is_left ^= num_across % 4 == 0
        vote = {"outcome": "left" if is_left else "right", "heard": LISTENED}
        workshop.owner.made("POST", f"/duels/{duel['id']}/vote", vote)
    return opened(workshop, ranking)


def test_a_setting_makes_groups_with_strengths_and_a_curve(
    grouped: dict[str, Any], workshop: Workshop
) -> None:
    path = f"/rankings/{grouped['id']}/groups"
    found = workshop.people["viewer"].made("GET", f"{path}?by=temperature")
    assert [(group["label"], group["num_takes"]) for group in found["groups"]] == [("0.5", 3), ("1.5", 3)]
    cool, hot = found["groups"]
    assert cool["strength"] > 0 > hot["strength"]
    assert cool["low"] < cool["strength"] < cool["high"]
    assert set(found["choices"]) == {"take", "author", "temperature"}
    num_votes = [point["num_votes"] for point in found["curve"]]
    assert num_votes == sorted(set(num_votes))
    assert num_votes[-1] + found["num_within"] == grouped["num_votes"]
    assert num_votes[-1] == cool["num_votes"]
    last = found["curve"][-1]
    assert last["strengths"] == [cool["strength"], hot["strength"]]
    widths = [point["highs"][0] - point["lows"][0] for point in found["curve"]]
    assert widths[-1] < widths[0]


def test_authors_models_and_takes_make_groups_too(grouped: dict[str, Any], workshop: Workshop) -> None:
    path = f"/rankings/{grouped['id']}/groups"
    by_author = workshop.owner.made("GET", f"{path}?by=author")["groups"]
    assert sorted(group["label"] for group in by_author) == ["curator", "editor"]
    (model,) = workshop.owner.made("GET", path)["groups"]
    assert (model["label"], model["num_takes"], model["num_votes"]) == ("test-chorale", NUM_TAKES, 0)
    by_take = workshop.owner.made("GET", f"{path}?by=take")
    assert len(by_take["groups"]) == NUM_TAKES
    order = [one["num_votes"] for one in grouped["standings"]]
    assert [group["num_votes"] for group in by_take["groups"]] == order
    refused = workshop.owner.get(f"{path}?by=luck")
    assert (refused.status_code, "temperature" in refused.json()["message"]) == (422, True)


def test_a_table_has_a_line_for_each_group_after_each_number_of_votes(
    grouped: dict[str, Any], workshop: Workshop
) -> None:
    Take.objects.filter(created_by__username="editor").update(name="=1+1")
    response = workshop.owner.get(f"/rankings/{grouped['id']}/groups.csv?by=take")
    assert response["Content-Disposition"] == 'attachment; filename="heat-by-take.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) % NUM_TAKES == 0
    assert {row["take"] for row in rows} >= {"'=1+1 (1)", "'=1+1 (2)"}
    assert {row["best_place"] == "" for row in rows[:-NUM_TAKES]} == {True}
    assert all(row["best_place"] for row in rows[-NUM_TAKES:])


def test_many_values_of_a_number_become_ranges() -> None:
    values = {number: number / 10 for number in range(20)}
    labels = groups._labels(values, one_each=False)  # type: ignore[arg-type]
    assert sorted(set(labels.values())) == ["0 to 0.475", "0.475 to 0.95", "0.95 to 1.425", "1.425 to 1.9"]


def test_groups_wait_until_the_ranking_is_open(made: dict[str, Any], workshop: Workshop) -> None:
    for path in ("groups", "groups.csv"):
        refused = workshop.owner.get(f"/rankings/{made['id']}/{path}")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_open")
