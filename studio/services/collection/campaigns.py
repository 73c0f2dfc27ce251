"""Campaigns: items, judges and their queues, answers, and what is decided where these differ.

Items are copies, and questions never change, so that all answers are about the same.
"""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

import numpy as np
from django.utils import timezone

from studio import access, bodies, events, limits, protocol
from studio.errors import StudioError, invalid, not_found
from studio.models import (
    Campaign,
    CampaignDecision,
    CampaignItem,
    CampaignJudge,
    CampaignTask,
    Member,
    Project,
    Take,
    User,
)
from studio.reads.judging import campaigns as reads
from studio.reads.judging.campaign_times import is_over
from studio.reads.runs.steps import content_of_take
from studio.services import audit, projects
from studio.services.projects import checked_name
from studio.services.upkeep import bins
from studio.services.upkeep.checks import require_room_for_another
from sunmask.ranking import queues

TEXT_CHARACTERS = 2000
_OPTION_CHARACTERS = 60


@events.atomic()
def create(*, project: Project, user: User, request: bodies.NewCampaign) -> Campaign:
    """A campaign with a queue for each judge. Raises StudioError 422 for takes, questions or judges that
    cannot be."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)
    projects.require_live(project)
    num_campaigns = Campaign.objects.filter(project=project).count()
    sentence = "A project holds at most {most} campaigns."
    require_room_for_another(num_campaigns, limits.CAMPAIGNS_PER_PROJECT, "too_many_campaigns", sentence)
    takes = _takes(project.pk, request.takes)
    judges = _members(project.pk, request.judges)
    if request.overlap > len(judges):
        raise invalid(
            f"{request.overlap} judges are wanted for each take, and {len(judges)} are chosen. "
            "Choose more judges, or fewer for each take."
        )
    row = Campaign(
        project=project,
        name=checked_name(request.name, "campaign"),
        kind=takes[0].canvas.kind,
        questions=[checked_question(each).model_dump(mode="json") for each in request.questions],
        overlap=request.overlap,
        deadline=_checked_deadline(request.deadline),
        created_by=user,
    )
    reads.require_kind(row)
    row.save()
    CampaignItem.objects.bulk_create(
        CampaignItem(campaign=row, take=take, name=take.name[:200], content=content_of_take(take))
        for take in takes
    )
    _share_out(row, judges)
    audit.record("campaign.begun", project=project, subject=row.name)
    _announce(row, rights=True)
    return row


@events.atomic()
def change(*, campaign: Campaign, **changes: Any) -> Campaign:
    """Another name, deadline (None for none) or other judges: what the old ones have not begun goes to them.

    changes: of `bodies.CampaignChange`, those that were sent. Raises StudioError 409 once it is closed by
    hand.
    """
    row = _locked(campaign)
    if row.closed_at is not None:
        raise _over(row)
    if changes.get("name") is not None:
        row.name = checked_name(changes["name"], "campaign")
    if "deadline" in changes:
        row.deadline = _checked_deadline(changes["deadline"])
    row.save(update_fields=["name", "deadline"])
    if changes.get("judges") is not None:
        judges = _members(row.project_id, changes["judges"])
        if row.overlap > len(judges):
            raise invalid(
                f"Each take comes to {row.overlap} judges, and {len(judges)} are chosen. Choose more judges."
            )
        _share_out(row, judges)
        audit.record("campaign.judges", project=row.project, subject=row.name)
    _announce(row, rights=True)
    return row


@events.atomic()
def close(*, campaign: Campaign) -> Campaign:
    """Nobody answers from now on; it cannot be opened again."""
    row = _locked(campaign)
    if row.closed_at is None:
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
        audit.record("campaign.closed", project=row.project, subject=row.name)
        _announce(row, rights=True)
    return row


@events.atomic()
def put_in_bin(*, campaign: Campaign) -> Campaign:
    """Take it out of view; nobody answers until `restore` brings it back. Its takes stay blind to its judges
    for as long as it is not over."""
    row = _locked(campaign)
    bins.put_in(row)
    _announce(row)
    return row


@events.atomic()
def restore(*, campaign: Campaign) -> Campaign:
    """Bring it back from the bin."""
    row = _locked(campaign)
    bins.take_out(row)
    _announce(row)
    return row


@events.atomic()
def next_task(*, judge: CampaignJudge, after: UUID | None) -> CampaignTask:
    """The next item in a judge's queue that is open, after the one in view and then from the beginning.

    Raises StudioError 409 where all are answered, or the campaign is over.
    """
    row = _locked(judge.campaign)
    _require_going_on(row)
    mine = CampaignTask.objects.filter(judge=judge).order_by("place")
    waiting = list(mine.filter(answered_at=None).values_list("pk", "place"))
    if not waiting:
        raise StudioError("all_answered", 409, "You have answered all that is in your queue. Thank you.")
    place = mine.filter(pk=after).values_list("place", flat=True).first() if after else None
    later = [pk for pk, own in waiting if place is not None and own > place]
    task = mine.select_related("judge__campaign", "item").get(pk=later[0] if later else waiting[0][0])
    if task.shown_at is None:
        task.shown_at = timezone.now()
        task.save(update_fields=["shown_at"])
    return task


@events.atomic()
def answer(*, task: CampaignTask, request: bodies.NewAnswers) -> CampaignTask:
    """Keep a judge's answers about an item, instead of earlier ones. Raises StudioError 422 for answers that
    do not fit the questions, and 409 where the campaign is over or an owner has seen others' answers."""
    row = _locked(task.judge.campaign)
    _require_going_on(row)
    found = CampaignTask.objects.filter(pk=task.pk).select_related("judge__campaign", "judge__user", "item")
    task = found.first() or _gone()
    if task.answered_at is not None:
        _require_unseen(row, task)
    questions = reads.questions_of(row)
    if len(request.answers) != len(questions):
        raise invalid(f"Expected {len(questions)} answers, one to each question, got {len(request.answers)}.")
    task.answers = [
        checked_answer(question, value) for question, value in zip(questions, request.answers, strict=True)
    ]
    task.heard = None if request.heard is None else request.heard.model_dump()
    task.answered_at = timezone.now()
    task.save(update_fields=["answers", "heard", "answered_at"])
    _announce(row, is_answered=True)
    return task


def _gone() -> NoReturn:
    """The item went to another judge meanwhile."""
    raise not_found("task")


def _require_unseen(row: Campaign, task: CampaignTask) -> None:
    """An owner who has answered all sees others' answers from then on, so their own stay."""
    judge = task.judge
    is_done = not CampaignTask.objects.filter(judge=judge, answered_at=None).exists()
    if is_done and judge.user is not None and access.may(judge.user, row.project, "own"):
        sentence = "You have answered all and can see what others say, so your answers stay as they are."
        raise StudioError("answers_stay", 409, sentence)


@events.atomic()
def set_aside(*, campaign: Campaign, judge: int, is_set_aside: bool) -> Campaign:
    """Leave a judge's answers out of agreement, openly, or take them in again; they stay. Raises StudioError
    404 for a number that no judge has."""
    row = _locked(campaign)
    found = row.judges.filter(number=judge).first()
    if found is None:
        raise StudioError("not_found", 404, f"No judge of this campaign has the number {judge}.")
    if found.is_set_aside != is_set_aside:
        found.is_set_aside = is_set_aside
        found.save(update_fields=["is_set_aside"])
        what = "campaign.set_aside" if is_set_aside else "campaign.taken_in"
        audit.record(what, project=row.project, subject=row.name, value=f"judge {judge}")
        _announce(row)
    return row


@events.atomic()
def decide(*, item: CampaignItem, user: User, request: bodies.NewDecision) -> CampaignItem:
    """Say beside the answers what holds; a value of None takes that back. Raises StudioError 422 for a value
    that does not fit its question."""
    row = _locked(item.campaign)
    reads.require_no_queue(row, user)
    questions = reads.questions_of(row)
    if request.question >= len(questions):
        raise invalid(f"Expected a question from 0 to {len(questions) - 1}, got {request.question}.")
    if request.value is None:
        CampaignDecision.objects.filter(item=item, question=request.question).delete()
    else:
        value = checked_answer(questions[request.question], request.value)
        known = {"value": value, "note": request.note.strip(), "decided_by": user, "author_name": ""}
        CampaignDecision.objects.update_or_create(item=item, question=request.question, defaults=known)
    _announce(row, is_decided=True)
    return item


def checked_answer(question: protocol.CampaignQuestion, value: Any) -> protocol.AnswerValue:
    """An answer as it is stored. Raises StudioError 422 with what was expected and what came."""
    about = f"“{question.text}”"
    if question.type == "scale":
        if type(value) is not int or not 1 <= value <= question.steps:
            raise invalid(f"Expected a number from 1 to {question.steps} for {about}, got {value!r}.")
        return value
    if question.type == "choice":
        if value not in question.options:
            raise invalid(f"Expected one of {', '.join(question.options)} for {about}, got {value!r}.")
        return value
    if question.type == "several":
        if not isinstance(value, list) or not set(value) <= set(question.options):
            raise invalid(f"Expected some of {', '.join(question.options)} for {about}, got {value!r}.")
        return [option for option in question.options if option in value]
    if not isinstance(value, str | None) or len(value or "") > TEXT_CHARACTERS:
        raise invalid(f"Expected a text of at most {TEXT_CHARACTERS} characters for {about}.")
    return (value or "").strip()


def checked_question(question: protocol.CampaignQuestion) -> protocol.CampaignQuestion:
    """A question as it is stored. Raises StudioError 422 with what is missing."""
    text = question.text.strip()
    options = [option.strip() for option in question.options]
    if not text:
        raise invalid("A question is empty. Write what judges are asked.")
    if question.type in ("choice", "several"):
        if len(options) < 2 or len(set(options)) < len(options) or not all(options):
            raise invalid(f"“{text}” needs 2 to 9 choices, each another; got {', '.join(options) or 'none'}.")
        if max(map(len, options)) > _OPTION_CHARACTERS:
            raise invalid(f"A choice of “{text}” has more than {_OPTION_CHARACTERS} characters.")
    else:
        options = []
    return question.model_copy(update={"text": text, "options": options})


def _checked_deadline(deadline: datetime | None) -> datetime | None:
    if deadline is not None and deadline <= timezone.now():
        raise invalid("The deadline has passed already. Choose a later one, or none.")
    return deadline


def _takes(project_id: UUID, ids: list[UUID]) -> list[Take]:
    wanted = set(ids)
    if not 1 <= len(wanted) <= limits.ITEMS_PER_CAMPAIGN:
        raise invalid(f"A campaign needs 1 to {limits.ITEMS_PER_CAMPAIGN} takes; you chose {len(wanted)}.")
    rows = Take.objects.filter(pk__in=wanted, canvas__project_id=project_id, binned_at=None)
    takes = list(rows.select_related("canvas", "generation").order_by("pk"))
    if len(takes) < len(wanted):
        raise StudioError(
            "not_found", 404, "One of the chosen takes is not in this project. Choose from its takes."
        )
    names = sorted({take.canvas.kind for take in takes})
    if len(names) > 1:
        raise invalid(f"The takes in a campaign must be of one kind; these are {' and '.join(names)}.")
    return takes


def _members(project_id: UUID, names: list[str]) -> list[User]:
    """The people of these names, who may judge. Raises StudioError 422 for who is no member or may not."""
    wanted = list(dict.fromkeys(name.strip() for name in names))
    members = Member.objects.filter(project_id=project_id, user__username__in=wanted).select_related("user")
    known = {member.user.username: member for member in members}
    for name in wanted:
        if name not in known:
            raise invalid(f"{name} is not a member of this project. Invite them first.")
        if not access.role_may(known[name].role, "curate"):
            role = known[name].role
            raise invalid(f"{name} is {role} here and may not judge. Judges need the role curator or higher.")
    return [known[name].user for name in wanted]


def _share_out(row: Campaign, people: Sequence[User]) -> None:
    """Queues for these judges: what was shown to one of them, or answered by anybody, stays where it is."""
    numbers = list(row.judges.values_list("number", flat=True))
    known = {judge.user_id: judge for judge in row.judges.exclude(user=None)}
    seen = _who_sees_answers(row, people)
    for user in people:
        if user in seen and user.pk not in known:
            raise invalid(
                f"{user.username} owns this project and may have seen answers, so they cannot judge blind. "
                "Choose somebody else."
            )
    for number, user in enumerate(people, start=max(numbers, default=0) + 1):
        if user.pk not in known:
            known[user.pk] = CampaignJudge.objects.create(campaign=row, user=user, number=number)
    ids = {user.pk for user in people}
    row.judges.update(is_active=False)
    row.judges.filter(user__in=ids).update(is_active=True)
    tasks = CampaignTask.objects.filter(judge__campaign=row)
    tasks.filter(answered_at=None).exclude(judge__user__in=ids).delete()
    tasks.filter(answered_at=None, shown_at=None).delete()
    items = list(row.items.order_by("pk").values_list("pk", flat=True))
    place_of = {pk: place for place, pk in enumerate(items)}
    kept: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, int] = defaultdict(int)
    for item, judge, place in tasks.values_list("item", "judge__number", "place"):
        kept[place_of[item]].append(judge)
        ends[judge] = max(ends[judge], place + 1)
    people = [user for user in people if user not in seen]
    judges = {known[user.pk].number: known[user.pk] for user in people}
    rng = np.random.default_rng(secrets.randbits(64))
    shared = queues.shared_out(len(items), list(judges), row.overlap, rng, kept)
    CampaignTask.objects.bulk_create(
        CampaignTask(judge=judges[number], item_id=items[item], place=ends[number] + place)
        for number, queue in shared.items()
        for place, item in enumerate(queue)
    )
    row.judges.filter(tasks=None, is_active=False).delete()


def _who_sees_answers(row: Campaign, people: Sequence[User]) -> set[User]:
    """The owners among them who have nothing to answer, once others have answered: results are open to them,
    so no more items come to them."""
    given = CampaignTask.objects.filter(judge__campaign=row)
    answering = set(given.filter(answered_at=None).values_list("judge__user", flat=True))
    answered = set(given.exclude(answered_at=None).values_list("judge__user", flat=True))
    return {
        user
        for user in people
        if user.pk not in answering and answered - {user.pk} and access.may(user, row.project, "own")
    }


def _require_going_on(row: Campaign) -> None:
    projects.require_live(row.project)
    if row.binned_at is not None:
        raise StudioError("in_bin", 409, "This campaign is in the bin. Its owner can restore it.")
    if is_over(row):
        raise _over(row)


def _over(row: Campaign) -> StudioError:
    ended_at = row.closed_at or row.deadline or timezone.now()
    how = "was closed" if row.closed_at is not None else "ended"
    when = f"{ended_at:%-d %B %Y at %H:%M} UTC"
    sentence = f"This campaign {how} on {when}, so it takes no more answers. What was answered is kept."
    return StudioError("campaign_over", 409, sentence)


def _locked(row: Campaign) -> Campaign:
    rows = Campaign.objects.select_related("project", "created_by")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=row.pk)


def announce_deadlines() -> None:
    """Tell who follows them that campaigns have passed their deadlines."""
    waiting = Campaign.objects.filter(deadline__lte=timezone.now(), finished_at=None)
    for found in waiting.order_by("pk"):
        with events.atomic():
            row = _locked(found)
            if row.finished_at is None and is_over(row):
                _announce(row, rights=True)


def _announce(
    row: Campaign, *, rights: bool = False, is_answered: bool = False, is_decided: bool = False
) -> None:
    """Tell browsers and programs how far it is, and where that is so, in an event of its own, that no more
    answers are awaited. rights: what judges may see of its takes changes, too."""
    campaign = reads.described(row)
    has_ended = _note_end(row, campaign)
    stream = events.project_stream(row.project_id)
    if is_answered or is_decided or not has_ended:
        changed = protocol.CampaignChanged(campaign=campaign, is_answered=is_answered, is_decided=is_decided)
        events.publish(changed, stream)
    if has_ended:
        events.publish(protocol.CampaignChanged(campaign=campaign, has_ended=True), stream)
    if rights:
        events.recheck(project_id=row.project_id)


def _note_end(row: Campaign, campaign: protocol.Campaign) -> bool:
    """Whether the last answer is in, or it is over, and that was not so before. Other judges can bring a
    campaign to life again that was only answered."""
    is_finished = campaign.is_over or campaign.num_answered == campaign.num_tasks > 0
    if is_finished == (row.finished_at is not None):
        return False
    row.finished_at = timezone.now() if is_finished else None
    row.save(update_fields=["finished_at"])
    return is_finished
