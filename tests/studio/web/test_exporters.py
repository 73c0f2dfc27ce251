"""Export formats from packages: served as others are, and left out with a sentence where they do not fit."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sunmask.kinds import exporters
from sunmask.kinds.contents import FileFormat
from sunmask.kinds.exporters import Exporter
from sunmask.plugins import interface
from tests.studio.workshop import Workshop


class Point:
    """An entry point of a package."""

    def __init__(self, name: str, loaded: Any) -> None:
        self.name, self.value, self._loaded = name, f"{name}:IT", loaded

    def load(self) -> Any:
        if isinstance(self._loaded, Exception):
            raise self._loaded
        return self._loaded


def title_of(content: Any, about: Mapping[str, str]) -> bytes:
    return f"T:{content['meta']['title']}\n%{about.get('authorship', '')}\n".encode()


def fails(content: Any, about: Mapping[str, str]) -> bytes:
    raise KeyError("no such key")


def exporter(**changes: Any) -> Exporter:
    usual = {
        "kind": "chorale",
        "name": "abc",
        "format": FileFormat("text/vnd.abc", ".abc"),
        "write": title_of,
    }
    return Exporter(**{**usual, **changes})


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Point]]:
    """Entry points that are found, once the test has added some."""
    points: list[Point] = []
    monkeypatch.setattr(
        interface, "entry_points", lambda group: points if group == "sunmask.exporters" else []
    )
    exporters._found.cache_clear()
    yield points
    exporters._found.cache_clear()


def test_a_format_of_a_package_is_listed_and_served_with_its_origin(
    installed: list[Point], workshop: Workshop
) -> None:
    installed.append(Point("abc", exporter()))
    kinds = workshop.owner.get("/kinds").json()
    (chorale,) = [kind for kind in kinds if kind["kind"] == "chorale"]
    assert {"name": "abc", "media_type": "text/vnd.abc", "ending": ".abc"} in chorale["formats"]
    answer = workshop.owner.get(f"/canvases/{workshop.canvas.pk}/export?format=abc")
    assert answer["Content-Type"] == "text/vnd.abc"
    assert answer["Content-Disposition"].endswith('.abc"')
    assert answer.content.startswith(b"T:")
    assert b"%Made with SUNMASK studio" in answer.content
    lineage = workshop.owner.get(f"/canvases/{workshop.canvas.pk}/lineage").json()
    assert "Exported as .abc" in [node["label"] for node in lineage["nodes"]]


def test_an_exporter_that_fails_is_a_sentence(installed: list[Point], workshop: Workshop) -> None:
    installed.append(Point("abc", exporter(write=fails)))
    answer = workshop.owner.get(f"/canvases/{workshop.canvas.pk}/export?format=abc")
    assert answer.status_code == 422
    assert answer.json()["message"].startswith("This cannot be made: the format abc could not be written")


def test_an_exporter_that_does_not_fit_is_left_out_with_a_sentence(
    installed: list[Point], caplog: pytest.LogCaptureFixture
) -> None:
    installed += [
        Point("newer", exporter(interface=interface.VERSION + 1)),
        Point("stranger", exporter(kind="drums")),
        Point("twin", exporter(name="midi")),
        Point("broken", ImportError("no abc")),
        Point("whole", exporter()),
    ]
    with caplog.at_level(logging.ERROR):
        assert list(exporters.formats("chorale")) == ["musicxml", "midi", "abc"]
    assert "newer:IT is written for version 2 of the interface of plug-ins" in caplog.text
    assert "stranger:IT writes files of the kind 'drums', which is not installed" in caplog.text
    assert "twin:IT adds a format named 'midi' to the kind chorale, which has one of that name" in caplog.text
    assert "broken:IT cannot be loaded: no abc" in caplog.text
