"""`manage.py` with other workers: `python -m tests.benchmarks.waiting.manage`, and `--celery` as the last."""

import os
import sys
from typing import Any

from django.core.management import execute_from_command_line

from studio.ops import supervisor

NUM_SLOTS = 8
"""Threads of a worker in which Celery carries the work, each of which holds a run."""
POOLS = {"own": ["--pool", "solo"], "celery_slices": ["--pool", "threads", "--concurrency", str(NUM_SLOTS)]}
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-l", "INFO"]

studio_processes = supervisor.studio_processes


def main(arguments: list[str]) -> None:
    """Run a command of the studio."""
    name = "celery_slices" if "--celery" in arguments else "own"

    def processes(**options: Any) -> list[supervisor.Process]:
        found = studio_processes(**options)
        for process in found:
            if process.name == "worker":
                module = f"tests.benchmarks.waiting.{name}"
                process.command = [sys.executable, "-m", module, "worker", *POOLS[name], *QUIET]
        return found

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "studio.settings")
    supervisor.studio_processes = processes
    execute_from_command_line([each for each in arguments if each != "--celery"])


if __name__ == "__main__":
    main(sys.argv)
