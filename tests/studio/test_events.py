"""Event streams: contiguous numbers, in order, whatever the bell does."""

from contextlib import suppress

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio import events
from studio.models import EventRow
from studio.reads import selectors
from studio.reads.streams import events_after, stream_seq
from studio.services.runs import claims
from tests.studio.workshop import Workshop


def test_a_generations_own_stream_tells_states_and_frames_in_order(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=3)
    claims.release(generation_id=generation.pk, fence=generation.fence, state="done", result_hash="f" * 64)
    stream = events.generation_stream(generation.pk)
    told = [
        payload["generation"]["state"] if payload["kind"] == "generation" else payload["frame"]["first_step"]
        for _, payload in events_after(stream, 0, 100)
    ]
    assert told == ["queued", "running", 0, 2, "done"]
    assert events_after(stream, 0, 3) + events_after(stream, 3, 3) == (events_after(stream, 0, 100))
    last = events_after(stream, 4, 1)[0][1]["generation"]
    assert last == selectors.generation(generation.pk).model_dump(mode="json")


def test_a_number_that_was_not_used_leaves_no_gap(db: None) -> None:
    def append(name: str) -> None:
        events.append("project:x", "project", {"kind": "project", "name": name})

    with events.atomic():
        append("first")

    def append_and_fail() -> None:
        with events.atomic():
            append("lost with its transaction or savepoint")
            raise KeyError

    with suppress(KeyError):
        append_and_fail()
    with events.atomic():
        append("second")
        with suppress(KeyError):
            append_and_fail()
        append("third")
    assert stream_seq("project:x") == 3
    rows = EventRow.objects.filter(stream="project:x").order_by("seq")
    assert [(row.seq, row.payload["name"]) for row in rows] == [(1, "first"), (2, "second"), (3, "third")]


def test_events_are_written_at_the_end_of_their_transaction_stream_by_stream(
    db: None,
) -> None:
    payload = {"kind": "project"}
    with events.atomic():
        for name in ("project:b", "generation:a"):
            events.append(name, "project", payload)
    with CaptureQueriesContext(connection) as queries, events.atomic():
        for name in ("project:b", "generation:a", "project:b"):
            events.append(name, "project", payload)
        assert not EventRow.objects.filter(seq=2).exists()
    written = [query["sql"] for query in queries if "studio_stream" in query["sql"]]
    assert "ORDER BY 1 ASC" in written[0]
    assert [stream_seq(name) for name in ("project:b", "generation:a")] == [3, 2]


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        events.next_seqs("project:x", 1)
    with pytest.raises(RuntimeError, match="atomic"):
        events.append("project:x", "project", {"kind": "project"})


@pytest.mark.django_db(transaction=True)
def test_a_dead_bell_neither_fails_nor_delays_a_write(monkeypatch: pytest.MonkeyPatch) -> None:
    class DeadLayer:
        async def group_send(self, group: str, message: dict) -> None:
            raise ConnectionError("no broker")

    monkeypatch.setattr(events, "get_channel_layer", DeadLayer)
    with events.atomic():
        events.append("project:x", "project", {"kind": "project"})
    assert stream_seq("project:x") == 1
