"""Comments over HTTP: threads, mentions, places, and who may take what back."""

import pytest

from studio import limits
from tests.studio.workshop import Workshop, person


@pytest.fixture
def path(workshop: Workshop) -> str:
    return f"/canvases/{workshop.canvas.pk}/comments"


def comments_of(workshop: Workshop) -> list[dict]:
    return workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/snapshot")["comments"]


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


def test_a_comment_that_is_sent_again_is_made_once(workshop: Workshop, path: str) -> None:
    def said(text: str, key: str, by: str = "commenter") -> str:
        client = workshop.people[by]
        return client.made("POST", path, {"text": text}, **{"Idempotency-Key": key})["id"]

    first = said("B flat?", "one")
    assert said("B flat?", "one") == first
    assert said("B flat?", "two") != first
    assert said("B flat?", "one", by="editor") != first  # keys are each person's own
    assert len(comments_of(workshop)) == 3
    refused = workshop.owner.send("POST", path, {"text": "B flat?"}, **{"Idempotency-Key": ""})
    assert refused.status_code == 422


@pytest.mark.parametrize("text", ["", "  ", "x" * (limits.COMMENT_CHARACTERS + 1), None])
def test_a_comment_has_1_to_2000_characters(text: str | None, workshop: Workshop) -> None:
    response = workshop.owner.post(f"/canvases/{workshop.canvas.pk}/comments", {"text": text})
    assert response.status_code == 422


def test_a_place_is_cells_in_a_row_or_whole_columns_and_is_remembered_in_words(
    workshop: Workshop, path: str
) -> None:
    commenter = workshop.people["commenter"]
    note = {"column": "2", "row": 1, "place": "alto, bar 1 beat 1", "quote": "F♯4"}
    said = commenter.made("POST", path, {"text": "Sharp?", **note})
    assert {name: said[name] for name in note} == note
    bar = commenter.made("POST", path, {"text": "Slower", "column": "0", "last_column": "15"})
    assert (bar["column"], bar["last_column"], bar["row"]) == ("0", "15", None)
    refused = commenter.post(path, {"text": "Where?", "row": 1})
    assert refused.status_code == 422
    assert "column" in refused.json()["message"]


def test_answers_make_a_thread_that_is_settled_and_opened_again(workshop: Workshop, path: str) -> None:
    commenter, editor, viewer = (workshop.people[role] for role in ("commenter", "editor", "viewer"))
    asked = commenter.made("POST", path, {"text": "A D?", "column": "1", "row": 2})
    answer = editor.made("POST", path, {"text": "Yes", "thread": asked["id"], "column": "9"})
    assert (answer["thread"], answer["column"]) == (asked["id"], None)
    further = commenter.made("POST", path, {"text": "Thanks", "thread": answer["id"]})
    assert further["thread"] == asked["id"]
    settled = commenter.made("PATCH", f"/comments/{further['id']}", {"is_resolved": True})
    assert (settled["id"], settled["resolved_by"]["name"]) == (asked["id"], "commenter")
    assert viewer.send("PATCH", f"/comments/{asked['id']}", {"is_resolved": False}).status_code == 403
    editor.made("POST", path, {"text": "One more thing", "thread": asked["id"]})
    assert comments_of(workshop)[0]["resolved_at"] is None
    assert comments_of(workshop)[0]["resolved_by"] is None


def test_an_author_alone_says_a_comment_otherwise(workshop: Workshop, path: str) -> None:
    commenter, editor, viewer = (workshop.people[role] for role in ("commenter", "editor", "viewer"))
    said = commenter.made("POST", path, {"text": "A D, @viewer?", "column": "1", "row": 2})
    address = f"/comments/{said['id']}"
    assert said["edited_at"] is None
    assert commenter.made("PATCH", address, {"text": said["text"]})["edited_at"] is None
    edited = commenter.made("PATCH", address, {"text": "  A D sharp, @editor? "})
    assert (edited["text"], edited["column"], edited["row"]) == ("A D sharp, @editor?", "1", 2)
    assert [one["name"] for one in edited["mentions"]] == ["editor"]
    assert edited["edited_at"] > edited["created_at"]
    assert comments_of(workshop) == [edited]
    for other in (editor, workshop.owner):  # who may delete it may not put words into another's mouth
        refused = other.send("PATCH", address, {"text": "No"})
        assert (refused.status_code, refused.json()["code"]) == (403, "not_yours")
    assert viewer.send("PATCH", address, {"text": "No"}).status_code == 403
    for body in ({"text": " "}, {"text": "x" * (limits.COMMENT_CHARACTERS + 1)}, {}):
        assert commenter.send("PATCH", address, body).status_code == 422
    both = commenter.send("PATCH", address, {"text": "Yes", "is_resolved": True})
    assert both.status_code == 422
    editor.made("POST", path, {"text": "Yes", "thread": said["id"]})
    commenter.made("DELETE", address)
    refused = commenter.send("PATCH", address, {"text": "Back again"})
    assert (refused.status_code, refused.json()["code"]) == (409, "is_deleted")


def test_an_answer_to_what_is_gone_or_elsewhere_is_refused(workshop: Workshop, path: str) -> None:
    other = workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/duplicate")
    there = workshop.owner.made("POST", f"/canvases/{other['id']}/comments", {"text": "There"})
    refused = workshop.owner.post(path, {"text": "Here", "thread": there["id"]})
    assert refused.status_code == 404
    assert "gone" in refused.json()["message"]


def test_the_first_of_a_thread_stays_without_words_until_the_last_answer_goes(
    workshop: Workshop, path: str
) -> None:
    commenter, editor = workshop.people["commenter"], workshop.people["editor"]
    first = commenter.made("POST", path, {"text": "Look, @editor"})
    answer = editor.made("POST", path, {"text": "I see", "thread": first["id"]})
    commenter.made("DELETE", f"/comments/{first['id']}")
    emptied, kept = comments_of(workshop)
    assert (emptied["text"], emptied["mentions"], kept["text"]) == ("", [], "I see")
    editor.made("DELETE", f"/comments/{answer['id']}")
    assert comments_of(workshop) == []


def test_members_are_mentioned_by_an_at_and_their_name_and_nobody_else(workshop: Workshop, path: str) -> None:
    person("outsider")
    text = "@Editor. and @viewer, not @outsider or someone@curator.org; @editor again"
    said = workshop.people["commenter"].made("POST", path, {"text": text})
    assert sorted(one["name"] for one in said["mentions"]) == ["editor", "viewer"]


def test_a_comment_outlives_what_it_hangs_on(workshop: Workshop, path: str) -> None:
    said = workshop.owner.made("POST", path, {"text": "Keep me", "column": "gone", "row": 0, "quote": "G4"})
    assert comments_of(workshop) == [said]


def test_comments_take_no_more_queries_when_there_are_more(
    workshop: Workshop, path: str, django_assert_max_num_queries
) -> None:
    for number in range(30):
        workshop.owner.made("POST", path, {"text": f"{number} @editor"})
    with django_assert_max_num_queries(8):
        assert len(workshop.owner.made("GET", path)) == 30
