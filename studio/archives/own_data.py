"""What a studio keeps of one person, as a zip: the account, and an archive of each of their projects."""

import json
import zipfile
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Count
from django.utils.text import slugify

from studio.archives import writing
from studio.archives.choice import choose_for
from studio.archives.outlet import Outlet
from studio.models import AuditEntry, CampaignTask, Comment, Duel, Generation, Member, Take, TakeRating, User
from studio.services import audit
from studio.services.people import tokens

README = """What this studio keeps of you.

account.json   your name, how you sign in, your tokens, the projects that you are in, how much in them is
               yours, your answers in campaigns, and what the audit log says that you did
projects/      an archive of each of these projects, as "Export" makes it; a studio can import it

What others see and you do not, such as grades of takes that you judge blind, is not in them. Logs of the web
server have addresses for as long as the studio's operator keeps them.
"""


def pieces(user: User) -> Iterator[bytes]:
    """The bytes of the zip, in order; never as a whole in memory."""
    out = Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr("account.json", json.dumps(account(user), ensure_ascii=False, indent=1))
        for member in Member.objects.filter(user=user).select_related("project").order_by("pk"):
            name = f"projects/{slugify(member.project.name) or 'project'}-{str(member.project.pk)[:8]}.zip"
            with archive.open(name, "w", force_zip64=True) as file:
                for piece in archive_of(member):
                    file.write(piece)
                    if out.is_full:
                        yield out.take()
    yield out.take()


def archive_of(member: Member) -> Iterator[bytes]:
    """The archive of a project as this member may export it."""
    return writing.pieces(choose_for(member.user, member.project, member.role))


def account(user: User) -> dict[str, Any]:
    """What is kept of the account itself, and how many rows there are of each sort that say its name."""
    roles = Member.objects.filter(user=user).order_by("pk")
    answered = CampaignTask.objects.filter(judge__user=user).exclude(answered_at=None)
    counted = {
        "generations": Generation.objects.filter(created_by=user),
        "takes": Take.objects.filter(created_by=user),
        "comments": Comment.objects.filter(created_by=user),
        "ratings": TakeRating.objects.filter(user=user),
        "votes": Duel.objects.filter(judge=user).exclude(outcome=None),
    }
    return {
        "name": user.username,
        "email": user.email,
        "joined_at": user.date_joined.isoformat(),
        "last_signed_in_at": user.last_login.isoformat() if user.last_login else None,
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified")),
        "providers": list(SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data")),
        "sessions": [
            {"browser": each.user_agent, "network": each.ip, "began_at": each.created_at.isoformat()}
            for each in UserSession.objects.filter(user=user).order_by("pk")
        ],
        "second_steps": [
            {"sort": each.type, "name": each.data.get("name", ""), "made_at": each.created_at.isoformat()}
            for each in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "projects": [
            {"id": str(pk), "name": name, "role": role}
            for pk, name, role in roles.values_list("project_id", "project__name", "role")
        ],
        "audit_log": [
            {"at": entry.at.isoformat(), "what": audit.sentence(entry), "project": entry.project_name}
            for entry in AuditEntry.objects.filter(person=user).order_by("pk")
        ],
        "tokens": [
            {"name": token.name, "scope": token.scope, "created_at": token.created_at.isoformat()}
            for token in tokens.of(user)
        ],
        "campaigns": [
            {
                "campaign": str(task.judge.campaign_id),
                "name": task.judge.campaign.name,
                "item": str(task.item_id),
                "answers": task.answers,
                "answered_at": task.answered_at.isoformat() if task.answered_at else None,
            }
            for task in answered.select_related("judge__campaign").order_by("answered_at", "pk")
        ],
        "made": {name: rows.aggregate(count=Count("pk"))["count"] for name, rows in counted.items()},
    }
