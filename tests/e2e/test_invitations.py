"""Invitation links: made beside the members, followed with or without an account, and ended."""

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Reader
from tests.e2e.screen import Screen, shared_canvas
from tests.e2e.test_access_for_all import expect_nothing_serious
from tests.live_studio import LiveStudio

pytestmark = pytest.mark.e2e


def open_members(page: Page) -> None:
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("heading", name="Invite by a link")).to_be_visible()


def make_link(page: Page, role: str) -> str:
    page.get_by_label("Role the link gives").select_option(role)
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_role("textbox", name="Invitation link").input_value()
    assert re.search(r"/join/[\w-]{30,}$", address)
    return address


def expect_invitation(page: Page, host: Reader, role: str) -> None:
    expect(page.get_by_role("heading", name="Chorale", level=1)).to_be_visible()
    expect(page.get_by_text("Chorale in the project “Together”")).to_be_visible()
    expect(page.get_by_text(f"{host.api.name} invites you to join as {role}")).to_be_visible()


def test_a_link_lets_somebody_watch_until_it_is_revoked(person: Callable[..., Reader]) -> None:
    ana, vera = person("Ana"), person("Vera")
    canvas = shared_canvas(ana)
    screen = Screen(ana, canvas).open()
    open_members(screen.page)
    address = make_link(screen.page, "viewer")
    expect_nothing_serious(screen.page, "members with a link")

    vera.page.goto(address)
    expect_invitation(vera.page, ana, "viewer")
    expect_nothing_serious(vera.page, "an invitation")
    vera.page.get_by_role("button", name="Join").click()
    watched = Screen(vera, canvas)
    watched.wait_ready()
    expect(vera.page.get_by_test_id("read-only")).to_be_visible()
    members = screen.page.get_by_role("dialog", name="Members")
    expect(members.get_by_label(f"Role of {vera.api.name}")).to_have_value("viewer")

    expect(members.get_by_role("list", name="Active invitation links")).to_contain_text(
        "one person joined with it"
    )
    members.get_by_role("button", name="Revoke").click()
    expect(screen.toasts).to_contain_text("One member left the project.")
    expect(vera.page.get_by_text("no longer a member")).to_be_visible()
    expect(members.get_by_label(f"Role of {vera.api.name}")).to_have_count(0)
    vera.page.goto(address)
    expect(vera.page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_who_has_no_account_reads_who_invites_to_what_and_makes_one_on_the_way(
    person: Callable[..., Reader], studio: LiveStudio, browser: Browser
) -> None:
    ana = person("Ana")
    canvas = shared_canvas(ana)
    screen = Screen(ana, canvas).open()
    open_members(screen.page)
    address = make_link(screen.page, "editor")
    context = browser.new_context(base_url=studio.url)
    try:
        page = context.new_page()
        page.goto(address)
        expect_invitation(page, ana, "editor")
        expect_nothing_serious(page, "an invitation before signing in")
        page.get_by_label("Name").fill(f"Nora-{uuid.uuid4().hex[:8]}")
        page.get_by_label("Password").fill("a long enough secret")
        page.get_by_role("button", name="Make account and join").click()
        expect(page).to_have_url(re.compile(f"/p/{canvas['project']}/c/{canvas['id']}$"))
        expect(page.get_by_test_id("generate")).to_be_visible()
        page.goto(address)
        page.get_by_role("button", name="Open", exact=True).click()
        expect(page).to_have_url(re.compile(f"/p/{canvas['project']}/c/{canvas['id']}$"))
    finally:
        context.close()
