"""Mail: an address that is confirmed by a link, a new password by a link, an invitation.

Only where the operator has named a mail server. Addresses are rows of allauth; one is confirmed at most.
"""

import logging
import smtplib
import threading
from urllib.parse import quote

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.utils.http import base36_to_int, int_to_base36

from studio import events
from studio.errors import StudioError, invalid
from studio.models import User
from studio.services import audit
from studio.services.people import accounts, sessions

logger = logging.getLogger(__name__)


def require_mail() -> None:
    """Raise StudioError 409 where the studio sends none."""
    if not settings.HAS_MAIL:
        raise StudioError("no_mail", 409, "This studio sends no mail. Ask the person who runs it.")


def send(*, to: str, subject: str, text: str) -> None:
    """Raises StudioError 503 where the mail server does not take it."""
    require_mail()
    message = EmailMessage(subject, text, to=[to], headers={"Auto-Submitted": "auto-generated"})
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("the mail server takes no mail: %r", error)
        raise StudioError(
            "mail_failed", 503, "The mail could not be sent. Try again later.", retry_after_s=60
        ) from error


def checked(address: str) -> str:
    """The address, in small letters. Raises StudioError 422 for none."""
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise invalid("Expected an address such as name@example.org.") from None
    return address


# ---- one's own address ------------------------------------------------------------------------------


def addresses_of(user: User) -> tuple[str, str]:
    """The confirmed one, and the one that is to be confirmed; "" for none."""
    found = {row.verified: row.email for row in EmailAddress.objects.filter(user=user)}
    return found.get(True, ""), found.get(False, "")


def ask_to_confirm(*, user: User, address: str, page: str) -> None:
    """Send a link to a new address of somebody; theirs so far stays until they open it.

    page: the address of the studio to which the link's secret is appended.
    """
    require_mail()
    address = checked(address)
    with events.atomic():
        EmailAddress.objects.filter(user=user, verified=False).delete()
        if EmailAddress.objects.filter(user=user, email=address).exists():
            raise StudioError("confirmed", 409, "This address is confirmed already.")
        row = EmailAddress.objects.create(user=user, email=address)
    key = EmailConfirmationHMAC.create(row).key
    send(
        to=address,
        subject="Confirm your address",
        text=f"To confirm this address for your account {user.username} of the studio, open this link within "
        f"three days:\n\n{page}{quote(key, safe='')}\n\nIf you have no such account, do nothing.\n",
    )


def to_confirm(key: str) -> EmailAddress:
    """Which address a link confirms. Raises StudioError 404 for one that leads nowhere."""
    found = EmailConfirmationHMAC.from_key(key)
    if found is None:
        raise StudioError(
            "link_over", 404, "This link was used or has expired. Ask for a new one on your account's page."
        )
    return found.email_address


@events.atomic()
def confirm(row: EmailAddress) -> None:
    """Make it the person's only address. Raises StudioError 409 where it is somebody else's."""
    if not row.can_set_verified():
        raise StudioError("address_taken", 409, "This address belongs to another account of the studio.")
    EmailAddress.objects.filter(user=row.user).exclude(pk=row.pk).delete()
    row.verified = row.primary = True
    row.save(update_fields=["verified", "primary"])
    User.objects.filter(pk=row.user_id).update(email=row.email)
    audit.record("account.address", person=row.user)


def forget_address(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    User.objects.filter(pk=user.pk).update(email="")


# ---- a new password ---------------------------------------------------------------------------------


def send_reset(*, address: str, page: str) -> None:
    """Send a link for a new password to whoever has confirmed this address.

    Nobody learns whether somebody has: it is sent on the side, whatever becomes of it.
    """
    require_mail()
    accounts.require_local()
    confirmed = EmailAddress.objects.filter(email=checked(address), verified=True, user__is_active=True)
    row = confirmed.select_related("user").first()
    if row is None:
        return
    user = row.user
    link = f"{page}{int_to_base36(user.pk)}-{default_token_generator.make_token(user)}"
    text = (
        f"To choose a new password for your account {user.username} of the studio, open this link within "
        f"three days:\n\n{link}\n\nIf you did not ask for this, do nothing.\n"
    )
    threading.Thread(target=_send_quietly, args=(row.email, "A new password", text), daemon=True).start()


def _send_quietly(to: str, subject: str, text: str) -> None:
    try:
        send(to=to, subject=subject, text=text)
    except StudioError:
        logger.warning("a link for a new password was not sent")


def person_of_reset(token: str) -> User:
    """Who may choose a new password by a link. Raises StudioError 404 for one that leads nowhere."""
    number, _, rest = token.partition("-")
    try:
        user = User.objects.filter(pk=base36_to_int(number), is_active=True).first()
    except (ValueError, OverflowError):
        user = None
    if user is None or not default_token_generator.check_token(user, rest):
        raise StudioError("link_over", 404, "This link was used or has expired. Ask for a new one.")
    return user


def reset_password(token: str, password: str) -> None:
    """Set a new password; all sessions of the person end. Raises StudioError as `person_of_reset`, 422 for a
    password that cannot be."""
    accounts.require_local()
    user = person_of_reset(token)
    accounts.set_password(user, password)
    sessions.end_others(user, None)


# ---- an invitation ----------------------------------------------------------------------------------


def send_invitation(*, to: str, user: User, project: str, link: str) -> None:
    """Raises StudioError as `send` does."""
    send(
        to=to,
        subject="An invitation to the studio",
        text=f"{user.username} invites you to the project “{project}”. Open this link to join:\n\n{link}\n\n"
        "Anyone who has the link can join, so keep it to yourself.\n",
    )
