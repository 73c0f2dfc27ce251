"""`manage.py studio`: run the whole studio on this machine."""

import fcntl
import io
import json
import logging
import os
import socket
import threading
import time
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from studio import addresses
from studio.environment import environment
from studio.errors import is_storage_full
from studio.models import User
from studio.ops import watchdog
from studio.ops.supervisor import (
    Supervisor,
    is_port_free,
    redis_process,
    stop_on_signals,
    studio_processes,
)
from studio.services.runs import claims

logger = logging.getLogger(__name__)

READY_TIMEOUT_S = 120
DEMO_PERSON = "ana"


class Command(BaseCommand):
    help = (
        "Start database, Redis-protocol server, web server, worker and beat; print a link that signs you in."
    )
    requires_system_checks = ()  # they import all that the web server is made of, which loads it anyway

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=environment().port)
        parser.add_argument("--host", default=environment().host)
        parser.add_argument("--no-demo", action="store_true", help="do not create the demo project")

    def handle(self, *args: Any, port: int, host: str, no_demo: bool, **options: Any) -> None:
        data = Path(settings.DATA)
        with own_folder(data):
            if not is_port_free(host, port):
                raise CommandError(
                    f"Port {port} of {host} is taken. Stop what uses it, or set PORT to another number."
                )
            try:
                (data / "run" / "studio.pid").write_text(f"{os.getpid()}\n")
                self.prepare(no_demo)
            except (OSError, DatabaseError) as error:
                if not is_storage_full(error):
                    raise
                raise CommandError(
                    f"The disk with {data} is full. Nothing is lost: make room on it, then start again."
                ) from error
            self.run_all(self.supervisor(data, host, port), host, port)

    def prepare(self, no_demo: bool) -> None:
        """The database, and the demo project in it."""
        self.say("Database ...")
        call_command("migrate", interactive=False, verbosity=0)
        if not no_demo:
            self.say("Demo project ...")
            call_command("demo", verbosity=0)

    def supervisor(self, data: Path, host: str, port: int) -> Supervisor:
        """The supervisor of all processes, none of them started yet; it ends with this process."""
        redis, redis_url = redis_process(data)
        own_url = environment().redis_url
        processes = studio_processes(
            host=host,
            port=port,
            redis_url=own_url or redis_url,
            has_standby=environment().has_standby,
        )
        if not own_url:
            processes.insert(0, redis)
        supervisor = Supervisor(data, processes, say=self.say, on_end=free_generations)
        stop_on_signals(supervisor)
        return supervisor

    def run_all(self, supervisor: Supervisor, host: str, port: int) -> None:
        """Start everything, print the link that signs in, and go on until somebody stops it."""
        try:
            self.say("Web server and worker ...")
            supervisor.start_all()
            deadline = time.monotonic() + READY_TIMEOUT_S
            url = f"http://{host}:{port}"
            origin = origin_at(url)
            supervisor.watch_until(lambda: is_ready(url, origin) or time.monotonic() > deadline)
            if not supervisor.is_stopping:
                if time.monotonic() > deadline:
                    raise CommandError(
                        f"The studio is not ready after {READY_TIMEOUT_S} s; see {supervisor.log_folder}."
                    )
                self.greet(origin)
            watchdog.watch(health_of(url, origin), lambda: supervisor.pid_of("daphne"))
            supervisor.watch_until(lambda: False)
        finally:
            self.say("Stopping ...")
            supervisor.stop_all()
            (settings.RUN / "studio.pid").unlink(missing_ok=True)

    def greet(self, origin: str) -> None:
        """Say that it is ready, and how to come in."""
        self.say("")
        if User.objects.filter(username=DEMO_PERSON).exists():
            link = io.StringIO()
            try:
                call_command("sign_in_link", base_url=origin, stdout=link)
            except DatabaseError as error:  # no reason to end: whoever is signed in can read
                self.say(f"SUNMASK studio is ready at {origin}{addresses.page()}.")
                self.say(f"No link that signs you in could be made: {error}.")
            else:
                self.say("SUNMASK studio is ready. Open this link; it signs you in:")
                self.say("")
                self.say(link.getvalue().rstrip("\n"))
        else:
            self.say(f"SUNMASK studio is ready at {origin}{addresses.page()}. Open it and make an account.")
        self.say("")
        self.say("Ctrl-C stops everything.")

    def say(self, sentence: str) -> None:
        with suppress(OSError):  # a full disk takes no sentence, and ends no studio
            self.stdout.write(sentence)
            self.stdout.flush()


@contextmanager
def own_folder(data: Path) -> Iterator[None]:
    """The folder of a studio, which is this process's alone meanwhile. Raises CommandError where it is
    not."""
    os.umask(0o077)  # what people make here is nobody else's on this machine
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    for folder in ("run", "log"):
        (data / folder).mkdir(parents=True, exist_ok=True)
    with open(data / "run" / "studio.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"A studio already runs on {data}. Stop it, or set DATA to another folder."
            ) from None
        yield


def free_generations(name: str, pid: int) -> None:
    """Revoke the leases of a dead worker, so that the next one goes on at once and people see that it
    resumes."""

    def free() -> None:
        try:
            claims.revoke_leases(worker=f"{socket.gethostname()}:{pid}")
        except DatabaseError as error:  # then the leases run out by themselves
            logger.warning("the leases of worker %d stay: %s", pid, error)
        finally:
            connection.close()

    if name == "worker":
        threading.Thread(target=free, daemon=True).start()  # the database may be busy, the supervisor not


def origin_at(url: str) -> str:
    """The address at which people come to a server at `url`: that one if it is among the known ones."""
    return url if url in settings.ORIGINS else str(settings.ORIGINS[0])


def health_of(url: str, origin: str) -> Request:
    """The question after the health of a server at `url`, asked as people ask at `origin`."""
    return Request(f"{url}{addresses.page('healthz')}", headers={"Host": urlsplit(origin).netloc})


def is_ready(url: str, origin: str) -> bool:
    """Whether web, database, broker and a worker all answer."""
    try:
        with urllib.request.urlopen(health_of(url, origin), timeout=2) as answer:
            return all(state == "ok" for state in json.load(answer).values())
    except (OSError, ValueError):
        return False
