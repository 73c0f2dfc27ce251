"""What the votes of a ranking prefer, learned anew from the votes of now."""

from dataclasses import asdict

from studio import models, protocol
from studio.errors import StudioError
from studio.models import Ranking
from studio.reads.judging import standings
from sunmask.ranking.learning import NothingLearnedError, learn
from sunmask.ranking.record import sha256_of
from sunmask.ranking.taste import Taste

_MOST_OFFERED = 5
"""Rankings that are tried: each takes a few tenths of a second."""


def of_ranking(row: Ranking) -> Taste:
    """Its taste. Raises StudioError 409, with a sentence, until it is open, where takes wait for their
    grades, and where the votes teach none."""
    if row.opened_at is None:
        message = "This ranking is not open yet, so nothing is learned from its votes. Open it first."
        raise StudioError("not_open", 409, message)
    takes = list(row.takes.order_by("pk").values_list("pk", "symbols", "grade", "features"))
    place = {pk: at for at, (pk, *_) in enumerate(takes)}
    duels = [
        duel for duel in standings.voted_duels(row) if duel.left_item in place and duel.right_item in place
    ]
    if any(takes[place[item]][2] is None for duel in duels for item in (duel.left_item, duel.right_item)):
        raise StudioError("not_graded", 409, "Some takes of this ranking still wait for their grades.")
    table = standings.Table([pk for pk, *_ in takes], len(takes), None)
    try:
        return learn(
            standings.kind_of(row),
            [features for *_, features in takes],
            [grade for _, _, grade, _ in takes],
            table.votes(duels),
            lengths=[float(len(symbols)) for _, symbols, _, _ in takes],
            learned_from={
                "ranking": str(row.pk),
                "name": row.name,
                "sha256": sha256_of([[str(duel.pk), duel.outcome] for duel in duels]),
            },
        )
    except NothingLearnedError as nothing:
        raise StudioError("nothing_learned", 409, str(nothing)) from None


def offered_to(canvas: models.Canvas) -> list[protocol.TaughtBy]:
    """The open rankings of its project and kind whose votes teach something, of the newest first."""
    rows = Ranking.objects.filter(
        project_id=canvas.project_id, binned_at=None, opened_at__isnull=False, takes__canvas__kind=canvas.kind
    )
    found = []
    for row in rows.distinct().order_by("-opened_at")[:_MOST_OFFERED]:
        try:
            taste = of_ranking(row)
        except StudioError:
            continue  # its page says why
        accuracy = protocol.Accuracy(**asdict(taste.accuracy))
        found.append(
            protocol.TaughtBy(ranking=row.pk, name=row.name, num_votes=taste.num_votes, accuracy=accuracy)
        )
    return found


def of_job(job: models.Job) -> Taste | None:
    """The taste by which a job sorts; None for one that sorts by grade."""
    found = job.settings.get("taste")
    return None if found is None else Taste.from_json(found)
