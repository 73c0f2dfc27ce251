"""Event streams: contiguous numbers, in order, whatever the bell does."""

import pytest
from django.db import transaction

from studio import events
from studio.reads import selectors
from studio.services import generations
from tests.studio.workshop import Workshop


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
