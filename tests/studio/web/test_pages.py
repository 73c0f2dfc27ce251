"""The addresses of pages: those that the browser part knows are the studio's too."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import Resolver404, resolve

BROWSER = Path(__file__).parents[3] / "frontend" / "src"
ROUTES = set(re.findall(r"<Route path=\{pages\.(\w+)", (BROWSER / "App.tsx").read_text()))
_, _, _PAGES = (BROWSER / "addresses.ts").read_text().partition("export const pages = {")
WRITTEN = dict(re.findall(r"^  (\w+): (.+),$", _PAGES, re.MULTILINE))
"""Each page with the code that makes its address."""


def address_of(code: str) -> str:
    """As the code makes it at the root of a host, with ids in it."""
    below = re.search(r'under\(project, ["`](.+)["`]\)$', code)
    whole = re.search(r"`\$\{PATH\}(.+)`$", code)
    rest = f"p/${{project}}/{below[1]}" if below else whole[1] if whole else ""
    return "/" + re.sub(r"\$\{\w+\}", lambda _: str(uuid4()), rest)


def test_each_page_has_a_route_and_each_route_a_page() -> None:
    assert set(WRITTEN) == ROUTES
    assert [name for name, code in WRITTEN.items() if address_of(code) == "/"] == ["home"]


@pytest.mark.parametrize("page", WRITTEN)
def test_a_page_that_is_opened_by_its_address_is_there(page: str) -> None:
    path = address_of(WRITTEN[page])
    try:
        resolve(path)
    except Resolver404:
        pytest.fail(f"expected the studio to know {path}: it is answered by “nothing at this address”")
