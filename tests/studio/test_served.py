"""Whose turn it is: the person for whom workers have done the fewest seconds of work."""

from datetime import timedelta

import pytest
from django.db.models import F

from studio.models import Generation, ServedTime, User
from studio.services.runs import claims, generations, served
from tests.studio.workshop import Workshop, person


def seconds_of(user: User) -> float:
    return ServedTime.objects.get(user=user).seconds


def spend_loan(user: User) -> None:
    """As if a person had had the first seconds long ago, and no others."""
    ServedTime.objects.filter(user=user).update(lent_s=0.0)


def order() -> list[User]:
    rows = Generation.objects.in_bulk()
    return [rows[each.generation_id].created_by for each in claims.in_fair_order()]


def test_whoever_has_had_fewer_seconds_comes_first_however_many_runs_wait(workshop: Workshop) -> None:
    many, few = person("many"), person("few")
    for user in (many, many, many, few):
        workshop.start(user=user)
        spend_loan(user)
    served.charge({many.pk: 3.0, few.pk: 1.0})
    assert order()[0] == few
    served.charge({few.pk: 5.0})
    assert order()[0] == many


def test_the_first_seconds_after_a_rest_are_lent_and_count(workshop: Workshop) -> None:
    old, new = person("old"), person("new")
    workshop.start(user=old)
    served.charge({old.pk: served.FIRST_S})
    workshop.start(user=new)
    places = served.turns([old.pk, new.pk])
    assert places[old.pk].order > places[new.pk].order
    assert places[new.pk].takes_slot_of(places[old.pk])
    served.charge({new.pk: served.FIRST_S + 1.0})
    places = served.turns([old.pk, new.pk])
    assert places[new.pk].lent_s == 0.0
    assert places[old.pk].order < places[new.pk].order


def test_whoever_comes_back_begins_where_the_least_served_is(workshop: Workshop) -> None:
    at_work, back = person("at work"), person("back")
    ended = workshop.start(user=back)
    generations.stop(generation=ended, user=back)
    workshop.start(user=at_work)
    for _ in range(10):
        served.charge({at_work.pk: 10.0})
    assert seconds_of(at_work) == pytest.approx(100.0)
    workshop.start(user=back)
    assert seconds_of(back) == pytest.approx(100.0)


def test_the_loan_comes_back_with_rest_and_not_by_one_run_after_the_other(workshop: Workshop) -> None:
    user = person("often")
    generations.stop(generation=workshop.start(user=user), user=user)
    served.charge({user.pk: served.FIRST_S})
    generations.stop(generation=workshop.start(user=user), user=user)
    assert served.turns([user.pk])[user.pk].lent_s < 1.0
    ServedTime.objects.filter(user=user).update(at=F("at") - timedelta(seconds=served.REST_S))
    workshop.start(user=user)
    assert served.turns([user.pk])[user.pk].lent_s == served.FIRST_S


def test_what_was_computed_while_others_could_use_no_more_is_not_paid_for_later(workshop: Workshop) -> None:
    idle, busy = person("idle"), person("busy")
    for user in (idle, busy):
        workshop.start(user=user)
    served.charge({busy.pk: 1000.0})
    assert seconds_of(busy) == seconds_of(idle) + served.AHEAD_S
    served.charge({busy.pk: 1.0})
    assert seconds_of(busy) == seconds_of(idle) + served.AHEAD_S


def test_a_run_that_waits_for_its_person_holds_no_newcomer_down(workshop: Workshop) -> None:
    by_step, busy = person("by step"), person("busy")
    workshop.start(user=by_step, pace={"mode": "single"})
    workshop.start(user=busy)
    for _ in range(5):
        served.charge({busy.pk: 10.0})
    assert seconds_of(busy) == pytest.approx(50.0)


def test_a_slot_changes_hands_only_after_a_slice() -> None:
    had = served.Turn(10.0)
    assert not had.takes_slot_of(served.Turn(10.0 + served.SLICE_S))
    assert had.takes_slot_of(served.Turn(10.1 + served.SLICE_S))
    assert not had.takes_slot_of(served.Turn(100.0, lent_s=1.0))


def test_a_persons_own_runs_come_before_those_of_their_jobs(workshop: Workshop) -> None:
    first, second = (workshop.start() for _ in range(2))
    body = {"kind": "best_of", "settings": {"settings": {"num_steps": 8}, "total": 4, "keep": 1, "batch": 2}}
    workshop.people["editor"].made("POST", f"/canvases/{workshop.canvas.pk}/jobs", body)
    Generation.objects.exclude(job=None).update(created_at=first.created_at - timedelta(hours=1))
    assert [each.generation_id for each in claims.in_fair_order()] == [first.pk, second.pk]
