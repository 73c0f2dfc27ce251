"""Event streams: contiguous numbers, and a snapshot with what came after equals a fresh snapshot."""

from typing import Any

import pytest
from django.db import transaction

from studio import events
from studio.reads import selectors
from studio.services import generations
from tests.studio.workshop import Workshop, person


def apply(state: dict[str, Any], payload: dict[str, Any]) -> None:
    """What a browser does with an event of a project's stream."""
    kind = payload["kind"]
    if kind == "project":
        state["project"] |= {"name": payload["name"], "is_in_bin": payload["is_in_bin"]}
    elif kind == "members":
        state["members"] = payload["members"]
    elif kind == "comment" and payload["is_deleted"]:
        state["comment"].pop(payload["comment"]["id"], None)
    elif kind in ("canvas", "generation", "take", "comment"):
        state[kind][payload[kind]["id"]] = payload[kind]
    else:
        raise AssertionError(f"an event that no browser knows: {kind}")


def snapshot(workshop: Workshop) -> dict[str, Any]:
    """Project and canvas as a browser loads them, rows by their id."""
    of_project = workshop.owner.made("GET", f"/projects/{workshop.project.pk}/snapshot")
    of_canvas = workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/snapshot")
    with_canvases = ("updated_at", "num_canvases", "newest")
    project = {k: v for k, v in of_project["project"].items() if k not in with_canvases}
    return {
        "seq": of_canvas["seq"],
        "project": project,
        "members": of_project["members"],
        "canvas": {row["id"]: row for row in of_project["canvases"]},
        "generation": {row["id"]: row for row in of_canvas["generations"]},
        "take": {row["id"]: row for row in of_canvas["takes"]},
        "comment": {row["id"]: row for row in of_canvas["comments"]},
    }


def test_a_snapshot_and_the_events_after_it_equal_a_fresh_snapshot(workshop: Workshop) -> None:
    state = snapshot(workshop)
    owner, canvas = workshop.owner, f"/canvases/{workshop.canvas.pk}"
    project = f"/projects/{workshop.project.pk}"
    newcomer = person("newcomer")
    owner.made("PATCH", project, {"name": "Renamed"})
    owner.made("POST", f"{project}/members", {"name": "newcomer", "role": "viewer"})
    owner.made("PATCH", f"{project}/members/{newcomer.pk}", {"role": "editor"})
    owner.made("DELETE", f"{project}/members/{workshop.user('viewer').pk}")
    owner.made("POST", f"{project}/canvases", {"kind": "chorale", "start": "blank"})
    owner.made("POST", f"{canvas}/duplicate")
    owner.made("PATCH", canvas, {"name": "Another name", "position": 9})
    first = owner.made("POST", f"{canvas}/comments", {"text": "First", "column": "0", "row": 1})
    owner.made("POST", f"{canvas}/comments", {"text": "Second"})
    owner.made("DELETE", f"/comments/{first['id']}")
    running = workshop.run(workshop.start(), upto=4)
    owner.made("POST", f"/generations/{running.pk}/takes", {"candidate": 0, "step": 2})
    kept = owner.made("POST", f"/generations/{running.pk}/takes", {"candidate": 1, "step": 4})
    owner.made("PATCH", f"/takes/{kept['id']}", {"name": "Best", "is_starred": True, "position": 0})
    owner.made("POST", f"/takes/{kept['id']}/bin")
    owner.made("POST", f"/generations/{running.pk}/pause")
    owner.made("POST", f"/generations/{running.pk}/branch", {"candidate": 0, "step": 2})
    owner.made("POST", f"/generations/{running.pk}/stop")
    workshop.start()
    generations.reap()
    owner.made("POST", f"{project}/bin")

    stream = events.project_stream(workshop.project.pk)
    after = selectors.events_after(stream, state["seq"], 1000)
    assert [seq for seq, _ in after] == list(range(state["seq"] + 1, state["seq"] + 1 + len(after)))
    for seq, payload in after:
        apply(state, payload)
        state["seq"] = seq
    assert state == snapshot(workshop)


def test_a_generations_own_stream_tells_states_and_frames_in_order(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=3)
    generations.release(
        generation_id=generation.pk, fence=generation.fence, state="done", result_hash="f" * 64
    )
    stream = events.generation_stream(generation.pk)
    told = [
        payload["generation"]["state"] if payload["kind"] == "generation" else payload["frame"]["first_step"]
        for _, payload in selectors.events_after(stream, 0, 100)
    ]
    assert told == ["queued", "running", 0, 2, "done"]
    assert selectors.events_after(stream, 0, 3) + selectors.events_after(stream, 3, 3) == (
        selectors.events_after(stream, 0, 100)
    )
    last = selectors.events_after(stream, 4, 1)[0][1]["generation"]
    assert last == selectors.generation(generation.pk).model_dump(mode="json")


def test_a_number_that_was_not_used_leaves_no_gap(db: None) -> None:
    payload = {"kind": "project"}
    with transaction.atomic():
        assert events.append("project:x", "project", payload) == 1
    with transaction.atomic():
        assert events.append("project:x", "project", payload) == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        assert events.append("project:x", "project", payload) == 2
    assert selectors.stream_seq("project:x") == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        events.next_seq("project:x")


@pytest.mark.django_db(transaction=True)
def test_a_dead_bell_neither_fails_nor_delays_a_write(monkeypatch: pytest.MonkeyPatch) -> None:
    class DeadLayer:
        async def group_send(self, group: str, message: dict) -> None:
            raise ConnectionError("no broker")

    monkeypatch.setattr(events, "get_channel_layer", DeadLayer)
    with transaction.atomic():
        events.append("project:x", "project", {"kind": "project"})
    assert selectors.stream_seq("project:x") == 1
