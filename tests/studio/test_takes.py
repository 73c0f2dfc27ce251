"""Takes and comments over HTTP."""

import pytest

from studio import limits
from studio.models import Take
from tests.studio.workshop import NUM_CELLS, Workshop


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


def test_takes_stand_in_the_order_of_keeping(workshop: Workshop, keep_path: str) -> None:
    kept = [workshop.owner.made("POST", keep_path, {"candidate": 0, "step": step}) for step in (3, 1, 2)]
    snapshot = workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/snapshot")
    assert snapshot["takes"] == kept


def test_a_comment_is_text_on_a_cell_and_its_author_may_take_it_back(workshop: Workshop) -> None:
    path = f"/canvases/{workshop.canvas.pk}/comments"
    text = "<script>alert(1)</script> B flat?"
    said = workshop.people["commenter"].made("POST", path, {"text": text, "column": "3", "row": 2})
    assert (said["text"], said["column"], said["row"]) == (text, "3", 2)
    refused = workshop.people["editor"].send("DELETE", f"/comments/{said['id']}")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    workshop.people["commenter"].made("DELETE", f"/comments/{said['id']}")
    other = workshop.people["commenter"].made("POST", path, {"text": "x"})
    workshop.owner.made("DELETE", f"/comments/{other['id']}")
    snapshot = workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/snapshot")
    assert snapshot["comments"] == []


@pytest.mark.parametrize("text", ["", "  ", "x" * (limits.COMMENT_CHARACTERS + 1), None])
def test_a_comment_has_1_to_2000_characters(text: str | None, workshop: Workshop) -> None:
    response = workshop.owner.post(f"/canvases/{workshop.canvas.pk}/comments", {"text": text})
    assert response.status_code == 422
