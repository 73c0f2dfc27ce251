"""The points at which allauth asks the studio: its cryptography and rows are used, its pages are not."""

import base64
import hashlib
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseRedirect

from studio import addresses
from studio.errors import StudioError
from studio.services.people import providers
from studio.services.people.sessions import shortened
from studio.services.sign_in import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Addresses are kept only in part, and nobody is sent mail that the studio has not written."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return shortened(address_of(request))

    def send_notification_mail(self, *arguments: Any, **options: Any) -> None:
        """None: a page says the same at once."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Whoever comes back from a provider becomes a person of the studio by `providers.arrive`."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The providers that the operator has named, and none of rows."""
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=each.id,
                name=each.name,
                client_id=each.client_id,
                secret=each.client_secret,
                settings={"server_url": each.issuer},
            )
            for each in settings.PROVIDERS.values()
            if not each.is_from_package
            and provider in (None, each.id, "openid_connect")
            and client_id in (None, each.client_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        raise ImmediateHttpResponse(HttpResponseRedirect(providers.arrive(request, sociallogin)))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> NoReturn:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(HttpResponseRedirect(addresses.page()))
        providers.logger.warning("sign-in by %s failed: %r", provider.app.provider_id, exception or error)
        raise StudioError(
            "provider_failed",
            403,
            f"{provider.app.name} did not say who you are, or this took longer than ten minutes. "
            "Go to the studio and sign in again.",
        )


class SecondStepAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes are stored encrypted, by the studio's secret key."""

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise StudioError(
                "key_changed",
                403,
                "The studio's secret key has changed, so that codes can no longer be checked. "
                "Ask the person who runs it for a sign-in link.",
            ) from None

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        name = user.get_username()
        return super().get_public_key_credential_user_entity(user) | {"name": name, "display_name": name}

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()


def _fernet() -> Fernet:
    digest = hashlib.sha256(b"studio.second-step:" + str(settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
