"""Sign up, sign in, sign out, change the password, take one's data, leave; who am I."""

from http import HTTPStatus

from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, StreamingHttpResponse
from django.middleware.csrf import get_token
from ninja import Router, Status

from studio import access, bodies, events, limits, protocol
from studio.api.requests import SignedInRequest
from studio.archives import own_data
from studio.errors import StudioError
from studio.reads.rows import person
from studio.services.people import accounts, entry, leaving, sessions, tokens
from studio.services.sign_in import address_of
from studio.web import by_token, streaming

router = Router()


@router.get("/account", auth=None, response=protocol.Person)
def account(request: HttpRequest):
    """The signed-in person, or a token's; 401 when nobody is, with the code `second_step` where a code or a
    passkey is to come. Sets the `csrftoken` cookie in any case."""
    get_token(request)
    if token := by_token.token_of(request):
        tokens.sign_in(request, token)
    if not request.user.is_authenticated:
        if entry.waiting(request) is not None:
            raise entry.second_step_needed()
        raise StudioError("signed_out", 401, "You are signed out. Sign in to continue.")
    return person(request.user)


@router.post("/account/sign-up", auth=None, response={201: protocol.Person})
def sign_up(request: HttpRequest, body: bodies.NewAccount):
    """Make an account and sign in. Accounts that are made by an invitation link are counted apart."""
    limits.require_open(limits.SIGN_UP)
    counted = _counted(request, body.invitation)
    limits.spend_all(counted)
    try:
        user = accounts.sign_up(name=body.name, password=body.password)
    except StudioError as error:
        if error.status != HTTPStatus.CONFLICT:  # to ask which names are taken counts
            limits.take_back(counted)
        raise
    entry.enter(request, user)
    return Status(201, person(user))


def _counted(request: HttpRequest, invitation: str | None) -> list[tuple[limits.Rate, str]]:
    address = address_of(request)
    try:
        link = access.invitation_by_link(invitation or "")
    except StudioError:
        return [(limits.SIGN_UP, address)]
    return [(limits.SIGN_UP_BY_LINK, str(link.pk)), (limits.SIGN_UP_INVITED, address)]


@router.post("/account/sign-in", auth=None, response=protocol.Person)
def sign_in(request: HttpRequest, body: bodies.Credentials):
    """Sign in by name and password; 401 with one sentence for either being wrong, and with the code
    `second_step` where both are right and a code or a passkey is to come."""
    user = accounts.check_sign_in(request=request, name=body.name, password=body.password)
    if not entry.enter_or_wait(request, user):
        raise entry.second_step_needed()
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
    counted = [(limits.SIGN_IN_BY_NAME, f"password:{request.user.pk}")]
    limits.spend_all(counted)
    user = accounts.change_password(user=request.user, old=body.old_password, new=body.new_password)
    limits.take_back(counted)
    update_session_auth_hash(request, user)
    sessions.note(request)
    return person(user)


@router.get("/account/sessions", response=list[bodies.Session])
def list_sessions(request: SignedInRequest):
    """Where this person is signed in: the session that was used last comes first."""
    return [
        bodies.Session(
            id=each.pk,
            browser=sessions.browser_words(each.user_agent),
            network=sessions.network_words(each.ip),
            began_at=each.created_at,
            seen_at=each.last_seen_at,
            is_this=each.session_key == request.session.session_key,
        )
        for each in sessions.sessions_of(request.user)
    ]


@router.delete("/account/sessions/{session}", response=bodies.Ended)
def end_session(request: SignedInRequest, session: int):
    """Sign out there; its sockets close."""
    sessions.end(request.user, session)
    return bodies.Ended(num_ended=1)


@router.delete("/account/sessions", response=bodies.Ended)
def end_other_sessions(request: SignedInRequest):
    """Sign out everywhere else."""
    return bodies.Ended(num_ended=sessions.end_others(request.user, request.session.session_key))


@router.get("/account/data")
def account_data(request: SignedInRequest) -> StreamingHttpResponse:
    """All that the studio keeps of this person, as a zip: the account, and an archive of each project."""
    limits.spend(limits.ARCHIVES, str(request.user.pk))
    name = f"{request.user.username}.zip"
    return streaming.download(own_data.pieces(request.user), name=name, media_type="application/zip")


@router.get("/account/leaving", response=bodies.Leaving)
def leaving_account(request: SignedInRequest):
    """What would follow if this account were deleted."""
    last_owned = [
        bodies.LastOwned(name=each.project.name, heir=each.heir.user.username if each.heir else None)
        for each in leaving.last_owned(request.user)
    ]
    return bodies.Leaving(last_owned=last_owned, has_password=request.user.has_usable_password())


@router.post("/account/deletion", response=bodies.SignedOut)
def delete_account(request: SignedInRequest, body: bodies.AccountDeletion):
    """Delete this account: what it made in projects of others stays, under a pseudonym. 403 for a wrong name
    or password."""
    limits.spend(limits.SIGN_IN_BY_NAME, f"password:{request.user.pk}")
    leaving.delete_account(user=request.user, name=body.name, password=body.password)
    logout(request)
    return bodies.SignedOut()
