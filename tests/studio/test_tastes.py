"""What the votes of a ranking prefer, over HTTP, and Best of that sorts by it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from django.utils import timezone

from studio.archives.checking import complete_request
from studio.archives.records import JobRecord
from studio.errors import StudioError
from studio.models import Duel, Job, Ranking, Take
from studio.services.runs import claims, grades, jobs
from sunmask.kinds import registry
from sunmask.kinds.grade import CanvasGrade
from tests.studio.test_jobs import best_of, path_of
from tests.studio.test_rankings import keep
from tests.studio.workshop import Workshop, made_up

NUM_TAKES, NUM_VOTES = 14, 120
HEARD = {side: {"seconds": 0.0, "share": 1.0} for side in ("left", "right")}


@pytest.fixture
def ranking(workshop: Workshop) -> str:
    """An open ranking whose judge likes what the grade counts as bad: many notes."""
    takes = keep(workshop, NUM_TAKES)
    for number, pk in enumerate(takes):
        features = {"note": float(number), "rhythm": float(number % 3), "same": 1.0}
        Take.objects.filter(pk=pk).update(grade=sum(features.values()), features=features)
    path = f"/projects/{workshop.project.pk}/rankings"
    made = workshop.owner.made("POST", path, {"name": "Loud", "takes": takes})
    rng = np.random.default_rng(3)
    voted_at = timezone.now() + timedelta(minutes=1)  # each pair was made just now, and heard before the vote
    rows = []
    for _ in range(NUM_VOTES):
        left, right = (int(place) for place in rng.choice(NUM_TAKES, 2, replace=False))
        outcome = "left" if left - right + rng.logistic() > 0 else "right"
        sides = {"left_id": UUID(takes[left]), "right_id": UUID(takes[right])}
        rows.append(
            Duel(
                ranking_id=made["id"],
                judge_name="ear",
                outcome=outcome,
                voted_at=voted_at,
                heard=HEARD,
                **sides,
            )
        )
    Duel.objects.bulk_create(rows)
    Ranking.objects.filter(pk=made["id"]).update(opened_at=voted_at)
    return made["id"]


def run_with(features: list[float]) -> None:
    (claimed,) = claims.claim(most=1, worker="test")
    steps = [made_up(claimed, step) for step in range(claimed.num_steps + 1)]
    assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=steps)
    claims.release(generation_id=claimed.pk, fence=claimed.fence, state="done", error="")
    waiting = grades.take_up_generation("test")
    assert waiting is not None
    graded = [CanvasGrade(value, {"note": value, "rhythm": 1.0, "same": 1.0}, ()) for value in features]
    assert grades.store(generation=waiting, grades=graded)
    assert claimed.job_id is not None
    jobs.advance(claimed.job_id)


def test_an_open_ranking_says_what_its_votes_prefer(ranking: str, workshop: Workshop) -> None:
    viewer = workshop.people["viewer"]
    taste = viewer.made("GET", f"/rankings/{ranking}/taste")
    assert [one["feature"] for one in taste["weights"]] == ["note", "rhythm"]  # the third is alike for all
    assert taste["weights"][0]["weight"] > 1
    assert taste["accuracy"]["low"] > taste["of_grade"]["high"]
    assert (taste["num_votes"], taste["learned_from"]["ranking"]) == (NUM_VOTES, ranking)
    (offered,) = viewer.made("GET", f"/canvases/{workshop.canvas.pk}/tastes")
    assert (offered["ranking"], offered["name"], offered["num_votes"]) == (ranking, "Loud", NUM_VOTES)
    assert offered["accuracy"] == taste["accuracy"]


def test_best_of_keeps_what_votes_prefer_and_says_by_whose(ranking: str, workshop: Workshop) -> None:
    body = best_of(total=4, batch=4, keep=1, ranking=ranking)
    job = workshop.people["editor"].made("POST", path_of(workshop), body)
    Duel.objects.all().delete()  # later changes of the votes change no job
    run_with([2.0, 9.0, 5.0, 1.0])
    job = workshop.owner.made("GET", f"/jobs/{job['id']}")
    assert [one["overall"] for one in job["best"]] == [9.0, 5.0, 2.0, 1.0]
    assert [one["preference"] for one in job["best"]] == sorted(
        (one["preference"] for one in job["best"]), reverse=True
    )
    take = Take.objects.get(generation__job=job["id"])
    assert (take.candidate, take.note) == (1, "best 1 of 4 by the votes of Loud")
    assert Job.objects.get(pk=job["id"]).settings["taste"]["learned_from"]["name"] == "Loud"


def refused(workshop: Workshop, ranking: str, who: str = "editor") -> tuple[int, str, str]:
    response = workshop.people[who].post(path_of(workshop), best_of(ranking=ranking))
    answer: dict[str, Any] = response.json()
    return response.status_code, answer["code"], answer["message"]


def test_votes_that_are_few_or_sealed_sort_nothing_and_say_why(ranking: str, workshop: Workshop) -> None:
    some = Duel.objects.filter(ranking=ranking).values_list("pk", flat=True)[:30]
    Duel.objects.filter(ranking=ranking).exclude(pk__in=list(some)).delete()
    status, code, message = refused(workshop, ranking)
    assert (status, code) == (409, "nothing_learned")
    assert "got 30. 70 more are needed" in message
    assert workshop.owner.made("GET", f"/canvases/{workshop.canvas.pk}/tastes") == []
    Ranking.objects.filter(pk=ranking).update(opened_at=None)
    assert refused(workshop, ranking)[:2] == (409, "not_open")
    assert workshop.owner.get(f"/rankings/{ranking}/taste").status_code == 409
    assert refused(workshop, str(UUID(int=1)))[:2] == (404, "not_found")
    assert not Job.objects.exists()


def test_a_job_that_sorted_by_votes_comes_back_from_an_archive_with_its_taste(
    ranking: str, workshop: Workshop
) -> None:
    workshop.owner.made("POST", path_of(workshop), best_of(ranking=ranking))
    job = Job.objects.select_related("canvas").get()
    record = JobRecord.model_construct(kind=job.kind, settings=job.settings)
    assert complete_request(registry.codec("chorale"), record, "job 1") == job.settings
    record.settings["taste"]["weights"][0]["spread"] = 0
    with pytest.raises(StudioError, match="do not fit"):
        complete_request(registry.codec("chorale"), record, "job 1")
