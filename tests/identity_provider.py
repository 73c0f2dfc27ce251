"""A provider of identities for tests: allauth's own OpenID Connect server, in a process of its own.

`python -m tests.identity_provider PORT` serves until it is stopped.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from studio.ops.supervisor import free_port
from tests.live_studio import wait_until

PASSWORD = "a correct horse"
CLIENT_ID, CLIENT_SECRET = "studio", "between the two"


@dataclass
class IdentityProvider:
    """url: its issuer."""

    url: str

    def know(
        self, name: str, *, mail: str = "", is_verified: bool = True, groups: tuple[str, ...] = ()
    ) -> None:
        """Make a person there, or change what is known of them."""
        person = {"name": name, "mail": mail, "is_verified": is_verified, "groups": groups}
        httpx.post(f"{self.url}/person", json=person, verify=False).raise_for_status()

    def serve_studio(self, url: str) -> None:
        """Send people back to the studio at this address."""
        address = {"address": f"{url}/sign-in/school/callback"}
        httpx.post(f"{self.url}/studio", json=address, verify=False).raise_for_status()

    def environment(self, **more: str) -> dict[str, str]:
        """What tells a studio of it, under the id `school`."""
        said = {"NAME": "School", "ISSUER": self.url, "CLIENT_ID": CLIENT_ID, "CLIENT_SECRET": CLIENT_SECRET}
        return {"SUNMASK_OIDC": "school"} | {f"SUNMASK_OIDC_SCHOOL_{k}": v for k, v in (said | more).items()}

    def sign_in(self, address: str, name: str) -> str:
        """As a browser would that is sent to `address`; returns where it is sent back to."""
        with httpx.Client(follow_redirects=True, verify=False) as browser:
            page = browser.get(address)
            form = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
            answer = browser.post(page.url, data=form, follow_redirects=False)
            while (location := answer.headers["Location"]).startswith("/"):
                answer = browser.get(f"{self.url}{location}", follow_redirects=False)
        return location


@contextmanager
def identity_provider() -> Iterator[IdentityProvider]:
    port = free_port()
    command = [sys.executable, "-m", "tests.identity_provider", str(port)]
    process = subprocess.Popen(command, cwd=Path(__file__).parent.parent, stderr=subprocess.PIPE)
    provider = IdentityProvider(f"http://127.0.0.1:{port}")

    def is_there() -> bool:
        assert process.poll() is None, process.stderr and process.stderr.read().decode()
        try:
            return httpx.get(f"{provider.url}/.well-known/openid-configuration").is_success
        except httpx.HTTPError:
            return False

    try:
        wait_until(is_there, 60, "the identity provider did not start")
        yield provider
    finally:
        process.kill()
        process.wait()


def serve(port: int) -> None:
    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    apps = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
    apps += ["django.contrib.messages", "allauth", "allauth.account", "allauth.idp.oidc"]
    settings.configure(
        SECRET_KEY="of the provider",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        MIGRATION_MODULES={app.rpartition(".")[2]: None for app in apps} | {"allauth_idp_oidc": None},
        INSTALLED_APPS=apps,
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider",
        CSRF_COOKIE_NAME="csrftoken",
        ACCOUNT_RATE_LIMITS=False,
        ACCOUNT_EMAIL_VERIFICATION="none",
        IDP_OIDC_PRIVATE_KEY=pem.decode(),
        IDP_OIDC_ADAPTER=f"{__name__}.WithGroups",
    )
    django.setup()

    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.adapter import DefaultOIDCAdapter
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpRequest, HttpResponse
    from django.urls import include, path
    from django.views.decorators.csrf import csrf_exempt

    class WithGroups(DefaultOIDCAdapter):
        def get_claims(self, purpose: Any, user: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
            claims = super().get_claims(purpose, user, *arguments, **options)
            return claims | {"groups": list(user.groups.values_list("name", flat=True))}

    @csrf_exempt
    def studio(request: HttpRequest) -> HttpResponse:
        Client.objects.update(redirect_uris=json.loads(request.body)["address"])
        return HttpResponse()

    @csrf_exempt
    def person(request: HttpRequest) -> HttpResponse:
        said = json.loads(request.body)
        user, _ = User.objects.get_or_create(username=said["name"])
        user.set_password(PASSWORD)
        user.save()
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in said["groups"]])
        EmailAddress.objects.filter(user=user).delete()
        if said["mail"]:
            EmailAddress.objects.create(
                user=user, email=said["mail"], verified=said["is_verified"], primary=True
            )
        return HttpResponse()

    here = sys.modules[__name__]
    here.WithGroups = WithGroups  # type: ignore[attr-defined]
    here.urlpatterns = [  # type: ignore[attr-defined]
        path("person", person),
        path("studio", studio),
        path("accounts/", include("allauth.account.urls")),
        path("", include("allauth.idp.urls")),
    ]
    call_command("migrate", run_syncdb=True, verbosity=0)
    client = Client(
        id=CLIENT_ID,
        name="The studio",
        scopes="openid\nprofile\nemail",
        redirect_uris="http://localhost/sign-in/school/callback",
        skip_consent=True,
    )
    client.set_secret(CLIENT_SECRET)
    client.save()

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = WSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(get_wsgi_application())
    server.serve_forever()


if __name__ == "__main__":
    # so that `IDP_OIDC_ADAPTER` and `ROOT_URLCONF` find what is made here
    sys.modules["tests.identity_provider"] = sys.modules["__main__"]
    __name__ = "tests.identity_provider"
    serve(int(sys.argv[1]))
