"""The queue and the workers among the operator's pages: who waits for how long, and what each worker has. No
content and no name of a piece is on it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from studio.models import WAITING_OR_RUNNING, Generation, GenerationState, User
from studio.ops import heartbeats
from studio.services.runs import claims, generations, holds, served, waiting

A_MOMENT_S = 10.0


@dataclass(frozen=True)
class Worker:
    """checkpoints: the names of those whose runs alone it takes; "" for all."""

    name: str
    device: str
    checkpoints: str
    state: str
    num_runs: int


@dataclass(frozen=True)
class Waiter:
    """A person with runs. wait_s: until the next of those that wait begins, where that is known. is_newcomer:
    their first seconds after a rest come before everybody else's."""

    id: int
    name: str
    num_waiting: int
    num_running: int
    wait_s: float | None
    is_newcomer: bool

    @property
    def num_runs(self) -> int:
        return self.num_waiting + self.num_running

    @property
    def wait_words(self) -> str:
        """When the next run begins, for people; "" where none waits, or nobody knows."""
        if self.wait_s is None or not self.num_waiting:
            return ""
        if self.is_newcomer and self.wait_s < A_MOMENT_S:
            return "before all others"
        return f"in about {about(self.wait_s)}"


@require_http_methods(["GET", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Workers and people with runs; POST does what a button says. For superusers alone."""
    if not (request.user.is_authenticated and request.user.is_superuser):
        raise PermissionDenied
    if request.method == "POST":
        messages.success(request, act(request.POST.get("act", ""), request.POST.get("of", "")))
        return redirect("queue")
    living = heartbeats.workers_in_reach()
    context = {
        **admin.site.each_context(request),
        "title": "Queue and workers",
        "workers": workers(living),
        "untaken": untaken(living.values()),
        "people": people(),
        "is_paused": holds.EVERYBODY in holds.all_of_them(),
        "num_paused": Generation.objects.filter(state=GenerationState.PAUSED).count(),
    }
    return render(request, "studio/queue.html", context)


def about(seconds: float) -> str:
    """A duration as people say it, in one unit: "1 s", "36 min", "3 h"."""
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds >= 1.5 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(1.0, seconds):.0f} s"


def act(name: str, of: str) -> str:
    """Do what a button says, of a worker or of a person's id; the sentence that says so."""
    if name == "pause":
        holds.put(holds.EVERYBODY, gives_back=False)
        return "No worker takes up runs any more; those at work go on to their end."
    if name == "continue":
        holds.lift(holds.EVERYBODY)
        return "Workers take up runs again."
    if name == "drain" and of:
        holds.put(of, gives_back=True)
        return f"{of} gives back its runs and takes up no others."
    if name == "lift" and of:
        holds.lift(of)
        return f"{of} takes up runs again."
    if name == "take away" and of:
        num_runs = claims.revoke_leases(worker=of)
        return f"{num_runs} runs were taken from {of}; others go on with them."
    if name == "stop" and of.isdecimal():
        return f"{stop_all(int(of))} runs were stopped."
    return "Nothing was done: the page asked for what this studio does not know. Load it again."


def stop_all(person: int) -> int:
    """Stop what a person has waiting or running, as that person would; returns how many."""
    rows = Generation.objects.filter(created_by=person, state__in=WAITING_OR_RUNNING).select_related(
        "created_by", "canvas"
    )
    stopped = 0
    for row in rows.order_by("pk"):
        assert row.created_by is not None
        generations.stop(generation=row, user=row.created_by)
        stopped += 1
    return stopped


def workers(living: Mapping[str, heartbeats.Worker]) -> list[Worker]:
    """The workers that live, with what each holds."""
    holds.forget_others(set(living))
    held = holds.all_of_them()
    running = Generation.objects.filter(state=GenerationState.RUNNING).exclude(claims.without_lease())
    num_runs = Counter(running.values_list("claimed_by", flat=True))

    def state(name: str) -> str:
        if name in held:
            return "drained"
        if holds.EVERYBODY in held:
            return "paused"
        return "ready" if living[name].is_ready else "starting"

    return [
        Worker(name, said.device, ", ".join(sorted(said.checkpoints)), state(name), num_runs[name])
        for name, said in sorted(living.items())
    ]


def untaken(living: Collection[heartbeats.Worker]) -> dict[str, int]:
    """How many runs wait of each checkpoint that none of the living workers takes."""
    queued = Generation.objects.filter(state=GenerationState.QUEUED).values_list("checkpoint", flat=True)
    waiting = Counter(queued) if living else Counter()
    return {name: waiting[name] for name in sorted(waiting) if not any(each.takes(name) for each in living)}


def people() -> list[Waiter]:
    """Those who have runs that wait or run, whoever waits longest for the next last."""
    rows = Generation.objects.filter(state__in=WAITING_OR_RUNNING).exclude(created_by=None).order_by()
    waits = waiting.expected_waits()
    num: Counter[tuple[int | None, str]] = Counter()
    next_s: dict[int | None, float] = {}
    for pk, person, state in rows.values_list("pk", "created_by_id", "state"):
        num[person, state] += 1
        if pk in waits:
            next_s[person] = min(next_s.get(person, waits[pk]), waits[pk])
    ids = {person for person, _ in num if person is not None}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "username"))
    turns = served.turns(ids)
    found = [
        Waiter(
            person,
            names[person],
            num[person, GenerationState.QUEUED],
            num[person, GenerationState.RUNNING],
            next_s.get(person),
            turns[person].lent_s > 0.0,
        )
        for person in ids
    ]
    return sorted(found, key=lambda each: (each.wait_s or 0.0, each.name))
