"""Grades and looks: claimed by one worker, left alone by others, free again when its worker is gone."""

from datetime import timedelta

from django.utils import timezone

from studio.models import Claim, Generation, Take
from studio.services.collection import takes
from studio.services.runs import chores, claims, grades, looks
from sunmask.kinds.grade import CanvasGrade
from tests.studio.workshop import Workshop


def done(workshop: Workshop) -> Generation:
    claimed = workshop.run(workshop.start(), upto=8)
    assert claims.release(generation_id=claimed.pk, fence=claimed.fence, state="done")
    return claimed


def test_grades_are_found_by_one_worker_and_by_the_next_when_that_one_is_gone(workshop: Workshop) -> None:
    generation = done(workshop)
    first = grades.take_up_generation("one")
    assert first is not None
    assert first.pk == generation.pk
    assert grades.take_up_generation("two") is None
    assert grades.take_up_generation("one") is not None  # its own, after trouble
    Claim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert grades.take_up_generation("two") is not None
    assert not chores.claim(generation.pk, "one")
    claims.revoke_leases(worker="two")
    assert grades.take_up_generation("one") is not None
    assert grades.store(generation=first, grades=[CanvasGrade(1.0, {}, ())] * 2)
    assert grades.take_up_generation("two") is None
    assert not Claim.objects.exists()


def test_a_take_that_no_worker_can_grade_is_tried_once(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=4)
    take = takes.keep(generation=running, user=workshop.user("editor"), candidate=0, step=2)
    assert grades.take_up_take("one") == take
    chores.give_up(take.pk, "one")
    assert grades.take_up_take("one") is None
    assert grades.take_up_take("two") is None
    assert Take.objects.get().grade is None


def test_two_workers_answer_two_looks(workshop: Workshop) -> None:
    asked = [
        looks.ask(canvas=workshop.canvas, user=workshop.user("editor"), question="doubt") for _ in range(2)
    ]
    taken = [looks.take_up("one"), looks.take_up("two"), looks.take_up("three")]
    assert [look and look.pk for look in taken] == [asked[0].pk, asked[1].pk, None]
    assert looks.take_up("one", without=[asked[0].pk]) is None


def test_a_worker_of_some_checkpoints_grades_and_answers_for_these_alone(workshop: Workshop) -> None:
    generation = done(workshop)
    takes.keep(generation=generation, user=workshop.user("editor"), candidate=0, step=2)
    looks.ask(canvas=workshop.canvas, user=workshop.user("editor"), question="doubt")
    for others in (frozenset({"large"}), frozenset({"large", generation.checkpoint})):
        is_theirs = generation.checkpoint in others
        assert (grades.take_up_generation("one", others) is not None) == is_theirs
        assert (grades.take_up_take("one", others) is not None) == is_theirs
        assert (looks.take_up("one", checkpoints=others) is not None) == is_theirs
