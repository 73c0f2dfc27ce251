"""Many edits at once: stored in few statements, since everybody else who writes waits meanwhile."""

from collections.abc import Iterable
from uuid import UUID

import pycrdt
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio import limits
from studio.documents import store
from studio.errors import StudioError
from studio.models import Canvas, DocumentUpdate, Member, Role, User
from studio.reads import storage
from studio.realtime.hub import MOST_AT_ONCE, DocumentHub, NotStored, Submission
from studio.services.upkeep import storage_used
from tests.studio.browsers import make_canvas, make_person, make_project

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STATEMENTS = 16
"""Of a batch of one canvas, however many updates it holds."""


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


@pytest.fixture
def canvas(ana: User) -> Canvas:
    return make_canvas(make_project(ana), num_bars=2)


@pytest.fixture
def hub() -> DocumentHub:
    return DocumentHub()


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each reading of a whole document, whether a transaction was under way."""
    found: list[bool] = []
    load = store.load

    def note(canvas: Canvas) -> store.Loaded:
        found.append(connection.in_atomic_block)
        return load(canvas)

    monkeypatch.setattr(store, "load", note)
    return found


def submissions(canvas: Canvas, user: User, count: int, prefix: str = "") -> list[Submission]:
    """Edits that each build on the one before."""
    document = store.load(canvas).document
    symbols = document.get("symbols", type=pycrdt.Map)
    made = []
    for number in range(count):
        before = document.get_state()
        symbols["0:0"] = 60 + number % 12
        update = document.get_update(before)
        made.append(Submission(canvas.pk, canvas.project_id, user, update, f"{prefix}{number}", 1))
    return made


def test_a_full_batch_takes_as_few_statements_as_a_short_one(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    edits = submissions(canvas, ana, MOST_AT_ONCE + 2)
    assert hub._store(edits[:1]) == [2]  # the document is loaded, the project measured
    counts = []
    for batch in (edits[1:2], edits[2:]):
        with CaptureQueriesContext(connection) as asked:
            outcomes = hub._store(batch)
        assert all(isinstance(outcome, int) for outcome in outcomes)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_STATEMENTS
    rows = DocumentUpdate.objects.order_by("seq").values_list("seq", "client_message_id", "author")
    assert list(rows) == [(number + 2, str(number), ana.pk) for number in range(MOST_AT_ONCE + 2)]


def test_a_project_is_measured_before_anybody_waits(
    hub: DocumentHub, canvas: Canvas, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = []
    bytes_of = storage.bytes_of

    def measure(projects: Iterable[UUID]) -> dict[UUID, int]:
        measured.append(connection.in_atomic_block)
        return bytes_of(projects)

    monkeypatch.setattr(storage, "bytes_of", measure)
    storage_used.gauge.forget()
    hub._store(submissions(canvas, ana, 1))
    assert measured
    assert not any(measured)


def test_a_refused_edit_among_others_takes_none_with_it(hub: DocumentHub, canvas: Canvas, ana: User) -> None:
    eve, stranger = make_person("Eve"), make_person("Stranger")
    Member.objects.create(project=canvas.project, user=eve, role=Role.EDITOR)
    first, second, third = submissions(canvas, ana, 3)
    forged = Submission(canvas.pk, canvas.project_id, eve, second.update, "forged", 1)
    foreign = Submission(canvas.pk, canvas.project_id, stranger, second.update, "foreign", 1)
    outcomes = hub._store([first, forged, foreign, second, third])
    assert [o.code if isinstance(o, StudioError) else o for o in outcomes] == [2, "forged", "not_found", 3, 4]
    assert store.project_to_cells(canvas)["content"]["symbols"][0][0] == 62


def test_an_edit_twice_in_one_batch_is_stored_once(hub: DocumentHub, canvas: Canvas, ana: User) -> None:
    first, second = submissions(canvas, ana, 2)
    assert hub._store([first, first, second, first, second]) == [2, 2, 3, 2, 3]
    assert hub._store([second, first]) == [3, 2]
    assert DocumentUpdate.objects.count() == 2


def test_an_edit_that_waits_for_another_holds_up_none_but_those_that_build_on_it(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    first, second, third = submissions(canvas, ana, 3)
    outcomes = hub._store([second, first, third])
    assert isinstance(outcomes[0], NotStored)
    assert outcomes[1] == 2
    assert isinstance(outcomes[2], NotStored)
    assert hub._store([second, third]) == [3, 4]


def test_edits_that_wait_for_others_cost_no_reading_of_the_document(
    hub: DocumentHub, canvas: Canvas, ana: User, loads: list[bool]
) -> None:
    """As after a full disk: the first of many was not stored, and those that build on it come first."""
    lost, *others = submissions(canvas, ana, MOST_AT_ONCE)
    loads.clear()
    assert all(isinstance(outcome, NotStored) for outcome in hub._store(others))
    assert len(loads) == 1
    assert hub._store([lost, *others]) == list(range(2, MOST_AT_ONCE + 2))
    assert len(loads) == 1


def test_no_document_is_read_while_everybody_waits(
    hub: DocumentHub, canvas: Canvas, ana: User, loads: list[bool]
) -> None:
    eve = make_person("Eve")
    Member.objects.create(project=canvas.project, user=eve, role=Role.EDITOR)
    own = submissions(canvas, ana, 4)
    forged = [
        Submission(canvas.pk, canvas.project_id, eve, one.update, f"forged {number}", 1)
        for number, one in enumerate(own)
    ]
    loads.clear()
    outcomes = hub._store([own[0], forged[1], own[1], forged[2], own[2], forged[3], own[3]])
    seqs, refused = outcomes[::2], outcomes[1::2]
    assert seqs == [2, 3, 4, 5]
    assert [one.code for one in refused if isinstance(one, StudioError)] == ["forged"] * 3
    assert len(loads) == 4
    assert not any(loads)


def test_what_lies_beside_an_item_of_somebody_else_waits_for_it(
    hub: DocumentHub, canvas: Canvas, ana: User
) -> None:
    ben = make_person("Ben")
    Member.objects.create(project=canvas.project, user=ben, role=Role.EDITOR)
    one, other = store.load(canvas).document, store.load(canvas).document
    before = one.get_state()
    one.get("columns", type=pycrdt.Array).append("new")
    first = one.get_update(before)
    other.apply_update(first)
    made = []
    for act in (
        lambda columns: columns.append("newer"),
        lambda columns: columns.pop(32),
    ):
        before = other.get_state()
        act(other.get("columns", type=pycrdt.Array))
        made.append(other.get_update(before))
    theirs = [
        Submission(canvas.pk, canvas.project_id, ben, update, f"ben {number}", 1)
        for number, update in enumerate(made)
    ]
    assert all(isinstance(outcome, NotStored) for outcome in hub._store(theirs))
    assert hub._store([Submission(canvas.pk, canvas.project_id, ana, first, "ana", 1)]) == [2]
    assert hub._store(theirs) == [3, 4]
    assert store.project_to_cells(canvas)["columns"][32:] == ["newer"]


def test_a_batch_does_not_pass_the_documents_limit_together(
    hub: DocumentHub, canvas: Canvas, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = store.load(canvas).document
    meta = document.get("meta", type=pycrdt.Map)
    made = []
    for number in range(6):
        before = document.get_state()
        meta[f"title{number}"] = "x" * 5000
        update = document.get_update(before)
        made.append(Submission(canvas.pk, canvas.project_id, ana, update, str(number), 1))
    monkeypatch.setattr(limits, "DOCUMENT_BYTES", 20_000)
    outcomes = hub._store(made)
    kept = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(kept) == 3
    assert isinstance(outcomes[3], StudioError)
    assert outcomes[3].code == "document_full"
