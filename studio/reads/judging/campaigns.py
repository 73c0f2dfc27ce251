"""Campaigns as people read them: how far they are, one judge's queue, agreement, and rows of answers."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import combinations
from statistics import median
from typing import Any, cast
from uuid import UUID

from django.db.models import Count

from studio import access, bodies, protocol
from studio.errors import StudioError, unknown_kind
from studio.models import (
    Campaign,
    CampaignDecision,
    CampaignItem,
    CampaignJudge,
    CampaignTask,
    Member,
    Project,
    User,
)
from studio.models.natural_order import natural_order
from studio.reads.judging import campaign_times
from studio.reads.judging.campaign_times import is_over
from studio.reads.judging.csv_cells import as_cell
from studio.reads.judging.standings import in_view
from studio.reads.rows import said_of
from sunmask.kinds import kinds
from sunmask.ranking import answers as agreeing
from sunmask.ranking.answers import Answers, Metric, Value

MOST_DISAGREEMENTS = 200
FAR = 0.25
"""Answers further apart than this disagree: more than a step of a scale of five."""
METRICS: dict[str, Metric] = {"scale": "ordinal", "choice": "nominal", "several": "jaccard"}
"""Of the types of questions about which people can agree."""
_AT_ONCE = 200


def questions_of(row: Campaign) -> list[protocol.CampaignQuestion]:
    return [protocol.CampaignQuestion(**each) for each in row.questions]


def of_project(project: Project, user: User) -> list[protocol.Campaign]:
    """The campaigns of a project, the newest first."""
    rows = Campaign.objects.filter(project=project).select_related("created_by")
    return _described(list(rows.order_by("-created_at")), user)


def described(row: Campaign, user: User | None = None) -> protocol.Campaign:
    """How far a campaign is; with the queue of `user`, where there is one."""
    return _described([row], user)[0]


def _described(rows: Sequence[Campaign], user: User | None) -> list[protocol.Campaign]:
    ids = [row.pk for row in rows]
    items = _counted(CampaignItem.objects.filter(campaign__in=ids).values_list("campaign"))
    judges: dict[UUID, list[tuple[int | None, bool, int, int]]] = defaultdict(list)
    queues = CampaignJudge.objects.filter(campaign__in=ids).values_list("campaign", "user", "is_active")
    for campaign, who, is_active, tasks, answered in queues.annotate(
        Count("tasks"), Count("tasks__answered_at")
    ):
        judges[campaign].append((who, is_active, tasks, answered))
    found = []
    for row in rows:
        known = judges[row.pk]
        mine = next((one for one in known if user is not None and one[0] == user.pk), None)
        found.append(
            said_of(
                row,
                protocol.Campaign,
                is_over=is_over(row),
                num_items=items.get(row.pk, 0),
                num_judges=sum(is_active for _, is_active, _, _ in known),
                num_tasks=sum(tasks for _, _, tasks, _ in known),
                num_answered=sum(answered for _, _, _, answered in known),
                mine=None if mine is None else protocol.OwnQueue(num_tasks=mine[2], num_answered=mine[3]),
            )
        )
    return found


def _counted(rows: Any) -> dict[UUID, int]:
    return dict(rows.annotate(count=Count("pk")))


def task(row: CampaignTask) -> bodies.CampaignTask:
    """An item for its judge, without what tells its origin. Raises StudioError 409 for a kind that is not
    installed."""
    campaign = row.judge.campaign
    require_kind(campaign)
    queue = CampaignTask.objects.filter(judge_id=row.judge_id)
    earlier = queue.filter(place__lt=row.place).order_by("-place")
    return bodies.CampaignTask(
        id=row.pk,
        number=earlier.count() + 1,
        num_tasks=queue.count(),
        num_answered=queue.exclude(answered_at=None).count(),
        previous=earlier.values_list("pk", flat=True).first(),
        piece=in_view(campaign.kind, row.item.content),
        answers=row.answers,
    )


def require_kind(row: Campaign) -> None:
    """Raise StudioError 409 where nobody can be shown its items, since their kind is not installed."""
    if row.kind not in kinds():
        raise unknown_kind(row.kind)


def require_no_queue(row: Campaign, user: User) -> None:
    """Raise StudioError 409 for who still has to answer: nobody sees others' answers before."""
    left = CampaignTask.objects.filter(judge__campaign=row, judge__user=user, answered_at=None).count()
    if left > 0 and not is_over(row):
        raise StudioError(
            "answer_first",
            409,
            f"You are a judge of this campaign and have {left} to answer. "
            "Others' answers stay hidden from you until then.",
        )


def withheld(project: Project, user: User, *, is_owner: bool) -> frozenset[UUID]:
    """The campaigns of a project whose answers a person may not see yet."""
    going_on = campaign_times.going_on(Campaign.objects.filter(project=project))
    if is_owner:
        tasks = CampaignTask.objects.filter(judge__user=user, answered_at=None)
        going_on = going_on.filter(pk__in=tasks.values("judge__campaign"))
    return frozenset(going_on.values_list("pk", flat=True))


def item(row: CampaignItem) -> bodies.CampaignItem:
    """An item with what everybody said of it, to decide about."""
    campaign = row.campaign
    require_kind(campaign)
    said = CampaignTask.objects.filter(item=row).exclude(answered_at=None).select_related("judge")
    tasks = list(said.order_by("judge__number"))
    decisions = {each.question: each for each in row.decisions.select_related("decided_by")}
    numbers = range(len(campaign.questions))
    return bodies.CampaignItem(
        id=row.pk,
        name=row.name,
        piece=in_view(campaign.kind, row.content),
        answers=[
            [bodies.JudgesAnswer(judge=one.judge.number, value=(one.answers or [])[n]) for one in tasks]
            for n in numbers
        ],
        decisions=[_decision(decisions.get(number)) for number in numbers],
    )


def _decision(row: CampaignDecision | None) -> bodies.Decision | None:
    if row is None:
        return None
    by = row.author_name if row.decided_by is None else row.decided_by.username
    return bodies.Decision(value=row.value, note=row.note, decided_by=by, decided_at=row.decided_at)


# ---- agreement -----------------------------------------------------------------------------------


def value_of(question: protocol.CampaignQuestion, said: Any) -> Value:
    """An answer as `sunmask.ranking.answers` compares it."""
    return frozenset(said or ()) if question.type == "several" else cast(Value, said)


class _Said:
    """All answers of a campaign by question and judge; judges by number as text."""

    def __init__(self, row: Campaign) -> None:
        self.row, self.questions = row, questions_of(row)
        self.judges = list(row.judges.select_related("user").order_by("number"))
        self.tasks: dict[int, list[tuple[UUID, list[Any], float | None]]] = defaultdict(list)
        given = CampaignTask.objects.filter(judge__campaign=row).exclude(answered_at=None)
        for judge, item, said, shown_at, answered_at in given.values_list(
            "judge__number", "item", "answers", "shown_at", "answered_at"
        ):
            self.tasks[judge].append((item, said or [], _took_s(shown_at, answered_at)))

    def answers(self, number: int, *, with_all: bool = False) -> Answers:
        question = self.questions[number]
        return {
            str(judge.number): {
                item: value_of(question, said[number]) for item, said, _ in self.tasks[judge.number]
            }
            for judge in self.judges
            if with_all or not judge.is_set_aside
        }

    def compared(self) -> list[tuple[int, Metric]]:
        """The questions about which people can agree."""
        return [
            (number, METRICS[question.type])
            for number, question in enumerate(self.questions)
            if question.type in METRICS
        ]


def _took_s(shown_at: datetime | None, answered_at: datetime | None) -> float | None:
    """Seconds from the item in view to its answers."""
    return (answered_at - shown_at).total_seconds() if shown_at and answered_at else None


def results(row: Campaign, user: User) -> bodies.CampaignResults:
    """What an owner sees. Raises StudioError 409 for one who still has to answer."""
    require_no_queue(row, user)
    said = _Said(row)
    compared = said.compared()
    counted = {number: said.answers(number) for number, _ in compared}
    whole = {number: said.answers(number, with_all=True) for number, _ in compared}
    aside = {str(judge.number) for judge in said.judges if judge.is_set_aside}
    chance = agreeing.like_chance([(metric, whole[number]) for number, metric in compared], aside)
    questions = [bodies.QuestionAgreement(counted=None, with_all=None) for _ in said.questions]
    for number, metric in compared:
        with_all = agreeing.agreement(whole[number], metric) if aside else None
        questions[number] = bodies.QuestionAgreement(
            counted=_said_agreement(agreeing.agreement(counted[number], metric)),
            with_all=_said_agreement(with_all),
        )
    found = _disagreements(said, counted)
    return bodies.CampaignResults(
        campaign=described(row, user),
        judges=_judges(said, counted, whole, chance),
        questions=questions,
        pairs=_pairs(said, whole),
        disagreements=found[:MOST_DISAGREEMENTS],
        num_disagreements=len(found),
        num_decided=sum(one.decision is not None for one in found),
    )


def _said_agreement(found: agreeing.Agreement | None) -> bodies.AnswerAgreement | None:
    return None if found is None else bodies.AnswerAgreement(**asdict(found))


def _judges(
    said: _Said, counted: dict[int, Answers], whole: dict[int, Answers], chance: set[str]
) -> list[bodies.CampaignJudge]:
    queues = dict(said.row.judges.annotate(count=Count("tasks")).values_list("number", "count"))
    roles = dict(Member.objects.filter(project=said.row.project_id).values_list("user", "role"))
    found = []
    for judge in said.judges:
        name = str(judge.number)
        agreement: list[bodies.AnswerAgreement | None] = [None] * len(said.questions)
        for number, metric in said.compared():
            # somebody who is set aside is compared with those who count
            beside = {**counted[number], name: whole[number][name]}
            agreement[number] = _said_agreement(agreeing.agreement_with_others(beside, name, metric))
        took = [took_s for _, _, took_s in said.tasks[judge.number] if took_s is not None]
        role = None if judge.user_id is None else roles.get(judge.user_id)
        found.append(
            bodies.CampaignJudge(
                number=judge.number,
                name=name_of(judge),
                may_answer=judge.is_active and role is not None and access.role_may(role, "curate"),
                num_tasks=queues[judge.number],
                num_answered=len(said.tasks[judge.number]),
                median_s=median(took) if took else None,
                is_like_chance=name in chance,
                is_set_aside=judge.is_set_aside,
                agreement=agreement,
            )
        )
    return found


def name_of(judge: CampaignJudge) -> str:
    return f"judge {judge.number}" if judge.user is None else judge.user.username


def _pairs(said: _Said, whole: dict[int, Answers]) -> list[bodies.CampaignPair]:
    found = []
    for first, second in combinations([str(judge.number) for judge in said.judges], 2):
        agreement: list[bodies.AnswerAgreement | None] = [None] * len(said.questions)
        for number, metric in said.compared():
            both = {name: whole[number][name] for name in (first, second)}
            agreement[number] = _said_agreement(agreeing.agreement(both, metric))
        if any(agreement):
            found.append(bodies.CampaignPair(first=int(first), second=int(second), agreement=agreement))
    return found


def _disagreements(said: _Said, counted: dict[int, Answers]) -> list[bodies.Disagreement]:
    """All of them, those without a decision first, the furthest apart before the others."""
    decided = {
        (row.item_id, row.question): row
        for row in CampaignDecision.objects.filter(item__campaign=said.row).select_related("decided_by")
    }
    names = dict(CampaignItem.objects.filter(campaign=said.row).values_list("pk", "name"))
    found = []
    for number, metric in said.compared():
        by_item: dict[Any, list[tuple[str, Value]]] = defaultdict(list)
        for judge, own in counted[number].items():
            for item_id, value in own.items():
                by_item[item_id].append((judge, value))
        widest = said.questions[number].steps - 1 if metric == "ordinal" else 1
        for item_id, values in by_item.items():
            apart = max(
                (agreeing.distance(a, b, metric) / widest for (_, a), (_, b) in combinations(values, 2)),
                default=0.0,
            )
            if apart > FAR:
                found.append(
                    bodies.Disagreement(
                        item=item_id,
                        name=names[item_id],
                        question=number,
                        distance=apart,
                        answers=[
                            bodies.JudgesAnswer(
                                judge=int(judge), value=_as_said(said.questions[number], value)
                            )
                            for judge, value in values
                        ],
                        decision=_decision(decided.get((item_id, number))),
                    )
                )
    return sorted(
        found,
        key=lambda one: (one.decision is not None, -one.distance, natural_order(one.name), one.question),
    )


def _as_said(question: protocol.CampaignQuestion, value: Value) -> protocol.AnswerValue:
    if isinstance(value, frozenset):
        return [option for option in question.options if option in value]
    return value


# ---- files ---------------------------------------------------------------------------------------


def rows(row: Campaign, user: User, *, is_owner: bool) -> Iterator[bodies.CampaignAnswer]:
    """Each answer as one row, in the order of answering. Raises StudioError 409, at once, before the campaign
    is over for who does not own it, and for an owner who still has to answer."""
    if not is_owner and not is_over(row):
        message = "This campaign goes on, so its answers stay hidden. Its owner can close it."
        raise StudioError("not_over", 409, message)
    require_no_queue(row, user)
    return _rows(row)


def _rows(row: Campaign) -> Iterator[bodies.CampaignAnswer]:
    questions = questions_of(row)
    decided = {
        (each.item_id, each.question): each.value
        for each in CampaignDecision.objects.filter(item__campaign=row)
    }
    given = CampaignTask.objects.filter(judge__campaign=row).exclude(answered_at=None)
    for one in given.select_related("judge", "item").defer("item__content").order_by("answered_at", "pk"):
        answered_at = cast(datetime, one.answered_at)  # `given` has no others
        for number, question in enumerate(questions):
            key = (one.item_id, number)
            decision = _columns(decided.get(key))
            yield bodies.CampaignAnswer(
                campaign=row.pk,
                item=one.item_id,
                take=one.item.take_id,
                kind=row.kind,
                judge=f"judge {one.judge.number}",
                question=question.text,
                type=question.type,
                **_columns((one.answers or [])[number]),
                counts=not one.judge.is_set_aside,
                heard_s=one.heard["seconds"] if one.heard else None,
                took_s=_took_s(one.shown_at, answered_at),
                answered_at=answered_at,
                is_decided=key in decided,
                **{f"decided_{name}": value for name, value in decision.items()},
            )


def _columns(value: Any) -> dict[str, Any]:
    """An answer in columns whose type is the same in all rows. A choice reads as the only one of several."""
    return {
        "number": value if isinstance(value, int) else None,
        "choices": value if isinstance(value, list) else [],
        "text": value if isinstance(value, str) else "",
    }


def as_jsonl(found: Iterator[bodies.CampaignAnswer]) -> Iterator[bytes]:
    for row in found:
        yield row.model_dump_json().encode() + b"\n"


def as_csv(found: Iterator[bodies.CampaignAnswer]) -> Iterator[bytes]:
    """The same as a table; several choices stand in one cell, with "; " between them."""
    names = [name for name in bodies.CampaignAnswer.model_fields if name not in ("format", "version")]
    yield _line(names)
    for row in found:
        values = json.loads(row.model_dump_json())
        yield _line([_cell(values[name]) for name in names])


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return json.dumps(value)
    return as_cell(value)
