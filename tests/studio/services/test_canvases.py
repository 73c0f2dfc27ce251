"""What takes long is made before the transaction that stores it: nobody else's writing waits for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse

from studio.documents import store
from tests.studio.workshop import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

LONG = {"kind": "text", "name": "Long", "start": "blank", "options": {"num_words": 2000}}


def create(workshop: Workshop) -> HttpResponse:
    return workshop.owner.post(f"/projects/{workshop.project.pk}/canvases", LONG)


def bring(workshop: Workshop) -> HttpResponse:
    file = SimpleUploadedFile("a.txt", "▢ ".encode() * 2000)
    return workshop.owner.client.post(f"/api/projects/{workshop.project.pk}/imports", {"file": file})


def double(workshop: Workshop) -> HttpResponse:
    return workshop.owner.post(f"/canvases/{workshop.canvas.pk}/duplicate")


@pytest.mark.parametrize("make", [create, bring, double])
def test_a_document_is_made_while_nobody_waits(
    make: Callable[[Workshop], HttpResponse], workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_in_transaction: list[bool] = []

    def noted(of: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: Any) -> Any:
            made_in_transaction.append(connection.in_atomic_block)
            return of(*arguments)

        return act

    for name in ("update_from", "load"):
        monkeypatch.setattr(store, name, noted(getattr(store, name)))
    assert make(workshop).status_code == 201
    assert made_in_transaction
    assert not any(made_in_transaction)
