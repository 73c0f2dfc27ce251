"""Make fixtures of a release: `python -m tests.studio.upgrades.make [--release FOLDER]`.

Starts the release's studio, lets people fill it, kills it while a generation runs, lets the release's web
server say what is there, and writes database and hashes into this folder: for SQLite and for PostgreSQL.
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import tomllib
from contextlib import ExitStack, suppress
from pathlib import Path

from tests.live_studio import ROOT, LiveStudio, live_studio, wait_until
from tests.postgres import cluster
from tests.studio.upgrades import filling, reading
from tests.studio.upgrades.databases import HERE, MIGRATE, Database, web_server
from tests.studio_client import Person

PASSWORD = "a long enough password"
PROCESSES = ("worker", "studio", "daphne", "beat", "redis")


def newest_migration(release: Path) -> str:
    """Its number, such as 0014."""
    return max(path.name for path in (release / "studio" / "migrations").glob("0*.py"))[:4]


def called(release: Path) -> str:
    """Its version and commit, for people."""
    version = tomllib.loads((release / "pyproject.toml").read_text())["project"]["version"]
    describe = ["git", "-C", str(release), "rev-parse", "--short", "HEAD"]
    return (
        f"{version} ({subprocess.run(describe, check=True, capture_output=True, text=True).stdout.strip()})"
    )


def make(release: Path, database: Database) -> None:
    """One fixture. Raises AssertionError where something did not happen as it should."""
    person = {"USERNAME": filling.OWNER, "EMAIL": "ana@example.org", "PASSWORD": PASSWORD}
    names = {f"DJANGO_SUPERUSER_{name}": value for name, value in person.items()}
    for arguments in (MIGRATE, ("manage.py", "createsuperuser", "--no-input")):
        done = database.manage(*arguments, release=release, **names)
        assert done.returncode == 0, done.stderr
    command = [sys.executable, "manage.py", "studio", "--no-demo"]
    environment = {"SUNMASK_LIMIT_LEASE_S": "120"}  # a busy machine may take long for a step
    environment |= {"SUNMASK_DATABASE_URL": database.url} if database.url else {}
    with live_studio(database.data, command=command, folder=release, **environment) as studio:
        people = filling.People(studio)
        filled = asyncio.run(filling.fill(people))
        filling.at_work(people, filled)
        kill(studio)
    with web_server(database, release) as url:
        contents = reading.read(Person(url, filling.OWNER))
    stem = HERE / newest_migration(release)
    path = database.keep(stem)
    record = stem.with_suffix(f"{database.ending}.json")
    made = {"release": called(release), "links": filled.links, "contents": contents}
    record.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")
    print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB, {record.name}", flush=True)


def kill(studio: LiveStudio) -> None:
    """All of it at once: the worker can give nothing back."""
    pids = [studio.pid(name) for name in PROCESSES]
    os.kill(pids[0], signal.SIGSTOP)  # it would be asked to end when its parent is gone
    for pid in reversed(pids):
        with suppress(ProcessLookupError):  # gone with its parent
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids[2:]), 30, "something lives on")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--release", type=Path, default=ROOT, help="a checkout of it; without it this one")
    release = parser.parse_args().release.resolve()
    name = newest_migration(release)
    if there := sorted(path.name for path in HERE.glob(f"{name}.*")):
        print(
            f"There is a fixture {name} already. Remove {', '.join(there)} if that state was never released."
        )
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        make(release, Database(folder / "sqlite"))
        make(release, Database(folder / "postgres", stack.enter_context(cluster())))
    return 0


if __name__ == "__main__":
    sys.exit(main())
