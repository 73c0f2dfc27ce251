"""The shared document: what a hostile or broken one projects to, and that its log loses nothing."""

import random

import pycrdt
import pytest
from django.db import transaction
from django.db.models.functions import Now
from hypothesis import given, settings
from hypothesis import strategies as st

from studio import limits
from studio.documents import store
from studio.documents.layouts.grid import MAPS
from studio.errors import StudioError
from studio.models import Canvas, DocumentUpdate, Member, Role, User
from studio.realtime.hub import DocumentHub, NotStored, Submission
from sunmask.kinds import registry
from tests.studio.browsers import make_canvas, make_person, make_project


@pytest.fixture
def ana(db) -> User:
    return make_person("Ana")


@pytest.fixture
def canvas(ana: User) -> Canvas:
    return make_canvas(make_project(ana), num_bars=2)


def edit(canvas: Canvas, user: User, name: str, values: dict, *, message_id: str = "") -> int:
    """Append an edit of a map, as a browser would send it."""
    document = store.load(canvas).document
    before = document.get_state()
    document.get(name, type=pycrdt.Map).update(values)
    update = document.get_update(before)
    with transaction.atomic():
        return store.append(
            canvas=canvas,
            user=user,
            update=update,
            client_message_id=message_id or str(random.random()),
            epoch=1,
        )


def test_a_new_document_gives_back_what_it_was_made_of(ana: User) -> None:
    canvas = Canvas.objects.create(project=make_project(ana), kind="chorale", name="Demo")
    codec = registry.codec("chorale")
    content = codec.demo(codec.demo_names[0])
    store.create(canvas=canvas, update=store.update_from(canvas.kind, content))
    cells = store.project_to_cells(canvas)
    assert cells["content"] == content
    assert (cells["seq"], cells["epoch"]) == (1, 1)
    num_columns = len(content["symbols"][0])
    assert len(set(cells["columns"])) == num_columns
    assert cells["states"] == [[0] * num_columns] * 4
    assert cells["pins"] == [[True] * num_columns] * 4
    assert cells["authors"] == [[None] * num_columns] * 4


def test_a_duplicate_has_everything_and_goes_its_own_way(canvas: Canvas, ana: User) -> None:
    edit(canvas, ana, "states", {"0:1": 2, "1:1": 1})
    edit(canvas, ana, "authors", {"0:1": "model"})
    copy = Canvas.objects.create(project=canvas.project, kind="chorale", name="Copy")
    store.create(canvas=copy, update=store.load(canvas).document.get_update())
    assert store.project_to_cells(copy)["hash"] == store.project_to_cells(canvas)["hash"]
    edit(copy, ana, "symbols", {"0:0": 60})
    assert store.project_to_cells(copy)["hash"] != store.project_to_cells(canvas)["hash"]


@pytest.mark.parametrize("num_columns", [0, 4097])
def test_a_canvas_that_is_too_short_or_too_long_is_refused_in_a_sentence(ana: User, num_columns: int) -> None:
    canvas = Canvas.objects.create(project=make_project(ana), kind="chorale", name="Long")
    content = registry.codec("chorale").blank(num_bars=1) | {"symbols": [[0] * num_columns] * 4}
    with pytest.raises((StudioError, ValueError), match="4096"):
        store.create(canvas=canvas, update=store.update_from(canvas.kind, content))


def test_a_pin_follows_the_state_unless_somebody_said_otherwise(canvas: Canvas, ana: User) -> None:
    edit(canvas, ana, "states", {"0:0": 1, "1:0": 1, "2:0": 2, "3:0": 0})
    edit(canvas, ana, "pins", {"1:0": True, "2:0": True, "3:0": False})
    cells = store.project_to_cells(canvas)
    assert cells["states"][0][:5] == [1, 1, 2, 0, 0]
    assert cells["pins"][0][:5] == [False, True, False, False, True]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["0:0", "1:3", "0:9", "x", ":", "metre", "title", "tempo", "pickup", "fifths", "lyrics", "columns"]
)


@given(st.lists(st.tuples(st.sampled_from(MAPS), KEYS, ANYTHING), max_size=12), st.lists(ANYTHING))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_document_its_cells_are_valid(entries, more_columns) -> None:
    document: pycrdt.Doc = pycrdt.Doc()
    document.get("columns", type=pycrdt.Array).extend(["0", "1", "0", *more_columns])
    for name, key, value in entries:
        document.get(name, type=pycrdt.Map)[key] = value
        if isinstance(value, dict):
            document.get("marks", type=pycrdt.Map)["1:1"] = {"fermata": value, "lyrics": [value, key, 1]}
            document.get("marks", type=pycrdt.Map)["1:4"] = {"chord": value, "fermata": True}
    again: pycrdt.Doc = pycrdt.Doc()
    again.apply_update(document.get_update())
    cells = store.cells_of(again, "chorale")
    registry.codec("chorale").check(cells["content"])
    num_columns = len(cells["columns"])
    assert cells["columns"][:2] == ["0", "1"]
    assert len(set(cells["columns"])) == num_columns
    for name in ("states", "pins", "authors"):
        assert [len(row) for row in cells[name]] == [num_columns] * 4
    assert {type(state) for row in cells["states"] for state in row} == {int}
    assert {type(pin) for row in cells["pins"] for pin in row} == {bool}
    assert store.state_hash(cells) == store.state_hash(store.cells_of(again, "chorale"))


def test_types_of_yjs_where_values_belong_do_no_harm(canvas: Canvas, ana: User) -> None:
    values = {
        "0:0": pycrdt.Map({"a": 1}),
        "0:1": pycrdt.Array([1]),
        "0:2": pycrdt.Text("x"),
        "0:3": pycrdt.Doc(),
    }
    for name in MAPS:
        edit(canvas, ana, name, dict(values))
    cells = store.project_to_cells(canvas)
    assert cells["content"]["symbols"][0][0] == 0
    assert cells["states"][0][0] == 0


def test_compaction_keeps_the_state_and_shortens_what_is_read(canvas: Canvas, ana: User) -> None:
    for number in range(40):
        edit(canvas, ana, "symbols", {f"{number % 8}:{number % 4}": 48 + number % 20})
    before = store.project_to_cells(canvas)
    store.compact(canvas)
    assert store.project_to_cells(canvas) == before
    assert len(store.load(canvas).updates) == 1
    assert [row.seq for row in store.snapshots(canvas.pk)] == [41, 1]
    assert edit(canvas, ana, "symbols", {"0:0": 50}) == 42
    store.compact(canvas)
    assert store.project_to_cells(canvas)["content"]["symbols"][0][0] == 50


def test_compaction_keeps_what_still_waits_for_an_earlier_update(canvas: Canvas, ana: User) -> None:
    document = store.load(canvas).document
    symbols = document.get("symbols", type=pycrdt.Map)
    updates = []

    def act(change) -> None:
        before = document.get_state()
        change()
        updates.append(document.get_update(before))

    act(lambda: symbols.update({"0:0": 60, "1:0": 62}))
    act(lambda: symbols.update({"0:0": 61}))
    act(lambda: symbols.pop("1:0"))
    for number in (1, 2, 0):
        with transaction.atomic():
            store.append(
                canvas=canvas, user=ana, update=updates[number], client_message_id=str(number), epoch=1
            )
        store.compact(canvas)
        is_whole = number == 0
        row = store.project_to_cells(canvas)["content"]["symbols"][0]
        assert row[:2] == ([61, 0] if is_whole else [0, 0])


def test_an_edit_that_is_too_large_unreadable_or_of_another_epoch_is_refused(
    canvas: Canvas, ana: User
) -> None:
    def code_of(update: bytes, epoch: int = 1) -> str:
        with pytest.raises(StudioError) as refusal, transaction.atomic():
            store.append(canvas=canvas, user=ana, update=update, client_message_id="1", epoch=epoch)
        return refusal.value.code

    assert code_of(b"\x00" * (limits.DOCUMENT_UPDATE_BYTES + 1)) == "too_large"
    assert code_of(b"\x01\x02garbage") == "unreadable"
    assert code_of(b"\x00\x00", epoch=2) == "stale_document"
    assert not DocumentUpdate.objects.exists()


# ---- the hub ------------------------------------------------------------------------------------


@pytest.fixture
def hub() -> DocumentHub:
    return DocumentHub()


def submission(canvas: Canvas, user: User, update: bytes, message_id: str = "m") -> Submission:
    return Submission(canvas.pk, canvas.project_id, user, update, message_id, 1)


def update_of(canvas: Canvas, act) -> bytes:
    document = store.load(canvas).document
    before = document.get_state()
    act(document)
    return document.get_update(before)


def test_an_update_that_makes_yjs_panic_is_refused_and_the_document_lives(
    hub: DocumentHub, canvas: Canvas, ana: User, monkeypatch
) -> None:
    class Panic(BaseException):
        """As pycrdt's PanicException."""

    def paint(document: pycrdt.Doc) -> None:
        document.get("symbols", type=pycrdt.Map)["0:0"] = 60

    harmful, harmless = update_of(canvas, paint), update_of(canvas, paint)
    apply = pycrdt.Doc.apply_update
    broken: set[int] = set()

    def apply_or_panic(self: pycrdt.Doc, update: bytes) -> None:
        is_empty = not len(self.get("columns", type=pycrdt.Array))
        if id(self) in broken or (update == harmful and not is_empty):
            broken.add(id(self))
            raise Panic("attempt to divide by zero")
        apply(self, update)

    monkeypatch.setattr(pycrdt.Doc, "apply_update", apply_or_panic)
    sent = [
        submission(canvas, ana, harmful, "bad"),
        submission(canvas, ana, harmless, "good"),
    ]
    refused, seq = hub._store(sent)
    assert isinstance(refused, StudioError)
    assert refused.code == "harmful"
    assert seq == 2
    assert list(DocumentUpdate.objects.values_list("client_message_id", flat=True)) == ["good"]


def test_ten_thousand_mutated_updates_leave_a_document_that_loads(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    chance = random.Random(1)
    sound = update_of(canvas, lambda d: d.get("symbols", type=pycrdt.Map).update({"0:0": 60, "1:2": -61}))
    live: pycrdt.Doc = store.load(canvas).document
    for _ in range(10_000):
        mutated = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            mutated[chance.randrange(len(mutated))] = chance.randrange(256)
        try:
            with store.shielded():
                pycrdt.Doc().apply_update(bytes(mutated))
                live.apply_update(bytes(mutated))
        except StudioError as error:
            if error.code == "harmful":
                live = store.load(canvas).document
    store.cells_of(live, "chorale")


def test_who_writes_as_somebody_elses_yjs_client_is_refused(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    eve = make_person("Eve")
    Member.objects.create(project=canvas.project, user=eve, role=Role.EDITOR)
    document = store.load(canvas).document
    symbols = document.get("symbols", type=pycrdt.Map)
    updates = []
    for pitch in (60, 61, 62):
        before = document.get_state()
        symbols["0:0"] = pitch
        updates.append(document.get_update(before))
    first, forged, second = (
        submission(canvas, user, update, str(number))
        for number, (user, update) in enumerate(zip((ana, eve, ana), updates, strict=True))
    )
    seq, refused = hub._store([first, forged])
    assert (seq, refused.code) == (2, "forged")
    true_second = submission(canvas, ana, updates[1], "true")
    assert hub._store([true_second, second]) == [3, 4]
    assert store.project_to_cells(canvas)["content"]["symbols"][0][0] == 62


def test_an_edit_that_leaves_no_column_or_too_many_is_refused(
    hub: DocumentHub, canvas: Canvas, ana: User, monkeypatch
) -> None:
    empty = update_of(canvas, lambda d: d.get("columns", type=pycrdt.Array).clear())
    more = update_of(canvas, lambda d: d.get("columns", type=pycrdt.Array).extend(["a", "b"]))
    monkeypatch.setattr(limits, "COLUMNS", 33)
    outcomes = hub._store([submission(canvas, ana, empty, "1"), submission(canvas, ana, more, "2")])
    assert [outcome.code for outcome in outcomes] == ["size", "size"]
    fewer = update_of(canvas, lambda d: d.get("columns", type=pycrdt.Array).pop(0))
    assert hub._store([submission(canvas, ana, fewer, "3")]) == [2]
    assert len(store.project_to_cells(canvas)["columns"]) == 31


def test_a_document_that_is_full_takes_no_more(
    hub: DocumentHub, canvas: Canvas, ana: User, monkeypatch
) -> None:
    monkeypatch.setattr(limits, "DOCUMENT_BYTES", 20_000)
    big = update_of(canvas, lambda d: d.get("meta", type=pycrdt.Map).update({"title": "x" * 30_000}))
    small = update_of(canvas, lambda d: d.get("meta", type=pycrdt.Map).update({"title": "x"}))
    (refused,) = hub._store([submission(canvas, ana, big, "1")])
    assert refused.code == "document_full"
    assert hub._store([submission(canvas, ana, small, "2")]) == [2]


def test_a_hub_catches_up_with_what_another_process_stored_or_merged(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    other = DocumentHub()
    for number, (each, compacts) in enumerate(
        [(hub, False), (other, False), (other, True), (hub, False), (other, True), (hub, False)]
    ):
        update = update_of(
            canvas, lambda d, n=number: d.get("symbols", type=pycrdt.Map).update({f"{n}:0": 60 + n})
        )
        assert each._store([submission(canvas, ana, update, str(number))]) == [number + 2]
        if compacts:
            store.compact(canvas)
    cells = store.project_to_cells(canvas)
    assert cells["content"]["symbols"][0][:6] == [60, 61, 62, 63, 64, 65]
    (live,) = hub._live.values()
    assert store.state_hash(store.cells_of(live.document, "chorale")) == cells["hash"]


def test_a_long_log_is_merged_by_the_hub(hub: DocumentHub, canvas: Canvas, ana: User, monkeypatch) -> None:
    monkeypatch.setattr(store, "COMPACT_AFTER_UPDATES", 10)
    for number in range(25):
        update = update_of(
            canvas, lambda d, n=number: d.get("symbols", type=pycrdt.Map).update({"0:0": 40 + n})
        )
        hub._store([submission(canvas, ana, update, str(number))])
    assert len(store.load(canvas).updates) <= 1 + 10
    assert store.project_to_cells(canvas)["content"]["symbols"][0][0] == 64
    assert store.snapshots(canvas.pk)[0].seq > 10


def test_nothing_is_written_without_the_role_or_in_the_bin(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    ben = make_person("Ben")
    Member.objects.create(project=canvas.project, user=ben, role=Role.CURATOR)
    update = update_of(canvas, lambda d: d.get("symbols", type=pycrdt.Map).update({"0:0": 60}))
    stranger = make_person("Stranger")
    outcomes = hub._store([submission(canvas, ben, update, "1"), submission(canvas, stranger, update, "2")])
    assert [(outcome.code, outcome.status) for outcome in outcomes] == [
        ("role_too_low", 403),
        ("not_found", 404),
    ]
    Canvas.objects.filter(pk=canvas.pk).update(binned_at=Now())
    (outcome,) = hub._store([submission(canvas, ana, update, "3")])
    assert outcome.code == "in_bin"
    assert not DocumentUpdate.objects.exists()


def test_an_edit_that_builds_on_one_that_has_not_come_is_not_acknowledged(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    document = store.load(canvas).document
    updates = []
    for pitch in (60, 62, 64):
        before = document.get_state()
        document.get("symbols", type=pycrdt.Map)["0:0"] = pitch
        updates.append(document.get_update(before))
    first, second, third = (submission(canvas, ana, update, str(n)) for n, update in enumerate(updates))
    outcomes = hub._store([second, third, first])
    assert [type(outcome) for outcome in outcomes] == [NotStored, NotStored, int]
    assert store.project_to_cells(canvas)["content"]["symbols"][0][0] == 60
    assert hub._store([second, third]) == [3, 4]
    assert store.project_to_cells(canvas)["content"]["symbols"][0][0] == 64
    assert DocumentUpdate.objects.filter(canvas=canvas).count() == 3
