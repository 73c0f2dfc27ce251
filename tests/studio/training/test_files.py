"""Rows to train on as files: one schema for all, columns of one type, views that trainers take as they
are."""

import io
import json
import sys
import zipfile
from typing import Any

import jsonschema_rs
import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq
import pytest

from studio import bodies
from studio.bodies.training import schema
from studio.models import Canvas, Generation
from studio.services import canvases
from studio.services.collection import takes as takes_service
from studio.training import columns
from sunmask.chorale.settings import ChoraleSettings
from tests.studio.test_rankings import LISTENED, chosen, judge, made, opened
from tests.studio.workshop import COLUMNS, Person, Workshop, run_text, streamed

__all__ = ["chosen", "made"]


@pytest.fixture
def voted(made: dict[str, Any], workshop: Workshop) -> str:
    """The path of an open ranking with three votes for a side, a tie and one for neither."""
    for generation in Generation.objects.all():  # all cells were free: both takes have the same prompt
        generation.frozen |= {"states": [[2] * COLUMNS] * 4, "pins": [[False] * COLUMNS] * 4}
        generation.save(update_fields=["frozen"])
    judge(workshop.people["curator"], made["id"], 3)
    for outcome in ("tie", "both_bad"):
        duel = workshop.owner.made("POST", f"/rankings/{made['id']}/duels")
        workshop.owner.made("POST", f"/duels/{duel['id']}/vote", {"outcome": outcome, "heard": LISTENED})
    opened(workshop, made)
    return f"/rankings/{made['id']}/preferences"


def lines(who: Person, path: str) -> list[dict[str, Any]]:
    response = who.get(path)
    assert response.status_code == 200, response.content
    return [json.loads(line) for line in streamed(response).splitlines()]


def table(who: Person, path: str) -> pa.Table:
    return pq.read_table(io.BytesIO(streamed(who.get(path))))


def test_parquet_holds_the_same_rows_as_the_lines(voted: str, workshop: Workshop) -> None:
    viewer = workshop.people["viewer"]
    rows = lines(viewer, voted)
    assert len(rows) == 5
    assert table(viewer, f"{voted}?file=parquet").to_pylist() == rows
    for row in rows:
        jsonschema_rs.validate(schema("preference-pair"), row)


def test_programs_that_want_columns_of_one_type_read_the_lines(voted: str, workshop: Workshop) -> None:
    text = streamed(workshop.owner.get(voted))
    read = pyarrow.json.read_json(io.BytesIO(text), pyarrow.json.ReadOptions(block_size=1 << 24))
    assert read.num_rows == 5


def test_a_schema_says_where_it_is_and_which_version(workshop: Workshop) -> None:
    for name in ("preference-pair", "rated-take", "step-preference"):
        found = Person(None).made("GET", f"/schemas/{name}")
        version = found["properties"]["version"]["const"]
        assert found["$id"] == f"http://localhost/api/schemas/{name}?version={version}"
        jsonschema_rs.meta.validate(found)
    assert Person(None).get("/schemas/other").status_code == 422


def test_pairs_are_texts_and_ties_stay_only_by_choice(voted: str, workshop: Workshop) -> None:
    full = lines(workshop.owner, voted)
    pairs = lines(workshop.owner, f"{voted}?view=pairs")
    assert {tuple(pair) for pair in pairs} == {("prompt", "chosen", "rejected")}
    assert all(isinstance(value, str) for pair in pairs for value in pair.values())
    won = [row for row in full if row["outcome"] == "chosen"]
    # what a trainer joins is lines of cells again
    assert [pair["prompt"] for pair in pairs] == [in_text(row["prompt"]["symbols"]) + "\n" for row in won]
    assert [pair["chosen"] for pair in pairs] == [in_text(row["chosen"]["symbols"]) for row in won]
    assert [pair["rejected"] for pair in pairs] == [in_text(row["rejected"]["symbols"]) for row in won]
    kept = lines(workshop.owner, f"{voted}?view=pairs&ties=keep")
    assert sorted(pair["outcome"] for pair in kept) == ["both_bad", "chosen", "chosen", "chosen", "tie"]
    columns = table(workshop.owner, f"{voted}?view=pairs&file=parquet")
    assert columns.to_pylist() == pairs
    assert table(workshop.owner, f"{voted}?view=pairs&ties=keep&file=parquet").to_pylist() == kept


def in_text(symbols: list[list[Any]]) -> str:
    return "\n".join(" ".join("_" if cell is None else str(cell) for cell in row) for row in symbols)


def test_labels_say_of_each_take_whether_it_was_wanted(voted: str, workshop: Workshop) -> None:
    rows = lines(workshop.owner, f"{voted}?view=labels")
    assert {tuple(row) for row in rows} == {("prompt", "completion", "label")}
    assert all(row["prompt"].endswith("\n") for row in rows)
    assert sorted(row["label"] for row in rows) == [False] * 5 + [True] * 3  # two of them for neither
    assert table(workshop.owner, f"{voted}?view=labels&file=parquet").to_pylist() == rows


def test_a_zip_has_card_schema_and_metadata(voted: str, workshop: Workshop) -> None:
    response = workshop.people["viewer"].get(f"{voted}?file=zip")
    assert response["Content-Disposition"] == 'attachment; filename="endings-preferences.zip"'
    with zipfile.ZipFile(io.BytesIO(streamed(response))) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert set(found) == {"README.md", "croissant.json", "schema.json", "data.jsonl", "data.parquet"}
    assert pq.read_table(io.BytesIO(found["data.parquet"])).num_rows == 5
    card = found["README.md"].decode()
    assert "- rows: 5" in card
    assert "- votes: tie: 1" in card
    croissant = json.loads(found["croissant.json"])
    assert {file["contentUrl"] for file in croissant["distribution"]} == {"data.jsonl", "data.parquet"}
    fields = croissant["recordSet"][0]["field"]
    named = [field["name"] for field in fields]
    assert {name.split("/")[0] for name in named} == set(bodies.PreferencePair.model_fields)
    assert {"prompt/settings", "chosen/heard/share", "chosen/symbols"} <= set(named)


def test_without_pyarrow_parquet_is_refused_and_a_zip_has_the_lines(
    voted: str, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    refused = workshop.owner.get(f"{voted}?file=parquet")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_parquet")
    with zipfile.ZipFile(io.BytesIO(streamed(workshop.owner.get(f"{voted}?file=zip")))) as archive:
        assert "data.parquet" not in archive.namelist()
        croissant = json.loads(archive.read("croissant.json"))
    assert [file["contentUrl"] for file in croissant["distribution"]] == ["data.jsonl"]


@pytest.fixture
def rated(workshop: Workshop) -> str:
    """The path of three takes that the curator and the editor rated."""
    keep = f"/generations/{workshop.run(workshop.start(settings={'num_steps': 8}), upto=4).pk}/takes"
    ids = [workshop.owner.made("POST", keep, {"candidate": 0, "step": step})["id"] for step in (1, 2, 3)]
    curator, editor = workshop.people["curator"], workshop.people["editor"]
    curator.made("PUT", f"/takes/{ids[0]}/rating", {"flag": "pick", "stars": 1})
    curator.made("PUT", f"/takes/{ids[1]}/rating", {"stars": 3})
    editor.made("PUT", f"/takes/{ids[1]}/rating", {"stars": 2})
    editor.made("PATCH", f"/takes/{ids[1]}", {"tags": ["dull"]})
    return f"/projects/{workshop.project.pk}/takes/data"


def test_filtered_takes_leave_as_rows_without_names(rated: str, workshop: Workshop) -> None:
    text = streamed(workshop.people["viewer"].get(rated)).decode()
    rows = [json.loads(line) for line in text.splitlines()]
    assert not {name for name in workshop.people if f'"{name}"' in text}
    assert [[(one["rater"], one["stars"], one["flag"]) for one in row["ratings"]] for row in rows] == [
        [("rater 1", 1, "pick")],
        [("rater 1", 3, None), ("rater 2", 2, None)],
        [],
    ]
    for row in rows:
        jsonschema_rs.validate(schema("rated-take"), row)
        assert set(json.loads(row["prompt"]["settings"])) <= ChoraleSettings.names()
    assert table(workshop.people["viewer"], f"{rated}?file=parquet").to_pylist() == rows
    assert len(lines(workshop.people["viewer"], f"{rated}?tag=dull")) == 1
    labels = [row["label"] for row in lines(workshop.people["viewer"], f"{rated}?view=labels")]
    assert labels == [True, False]  # as flagged; two stars; three stars say neither
    assert workshop.owner.get(f"{rated}?view=pairs").json()["code"] == "no_pairs"


def test_who_may_rate_gets_others_ratings_only_after_their_own(rated: str, workshop: Workshop) -> None:
    found = lines(workshop.people["editor"], rated)
    assert [(len(row["ratings"]), row["tags"]) for row in found] == [(0, []), (2, ["dull"]), (0, [])]
    hidden = lines(workshop.owner, rated)
    assert [(len(row["ratings"]), row["tags"]) for row in hidden] == [(0, [])] * 3


def test_takes_of_two_kinds_are_two_files(rated: str, workshop: Workshop, text_checkpoint: None) -> None:
    canvas = canvases.create(
        project=workshop.project,
        user=workshop.user("owner"),
        kind="text",
        name="Words",
        start="blank",
        options={"text": "He ▢ ▢ home."},
    )
    written = run_text(workshop, Canvas.objects.get(pk=canvas.pk))
    takes_service.keep(generation=written, user=workshop.user("editor"), candidate=1, step=4)
    refused = workshop.owner.get(rated)
    assert (refused.status_code, refused.json()["code"]) == (409, "several_kinds")
    of_text = f"{rated}?canvas={canvas.pk}"
    (row,) = lines(workshop.owner, of_text)
    assert table(workshop.owner, f"{of_text}&file=parquet").to_pylist() == [row]
    assert "temperature" in json.loads(row["prompt"]["settings"])


def test_every_row_has_columns() -> None:
    for model in (bodies.PreferencePair, bodies.RatedTake, bodies.StepPreference):
        for symbol in (int, str):
            assert columns.schema_of(model, symbol).names == list(model.model_fields)
