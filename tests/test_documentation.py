"""What README and documentation name is there: files, pictures, commands and options, targets of make."""

import ast
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from studio.management.commands.routes import page as routes_page
from sunmask.__main__ import parser
from sunmask.lab.text.numbers import page as numbers_page
from tests.live_studio import ROOT
from tests.repository_names import PACKAGES, docstring_nodes, missing

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")


def code_lines(page: Path) -> list[str]:
    """Lines of indented code, those that a backslash continues as one."""
    text = page.read_text().replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.startswith("    ")]


def commands(program: str) -> list[tuple[str, list[str]]]:
    """The arguments of each command that some page shows; words of the shell such as loops are left out."""
    found = []
    for page in PAGES:
        for line in code_lines(page):
            if line.startswith(f"{program} ") and "$" not in line and "-->" not in line:
                found.append((page.name, shlex.split(line.removeprefix(program), comments=True)))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", page.read_text())
    for target in LINK.findall(text):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("program", ["python -m sunmask", "sunmask"])
def test_commands_of_the_library_are_written_as_it_takes_them(program: str) -> None:
    shown = commands(program)
    assert shown
    for page, arguments in shown:
        try:
            parser().parse_args(arguments)
        except SystemExit:
            pytest.fail(f"{page}: {program} {' '.join(arguments)}")


def test_commands_of_the_studio_are_written_as_it_takes_them() -> None:
    shown = [one for one in commands("sunmask-studio") if one[1]]
    assert shown
    for page, arguments in shown:
        name = arguments.pop(0) if not arguments[0].startswith("-") else "studio"
        assert name in get_commands(), f"{page}: sunmask-studio {name}"
        application = get_commands()[name]
        command = load_command_class(application, name) if isinstance(application, str) else application
        try:
            command.create_parser("sunmask-studio", name).parse_args(arguments)
        except SystemExit:
            pytest.fail(f"{page}: sunmask-studio {name} {' '.join(arguments)}")


def test_every_target_of_make_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        shown = [line for line in code_lines(page) if line.startswith("make ")]
        shown += re.findall(r"`(make [^`\n]+)`", page.read_text())
        for line in shown:
            words = shlex.split(line, comments=True)[1:]
            named = [word for word in words if "=" not in word and not word.startswith("-")]
            assert set(named) <= targets, f"{page.name}: {line}"


NAMING = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")),
    *(ROOT / "docs").glob("*.md"),
]
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
ALLOWED = {
    "studio/web/dist": "built by npm",
    "evaluation.md": "written by an evaluation",
    "csrf_exempt": "Django's",
    "file_server": "Caddy's",
    "metrics_path": "Prometheus's",
    "ranking.opened": "a type of event",
    "sunmask.exporters": "a group of entry points",
    "sunmask.graders": "a group of entry points",
    "sunmask.samplers": "a group of entry points",
    "sunmask.sign_in": "a group of entry points",
}
"""Names that are not in the repository, with the reason why a text has them."""


@pytest.mark.parametrize("page", NAMING, ids=lambda page: page.name)
def test_what_a_page_names_in_code_is_there(page: Path) -> None:
    spans = [*SPAN.findall(page.read_text()), *code_lines(page)]
    gone = {span: missing(span) for span in spans if span not in ALLOWED and missing(span)}
    assert not gone, f"{page.name} names what is not there: {sorted(set(gone.values()))}"


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_docstring_names_in_code_is_there(package: str) -> None:
    gone = []
    for file in sorted((ROOT / package).rglob("*.py")):
        for node, said in docstring_nodes(ast.parse(file.read_text())):
            for span in SPAN.findall(said):
                if span not in ALLOWED and (what := missing(span)):
                    gone.append(f"{file.relative_to(ROOT)}:{node.lineno}: {what}")
    assert not gone, "\n".join(gone)


def test_the_table_of_routes_is_what_the_api_says() -> None:
    assert (ROOT / "docs" / "routes.md").read_text() == routes_page(), (
        "run: python manage.py routes > docs/routes.md"
    )


def test_the_table_of_the_text_sampler_s_numbers_is_what_the_code_says() -> None:
    assert (ROOT / "docs" / "text-configuration.md").read_text() == numbers_page(), (
        "run: python -m sunmask.lab.text.numbers > docs/text-configuration.md"
    )
    for report in set(re.findall(r"\(lab/(.+?)\)", numbers_page())):
        assert (ROOT / "docs" / "lab" / report).is_file()


@pytest.mark.parametrize(
    "span",
    [
        "sunmask/method/cells.py",
        "cells.py",
        "documents/layouts/",
        "sunmask.method.cells",
        "sunmask.method.cells.plan_from_states",
        "jobs.advance",
        "events.atomic()",
        "SUNMASK_LIMIT_BIN_DAYS",
        "python -m tests.benchmarks.reading --out reading",
        "plan_from_states",
        "runs/debug/state.pt",
    ],
)
def test_a_name_that_is_there_is_found(span: str) -> None:
    assert missing(span) == ""


@pytest.mark.parametrize(
    "span",
    [
        "sunmask/method/shells.py",
        "shells.py",
        "documents/outlays/",
        "studio/nowhere",
        "sunmask.method.shells",
        "sunmask.method.cells.plan_from_slates",
        "jobs.retreat",
        "SUNMASK_LIMIT_BEAN_DAYS",
        "python -m tests.benchmarks.leading --out leading",
        "plan_from_slates".upper(),
        "CellSlate",
    ],
)
def test_a_name_that_is_not_there_is_missed(span: str) -> None:
    assert missing(span)
