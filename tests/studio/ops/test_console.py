"""The log on a full disk: nothing about lines that are lost but their number, once there is room again."""

import io
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.ops.console import Console
from tests.live_studio import ROOT


class Disk(io.StringIO):
    is_full = False

    def write(self, text: str) -> int:
        if self.is_full:
            raise OSError(28, "No space left on device")
        return super().write(text)


def test_lines_that_find_no_room_are_counted_and_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    disk, console = Disk(), Console()
    console.setStream(disk)
    logger = logging.Logger("of a worker")
    logger.addHandler(console)
    logger.warning("before")
    disk.is_full = True
    for _ in range(3):
        logger.warning("lost")
    disk.is_full = False
    logger.warning("after")
    logger.warning("later")
    assert disk.getvalue().splitlines() == [
        "before",
        "after",
        "3 log lines before this one were not written: [Errno 28] No space left on device",
        "later",
    ]
    assert capsys.readouterr().err == ""


def test_a_mistake_in_a_line_is_still_reported(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console()
    console.setStream(io.StringIO())
    logger = logging.Logger("of a worker")
    logger.addHandler(console)
    logger.warning("%d candidates", "many")
    assert "Logging error" in capsys.readouterr().err


PROGRAM = """
import logging, sys
import django
django.setup()
from studio.celery import app
app.log.setup("INFO")
(console,) = logging.getLogger().handlers
console.setStream(open("/dev/full", "w", buffering=1))
for _ in range(20):
    logging.getLogger("worker").warning("a line that finds no room")
print("went on", file=sys.__stdout__, flush=True)
import os; os._exit(0)  # without what the end of a program writes
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_worker_whose_log_takes_nothing_goes_on_quietly(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "studio.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (ended.stdout, ended.stderr) == ("went on\n", "")
