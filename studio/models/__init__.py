"""Rows, and nothing but rows: writes are in `services/`, reads in `reads/`, doors in `access.py`."""

from studio.models.audit import AuditEntry
from studio.models.campaigns import Campaign, CampaignDecision, CampaignItem, CampaignJudge, CampaignTask
from studio.models.canvases import Canvas, DocumentSnapshot, DocumentUpdate, PracticeLink
from studio.models.events import EventRow, RateBucket, Stream
from studio.models.generations import (
    WAITING_OR_RUNNING,
    Act,
    ActKind,
    Frame,
    Generation,
    GenerationState,
    Hold,
    Purpose,
    ReplayLink,
    Requested,
)
from studio.models.grades import Claim, Grade, Look
from studio.models.history import Comment, Version, Visit
from studio.models.jobs import Job, JobKind, JobState
from studio.models.listening import Listener, ListeningLink, ListeningPiece, ListeningQuestion, ListeningTest
from studio.models.people import GroupQuota, ServedTime, SignInLink, User
from studio.models.programs import ApiToken, Delivery, Webhook
from studio.models.projects import InvitationLink, Member, Project, Removal, Role
from studio.models.rankings import Control, Duel, Outcome, Ranking, RankingEntry
from studio.models.takes import Export, Flag, Take, TakeRating, TakesChange, TakeTag

__all__ = [
    "WAITING_OR_RUNNING",
    "Act",
    "ActKind",
    "ApiToken",
    "AuditEntry",
    "Campaign",
    "CampaignDecision",
    "CampaignItem",
    "CampaignJudge",
    "CampaignTask",
    "Canvas",
    "Claim",
    "Comment",
    "Control",
    "Delivery",
    "DocumentSnapshot",
    "DocumentUpdate",
    "Duel",
    "EventRow",
    "Export",
    "Flag",
    "Frame",
    "Generation",
    "GenerationState",
    "Grade",
    "GroupQuota",
    "Hold",
    "InvitationLink",
    "Job",
    "JobKind",
    "JobState",
    "Listener",
    "ListeningLink",
    "ListeningPiece",
    "ListeningQuestion",
    "ListeningTest",
    "Look",
    "Member",
    "Outcome",
    "PracticeLink",
    "Project",
    "Purpose",
    "Ranking",
    "RankingEntry",
    "RateBucket",
    "Removal",
    "ReplayLink",
    "Requested",
    "Role",
    "ServedTime",
    "SignInLink",
    "Stream",
    "Take",
    "TakeRating",
    "TakeTag",
    "TakesChange",
    "User",
    "Version",
    "Visit",
    "Webhook",
]
