"""Addresses, and what is sent to them."""

from typing import Literal

from pydantic import Field

from studio.bodies.accounts import NewInvitationLink
from studio.bodies.sign_in import Owner
from studio.protocol import Message, Request


class Mail(Message):
    """is_sent: the studio sends mail. address: confirmed. waiting: to be confirmed; "" for none."""

    is_sent: bool
    address: str
    waiting: str


class Address(Request):
    address: str = Field(max_length=254)


class NewAddress(Address, Owner):
    """Of one's own."""


class NewInvitationMail(Address, NewInvitationLink):
    """An invitation link, and to whom it is sent."""


class Asked(Message):
    """It is on its way, as far as the studio may say."""

    is_asked: Literal[True] = True
