"""The supervisor: what it starts, and what it does when the disk is full."""

import sys
import time
from pathlib import Path

import pytest

from studio.ops.supervisor import Process, Supervisor


def folder(tmp_path: Path) -> Path:
    for name in ("run", "log"):
        (tmp_path / name).mkdir()
    return tmp_path


def until(claim, timeout_s: float = 10) -> None:
    deadline = time.monotonic() + timeout_s
    while not claim():
        assert time.monotonic() < deadline, "too late"
        time.sleep(0.01)


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
