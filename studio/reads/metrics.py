"""The state of a studio in numbers, as Prometheus reads them: from database and broker at the moment of
reading, so that they are true with however many processes.
"""

import os
import shutil
from collections.abc import Iterator

import redis
from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Now
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from studio.models import Generation, GenerationState, Job, JobState
from studio.ops import attendance, counters, heartbeats

GOING_ON = (GenerationState.QUEUED, GenerationState.RUNNING, GenerationState.PAUSED)
COUNTED = {
    "steps": ("Steps of candidates that were computed and stored.", ()),
    "frames": ("Frames of steps that were stored.", ()),
    "frame_seconds": ("Seconds that storing frames took.", ()),
    "generations_ended": ("Generations that came to an end, by how.", ("state",)),
    "leases_lost": ("Generations that another worker took over from one that fell silent.", ()),
    "answers": ("Answers of web servers, by the first digit of their status.", ("status",)),
    "answer_seconds": ("Seconds that web servers took to answer.", ()),
}
"""What `studio.ops.counters` adds up, for people, and by which labels."""


def page() -> bytes:
    """All of it in the text format of Prometheus. Raises DatabaseError; a broker that does not answer is told
    as such."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Studio())
    return generate_latest(registry)


class Studio(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from queue()
        yield from disks()
        try:
            of_broker = [*workers(), *counted()] if settings.REDIS_URL else []
        except redis.RedisError:
            of_broker = []
        yield gauge("broker_up", "Whether the broker answers.", bool(of_broker))
        yield from of_broker


def queue() -> Iterator[Metric]:
    """What waits, and for how long the oldest has."""
    rows = Generation.objects.filter(state__in=GOING_ON).order_by()
    found = dict(rows.values_list("state").annotate(count=Count("pk")))
    going_on = GaugeMetricFamily("sunmask_generations", "Generations that have not ended.", labels=["state"])
    for state in GOING_ON:
        going_on.add_metric([state], found.get(state, 0))
    yield going_on
    queued = Generation.objects.filter(state=GenerationState.QUEUED).order_by("created_at")
    oldest = queued.annotate(now=Now()).values_list("created_at", "now").first()
    age_s = (oldest[1] - oldest[0]).total_seconds() if oldest else 0
    yield gauge("queue_oldest_seconds", "How long the oldest queued generation has waited.", age_s)
    running = Job.objects.filter(state__in=(JobState.RUNNING, JobState.ENDING)).count()
    yield gauge("jobs_running", "Jobs of several generations that have not ended.", running)


def disks() -> Iterator[Metric]:
    usage = shutil.disk_usage(settings.DATA)
    yield gauge("disk_bytes", "Size of the disk with DATA, of this web server's machine.", usage.total)
    yield gauge("disk_free_bytes", "Free bytes of that disk.", usage.free)
    yield gauge("database_bytes", "Size of the database.", database_bytes())


def database_bytes() -> int:
    if connection.vendor == "sqlite":
        return os.path.getsize(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def workers() -> Iterator[Metric]:
    are_ready = [worker.is_ready for worker in heartbeats.workers().values()]
    found = GaugeMetricFamily("sunmask_workers", "Workers that give signs of life.", labels=["state"])
    found.add_metric(["ready"], sum(are_ready))
    found.add_metric(["starting"], len(are_ready) - sum(are_ready))
    yield found
    here = attendance.here()
    yield gauge("canvases_open", "Canvases that somebody has open.", len(here))
    people = {person for on_canvas in here.values() for person in on_canvas}
    yield gauge("people_here", "People who have a canvas open.", len(people))


def counted() -> Iterator[Metric]:
    totals = counters.totals()
    for name, (about, labels) in COUNTED.items():
        family = CounterMetricFamily(f"sunmask_{name}", about, labels=labels)
        found = totals.get(name, {})
        for pairs, amount in found.items():
            family.add_metric([dict(pairs)[label] for label in labels], amount)
        if not found and not labels:
            family.add_metric([], 0)
        yield family


def gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"sunmask_{name}", about, value=value)
