"""Rankings over HTTP: blind pairs, votes, their order, and who may see what when."""

import json
import random
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.models import Duel, EventRow, Member, Ranking, Take
from studio.services import canvases
from sunmask.ranking.strengths import Vote, fit
from tests.studio.workshop import NUM_CELLS, Person, Workshop


def keep(workshop: Workshop, count: int) -> list[str]:
    """Takes of one generation; the n-th has n pitches of its candidate."""
    generation = workshop.run(workshop.start(settings={"num_steps": 60}), upto=count)
    path = f"/generations/{generation.pk}/takes"
    return [
        workshop.owner.made("POST", path, {"candidate": 0, "step": step + 1})["id"] for step in range(count)
    ]


@pytest.fixture
def chosen(workshop: Workshop) -> list[str]:
    return keep(workshop, 5)


@pytest.fixture
def made(workshop: Workshop, chosen: list[str]) -> dict[str, Any]:
    path = f"/projects/{workshop.project.pk}/rankings"
    return workshop.people["curator"].made("POST", path, {"name": " Endings ", "takes": chosen})


def opened(workshop: Workshop, ranking: dict[str, Any]) -> dict[str, Any]:
    """The ranking once everybody may see its order."""
    now = workshop.owner.made("POST", f"/rankings/{ranking['id']}/open")
    assert now["is_open"]
    return now


LISTENED = {side: {"seconds": 0.2, "share": 0.5} for side in ("left", "right")}


def voted(person: Person, duel: dict[str, Any], outcome: str) -> dict[str, Any]:
    """A vote after listening to both sides."""
    return person.made("POST", f"/duels/{duel['id']}/vote", {"outcome": outcome, "heard": LISTENED})


def num_notes(side: dict[str, Any]) -> int:
    return sum(symbol != 0 for row in side["content"]["symbols"] for symbol in row)


def judge(person: Person, ranking_id: str, num_votes: int, prefer: Any = num_notes) -> list[dict[str, Any]]:
    """Votes for whichever side has more of what `prefer` counts."""
    duels = []
    for _ in range(num_votes):
        duel = person.made("POST", f"/rankings/{ranking_id}/duels")
        outcome = "left" if prefer(duel["left"]) > prefer(duel["right"]) else "right"
        duels.append(voted(person, duel, outcome))
    return duels


def test_a_new_ranking_knows_nothing_yet(made: dict[str, Any], chosen: list[str], workshop: Workshop) -> None:
    assert (made["name"], made["num_votes"], made["agreement"]) == ("Endings", 0, None)
    assert (made["is_open"], made["num_takes"], made["standings"]) == (False, 5, [])
    listed = workshop.people["viewer"].made("GET", f"/projects/{workshop.project.pk}/rankings")
    assert listed == [made] == [workshop.people["viewer"].made("GET", f"/rankings/{made['id']}")]
    standings = opened(workshop, made)["standings"]
    assert {standing["take"] for standing in standings} == set(chosen)
    assert {(s["strength"], s["low"], s["high"]) for s in standings} == {(0.0, -10.0, 10.0)}


def test_a_duel_hides_where_its_sides_come_from_until_the_ranking_is_open(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    curator = workshop.people["curator"]
    duel = curator.made("POST", f"/rankings/{made['id']}/duels")
    voted = curator.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left"})
    undone = curator.made("POST", f"/rankings/{made['id']}/undo")
    again = curator.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left"})
    known = [workshop.people["curator"].made("GET", f"/rankings/{made['id']}")]
    events = [row.payload for row in EventRow.objects.filter(kind="ranking")]
    assert len(events) == 4
    for answer in (duel, voted, undone, again):
        assert (answer["left_take"], answer["right_take"]) == (None, None)
        assert set(answer["left"]) == set(answer["right"]) == {"kind", "content"}
    take = Take.objects.get(pk=chosen[0])
    origin = [*chosen, take.name, workshop.canvas.name, str(workshop.canvas.pk), str(take.generation_id)]
    origin += ["editor", "grade", "Generation", "candidate", "num_steps", "seed", take.generation.checkpoint]
    told = json.dumps([duel, voted, undone, again, known, events])
    assert not [word for word in origin if word in told]
    refused = curator.get(f"/rankings/{made['id']}/preferences")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_open")

    opened(workshop, made)
    curator.made("POST", f"/rankings/{made['id']}/undo")
    voted = curator.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left"})
    assert {voted["left_take"], voted["right_take"]} <= set(chosen)
    assert (voted["left"], voted["right"]) == (duel["left"], duel["right"])
    left = Take.objects.get(pk=voted["left_take"])
    assert [symbol for row in duel["left"]["content"]["symbols"] for symbol in row] == left.symbols


def test_a_ranking_is_opened_once_and_for_all(made: dict[str, Any], workshop: Workshop) -> None:
    path = f"/rankings/{made['id']}"
    first = opened(workshop, made)
    at = Ranking.objects.get(pk=made["id"]).opened_at
    assert opened(workshop, made) == first
    assert Ranking.objects.get(pk=made["id"]).opened_at == at
    assert workshop.people["viewer"].made("GET", path) == first
    last = EventRow.objects.filter(kind="ranking").order_by("seq").last()
    assert last is not None
    assert last.payload["ranking"] == first


def test_a_vote_without_listening_is_kept_but_is_no_part_of_the_order(
    made: dict[str, Any], workshop: Workshop
) -> None:
    curator, path = workshop.people["curator"], f"/rankings/{made['id']}"
    sides = {"left": {"seconds": 0.5, "share": 0.8}, "right": {"seconds": 0, "share": 0}}
    duel = curator.made("POST", f"{path}/duels")
    curator.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left", "heard": sides})
    assert Duel.objects.get(pk=duel["id"]).heard == sides
    found = curator.made("GET", path)
    assert (found["num_votes"], found["num_unheard"], found["num_judges"]) == (0, 1, 0)
    curator.made("POST", f"{path}/undo")
    assert Duel.objects.get(pk=duel["id"]).heard is None
    sides["right"] = {"seconds": 0.5, "share": 0.25}
    curator.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left", "heard": sides})
    found = curator.made("GET", path)
    assert (found["num_votes"], found["num_unheard"], found["num_left"], found["num_right"]) == (1, 0, 1, 0)
    # neither is one of which nobody said what was heard, nor one heard longer than there was time for
    for heard in (None, {side: {"seconds": 60, "share": 1} for side in ("left", "right")}):
        curator.made("POST", f"{path}/undo")
        curator.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left", "heard": heard})
        assert curator.made("GET", path)["num_votes"] == 0
    wrong = curator.post(f"/duels/{duel['id']}/vote", {"outcome": "tie", "heard": {"left": sides["left"]}})
    assert wrong.status_code == 422


def test_a_pair_takes_as_many_queries_after_many_unheard_votes_as_after_one(
    made: dict[str, Any], workshop: Workshop
) -> None:
    curator, asked = workshop.people["curator"], []
    for _ in range(6):
        with CaptureQueriesContext(connection) as queries:
            duel = curator.made("POST", f"/rankings/{made['id']}/duels")
            curator.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left"})
        asked.append(len(queries))
    assert asked[-1] == asked[1], asked  # the first one seals the ranking


def test_takes_are_added_beside_those_that_are_there(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    path = f"/rankings/{made['id']}"
    judge(workshop.people["curator"], made["id"], 3)
    generation = Take.objects.get(pk=chosen[0]).generation_id
    more = workshop.owner.made("POST", f"/generations/{generation}/takes", {"candidate": 1, "step": 3})["id"]
    added = workshop.people["curator"].made("POST", f"{path}/takes", {"takes": [more, chosen[0]]})
    assert (added["num_takes"], added["num_votes"]) == (6, 3)
    assert {standing["take"] for standing in opened(workshop, made)["standings"]} == {*chosen, more}
    nobody = {"takes": ["00000000-0000-4000-8000-000000000000"]}
    assert workshop.owner.post(f"{path}/takes", nobody).status_code == 404
    workshop.owner.made("POST", f"{path}/bin")
    assert workshop.owner.post(f"{path}/takes", {"takes": [more]}).json()["code"] == "in_bin"


def test_both_sides_sound_at_one_tempo_and_carry_no_title(workshop: Workshop) -> None:
    other = canvases.create(
        project=workshop.project,
        user=workshop.user("owner"),
        kind="chorale",
        name="Other",
        start="blank",
        options={"num_bars": 1, "title": "Secret", "tempo": 200},
    )
    first = workshop.run(workshop.start(), upto=1)
    second = workshop.run(workshop.start(canvas=other), upto=1)
    takes = [
        workshop.owner.made("POST", f"/generations/{g.pk}/takes", {"candidate": 0, "step": 1})["id"]
        for g in (first, second)
    ]
    path = f"/projects/{workshop.project.pk}/rankings"
    made = workshop.owner.made("POST", path, {"name": "Two", "takes": takes})
    duel = workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
    assert duel["left"]["content"]["meta"] == duel["right"]["content"]["meta"]
    assert "Secret" not in json.dumps(duel)


def test_votes_order_the_takes_as_the_library_does(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    opened(workshop, made)
    duels: list[dict[str, Any]] = []
    while len({frozenset((d["left_take"], d["right_take"])) for d in duels}) < 10:  # some pairs come again
        duels += judge(workshop.people["curator"], made["id"], 1)
    found = workshop.owner.made("GET", f"/rankings/{made['id']}")
    assert found["side"]["low"] < found["side"]["value"] < found["side"]["high"]
    assert found["length"] is None  # all are as long
    assert [s["best_place"] <= at <= s["worst_place"] for at, s in enumerate(found["standings"], 1)] == [
        True
    ] * 5
    order = [standing["take"] for standing in found["standings"]]
    assert order == chosen[::-1]  # more pitches won each time
    assert (found["num_votes"], found["num_judges"]) == (len(duels), 1)
    places = {take: place for place, take in enumerate(chosen)}
    votes = [
        Vote(places[d["left_take"]], places[d["right_take"]], float(d["outcome"] == "left")) for d in duels
    ]
    expected = fit(5, votes)
    for standing in found["standings"]:
        place = places[standing["take"]]
        assert standing["strength"] == pytest.approx(expected.strength_N[place], abs=1e-9)
        assert standing["low"] == pytest.approx(expected.low_N[place], abs=1e-9)


def test_a_judge_sees_every_pair_and_twice_only_with_its_sides_changed(
    made: dict[str, Any], workshop: Workshop
) -> None:
    curator = workshop.people["curator"]
    opened(workshop, made)
    pairs: list[frozenset[str]] = []
    sides: list[tuple[str, str]] = []
    while len(set(pairs)) < 10:
        (duel,) = judge(curator, made["id"], 1)
        pair = frozenset((duel["left_take"], duel["right_take"]))
        assert pairs[-1:] != [pair]
        assert (pair in pairs) == (duel["reason"] == "repeat")
        if duel["reason"] == "repeat":
            assert (duel["right_take"], duel["left_take"]) in sides
        pairs.append(pair)
        sides.append((duel["left_take"], duel["right_take"]))
    over = curator.post(f"/rankings/{made['id']}/duels")
    assert (over.status_code, over.json()["code"]) == (409, "all_judged")
    assert workshop.owner.made("POST", f"/rankings/{made['id']}/duels")  # for others it goes on


def test_asking_again_skips_to_another_pair(made: dict[str, Any], workshop: Workshop) -> None:
    curator, path = workshop.people["curator"], f"/rankings/{made['id']}/duels"
    last: set[Any] = set()
    for _ in range(12):
        row = Duel.objects.get(pk=curator.made("POST", path)["id"])
        assert {row.left_id, row.right_id} != last
        last = {row.left_id, row.right_id}
    assert Duel.objects.count() <= 6  # what was skipped long ago is forgotten


def test_the_only_pair_comes_again_until_it_is_voted_on(workshop: Workshop) -> None:
    takes = keep(workshop, 2)
    path = f"/projects/{workshop.project.pk}/rankings"
    made = workshop.owner.made("POST", path, {"name": "Two", "takes": takes})
    for _ in range(2):
        duel = workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
    voted(workshop.owner, duel, "both_bad")
    assert workshop.owner.post(f"/rankings/{made['id']}/duels").status_code == 409
    found = opened(workshop, made)
    assert {(s["strength"], s["num_wins"]) for s in found["standings"]} == {(0.0, 0.5)}


def test_sides_are_random(workshop: Workshop) -> None:
    takes = keep(workshop, 2)
    path = f"/projects/{workshop.project.pk}/rankings"
    made = workshop.owner.made("POST", path, {"name": "Two", "takes": takes})
    lefts = set()
    for _ in range(30):
        duel = workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
        lefts.add(Duel.objects.get(pk=duel["id"]).left_id)
    assert len(lefts) == 2


def test_the_last_vote_can_be_taken_back_and_given_anew(made: dict[str, Any], workshop: Workshop) -> None:
    curator, path = workshop.people["curator"], f"/rankings/{made['id']}"
    assert curator.post(f"{path}/undo").json()["code"] == "no_vote"
    first, second = judge(curator, made["id"], 2)
    judge(workshop.owner, made["id"], 1)
    again = curator.post(f"/duels/{second['id']}/vote", {"outcome": "tie"})
    assert (again.status_code, again.json()["code"]) == (409, "voted_already")
    opened = curator.made("POST", f"{path}/undo")
    assert (opened["id"], opened["outcome"], opened["left_take"]) == (second["id"], None, None)
    assert curator.made("GET", path)["num_votes"] == 2
    assert voted(curator, second, "tie")["outcome"] == "tie"
    curator.made("POST", f"{path}/undo")
    assert curator.made("POST", f"{path}/undo")["id"] == first["id"]


def test_a_duel_is_its_judges_alone(made: dict[str, Any], workshop: Workshop) -> None:
    duel = workshop.people["curator"].made("POST", f"/rankings/{made['id']}/duels")
    path = f"/duels/{duel['id']}/vote"
    assert workshop.owner.post(path, {"outcome": "tie"}).status_code == 404
    assert workshop.people["curator"].post(path, {"outcome": "better"}).status_code == 422


def test_several_judges_order_together_and_their_votes_outlast_them(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    judge(workshop.people["curator"], made["id"], 10)
    judge(workshop.people["editor"], made["id"], 10)
    found = workshop.owner.made("GET", f"/rankings/{made['id']}")
    assert (found["num_votes"], found["num_judges"], found["agreement"]) == (20, 2, 1.0)
    rng = random.Random(3)
    judge(workshop.owner, made["id"], 10, prefer=lambda side: rng.random())
    assert workshop.owner.made("GET", f"/rankings/{made['id']}")["agreement"] < 1
    before = workshop.owner.made("GET", f"/rankings/{made['id']}")
    Member.objects.get(user=workshop.user("curator"), project=workshop.project).delete()
    assert workshop.owner.made("GET", f"/rankings/{made['id']}") == before
    workshop.user("editor").delete()
    assert workshop.owner.made("GET", f"/rankings/{made['id']}") == before


def test_every_vote_is_an_event_with_the_new_order(made: dict[str, Any], workshop: Workshop) -> None:
    judge(workshop.people["curator"], made["id"], 3)
    rows = EventRow.objects.filter(stream=f"project:{workshop.project.pk}", kind="ranking").order_by("seq")
    assert [row.payload["ranking"]["num_votes"] for row in rows] == [0, 1, 2, 3]
    assert rows[3].payload["ranking"] == workshop.owner.made("GET", f"/rankings/{made['id']}")


def test_takes_come_and_go_until_the_first_pair_is_shown_and_then_they_only_come(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    path, owner = f"/rankings/{made['id']}", workshop.owner
    assert owner.made("PATCH", path, {"takes": chosen[:3]})["num_takes"] == 3
    assert owner.made("PATCH", path, {"takes": chosen})["num_takes"] == 5
    assert not owner.made("GET", path)["has_begun"]
    judge(workshop.people["curator"], made["id"], 1)
    fewer = owner.send("PATCH", path, {"takes": chosen[:3]})
    assert (fewer.status_code, fewer.json()["code"]) == (409, "has_begun")
    for take in chosen[:3]:  # nor does the bin withdraw one
        owner.made("POST", f"/takes/{take}/bin")
    met = set()
    for _ in range(25):
        duel = Duel.objects.get(pk=owner.made("POST", f"{path}/duels")["id"])
        met |= {str(duel.left_id), str(duel.right_id)}
    assert met & set(chosen[:3])


def test_what_is_in_the_bin_when_the_first_pair_is_shown_is_no_part_of_it(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    workshop.owner.made("POST", f"/takes/{chosen[0]}/bin")
    workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
    assert workshop.owner.made("GET", f"/rankings/{made['id']}")["num_takes"] == 4


def test_a_ranking_rests_in_the_bin(made: dict[str, Any], workshop: Workshop) -> None:
    path = f"/rankings/{made['id']}"
    assert workshop.owner.made("POST", f"{path}/bin")["is_in_bin"]
    assert workshop.owner.post(f"{path}/duels").json()["code"] == "in_bin"
    assert not workshop.owner.made("POST", f"{path}/restore")["is_in_bin"]
    assert workshop.owner.made("PATCH", path, {"name": "Cadences"})["name"] == "Cadences"


def test_takes_that_cannot_be_compared_are_refused_with_a_sentence(
    chosen: list[str], workshop: Workshop
) -> None:
    path = f"/projects/{workshop.project.pk}/rankings"

    def refusal(takes: list[str]) -> tuple[int, str]:
        response = workshop.owner.post(path, {"name": "x", "takes": takes})
        return response.status_code, response.json()["message"]

    assert refusal(chosen[:1])[0] == refusal([chosen[0]] * 3)[0] == 422
    assert refusal([*chosen, "00000000-0000-4000-8000-000000000000"])[0] == 404
    long = Take.objects.get(pk=chosen[0])
    long.pk, long.symbols = None, [60] * (3 * NUM_CELLS)
    long.save(force_insert=True)
    status, message = refusal([*chosen, str(long.pk)])
    assert status == 422
    assert "similar length" in message
    another = Take.objects.get(pk=chosen[1])
    another.canvas.pk, another.canvas.kind = None, "other"
    another.canvas.save(force_insert=True)
    another.pk = None
    another.canvas = another.canvas
    another.save(force_insert=True)
    status, message = refusal([*chosen, str(another.pk)])
    assert status == 422
    assert "the same kind" in message


def test_events_from_before_the_word_strength_are_told_in_todays_words(
    made: dict[str, Any], workshop: Workshop
) -> None:
    opened(workshop, made)
    migration = import_module("studio.migrations.0007_strengths")
    rows = EventRow.objects.filter(kind="ranking")
    now = [row.payload for row in rows]
    assert now[-1]["ranking"]["standings"][0]["strength"] == 0.0
    migration.backwards(apps, None)
    assert "score" in rows.last().payload["ranking"]["standings"][0]
    migration.forwards(apps, None)
    assert [row.payload for row in rows] == now
