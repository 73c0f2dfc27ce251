"""The lock: `uv.lock` from `pyproject.toml`, and from it the files that pip installs.

`python requirements/lock.py` writes what is out of step, `--upgrade` takes the newest releases, and `--check`
only says whether all is in step, without a network. `dev.txt` is the environment of a checkout, `studio.txt`
that of a studio on a server. Both hold every release with its hashes, except torch. `torch.txt` names the
locked release of torch and leaves its build to pip: indexes carry builds for CPUs and for CUDA.
"""

import argparse
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
EXTRAS = {"dev.txt": ("dev",), "studio.txt": ("studio", "postgres", "parquet", "provenance")}
HOW = "make lock"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a file is out of step"
    )
    mode.add_argument(
        "--upgrade", action="store_true", help="take the newest releases that pyproject.toml allows"
    )
    arguments = parser.parse_args()
    if arguments.check:
        return check()
    uv("lock", *(["--upgrade"] if arguments.upgrade else []))
    for name, text in derived().items():
        (HERE / name).write_text(text)
    return 0


def check() -> int:
    """0 where `uv.lock` fits `pyproject.toml` and each derived file fits `uv.lock`, else 1 and a sentence."""
    try:
        uv("lock", "--check", "--offline")
    except subprocess.CalledProcessError:
        print(f"uv.lock does not fit pyproject.toml. Run: {HOW}", file=sys.stderr)
        return 1
    stale = [name for name, text in derived().items() if (HERE / name).read_text() != text]
    for name in stale:
        print(f"requirements/{name} does not fit uv.lock. Run: {HOW}", file=sys.stderr)
    return 1 if stale else 0


def derived() -> dict[str, str]:
    """The files that follow from `uv.lock`, by name."""
    options = ["--frozen", "--offline", "--no-annotate", "--no-header", "--no-emit-project"]
    files = {
        name: uv("export", *options, "--no-emit-package", "torch", *(f"--extra={extra}" for extra in extras))
        for name, extras in EXTRAS.items()
    }
    return files | {"torch.txt": f"{release_of('torch')}\n"}


def release_of(package: str) -> str:
    """The locked release as a requirement that admits every build of it, such as 2.13.0+cpu."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    version = next(found["version"] for found in packages if found["name"] == package)
    *first, last = (int(part) for part in version.split("."))
    following = ".".join(str(part) for part in (*first, last + 1))
    return f"{package}>={version},<{following}"


def uv(*arguments: str) -> str:
    """What uv prints. Raises CalledProcessError, after uv's own words on standard error."""
    command = [sys.executable, "-m", "uv", *arguments, "--quiet", "--python", sys.executable]
    return subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE).stdout


if __name__ == "__main__":
    sys.exit(main())
