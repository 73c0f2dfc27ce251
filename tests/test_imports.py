"""The rules of ARCHITECTURE.md on who may know whom, and what the web process never loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TORCH_FREE = (
    "sunmask.cells",
    "sunmask.codecs",
    "sunmask.settings",
    "sunmask.cards",
    "sunmask.grading.bach",
    "sunmask.grading.graded",
    "sunmask.repair",
    "sunmask.ranking",
)


def imported_modules(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def modules_of(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


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
        for module in imported_modules(file):
            assert module.split(".")[0] not in forbidden, f"{file.relative_to(ROOT)} imports {module}"


def test_the_studio_knows_only_the_part_of_sunmask_without_torch() -> None:
    for file in modules_of("studio"):
        for module in imported_modules(file):
            if module.split(".")[0] == "sunmask" and module != "sunmask":
                assert module.startswith(TORCH_FREE), f"{file.relative_to(ROOT)} imports {module}"


def test_the_web_process_never_loads_torch() -> None:
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'studio.settings'\n"
        "import studio.asgi, django.urls\n"
        "django.urls.get_resolver().url_patterns\n"
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
