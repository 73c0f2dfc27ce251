"""Ways in, sessions and second steps."""

from datetime import datetime
from typing import Any

from pydantic import Field

from studio.protocol import Message, Request


class Provider(Message):
    """Somebody else who says who a person is. name: on its button."""

    id: str
    name: str


class WaysIn(Message):
    """How people sign in here. is_local: by name and password, and by passkey. is_open: anybody can make an
    account. has_mail: a link for a new password can be sent."""

    is_local: bool
    has_mail: bool
    is_open: bool
    providers: list[Provider]


class AtProvider(Request):
    """after: the address of the page that comes next; the studio's first one unless said."""

    after: str = Field(default="", max_length=500)


class Elsewhere(Message):
    """address: of another site, to which the browser is to go."""

    address: str


class LinkedProvider(Message):
    id: str
    name: str
    is_linked: bool


class Session(Message):
    """A browser in which a person is signed in. browser: "Firefox on Linux". network: an address without its
    end, "" for an unknown one. is_this: the one that asks."""

    id: int
    browser: str
    network: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


class Ended(Message):
    """num_ended: sessions."""

    num_ended: int


class Code(Request):
    """Of an authenticator app, or a recovery code."""

    code: str = Field(max_length=40)


class Owner(Request):
    """password: typed once more, "" where the account has none."""

    password: str = Field(default="", max_length=1000)


class PasskeyOptions(Message):
    """As `navigator.credentials` takes them from JSON."""

    options: dict[str, Any]


class ShownPasskey(Request):
    """credential: the JSON of what the browser answered."""

    credential: dict[str, Any]


class NewPasskey(ShownPasskey):
    name: str = Field(max_length=60)


class NewApp(Message):
    """An authenticator app that is to be set up. picture: of the address, as an SVG to scan."""

    secret: str
    address: str
    picture: str


class Passkey(Message):
    id: int
    name: str
    made_at: datetime
    used_at: datetime | None


class SecondSteps(Message):
    """What somebody confirms by that it is them. recovery_codes: only where they have just been made."""

    has_password: bool
    has_app: bool
    passkeys: list[Passkey]
    num_recovery_codes: int
    recovery_codes: list[str] = []
