"""Names that the repository has: files, modules and what they define, identifiers, commands.

`tests.test_documentation` looks up what pages and docstrings name.
"""

import ast
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from tests.live_studio import ROOT

PACKAGES = ("sunmask", "studio", "worker")
ROOTS = (*PACKAGES, "tests", "frontend", "docs", "requirements")
"""Folders with which a path of the repository begins."""
NOT_OURS = {"node_modules", ".venv", ".git", "dist", "site", "data", "__pycache__"}
DATA_OF_KINDS = re.compile(r"sunmask/(?:\w+/)*data(?:/|$)")
SOURCES = (".py", ".ts", ".tsx", ".css", ".md")
MADE = (".json", ".jsonl", ".xz", ".pt", ".svg", ".txt", ".zip")
"""Endings of files that people and commands make, or that are named by what they hold."""
PATH = re.compile(r"[\w.*@-]+(?:/[\w.*@-]+)*/?")
DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
RUN = re.compile(r"python -m ([\w.]+)")


@cache
def files() -> tuple[str, ...]:
    """Every file of the repository, from its root."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT).as_posix()
        inside = "" if here == "." else f"{here}/"
        folders[:] = [
            each for each in folders if each not in NOT_OURS or DATA_OF_KINDS.fullmatch(f"{inside}{each}")
        ]
        found += [f"{inside}{name}" for name in names]
    return tuple(found)


@cache
def identifiers() -> frozenset[str]:
    """Words of the code: names in Python, C and TypeScript, words of strings, variables of the Makefile."""
    found: set[str] = set()
    for name in files():
        if name == "tests/test_documentation.py":
            continue  # it has names that are not there
        if name.endswith(".py"):
            tree = ast.parse((ROOT / name).read_text())
            said = {id(node) for node, _ in docstring_nodes(tree)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
                    found.update(re.findall(r"\w+", node.value))
                for field in ("id", "attr", "name", "arg", "asname"):
                    if isinstance(word := getattr(node, field, None), str):
                        found.update(word.split("."))
        elif name.endswith((".c", ".h", ".ts", ".tsx", ".toml", ".yaml")) or name in (
            "Makefile",
            "Dockerfile",
        ):
            found.update(re.findall(r"\w+", (ROOT / name).read_text()))
    return frozenset(found)


def docstring_nodes(tree: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """Strings that stand alone: docstrings, and what is said below a constant or a field."""
    for node in ast.walk(tree):
        body = getattr(node, "body", ())
        for statement in body if isinstance(body, list) else ():
            said = getattr(statement, "value", None) if isinstance(statement, ast.Expr) else None
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said, said.value


@cache
def definitions(file: str) -> dict[str, frozenset[str]]:
    """What a module defines or imports at its root, by name, with the members of each class."""
    found: dict[str, frozenset[str]] = {}
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.ClassDef):
            members = {getattr(each, "name", "") for each in ast.walk(node)}
            members |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
            members |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
            found[node.name] = frozenset(members)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.setdefault(node.name, frozenset())
        elif isinstance(node, ast.alias):
            found.setdefault((node.asname or node.name).split(".")[0], frozenset())
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.setdefault(node.id, frozenset())
    return found


@cache
def modules() -> dict[str, tuple[str, ...]]:
    """Files by every dotted name that can mean them: `sunmask.kinds.kind`, `kinds.kind`, `kind`."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in files():
        if name.endswith(".py") and name.split("/")[0] in (*PACKAGES, "tests"):
            parts = name.removesuffix(".py").removesuffix("/__init__").split("/")
            for at in range(len(parts)):
                found[".".join(parts[at:])].append(name)
    return {name: tuple(each) for name, each in found.items()}


@cache
def beginnings() -> frozenset[str]:
    """First parts of dotted names that can mean something of ours."""
    return frozenset(name.split(".")[0] for name in modules())


def has_module(name: str) -> bool:
    return name in modules() or any(each.startswith(f"{name}.") for each in modules())


def has_dotted(name: str) -> bool:
    """Whether a dotted name is a module, or something that a module defines."""
    if has_module(name):
        return True
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        for file in modules().get(".".join(parts[:end]), ()):
            known, (first, *rest) = definitions(file), parts[end:]
            if first in known and (not rest or not known[first] or rest[0] in known[first]):
                return True
    return False


def has_path(path: str) -> bool:
    """Whether a path, a pattern or the end of a path is that of a file or a folder."""
    path = path.rstrip("/")
    ends = (path, f"*/{path}", f"{path}/*", f"*/{path}/*")
    return any(fnmatch(name, each) for name in files() for each in ends)


def missing(span: str) -> str:
    """What a span of code names that is not there; empty where all is, or where it names nothing of ours."""
    run = RUN.search(span)
    if run and run[1].split(".")[0] in (*PACKAGES, "tests"):
        return "" if has_module(run[1]) else f"the module {run[1]}"
    span = span.removesuffix("()")
    if PATH.fullmatch(span) and is_path(span):
        return "" if has_path(span) else f"the path {span}"
    if DOTTED.fullmatch(span) and span.split(".")[0] in beginnings() and not span.endswith(MADE):
        return "" if has_dotted(span) or has_path(span) else f"the name {span}"
    if IDENTIFIER.fullmatch(span) and is_name_of_code(span):
        return "" if span.removeprefix("SUNMASK_LIMIT_") in identifiers() else f"the name {span}"
    return ""


def is_path(span: str) -> bool:
    """Whether it is a path of the repository: a source file, nested folders, or what lies in its folders."""
    is_source = span.endswith(SOURCES) and not span.startswith(".")
    has_folders = "/" in span.rstrip("/")
    return is_source or (has_folders and (span.endswith("/") or span.split("/")[0] in ROOTS))


def is_name_of_code(span: str) -> bool:
    """Whether a word is written as code alone is: with an underscore, or with capitals within."""
    return "_" in span.strip("_") or bool(re.search(r"[a-z][A-Z]", span))
