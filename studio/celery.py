"""The Celery app: its messages carry nothing but "there is work" (`worker.tasks`). The broker's address
is set in `studio.settings`."""

import os
import sys

from celery import Celery

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
