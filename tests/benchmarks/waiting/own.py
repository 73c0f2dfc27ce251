"""The studio's own worker, with such a device: `python -m tests.benchmarks.waiting.own`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
django.setup()

from studio.celery import app  # noqa: E402
from tests.benchmarks.waiting import device  # noqa: E402
from worker import tasks  # noqa: E402
from worker.engine import Engine  # noqa: E402

if __name__ == "__main__":
    tasks.engine = Engine(tasks.engine.name, load=device.load if device.is_in_use() else None)
    tasks.get_ready()
    if sys.stdin.readline():
        app.worker_main(sys.argv[1:])
