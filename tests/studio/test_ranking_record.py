"""The record of a ranking: what a script from outside accepts and refuses, judges set aside, controls."""

import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from studio.models import Duel, Ranking, RankingEntry
from tests.studio.test_rankings import chosen, judge, made, opened, voted
from tests.studio.workshop import Workshop, streamed

__all__ = ["chosen", "made"]
SCRIPT = Path(__file__).parents[2] / "frontend" / "public" / "check_ranking.py"


def checker() -> Any:
    spec = importlib.util.spec_from_file_location("check_ranking", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kept() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def kept_record(kept: list[dict[str, Any]], db: None, request: pytest.FixtureRequest) -> dict[str, Any]:
    """The like of `record`, made once: of a studio that is no more."""
    if not kept:
        kept.append(request.getfixturevalue("record"))
    return copy.deepcopy(kept[0])


@pytest.fixture
def record(made: dict[str, Any], workshop: Workshop) -> dict[str, Any]:
    """Of two judges' votes, one of which was taken back and given anew."""
    judge(workshop.people["curator"], made["id"], 8)
    judge(workshop.owner, made["id"], 4)
    undone = workshop.owner.made("POST", f"/rankings/{made['id']}/undo")
    voted(workshop.owner, undone, "tie")
    opened(workshop, made)
    return workshop.people["viewer"].made("GET", f"/rankings/{made['id']}/record")


def test_a_ranking_is_sealed_by_its_first_pair_and_its_record_hidden_until_it_is_open(
    made: dict[str, Any], workshop: Workshop
) -> None:
    path = f"/rankings/{made['id']}"
    assert (made["has_begun"], made["seal"]) == (False, None)
    workshop.owner.made("POST", f"{path}/duels")
    now = workshop.people["viewer"].made("GET", path)
    assert now["has_begun"]
    assert len(now["seal"]) == 64
    assert Ranking.objects.get(pk=made["id"]).seed not in json.dumps(now)
    assert workshop.owner.get(f"{path}/record").json()["code"] == "not_open"
    judge(workshop.owner, made["id"], 1)
    later = workshop.people["viewer"].made("GET", path)
    assert later["seal"] == now["seal"]
    assert (later["head"] != now["head"], later["num_entries"] > now["num_entries"]) == (True, True)
    rules = {**later["rules"], "min_listening_s": 5}
    assert workshop.owner.send("PATCH", path, {"rules": rules}).json()["code"] == "has_begun"


def test_the_script_accepts_a_true_record(record: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    file.write_text(json.dumps(record))
    said = subprocess.run(
        [sys.executable, str(SCRIPT), str(file), record["seal"]], capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (0, "True: 5 takes, 12 votes.\n")
    number = record["entries"][-2]["number"]
    receipt = f"{number}:{RankingEntry.objects.get(number=number).sha256}"
    assert checker().check(record, record["seal"], [receipt]) == "True: 5 takes, 12 votes."
    with pytest.raises(ValueError, match="receipt"):
        checker().check(record, record["seal"], [f"{number}:{'0' * 64}"])


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("a take is withdrawn", "sealed"),
        ("a take's content is gone", "withdrawn"),
        ("another seed", "sealed"),
        ("other rules", "sealed"),
        ("a vote is lost", "gone"),
        ("the last vote is lost", "does not end"),
        ("a vote is lost from the count", "lost"),
        ("a vote is changed", "does not end"),
        ("a pair is chosen late", "no open pair"),
        ("a pair has other sides", "not the seed's"),
    ],
)
def test_the_script_refuses_a_record_that_was_changed(
    kept_record: dict[str, Any], lie: str, reason: str
) -> None:
    told, seal = kept_record, kept_record["seal"]
    entries = told["entries"]
    vote = next(place for place, entry in enumerate(entries) if entry["what"] == "vote")
    match lie:
        case "a take is withdrawn":
            del told["takes"][0]
        case "a take's content is gone":
            del told["contents"][told["takes"][0]["id"]]
        case "another seed":
            told["seed"] = "0" * 64
        case "other rules":
            told["rules"]["min_listening_s"] = 9.0
        case "a vote is lost":
            del entries[vote]
        case "the last vote is lost":
            entries[:] = entries[:-3]
        case "a vote is lost from the count":
            told["votes"].popitem()
        case "a vote is changed":
            entries[vote]["outcome"] = "tie"
        case "a pair is chosen late":
            entries[vote - 1], entries[vote] = entries[vote], entries[vote - 1]
            for number, entry in enumerate(entries, start=1):
                entry["number"] = number
        case "a pair has other sides":
            pair = entries[vote - 1]
            pair["left"], pair["right"] = pair["right"], pair["left"]
    with pytest.raises(ValueError, match=reason):
        checker().check(told, seal)


def test_a_vote_has_a_receipt_and_a_lost_one_shows(made: dict[str, Any], workshop: Workshop) -> None:
    duel = workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
    receipt = voted(workshop.owner, duel, "left")["receipt"]
    number, _, sha256 = receipt.partition(":")
    assert RankingEntry.objects.get(ranking=made["id"], number=number).sha256 == sha256
    judge(workshop.owner, made["id"], 2)
    Duel.objects.filter(pk=duel["id"]).update(outcome=None)
    opened(workshop, made)
    told = workshop.owner.made("GET", f"/rankings/{made['id']}/record")
    with pytest.raises(ValueError, match="lost"):
        checker().check(told, told["seal"], [receipt])


def test_a_take_that_is_added_later_is_in_the_record(
    made: dict[str, Any], workshop: Workshop, chosen: list[str]
) -> None:
    path = f"/rankings/{made['id']}"
    judge(workshop.owner, made["id"], 2)
    take = workshop.owner.made("GET", f"/projects/{workshop.project.pk}/takes")["takes"][0]
    more = workshop.owner.made(
        "POST", f"/generations/{take['generation']}/takes", {"candidate": 1, "step": 3}
    )
    workshop.owner.made("POST", f"{path}/takes", {"takes": [more["id"]]})
    judge(workshop.owner, made["id"], 4)
    opened(workshop, made)
    told = workshop.owner.made("GET", f"{path}/record")
    assert checker().check(told, told["seal"]) == "True: 6 takes, 6 votes."


def test_a_judge_is_set_aside_openly_and_both_orders_are_shown(
    made: dict[str, Any], workshop: Workshop
) -> None:
    path, curator, owner = f"/rankings/{made['id']}", workshop.people["curator"], workshop.owner
    judge(curator, made["id"], 8)
    judge(owner, made["id"], 8, prefer=lambda side: 0)
    name = workshop.user("owner").username
    body = {"judge": name, "is_set_aside": True}
    assert curator.post(f"{path}/set-aside", body).status_code == 403
    assert owner.post(f"{path}/set-aside", {**body, "judge": "nobody"}).status_code == 404
    opened(workshop, made)
    before = owner.made("GET", path)
    aside = owner.made("POST", f"{path}/set-aside", body)
    assert (before["num_votes"], aside["num_votes"], aside["set_aside"]) == (16, 8, [name])
    assert aside["standings_with_all"] == before["standings"]
    assert aside["standings"] != before["standings"]
    assert owner.made("GET", f"{path}/record")["entries"][-1]["what"] == "set_aside"
    again = owner.made("POST", f"{path}/set-aside", {**body, "is_set_aside": False})
    assert again["standings"] == before["standings"]
    assert again["standings_with_all"] == []


def test_the_owner_sees_how_judges_vote_and_nothing_of_takes(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    path = f"/rankings/{made['id']}/judges"
    judge(workshop.people["curator"], made["id"], 9)
    judge(workshop.owner, made["id"], 9)
    assert workshop.people["curator"].get(path).status_code == 403
    told = workshop.owner.made("GET", path)
    assert [one["num_votes"] for one in told["judges"]] == [9, 9]
    assert all(one["num_same"] == one["num_repeats"] for one in told["judges"])
    assert not any(one["is_like_chance"] for one in told["judges"])
    assert len(told["pairs"]) == 1
    assert told["pairs"][0]["num_agreed"] == told["pairs"][0]["num_shared"] > 0
    assert not [take for take in chosen if take in json.dumps(told)]


def test_controls_are_hidden_among_the_takes_and_have_no_place(workshop: Workshop, chosen: list[str]) -> None:
    path = f"/projects/{workshop.project.pk}/rankings"
    rules = {"shuffled": True, "author": True, "real": [str(workshop.canvas.pk)], "controls": 0.3}
    made = workshop.owner.made("POST", path, {"name": "Tested", "takes": chosen, "rules": rules})
    judge(workshop.owner, made["id"], 16)
    duels = Duel.objects.filter(ranking=made["id"])  # a pair with a control may be asked again, as a repeat
    with_controls = duels.exclude(left_control=None, right_control=None)
    for _ in range(40):  # one of three or four has a control, by chance
        if with_controls.exists():
            break
        judge(workshop.owner, made["id"], 1)
    assert with_controls.exists()
    found = opened(workshop, made)
    assert found["num_takes"] == 5
    assert {one["kind"] for one in found["controls"]} == {"shuffled", "author", "real"}
    assert {one["take"] for one in found["standings"]} == set(chosen)
    told = workshop.owner.made("GET", f"/rankings/{made['id']}/record")
    assert checker().check(told, told["seal"]).startswith("True: 5 takes")
    num_lines = len(streamed(workshop.owner.get(f"/rankings/{made['id']}/preferences")).splitlines())
    assert num_lines == duels.count() - with_controls.count() >= 1
    other = {"real": ["00000000-0000-4000-8000-000000000000"]}
    refused = workshop.owner.post(path, {"name": "x", "takes": chosen, "rules": other})
    assert (refused.status_code, refused.json()["code"]) == (422, "no_control")


def test_too_little_listening_does_not_count(workshop: Workshop, chosen: list[str]) -> None:
    path = f"/projects/{workshop.project.pk}/rankings"
    body = {"name": "Slow", "takes": chosen, "rules": {"min_listening_s": 5}}
    made = workshop.owner.made("POST", path, body)
    judge(workshop.owner, made["id"], 2)
    found = workshop.owner.made("GET", f"/rankings/{made['id']}")
    assert (found["num_votes"], found["num_unheard"]) == (0, 2)
    # short pieces may be heard as a whole
    duel = workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
    whole = {side: {"seconds": 0.5, "share": 1.0} for side in ("left", "right")}
    workshop.owner.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left", "heard": whole})
    assert workshop.owner.made("GET", f"/rankings/{made['id']}")["num_votes"] == 1


def test_a_judge_finds_neither_name_nor_grade_of_what_is_judged_until_it_is_open(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    curator, canvas = workshop.people["curator"], workshop.canvas.pk
    for take in chosen:
        workshop.owner.send("PATCH", f"/takes/{take}", {"name": "Quite telling"})
    takes_path = f"/projects/{workshop.project.pk}/takes"
    paths = [
        takes_path,
        f"{takes_path}?sort=grade",
        f"/canvases/{canvas}/snapshot",
        f"/canvases/{canvas}/lineage",
    ]
    paths += [f"/takes/{take}/settings" for take in chosen]

    def tells(person: Any) -> list[str]:
        return [path for path in paths if "Quite telling" in json.dumps(person.made("GET", path))]

    assert tells(curator) == paths
    curator.made("POST", f"/rankings/{made['id']}/duels")
    assert tells(curator) == []
    assert curator.made("GET", f"{takes_path}?search=telling")["total"] == 0
    archive = streamed(curator.get(f"/projects/{workshop.project.pk}/archive"))
    assert b"quite-telling" not in archive
    assert tells(workshop.people["viewer"]) == paths
    opened(workshop, made)
    assert tells(curator) == paths
