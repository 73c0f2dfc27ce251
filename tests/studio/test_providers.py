"""Sign-in by a provider: a real OpenID Connect server in a process of its own says who somebody is."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group

from studio.archives import own_data
from studio.environment import environment
from studio.models import User
from studio.services.people import leaving, providers
from tests.identity_provider import IdentityProvider, identity_provider
from tests.studio.workshop import Person, person

LINK = "/account/providers/school"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with identity_provider() as provider:
        yield provider


@pytest.fixture
def school(running: IdentityProvider, settings: Any) -> IdentityProvider:
    configure(running, settings)
    return running


def configure(running: IdentityProvider, settings: Any, **more: Any) -> None:
    (found,) = environment(running.environment()).providers
    settings.PROVIDERS = {"school": replace(found, **more)}


def come(school: IdentityProvider, name: str) -> Person:
    """Somebody signs in by the provider, in a new browser."""
    somebody = Person(None)
    assert by_provider(somebody, school, name).status_code == 302
    return somebody


def by_provider(
    somebody: Person,
    school: IdentityProvider,
    name: str,
    path: str = "/sign-in/providers/school",
    **body: str,
) -> Any:
    """The studio's answer to a browser that the provider sends back to it."""
    said = somebody.made("POST", path, body)
    back = urlsplit(school.sign_in(said["address"], name))
    return somebody.client.get(f"{back.path}?{back.query}")


def test_the_page_offers_the_provider_and_a_first_sign_in_makes_a_person(school: IdentityProvider) -> None:
    ways = Person(None).made("GET", "/sign-in")
    assert ways["providers"] == [{"id": "school", "name": "School"}]
    school.know("ana")
    ana = Person(None)
    assert by_provider(ana, school, "ana", after="/account")["Location"] == "/account"
    assert ana.made("GET", "/account")["name"] == "ana"
    again = come(school, "ana")
    assert again.made("GET", "/account") == ana.made("GET", "/account")
    made = User.objects.get()
    assert not made.has_usable_password()
    assert not made.is_staff
    kept = own_data.account(made)
    assert [(each["provider"], bool(each["uid"])) for each in kept["providers"]] == [("school", True)]
    assert len(kept["sessions"]) == 2


def test_a_name_that_is_taken_or_cannot_be_becomes_one_that_can(school: IdentityProvider) -> None:
    person("ben")
    school.know("ben")
    assert come(school, "ben").made("GET", "/account")["name"] == "ben-2"
    assert User.objects.get(username="ben").socialaccount_set.count() == 0
    assert providers.as_name("ana@school.example") == "ana"
    assert providers.as_name(" Ana  <b>Lópe z ") == "Ana.bLópe.z"
    assert providers.as_name("а" + "na") == ""
    assert next(providers.free_names({"preferred_username": "<>", "name": "Ana Ruiz"})) == "Ana.Ruiz"
    assert next(providers.free_names({})) == "person"


def test_who_has_left_is_not_taken_for_who_comes_by_the_provider_again(school: IdentityProvider) -> None:
    school.know("cara")
    come(school, "cara")
    leaving.leave(User.objects.get(username="cara"))
    assert not SocialAccount.objects.exists()
    assert come(school, "cara").made("GET", "/account")["name"] == "cara-2"


def test_an_address_alone_opens_no_account(school: IdentityProvider) -> None:
    owner = person("owner")
    EmailAddress.objects.create(user=owner, email="o@school.example", verified=True, primary=True)
    school.know("dora", mail="o@school.example")
    assert come(school, "dora").made("GET", "/account")["name"] == "dora"
    assert EmailAddress.objects.get().user == owner


@pytest.mark.parametrize(
    ("name", "is_checked_there", "is_confirmed_here", "enters_as"),
    [("eva", True, True, "owner"), ("fay", False, True, "fay"), ("gil", True, False, "gil")],
)
def test_an_address_opens_the_account_that_confirmed_it_where_the_operator_says_that_it_is_checked(
    name: str,
    is_checked_there: bool,
    is_confirmed_here: bool,
    enters_as: str,
    school: IdentityProvider,
    settings: Any,
) -> None:
    configure(school, settings, has_verified_mail=True)
    owner, mail = person("owner"), f"{name}@school.example"
    EmailAddress.objects.create(user=owner, email=mail, verified=is_confirmed_here, primary=True)
    school.know(name, mail=mail, is_verified=is_checked_there)
    assert come(school, name).made("GET", "/account")["name"] == enters_as


def test_who_is_signed_in_links_an_account_and_unlinks_it_again(school: IdentityProvider) -> None:
    hal_row = person("hal")
    hal = Person(hal_row)
    school.know("hal")
    assert by_provider(hal, school, "hal", LINK)["Location"] == "/account"
    assert hal.made("GET", "/account/providers") == [{"id": "school", "name": "School", "is_linked": True}]
    assert come(school, "hal").made("GET", "/account")["name"] == "hal"
    other = Person(person("other"))
    elsewhere = by_provider(other, school, "hal", LINK)
    assert elsewhere.status_code == 409
    assert "belongs to another person" in elsewhere.content.decode()
    refused = hal.send("DELETE", "/account/providers/school")
    assert (refused.status_code, refused.json()["code"]) == (409, "last_way_in")
    hal_row.set_password("a correct horse")
    hal_row.save()
    hal.client.force_login(hal_row)
    hal.made("DELETE", "/account/providers/school")
    assert come(school, "hal").made("GET", "/account")["name"] == "hal-2"


def test_groups_decide_who_comes_in_and_who_runs_the_studio(school: IdentityProvider, settings: Any) -> None:
    configure(
        school, settings, allowed_groups=("all",), staff_groups=("staff",), operator_groups=("operators",)
    )

    def rights(*groups: str) -> tuple[bool, bool]:
        school.know("ida", groups=("all", *groups))
        come(school, "ida")
        found = User.objects.get(username="ida")
        return found.is_staff, found.is_superuser

    school.know("ida", groups=("others",))
    refused = by_provider(Person(None), school, "ida")
    assert refused.status_code == 403
    assert "none of your groups" in refused.content.decode()
    assert not User.objects.exists()
    assert rights("operators") == (True, True)
    assert rights("staff") == (True, False)
    assert rights() == (False, False)
    User.objects.update(is_staff=True, is_superuser=True)  # as `createsuperuser` does
    assert rights() == rights("staff") == (True, True)


def test_groups_of_the_studio_follow_those_of_the_provider(school: IdentityProvider, settings: Any) -> None:
    configure(school, settings, quota_groups=("choir", "class"))

    def groups(*said: str) -> list[str]:
        school.know("lea", groups=said)
        come(school, "lea")
        return sorted(User.objects.get(username="lea").groups.values_list("name", flat=True))

    assert groups("choir", "others") == ["choir"]
    User.objects.get(username="lea").groups.add(Group.objects.create(name="by hand"))
    assert groups("class") == ["by hand", "class"]
    assert groups() == ["by hand"]


def test_an_answer_that_nobody_asked_for_is_refused(school: IdentityProvider) -> None:
    school.know("jan")
    somebody = Person(None)
    address = somebody.made("POST", "/sign-in/providers/school", {})["address"]
    back = urlsplit(school.sign_in(address, "jan"))
    foreign = Person(None)
    answer = foreign.client.get(f"{back.path}?{back.query}")
    assert answer.status_code == 403
    assert "did not say who you are" in answer.content.decode()
    assert foreign.get("/account").status_code == 401
    cancelled = somebody.made("POST", "/sign-in/providers/school", {})["address"]
    state = dict(part.split("=") for part in urlsplit(cancelled).query.split("&"))["state"]
    gone = somebody.client.get(f"/sign-in/school/callback?error=access_denied&state={state}")
    assert (gone.status_code, gone["Location"]) == (302, "/")
    assert Person(None).post("/sign-in/providers/nobody", {}).status_code == 404


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_afterwards(after: str, school: IdentityProvider) -> None:
    school.know("kim")
    somebody = Person(None)
    assert by_provider(somebody, school, "kim", after=after)["Location"] == "/"


def test_a_provider_that_does_not_answer_is_said_in_a_sentence(
    running: IdentityProvider, settings: Any
) -> None:
    configure(running, settings, issuer="http://127.0.0.1:9")
    answer = Person(None).post("/sign-in/providers/school", {})
    assert (answer.status_code, answer.json()["message"]) == (
        503,
        "School does not answer. Try again in a moment.",
    )


def test_names_and_passwords_can_be_switched_off(settings: Any) -> None:
    ana = person("ana")
    ana.set_password("a correct horse")
    ana.save()
    settings.HAS_LOCAL_SIGN_IN = False
    said = {"name": "ana", "password": "a correct horse"}
    answers = [Person(None).post(f"/account/{act}", said) for act in ("sign-in", "sign-up")]
    assert [answer.json()["code"] for answer in answers] == ["no_local_sign_in"] * 2
    page = Person(None).client.post("/admin/login/", {"username": "ana", "password": "a correct horse"})
    assert page.status_code == 403
    ways = Person(None).made("GET", "/sign-in")
    assert (ways["is_local"], ways["is_open"]) == (False, False)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"SUNMASK_LOCAL_SIGN_IN": "0"}, "nobody could sign in"),
        ({"SUNMASK_OIDC": "school"}, "SUNMASK_OIDC_SCHOOL_ISSUER and SUNMASK_OIDC_SCHOOL_CLIENT_ID and"),
        ({"SUNMASK_OIDC": "My School"}, "small letters and digits"),
    ],
)
def test_what_an_operator_forgot_is_said(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        environment(said)
