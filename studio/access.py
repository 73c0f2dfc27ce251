"""The only functions that give a person a row, and the one table of permissions.

Without access the answer is 404, as if the row did not exist; with too low a role it is 403.
"""

from typing import Literal, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from studio import links, protocol
from studio.errors import StudioError, not_found
from studio.models import (
    Campaign,
    CampaignItem,
    CampaignJudge,
    CampaignTask,
    Canvas,
    Comment,
    Delivery,
    Duel,
    Generation,
    InvitationLink,
    Job,
    Listener,
    ListeningLink,
    ListeningQuestion,
    ListeningTest,
    Look,
    Member,
    PracticeLink,
    Project,
    Ranking,
    ReplayLink,
    Role,
    Take,
    TakesChange,
    User,
    Version,
    Webhook,
)

Permission = Literal["see", "comment", "curate", "edit", "own"]

ROLES: tuple[str, ...] = (Role.VIEWER, Role.COMMENTER, Role.CURATOR, Role.EDITOR, Role.OWNER)
"""From the lowest to the highest; each may do everything that the roles before it may."""

PERMISSIONS: dict[Permission, tuple[str, str]] = {
    "see": (Role.VIEWER, "see, follow, play, export"),
    "comment": (Role.COMMENTER, "comment"),
    "curate": (Role.CURATOR, "keep, star, rate, tag, order, rank and judge takes"),
    "edit": (
        Role.EDITOR,
        "paint, edit, name and restore versions, import, place, generate, branch, pause, stop",
    ),
    "own": (
        Role.OWNER,
        "manage members, roles, invitation links, listening tests, webhooks and campaigns, put canvases and "
        "the project in the bin and take them out, rename the project",
    ),
}
"""Maps each permission to the lowest role that has it, and to a description of what it allows."""


def role_may(role: str, permission: Permission) -> bool:
    """Whether `role` has `permission`."""
    return ROLES.index(role) >= ROLES.index(PERMISSIONS[permission][0])


def role_of(user: User, project_id: UUID | str) -> protocol.Role | None:
    """The role of an active person in a project, or None."""
    if not user.is_authenticated or not user.is_active:
        return None
    roles = Member.objects.filter(project_id=project_id, user_id=user.pk).values_list("role", flat=True)
    role = roles.first()
    return None if role is None else within_token(user, role)


def within_token(user: User, role: str) -> protocol.Role:
    """A person's `role` in a project, capped at the lowest role that has the scope of their token."""
    if user.token_scope is not None:
        role = min(role, PERMISSIONS[cast(Permission, user.token_scope)][0], key=ROLES.index)
    return cast(protocol.Role, role)


def require_scope(user: User, permission: Permission) -> None:
    """Raise StudioError 403 if the request comes by a token without this scope. Routes outside of any project
    call it directly."""
    if user.token_scope is not None and not role_may(within_token(user, Role.OWNER), permission):
        raise _scope_too_low(user.token_scope, permission)


def _scope_too_low(scope: str, permission: Permission) -> StudioError:
    return StudioError(
        "scope_too_low",
        403,
        f"This needs the scope {permission} ({PERMISSIONS[permission][1]}). "
        f"This token has the scope {scope}. Make another token on your account's page.",
    )


def may(user: User, project: Project, permission: Permission) -> bool:
    """Whether a person has a permission in a project."""
    role = role_of(user, project.pk)
    return role is not None and role_may(role, permission)


def visible_projects(user: User) -> QuerySet[Project]:
    """The projects that a person is a member of, including those in the bin."""
    return Project.objects.filter(memberships__user_id=user.pk)


def _demand(user: User, project_id: UUID, permission: Permission, what: str) -> protocol.Role:
    role = role_of(user, project_id)
    if role is None:
        raise not_found(what)
    if not role_may(role, permission):
        require_scope(user, permission)
        lowest, allows = PERMISSIONS[permission]
        raise StudioError(
            "role_too_low",
            403,
            f"This needs the role {lowest} ({allows}). Your role here is {role}. "
            "Ask an owner of the project.",
        )
    return role


def project_for(user: User, project_id: UUID | str, *, may: Permission) -> Project:
    """The project, if the person has the permission; raises StudioError 404 or 403."""
    return project_and_role_for(user, project_id, may=may)[0]


def project_and_role_for(
    user: User, project_id: UUID | str, *, may: Permission
) -> tuple[Project, protocol.Role]:
    """Like `project_for`, with the person's role in the project."""
    project = _row(Project.objects.all(), project_id, "project")
    return project, _demand(user, project.pk, may, "project")


def canvas_for(user: User, canvas_id: UUID | str, *, may: Permission) -> Canvas:
    """The canvas (with its project), if the person has the permission; raises StudioError 404 or 403."""
    return canvas_and_role_for(user, canvas_id, may=may)[0]


def canvas_and_role_for(
    user: User, canvas_id: UUID | str, *, may: Permission
) -> tuple[Canvas, protocol.Role]:
    """Like `canvas_for`, with the person's role in its project."""
    canvas = _row(Canvas.objects.select_related("project", "created_by"), canvas_id, "canvas")
    return canvas, _demand(user, canvas.project_id, may, "canvas")


def generation_for(user: User, generation_id: UUID | str, *, may: Permission) -> Generation:
    """The generation (with its canvas), if the person has the permission; raises StudioError 404 or 403."""
    generation = _row(Generation.objects.select_related("canvas", "created_by"), generation_id, "generation")
    _demand(user, generation.canvas.project_id, may, "generation")
    return generation


def take_for(user: User, take_id: UUID | str, *, may: Permission) -> Take:
    """The take (with its canvas), if the person has the permission; raises StudioError 404 or 403."""
    take = _row(Take.objects.select_related("canvas", "created_by", "generation"), take_id, "take")
    _demand(user, take.canvas.project_id, may, "take")
    return take


def job_for(user: User, job_id: UUID | str, *, may: Permission) -> Job:
    """The job (with its canvas), if the person has the permission; raises StudioError 404 or 403."""
    job = _row(Job.objects.select_related("canvas", "created_by"), job_id, "job")
    _demand(user, job.canvas.project_id, may, "job")
    return job


def ranking_for(user: User, ranking_id: UUID | str, *, may: Permission) -> Ranking:
    """The ranking (with its project), if the person has the permission; raises StudioError 404 or 403."""
    ranking = _row(Ranking.objects.select_related("project", "created_by"), ranking_id, "ranking")
    _demand(user, ranking.project_id, may, "ranking")
    return ranking


def duel_for(user: User, duel_id: UUID | str) -> Duel:
    """A duel that this person judges; raises StudioError 404 (also for somebody else's) or 403."""
    duel = _row(Duel.objects.select_related("ranking__project"), duel_id, "duel")
    _demand(user, duel.ranking.project_id, "curate", "duel")
    if duel.judge_id != user.pk:
        raise not_found("duel")
    return duel


def campaign_for(user: User, campaign_id: UUID | str, *, may: Permission) -> Campaign:
    """The campaign (with its project), if the person has the permission; raises StudioError 404 or 403."""
    campaign = _row(Campaign.objects.select_related("project", "created_by"), campaign_id, "campaign")
    _demand(user, campaign.project_id, may, "campaign")
    return campaign


def campaign_item_for(user: User, item_id: UUID | str, *, may: Permission) -> CampaignItem:
    """The item (with its campaign), if the person has the permission; raises StudioError 404 or 403."""
    item = _row(CampaignItem.objects.select_related("campaign__project"), item_id, "item")
    _demand(user, item.campaign.project_id, may, "item")
    return item


def campaign_judge_for(user: User, campaign_id: UUID | str) -> CampaignJudge:
    """The person's row as a judge of a campaign (with the campaign); raises StudioError 404 (also if they
    are not one of its judges) or 403."""
    campaign = campaign_for(user, campaign_id, may="curate")
    judge = CampaignJudge.objects.filter(campaign=campaign, user=user).first()
    if judge is None:
        raise StudioError("no_judge", 404, "You are not among the judges of this campaign. Ask its owner.")
    judge.campaign = campaign
    return judge


def campaign_task_for(user: User, task_id: UUID | str) -> CampaignTask:
    """A task in this person's own queue; raises StudioError 404, also for another person's task, or 403."""
    task = _row(CampaignTask.objects.select_related("judge__campaign__project", "item"), task_id, "task")
    _demand(user, task.judge.campaign.project_id, "curate", "task")
    if task.judge.user_id != user.pk:
        raise not_found("task")
    return task


def takes_change_for(user: User, change_id: UUID | str) -> TakesChange:
    """A change of many takes that this person made; raises StudioError 404 (also for somebody else's) or
    403."""
    change = _row(TakesChange.objects.select_related("project", "user"), change_id, "change")
    _demand(user, change.project_id, "curate", "change")
    if change.user_id != user.pk:
        raise not_found("change")
    return change


def look_for(user: User, look_id: UUID | str, *, may: Permission) -> Look:
    """The look (with its canvas), if the person has the permission; raises StudioError 404 or 403."""
    look = _row(Look.objects.select_related("canvas"), look_id, "look")
    _demand(user, look.canvas.project_id, may, "look")
    return look


def generation_by_link(token: str) -> Generation:
    """The generation (with its canvas) that a replay link shows to anybody who has it.

    Raises StudioError 404 for a link that is unknown, revoked or expired, or leads to something in the bin.
    """
    rows = ReplayLink.objects.filter(
        links.in_force(),
        token_sha256=links.sha256_of(token),
        generation__canvas__binned_at=None,
        generation__canvas__project__binned_at=None,
    )
    link = rows.select_related("generation__canvas").first()
    if link is None:
        raise links.link_over()
    return link.generation


def canvas_by_link(token: str) -> Canvas:
    """The canvas that a practice link shows to anybody who has it.

    Raises StudioError 404 for a link that is unknown, revoked or expired, or leads to something in the bin.
    """
    rows = PracticeLink.objects.filter(
        links.in_force(),
        token_sha256=links.sha256_of(token),
        canvas__binned_at=None,
        canvas__project__binned_at=None,
    )
    link = rows.select_related("canvas").first()
    if link is None:
        raise links.link_over()
    return link.canvas


def listening_test_for(user: User, test_id: UUID | str, *, may: Permission) -> ListeningTest:
    """The listening test (with its project), if the person has the permission; raises StudioError 404 or
    403."""
    test = _row(ListeningTest.objects.select_related("project", "created_by"), test_id, "listening test")
    _demand(user, test.project_id, may, "listening test")
    return test


def listening_test_by_link(token: str) -> ListeningTest:
    """The listening test (with its project) in which anybody who has the link can take part.

    Raises StudioError 404 for a link that is unknown, revoked or expired, or leads to something in the bin.
    """
    rows = ListeningLink.objects.filter(
        links.in_force(),
        token_sha256=links.sha256_of(token),
        test__binned_at=None,
        test__project__binned_at=None,
    )
    link = rows.select_related("test__project").first()
    if link is None:
        raise links.link_over()
    return link.test


def listener_in(test: ListeningTest, browser: str | None) -> Listener | None:
    """The listener whose browser this is; None if it has not joined yet."""
    if browser is None:
        return None
    return Listener.objects.filter(test=test, browser_sha256=links.sha256_of(f"{test.pk} {browser}")).first()


def not_begun() -> StudioError:
    """The answer to a browser that has not joined a listening test yet."""
    return StudioError(
        "not_begun", 409, "Begin the listening test first. This browser has not joined it yet."
    )


def question_of(listener: Listener | None, question_id: UUID) -> ListeningQuestion:
    """A question that this listener was asked; raises StudioError 404 for somebody else's."""
    rows = ListeningQuestion.objects.select_related("piece", "listener__test")
    return _row(rows.filter(listener=listener) if listener else rows.none(), question_id, "question")


def invitation_by_link(token: str) -> InvitationLink:
    """The link (with its project and canvas) that invites anybody who has it.

    Raises StudioError 404 for a link that is unknown, revoked or expired, or leads to a project in the bin.
    """
    rows = InvitationLink.objects.filter(
        links.in_force(), token_sha256=links.sha256_of(token), project__binned_at=None
    )
    link = rows.select_related("project", "canvas", "created_by").first()
    if link is None:
        raise links.link_over()
    return link


def comment_for(user: User, comment_id: UUID | str, *, may: Permission) -> Comment:
    """The comment (with its canvas), if the person has the permission; raises StudioError 404 or 403."""
    comment = _row(
        Comment.objects.select_related("canvas__project", "thread", "created_by"), comment_id, "comment"
    )
    _demand(user, comment.canvas.project_id, may, "comment")
    return comment


def version_for(user: User, version_id: UUID | str, *, may: Permission) -> Version:
    """The version (with its canvas), if the person has the permission; raises StudioError 404 or 403."""
    version = _row(Version.objects.select_related("canvas", "created_by"), version_id, "version")
    _demand(user, version.canvas.project_id, may, "version")
    return version


def member_for(user: User, project: Project, person_id: int) -> Member:
    """A member of the project, whom only its owners may ask for; raises StudioError 404 or 403."""
    _demand(user, project.pk, "own", "project")
    member = Member.objects.select_related("user").filter(project=project, user_id=person_id).first()
    if member is None:
        raise StudioError("not_found", 404, "This person is not a member of the project.")
    return member


def webhook_for(user: User, webhook_id: UUID | str) -> Webhook:
    """A webhook (with its project), for an owner of the project; raises StudioError 404 or 403."""
    webhook = _row(Webhook.objects.select_related("project", "created_by"), webhook_id, "webhook")
    _demand(user, webhook.project_id, "own", "webhook")
    return webhook


def delivery_for(user: User, delivery_id: UUID | str) -> Delivery:
    """A delivery by a webhook, for an owner of its project; raises StudioError 404 or 403."""
    delivery = _row(Delivery.objects.select_related("webhook"), delivery_id, "delivery")
    _demand(user, delivery.webhook.project_id, "own", "delivery")
    return delivery


def project_id_of_stream(name: str) -> UUID | None:
    """The project that a stream belongs to, or None if there is no such row."""
    noun, _, row_id = name.partition(":")
    try:
        if noun == "project":
            return Project.objects.values_list("pk", flat=True).filter(pk=row_id).first()
        if noun == "canvas":
            return Canvas.objects.values_list("project_id", flat=True).filter(pk=row_id).first()
        if noun == "generation":
            return Generation.objects.values_list("canvas__project_id", flat=True).filter(pk=row_id).first()
    except (ValidationError, ValueError):
        pass
    return None


def stream_for(user: User, name: str) -> UUID:
    """The project of a stream that this person may follow; raises StudioError 404 otherwise."""
    project_id = project_id_of_stream(name)
    if project_id is None:
        raise not_found("stream")
    _demand(user, project_id, "see", "stream")
    return project_id


def _row(rows: QuerySet, row_id: UUID | str, what: str):
    try:
        row = rows.filter(pk=row_id).first()
    except (ValidationError, ValueError):
        row = None
    if row is None:
        raise not_found(what)
    return row
