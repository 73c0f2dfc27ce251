"""How long files, functions and lists of parameters may be, in the whole Python tree."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES_OF_FILE = 400
MOST_LINES_OF_FUNCTION = 60
MOST_PARAMETERS = 7
FOLDERS = ("requirements", "studio", "sunmask", "tests", "training", "worker")
GENERATED = "studio/migrations"

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def files() -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return sorted([*found, *ROOT.glob("*.py")])


def functions_of(file: Path) -> Iterator[tuple[str, Function]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, Function):
            name = "lambda" if isinstance(node, ast.Lambda) else node.name
            yield f"{file.relative_to(ROOT)}:{node.lineno} {name}", node


def num_lines(function: Function) -> int:
    """From def to its end; decorators are not counted, as tables of cases may be long."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def num_parameters(function: Function) -> int:
    """All of them, self included; *args and **options are one each."""
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return len(named) + sum(each is not None for each in (given.vararg, given.kwarg))


@cache
def functions() -> list[tuple[str, Function]]:
    """All of them. Not read before a test asks: every process collects this file, and one runs it."""
    return [found for file in files() for found in functions_of(file)]


def test_what_is_measured_is_found() -> None:
    assert len(functions()) > 3000
    source = "class A:\n    async def b(self, c, /, d, *e, f=1, **g):\n        pass\n\n\nh = lambda i: i\n"
    method, shortest = (node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))
    if isinstance(method, ast.Lambda):
        method, shortest = shortest, method
    assert (num_lines(method), num_parameters(method)) == (2, 6)
    assert (num_lines(shortest), num_parameters(shortest)) == (1, 1)


def test_no_file_is_too_long() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in files()}
    assert [
        f"{name}: {length}"
        for name, length in lengths.items()
        if length > MOST_LINES_OF_FILE and not name.startswith(GENERATED)
    ] == []


@pytest.mark.parametrize(
    ("measure", "most"), [(num_lines, MOST_LINES_OF_FUNCTION), (num_parameters, MOST_PARAMETERS)]
)
def test_no_function_is_too_long_nor_takes_too_much(measure: object, most: int) -> None:
    assert callable(measure)
    assert [f"{name}: {measure(node)}" for name, node in functions() if measure(node) > most] == []
