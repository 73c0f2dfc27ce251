"""Scores over HTTP: who may have them, what is engraved, what is refused."""

import gzip
from typing import Any

import pytest

from studio import limits
from studio.web import engraving
from tests.studio.workshop import Person, Workshop

ONE_BAR = [[60 + 4 * row, *[-(60 + 4 * row)] * 15] for row in range(4)]


def path(workshop: Workshop, canvas: Any = None) -> str:
    return f"/canvases/{canvas or workshop.canvas.pk}/engravings"


def body(**changes: Any) -> dict[str, Any]:
    return {"symbols": ONE_BAR, "meta": {"metre": "4/4"}, "marks": [], "width": 100} | changes


def test_a_viewer_sees_the_score_of_what_is_in_view(workshop: Workshop) -> None:
    before = workshop.owner.get(f"/canvases/{workshop.canvas.pk}/state").json()
    (page,) = workshop.people["viewer"].made("POST", path(workshop), body())["pages"]
    for letter in "SATB":
        assert f'id="n-{letter}-0"' in page
    assert workshop.owner.get(f"/canvases/{workshop.canvas.pk}/state").json() == before


def test_strangers_and_the_signed_out_see_nothing(workshop: Workshop) -> None:
    assert workshop.people["stranger"].post(path(workshop), body()).status_code == 404
    assert Person(None).post(path(workshop), body()).status_code == 401


def test_a_score_without_the_token_is_refused(workshop: Workshop) -> None:
    foreign = Person(workshop.user("owner"), enforce_csrf=True)
    assert foreign.post(path(workshop), body()).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"symbols": []},
        {"symbols": [[60]] * 3},
        {"symbols": [[60, 60], [60], [60], [60]]},
        {"symbols": [[12]] * 4},
        {"symbols": [["war"]] * 4},
        {"symbols": [[60.5]] * 4},
        {"symbols": [[]] * 4},
        {"marks": [[9, 0, {"fermata": True}]]},
        {"width": 5},
        {"width": 10**9},
        {"height": 5},
        {"height": 10**9},
    ],
)
def test_what_is_no_score_is_refused_with_a_sentence(changes: dict[str, Any], workshop: Workshop) -> None:
    answer = workshop.owner.post(path(workshop), body(**changes))
    assert answer.status_code == 422
    assert len(answer.json()["message"]) > 20


def test_a_score_with_too_many_notes_is_refused_with_their_number(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ENGRAVED_UNITS", 3)
    answer = workshop.owner.post(path(workshop), body())
    assert (answer.status_code, answer.json()["code"]) == (422, "too_long")
    assert "this one has 4" in answer.json()["message"]


def test_a_text_has_no_score(workshop: Workshop) -> None:
    new = {"kind": "text", "name": "Words", "start": "blank"}
    text = workshop.owner.made("POST", f"/projects/{workshop.project.pk}/canvases", new)["id"]
    answer = workshop.owner.post(path(workshop, text), body(symbols=[["war"]]))
    assert (answer.status_code, answer.json()["code"]) == (422, "not_engraved")


def test_words_come_as_text_and_bad_metadata_is_left_out(workshop: Workshop) -> None:
    hostile = "<script>alert(1)</script>"
    marks = [[0, 0, {"fermata": True, "lyrics": [{"text": hostile, "syllabic": "single", "verse": 1}]}]]
    meta = {"title": hostile, "composer": hostile, "metre": "7/8", "fifths": 99, "tempo": "fast"}
    (page,) = workshop.owner.made("POST", path(workshop), body(marks=marks, meta=meta))["pages"]
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_same_score_is_engraved_once(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    engrave = engraving._engraver.engrave
    monkeypatch.setattr(
        engraving._engraver, "engrave", lambda *score, **page: asked.append(score) or engrave(*score, **page)
    )
    engraving._remembered.clear()
    pages = [workshop.people[role].made("POST", path(workshop), body()) for role in ("viewer", "owner")]
    assert pages[0] == pages[1]
    assert len(asked) == 1


def test_scores_travel_compressed_where_a_browser_can_read_that(workshop: Workshop) -> None:
    score = body(symbols=[voice * 12 for voice in ONE_BAR])
    plain = workshop.owner.post(path(workshop), score)
    packed = workshop.owner.post(path(workshop), score, **{"Accept-Encoding": "gzip, br"})
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 4


def test_lines_stay_where_they_were(workshop: Workshop) -> None:
    score = body(symbols=[voice * 12 for voice in ONE_BAR], width=60)
    starts = [0, 48, 112, 160]
    usual, held = (
        workshop.owner.made("POST", path(workshop), score | more)["pages"]
        for more in ({}, {"line_starts": starts})
    )
    assert usual != held
    assert [f'id="n-B-{start}"' in page for start, page in zip(starts, held, strict=True)] == [True] * 4
    assert workshop.owner.post(path(workshop), score | {"line_starts": ["0"]}).status_code == 422


def test_the_first_lines_of_a_long_score_come_alone_until_it_is_there(workshop: Workshop) -> None:
    score = body(symbols=[voice * 12 for voice in ONE_BAR], width=60, meta={"metre": "4/4", "fifths": 3})
    first = workshop.owner.made("POST", path(workshop), score | {"first_lines": 1})["pages"]
    whole = workshop.owner.made("POST", path(workshop), score)["pages"]
    assert len(whole) > 2
    assert first == [whole[0], *[""] * (len(whole) - 1)]
    assert workshop.owner.made("POST", path(workshop), score | {"first_lines": 1})["pages"] == whole
    assert workshop.owner.post(path(workshop), score | {"first_lines": 0}).status_code == 422


def test_nobody_asks_without_end(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ENGRAVINGS", limits.Rate("engraving", 1, 60, "scores to engrave"))
    workshop.owner.made("POST", path(workshop), body())
    answer = workshop.owner.post(path(workshop), body())
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
