"""The API keeps to its own description: requests made from it, by each kind of person, are answered so.

SUNMASK_API_EXAMPLES: requests for each operation and kind of person.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks
from schemathesis.schemas import APIOperation

from studio import limits
from tests.studio.test_permissions import rows_of
from tests.studio.workshop import Person, Workshop

NUM_EXAMPLES = int(os.environ.get("SUNMASK_API_EXAMPLES", "1"))
PEOPLE = ("nobody", "stranger", "viewer", "commenter", "curator", "editor", "owner")
CHECKS = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.response_schema_conformance,
)
STREAMED = ("GET /api/projects/{project_id}/archive", "POST /api/canvases/{canvas_id}/renderings")
"""Files that are sent while they are made, by a server only; their tests are beside what makes them."""


@pytest.fixture
def without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is too quick."""
    monkeypatch.setattr(limits, "spend", lambda rate, key: None)
    monkeypatch.setattr(limits.Window, "spend", lambda self, rate, key: None)


@contextmanager
def one_connection() -> Iterator[None]:
    """Requests leave the connection open, with the test's transaction in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations() -> list[APIOperation]:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    found = [result.ok() for result in schema.get_all_operations()]
    return [operation for operation in found if operation.label not in STREAMED]


@pytest.mark.thorough
@pytest.mark.parametrize("who", PEOPLE)
def test_whatever_is_asked_is_answered_as_described(
    who: str, workshop: Workshop, without_limits: None
) -> None:
    workshop.people["nobody"] = Person(None)
    rows = {name: str(row) for name, row in rows_of(workshop).items() if name.endswith("_id")}
    client = workshop.people[who].client
    client.get("/api/account")  # for the token against forged requests
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    origin = django_settings.ORIGINS[0]
    headers = {"X-CSRFToken": cookies["csrftoken"], "Origin": origin}
    wrong: list[str] = []
    with one_connection():
        chosen = operations()
    for operation in chosen:

        @settings(
            max_examples=NUM_EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), is_there=st.sampled_from([True, True, True, False]))
        def ask(case: Any, is_there: bool) -> None:
            if is_there:
                known = set(case.path_parameters or {}) & set(rows)
                case.path_parameters = {**case.path_parameters, **{name: rows[name] for name in known}}
            with one_connection(), transaction.atomic():
                answer = case.call(base_url=origin, cookies=cookies, headers=headers)
                transaction.set_rollback(True)
            case.validate_response(answer, checks=list(CHECKS))

        try:
            ask()
        except Exception as failure:
            wrong.append(f"{operation.label}: {failure}"[:1500])
    assert not wrong, f"{len(wrong)} operations\n" + "\n\n".join(wrong)
