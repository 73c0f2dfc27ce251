"""The Celery app: its messages say that there is work, or that a chore is due, and carry no data
(`worker.tasks`). The broker's address is set in `studio.settings`."""

import os
import sys
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun

from studio.ops import log_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

app = Celery("sunmask")
app.config_from_object("django.conf:settings", namespace="CELERY")
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
