"""What people preferred in the middle of a run, each row as its replay has it."""

import json
from typing import Any

import jsonschema_rs
import numpy as np
import pytest

from studio import bodies
from studio.bodies.training import schema
from studio.models import Generation
from studio.reads.runs.acts import painted_at
from studio.reads.runs.steps import grid_at
from studio.services.runs import acts, claims
from studio.training import steps
from sunmask.method.cells import plan_from_states
from tests.studio.workshop import COLUMNS, Workshop, streamed


@pytest.fixture
def steered(workshop: Workshop) -> Generation:
    """A run in which the editor wrote, held, freed and took back: each act with the step that it held from.

    Step s of candidate b brings the pitch 60 + b into cell s.
    """
    generation = workshop.start()
    generation.frozen |= {"states": [[2] * COLUMNS] * 4, "pins": [[False] * COLUMNS] * 4}
    generation.save(update_fields=["frozen"])
    generation = workshop.run(generation, upto=2)
    said: list[tuple[int, dict[str, Any]]] = [
        (3, {"candidate": 0, "cells": [1, 2], "symbols": [72, 60], "state": 0}),
        (3, {"cells": [1], "state": 0, "candidate": 1}),
        (4, {"candidate": 1, "cells": [1], "state": 2}),
        (5, {"candidate": 0, "cells": [1], "symbols": [60]}),
        (6, {"candidate": 1, "cells": [2, 3], "state": 0}),
        (7, {"candidate": 1, "cells": [2], "state": 1, "pinned": False}),
    ]
    for step in range(3, 9):
        for _, change in (each for each in said if each[0] == step):
            acts.add(generation=generation, user=workshop.user("editor"), change=bodies.NewAct(**change))
        taken = acts.take_up(generation_id=generation.pk, fence=generation.fence, step=step)
        record = {"step": step, "changes": [written(taken, 0, step), written(taken, 1, step)]}
        assert claims.record(generation_id=generation.pk, fence=generation.fence, steps=[record])
    generation.refresh_from_db()
    return generation


def written(taken: list[Any], candidate: int, step: int) -> list[int]:
    """What a step changes: its cell, and what acts wrote."""
    found = {step: 60 + candidate}
    for act in taken:
        if act.candidate in (None, candidate) and act.payload.get("symbols"):
            found |= dict(zip(act.payload["cells"], act.payload["symbols"], strict=True))
    return [value for cell in sorted(found) for value in (cell, found[cell])]


def test_an_act_says_what_was_wanted_and_what_was_not(steered: Generation) -> None:
    found = [
        (row.candidate, row.step, row.what, row.cells, row.chosen, row.rejected, row.is_undone)
        for row in steps.of_generation(steered)
    ]
    assert found == [
        (0, 2, "change", [1], [72], [60], True),
        (0, 2, "hold", [2], [60], None, False),
        (1, 2, "hold", [1], [61], None, True),
        (1, 3, "undo", [1], None, None, False),
        (0, 4, "undo", [1], [60], [72], False),
        (1, 5, "hold", [2, 3], [61, 61], None, False),
        (1, 6, "free", [2], None, [61], False),
    ]


def test_each_row_is_what_the_replay_of_its_step_has(steered: Generation) -> None:
    rows = steps.of_generation(steered)
    assert rows
    for row in rows:
        grid = grid_at(steered, row.candidate, row.step)
        assert [cell for symbols in row.grid for cell in symbols] == grid
        before = [grid[cell] for cell in row.cells]
        wanted = {"change": row.rejected, "hold": row.chosen, "free": row.rejected, "undo": row.rejected}[
            row.what
        ]
        assert wanted in (before, None)
        states, pins = painted_at(steered, row.candidate, row.step)
        assert (row.states, row.pins) == (states, pins)
        after = painted_at(steered, row.candidate, row.step + 1)
        hold = plan_from_states(np.array(after[0]), np.array(after[1])).hold.reshape(-1)
        if row.what in ("hold", "free"):
            assert set(hold[row.cells]) == {row.what == "hold"}
        if row.what in ("change", "undo") and row.chosen is not None:
            assert [grid_at(steered, row.candidate, row.step + 1)[cell] for cell in row.cells] == row.chosen


def test_steps_leave_as_rows_pairs_and_labels_without_names(steered: Generation, workshop: Workshop) -> None:
    path = f"/canvases/{workshop.canvas.pk}/steps/data"
    text = streamed(workshop.people["viewer"].get(path)).decode()
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["person"] for row in rows] == ["person 1"] * 7
    assert '"editor"' not in text
    for row in rows:
        jsonschema_rs.validate(schema("step-preference"), row)
        assert len(row["grid"][0]) == COLUMNS
    pairs = [json.loads(line) for line in streamed(workshop.owner.get(f"{path}?view=pairs")).splitlines()]
    assert [(pair["chosen"], pair["rejected"]) for pair in pairs] == [("60", "72")]
    assert pairs[0]["prompt"].split()[1] == "_"
    labels = [json.loads(line) for line in streamed(workshop.owner.get(f"{path}?view=labels")).splitlines()]
    assert [(row["completion"], row["label"]) for row in labels] == [
        ("60", True),
        ("60", True),
        ("72", False),
        ("61 61", True),
        ("61", False),
    ]


def test_a_run_without_acts_says_nothing(workshop: Workshop) -> None:
    assert steps.of_generation(workshop.run(workshop.start(), upto=4)) == []
