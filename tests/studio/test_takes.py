"""Takes over HTTP."""

import json

import pytest

from studio import access
from studio.models import Take
from studio.reads.judging.ratings import Reader, event_as_seen_by
from studio.realtime.feeds import read_page
from tests.studio.workshop import NUM_CELLS, Person, Workshop


@pytest.fixture
def keep_path(workshop: Workshop) -> str:
    return f"/generations/{workshop.run(workshop.start(), upto=4).pk}/takes"


def test_a_take_holds_the_cells_of_its_candidate_and_step(workshop: Workshop, keep_path: str) -> None:
    take = workshop.people["curator"].made("POST", keep_path, {"candidate": 1, "step": 3})
    expected = [0] * NUM_CELLS
    expected[1:4] = [61, 61, 61]
    assert take["symbols"] == expected
    assert (take["candidate"], take["step"], take["note"], take["generation_number"]) == (1, 3, "kept", 1)
    assert take["figures"]["num_notes"] == 3
    assert take["figures"]["out_of_range"] == 0
    assert take["created_by"]["name"] == "curator"
    assert take["name"] == f"{workshop.canvas.name} 1.2, step 3"


def test_keeping_the_same_twice_is_one_take(workshop: Workshop, keep_path: str) -> None:
    body = {"candidate": 0, "step": 2}
    ids = {workshop.owner.made("POST", keep_path, body)["id"] for _ in range(2)}
    placed = workshop.owner.made("POST", keep_path, body | {"note": "placed"})["id"]
    assert len(ids) == 1
    assert placed not in ids
    workshop.owner.made("POST", f"/takes/{placed}/bin")
    assert workshop.owner.made("POST", keep_path, body | {"note": "placed"})["id"] != placed


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"candidate": 2, "step": 0}, 404),
        ({"candidate": 0, "step": 5}, 404),
        ({"candidate": -1, "step": 0}, 422),
        ({"candidate": 0, "step": 0, "note": "stolen"}, 422),
        ({"candidate": 0, "step": 0, "name": "x" * 121}, 422),
        ({"candidate": 0, "step": 0, "symbols": []}, 422),
    ],
)
def test_a_take_that_cannot_be_is_refused(
    body: dict, status: int, workshop: Workshop, keep_path: str
) -> None:
    assert workshop.owner.post(keep_path, body).status_code == status
    assert not Take.objects.exists()


def test_only_name_star_and_order_change(workshop: Workshop, keep_path: str) -> None:
    take = workshop.owner.made("POST", keep_path, {"candidate": 0, "step": 2})
    path = f"/takes/{take['id']}"
    change = {"name": " Best ", "is_starred": True, "position": 3}
    changed = workshop.owner.made("PATCH", path, change)
    assert changed == take | change | {"name": "Best"}
    assert workshop.owner.send("PATCH", path, {"step": 1}).status_code == 422
    assert workshop.owner.made("PATCH", path, {}) == changed
    assert workshop.owner.made("POST", f"{path}/bin")["is_in_bin"]
    assert workshop.owner.made("POST", f"{path}/restore") == changed


def test_others_stars_are_seen_once_one_gave_ones_own(workshop: Workshop, keep_path: str) -> None:
    take = workshop.owner.made("POST", keep_path, {"candidate": 0, "step": 2})
    people, path = workshop.people, f"/takes/{take['id']}/rating"
    people["editor"].made("PUT", path, {"stars": 5})

    def seen_by(role: str) -> list[tuple[int, float | None, list[str]]]:
        """What each way to read a take tells of its stars."""
        listed = people[role].made("GET", f"/projects/{workshop.project.pk}/takes")["takes"][0]
        hung = people[role].made("GET", f"/canvases/{workshop.canvas.pk}/snapshot")["takes"][0]
        reader = Reader(role, access.role_may(role, "curate"))
        (text,) = [text for _, text in read_page(f"project:{workshop.project.pk}", 0)][-1:]
        told = json.loads(event_as_seen_by(text, reader))["payload"]["take"]
        return [
            (one["num_ratings"], one["rating"], [each["name"] for each in one["ratings"]])
            for one in (listed, hung, told)
        ]

    assert seen_by("curator") == [(1, None, [])] * 3
    assert seen_by("viewer") == [(1, 5.0, [])] * 3  # nobody there to lead, and no names
    changed = people["curator"].made("PATCH", f"/takes/{take['id']}", {"is_starred": True})
    assert (changed["rating"], changed["ratings"]) == (None, [])
    assert people["curator"].made("PUT", path, {"stars": 2})["rating"] == 3.5
    assert seen_by("curator") == [(2, 3.5, ["editor", "curator"])] * 3
    assert people["curator"].made("PUT", path, {"stars": None})["rating"] is None
    assert seen_by("curator") == [(1, None, [])] * 3


def test_a_rating_says_when_it_was_given_and_whether_others_were_in_view(
    workshop: Workshop, keep_path: str
) -> None:
    take = workshop.owner.made("POST", keep_path, {"candidate": 0, "step": 2})
    curator, editor, path = (
        workshop.people["curator"],
        workshop.people["editor"],
        f"/takes/{take['id']}/rating",
    )

    def given(who: Person, rating: dict) -> list[tuple]:
        found = who.made("PUT", path, rating)
        assert all(one["rated_at"] for one in found["ratings"])
        return [(one["name"], one["stars"], one["flag"], one["saw_others"]) for one in found["ratings"]]

    assert given(curator, {"flag": "pick"}) == [("curator", None, "pick", False)]
    assert given(curator, {"stars": 2}) == [("curator", 2, "pick", False)]  # nobody else gave any
    given(editor, {"stars": 5})
    assert given(curator, {"stars": 4})[0] == ("curator", 4, "pick", True)
    assert given(curator, {"stars": None, "flag": None}) == []
    assert given(curator, {"stars": 4})[0] == ("curator", 4, None, True)  # who saw them has seen them
    assert workshop.people["owner"].made("GET", f"/takes/{take['id']}/settings")
    assert curator.send("PUT", path, {"flag": "perhaps"}).status_code == 422


def test_tags_and_remarks_of_others_are_seen_once_one_has_judged_oneself(
    workshop: Workshop, keep_path: str
) -> None:
    editor, curator = workshop.people["editor"], workshop.people["curator"]
    take = editor.made("POST", keep_path, {"candidate": 0, "step": 2})
    path = f"/takes/{take['id']}"
    editor.made("PATCH", path, {"tags": ["calm", "advent"], "remarks": "Dull"})

    def seen_by(role: str, query: str = "") -> list[tuple]:
        found = workshop.people[role].made("GET", f"/projects/{workshop.project.pk}/takes?{query}")["takes"]
        (text,) = [text for _, text in read_page(f"project:{workshop.project.pk}", 0)][-1:]
        told = json.loads(event_as_seen_by(text, Reader(role, access.role_may(role, "curate"))))
        if found:
            assert {name: found[0][name] for name in ("tags", "remarks", "hides")} == {
                name: told["payload"]["take"][name] for name in ("tags", "remarks", "hides")
            }
        return [(one["tags"], one["remarks"], one["hides"]) for one in found]

    assert seen_by("editor") == seen_by("viewer") == [(["calm", "advent"], "Dull", [])]
    assert seen_by("curator") == [([], "", ["tags", "remarks"])]
    assert seen_by("curator", "search=dull") == seen_by("curator", "tag=calm") == []
    assert seen_by("curator", "search=calm") == []
    changed = curator.made("PATCH", path, {"tags": ["Calm", "mine"]})
    assert changed["tags"] == ["calm", "mine"]  # hers, and what somebody wrote before her
    refused = curator.send("PATCH", path, {"remarks": "Lovely"})
    assert (refused.status_code, refused.json()["code"]) == (409, "hidden")
    assert "Rate, pick or reject it" in refused.json()["message"]
    curator.made("PUT", f"{path}/rating", {"flag": "reject"})
    assert seen_by("curator") == [(["calm", "advent", "mine"], "Dull", [])]
    assert len(seen_by("curator", "search=dull")) == len(seen_by("curator", "tag=advent")) == 1
    assert curator.made("PATCH", path, {"remarks": "Lovely", "tags": ["mine"]})["remarks_by"] == "curator"
    assert seen_by("editor") == [([], "", ["ratings", "tags", "remarks"])]


def test_takes_stand_in_the_order_of_keeping(workshop: Workshop, keep_path: str) -> None:
    kept = [workshop.owner.made("POST", keep_path, {"candidate": 0, "step": step}) for step in (3, 1, 2)]
    snapshot = workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/snapshot")
    assert snapshot["takes"] == kept
