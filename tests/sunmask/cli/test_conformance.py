"""Kinds of canvas and what the studio relies on: ours keep it, and a kind that does not is found out."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sunmask.__main__ import main
from sunmask.cli import conformance
from sunmask.kinds import Kind, kind, kinds, registry
from sunmask.plugins import interface

CHORALE = kind("chorale")
CHECKS = tuple(conformance.checks())


class Point:
    """An entry point of a package."""

    def __init__(self, name: str, value: str, loaded: Any) -> None:
        self.name, self.value, self._loaded = name, value, loaded

    def load(self) -> Any:
        if isinstance(self._loaded, Exception):
            raise self._loaded
        return self._loaded


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Point]]:
    """Entry points that the registry finds, once the test has added some."""
    points: list[Point] = []
    monkeypatch.setattr(interface, "entry_points", lambda group: points if group == "sunmask.kinds" else [])
    registry._found.cache_clear()
    yield points
    registry._found.cache_clear()


def like_chorales(**changes: Any) -> Kind:
    return replace(CHORALE, **({"name": "hymns"} | changes))


@pytest.mark.parametrize("name", ["chorale", "text"])
def test_the_kinds_that_ship_pass_every_check(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", name]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(list(conformance.checks()))
    assert all(line.startswith("ok ") for line in lines)


def test_a_codec_that_does_not_keep_its_word_is_found_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codec = CHORALE.codec
    monkeypatch.setattr(type(codec), "clean_symbol", lambda self, row, value: value)
    monkeypatch.setattr(type(codec), "blank", lambda self, **options: {"kind": "chorale", "of": (1, 2)})
    monkeypatch.setattr(type(codec), "write", lambda self, content, file_format, provenance=None: "text")
    monkeypatch.setattr(conformance, "checks", lambda: list(CHECKS)[:9])
    assert main(["conformance", "chorale"]) == 2
    said = capsys.readouterr()
    failed = [line for line in said.out.splitlines() if line.startswith("FAILED")]
    assert any("blank content passes its own check" in line for line in failed)
    assert any("bytes of the format musicxml, got 'str'" in line for line in failed)
    assert any("any value of a document" in line for line in failed)
    assert f"{len(failed)} failed" in said.err


def test_a_kind_for_another_version_is_left_out_with_a_sentence(
    installed: list[Point], caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    installed += [
        Point("hymns", "hymns:KIND", like_chorales(interface=interface.VERSION + 1)),
        Point("older", "older:KIND", like_chorales(name="older", interface=0)),
        Point("broken", "broken:KIND", ImportError("no module named drum")),
        Point("twin", "twin:KIND", like_chorales(name="chorale")),
        Point("whole", "whole:KIND", like_chorales(name="whole", interface=interface.VERSION)),
    ]
    with caplog.at_level(logging.ERROR):
        assert list(kinds()) == ["chorale", "text", "whole"]
    sentences = registry.left_out()
    broken, newer, older, twin = sentences
    assert newer.startswith("hymns:KIND is written for version 2 of the interface of plug-ins")
    assert newer.endswith("install a newer version of SUNMASK studio")
    assert older.endswith("install a newer version of that package")
    assert "broken:KIND cannot be loaded: no module named drum" in broken
    assert "twin:KIND adds a kind named 'chorale'" in twin
    assert all(sentence in caplog.text for sentence in sentences)
    assert main(["conformance", "hymns"]) == 2
    assert "hymns:KIND is written for version 2" in capsys.readouterr().err
