"""Ways to sign in that installed packages add, such as a school's own directory.

A package adds one by an entry point of the group `sunmask.sign_in` that names a `SignIn`. To install it opens
no door: the operator of a studio names it in `SUNMASK_SIGN_IN`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sunmask.plugins import interface


class NotSignedIn(Exception):
    """The provider does not say who somebody is. Its sentence is for that person."""


@dataclass(frozen=True)
class SignIn:
    """A way to sign in, by a page elsewhere.

    id: small letters and digits, in addresses and rows. begin(options, callback, state): the address of the
    page that finds out who somebody is; it sends the browser back to `callback`, with `state` among the
    parameters as it was. finish(options, callback, parameters): what is known of the person, from the
    parameters with which the browser came back. `sub`, a text that stays the same for one person, must be
    there; the studio reads `preferred_username`, `name`, `email`, `email_verified` and `groups` as OpenID
    Connect names them. Raises NotSignedIn. options: what the operator has set, by name in small letters:
    SUNMASK_SIGN_IN_<ID>_ADDRESS is `address`. needs: names of options without which it does not work.
    interface: the version of `sunmask.plugins.interface` that it is written for.

    The studio makes `state`, compares it, and ends it after ten minutes. Neither function may trust anything
    else that comes with the browser.
    """

    id: str
    begin: Callable[[Mapping[str, str], str, str], str]
    finish: Callable[[Mapping[str, str], str, Mapping[str, str]], Mapping[str, Any]]
    needs: tuple[str, ...] = ()
    interface: int = interface.VERSION


@cache
def installed() -> tuple[dict[str, SignIn], list[str]]:
    """Each by its id; and why others are left out, a sentence each."""
    found: dict[str, SignIn] = {}
    reasons: list[str] = []
    for where, each in interface.installed("sign-in"):
        if isinstance(each, str):
            reasons.append(each)
        elif each.id in found:
            reasons.append(f"{where} adds a way to sign in named {each.id!r}, but one with that name exists")
        else:
            found[each.id] = each
    return found, reasons
