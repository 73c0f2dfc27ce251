"""Campaigns of an archive: their lines, the trial of these, and rows again. Judges are numbers everywhere.

campaigns/<number>/ holds a record of the campaign, its items in their order, and the queues of its judges.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from pydantic import Field

from studio import events, limits, protocol
from studio.archives import checking
from studio.archives.canvases import People, create, in_parts, kept
from studio.archives.choice import Choice
from studio.archives.ids import ascending_ids
from studio.archives.lines import line, name_in, name_of
from studio.archives.reading import Archive, refused
from studio.archives.records import Moment, Record, TakePlace
from studio.errors import StudioError
from studio.models import (
    Campaign,
    CampaignDecision,
    CampaignItem,
    CampaignJudge,
    CampaignTask,
    Project,
)
from studio.reads.rows import said_of
from studio.services.collection import campaigns

_MOST_SHORT = 2**15 - 1
"""The greatest value of a column of small whole numbers."""


class JudgeRecord(Record):
    number: int = Field(ge=1, le=_MOST_SHORT)
    is_active: bool
    is_set_aside: bool


class CampaignRecord(Record):
    """campaigns/<number>/campaign.json. questions and overlap: as the studio takes them."""

    name: str = Field(min_length=1, max_length=120)
    kind: str = Field(max_length=32)
    questions: list[protocol.CampaignQuestion] = Field(min_length=1, max_length=8)
    overlap: int = Field(ge=1, le=50)
    deadline: Moment | None
    judges: list[JudgeRecord] = Field(max_length=1000)
    author: str = Field(max_length=150)
    created_at: Moment
    closed_at: Moment | None
    finished_at: Moment | None
    binned_at: Moment | None


class DecisionRecord(Record):
    question: int = Field(ge=0, le=7)
    value: protocol.AnswerValue
    note: str = Field(max_length=2000)
    author: str = Field(max_length=150)
    decided_at: Moment


class ItemRecord(Record):
    """A line of campaigns/<number>/items.jsonl. take: None where the take is gone."""

    take: TakePlace | None
    name: str = Field(max_length=200)
    content: dict[str, Any]
    decisions: list[DecisionRecord] = Field(max_length=8)


class TaskRecord(Record):
    """A line of campaigns/<number>/tasks.jsonl: one item in the queue of one judge.

    item: its line, from 1. place: in the queue, from 0. answers: None where there are none yet.
    """

    judge: int = Field(ge=1, le=_MOST_SHORT)
    item: int = Field(ge=1, le=2**31 - 1)
    place: int = Field(ge=0, le=2**31 - 1)
    shown_at: Moment | None
    answers: list[protocol.AnswerValue] | None = Field(max_length=8)
    heard: protocol.HeardSide | None
    answered_at: Moment | None


# ---- out -----------------------------------------------------------------------------------------


def files(choice: Choice) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of all campaigns that may be written, each by its name."""
    for number, row in enumerate(choice.campaigns(), start=1):
        folder = f"campaigns/{number}"
        yield f"{folder}/campaign.json", iter([line(_record(row))])
        yield f"{folder}/items.jsonl", _item_lines(choice, row)
        yield f"{folder}/tasks.jsonl", _task_lines(row)


def _record(row: Campaign) -> CampaignRecord:
    judges = [said_of(judge, JudgeRecord) for judge in row.judges.order_by("number")]
    return said_of(row, CampaignRecord, judges=judges, author=name_of(row.created_by, row.author_name))


def _item_lines(choice: Choice, row: Campaign) -> Iterator[bytes]:
    rows = row.items.prefetch_related("decisions__decided_by").order_by("pk")
    for item in rows.iterator(chunk_size=50):
        decisions = [
            said_of(one, DecisionRecord, author=choice.judge(name_of(one.decided_by, one.author_name)))
            for one in sorted(item.decisions.all(), key=lambda one: one.question)
        ]
        take, name = name_in(choice, item.take_id, item.name)
        yield line(said_of(item, ItemRecord, take=take, name=name, decisions=decisions))


def _task_lines(row: Campaign) -> Iterator[bytes]:
    items = {pk: place for place, pk in enumerate(row.items.order_by("pk").values_list("pk", flat=True), 1)}
    rows = CampaignTask.objects.filter(judge__campaign=row).select_related("judge")
    for task in rows.order_by("judge__number", "place", "item").iterator(chunk_size=200):
        yield line(said_of(task, TaskRecord, judge=task.judge.number, item=items[task.item_id]))


# ---- tried ---------------------------------------------------------------------------------------


def check(archive: Archive, number: int, check_place: Callable[[TakePlace], None]) -> None:
    """Raise StudioError 422, with the reason, for a campaign that cannot be rows here."""
    folder = f"campaigns/{number}"
    record = archive.record(f"{folder}/campaign.json", CampaignRecord)
    codec = checking.known_codec(record.kind, f"campaign “{record.name}”")
    judges = {judge.number for judge in record.judges}
    if len(judges) < len(record.judges):
        raise refused(f"Campaign {number}: two of its judges have the same number.")
    try:
        questions = [campaigns.checked_question(each) for each in record.questions]
    except StudioError as error:
        raise refused(f"Campaign {number}: {error.message}") from None
    num_items = 0
    for num_items, item in enumerate(archive.records(f"{folder}/items.jsonl", ItemRecord), start=1):
        where = f"Campaign {number}, item {num_items}"
        if num_items > limits.ITEMS_PER_CAMPAIGN:
            raise refused(f"A campaign has at most {limits.ITEMS_PER_CAMPAIGN} items.")
        checking.check_content(codec, item.content, where)
        if item.take is not None:
            check_place(item.take)
        if len({each.question for each in item.decisions}) < len(item.decisions):
            raise refused(f"{where} has two decisions about one question.")
        for decision in item.decisions:
            if decision.question >= len(questions):
                raise refused(f"{where} has a decision about a question that is not asked.")
            _check_answer(questions[decision.question], decision.value, where)
    _check_queues(archive, number, judges, num_items, questions)


def _check_queues(
    archive: Archive,
    number: int,
    judges: set[int],
    num_items: int,
    questions: list[protocol.CampaignQuestion],
) -> None:
    places: set[tuple[int, int]] = set()
    items: set[tuple[int, int]] = set()
    name = f"campaigns/{number}/tasks.jsonl"
    for row, task in enumerate(archive.records(name, TaskRecord), start=1):
        where = f"Campaign {number}, task {row}"
        if task.judge not in judges or task.item > num_items:
            raise refused(f"{where} is of a judge or an item that is not in this archive.")
        if (task.judge, task.place) in places or (task.judge, task.item) in items:
            raise refused(f"{where}: its judge has the same item or place twice.")
        places.add((task.judge, task.place))
        items.add((task.judge, task.item))
        if (task.answers is None) != (task.answered_at is None):
            raise refused(f"{where} has answers without a time, or a time without answers.")
        if task.answers is None:
            continue
        if len(task.answers) != len(questions):
            raise refused(f"{where}: expected {len(questions)} answers, got {len(task.answers)}.")
        for question, value in zip(questions, task.answers, strict=True):
            _check_answer(question, value, where)


def _check_answer(question: protocol.CampaignQuestion, value: Any, where: str) -> None:
    try:
        campaigns.checked_answer(question, value)
    except StudioError as error:
        raise refused(f"{where}: {error.message[:300]}") from None


# ---- in ------------------------------------------------------------------------------------------


def restore(
    archive: Archive, number: int, project: Project, people: People, take_at: Callable[[TakePlace], UUID]
) -> None:
    """One campaign into a project, in short transactions. Its judges have no accounts here: an owner who
    chooses others gives these what is not answered yet."""
    folder = f"campaigns/{number}"
    record = archive.record(f"{folder}/campaign.json", CampaignRecord)
    with events.atomic():
        row = Campaign.objects.create(
            project=project,
            **kept(record, "questions", "judges"),
            questions=[campaigns.checked_question(each).model_dump(mode="json") for each in record.questions],
            **people.created_by(record.author),
        )
        Campaign.objects.filter(pk=row.pk).update(created_at=record.created_at)
        CampaignJudge.objects.bulk_create(
            CampaignJudge(campaign=row, **judge.model_dump()) for judge in record.judges
        )
    judges = {judge.number: judge for judge in row.judges.all()}
    items: list[UUID] = []
    for part in in_parts(archive.records(f"{folder}/items.jsonl", ItemRecord), 50):
        items += _add_items(row, part, people, take_at, items)
    for tasks in in_parts(archive.records(f"{folder}/tasks.jsonl", TaskRecord)):
        with events.atomic():
            CampaignTask.objects.bulk_create(
                CampaignTask(
                    **task.model_dump(exclude={"judge", "item"}),
                    judge=judges[task.judge],
                    item_id=items[task.item - 1],
                )
                for task in tasks
            )


@events.atomic()
def _add_items(
    row: Campaign,
    part: list[ItemRecord],
    people: People,
    take_at: Callable[[TakePlace], UUID],
    before: list[UUID],
) -> list[UUID]:
    ids = ascending_ids(len(part), after=before[-1] if before else None)
    CampaignItem.objects.bulk_create(
        CampaignItem(
            id=pk,
            campaign=row,
            take_id=None if item.take is None else take_at(item.take),
            name=item.name,
            content=item.content,
        )
        for pk, item in zip(ids, part, strict=True)
    )
    decisions, times = [], []
    for pk, item in zip(ids, part, strict=True):
        for each in item.decisions:
            user = people.of(each.author)
            decisions.append(
                CampaignDecision(
                    item_id=pk,
                    **each.model_dump(include={"question", "value", "note"}),
                    decided_by=user,
                    author_name="" if user else each.author,
                )
            )
            times.append(each.decided_at)
    create(CampaignDecision, decisions, times, "decided_at")
    return ids
