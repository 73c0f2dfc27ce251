"""Somebody takes everything along and deletes their account, in the browser."""

import zipfile
from collections.abc import Callable

import httpx
from playwright.sync_api import expect

from tests.e2e.conftest import Reader

PASSWORD = "a long enough password"
"""Of everybody in these tests."""


def test_an_account_is_downloaded_and_deleted(person: Callable[..., Reader]) -> None:
    ana = person("ana")
    project = ana.api.make("/api/projects", {"name": "Mine alone"})
    page, name = ana.page, ana.api.get("/api/account")["name"]
    page.goto("/account")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download everything").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert any(project["id"][:8] in each for each in archive.namelist())
    page.get_by_role("button", name="Delete account ...").click()
    expect(page.get_by_text("goes to the bin, since nobody else is in it")).to_be_visible()
    page.get_by_label("to confirm").fill("somebody else")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Delete account for good").click()
    expect(page.get_by_role("alert")).to_contain_text(f"type its name: {name}")
    page.get_by_label("to confirm").fill(name)
    page.get_by_role("button", name="Delete account for good").click()
    expect(page.get_by_text("Your account has been deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    answer = httpx.get(f"{ana.api.url}/api/account", cookies=ana.api.http.cookies)
    assert answer.status_code == 401
