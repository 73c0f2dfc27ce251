"""The record of a ranking as it is published: what was sealed, and everything that happened since."""

from typing import Any
from uuid import UUID

from studio import protocol
from studio.errors import StudioError
from studio.models import Control, Duel, Ranking, RankingEntry, Take
from sunmask.ranking.record import sha256_of


def rules_of(row: Ranking) -> protocol.RankingRules:
    """The rules of a ranking; the usual ones where none were made."""
    known = protocol.RankingRules.model_fields
    return protocol.RankingRules(**{name: value for name, value in row.rules.items() if name in known})


def fixed(row: Ranking) -> dict[str, Any]:
    """What the seal is a hash of."""
    return {
        "takes": [{"id": str(take.pk), "sha256": sha256_of(take.symbols)} for take in _takes(row)],
        "controls": [{"id": str(one.pk), "sha256": sha256_of(one.content)} for one in _controls(row)],
        "seed": row.seed,
        "rules": rules_of(row).model_dump(mode="json"),
    }


def published(row: Ranking) -> dict[str, Any]:
    """The whole record, for anybody to check. Raises StudioError 409 until the ranking is opened, and for one
    without a record."""
    if not row.seed:
        message = "This ranking was never sealed, so it has no record to check."
        raise StudioError("no_record", 409, message)
    if row.opened_at is None:
        message = "This ranking is not open yet, so its record stays hidden. Open it first."
        raise StudioError("not_open", 409, message)
    entries = list(RankingEntry.objects.filter(ranking=row).order_by("number"))
    added = {take["id"] for entry in entries for take in entry.what.get("takes", [])}
    voted = Duel.objects.filter(ranking=row).exclude(outcome=None).order_by("pk")
    whole = fixed(row)
    whole["takes"] = [take for take in whole["takes"] if take["id"] not in added]
    return whole | {
        "format": "sunmask-ranking-record",
        "version": 1,
        "ranking": str(row.pk),
        "name": row.name,
        "seal": entries[0].sha256,
        "entries": [entry.what for entry in entries[1:]],
        "head": entries[-1].sha256,
        "votes": {str(pk): outcome for pk, outcome in voted.values_list("pk", "outcome")},
        "contents": {str(take.pk): take.symbols for take in _takes(row)}
        | {str(one.pk): one.content for one in _controls(row)},
        "names": {str(take.pk): take.name for take in _takes(row)}
        | {str(one.pk): one.name for one in _controls(row)},
    }


def head_of(ranking_id: UUID) -> RankingEntry | None:
    """The last entry of a ranking's record."""
    return RankingEntry.objects.filter(ranking_id=ranking_id).order_by("-number").first()


def _takes(row: Ranking) -> list[Take]:
    return sorted(row.takes.only("id", "name", "symbols", "canvas"), key=lambda take: take.pk)


def _controls(row: Ranking) -> list[Control]:
    return sorted(row.controls.all(), key=lambda one: one.pk)
