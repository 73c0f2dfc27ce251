"""More workers for a running studio, as somebody with more machines starts them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.live_studio import ROOT, LiveStudio, redis_url, wait_until


@contextmanager
def more_workers(studio: LiveStudio, count: int, **environment: str) -> Iterator[None]:
    """Beside the studio's own; each computes with one thread."""
    env = {**os.environ, "DATA": str(studio.data), "SUNMASK_REDIS_URL": redis_url(studio), **environment}
    env |= {"OMP_NUM_THREADS": "1"}
    logs = [studio.data / "log" / f"more-{number}.log" for number in range(count)]
    workers = []
    try:
        for number, path in enumerate(logs):
            command = [sys.executable, "-m", "celery", "-A", "studio", "worker", "--pool", "solo"]
            with path.open("wb") as log:
                command += ["-l", "INFO", "-n", f"more-{number}@%h"]  # so that it says when it is ready
                workers.append(subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log))
        for path in logs:
            wait_until(lambda path=path: b"ready" in path.read_bytes(), 300, "another worker was not ready")
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(60)
