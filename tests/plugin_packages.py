"""Packages with plug-ins as their template begins them, where this process finds them as installed ones."""

import importlib
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sunmask.kinds import exporters, graders, registry, samplers
from sunmask.plugins import interface, sign_in, template

CACHES = (registry._found, exporters._found, graders._found, samplers._found, sign_in.installed)
NAMES = {
    "kind": "tiles",
    "exporter": "note-table",
    "grader": "wide-leaps",
    "sampler": "calmer",
    "sign-in": "campus",
}
"""Of a package of each sort."""


@contextmanager
def installed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, changed: Callable[[str], str] = str
) -> Iterator[None]:
    """A package of each sort is installed. changed: what becomes of the text of each of their files."""
    packages = []
    for sort, name in NAMES.items():
        for file in template.write(name, sort, folder):
            file.write_text(changed(file.read_text()))
        packages.append(folder / name)
        _describe(folder / name)
        monkeypatch.syspath_prepend(folder / name)
    _forget()
    try:
        yield
    finally:
        monkeypatch.undo()
        for name in NAMES.values():
            module = name.replace("-", "_")
            for loaded in [each for each in sys.modules if each.partition(".")[0] == module]:
                del sys.modules[loaded]
        _forget()


def _describe(package: Path) -> None:
    """Say what pip would say of it: its name, version and entry points."""
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    about = package / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    groups = project["entry-points"].items()
    lines = [f"[{group}]\n{name} = {value}\n" for group, points in groups for name, value in points.items()]
    (about / "entry_points.txt").write_text("".join(lines))


def _forget() -> None:
    importlib.invalidate_caches()
    for cache in CACHES:
        cache.cache_clear()


def other_version(text: str) -> str:
    """A file that is written for the version after this one."""
    return text.replace(f"interface={interface.VERSION}", f"interface={interface.VERSION + 1}")
