"""The ways in beside name and password: providers, and the second step."""

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from studio import addresses, bodies, limits
from studio.api.requests import SignedInRequest
from studio.services.people import providers
from studio.services.sign_in import address_of

router = Router()


@router.get("/sign-in", auth=None, response=bodies.WaysIn)
def ways_in(request: HttpRequest):
    """How people sign in here, for the page that asks them to."""
    return bodies.WaysIn(
        is_local=settings.HAS_LOCAL_SIGN_IN,
        has_mail=settings.HAS_MAIL,
        is_open=settings.HAS_LOCAL_SIGN_IN and limits.SIGN_UP.count > 0,
        providers=[bodies.Provider(id=each.id, name=each.name) for each in providers.offered()],
    )


@router.post("/sign-in/providers/{provider}", auth=None, response=bodies.Elsewhere)
def begin_at_provider(request: HttpRequest, provider: str, body: bodies.AtProvider):
    """The address at which a provider asks who somebody is. Its answer signs them in."""
    limits.in_memory.spend(limits.WAYS_IN, address_of(request))
    return bodies.Elsewhere(
        address=providers.address_at(request, provider, after=body.after, is_linking=False)
    )


@router.get("/account/providers", response=list[bodies.LinkedProvider])
def linked_providers(request: SignedInRequest):
    """All providers of this studio, and by which this person can sign in."""
    linked = providers.linked_to(request.user)
    return [
        bodies.LinkedProvider(id=each.id, name=each.name, is_linked=each.id in linked)
        for each in providers.offered()
    ]


@router.post("/account/providers/{provider}", response=bodies.Elsewhere)
def link_provider(request: SignedInRequest, provider: str):
    """The address at which a provider asks who this person is there. Its answer links the two."""
    limits.in_memory.spend(limits.WAYS_IN, address_of(request))
    return bodies.Elsewhere(
        address=providers.address_at(request, provider, after=addresses.page("account"), is_linking=True)
    )


@router.delete("/account/providers/{provider}", response=bodies.LinkedProvider)
def unlink_provider(request: SignedInRequest, provider: str):
    """Unlink a provider, which then no longer signs this person in; 409 where there is no other way in."""
    found = providers.provider_of(provider)
    providers.unlink(request.user, provider)
    return bodies.LinkedProvider(id=found.id, name=found.name, is_linked=False)
