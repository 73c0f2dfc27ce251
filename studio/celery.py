"""The Celery app: it carries one kind of message, "there is work" (`worker.tasks.work`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")

app = Celery("sunmask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["worker"])
app.conf.beat_schedule = {
    "reap": {"task": "worker.tasks.reap", "schedule": 1.0, "options": {"expires": 2}},
    "prune": {"task": "worker.tasks.prune", "schedule": 3600.0, "options": {"expires": 600}},
}
