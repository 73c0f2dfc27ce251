"""Somebody makes a token for a program in the browser, sees it once, and revokes it."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Reader

pytestmark = pytest.mark.e2e


def test_a_token_is_seen_once_works_and_is_revoked(person: Callable[..., Reader]) -> None:
    ana = person("ana")
    page = ana.page
    page.goto("/account")
    section = page.get_by_role("region", name="Tokens for programs")
    section.get_by_label("What it is for").fill("Nightly export")
    section.get_by_label("What it allows").select_option("see")
    section.get_by_role("button", name="Make a token").click()
    token = section.get_by_role("textbox", name="Token", exact=True).input_value()
    assert re.fullmatch(r"smk_[0-9a-f]{12}_\S{43}", token)

    def status(path: str, method: str = "GET") -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.request(
            method, f"{ana.api.url}/api{path}", headers=headers, json={"name": "N"}
        ).status_code

    assert (status("/projects"), status("/projects", "POST"), status("/account/tokens")) == (200, 403, 403)
    page.reload()
    line = section.get_by_role("listitem").filter(has_text="Nightly export")
    expect(line).to_contain_text("last used just now")
    expect(section.get_by_role("textbox", name="Token", exact=True)).to_have_count(0)
    assert token not in page.content()
    line.get_by_role("button", name="Revoke Nightly export").click()
    expect(page.get_by_text("no longer works")).to_be_visible()
    assert status("/projects") == 401
