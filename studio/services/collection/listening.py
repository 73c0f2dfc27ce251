"""Listening tests: pieces, links, listeners, questions. Pieces are copies, so nothing changes them later."""

import secrets
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from studio import bodies, events, limits, links, protocol
from studio.documents import store
from studio.errors import StudioError, invalid
from studio.models import (
    Canvas,
    Listener,
    ListeningLink,
    ListeningPiece,
    ListeningQuestion,
    ListeningTest,
    Project,
    Take,
    User,
)
from studio.reads.judging import listening as reads
from studio.reads.runs.steps import content_of_take
from studio.services import audit, projects
from studio.services.projects import checked_name
from studio.services.upkeep import bins
from studio.services.upkeep.checks import require_room_for_another
from sunmask.kinds import registry
from sunmask.kinds.codec import Codec
from sunmask.ranking import listening
from sunmask.ranking.listening import Rule

LEAST_PIECES = 2
"""Of the model and of people, each."""
_WHOLE = 0.98
"""The share of a piece that is all of it, but for a last rest."""
_SLACK_S = 1.5
"""How much more may be heard than the time since the question: clocks of two machines."""


def create(*, project: Project, user: User, request: bodies.NewListeningTest) -> ListeningTest:
    """A listening test of takes beside real pieces. Raises StudioError 422 for pieces that cannot stand
    beside each other, or are too few."""
    projects.require_live(project)
    takes = _takes(project.pk, request.takes)
    kind = takes[0].canvas.kind
    codec = registry.codec(kind)
    pieces = [
        ListeningPiece(take=take, is_model=True, name=take.name[:200], content=content_of_take(take))
        for take in takes
    ]
    sizes = [int(codec.symbols(piece.content).shape[1]) for piece in pieces]
    least, most = -(-max(sizes) // 2), 2 * min(sizes)
    if least > most:
        raise invalid(
            f"The takes must have similar lengths; the longest here has {max(sizes)} columns and the "
            f"shortest {min(sizes)}. Leave out those that are much shorter or longer."
        )
    pieces += _real(project.pk, kind, request.real, least, most)
    pieces += _held_out(codec, request.held_out, sizes, least, most)
    num_real = sum(not piece.is_model for piece in pieces)
    if num_real < LEAST_PIECES:
        raise invalid(
            f"A listening test needs at least {LEAST_PIECES} real pieces; there are {num_real}. "
            "Choose more canvases that people wrote, of about the same length."
        )
    with events.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        sentence = "A project holds at most {most} listening tests."
        num_tests = ListeningTest.objects.filter(project=project).count()
        most_tests = limits.LISTENING_TESTS_PER_PROJECT
        require_room_for_another(num_tests, most_tests, "too_many_listening_tests", sentence)
        test = ListeningTest.objects.create(
            project=project,
            name=checked_name(request.name, "listening test"),
            kind=kind,
            real_name=codec.held_out_name if not request.real else "",
            rules=(request.rules or bodies.ListeningRules.model_validate({})).model_dump(mode="json"),
            created_by=user,
        )
        for piece in pieces:
            piece.test = test
        ListeningPiece.objects.bulk_create(pieces)
    return test


def _takes(project_id: UUID, ids: list[UUID]) -> list[Take]:
    rows = Take.objects.filter(pk__in=set(ids), canvas__project_id=project_id, binned_at=None)
    takes = list(rows.select_related("canvas", "generation").order_by("pk"))
    if len(takes) < len(set(ids)):
        raise StudioError(
            "not_found", 404, "One of the chosen takes is not in this project. Choose from its takes."
        )
    if not LEAST_PIECES <= len(takes) <= limits.TAKES_PER_RANKING:
        raise invalid(
            f"A listening test needs {LEAST_PIECES} to {limits.TAKES_PER_RANKING} takes; "
            f"you chose {len(takes)}."
        )
    names = sorted({take.canvas.kind for take in takes})
    if len(names) > 1:
        raise invalid(f"The takes in a listening test must be of one kind; these are {' and '.join(names)}.")
    return takes


def _real(project_id: UUID, kind: str, ids: list[UUID], least: int, most: int) -> list[ListeningPiece]:
    """Canvases of the project that people wrote."""
    rows = {row.pk: row for row in Canvas.objects.filter(project_id=project_id, kind=kind, pk__in=ids)}
    found = []
    for canvas_id in dict.fromkeys(ids):
        if canvas_id not in rows:
            raise invalid("One of the real pieces is no canvas of this project and of the takes' kind.")
        content = store.project_to_cells(rows[canvas_id])["content"]
        size = int(registry.codec(kind).symbols(content).shape[1])
        if not least <= size <= most:
            raise invalid(
                f"“{rows[canvas_id].name}” is much shorter or longer than the takes, so it would stand out."
            )
        found.append(ListeningPiece(is_model=False, name=rows[canvas_id].name[:200], content=content))
    return found


def _held_out(codec: Codec, count: int, sizes: list[int], least: int, most: int) -> list[ListeningPiece]:
    """Pieces that come with the kind, about as long as the takes, so that length tells nothing."""
    if count == 0:
        return []
    if not codec.held_out_name:
        raise invalid("No pieces of people come with this kind of canvas. Choose canvases that people wrote.")
    near = round(median(sizes))
    found = codec.held_out(count, near=near, least=least, most=most, seed=secrets.randbits(32))
    return [ListeningPiece(is_model=False, name=name[:200], content=content) for name, content in found]


@events.atomic()
def end_by_hand(*, test: ListeningTest) -> ListeningTest:
    """End it before its rule does, which its result says from then on."""
    row = _locked(test)
    if not row.end:
        _end(row, "by_hand")
    return row


@events.atomic()
def put_in_bin(*, test: ListeningTest) -> ListeningTest:
    """Take it out of view; its links lead nowhere until `restore` brings it back."""
    row = _locked(test)
    bins.put_in(row)
    return row


@events.atomic()
def restore(*, test: ListeningTest) -> ListeningTest:
    """Bring it back from the bin."""
    row = _locked(test)
    bins.take_out(row)
    return row


@events.atomic()
def make_link(*, test: ListeningTest, user: User, days: int | None) -> tuple[ListeningLink, str]:
    """A new link and its token, which is shown only here: the row keeps its SHA-256."""
    row = _locked(test)
    links.require_room(valid_links(row).count(), limits.LISTENING_LINKS, "A listening test", "listening")
    made = links.make(ListeningLink, days=days, created_by=user, test=row)
    audit.record("link.made", project=row.project, subject=f"{row.name}, to take part")
    return made


@events.atomic()
def revoke(*, test: ListeningTest, link: str) -> None:
    """End a link at once. Raises StudioError 404 for one that is not of this test."""
    if links.revoke(ListeningLink.objects.filter(test=test), link, "listening"):
        audit.record("link.revoked", project=test.project, subject=f"{test.name}, to take part")


def valid_links(test: ListeningTest) -> QuerySet[ListeningLink]:
    """Links of a test that are neither revoked nor too old, the newest first."""
    return ListeningLink.objects.filter(links.in_force(), test=test).order_by("-created_at")


@events.atomic()
def begin(*, test: ListeningTest, browser: str, skill: int, is_member: bool) -> Listener:
    """The listener of a browser; the same one whenever it begins again."""
    known = {"skill": skill, "is_member": is_member}
    sha256 = links.sha256_of(f"{test.pk} {browser}")
    return Listener.objects.get_or_create(test=test, browser_sha256=sha256, defaults=known)[0]


@events.atomic()
def next_question(*, listener: Listener) -> ListeningQuestion:
    """The piece to hear next: as often a model's as a person's, and of these one that was heard least.

    Raises StudioError 409 where the test is over, or the listener has answered all.
    """
    test = _locked(listener.test)
    _require_going_on(test)
    rows = ListeningQuestion.objects.filter(listener=listener)
    waiting = rows.filter(answered_at=None).select_related("piece", "listener__test").first()
    if waiting is not None:
        return waiting
    given = set(rows.values_list("piece_id", flat=True))
    if len(given) >= reads.num_questions(test):
        raise StudioError("all_answered", 409, "You have answered all questions of this test. Thank you.")
    pieces = list(
        test.pieces.exclude(pk__in=given).annotate(num=Count("questions", filter=Q(questions__counts=True)))
    )
    chance = secrets.SystemRandom()
    is_model = chance.random() < 0.5
    among = [piece for piece in pieces if piece.is_model == is_model] or pieces
    least = min(piece.num for piece in among)
    piece = chance.choice([piece for piece in among if piece.num == least])
    return ListeningQuestion.objects.create(listener=listener, piece=piece)


@events.atomic()
def answer(
    *, question: ListeningQuestion, says_model: bool, heard: protocol.HeardSide | None
) -> ListeningQuestion:
    """Keep what a listener says, and end the test where its rule wants that.

    Raises StudioError 409 where the question was answered otherwise, or the test is over.
    """
    test = _locked(question.listener.test)
    question.refresh_from_db(fields=["says_model", "answered_at"])
    if question.answered_at is not None:
        if question.says_model != says_model:
            raise StudioError("answered_already", 409, "You have already answered this question.")
        return question
    _require_going_on(test)
    question.says_model, question.answered_at = says_model, timezone.now()
    question.heard = None if heard is None else heard.model_dump()
    question.counts = not question.listener.is_member and _is_heard(question, test)
    question.save(update_fields=["says_model", "answered_at", "heard", "counts"])
    rules = reads.rules_of(test)
    answers = [one for one, _ in reads.counted(test)]
    end = listening.end_of(answers, Rule(rules.precision, rules.most_answers))
    if end is not None:
        _end(test, end)
    return question


def _is_heard(question: ListeningQuestion, test: ListeningTest) -> bool:
    """Whether an answer came after the least listening that the rules want; texts are read, not heard."""
    if not registry.codec(test.kind).is_engraved:
        return True
    heard: dict[str, Any] | None = question.heard
    if heard is None or heard["share"] <= 0 or question.answered_at is None:
        return False
    if heard["seconds"] < reads.rules_of(test).min_listening_s and heard["share"] < _WHOLE:
        return False
    waited_s = (question.answered_at - question.created_at).total_seconds()
    return heard["seconds"] <= waited_s + _SLACK_S


def _end(test: ListeningTest, end: str) -> None:
    test.end, test.ended_at = end, timezone.now()
    test.save(update_fields=["end", "ended_at"])


def _require_going_on(test: ListeningTest) -> None:
    if test.end:
        raise StudioError("test_over", 409, "This listening test has all of its answers. Thank you.")


def _locked(test: ListeningTest) -> ListeningTest:
    return ListeningTest.objects.select_for_update(no_key=True).select_related(None).get(pk=test.pk)
