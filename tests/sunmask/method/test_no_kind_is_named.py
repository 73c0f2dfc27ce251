"""The method is the paper's: nothing in it, strings and comments included, is about one kind of canvas."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from sunmask.kinds import kinds
from sunmask.method.settings import SamplerSettings
from tests.live_studio import ROOT

FILES = sorted((ROOT / "sunmask" / "method").glob("*.py"))
OF_KINDS = re.compile(
    r"\b(chorales?|texts?|voices?|notes?|bars?|sixteenths?|word|language models?)\b", re.IGNORECASE
)
TYPE_OF_SETTINGS = "text"
"""A setting may hold text, whatever its kind: its specification names that type."""


def said(source: str) -> Iterator[str]:
    """Its strings, docstrings and comments."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT):
            yield token.string


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_string_or_comment_of_the_method_is_about_a_kind(file: Path) -> None:
    found = [word for text in said(file.read_text()) for word in OF_KINDS.findall(text)]
    if file.name == "setting_specs.py":
        found = [word for word in found if word != TYPE_OF_SETTINGS]
    assert not found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_method_reads_no_setting_that_only_a_kind_has(file: Path) -> None:
    of_kinds = frozenset[str]().union(*(kind.settings.names() for kind in kinds().values()))
    read = {node.attr for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute)}
    assert not read & (of_kinds - SamplerSettings.names())


def test_a_name_of_a_kind_would_be_found() -> None:
    source = '"""Of chorales."""\n\nx = 1  # of each voice\n'
    assert [word for text in said(source) for word in OF_KINDS.findall(text)] == ["chorales", "voice"]
