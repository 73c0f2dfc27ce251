"""Confirming that it is you: setting up an app, passkeys and recovery codes, and signing in with them."""

from django.http import HttpRequest
from ninja import Router

from studio import bodies, limits, protocol
from studio.api.requests import SignedInRequest
from studio.models import User
from studio.reads.rows import person
from studio.services.people import second_steps
from studio.services.sign_in import address_of

router = Router()


@router.post("/sign-in/code", auth=None, response=protocol.Person)
def confirm(request: HttpRequest, body: bodies.Code):
    """The second step by a code of the authenticator app, or by a recovery code; 401 for a wrong one."""
    return person(second_steps.confirm_by_code(request, body.code))


@router.post("/sign-in/passkey/options", auth=None, response=bodies.PasskeyOptions)
def passkey_options(request: HttpRequest):
    """What a browser needs to show a passkey."""
    limits.in_memory.spend(limits.WAYS_IN, address_of(request))
    return bodies.PasskeyOptions(options=second_steps.begin_passkey_sign_in(request))


@router.post("/sign-in/passkey", auth=None, response=protocol.Person)
def sign_in_by_passkey(request: HttpRequest, body: bodies.ShownPasskey):
    """Sign in by a passkey, as the second step or instead of name and password; 401 for a wrong one."""
    return person(second_steps.sign_in_by_passkey(request, body.credential))


@router.get("/account/second-steps", response=bodies.SecondSteps)
def list_second_steps(request: SignedInRequest):
    """What this person has set up."""
    return _all_of(request.user)


@router.post("/account/authenticator", response=bodies.NewApp)
def begin_app(request: SignedInRequest, body: bodies.Owner):
    """A secret for an authenticator app; it counts once a code of the app has been sent."""
    second_steps.require_owner(request, request.user, body.password)
    secret, address, picture = second_steps.begin_app(request.user)
    return bodies.NewApp(secret=secret, address=address, picture=picture)


@router.put("/account/authenticator", response=bodies.SecondSteps)
def finish_app(request: SignedInRequest, body: bodies.Code):
    """Set up the app that shows this code."""
    return _all_of(request.user, second_steps.finish_app(request, request.user, body.code))


@router.post("/account/authenticator/removal", response=bodies.SecondSteps)
def remove_app(request: SignedInRequest, body: bodies.Owner):
    """Remove the app; its codes are no longer asked for."""
    second_steps.require_owner(request, request.user, body.password)
    second_steps.remove(request.user, second_steps.app_of(request.user))
    return _all_of(request.user)


@router.post("/account/passkeys/options", response=bodies.PasskeyOptions)
def new_passkey_options(request: SignedInRequest, body: bodies.Owner):
    """What a browser needs to make a passkey."""
    second_steps.require_owner(request, request.user, body.password)
    return bodies.PasskeyOptions(options=second_steps.begin_passkey(request, request.user))


@router.post("/account/passkeys", response=bodies.SecondSteps)
def add_passkey(request: SignedInRequest, body: bodies.NewPasskey):
    """Keep the passkey that the browser has made."""
    return _all_of(
        request.user, second_steps.finish_passkey(request, request.user, body.name, body.credential)
    )


@router.post("/account/passkeys/{passkey}/removal", response=bodies.SecondSteps)
def remove_passkey(request: SignedInRequest, passkey: int, body: bodies.Owner):
    """Remove a passkey; it no longer signs anybody in."""
    second_steps.require_owner(request, request.user, body.password)
    found = {each.pk: each for each in second_steps.passkeys_of(request.user)}
    second_steps.remove(request.user, found.get(passkey))
    return _all_of(request.user)


@router.post("/account/recovery-codes", response=bodies.SecondSteps)
def new_recovery_codes(request: SignedInRequest, body: bodies.Owner):
    """Make new recovery codes; the old ones stop working."""
    second_steps.require_owner(request, request.user, body.password)
    return _all_of(request.user, second_steps.new_codes(request.user))


def _all_of(user: User, recovery_codes: list[str] | None = None) -> bodies.SecondSteps:
    return bodies.SecondSteps(
        has_password=user.has_usable_password(),
        has_app=second_steps.app_of(user) is not None,
        passkeys=[
            bodies.Passkey(
                id=each.pk, name=each.wrap().name, made_at=each.created_at, used_at=each.last_used_at
            )
            for each in second_steps.passkeys_of(user)
        ],
        num_recovery_codes=second_steps.num_unused_codes(user),
        recovery_codes=recovery_codes or [],
    )
