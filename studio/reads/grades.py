"""Reads of grades and jobs: rows in, models of `studio.protocol` out. Whoever calls has passed a door."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from uuid import UUID

from django.db.models import F

from studio import models, protocol
from studio.reads.judging import tastes
from studio.reads.rows import said_of, with_people
from sunmask.ranking.taste import Taste

MOST_IN_SNAPSHOT = 60
"""Grades that a canvas's snapshot carries, the newest; others are read with their generation."""
JOBS_IN_SNAPSHOT = 50


def grade(row: models.Grade) -> protocol.Grade:
    return said_of(row, protocol.Grade)


def grades(generation_id: UUID) -> list[protocol.Grade]:
    """The grades of a generation by candidate and step."""
    rows = models.Grade.objects.filter(generation_id=generation_id).order_by("candidate", "step")
    return [grade(row) for row in rows]


def newest_grades(generation_ids: Iterable[UUID], limit: int = MOST_IN_SNAPSHOT) -> list[protocol.Grade]:
    """The newest grades of the last steps of these generations, in the order of grading."""
    ends = models.Grade.objects.filter(generation__in=generation_ids, step=F("generation__last_step"))
    newest = list(ends.order_by("-pk").values_list("pk", flat=True)[:limit])  # which ones, then those in full
    return [grade(row) for row in models.Grade.objects.filter(pk__in=newest).order_by("pk")]


@dataclass(frozen=True)
class GradedCandidate:
    """A finished candidate of a job. preference: by the job's taste, higher is better; None without one."""

    row: models.Grade
    preference: float | None

    @property
    def cost(self) -> float:
        """The figure that the job sorts by, lower is better."""
        return self.row.overall if self.preference is None else -self.preference


def graded_candidates(row: models.Job) -> list[GradedCandidate]:
    """A job's finished candidates, the best first by its taste, or by grade where it has none."""
    rows = models.Grade.objects.filter(generation__job_id=row.pk, step=F("generation__num_steps"))
    taste = tastes.of_job(row)
    found = [
        GradedCandidate(one, None if taste is None else _preference(taste, one))
        for one in rows.select_related("generation__canvas").defer("generation__frozen", "faults")
    ]
    return sorted(found, key=lambda one: (one.cost, one.row.generation.number, one.row.candidate))


def _preference(taste: Taste, row: models.Grade) -> float | None:
    """None for a grade without the parts that the taste weighs, as only an archive can bring."""
    try:
        return taste.preference(row.features)
    except ValueError:
        return None


def num_total(row: models.Job) -> int:
    """How many candidates a job makes, unless it is ended early."""
    axes = [row.settings[name] for name in ("seeds", "temperatures", "steps") if name in row.settings]
    return row.settings["total"] if "total" in row.settings else prod(len(axis) for axis in axes)


def job(row: models.Job) -> protocol.Job:
    """A job as it is now, from its generations and their grades."""
    generations = list(row.generations.order_by("number").values_list("pk", "num_candidates", "graded_at"))
    takes = models.Take.objects.filter(generation__job_id=row.pk, step=F("generation__num_steps"))
    take_of = {(take[0], take[1]): take[2] for take in takes.values_list("generation_id", "candidate", "pk")}
    return said_of(
        row,
        protocol.Job,
        generations=[pk for pk, _, _ in generations],
        num_done=sum(num for _, num, graded_at in generations if graded_at is not None),
        num_total=num_total(row),
        best=[
            protocol.Ranked(
                generation=one.row.generation_id,
                candidate=one.row.candidate,
                overall=one.row.overall,
                preference=one.preference,
                take=take_of.get((one.row.generation_id, one.row.candidate)),
            )
            for one in graded_candidates(row)
        ],
    )


def jobs(canvas_id: UUID) -> list[protocol.Job]:
    """The newest jobs of a canvas by their number."""
    rows = with_people(models.Job.objects.filter(canvas_id=canvas_id), "created_by").defer("frozen")
    return [job(row) for row in reversed(rows.order_by("-number")[:JOBS_IN_SNAPSHOT])]
