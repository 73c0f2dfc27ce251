"""The rules of ARCHITECTURE.md on who may know whom, and what the web process never loads.

`python -m tests.test_imports` prints the rooms of each package with their arrows.
"""

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LABORATORY = ROOT / "sunmask" / "lab"
ARROWS = {
    "sunmask": {
        "method": set(),
        "ranking": set(),
        "provenance": set(),
        "plugins": set(),
        "kinds": {"method", "plugins"},
        "models": {"kinds", "method"},
        "chorale": {"kinds", "method", "models"},
        "text": {"kinds", "method", "models"},
        "cli": {"chorale", "kinds", "method", "models", "plugins", "provenance", "ranking", "text"},
        "lab": {"chorale", "cli", "kinds", "method", "models", "text"},
    },
    "sunmask/text": {
        "words": set(),
        "files": {"words"},
        "rules": {"words"},
        "language_model": {"rules", "words"},
        "networks": {"words"},
        "phrases": {"language_model", "rules", "words"},
        "sampling": {"language_model", "networks", "phrases", "rules", "words"},
    },
    "studio": {
        "ops": set(),
        "reads": {"ops"},
        "documents": set(),
        "services": {"documents", "ops", "reads"},
        "realtime": {"documents", "ops", "reads", "services"},
        "training": {"reads"},
        "web": {"backups", "documents", "ops", "reads", "services"},
        "archives": {"documents", "reads", "services", "web"},
        "backups": {"documents", "ops"},
        "demos": {"archives", "documents", "reads", "services"},
        "api": {"archives", "demos", "documents", "reads", "services", "training", "web"},
        "management": {
            "api",
            "archives",
            "backups",
            "demos",
            "documents",
            "ops",
            "reads",
            "services",
            "training",
            "web",
        },
    },
}
"""Rooms of a package, and which others each may import. What stands at the root is what all of them stand on
(rows, rights, messages and limits of `studio`), or a door to the whole (`sunmask`, `studio.urls`)."""
TORCH_FREE = (
    "sunmask.environment",
    "sunmask.kinds",
    "sunmask.kinds.answers",
    "sunmask.kinds.codec",
    "sunmask.kinds.exporters",
    "sunmask.kinds.graders",
    "sunmask.kinds.notices",
    "sunmask.kinds.registry",
    "sunmask.kinds.samplers",
    "sunmask.kinds.children.engraver",
    "sunmask.kinds.grade",
    "sunmask.kinds.children.limited",
    "sunmask.kinds.marks",
    "sunmask.kinds.children.rendering",
    "sunmask.kinds.repair_cells",
    "sunmask.kinds.settings",
    "sunmask.method.acts",
    "sunmask.method.cells",
    "sunmask.method.setting_specs",
    "sunmask.method.settings",
    "sunmask.models.cards",
    "sunmask.plugins.interface",
    "sunmask.plugins.sign_in",
    "sunmask.provenance",
    "sunmask.provenance.checking",
    "sunmask.provenance.credentials",
    "sunmask.provenance.embedded",
    "sunmask.provenance.sidecars",
    "sunmask.provenance.statement",
    "sunmask.ranking.answers",
    "sunmask.ranking.judges",
    "sunmask.ranking.learning",
    "sunmask.ranking.listening",
    "sunmask.ranking.pairs",
    "sunmask.ranking.queues",
    "sunmask.ranking.record",
    "sunmask.ranking.strengths",
    "sunmask.ranking.sureness",
    "sunmask.ranking.taste",
    "sunmask.text.words.styles",
    "sunmask.text.words.words",
)
GROUND = {"sunmask": (), "sunmask/text": (), "studio": ("bodies", "models", "protocol")}
"""Packages at the root that are no rooms: what all rooms stand on, in several files."""
MOST_AT_THE_ROOT = 14
"""Files at the root of a package: more than that, and nobody guesses the right one."""


def imported_modules(tree: ast.AST, types: bool = False) -> Iterator[str]:
    """Modules that are imported when the code runs. types: those that only types need as well."""
    for node in ast.iter_child_nodes(tree):
        if not types and isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if is_module(name) else node.module for name in names)
        else:
            yield from imported_modules(node, types)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def modules_of(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports_of(file: Path, types: bool = False) -> set[str]:
    return set(imported_modules(ast.parse(file.read_text()), types))


def circle_among(arrows: Mapping[str, set[str]]) -> set[str]:
    """What is left when everything that nothing leads away from is taken off, again and again: the members of
    circles and what leads to them."""
    left = {name: set(others) & set(arrows) for name, others in arrows.items()}
    while free := {name for name, others in left.items() if not others}:
        left = {name: others - free for name, others in left.items() if name not in free}
    return set(left)


def arrows_of(package: str) -> dict[tuple[str, str], set[str]]:
    """For each pair of rooms, the files of the first that import something of the second."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    name, depth = package.replace("/", "."), len(package.split("/"))
    for file in modules_of(package):
        path = file.relative_to(ROOT)
        parts = path.parts[depth:]
        room = parts[0] if len(parts) > 1 and parts[0] not in GROUND[package] else ""
        for module in imports_of(file):
            other = [*module.split("."), ""][depth] if f"{module}.".startswith(f"{name}.") else ""
            if other and (ROOT / package / other).is_dir() and other not in (room, *GROUND[package]):
                found[room, other].add(str(path))
    return dict(found)


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("sunmask", ("django", "celery", "channels", "studio", "worker")),
        ("studio", ("torch", "worker")),
        ("worker", ("channels", "ninja")),
    ],
)
def test_a_package_imports_only_what_it_may_know(package: str, forbidden: tuple[str, ...]) -> None:
    for file in modules_of(package):
        for module in imports_of(file):
            assert module.split(".")[0] not in forbidden, f"{file.relative_to(ROOT)} imports {module}"


@pytest.mark.parametrize("package", ARROWS)
def test_rooms_know_only_those_below_them(package: str) -> None:
    for (room, other), files in arrows_of(package).items():
        if room:
            assert room in ARROWS[package], f"{package}/{room} has no line in ARROWS"
            assert other in ARROWS[package][room], f"{package}/{room} imports {other} in {sorted(files)}"


@pytest.mark.parametrize("package", ARROWS)
def test_the_allowed_arrows_make_no_circle(package: str) -> None:
    assert not circle_among(ARROWS[package])


@pytest.mark.parametrize("package", ["sunmask", "worker"])
def test_no_files_make_a_circle_not_even_of_types(package: str) -> None:
    names = {file: ".".join(file.relative_to(ROOT).with_suffix("").parts) for file in modules_of(package)}
    names = {file: name.removesuffix(".__init__") for file, name in names.items()}
    assert not circle_among({name: imports_of(file, types=True) - {name} for file, name in names.items()})


@pytest.mark.parametrize("package", ["sunmask", "studio", "worker"])
def test_nothing_outside_the_laboratory_knows_it_not_even_for_types(package: str) -> None:
    for file in modules_of(package):
        if not file.is_relative_to(LABORATORY):
            known = {name for name in imports_of(file, types=True) if name.startswith("sunmask.lab")}
            assert not known, f"{file.relative_to(ROOT)} imports {sorted(known)}"


def test_what_all_rooms_stand_on_knows_no_room() -> None:
    for package, names in GROUND.items():
        for name in names:
            for file in modules_of(f"{package}/{name}"):
                known = {module.split(".")[1] for module in imports_of(file) if module.startswith(package)}
                assert known <= set(names), f"{file.relative_to(ROOT)} imports {sorted(known)}"


@pytest.mark.parametrize("package", ["sunmask", "studio"])
def test_the_root_of_a_package_is_small(package: str) -> None:
    assert len(list((ROOT / package).glob("*.py"))) <= MOST_AT_THE_ROOT


def test_the_studio_knows_only_the_part_of_sunmask_without_torch() -> None:
    for file in modules_of("studio"):
        for module in imports_of(file):
            if module.split(".")[0] == "sunmask":
                assert module in TORCH_FREE, f"{file.relative_to(ROOT)} imports {module}"


def test_the_part_without_torch_loads_none() -> None:
    code = f"import sys\nfor name in {TORCH_FREE}: __import__(name)\nsys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_web_process_never_loads_torch() -> None:
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'studio.settings'\n"
        "import studio.asgi, django.urls\n"
        "django.urls.get_resolver().url_patterns\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_beat_never_loads_torch() -> None:
    code = (
        "import sys; sys.argv = ['celery', '-A', 'studio', 'beat']; from studio.celery import app; "
        "app.loader.import_default_modules(); assert app.conf.beat_schedule; "
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1], timeout=120)


def main() -> None:
    for package in ARROWS:
        arrows = arrows_of(package)
        print(f"{package}: {len(arrows)} arrows, {sum(map(len, arrows.values()))} files behind them")
        for (room, other), files in sorted(arrows.items()):
            circle = "  <-> a circle" if (other, room) in arrows else ""
            print(f"  {room or '(root)':12} -> {other:12} {len(files):3}{circle}")


if __name__ == "__main__":
    main()
