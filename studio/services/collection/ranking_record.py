"""The record of a ranking: sealed at its first pair, then one entry for all that happens.

Callers hold the lock of the ranking.
"""

import secrets
from typing import Any

import numpy as np
from django.db.models import Max
from django.utils import timezone

from studio import protocol
from studio.documents import store
from studio.errors import StudioError
from studio.models import Canvas, Control, Duel, Ranking, RankingEntry, Take
from studio.reads.judging import ranking_record
from studio.reads.runs.steps import content_of_take
from sunmask.kinds import registry
from sunmask.ranking import record


def begin(ranking: Ranking) -> None:
    """Fix takes, controls, seed and rules, unless that is done, or there are votes from before seals."""
    if ranking.seed or ranking.opened_at is not None or Duel.objects.filter(ranking=ranking).exists():
        return
    ranking.takes.remove(*ranking.takes.exclude(binned_at=None))  # from now on the bin withdraws none
    takes = list(ranking.takes.select_related("canvas", "generation").order_by("pk"))
    ranking.seed = secrets.token_hex(32)
    rules = ranking_record.rules_of(ranking)
    Control.objects.bulk_create(_controls(ranking, rules, takes))
    ranking.rules = rules.model_dump(mode="json")
    ranking.save(update_fields=["seed", "rules"])
    seal = record.seal_of(**ranking_record.fixed(ranking))
    RankingEntry.objects.create(ranking=ranking, number=0, what={"what": "seal"}, sha256=seal)


def append(ranking: Ranking, what: str, **more: Any) -> RankingEntry | None:
    """Enter what happened; None for a ranking without a record."""
    last = RankingEntry.objects.filter(ranking=ranking).order_by("-number").first()
    if last is None:
        return None
    entry = {"number": last.number + 1, "what": what, "at": timezone.now().isoformat(), **more}
    return RankingEntry.objects.create(
        ranking=ranking, number=last.number + 1, what=entry, sha256=record.next_hash(last.sha256, entry)
    )


def next_number(ranking: Ranking) -> int:
    """The number of the entry that comes next."""
    return (RankingEntry.objects.filter(ranking=ranking).aggregate(last=Max("number"))["last"] or 0) + 1


def check_rules(ranking: Ranking, rules: protocol.RankingRules, takes: list[Take]) -> None:
    """Raise StudioError 422 for controls that cannot be hidden among these takes."""
    if rules.real or rules.author or rules.shuffled:
        _controls(ranking, rules, takes)


def _controls(ranking: Ranking, rules: protocol.RankingRules, takes: list[Take]) -> list[Control]:
    """The controls that rules ask for. Raises StudioError 422 for those that would not be hidden."""
    if not takes:
        return []
    codec = registry.codec(takes[0].canvas.kind)
    found: list[Control] = []
    if rules.shuffled:
        content = content_of_take(takes[0])
        grid = codec.symbols(content)
        # by the seed, so that it is the same whenever it is made
        columns = record.generator(ranking.seed, 0).permutation(grid.shape[1])
        shuffled = codec.with_symbols(content, grid[:, columns])
        found.append(Control(ranking=ranking, kind="shuffled", name="Shuffled", content=shuffled))
    canvases = Canvas.objects.filter(project_id=ranking.project_id, kind=takes[0].canvas.kind)
    by_id = {row.pk: row for row in canvases.filter(pk__in=rules.real)}
    for canvas_id in rules.real:
        if canvas_id not in by_id:
            raise _refused("One of the real pieces is no canvas of this project and of the takes' kind.")
        canvas = by_id[canvas_id]
        content = store.project_to_cells(canvas)["content"]
        found.append(Control(ranking=ranking, kind="real", name=canvas.name, content=content))
    if rules.author:
        frozen = takes[0].generation.frozen["content"]
        name = f"{takes[0].canvas.name}, as it was"
        found.append(Control(ranking=ranking, kind="author", name=name[:200], content=frozen))
    sizes = [len(take.symbols) for take in takes]
    for control in found:
        size = int(np.size(codec.symbols(control.content)))
        if not max(sizes) / 2 <= size <= 2 * min(sizes):
            raise _refused(
                f"“{control.name}” is much shorter or longer than the takes, so it would stand out."
            )
    return found


def _refused(sentence: str) -> StudioError:
    return StudioError("no_control", 422, sentence)
