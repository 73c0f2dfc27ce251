"""Repair and splice over HTTP: which cells may change, what stays, and what is refused."""

import time
from typing import Any

import numpy as np
import pytest

from studio.models import Act, Generation, Take
from studio.services import canvases
from studio.services.collection import takes
from studio.services.runs import claims, grades
from sunmask.kinds.grade import CanvasGrade, CellFault
from tests.studio.workshop import COLUMNS, NUM_CELLS, Workshop


@pytest.fixture
def take(workshop: Workshop) -> Take:
    """Quarters in all voices, kept; the soprano is held, the others were composed."""
    return keep(workshop, start(workshop, held_rows=[0]), 60)


def start(workshop: Workshop, held_rows: list[int], num_candidates: int = 1) -> Generation:
    generation = workshop.start(num_candidates=num_candidates)
    generation.frozen["states"] = [[0 if row in held_rows else 2] * COLUMNS for row in range(4)]
    generation.frozen["pins"] = [[row in held_rows] * COLUMNS for row in range(4)]
    generation.save(update_fields=["frozen"])
    return generation


def keep(workshop: Workshop, generation: Generation, pitch: int) -> Take:
    row = ([pitch] + [-pitch] * 3) * (COLUMNS // 4)
    (claimed,) = claims.claim(worker="test")
    assert claimed.pk == generation.pk
    step = {"step": 0, "symbols": [row * 4]}
    assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=[step])
    return takes.keep(generation=claimed, user=workshop.user("editor"), candidate=0, step=0)


def grade(take: Take, *faults: list[int]) -> None:
    found = tuple(CellFault("note", "A rare note.", tuple(cells), 0.1) for cells in faults)
    grades.store_take(take=take, graded=CanvasGrade(5.0, {"note": 5.0}, found))


def cells(row: int, quarter: int) -> list[int]:
    return [row * COLUMNS + 4 * quarter + t for t in range(4)]


def open_cells(generation: dict[str, Any]) -> set[int]:
    """The cells that may change; all others must be unmasked and pinned."""
    frozen = Generation.objects.get(pk=generation["id"]).frozen
    states, pins = np.array(frozen["states"]).ravel(), np.array(frozen["pins"]).ravel()
    assert ((states == 2) | ((states == 0) & pins)).all()
    assert not pins[states == 2].any()
    return set(np.flatnonzero(states == 2).tolist())


def test_a_repair_frees_whole_notes_of_the_faults_and_the_note_after(workshop: Workshop, take: Take) -> None:
    grade(take, cells(1, 1))
    made = workshop.people["editor"].made("POST", f"/takes/{take.pk}/repair")
    assert (made["purpose"], made["sources"], made["num_candidates"]) == ("repair", [str(take.pk)], 3)
    assert open_cells(made) == set(cells(1, 1) + cells(1, 2))
    frozen = Generation.objects.get(pk=made["id"]).frozen
    assert np.array(frozen["content"]["symbols"]).ravel().tolist() == take.symbols


def test_a_wider_repair_reaches_a_beat_more_to_each_side(workshop: Workshop, take: Take) -> None:
    grade(take, cells(1, 1))
    path = f"/takes/{take.pk}/repair"
    made = workshop.owner.made("POST", path, {"wider": 1})
    assert open_cells(made) == {cell for quarter in range(4) for cell in cells(1, quarter)}
    refused = workshop.owner.post(path, {"wider": 17})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")


def test_what_was_held_stays_held(workshop: Workshop, take: Take) -> None:
    grade(take, cells(0, 0) + cells(0, 1) + cells(3, 0) + cells(3, 1))
    made = workshop.owner.made("POST", f"/takes/{take.pk}/repair", {"num_variants": 2})
    assert made["num_candidates"] == 2
    free = open_cells(made)
    assert free
    assert free <= set(range(3 * COLUMNS, NUM_CELLS))


def test_cells_that_were_held_in_mid_run_stay_too(workshop: Workshop, take: Take) -> None:
    payload = {"cells": cells(1, 0), "state": 0, "pinned": True, "symbols": None}
    Act.objects.create(generation=take.generation, number=1, kind="cells", payload=payload, from_step=0)
    grade(take, cells(1, 0), cells(2, 0))
    made = workshop.owner.made("POST", f"/takes/{take.pk}/repair")
    assert open_cells(made) == set(cells(2, 0) + cells(2, 1))


@pytest.mark.parametrize(
    ("faults", "says"), [([], "no faults"), ([cells(0, 0)], "only in cells that are kept")]
)
def test_where_there_is_nothing_to_repair_a_sentence_says_so(
    faults: list[list[int]], says: str, workshop: Workshop, take: Take
) -> None:
    grade(take, *faults)
    response = workshop.owner.post(f"/takes/{take.pk}/repair")
    assert (response.status_code, response.json()["code"]) == (409, "nothing_to_repair")
    assert says in response.json()["message"]


def test_a_take_whose_grade_does_not_come_is_refused_for_now(
    workshop: Workshop, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("no request waits for a worker"))
    response = workshop.owner.post(f"/takes/{take.pk}/repair")
    assert (response.status_code, response.json()["code"]) == (503, "not_graded")
    assert response["Retry-After"] == "1"


def test_a_candidate_is_kept_to_be_repaired_once(workshop: Workshop) -> None:
    generation = workshop.run(start(workshop, held_rows=[], num_candidates=2), upto=4)
    path, body = f"/generations/{generation.pk}/repair", {"candidate": 1, "step": 3}
    assert workshop.owner.post(path, body).status_code == 503
    take = Take.objects.get()
    assert (take.candidate, take.step, take.note) == (1, 3, "to repair")
    grade(take, [17])
    assert workshop.owner.made("POST", path, body)["sources"] == [str(take.pk)]
    assert Take.objects.count() == 1
    assert workshop.owner.post(path, {"candidate": 5, "step": 3}).status_code == 404


@pytest.mark.parametrize("num_variants", [0, 13])
def test_variants_are_few(num_variants: int, workshop: Workshop, take: Take) -> None:
    grade(take, cells(1, 1))
    response = workshop.owner.post(f"/takes/{take.pk}/repair", {"num_variants": num_variants})
    assert response.status_code == 422
    assert "variants" in response.json()["message"]


class TestSplice:
    @pytest.fixture
    def other(self, workshop: Workshop) -> Take:
        return keep(workshop, start(workshop, held_rows=[0]), 72)

    def splice(self, workshop: Workshop, first: Take, second: Take, **changes: Any):
        body = {"first_take": str(first.pk), "second_take": str(second.pk), "columns": [[0, 7]]}
        return workshop.people["editor"].post(f"/canvases/{workshop.canvas.pk}/splices", body | changes)

    def test_columns_of_the_first_stand_in_the_second_and_a_beat_on_each_side_is_free(
        self, workshop: Workshop, take: Take, other: Take
    ) -> None:
        made = self.splice(workshop, take, other).json()
        assert (made["purpose"], made["sources"]) == ("splice", [str(take.pk), str(other.pk)])
        frozen = Generation.objects.get(pk=made["id"]).frozen
        symbols = np.abs(frozen["content"]["symbols"])
        assert (symbols[:, :8] == 60).all()
        assert (symbols[:, 8:] == 72).all()
        assert open_cells(made) == {row * COLUMNS + column for row in range(4) for column in range(4, 12)}

    def test_the_seam_is_as_wide_as_asked_for_at_every_border(
        self, workshop: Workshop, take: Take, other: Take
    ) -> None:
        made = self.splice(workshop, take, other, columns=[[4, 7], [12, 15]], seam=1).json()
        assert {cell % COLUMNS for cell in open_cells(made)} == {3, 4, 7, 8, 11, 12}

    def test_a_line_that_both_held_alike_stays(self, workshop: Workshop, take: Take) -> None:
        alike = keep(workshop, start(workshop, held_rows=[0]), 60)
        free = open_cells(self.splice(workshop, take, alike).json())
        assert {cell // COLUMNS for cell in free} == {1, 2, 3}

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"columns": [[0, 15]]}, "some from the second"),
            ({"columns": []}, "some columns from the first"),
            ({"columns": [[8, 4]]}, "0 to 15"),
            ({"columns": [[0, 16]]}, "0 to 15"),
            ({"seam": -1}, "seam"),
            ({"seam": 100}, "seam"),
            ({"num_variants": 0}, "variants"),
        ],
    )
    def test_what_cannot_be_is_refused_with_a_sentence(
        self, changes: dict, says: str, workshop: Workshop, take: Take, other: Take
    ) -> None:
        response = self.splice(workshop, take, other, **changes)
        assert response.status_code == 422
        assert says in response.json()["message"]

    def test_takes_whose_metre_changes_elsewhere_are_refused(
        self, workshop: Workshop, take: Take, other: Take
    ) -> None:
        changing = [(take, {"metre": "2/4"}), (other, {"metre": "2/4", "metre_changes": [[8, "3/4"]]})]
        for each, metres in changing:
            each.generation.frozen["content"]["meta"] |= metres
            each.generation.save(update_fields=["frozen"])
        response = self.splice(workshop, take, other)
        assert (response.status_code, "changes at the same bars" in response.json()["message"]) == (422, True)

    @pytest.mark.parametrize(
        ("options", "says"),
        [({"num_bars": 2}, "the same length"), ({"num_bars": 1, "pickup": 4}, "the same pickup")],
    )
    def test_takes_that_do_not_fit_each_other_are_refused(
        self, options: dict, says: str, workshop: Workshop, take: Take
    ) -> None:
        owner = workshop.owner.user
        assert owner is not None
        elsewhere = canvases.create(
            project=workshop.project, user=owner, kind="chorale", name="Other", start="blank", options=options
        )
        generation = workshop.start(canvas=elsewhere, num_candidates=1)
        (claimed,) = claims.claim(worker="test")
        step = {"step": 0, "symbols": [[0] * (NUM_CELLS * options["num_bars"])]}
        assert claims.record(generation_id=generation.pk, fence=claimed.fence, steps=[step])
        foreign = takes.keep(generation=generation, user=owner, candidate=0, step=0)
        response = self.splice(workshop, foreign, take)
        assert (response.status_code, says in response.json()["message"]) == (422, True)
        response = self.splice(workshop, take, foreign)
        assert (response.status_code, "another canvas" in response.json()["message"]) == (422, True)
