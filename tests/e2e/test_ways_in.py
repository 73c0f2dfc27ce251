"""Signing in with a second step, by a passkey, by a provider and by mail, in the browser."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import PATIENCE_S, Reader
from tests.identity_provider import PASSWORD as AT_SCHOOL
from tests.identity_provider import identity_provider
from tests.live_studio import LiveStudio, live_studio
from tests.mail_server import Letterbox, mail_server
from tests.studio_client import Person

pytestmark = pytest.mark.e2e

PASSWORD = "a long enough password"
"""Of everybody in these tests."""
OWNER = ("Your password", PASSWORD)


def with_passkeys(context: BrowserContext, page: Page) -> None:
    """Give a page a device that makes passkeys, as a fingerprint reader does."""
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def fill_in(page: Page, *fields: tuple[str, str]) -> None:
    for label, value in fields:
        page.get_by_label(label, exact=True).fill(value)


def sign_in(page: Page, name: str) -> None:
    fill_in(page, ("Name", name), ("Password", PASSWORD))
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Account of {name}").click()
    page.get_by_role("menuitem", name="Sign out").click()


def test_an_app_and_a_passkey_confirm_who_signs_in_and_other_sessions_are_ended(
    person: Callable[..., Reader],
) -> None:
    ana = person("ana")
    page, name = ana.page, ana.api.get("/api/account")["name"]
    with_passkeys(ana.context, page)
    # browsers have passkeys for names alone, and not for addresses of numbers
    page.goto(f"{ana.api.url.replace('127.0.0.1', 'localhost')}/account")
    sign_in(page, name)
    page.get_by_role("button", name="Set up ...").click()
    fill_in(page, OWNER)
    page.get_by_role("button", name="Set up the app").click()
    secret = page.locator("form code").inner_text()
    _, now, _ = totp.yield_hotp_counters_from_time()  # the one before it may end while this is typed
    fill_in(page, ("Code from the app", totp.format_hotp_value(totp.hotp_value(secret, now))))
    page.get_by_role("button", name="Confirm").click()
    shown = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(shown).to_have_count(10)
    code = shown.first.inner_text()
    page.get_by_role("button", name="Add a passkey ...").click()
    fill_in(page, ("Name of the passkey", "Laptop"), OWNER)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("button", name="Remove Laptop ...")).to_be_visible()

    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(page.get_by_text("All other sessions have ended.")).to_be_visible()
    assert ana.api.http.get("/api/account").status_code == 401

    sign_out(page, name)
    sign_in(page, name)
    expect(page.get_by_label("Code from your authenticator app")).to_be_visible()
    page.reload()  # what comes next is known to the session, and not to the page alone
    page.get_by_label("Code from your authenticator app").fill("000000")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is wrong")
    page.get_by_label("Code from your authenticator app").fill(code)
    page.get_by_role("button", name="Continue").click()
    sign_out(page, name)
    sign_in(page, name)
    # the form of name and password has a button of this name as well, and is there until it is answered
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    sign_out(page, name)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("button", name=f"Account of {name}")).to_be_visible()


@pytest.fixture
def of_school(tmp_path: Path) -> Iterator[LiveStudio]:
    """A studio into which a provider alone lets people, and where it serves."""
    with identity_provider() as provider:
        said = provider.environment() | {"SUNMASK_LOCAL_SIGN_IN": "0"}
        with live_studio(
            tmp_path / "data", has_demo=False, DJANGO_SETTINGS_MODULE="tests.e2e.settings", **said
        ) as studio:
            provider.serve_studio(studio.url)
            provider.know("ana")
            yield studio


@pytest.mark.thorough  # it takes a studio of its own; tests/studio/test_providers.py has the rest
def test_a_provider_lets_people_in_and_no_password_does(of_school: LiveStudio, browser: Browser) -> None:
    context = browser.new_context(base_url=of_school.url)
    context.set_default_timeout(1000 * PATIENCE_S)
    page = context.new_page()
    page.goto("/account")
    button = page.get_by_role("button", name="Sign in with School")
    expect(button).to_be_visible()
    expect(page.get_by_label("Password")).to_have_count(0)
    button.click()
    page.get_by_label("Username").fill("ana")
    page.get_by_label("Password").fill(AT_SCHOOL)
    page.get_by_role("button", name="Sign In").click()
    expect(page.get_by_role("heading", name="ana", exact=True)).to_be_visible()
    expect(page.get_by_text("signs you in", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Change password")).to_have_count(0)
    sign_out(page, "ana")
    button.click()
    expect(page.get_by_role("button", name="Account of ana")).to_be_visible()
    context.close()


@pytest.mark.thorough  # it takes a studio of its own; tests/studio/test_mail.py has the rest
def test_mail_confirms_an_address_sets_a_new_password_and_invites(tmp_path: Path, browser: Browser) -> None:
    with (
        mail_server() as server,
        live_studio(
            tmp_path / "data",
            has_demo=False,
            DJANGO_SETTINGS_MODULE="tests.e2e.settings",
            SUNMASK_SMTP_URL=f"smtp://127.0.0.1:{server.port}",
            SUNMASK_MAIL_FROM="studio@example.org",
        ) as studio,
    ):
        letters: Letterbox = server.handler
        ana = Person(studio.url, "ana", PASSWORD)
        project = ana.make("/api/projects", {"name": "Chorales"})
        context = browser.new_context(base_url=studio.url)
        context.set_default_timeout(1000 * PATIENCE_S)
        page = context.new_page()
        page.goto("/account")
        sign_in(page, "ana")
        fill_in(page, ("New address", "ana@example.org"), ("Password", PASSWORD))
        page.get_by_role("button", name="Send a link").click()
        expect(page.get_by_text("A link was sent to ana@example.org.")).to_be_visible()
        page.goto(letters.link())
        page.get_by_role("button", name="Confirm this address").click()
        expect(page.get_by_text("can be sent to ana@example.org")).to_be_visible()

        page.goto(f"/p/{project['id']}")
        page.get_by_role("button", name="Members").click()
        page.get_by_label("Mail address to invite").fill("ben@example.org")
        page.get_by_role("button", name="Send by mail").click()
        expect(page.get_by_text("An invitation was sent to ben@example.org.")).to_be_visible()
        invitation = letters.link()
        page.keyboard.press("Escape")

        sign_out(page, "ana")
        page.get_by_role("button", name="I forgot my password").click()
        page.get_by_label("Your mail address").fill("ana@example.org")
        page.get_by_role("button", name="Send a link").click()
        expect(page.get_by_text("a link for a new password is on its way")).to_be_visible()
        page.goto(letters.link())
        page.get_by_label("New password").fill("quite another password")
        page.get_by_role("button", name="Set the password").click()
        fill_in(page, ("Name", "ana"), ("Password", "quite another password"))
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("button", name="Account of ana")).to_be_visible()
        page.goto(invitation)
        expect(page.get_by_text("already a member")).to_be_visible()
        context.close()
