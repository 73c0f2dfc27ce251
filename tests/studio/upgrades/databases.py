"""A release's database outside its studio: kept as a file, put back, migrated, served."""

import lzma
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from sunmask.fetching import FOLDER
from tests.live_studio import ROOT, wait_until
from tests.postgres import programs

HERE = Path(__file__).parent
MIGRATE = ("manage.py", "migrate", "--no-input", "--verbosity", "0")
KILLED = """
import os, signal, sys
from django.core.management import execute_from_command_line
from django.db.migrations.recorder import MigrationRecorder
record, name = MigrationRecorder.record_applied, sys.argv.pop()
def record_or_die(self, app, migration):
    if migration.startswith(name):
        os.kill(os.getpid(), signal.SIGKILL)
    record(self, app, migration)
MigrationRecorder.record_applied = record_or_die
os.environ["DJANGO_SETTINGS_MODULE"] = "studio.settings"
execute_from_command_line(["manage.py", "migrate", "--no-input", "--verbosity", "0"])
"""
"""`manage.py migrate`, killed when the migration whose name begins as its argument is to be recorded."""


@dataclass(frozen=True)
class Database:
    """What a release has written. data: its folder DATA. url: of PostgreSQL; "" for the SQLite file in
    `data`."""

    data: Path
    url: str = ""

    @property
    def ending(self) -> str:
        return ".sql" if self.url else ".sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        """For processes of a studio on this database; what the outside says of a studio is left out."""
        ours = ("SUNMASK_", "DATA", "PORT", "DJANGO_", "PYTHONPATH")
        env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        env |= {"DATA": str(self.data), "OMP_NUM_THREADS": "1", "SUNMASK_LOG_LEVEL": "WARNING"}
        env |= {"SUNMASK_LIMIT_SIGN_UP": "1000", FOLDER: str(self.data / "weights")}
        return env | ({"SUNMASK_DATABASE_URL": self.url} if self.url else {})

    def keep(self, stem: Path) -> Path:
        """Write it beside `stem` in one compressed file; nothing may be connected any more."""
        path = stem.with_suffix(f"{self.ending}.xz")
        if self.url:
            dump = [str(programs() / "pg_dump"), "--no-owner", "--no-privileges", self.url]
            content = subprocess.run(dump, check=True, capture_output=True).stdout
        else:
            file = self.data / "studio.sqlite3"
            with closing(sqlite3.connect(file, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # what stands in the log goes into the file
                connection.execute("VACUUM")
            content = file.read_bytes()
        path.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME))
        return path

    def load(self, stem: Path) -> None:
        """Put the database of a fixture here, where there is none."""
        content = lzma.decompress(stem.with_suffix(f"{self.ending}.xz").read_bytes())
        self.data.mkdir(parents=True, exist_ok=True)
        if self.url:
            load = [str(programs() / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", self.url]
            subprocess.run(load, check=True, input=content, stdout=subprocess.DEVNULL)
        else:
            (self.data / "studio.sqlite3").write_bytes(content)

    def manage(
        self, *command: str, release: Path = ROOT, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python with these arguments in a release's folder; whether it succeeded is in the answer."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=release,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def migrate(self) -> None:
        """To the newest state of today's code. Raises AssertionError with what was printed."""
        done = self.manage(*MIGRATE)
        assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def created(url: str, data: Path, name: str, *options: str) -> Iterator[Database]:
    """A database of its own in the cluster of another one's address. options: of createdb."""
    parts = urlsplit(url)
    own = Database(data, parts._replace(path=f"/{name}").geturl())
    where = ["-h", str(parts.hostname), "-p", str(parts.port or 5432), "-U", str(parts.username)]
    subprocess.run([str(programs() / "createdb"), *where, *options, name], check=True)
    try:
        yield own
    finally:
        subprocess.run([str(programs() / "dropdb"), "--force", *where, name], check=True)


@contextmanager
def web_server(database: Database, release: Path = ROOT) -> Iterator[str]:
    """The web server alone, so that nobody works on what is there; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    output = database.data / "web.out"
    with output.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", str(port), "studio.asgi:application"],
            cwd=release,
            env=database.environment | {"PORT": str(port)},
            stdout=out,
            stderr=out,
        )

    def answers() -> bool:
        assert process.poll() is None, output.read_text()[-2000:]
        try:
            return httpx.get(f"{url}/healthz", timeout=5).status_code in (200, 503)
        except httpx.HTTPError:
            return False

    try:
        wait_until(answers, 120, "the web server did not answer")
        yield url
    finally:
        process.terminate()
        process.wait(30)
