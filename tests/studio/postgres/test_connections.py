"""Connections to PostgreSQL live on in a pool, however many requests and threads come and go."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from studio import events
from tests.studio.workshop import person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions"),
]


def num_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT sessions FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


@pytest.mark.thorough
def test_two_thousand_commits_of_a_hundred_threads_make_few_sessions() -> None:
    person("Ana")
    before = num_sessions()

    def commit(number: int) -> None:
        for _ in range(20):
            with events.atomic():
                events.append(f"project:{number % 5}", "project", {"kind": "project"})
            close_old_connections()  # as after each request

    for _ in range(10):
        with ThreadPoolExecutor(10) as threads:  # threads of requests come and go
            list(threads.map(commit, range(10)))
    assert num_sessions() - before <= 20
