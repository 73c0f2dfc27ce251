"""The supervisor: what it starts, and what it does when the disk is full."""

import errno
import io
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from studio.management.commands import serve, studio
from studio.models import SignInLink
from studio.ops import watchdog
from studio.ops.supervisor import Process, Supervisor, free_port
from tests.live_studio import wait_until
from tests.studio.browsers import make_person


def folder(tmp_path: Path) -> Path:
    for name in ("run", "log"):
        (tmp_path / name).mkdir()
    return tmp_path


def until(claim) -> None:
    wait_until(claim, 60, "it did not come to be", 0.01)


def test_a_full_disk_ends_no_supervisor_and_the_process_id_is_noted_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    process = Process("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
    supervisor = Supervisor(folder(tmp_path), [process], say=said.append)
    write_text = Path.write_text
    is_full = True

    def full(self: Path, *arguments, **options):
        if is_full:
            raise OSError(28, "No space left on device")
        return write_text(self, *arguments, **options)

    monkeypatch.setattr(Path, "write_text", full)
    try:
        supervisor.start_all()
        assert process.popen is not None
        pid = process.popen.pid
        assert "not noted" in said[0]
        process.not_before = 0.0
        supervisor._revive(process)
        is_full = False
        process.not_before = 0.0
        supervisor._revive(process)
        assert (tmp_path / "run" / "sleeper.pid").read_text() == f"{pid}\n"
        assert process.popen.pid == pid  # it was not started twice
    finally:
        supervisor.stop_all()


def test_a_start_on_a_full_disk_says_so(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(studio.Command, "prepare", fail)
    with pytest.raises(CommandError, match=r"The disk with \S+ is full\. .* make room on it"):
        call_command("studio", port=free_port())


def test_a_studio_whose_database_is_full_is_ready_all_the_same(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    make_person(studio.DEMO_PERSON)
    monkeypatch.setattr(SignInLink, "save", fail)
    told = io.StringIO()
    studio.Command(stdout=told).greet("http://127.0.0.1:8000")
    assert "SUNMASK studio is ready at http://127.0.0.1:8000/." in told.getvalue()
    assert "could be made: database or disk is full" in told.getvalue()


def test_one_more_stands_by_and_takes_the_place_of_what_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.ops.supervisor.STANDBY_AFTER_S", 0.0)
    code = (
        "import os, sys, time\n"
        f"open('{tmp_path}/ready', 'a').write(f'{{os.getpid()}}\\n')\n"
        "if sys.stdin.readline():\n"
        f"    open('{tmp_path}/begun', 'a').write(f'{{os.getpid()}}\\n')\n"
        "    time.sleep(60)\n"
    )
    ended: list[int] = []
    process = Process("worker", [sys.executable, "-c", code], is_told=True)
    supervisor = Supervisor(
        folder(tmp_path), [process], say=lambda _: None, on_end=lambda _, pid: ended.append(pid)
    )

    def pids(name: str) -> list[int]:
        path = tmp_path / name
        return [int(line) for line in path.read_text().splitlines()] if path.exists() else []

    try:
        supervisor.start_all()
        first = process.popen
        assert first is not None
        until(lambda: supervisor._revive(process) or len(pids("ready")) == 2)
        assert pids("begun") == [first.pid]
        second = process.standby
        assert second is not None
        first.kill()
        until(lambda: supervisor._revive(process) or len(pids("begun")) == 2)
        assert ended == [first.pid]
        assert pids("begun") == [first.pid, second.pid]
        assert (tmp_path / "run" / "worker.pid").read_text() == f"{second.pid}\n"
        until(lambda: supervisor._revive(process) or len(pids("ready")) == 3)  # and again one stands by
    finally:
        supervisor.stop_all()
    assert process.standby is not None
    assert process.standby.poll() is not None


def test_what_cannot_be_started_is_tried_again(tmp_path: Path) -> None:
    said: list[str] = []
    process = Process("missing", [str(tmp_path / "program")])
    supervisor = Supervisor(folder(tmp_path), [process], say=said.append)
    supervisor.start_all()
    assert "is not started" in said[0]
    (tmp_path / "program").symlink_to("/bin/sleep")
    process.command.append("60")
    until(lambda: supervisor._revive(process) or process.popen is not None)
    supervisor.stop_all()


def test_a_service_prints_where_it_is_told_to(capfd: pytest.CaptureFixture[str]) -> None:
    process = Process(
        "speaker", [sys.executable, "-c", "print('here', flush=True); import time; time.sleep(60)"]
    )
    supervisor = Supervisor(None, [process], say=lambda _: None)
    heard = ""

    def speaks() -> bool:
        nonlocal heard
        heard += capfd.readouterr().out
        return "here" in heard

    try:
        supervisor.start_all()
        until(speaks)
    finally:
        supervisor.stop_all()
    assert process.popen is not None
    assert process.popen.poll() is not None


@pytest.mark.parametrize(("process", "is_watched"), [("web", True), ("worker", False)])
def test_a_web_server_that_is_a_service_is_watched(
    process: str, is_watched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setenv("SUNMASK_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(serve, "stop_on_signals", lambda _: None)
    for name in ("start_all", "watch_until", "stop_all"):
        monkeypatch.setattr(Supervisor, name, lambda *_: None)
    monkeypatch.setattr(watchdog, "watch", lambda request, pid_of: asked.append(request.full_url))
    call_command("serve", process, host="127.0.0.1", port=8123)
    assert asked == (["http://127.0.0.1:8123/healthz"] if is_watched else [])


def test_a_service_without_a_broker_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUNMASK_REDIS_URL", raising=False)
    with pytest.raises(CommandError, match="Set SUNMASK_REDIS_URL"):
        call_command("serve", "web")
