"""Takes as rows to train on, with what people think of them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from studio import bodies
from studio.errors import StudioError, unknown_kind
from studio.models import Take
from studio.reads.judging.ratings import Reader
from studio.training.prompts import made_of, prompt_of
from sunmask.kinds import kinds

_AT_ONCE = 50


def of_takes(found: QuerySet[Take], reader: Reader) -> Iterator[bodies.RatedTake]:
    """Each take in the order of keeping, people numbered instead of named.

    What others think of a take comes as far as the reader sees it: who may rate sees it after their own
    rating. Raises StudioError 409, at once, for takes of several kinds, and of one that is not installed."""
    names = sorted(found.order_by().values_list("canvas__kind", flat=True).distinct())
    if len(names) > 1:
        raise StudioError(
            "several_kinds",
            409,
            f"These takes are of {' and '.join(names)}, and one file holds one kind. Filter them.",
        )
    if names and names[0] not in kinds():
        raise unknown_kind(names[0])
    return _rows(found, reader)


def _rows(found: QuerySet[Take], reader: Reader) -> Iterator[bodies.RatedTake]:
    raters: dict[str, str] = {}
    rows = found.order_by("created_at", "pk").select_related("canvas", "generation")
    for row in rows.prefetch_related("ratings", "tag_rows", "generation__acts").iterator(chunk_size=_AT_ONCE):
        given = [each for each in row.ratings.all() if each.is_given]
        is_judge = reader.may_rate and all(each.user_name != reader.name for each in given)
        tagged_by = row.tagged_by
        yield bodies.RatedTake(
            take=row.pk,
            canvas=row.canvas_id,
            kind=row.canvas.kind,
            prompt=prompt_of(row),
            is_starred=row.is_starred,
            tags=[tag for tag, by in tagged_by.items() if not is_judge or not by or reader.name in by],
            ratings=[] if is_judge else [_rater(each, raters) for each in given],
            kept_at=row.created_at,
            **made_of(row, is_blind=str(row.pk) in reader.blind),
        )


def _rater(row: Any, raters: dict[str, str]) -> bodies.RaterOfTake:
    return bodies.RaterOfTake(
        rater=raters.setdefault(row.user_name, f"rater {len(raters) + 1}"),
        stars=row.stars,
        flag=row.flag or None,
        rated_at=row.rated_at,
        saw_others=row.saw_others,
    )
