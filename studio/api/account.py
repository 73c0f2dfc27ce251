"""Sign up, sign in, sign out, change the password; who am I."""

from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest
from django.middleware.csrf import get_token
from ninja import Router, Status

from studio import bodies, events, limits, protocol
from studio.api.requests import SignedInRequest
from studio.errors import StudioError
from studio.reads.rows import person
from studio.services import accounts
from studio.services.sign_in import address_of

router = Router()


@router.get("/account", auth=None, response=protocol.Person)
def account(request: HttpRequest):
    """The signed-in person; 401 when nobody is. Sets the `csrftoken` cookie in either case."""
    get_token(request)
    if not request.user.is_authenticated:
        raise StudioError("signed_out", 401, "You are signed out. Sign in to continue.")
    return person(request.user)


@router.post("/account/sign-up", auth=None, response={201: protocol.Person})
def sign_up(request: HttpRequest, body: bodies.Credentials):
    """Make an account and sign in."""
    limits.spend(limits.SIGN_UP, address_of(request))
    user = accounts.sign_up(name=body.name, password=body.password)
    login(request, user)
    return Status(201, person(user))


@router.post("/account/sign-in", auth=None, response=protocol.Person)
def sign_in(request: HttpRequest, body: bodies.Credentials):
    """Sign in by name and password; 401 with one sentence for either being wrong."""
    user = accounts.check_sign_in(request=request, name=body.name, password=body.password)
    login(request, user)
    return person(user)


@router.post("/account/sign-out", auth=None, response=bodies.SignedOut)
def sign_out(request: HttpRequest):
    """End this session; its sockets close."""
    user_id = request.user.pk
    logout(request)
    if user_id is not None:
        events.recheck(user_id=user_id)
    return bodies.SignedOut()


@router.post("/account/password", response=protocol.Person)
def change_password(request: SignedInRequest, body: bodies.NewPassword):
    """Change the password: all other sessions of this person end."""
    limits.spend(limits.SIGN_IN_BY_NAME, f"password:{request.user.pk}")
    user = accounts.change_password(user=request.user, old=body.old_password, new=body.new_password)
    update_session_auth_hash(request, user)
    return person(user)
