"""Health checks say no, with a sentence, where nothing lives."""

import os
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from studio.celery import app
from studio.ops.supervisor import free_port


def test_a_web_server_that_is_not_there_is_not_healthy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    with pytest.raises(CommandError, match="does not answer as it should"):
        call_command("healthy", "web")


def test_beat_is_healthy_while_it_writes_its_schedule(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.conf, "beat_schedule_filename", str(tmp_path / "beat-schedule"))
    with pytest.raises(CommandError, match="has not started"):
        call_command("healthy", "beat")
    written = tmp_path / "beat-schedule.db"
    written.touch()
    call_command("healthy", "beat")
    hour_ago = time.time() - 3600
    os.utime(written, (hour_ago, hour_ago))
    with pytest.raises(CommandError, match="for 3600 s"):
        call_command("healthy", "beat")
