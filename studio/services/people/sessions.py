"""The sessions of a person: in which browsers they are signed in, and how one is ended."""

import ipaddress
import re
from contextlib import suppress

from allauth.usersessions.models import UserSession
from django.db import DatabaseError
from django.http import HttpRequest

from studio import events
from studio.errors import not_found
from studio.models import User

UNKNOWN = "::"
"""The address of who came by no network."""
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("HeadlessChrome/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Parts of what browsers say of themselves; the first that is found tells, since most name others too."""
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def note(request: HttpRequest) -> None:
    """Write down that this session is in use, from where and with which browser."""
    with suppress(DatabaseError):  # a full disk keeps nobody out
        UserSession.objects.create_from_request(request)


def sessions_of(user: User) -> list[UserSession]:
    """Those that are not over, the one used last first."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda each: each.last_seen_at, reverse=True)


def end(user: User, session: int) -> None:
    """End one; its sockets close. Raises StudioError 404 for one that is not this person's."""
    found = UserSession.objects.filter(user=user, pk=session).first()
    if found is None:
        raise not_found("session")
    found.end()
    events.recheck(user_id=user.pk)


def end_others(user: User, session_key: str | None) -> int:
    """End all but the one with this key; returns how many."""
    others = [each for each in sessions_of(user) if each.session_key != session_key]
    for each in others:
        each.end()
    events.recheck(user_id=user.pk)
    return len(others)


def shortened(address: str) -> str:
    """The network of an address, without the part that says which machine."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return UNKNOWN
    num_bits = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{num_bits}", strict=False).network_address)


def network_words(address: str) -> str:
    """A shortened address for people: "192.0.2.x"; "" for none."""
    if address == UNKNOWN:
        return ""
    return re.sub(r"\.0$", ".x", address) if "." in address else f"{address}x"


def browser_words(user_agent: str) -> str:
    """What a browser says of itself, for people: "Firefox on Linux"."""
    browser = next((name for part, name in _BROWSERS if part in user_agent), "A browser")
    system = next((name for part, name in _SYSTEMS if part in user_agent), None)
    return browser if system is None else f"{browser} on {system}"
