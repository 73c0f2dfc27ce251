"""Kinds of canvas are told apart in registries alone: no other code of studio or worker asks for one."""

import ast
from collections.abc import Iterator
from pathlib import Path

from sunmask.kinds import kinds

ROOT = Path(__file__).parents[3]
FILES = sorted(path for package in ("studio", "worker") for path in (ROOT / package).rglob("*.py"))


def branches_on_kinds(tree: ast.AST) -> Iterator[int]:
    """Lines in which a value is compared or matched with the name of a kind."""
    names = set(kinds())
    for node in ast.walk(tree):
        parts = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        if isinstance(node, ast.MatchValue):
            parts = [node.value]
        for part in parts:
            constants = part.elts if isinstance(part, ast.Tuple | ast.List | ast.Set) else [part]
            if any(isinstance(one, ast.Constant) and one.value in names for one in constants):
                yield part.lineno


def test_nothing_branches_on_the_kind_of_a_canvas() -> None:
    for path in FILES:
        lines = list(branches_on_kinds(ast.parse(path.read_text())))
        assert not lines, f"{path.relative_to(ROOT)} asks for a kind in line {lines}"


def test_a_branch_on_a_kind_would_be_found() -> None:
    for code in ('kind == "text"', 'x in ("chorale", "b")', 'match k:\n case "text": pass'):
        assert list(branches_on_kinds(ast.parse(code)))
