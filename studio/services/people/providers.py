"""Sign-in by providers: where to send a browser, and whom it brings back.

allauth speaks OpenID Connect and keeps the rows of linked accounts; installed packages speak what else there
is. Here it is decided which person of the studio somebody is.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.openid_connect.views import callback
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from studio import addresses, events
from studio.environment import Provider
from studio.errors import StudioError, not_found
from studio.models import User
from studio.services import audit
from studio.services.people import accounts, entry, sign_in_packages

logger = logging.getLogger(__name__)

MOST_OF_ONE_NAME = 1000
"""So many people are told apart by a number after their name."""


def offered() -> list[Provider]:
    """Those that the operator has named and that can be used."""
    return [each for each in settings.PROVIDERS.values() if sign_in_packages.is_usable(each)]


def provider_of(id: str) -> Provider:
    """Raises StudioError 404 for one that the operator has not named, or that cannot be used."""
    found = next((each for each in offered() if each.id == id), None)
    if found is None:
        raise StudioError("not_found", 404, "This studio has no such provider. Reload the page.")
    return found


def address_at(request: HttpRequest, id: str, *, after: str, is_linking: bool) -> str:
    """The page of a provider that asks who somebody is. after: the page of the studio that comes then.

    is_linking: its account is to be linked to the person who is signed in.
    """
    provider = provider_of(id)
    if not url_has_allowed_host_and_scheme(after, allowed_hosts=None):
        after = addresses.page()
    process = "connect" if is_linking else "login"
    try:
        if provider.is_from_package:
            return sign_in_packages.begin(request, provider, after=after, process=process)
        found = get_adapter(request).get_provider(request, provider=id)
        answer = found.redirect(request, process, next_url=after)
    except sign_in_packages.SILENT as error:
        raise does_not_answer(provider, error) from error
    return str(answer["Location"])


def come_back(request: HttpRequest, id: str) -> HttpResponseBase:
    """The answer to a browser that a provider has sent back. Raises StudioError as `arrive` does, and 503
    where the provider does not answer."""
    provider = provider_of(id)
    try:
        if provider.is_from_package:
            return HttpResponseRedirect(arrive(request, sign_in_packages.finish(request, provider)))
        return callback(request, id)  # which calls `arrive`
    except sign_in_packages.SILENT as error:
        raise does_not_answer(provider, error) from error


def does_not_answer(provider: Provider, error: Exception) -> StudioError:
    logger.warning("the provider %s does not answer as it should: %r", provider.id, error)
    return StudioError(
        "provider_silent", 503, f"{provider.name} does not answer. Try again in a moment.", retry_after_s=5
    )


def arrive(request: HttpRequest, found: SocialLogin) -> str:
    """Somebody comes back from a provider, which vouches for them: sign them in, or link its account to the
    person who is signed in; returns the page that comes next.

    Raises StudioError 403 for groups that may not come in, 409 where the account is somebody else's.
    """
    provider = provider_of(found.account.provider)
    claims = claims_of(found)
    groups = groups_of(claims, provider)
    if provider.allowed_groups and not groups & set(provider.allowed_groups):
        raise StudioError(
            "not_allowed",
            403,
            f"{provider.name} knows you, but none of your groups there may use this studio. "
            "Ask the person who runs it.",
        )
    known = found.user if isinstance(found.user, User) and found.is_existing else None
    if found.state.get("process") == "connect":
        user = link(request, found.account, known, provider)
    else:
        user = known or person_by_mail(found, claims, provider) or new_person(found, claims, provider)
        entry.enter_or_wait(request, user)
    give_rights(user, groups, provider)
    join_groups(user, groups, provider)
    return str(found.state.get("next") or addresses.page())


def link(request: HttpRequest, account: SocialAccount, known: User | None, provider: Provider) -> User:
    """Make a provider's account one of the ways in of the person who is signed in."""
    user = request.user
    if not isinstance(user, User):
        raise StudioError("signed_out", 401, "You are signed out. Sign in to continue.")
    if known is not None and known != user:
        raise StudioError(
            "linked_elsewhere",
            409,
            f"This account of {provider.name} belongs to another person of the studio.",
        )
    if known is None:
        if SocialAccount.objects.filter(user=user, provider=provider.id).exists():
            raise StudioError(
                "linked_already",
                409,
                f"Another account of {provider.name} is linked to yours. Unlink it first.",
            )
        account.user = user
        with events.atomic():
            account.save()
            audit.record("account.linked", subject=provider.name, person=user)
    return user


def linked_to(user: User) -> set[str]:
    """Ids of providers."""
    return set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))


def unlink(user: User, id: str) -> None:
    """Raises StudioError 404 where there is nothing to unlink, 409 where it is the only way in."""
    found = SocialAccount.objects.filter(user=user, provider=id)
    if not found.exists():
        raise not_found("linked account")
    others = SocialAccount.objects.filter(user=user).exclude(provider=id)
    if not others.exists() and not (user.has_usable_password() and settings.HAS_LOCAL_SIGN_IN):
        raise StudioError("last_way_in", 409, "This is your only way to sign in, so it cannot be unlinked.")
    with events.atomic():
        found.delete()
        audit.record("account.unlinked", subject=id, person=user)
        if user.rights_from == id:
            User.objects.filter(pk=user.pk).update(is_staff=False, is_superuser=False, rights_from="")


def claims_of(found: SocialLogin) -> dict[str, Any]:
    """All that the provider says of somebody."""
    said = found.account.extra_data
    return {**(said.get("id_token") or {}), **(said.get("userinfo") or {})}


def groups_of(claims: dict[str, Any], provider: Provider) -> set[str]:
    said = claims.get(provider.groups_claim)
    return (
        {str(each) for each in said} if isinstance(said, list) else {said} if isinstance(said, str) else set()
    )


def person_by_mail(found: SocialLogin, claims: dict[str, Any], provider: Provider) -> User | None:
    """The person who has confirmed the address that the provider vouches for; their account is linked.

    Where the operator does not say that the provider checks addresses it proves nothing: there is nobody.
    """
    mail = vouched_mail(claims, provider)
    confirmed = EmailAddress.objects.filter(email__iexact=mail, verified=True).select_related("user").first()
    if not mail or confirmed is None:
        return None
    if SocialAccount.objects.filter(user=confirmed.user, provider=provider.id).exists():
        return None
    found.account.user = confirmed.user
    found.account.save()
    return confirmed.user


def vouched_mail(claims: dict[str, Any], provider: Provider) -> str:
    """ "" for none."""
    said = claims.get("email")
    is_checked = provider.has_verified_mail and claims.get("email_verified") not in (False, "false")
    return said.lower() if is_checked and isinstance(said, str) else ""


def new_person(found: SocialLogin, claims: dict[str, Any], provider: Provider) -> User:
    """Make a person for a provider's account, named as the provider says, as far as the studio allows it."""
    for name in free_names(claims):
        try:
            with events.atomic():
                user = accounts.make_person(name=name, mail=vouched_mail(claims, provider))
                found.account.user = user
                found.account.save()
        except StudioError:
            continue  # taken, or looks like one that is
        except IntegrityError:
            # another tab was first
            return (
                SocialAccount.objects.select_related("user")
                .get(provider=found.account.provider, uid=found.account.uid)
                .user
            )
        return user
    raise StudioError("no_name", 409, f"{provider.name} gives a name that too many people have.")


def free_names(claims: dict[str, Any]) -> Iterator[str]:
    """Names that a person could have, the best first: what the provider says, then with a number."""
    said = (claims.get(key) for key in ("preferred_username", "nickname", "name", "given_name"))
    names = [name for each in said if isinstance(each, str) and (name := as_name(each))] or ["person"]
    yield from names[:1]
    yield from (f"{names[0][:36]}-{number}" for number in range(2, MOST_OF_ONE_NAME))


def as_name(said: str) -> str:
    """As the studio writes names: without blanks and signs; of an address the part before the @. "" where
    nothing is left, or letters are of several alphabets."""
    name = unicodedata.normalize("NFKC", said).strip().partition("@")[0]
    name = re.sub(r"[^\w.+-]", "", re.sub(r"\s+", ".", name))[:40]
    try:
        accounts.check_name(name)
    except StudioError:
        return ""
    return name


def join_groups(user: User, groups: set[str], provider: Provider) -> None:
    """Put somebody into the studio's groups that follow the provider's, and out of those that they have left.
    A group that the studio has not yet is made; it gets its quota on the admin pages."""
    for name in provider.quota_groups:
        if name in groups:
            user.groups.add(Group.objects.get_or_create(name=name)[0])
        else:
            user.groups.remove(*user.groups.filter(name=name))


def give_rights(user: User, groups: set[str], provider: Provider) -> None:
    """Let people of some groups run the studio, and take it from those who have left these groups.

    What somebody was given otherwise, such as by `createsuperuser`, stays.
    """
    is_operator = bool(groups & set(provider.operator_groups))
    is_staff = is_operator or bool(groups & set(provider.staff_groups))
    has_own = (user.is_staff or user.is_superuser) and user.rights_from != provider.id
    if has_own or (not is_staff and user.rights_from != provider.id):
        return
    before = user.is_staff, user.is_superuser
    user.is_staff, user.is_superuser = is_staff, is_operator
    user.rights_from = provider.id if is_staff else ""
    with events.atomic():
        user.save(update_fields=["is_staff", "is_superuser", "rights_from"])
        if before != (is_staff, is_operator):  # this happens at each sign-in
            rights = "an operator" if is_operator else "staff" if is_staff else "anybody"
            audit.record("account.rights", subject=rights, person=user)
