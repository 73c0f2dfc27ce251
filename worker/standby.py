"""A worker that gets ready and then waits for its turn: `python -m worker.standby`, with Celery's arguments.

The slow parts of a start (imports, weights, the first pass of the network) are over when it is needed. It
begins to work when a line comes in by its standard input, and ends when that closes without one.
"""

import os
import sys

import django


def main(arguments: list[str]) -> None:
    """Get ready, wait, and be a Celery worker from then on."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    django.setup()
    from studio.celery import app
    from worker import tasks  # what it imports takes longest

    tasks.get_ready()
    if sys.stdin.readline():
        tasks.start()  # it finds work by itself, before Celery has connected
        app.worker_main(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
