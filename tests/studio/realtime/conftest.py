"""Two people of a project, a canvas in it, and browsers of theirs."""

import pytest

from studio.models import Canvas, Project, User
from tests.studio.browsers import Browser, make_canvas, make_person, make_project, session_of


@pytest.fixture
def ana() -> User:
    return make_person("Ana")


@pytest.fixture
def ben() -> User:
    return make_person("Ben")


@pytest.fixture
def project(ana: User, ben: User) -> Project:
    return make_project(ana, editor=ben)


@pytest.fixture
def canvas(project: Project) -> Canvas:
    return make_canvas(project)


@pytest.fixture
def browser_of(project: Project):
    sessions: dict[int, object] = {}

    def make(user: User) -> Browser:
        if user.pk not in sessions:
            sessions[user.pk] = session_of(user)
        return Browser(project, sessions[user.pk])

    for user in User.objects.all():
        sessions[user.pk] = session_of(user)
    return make
