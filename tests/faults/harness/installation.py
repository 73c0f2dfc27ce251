"""The studio of a trial: two web servers, three workers, beat, Redis and a database, on a disk, behind links.

The first web server, a worker and beat are `manage.py studio`; the others are `manage.py serve`. The harness
is the service manager of the rest: it starts a Redis or a PostgreSQL that ended again, as systemd would.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from studio.ops.supervisor import Supervisor, free_port, redis_process
from tests.faults.harness.clock import Clock
from tests.faults.harness.disk import Disk, small_disk
from tests.faults.harness.network import Link, Network
from tests.live_studio import ROOT, LiveStudio, live_studio, wait_until
from tests.postgres import Cluster

LIMITS = {
    f"SUNMASK_LIMIT_{name}": "100000"
    for name in (
        "WRITES",
        "HANDSHAKES",
        "ARCHIVES",
        "CANVASES_PER_PROJECT",
        "PROJECTS_PER_PERSON",
        "COMMENTS",
        "JOBS_RUNNING",
    )
}
"""Everything comes from one address, much more often than people press buttons."""
DURABLE = {
    "synchronous_commit": "on",  # what is acknowledged outlives the server's processes
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
}
MIND_INTERVAL_S = 0.2
START_S = 120.0
BEGIN = [sys.executable, "manage.py", "studio", "--no-demo"]
MANAGE_S = 180.0


class Failed(Exception):
    """A command of an operator that did not do what it should; the message has what it printed."""


@dataclass
class Installation:
    """A running studio. ports: of the two web servers. addresses: where people reach them, each first the one
    that is nearer. Times of processes are those of two machines, by their clocks."""

    home: Path
    data: Path
    disk: Disk | None
    clocks: tuple[Clock, Clock]
    cluster: Cluster | None
    network: Network
    ports: tuple[int, int]
    people: tuple[Link, Link]
    addresses: tuple[str, str]
    database: Link | None
    redis: Link
    redis_url: str
    """Its own address, behind the link."""
    environment: dict[str, str]
    minds: threading.Event = field(default_factory=threading.Event)
    """Set while what ended is to be started again."""
    studio: LiveStudio | None = None
    services: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _first: ExitStack = field(default_factory=ExitStack)
    _others: ExitStack = field(default_factory=ExitStack)

    # ---- processes --------------------------------------------------------------------------------

    def start(self) -> None:
        """Returns once the first web server answers and a worker is ready; the others come soon."""
        self.start_first()
        self._others = ExitStack()
        for name, clock, port, has_standby in (
            ("web", self.clocks[1], self.ports[1], "0"),
            ("worker-2", self.clocks[0], 0, "0"),
            ("worker-3", self.clocks[1], 0, "0"),
        ):
            own = {"PORT": str(port), "SUNMASK_STANDBY": has_standby}
            self.services[name] = self._others.enter_context(self._service(name, own | clock.environment))

    def start_first(self) -> None:
        """`manage.py studio` alone."""
        self._first = ExitStack()
        environment = self.environment | self.clocks[0].environment | {"SUNMASK_STANDBY": "1"}
        environment |= {"PORT": str(self.ports[0])}
        self.studio = self._first.enter_context(live_studio(self.data, command=BEGIN, **environment))

    def stop(self) -> None:
        """As an operator stops everything."""
        for started in self.services.values():
            started.terminate()  # all of them, before the first one is waited for
        self._others.close()
        self.services.clear()
        self._first.close()

    def kill_first(self) -> None:
        """Everything of `manage.py studio` at once, its supervisor first."""
        supervisor = int((self.data / "run" / "studio.pid").read_text())
        end([supervisor, *children(supervisor)])
        self._first.close()

    @contextmanager
    def _service(self, name: str, own: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
        command = [sys.executable, "manage.py", "serve", name.partition("-")[0]]
        environment = self._whole(own)
        with (self.home / f"{name}.log").open("ab") as log:
            started = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(30)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()

    def manage(self, *arguments: str, check: bool = True) -> str:
        """Run `manage.py` as an operator on the first machine does; what it printed. Raises Failed."""
        return self.python("manage.py", *arguments, check=check)

    def python(self, *arguments: str, check: bool = True) -> str:
        """The same for Python with these arguments."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._whole(self.clocks[0].environment),
            capture_output=True,
            text=True,
            timeout=MANAGE_S,
        )
        if check and done.returncode:
            raise Failed(f"{' '.join(arguments)[:80]}: exit {done.returncode}: {done.stderr[-600:]}")
        return done.stdout

    def _whole(self, own: dict[str, str]) -> dict[str, str]:
        return {**os.environ, "DATA": str(self.data), "OMP_NUM_THREADS": "1"} | self.environment | own

    def pids(self, name: str) -> list[int]:
        """The process ids of web, worker, beat, redis or postgres, those of the first machine first."""
        found = []
        with suppress(OSError, ValueError):  # it may just be ending
            if name == "postgres":
                return self._postgres()
            file = {"web": "daphne"}.get(name, name)
            folder = self.home / "redis" if name == "redis" else self.data
            found.append(int((folder / "run" / f"{file}.pid").read_text()))
        for service, popen in self.services.items():
            if service.partition("-")[0] == name:
                with suppress(OSError):
                    found += children(popen.pid)[:1]
        return found

    def holder_of(self, run: str | None) -> list[int]:
        """The process id of the worker that has a run; none where nobody has it, or the database is busy."""
        with suppress(sqlite3.Error, psycopg.Error, ValueError):
            if self.cluster:
                with psycopg.connect(self.cluster.url, connect_timeout=1) as connection:
                    connection.execute("SET statement_timeout = 500")
                    row = connection.execute(
                        "SELECT worker FROM studio_generation WHERE id = %s", [run]
                    ).fetchone()
            else:
                path = self.data / "studio.sqlite3"
                with closing(sqlite3.connect(path, timeout=0.5)) as file:
                    key = (run or "").replace("-", "")
                    row = file.execute("SELECT worker FROM studio_generation WHERE id = ?", [key]).fetchone()
            pid = int(row[0].rpartition(":")[2]) if row and row[0] else 0
            return [pid] if pid in self.pids("worker") else []
        return []

    def _postgres(self) -> list[int]:
        if self.cluster is None:
            return []
        first = int((self.cluster.home / "data" / "postmaster.pid").read_text().split()[0])
        return [first, *children(first)]


def children(pid: int) -> list[int]:
    """The process ids of what a process has started, the first first."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def installed(home: Path, *, is_postgres: bool) -> Iterator[Installation]:
    """All of it, running; everything that it writes is below `home`."""
    home.chmod(0o711)  # PostgreSQL is another user
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(home))
        room = disk.folder if disk else home
        first = Clock(home, "first")
        clocks = (first, Clock(home, "second") if is_postgres else first)  # one file is on one machine
        network = Network()
        stack.callback(network.close)
        cluster = stack.enter_context(_cluster(room, clocks[0])) if is_postgres else None
        for name in ("run", "log"):
            (home / "redis" / name).mkdir(parents=True)
        redis, redis_url = redis_process(home / "redis")
        ports, doors = (free_port(), free_port()), (free_port(), free_port())
        addresses = (f"http://127.0.0.1:{doors[0]}", f"http://127.0.0.1:{doors[1]}")
        redis_at, database_at = free_port(), free_port()
        behind = int(redis_url.rpartition(":")[2].partition("/")[0])
        origins = [*addresses, *(f"http://127.0.0.1:{port}" for port in ports)]
        environment = LIMITS | {
            "SUNMASK_REDIS_URL": redis_url.replace(f":{behind}/", f":{redis_at}/"),
            "SUNMASK_ORIGINS": ",".join(origins),
        }
        if cluster:
            environment["SUNMASK_DATABASE_URL"] = cluster.url.replace(f":{cluster.port}/", f":{database_at}/")
        installation = Installation(
            home=home,
            data=room / "data",
            disk=disk,
            clocks=clocks,
            cluster=cluster,
            network=network,
            ports=ports,
            people=(network.link(doors[0], *ports), network.link(doors[1], *reversed(ports))),
            addresses=addresses,
            database=network.link(database_at, cluster.port) if cluster else None,
            redis=network.link(redis_at, behind),
            redis_url=redis_url,
            environment=environment,
        )
        stack.enter_context(_minded(installation, Supervisor(home / "redis", [redis], say=print)))
        stack.callback(installation.stop)
        installation.start()
        yield installation


@contextmanager
def _cluster(room: Path, clock: Clock) -> Iterator[Cluster]:
    home = room / "postgres"
    home.mkdir()
    cluster = Cluster(home, clock.environment, DURABLE)
    try:
        try:
            cluster.make()
        except subprocess.CalledProcessError as error:
            raise Failed(f"{error}: {cluster.output}") from None
        yield cluster
    finally:
        with suppress(subprocess.CalledProcessError):
            cluster.stop()


@contextmanager
def _minded(installation: Installation, redis: Supervisor) -> Iterator[None]:
    """Start Redis and PostgreSQL again whenever they end, from a thread of its own."""
    is_over = threading.Event()
    installation.minds.set()

    def mind_redis() -> None:
        redis.start_all()
        redis.watch_until(is_over.is_set)
        redis.stop_all()

    def mind_database(cluster: Cluster) -> None:
        while not is_over.wait(MIND_INTERVAL_S):
            if installation.minds.is_set() and not _runs(cluster):
                with suppress(subprocess.CalledProcessError):  # such as on a full disk: tried again
                    cluster.start()

    threads = [threading.Thread(target=mind_redis, daemon=True)]
    if installation.cluster:
        threads.append(threading.Thread(target=mind_database, args=(installation.cluster,), daemon=True))
    for thread in threads:
        thread.start()
    wait_until(lambda: bool(installation.pids("redis")), START_S, "Redis did not start")
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join(30)


def _runs(cluster: Cluster) -> bool:
    try:
        pid = int((cluster.home / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 0)
    except (OSError, ValueError, IndexError):
        return False
    return True


def end(pids: list[int], how: int = signal.SIGKILL) -> None:
    """Send a signal to those that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, how)
