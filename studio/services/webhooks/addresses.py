"""Where a webhook may send: to hosts outside, and to those inside that the operator names.

A host is resolved and checked both when a webhook is made and before each message, which then goes to the
addresses that were checked: so a name that leads elsewhere a moment later leads nowhere.
"""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from studio.environment import environment
from studio.errors import invalid

MAX_CHARACTERS = 500
_PRINTABLE = re.compile(r"[!-~]+")
_GLOBAL_UNICAST = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    """path: with the query. places: numeric addresses of the host, all of which may be sent to."""

    is_secure: bool
    host: str
    port: int
    path: str
    places: tuple[str, ...]


def target_of(address: str) -> Target:
    """Resolve an address. Raises StudioError 422, with the reason, for one to which nothing may be sent."""
    if len(address) > MAX_CHARACTERS or not _PRINTABLE.fullmatch(address):
        raise invalid(
            f"Expected an address of at most {MAX_CHARACTERS} characters without blanks, such as "
            "https://example.org/hook."
        )
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise invalid(f"Expected an address such as https://example.org/hook, got {address:.80}.") from None
    if parts.scheme not in _PORTS or not host or parts.username is not None or parts.password is not None:
        raise invalid("Expected an address that begins with https:// and a host, without name and password.")
    is_allowed = bool({host, f"{host}:{port}"} & environment().webhook_hosts)
    if parts.scheme != "https" and not is_allowed:
        raise invalid("Expected an address that begins with https://, so that nobody reads along.")
    places = _places(host, port)
    if not is_allowed and not all(is_outside(place) for place in places):
        raise invalid(
            f"{host} is an address inside a network, and webhooks send to addresses outside. The person who "
            "runs this studio can allow a host by SUNMASK_WEBHOOK_HOSTS."
        )
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Target(parts.scheme == "https", host, port, path, places)


def _places(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise invalid(f"There is no host {host:.100}, as far as this studio can see.") from None
    return tuple(dict.fromkeys(str(place[4][0]) for place in found))


def is_outside(place: str) -> bool:
    """Whether a numeric address is one of the public network: not private, loopback, link-local, reserved."""
    ip = ip_address(place.partition("%")[0])
    if isinstance(ip, IPv6Address):
        inner = _inner(ip)
        return ip in _GLOBAL_UNICAST and ip.is_global if inner is None else is_outside(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to, if it does."""
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.teredo is not None:
        return ip.teredo[1]
    return ip.ipv4_mapped or ip.sixtofour
