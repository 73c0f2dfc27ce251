"""Listening tests as people read them: the result once a test is over, and what its listeners see."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import cast
from uuid import UUID

from django.db.models import prefetch_related_objects

from studio import bodies, models
from studio.models import Listener, ListeningQuestion, ListeningTest
from studio.reads.judging.standings import in_view
from studio.reads.rows import person
from sunmask.kinds import kinds, registry
from sunmask.ranking import listening
from sunmask.ranking.listening import Answer, Share

SKILLS = range(1, 6)


def rules_of(row: ListeningTest) -> bodies.ListeningRules:
    return bodies.ListeningRules(**row.rules)


def of_project(project: models.Project) -> list[bodies.ListeningTest]:
    """The listening tests of a project, the newest first."""
    rows = ListeningTest.objects.filter(project=project).select_related("created_by")
    return _described(list(rows.order_by("-created_at")))


def counted(row: ListeningTest) -> list[tuple[Answer, int]]:
    """The answers that count, in their order, each with the listener's skill."""
    return _counted([row])[row.pk]


def _counted(tests: Sequence[ListeningTest]) -> dict[UUID, list[tuple[Answer, int]]]:
    found: dict[UUID, list[tuple[Answer, int]]] = {test.pk: [] for test in tests}
    rows = ListeningQuestion.objects.filter(listener__test__in=tests, counts=True)
    for test, listener, is_model, says_model, skill in rows.order_by("answered_at", "pk").values_list(
        "listener__test_id", "listener_id", "piece__is_model", "says_model", "listener__skill"
    ):
        found[test].append((Answer(listener, is_model, says_model is True), skill))
    return found


def described(row: ListeningTest) -> bodies.ListeningTest:
    """A test with its figures; the result only once it is over, so that nobody ends it when it suits them."""
    return _described([row])[0]


def _described(tests: list[ListeningTest]) -> list[bodies.ListeningTest]:
    """Asked for together, as many tests take as many queries as one."""
    found = _counted(tests)
    given = ListeningQuestion.objects.filter(listener__test__in=tests).exclude(answered_at=None)
    num_all = Counter(given.values_list("listener__test_id", flat=True))
    prefetch_related_objects(tests, "pieces")
    return [_with_figures(test, found[test.pk], num_all[test.pk]) for test in tests]


def _with_figures(row: ListeningTest, found: list[tuple[Answer, int]], num_all: int) -> bodies.ListeningTest:
    answers = [answer for answer, _ in found]
    of_model = [piece.is_model for piece in row.pieces.all()]
    return bodies.ListeningTest(
        id=row.pk,
        project=row.project_id,
        name=row.name,
        kind=row.kind,
        num_model=sum(of_model),
        num_real=len(of_model) - sum(of_model),
        rules=rules_of(row),
        num_answers=sum(answer.is_model for answer in answers),
        num_all=num_all,
        num_listeners=len({answer.listener for answer in answers}),
        end=cast(bodies.TestEnd, row.end) if row.end else None,
        result=_result(row.kind, found) if row.end else None,
        is_in_bin=row.binned_at is not None,
        created_by=person(row.created_by, row.author_name),
        created_at=row.created_at,
        ended_at=row.ended_at,
    )


def _result(kind: str, found: list[tuple[Answer, int]]) -> bodies.ListeningResult:
    answers = [answer for answer, _ in found]
    published = registry.codec(kind).published if kind in kinds() else None
    by_skill = []
    for skill in SKILLS:
        theirs = [answer for answer, own in found if own == skill]
        if theirs:
            taken = _said(listening.taken_for_model(theirs, is_model=True))
            by_skill.append(
                bodies.SharesBySkill(skill=skill, taken=taken, right=_said(listening.right(theirs)))
            )
    return bodies.ListeningResult(
        taken=_said(listening.taken_for_model(answers, is_model=True)),
        real_taken=_said(listening.taken_for_model(answers, is_model=False)),
        right=_said(listening.right(answers)),
        by_skill=by_skill,
        published=None if published is None else bodies.PublishedShare(**asdict(published)),
    )


def _said(share: Share | None) -> bodies.ShareOfAnswers | None:
    return None if share is None else bodies.ShareOfAnswers(**asdict(share))


def num_questions(row: ListeningTest) -> int:
    """How many pieces one listener is given."""
    return min(rules_of(row).num_questions, row.pieces.count())


def of_listener(row: ListeningTest, listener: Listener | None, *, is_member: bool) -> bodies.Listening:
    """A test as a link shows it to one browser."""
    given = _given(listener)
    total = num_questions(row)
    is_done = row.end != "" or len(given) >= total
    return bodies.Listening(
        kind=row.kind,
        real_name=row.real_name,
        rules=rules_of(row),
        num_questions=total,
        has_begun=listener is not None,
        num_answered=len(given),
        num_right=sum(says == is_model for says, is_model in given) if listener and is_done else None,
        is_over=row.end != "",
        is_member=is_member if listener is None else listener.is_member,
    )


def _given(listener: Listener | None) -> list[tuple[bool, bool]]:
    if listener is None:
        return []
    rows = ListeningQuestion.objects.filter(listener=listener).exclude(answered_at=None)
    return [
        (says_model is True, is_model)
        for says_model, is_model in rows.values_list("says_model", "piece__is_model")
    ]


def question(row: ListeningQuestion) -> bodies.Question:
    """A piece without what tells its origin."""
    earlier = ListeningQuestion.objects.filter(listener=row.listener).exclude(answered_at=None)
    return bodies.Question(
        id=row.pk,
        number=earlier.exclude(pk=row.pk).count() + 1,
        piece=in_view(row.listener.test.kind, row.piece.content),
    )
