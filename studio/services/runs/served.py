"""Whose turn it is: seconds of work that workers have done for people, as far as they still count.

Whoever has had the fewest seconds comes first: their runs are claimed first, keep a worker's slot and have
the next step. A person who comes back after a rest starts no lower than the least served person at work, so
nobody saves up hours, and nobody pays for what was computed while nobody else was there. Their first FIRST_S
seconds come before everybody else's. These seconds are not free: they count like all others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Case, Exists, F, FloatField, Max, Min, OuterRef, Value, When
from django.db.models.functions import Greatest, Least, Now

from studio.models import WAITING_OR_RUNNING, Generation, ServedTime

FIRST_S = 5.0
"""Seconds of work that come before those of all others, for a person who has rested."""
REST_S = 60.0
"""Seconds of rest after which a person has all FIRST_S again."""
AHEAD_S = 10.0
"""The most seconds by which a person's count can exceed that of the least served, so that work on idle
workers costs little."""
SLICE_S = 4.0
"""A slot changes hands once its holder has had so many seconds more than the person who waits."""

Person = int | None
"""The id of an account; None for runs whose account is deleted."""


@dataclass(frozen=True)
class Turn:
    """A person's place among those who want work. seconds: received. lent_s: what is left of
    the first FIRST_S."""

    seconds: float
    lent_s: float = 0.0

    @property
    def order(self) -> tuple[bool, float]:
        """Smaller comes first."""
        return (self.lent_s <= 0.0, self.seconds)

    def after(self, seconds: float) -> "Turn":
        """The same after so many more seconds of work."""
        return Turn(self.seconds + seconds, self.lent_s - seconds)

    def with_slots(self, count: int) -> "Turn":
        """The turn of somebody who holds so many slots, each counted as one slice more."""
        return replace(self, seconds=self.seconds + count * SLICE_S)

    def takes_slot_of(self, holder: "Turn") -> bool:
        """Whether a person who waits takes a slot. holder: the turn of its holder without this slot."""
        if (self.lent_s > 0.0) != (holder.lent_s > 0.0):
            return self.lent_s > 0.0
        return self.seconds + SLICE_S < holder.seconds


def join(person: int) -> None:
    """Give a turn to a person who had no run that waits or runs (inside a transaction)."""
    floor_s = _floor_s()
    served, is_new = ServedTime.objects.get_or_create(
        user_id=person, defaults={"seconds": floor_s, "lent_s": FIRST_S}
    )
    if not is_new:
        row = ServedTime.objects.filter(pk=served.pk)
        rested_s = (row.values_list(Now(), flat=True).get() - served.at).total_seconds()
        lent_s = min(FIRST_S, served.lent_s + FIRST_S * max(0.0, rested_s) / REST_S)
        row.update(seconds=max(served.seconds, floor_s), lent_s=lent_s)


def turns(people: Iterable[Person]) -> dict[Person, Turn]:
    """The place of each of these people."""
    wanted = set(people)
    rows = ServedTime.objects.filter(user__in=[person for person in wanted if person is not None])
    found: dict[Person, Turn] = {row.user_id: Turn(row.seconds, row.lent_s) for row in rows}
    if missing := wanted - set(found):
        found |= dict.fromkeys(missing, Turn(_floor_s()))
    return found


def charge(worked: Mapping[Person, float]) -> None:
    """Count seconds of work by the person for whom they were spent."""
    people = [person for person in worked if person is not None]
    if not people:
        return
    cases = [When(user=person, then=Value(worked[person])) for person in people]
    seconds = Case(*cases, default=Value(0.0), output_field=FloatField())
    rows = ServedTime.objects.filter(user__in=people)
    with transaction.atomic():
        # locked in one order, since workers charge the same people at the same time
        list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        rows.update(
            seconds=Greatest(F("seconds"), Least(F("seconds") + seconds, _floor_s() + AHEAD_S)),
            lent_s=Greatest(F("lent_s") - seconds, 0.0),
            at=Now(),
        )


def _floor_s() -> float:
    """The fewest seconds of anybody with a queued or running run at full pace; if there is no such run,
    the most seconds of anybody."""
    runs = Generation.objects.filter(
        created_by=OuterRef("user"),
        state__in=WAITING_OR_RUNNING,
        pace__mode="full",
    )
    at_work = ServedTime.objects.filter(Exists(runs)).aggregate(least=Min("seconds"))["least"]
    if at_work is not None:
        return float(at_work)
    return float(ServedTime.objects.aggregate(most=Max("seconds"))["most"] or 0.0)
