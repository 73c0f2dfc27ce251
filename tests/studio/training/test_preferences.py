"""The votes of a ranking as pairs to train on: what each line says, and what it keeps to itself."""

import json
from datetime import datetime
from typing import Any

from studio.models import Duel, Generation
from sunmask.chorale.settings import ChoraleSettings
from tests.studio.test_rankings import LISTENED, chosen, judge, made, num_notes, opened
from tests.studio.workshop import Person, Workshop, streamed

__all__ = ["chosen", "made"]


def with_content(take: dict[str, Any]) -> dict[str, Any]:
    return {**take, "content": json.loads(take["content"])}


def test_votes_leave_as_pairs_to_train_on_without_names(
    made: dict[str, Any], chosen: list[str], workshop: Workshop
) -> None:
    judge(workshop.people["curator"], made["id"], 3)
    heard = {side: {"seconds": 0.4, "share": 0.6} for side in ("left", "right")}
    duel = workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
    workshop.owner.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "both_bad", "heard": heard})
    opened(workshop, made)
    judge(workshop.people["editor"], made["id"], 2)
    response = workshop.people["viewer"].get(f"/rankings/{made['id']}/preferences")
    assert response["Content-Disposition"] == 'attachment; filename="endings-preferences.jsonl"'
    text = streamed(response).decode()
    pairs = [json.loads(line) for line in text.splitlines()]
    assert [pair["judge"] for pair in pairs] == ["judge 1"] * 3 + ["judge 2"] + ["judge 3"] * 2
    assert [pair["outcome"] for pair in pairs] == ["chosen"] * 3 + ["both_bad"] + ["chosen"] * 2
    assert [pair["is_blind"] for pair in pairs] == [True] * 4 + [False] * 2
    others = LISTENED["left"]
    assert [pair["chosen"]["heard"] for pair in pairs] == [others] * 3 + [heard["left"]] + [others] * 2
    for pair in pairs:
        row = Duel.objects.get(pk=pair["duel"])
        takes = [pair["chosen"]["take"], pair["rejected"]["take"]]
        sides = [str(row.left_id), str(row.right_id)]
        assert takes == (sides if pair["chosen_side"] == "left" else sides[::-1])
        assert set(takes) <= set(chosen)
        assert datetime.fromisoformat(pair["shown_at"]) <= datetime.fromisoformat(pair["voted_at"])
        if pair["outcome"] == "chosen":
            assert num_notes(with_content(pair["chosen"])) > num_notes(with_content(pair["rejected"]))
    assert "curator" not in text
    assert "editor" not in text


def test_a_pair_says_what_its_takes_were_composed_from(workshop: Workshop) -> None:
    generation = workshop.start(settings={"num_steps": 60})
    frozen = generation.frozen
    open_row = [[False] * 16]
    frozen["states"] = [[2] * 16, [0] * 8 + [2] * 8, [2] * 16, [2] * 16]
    frozen["pins"] = open_row + [[True] * 8 + [False] * 8] + 2 * open_row
    Generation.objects.filter(pk=generation.pk).update(frozen=frozen)
    workshop.run(generation, upto=4)
    path = f"/generations/{generation.pk}/takes"
    takes = [workshop.owner.made("POST", path, {"candidate": 0, "step": 3 + n})["id"] for n in range(2)]
    made = workshop.owner.made(
        "POST", f"/projects/{workshop.project.pk}/rankings", {"name": "Two", "takes": takes}
    )
    judge(workshop.owner, made["id"], 1)
    opened(workshop, made)
    response = workshop.owner.get(f"/rankings/{made['id']}/preferences")
    (pair,) = [json.loads(line) for line in streamed(response).splitlines()]
    prompt = pair["prompt"]
    assert pair["rejected_prompt"] is None  # both were asked for in the same way
    assert (prompt["states"], prompt["pins"]) == (frozen["states"], frozen["pins"])
    held = with_content(pair["chosen"])["content"]["symbols"][1][:8]
    assert prompt["symbols"] == [[None] * 16, held + [None] * 8, [None] * 16, [None] * 16]
    settings = json.loads(prompt["settings"])
    assert settings["num_steps"] == 60
    assert set(settings) <= ChoraleSettings.names()
    assert json.loads(prompt["meta"])["metre"] == "4/4"
    schema = Person(None).made("GET", "/schemas/preference-pair")
    assert set(schema["properties"]) == set(pair)
    assert set(schema["$defs"]["Prompt"]["properties"]) == set(prompt)
    assert set(schema["$defs"]["PreferredTake"]["properties"]) == set(pair["chosen"])
