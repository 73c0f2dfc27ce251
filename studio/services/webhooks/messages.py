"""Events of a project's stream as messages of webhooks: which rows changed and how, by id.

Names, texts and grades are not in them: receivers read these as the person of a token, who sees what that
person may see.
"""

import json
from typing import Any

from studio.bodies import EventType
from studio.models import EventRow

KINDS = ("generation", "job", "take", "takes", "comment", "ranking", "campaign")
"""Of events from which a message may follow."""

Content = tuple[EventType, dict[str, Any]]


def content_of(row: EventRow) -> Content | None:
    """The type and the data of the message about an event; None where there is none."""
    said = row.payload
    match row.kind:
        case "generation" if said.get("has_ended"):
            return "generation.ended", _of(said["generation"], "generation", "canvas", "state", "job")
        case "job" if said.get("has_ended"):
            return "job.ended", _of(said["job"], "job", "canvas", "state")
        case "take":
            data = _of(said["take"], "take", "canvas")
            return "take.kept" if said.get("is_new") else "take.changed", data
        case "takes":
            return "take.changed", {"takes": said["takes"]}
        case "comment":
            data = _of(said["comment"], "comment", "canvas") | {"is_deleted": said.get("is_deleted", False)}
            return "comment.written" if said.get("is_new") else "comment.changed", data
        case "ranking" if said.get("has_opened"):
            return "ranking.opened", _of(said["ranking"], "ranking")
        case "campaign" if said.get("is_answered"):
            return "campaign.answered", _of(said["campaign"], "campaign")
        case "campaign" if said.get("has_ended"):
            return "campaign.finished", _of(said["campaign"], "campaign")
        case "campaign" if said.get("is_decided"):
            return "campaign.decided", _of(said["campaign"], "campaign")
    return None


def _of(row: dict[str, Any], noun: str, *names: str) -> dict[str, Any]:
    return {noun: row["id"]} | {name: row[name] for name in names}


def body_of(row: EventRow, content: Content) -> str:
    """The JSON of a message, the same whenever it is sent."""
    event_type, data = content
    said = {
        "type": event_type,
        "timestamp": row.created_at.isoformat(),
        "data": {"project": row.stream.partition(":")[2], "seq": row.seq, **data},
    }
    return json.dumps(said, separators=(",", ":"))


def id_of(row: EventRow) -> str:
    """The id of its message. A restored studio may give a number anew; the time tells the two apart."""
    project = row.stream.partition(":")[2].replace("-", "")
    return f"msg_{project}_{row.seq}_{round(row.created_at.timestamp() * 1_000_000)}"
