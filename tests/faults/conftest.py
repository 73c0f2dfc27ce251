from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live_studio import LiveStudio, live_studio
from tests.studio_client import Person


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveStudio]:
    data = Path(tmp_path_factory.mktemp("studio")) / "data"
    with live_studio(data, SUNMASK_STANDBY="1", SUNMASK_WEBHOOK_HOSTS="127.0.0.1") as running:
        yield running


@pytest.fixture
def ana(studio: LiveStudio) -> Person:
    studio.wait_ready()
    return Person(studio.url, "AnaFaults")


@pytest.fixture
def ben(studio: LiveStudio) -> Person:
    return Person(studio.url, "BenFaults")


@pytest.fixture
def project(ana: Person, ben: Person) -> str:
    project = ana.make("/api/projects", {"name": "Faults"})["id"]
    ana.make(f"/api/projects/{project}/members", {"name": ben.name, "role": "editor"})
    return project


@pytest.fixture
def canvas(ana: Person, project: str) -> str:
    """Four empty bars of 4/4, everything renoisable."""
    body = {"kind": "chorale", "name": "Four bars", "start": "blank", "options": {"num_bars": 4}}
    return ana.make(f"/api/projects/{project}/canvases", body)["id"]


@pytest.fixture
def text(ana: Person, project: str) -> str:
    return sixteen_words(ana, project)


def sixteen_words(person: Person, project: str) -> str:
    """A canvas with a text."""
    words = "The old sailor looked at the dark sea and walked slowly back home before the"
    body = {"kind": "text", "name": "Sixteen words", "start": "blank", "options": {"text": words}}
    return person.make(f"/api/projects/{project}/canvases", body)["id"]
