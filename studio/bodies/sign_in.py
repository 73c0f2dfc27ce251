"""Ways in, sessions and second steps."""

from datetime import datetime

from pydantic import Field

from studio.protocol import Message, Request


class Provider(Message):
    """Somebody else who says who a person is. name: on its button."""

    id: str
    name: str


class WaysIn(Message):
    """How people sign in here. is_local: by name and password, and by passkey. is_open: anybody can make an
    account."""

    is_local: bool
    is_open: bool
    providers: list[Provider]


class AtProvider(Request):
    """after: the page of the studio that comes next."""

    after: str = Field(default="/", max_length=500)


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
