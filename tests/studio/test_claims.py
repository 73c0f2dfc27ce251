"""The queue: fair claims, fences, leases, and what becomes of a worker that is gone."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from studio import events, limits
from studio.models import Frame, Generation
from studio.reads import selectors
from studio.reads.runs.steps import steps_of
from studio.reads.streams import events_after, stream_seq
from studio.services.runs import claims, generations, served, shares
from tests.studio.workshop import Workshop, made_up, person


def claim_one() -> Generation | None:
    claimed = claims.claim(most=1, worker="test")
    return claimed[0] if claimed else None


def lose_lease(generation: Generation) -> None:
    Generation.objects.filter(pk=generation.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_claim_raises_the_fence_and_gives_a_lease(workshop: Workshop) -> None:
    generation = workshop.start()
    claimed = claim_one()
    assert claimed is not None
    assert (claimed.pk, claimed.state, claimed.fence, claimed.attempt) == (generation.pk, "running", 1, 1)
    lease_s = (claimed.lease_until - timezone.now()).total_seconds()
    assert limits.LEASE_S - 2 < lease_s <= limits.LEASE_S
    assert claim_one() is None


def test_no_more_are_claimed_than_asked_for(workshop: Workshop) -> None:
    for name in "abc":
        workshop.start(user=person(name), num_candidates=1)
    assert len(claims.claim(most=2, worker="test")) == 2
    assert len(claims.claim(worker="test")) == 1
    assert claims.claim(most=0, worker="test") == []


def test_a_person_with_one_wish_does_not_wait_behind_a_person_with_many(workshop: Workshop) -> None:
    many, one = person("many"), person("one")
    for _ in range(5):
        workshop.start(user=many)
    control = workshop.start(user=one)
    served = [claim_one(), claim_one()]
    assert served[0] is not None
    assert served[0].created_by == many
    assert served[1] is not None
    assert served[1].pk == control.pk


def test_a_person_runs_at_most_two_at_once(workshop: Workshop) -> None:
    for _ in range(3):
        workshop.start()
    assert len(claims.claim(worker="test")) == limits.GENERATIONS_RUNNING == 2
    assert claims.claim(worker="test") == []


def test_a_worker_with_old_news_does_not_give_a_person_a_third_run(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [workshop.start() for _ in range(3)]
    assert len(claims.claim(worker="first")) == 2
    # as if it had seen the queue before the first worker claimed
    waiting = claims.Waiting(runs[2].pk, served.Turn(0.0))
    monkeypatch.setattr(claims, "in_fair_order", lambda _: iter([waiting]))
    assert claims.claim(worker="second") == []
    runs[2].refresh_from_db()
    assert runs[2].state == "queued"


def test_among_equals_whoever_was_served_longest_ago_comes_first(workshop: Workshop) -> None:
    first, second = person("first"), person("second")
    for _ in range(2):
        workshop.start(user=first)
        workshop.start(user=second)
    for expected in (first, second, first, second):
        claimed = claim_one()
        assert claimed is not None
        assert claimed.created_by == expected
        claims.release(generation_id=claimed.pk, fence=claimed.fence, state="done")


def test_steps_are_recorded_in_order_and_only_by_the_holder_of_the_fence(workshop: Workshop) -> None:
    generation = workshop.start()
    claimed = claim_one()
    assert claimed is not None
    steps = [made_up(claimed, step) for step in range(3)]
    pk, fence = claimed.pk, claimed.fence
    assert not claims.record(generation_id=pk, fence=fence, steps=steps[1:])  # step 0 is missing
    assert not claims.record(generation_id=pk, fence=fence + 1, steps=steps)
    assert claims.record(generation_id=pk, fence=fence, steps=steps[:2])
    assert not claims.record(generation_id=pk, fence=fence, steps=steps[:2])  # once is enough
    assert not claims.record(generation_id=pk, fence=fence - 1, steps=steps[2:])
    assert claims.record(generation_id=pk, fence=fence, steps=steps[2:])
    assert [step.step for step in steps_of(generation)] == [0, 1, 2]
    assert list(Frame.objects.values_list("first_step", "last_step")) == [(0, 1), (2, 2)]


def test_steps_of_an_old_fence_change_nothing_beside_those_of_the_new_one(workshop: Workshop) -> None:
    workshop.start()
    before = claim_one()
    assert before is not None
    lose_lease(before)
    after = claim_one()
    assert after is not None
    steps = [made_up(after, 0)]
    old, new = (claims.NewFrame(before.pk, run.fence, steps) for run in (before, after))
    assert claims.record_frames([new, old]) == [True, False]
    assert Frame.objects.get(generation=after).fence == after.fence
    assert Generation.objects.get(pk=after.pk).last_step == 0


def test_a_gap_within_a_frame_is_a_mistake_of_the_worker(workshop: Workshop) -> None:
    claimed = workshop.run(workshop.start(), upto=0)
    with pytest.raises(ValueError, match="consecutive"):
        claims.record(
            generation_id=claimed.pk, fence=claimed.fence, steps=[made_up(claimed, 1), made_up(claimed, 3)]
        )


def test_steps_beyond_the_last_one_are_refused(workshop: Workshop) -> None:
    claimed = workshop.run(workshop.start(), upto=8)
    step = made_up(claimed, 9)
    assert not claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=[step])


def test_a_frame_renews_the_lease_and_forgets_the_attempts(workshop: Workshop) -> None:
    workshop.start()
    claimed = claim_one()
    assert claimed is not None
    lose_lease(claimed)
    assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=[made_up(claimed, 0)])
    claimed.refresh_from_db()
    assert claimed.lease_until > timezone.now()
    assert claimed.attempt == 0


def test_a_lost_lease_is_seen_at_once_told_once_and_taken_up_by_another_worker(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=3)
    stream = events.generation_stream(generation.pk)
    lose_lease(generation)
    assert selectors.generation(generation.pk).is_resuming

    before = stream_seq(stream)
    assert claims.reap() == 1
    assert claims.reap() == 0
    told = events_after(stream, before, 10)
    assert [payload["generation"]["is_resuming"] for _, payload in told] == [True]

    again = claim_one()
    assert again is not None
    assert again.pk == generation.pk
    assert again.last_step == 3
    assert not selectors.generation(generation.pk).is_resuming
    old = {"generation_id": generation.pk, "fence": generation.fence}
    assert not claims.record(**old, steps=[made_up(generation, 4)])
    assert not claims.release(**old, state="done")
    assert claims.record(generation_id=again.pk, fence=again.fence, steps=[made_up(again, 4)])


def test_a_lease_by_a_clock_that_was_set_back_since_is_none(workshop: Workshop) -> None:
    generation = workshop.run(workshop.start(), upto=3)
    in_an_hour = timezone.now() + timedelta(hours=1)
    Generation.objects.filter(pk=generation.pk).update(lease_until=in_an_hour)
    again = claim_one()
    assert again is not None
    assert again.pk == generation.pk
    assert claim_one() is None
    Generation.objects.filter(pk=generation.pk).update(lease_until=in_an_hour)
    assert claims.reap() == 1


def test_a_worker_known_to_be_dead_loses_its_leases_at_once_and_only_its_own(workshop: Workshop) -> None:
    workshop.start()
    workshop.start(user=person("b"))
    (mine,) = claims.claim(most=1, worker="host:1")
    (other,) = claims.claim(most=1, worker="host:2")
    assert claims.revoke_leases(worker="host:1") == 1
    assert claims.revoke_leases(worker="host:1") == 0
    assert selectors.generation(mine.pk).is_resuming
    assert not selectors.generation(other.pk).is_resuming
    again = claim_one()
    assert again is not None
    assert again.pk == mine.pk


def test_lost_ones_are_claimed_before_the_queue(workshop: Workshop) -> None:
    lost = workshop.run(workshop.start(), upto=2)
    workshop.start(user=person("other"))
    lose_lease(lost)
    claimed = claim_one()
    assert claimed is not None
    assert claimed.pk == lost.pk


def test_a_generation_that_kills_its_workers_is_given_up_and_the_next_one_runs(workshop: Workshop) -> None:
    poisoned = workshop.start()
    for _ in range(limits.ATTEMPTS):
        claimed = claim_one()
        assert claimed is not None
        lose_lease(claimed)
    healthy = workshop.start()
    claimed = claim_one()
    assert claimed is not None
    assert claimed.pk == healthy.pk
    given_up = selectors.generation(poisoned.pk)
    assert given_up.state == "failed"
    assert given_up.error is not None
    assert f"{limits.ATTEMPTS} times without a new step" in given_up.error


def test_a_worker_that_leaves_in_order_gives_back_what_it_holds(workshop: Workshop) -> None:
    claimed = workshop.run(workshop.start(), upto=2)
    assert claims.release(generation_id=claimed.pk, fence=claimed.fence, state="queued")
    again = claim_one()
    assert again is not None
    assert (again.pk, again.last_step, again.attempt) == (claimed.pk, 2, 1)


def test_renewing_tells_which_runs_are_still_held(workshop: Workshop) -> None:
    kept = workshop.run(workshop.start(), upto=1)
    paused = workshop.run(workshop.start(), upto=1)
    generations.pause(generation=paused, user=workshop.user("editor"))
    assert claims.renew({kept.pk: kept.fence, paused.pk: paused.fence}) == {kept.pk}


def test_wishes_come_with_the_fence_that_tells_whether_to_drop_a_run(workshop: Workshop) -> None:
    running = workshop.run(workshop.start(), upto=1)
    control = claims.controls([running.pk])[running.pk]
    assert (control.state, control.requested, control.fence, control.pace.mode) == (
        "running",
        "run",
        running.fence,
        "full",
    )
    generations.stop(generation=running, user=workshop.user("editor"))
    control = claims.controls([running.pk])[running.pk]
    assert control.requested == "stop"
    assert control.fence > running.fence


def test_those_who_wait_are_told_when_they_move_up(workshop: Workshop) -> None:
    generation_ids = [workshop.start().pk for _ in range(4)]
    assert [selectors.generation(pk).queue_position for pk in generation_ids] == [0, 1, 2, 3]
    claims.claim(worker="test")
    claims.reap()
    assert [selectors.generation(pk).queue_position for pk in generation_ids] == [None, None, 0, 1]


def test_a_worker_of_some_checkpoints_leaves_what_is_of_others(workshop: Workshop) -> None:
    others = [workshop.start() for _ in range(3)]
    run = workshop.start()
    Generation.objects.filter(pk=run.pk).update(checkpoint="large")
    large, none = frozenset({"large", "larger"}), frozenset({"larger"})
    assert claims.claim(worker="test", checkpoints=none) == []
    # the run is its person's fourth, and no run before it is this worker's
    assert [each.generation_id for each in claims.in_fair_order(large)] == [run.pk]
    (claimed,) = claims.claim(worker="test", checkpoints=large)
    assert claimed.pk == run.pk
    assert shares.load(large).held == {"test": 1}
    assert shares.load(none) == shares.Load(Counter(), 0)
    lose_lease(claimed)
    assert claims.claim(worker="test", checkpoints=none) == []
    assert [each.pk for each in claims.claim(worker="all")] == [run.pk, others[0].pk]
