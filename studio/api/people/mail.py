"""One's own mail address, links for a new password, and invitations by mail."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from studio import access, addresses, bodies, limits
from studio.api.people.invitations import canvas_of
from studio.api.requests import SignedInRequest
from studio.errors import StudioError
from studio.models import User
from studio.services.people import invitations, mail, second_steps
from studio.services.sign_in import address_of

router = Router()


@router.get("/account/mail", response=bodies.Mail)
def own_mail(request: SignedInRequest):
    """This person's address, and whether the studio sends mail at all."""
    return _mail_of(request.user)


@router.put("/account/mail", response=bodies.Mail)
def change_mail(request: SignedInRequest, body: bodies.NewAddress):
    """Send a link that confirms a new address. The present one stays until the link is opened."""
    second_steps.require_owner(request, request.user, body.password)
    limits.spend(limits.MAILS, str(request.user.pk))
    page = addresses.link(request, "confirm/")
    mail.ask_to_confirm(user=request.user, address=body.address, page=page)
    return _mail_of(request.user)


@router.delete("/account/mail", response=bodies.Mail)
def forget_mail(request: SignedInRequest):
    """The studio keeps no address of this person any more."""
    mail.forget_address(request.user)
    return _mail_of(request.user)


@router.post("/sign-in/reset", auth=None, response=bodies.Asked)
def ask_for_reset(request: HttpRequest, body: bodies.Address):
    """Send a link for a new password, if an account has confirmed this address; nobody learns whether."""
    mail.require_mail()
    address = mail.checked(body.address)
    counted = [(limits.RESETS, address), (limits.RESETS_FROM_NETWORK, address_of(request))]
    limits.spend_all(counted)
    mail.send_reset(address=address, page=addresses.link(request, "reset/"))
    return bodies.Asked()


@router.post("/projects/{project_id}/invitation-mails", response=bodies.Asked)
def invite(request: SignedInRequest, project_id: UUID, body: bodies.NewInvitationMail):
    """Make an invitation link, and send it to an address."""
    row = access.project_for(request.user, project_id, may="own")
    mail.require_mail()
    address = mail.checked(body.address)
    canvas = None if body.canvas is None else canvas_of(row, request.user, body.canvas)
    limits.spend(limits.MAILS, str(request.user.pk))
    link, token = invitations.make_link(
        project=row, user=request.user, role=body.role, days=body.days, canvas=canvas
    )
    url = addresses.link(request, f"join/{token}")
    try:
        mail.send_invitation(to=address, user=request.user, project=row.name, link=url)
    except StudioError:
        invitations.revoke(project=row, link=link.pk)
        raise
    return bodies.Asked()


def _mail_of(user: User) -> bodies.Mail:
    address, waiting = mail.addresses_of(user)
    return bodies.Mail(is_sent=settings.HAS_MAIL, address=address, waiting=waiting)
