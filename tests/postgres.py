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
from collections.abc import Iterator
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


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and give the address of an empty database in it. Raises NotInstalled."""
    folder = programs()
    owner = {"user": OWNER, "group": OWNER, "extra_groups": []} if os.geteuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="sunmask-postgres-"))
    if owner:
        shutil.chown(home, OWNER, OWNER)
    data, port = home / "data", free_port()

    def call(program: str, *arguments: str) -> None:
        with (home / "output").open("ab") as output:
            subprocess.run(
                [str(folder / program), *arguments],
                check=True,
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **owner,  # type: ignore[call-overload]
            )

    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    try:
        call("initdb", "-D", str(data), "-U", "sunmask", "--auth=trust", "-E", "UTF8", "--no-sync")
        options += f" -c port={port} -c unix_socket_directories={home}"
        call("pg_ctl", "-D", str(data), "-l", str(home / "log"), "-o", options, "-w", "start")
        call("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "sunmask", "sunmask")
        yield f"postgres://sunmask@127.0.0.1:{port}/sunmask"
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"{error}: {(home / 'output').read_text()}") from None
    finally:
        with suppress(subprocess.CalledProcessError):
            call("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
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
