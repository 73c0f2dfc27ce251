"""The addresses of pages: those that the browser part knows are the studio's too."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import Resolver404, resolve

APP = Path(__file__).parents[3] / "frontend" / "src" / "App.tsx"
ADDRESSES = [path for path in re.findall(r'<Route path="([^"]+)"', APP.read_text()) if path != "*"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_opened_by_its_address_is_there(address: str) -> None:
    path = re.sub(r":\w+", lambda _: str(uuid4()), address)
    try:
        resolve(path)
    except Resolver404:
        pytest.fail(f"expected the studio to know {path}: it is answered by “nothing at this address”")
