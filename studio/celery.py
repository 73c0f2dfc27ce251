"""The Celery app and its broker. Messages say that there is work, or that a chore is due, and carry no data
(`worker.tasks`)."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.conf import settings

from studio.ops import log_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

app = Celery("sunmask")
app.conf.update(
    broker_url=settings.REDIS_URL or "memory://",
    broker_connection_timeout=1,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 120,
        "socket_connect_timeout": 0.2,
        "socket_timeout": 5,
        "max_retries": 0,
    },
    task_publish_retry=False,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    # else a line that cannot be logged is told on standard error, and that becomes a line to be logged
    worker_redirect_stdouts=False,
    beat_scheduler="studio.ops.schedule:Schedule",
    beat_schedule_filename=str(settings.RUN / "beat-schedule"),
)
if "beat" not in sys.argv:  # it knows the tasks by name; to import them would bring torch with them
    app.autodiscover_tasks(["worker"])
app.conf.beat_schedule = {
    "deliver": {"task": "worker.tasks.deliver", "schedule": 2.0, "options": {"expires": 4}},
    "reap": {"task": "worker.tasks.reap", "schedule": 1.0, "options": {"expires": 2}},
    "back_up": {"task": "worker.tasks.back_up", "schedule": 3600.0, "options": {"expires": 600}},
    "prune": {"task": "worker.tasks.prune", "schedule": 3600.0, "options": {"expires": 600}},
}


@task_prerun.connect
def _note_request(task: Any, **_: object) -> None:
    """Lines of a task name it, and the request that led to its message."""
    headers = task.request.headers or {}
    log_context.begin(task=task.name, request=headers.get("request"))


@task_postrun.connect
def _forget_request(**_: object) -> None:
    log_context.begin()
