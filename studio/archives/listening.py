"""Listening tests of an archive: their lines, the trial of these, and rows again. Listeners have no names.

listening/<number>/ holds a record of the test, its pieces in their order, and its listeners with their
answers once it is over: until then nobody is sent them.
"""

import secrets
from collections.abc import Callable, Iterator
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from studio import bodies, events, limits, protocol
from studio.archives import checking
from studio.archives.canvases import People, create, in_parts, kept
from studio.archives.choice import Choice
from studio.archives.ids import ascending_ids
from studio.archives.lines import line, name_in, name_of
from studio.archives.reading import Archive, refused
from studio.archives.records import Moment, Record, TakePlace
from studio.models import Listener, ListeningPiece, ListeningQuestion, ListeningTest, Project
from studio.reads.rows import said_of

_MOST_PIECES = 2 * limits.TAKES_PER_RANKING


class ListeningTestRecord(Record):
    """listening/<number>/test.json. end: "" while it goes on."""

    name: str = Field(min_length=1, max_length=120)
    kind: str = Field(max_length=32)
    real_name: str = Field(max_length=60)
    rules: bodies.ListeningRules
    author: str = Field(max_length=150)
    created_at: Moment
    ended_at: Moment | None
    end: Literal[bodies.TestEnd, ""]
    binned_at: Moment | None


class PieceRecord(Record):
    """A line of listening/<number>/pieces.jsonl. take: None for a person's, or where the take is gone."""

    take: TakePlace | None
    is_model: bool
    name: str = Field(max_length=200)
    content: dict[str, Any]


class AnswerRecord(Record):
    """piece: its line, from 1."""

    piece: int = Field(ge=1, le=2**31 - 1)
    says_model: bool
    heard: protocol.HeardSide | None
    counts: bool
    created_at: Moment
    answered_at: Moment


class ListenerRecord(Record):
    """A line of listening/<number>/listeners.jsonl: one browser and what it answered."""

    skill: int = Field(ge=1, le=5)
    is_member: bool
    created_at: Moment
    answers: list[AnswerRecord] = Field(max_length=1000)


# ---- out -----------------------------------------------------------------------------------------


def files(choice: Choice) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of all listening tests that may be written, each by its name."""
    for number, row in enumerate(choice.listening_tests(), start=1):
        folder = f"listening/{number}"
        record = said_of(row, ListeningTestRecord, author=name_of(row.created_by, row.author_name))
        yield f"{folder}/test.json", iter([line(record)])
        yield f"{folder}/pieces.jsonl", _piece_lines(choice, row)
        yield f"{folder}/listeners.jsonl", _listener_lines(row)


def _piece_lines(choice: Choice, row: ListeningTest) -> Iterator[bytes]:
    for piece in row.pieces.order_by("pk").iterator(chunk_size=50):
        take, name = name_in(choice, piece.take_id, piece.name)
        yield line(said_of(piece, PieceRecord, take=take, name=name))


def _listener_lines(row: ListeningTest) -> Iterator[bytes]:
    if not row.end:
        return
    pieces = {pk: place for place, pk in enumerate(row.pieces.order_by("pk").values_list("pk", flat=True), 1)}
    rows = row.listeners.prefetch_related("questions").order_by("created_at", "pk")
    for listener in rows.iterator(chunk_size=50):
        given = [one for one in listener.questions.all() if one.answered_at is not None]
        given.sort(key=lambda one: (one.answered_at, pieces[one.piece_id]))
        answers = [said_of(one, AnswerRecord, piece=pieces[one.piece_id]) for one in given]
        yield line(said_of(listener, ListenerRecord, answers=answers))


# ---- tried ---------------------------------------------------------------------------------------


def check(archive: Archive, number: int, check_place: Callable[[TakePlace], None]) -> None:
    """Raise StudioError 422, with the reason, for a listening test that cannot be rows here."""
    folder = f"listening/{number}"
    record = archive.record(f"{folder}/test.json", ListeningTestRecord)
    codec = checking.known_codec(record.kind, f"listening test “{record.name}”")
    if (record.end == "") != (record.ended_at is None):
        raise refused(f"Listening test {number} is over without a time, or goes on with one.")
    num_pieces = 0
    for num_pieces, piece in enumerate(archive.records(f"{folder}/pieces.jsonl", PieceRecord), start=1):
        if num_pieces > _MOST_PIECES:
            raise refused(f"A listening test has at most {_MOST_PIECES} pieces.")
        checking.check_content(codec, piece.content, f"Listening test {number}, piece {num_pieces}")
        if piece.take is not None:
            check_place(piece.take)
    name = f"{folder}/listeners.jsonl"
    for row, listener in enumerate(archive.records(name, ListenerRecord), start=1):
        where = f"Listening test {number}, listener {row}"
        if record.end == "":
            raise refused(f"{where}: the test goes on, so its answers cannot be known yet.")
        given = {each.piece for each in listener.answers}
        if len(given) < len(listener.answers):
            raise refused(f"{where} answers twice about one piece.")
        if max(given, default=0) > num_pieces:
            raise refused(f"{where} answers about a piece that is not in this archive.")


# ---- in ------------------------------------------------------------------------------------------


def restore(
    archive: Archive, number: int, project: Project, people: People, take_at: Callable[[TakePlace], UUID]
) -> None:
    """One listening test into a project, in short transactions. Its links stay where they were made."""
    folder = f"listening/{number}"
    record = archive.record(f"{folder}/test.json", ListeningTestRecord)
    with events.atomic():
        test = ListeningTest.objects.create(
            project=project, **kept(record), **people.created_by(record.author)
        )
        ListeningTest.objects.filter(pk=test.pk).update(created_at=record.created_at)
    pieces: list[UUID] = []
    for part in in_parts(archive.records(f"{folder}/pieces.jsonl", PieceRecord), 50):
        ids = ascending_ids(len(part), after=pieces[-1] if pieces else None)
        with events.atomic():
            ListeningPiece.objects.bulk_create(
                ListeningPiece(
                    id=pk,
                    test=test,
                    take_id=None if piece.take is None else take_at(piece.take),
                    **piece.model_dump(exclude={"take"}),
                )
                for pk, piece in zip(ids, part, strict=True)
            )
        pieces += ids
    before: UUID | None = None
    for listeners in in_parts(archive.records(f"{folder}/listeners.jsonl", ListenerRecord)):
        before = _add_listeners(test, listeners, pieces, before)


@events.atomic()
def _add_listeners(
    test: ListeningTest, part: list[ListenerRecord], pieces: list[UUID], before: UUID | None
) -> UUID:
    """The id of the last of them."""
    ids = ascending_ids(len(part), after=before)
    rows = [
        # a browser of another studio, or of another test here, comes back under no row
        Listener(id=pk, test=test, browser_sha256=secrets.token_hex(32), **kept(listener, "answers"))
        for pk, listener in zip(ids, part, strict=True)
    ]
    create(Listener, rows, [listener.created_at for listener in part])
    questions, times = [], []
    for pk, listener in zip(ids, part, strict=True):
        for each in listener.answers:
            questions.append(
                ListeningQuestion(listener_id=pk, piece_id=pieces[each.piece - 1], **kept(each, "piece"))
            )
            times.append(each.created_at)
    create(ListeningQuestion, questions, times)
    return ids[-1]
