"""The beginning of a package with one plug-in, which passes the conformance suite as it is written."""

import re
from pathlib import Path
from string import Template

from sunmask.plugins import interface

TEMPLATES = Path(__file__).parent / "templates"


def write(name: str, sort: str, folder: Path) -> list[Path]:
    """Write a package of a name, such as wide-leaps, into `folder / name`; returns its files. sort: of
    `interface.GROUPS`. Raises ValueError for a name that a package or an id cannot have, and
    FileExistsError where there is something of this name."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ValueError(
            f"expected a name of small letters, digits and hyphens, such as wide-leaps, got {name!r}"
        )
    module, words = name.replace("-", "_"), name.split("-")
    entry = "".join(words) if sort in ("sign-in", "kind") else name
    values = {
        "name": name,
        "module": module,
        "entry": entry,
        "ENTRY": entry.upper(),
        "Class": "".join(map(str.capitalize, words)),
        "sort": sort,
        "article": "An" if sort[0] in "aeiou" else "A",
        "group": interface.GROUPS[sort],
        "version": str(interface.VERSION),
    }
    package = folder / name
    package.mkdir(parents=True)
    (package / module).mkdir()
    places = {package: TEMPLATES.glob("*.txt"), package / module: (TEMPLATES / sort).glob("*.txt")}
    written = []
    for place, files in places.items():
        for file in sorted(files):
            made = place / file.name.removesuffix(".txt")
            made.write_text(Template(file.read_text()).substitute(values))
            written.append(made)
    return written
