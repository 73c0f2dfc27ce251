"""A PostgreSQL of its own for tests, from Debian's package: `python -m tests.postgres tests/studio ...`.

Runs pytest with the arguments on a cluster that is made for it in a temporary folder and removed with it.
No database that the environment names is touched.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.ops.supervisor import free_port

NEEDED = (
    "PostgreSQL's programs (initdb, pg_ctl) were not found. Install them: on Debian and Ubuntu "
    "`sudo apt-get install postgresql`; elsewhere put their folder on the PATH."
)
OWNER = "postgres"
"""PostgreSQL does not run as root; Debian's package brings this user."""
SETTINGS = {
    "fsync": "off",  # what these tests lose at a power cut nobody misses
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "deadlock_timeout": "200ms",
    "log_lock_waits": "on",
}


class NotInstalled(Exception):
    """PostgreSQL's programs are not there; the message says what to do."""


def programs() -> Path:
    """The folder of PostgreSQL's programs, of the newest version. Raises NotInstalled."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(versions, key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        raise NotInstalled(NEEDED)
    return (found[-1] if found else Path(str(on_path)).resolve()).parent


class Cluster:
    """A cluster in a folder of its own, with an empty database. environment: of its server, beside the usual.
    settings: beside those of all tests."""

    def __init__(
        self,
        home: Path,
        environment: Mapping[str, str] | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.home, self.port = home, free_port()
        self._environment = {**os.environ, **(environment or {})}
        self._settings = SETTINGS | dict(settings or {})
        self._folder = programs()
        self._owner = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}

    @property
    def url(self) -> str:
        """The address of the database."""
        return f"postgres://sunmask@127.0.0.1:{self.port}/sunmask"

    def make(self) -> None:
        """Raises CalledProcessError; what was printed is in `output`."""
        if self._owner:
            shutil.chown(self.home, OWNER, OWNER)
        data = str(self.home / "data")
        self._call("initdb", "-D", data, "-U", "sunmask", "--auth=trust", "-E", "UTF8", "--no-sync")
        self.start()
        self._call("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sunmask", "sunmask")

    def start(self) -> None:
        """Returns once it takes connections. Raises CalledProcessError."""
        options = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        options += f" -c port={self.port} -c unix_socket_directories={self.home}"
        log = str(self.home / "log")
        self._call("pg_ctl", "-D", str(self.home / "data"), "-l", log, "-o", options, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """mode: of pg_ctl. Raises CalledProcessError where it does not run."""
        self._call("pg_ctl", "-D", str(self.home / "data"), "-m", mode, "-w", "stop")

    @property
    def output(self) -> str:
        """What its programs printed."""
        return (self.home / "output").read_text()

    def _call(self, program: str, *arguments: str) -> None:
        with (self.home / "output").open("ab") as output:
            subprocess.run(
                [str(self._folder / program), *arguments],
                check=True,
                cwd=self.home,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **self._owner,  # type: ignore[call-overload]
            )


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and give the address of an empty database in it. Raises NotInstalled."""
    home = Path(tempfile.mkdtemp(prefix="sunmask-postgres-"))
    try:
        made = Cluster(home)
        try:
            made.make()
            yield made.url
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"{error}: {made.output}") from None
        finally:
            with suppress(subprocess.CalledProcessError):
                made.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Run pytest with these arguments; `--where-installed`: nothing where there is no PostgreSQL."""
    is_optional = "--where-installed" in arguments
    arguments = [argument for argument in arguments if argument != "--where-installed"]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster goes too
    try:
        with cluster() as url:
            environment = os.environ | {"SUNMASK_DATABASE_URL": url}
            return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment).returncode
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return 0 if is_optional else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
