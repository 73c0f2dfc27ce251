"""A class behind one address: all get in at once, and who guesses shuts the door for themselves alone."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher, make_password
from django.test import Client

from studio import limits
from studio.models import User
from studio.services.people import accounts, invitations
from tests.studio.browsers import make_person, make_project
from tests.studio.workshop import Person

PASSWORD = "a correct horse"
CLASS = 60

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_hashes(settings, db: None) -> None:
    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]


@pytest.fixture
def pupils() -> list[str]:
    names = [f"pupil{number}" for number in range(CLASS)]
    for name in names:
        User.objects.create(username=name, password=make_password(PASSWORD))
    return names


@pytest.fixture
def rate(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Set how often something may happen."""

    def set_to(name: str, count: int) -> None:
        its = getattr(limits, name)
        made = limits.Rate(its.name, count, its.window_s, its.what, its.advice)
        monkeypatch.setattr(limits, name, made)

    return set_to


def browser() -> Person:
    """As the page begins: it asks who is signed in."""
    found = Person(None)
    found.get("/account")
    return found


def sign_in(somebody: Person, name: str, password: str = PASSWORD) -> int:
    return somebody.post("/account/sign-in", {"name": name, "password": password}).status_code


def test_a_class_signs_in_at_once_and_again_and_again(pupils: list[str], rate) -> None:
    rate("SIGN_IN_BY_ADDRESS", 3)
    rate("SIGN_IN_BY_NAME", 3)
    assert [sign_in(browser(), name) for name in pupils] == [200] * CLASS
    assert [sign_in(browser(), pupils[0]) for _ in range(20)] == [200] * 20


def test_who_guesses_many_names_is_shut_out_alone(pupils: list[str], rate) -> None:
    rate("SIGN_IN_BY_BROWSER", 5)
    guesser = browser()
    assert [sign_in(guesser, f"nobody{number}") for number in range(7)] == [401] * 5 + [429] * 2
    answer = guesser.post("/account/sign-in", {"name": pupils[0], "password": PASSWORD})
    assert answer.json()["message"] == (
        "Too many wrong tries to sign in from this browser. Try again in 15 minutes."
    )
    assert [sign_in(browser(), name) for name in pupils] == [200] * CLASS


def test_many_guesses_from_one_address_are_slowed_down_but_not_in_browsers_that_are_known(
    pupils: list[str], rate
) -> None:
    rate("SIGN_IN_BY_ADDRESS", 6)
    known = browser()
    assert sign_in(known, pupils[0]) == 200
    known.made("POST", "/account/sign-out")
    without_cookies = [sign_in(Person(None), f"nobody{number}") for number in range(4)]
    anew = [sign_in(browser(), f"nobody{number}") for number in range(4, 8)]
    assert without_cookies + anew == [401] * 6 + [429] * 2
    refused = browser().post("/account/sign-in", {"name": pupils[1], "password": PASSWORD})
    assert "or use a browser in which you have signed in before." in refused.json()["message"]
    assert sign_in(known, pupils[0]) == 200


def test_guesses_at_ones_name_do_not_shut_ones_own_browser(pupils: list[str], rate) -> None:
    rate("SIGN_IN_BY_NAME", 3)
    own = browser()
    assert sign_in(own, pupils[0].upper()) == 401  # names are told apart by case
    assert sign_in(own, pupils[0]) == 200
    own.made("POST", "/account/sign-out")
    assert [sign_in(browser(), pupils[0], "guess") for _ in range(4)] == [401] * 2 + [429] * 2
    assert sign_in(browser(), pupils[0]) == 429
    assert sign_in(own, pupils[0]) == 200
    own.made("POST", "/account/sign-out")
    assert [sign_in(own, pupils[0], "guess") for _ in range(4)] == [401] * 3 + [429]


def test_more_browsers_of_ones_own_do_not_bring_more_guesses(pupils: list[str], rate) -> None:
    rate("SIGN_IN_BY_BROWSER", 4)
    answers = []
    for number in range(6):
        somebody = browser()
        assert sign_in(somebody, pupils[0]) == 200
        somebody.made("POST", "/account/sign-out")
        answers.append(sign_in(somebody, pupils[1 + number], "guess"))
    assert answers == [401] * 4 + [429] * 2


def test_a_cookie_that_is_made_up_is_none(pupils: list[str], rate) -> None:
    rate("SIGN_IN_BY_ADDRESS", 1)
    forged = browser()
    name = settings.BROWSER_COOKIE_NAME
    forged.client.cookies[name] = forged.client.cookies[name].value[:-2] + "xx"
    assert sign_in(forged, "nobody") == 401
    assert sign_in(forged, pupils[0]) == 429


def test_a_class_makes_its_accounts_by_an_invitation_link(rate) -> None:
    rate("SIGN_UP", 5)
    rate("SIGN_UP_BY_LINK", CLASS)
    owner = make_person("teacher")
    _, token = invitations.make_link(project=make_project(owner), user=owner, role="editor", days=None)

    def sign_up(name: str, **more: str) -> int:
        body = {"name": name, "password": PASSWORD, **more}
        return browser().post("/account/sign-up", body).status_code

    invited = [sign_up(f"pupil{number}", invitation=token) for number in range(CLASS + 2)]
    assert invited == [201] * CLASS + [429] * 2
    assert [sign_up(f"other{number}", invitation="made up") for number in range(3)] == [201] * 3
    assert sign_up("short", password="short") == 422  # which counts against nobody
    assert [sign_up(f"more{number}") for number in range(4)] == [201] * 2 + [429] * 2
    rate("SIGN_UP", 0)
    assert sign_up("late", invitation=token) == 403


def test_a_class_comes_in_by_sign_in_links(pupils: list[str], rate) -> None:
    rate("SIGN_IN_LINK", 2)
    for user in User.objects.all()[: CLASS // 3]:
        path = f"/sign-in/{accounts.make_sign_in_link(user=user)}"
        client = Client(HTTP_HOST="localhost")
        assert client.get(path).status_code == 200
        assert client.post(path).status_code == 302


def test_only_wrong_present_passwords_count_where_somebody_sets_another(pupils: list[str], rate) -> None:
    rate("SIGN_IN_BY_NAME", 2)
    somebody = browser()
    assert sign_in(somebody, pupils[0]) == 200
    said = [
        somebody.post("/account/password", {"old_password": old, "new_password": new}).status_code
        for old, new in [
            (PASSWORD, "another long one"),
            ("another long one", "a third long one"),
            ("a third long one", PASSWORD),
            ("wrong", "a third long one"),
            ("wrong", "a third long one"),
            ("wrong", "a third long one"),
        ]
    ]
    assert said == [200] * 3 + [403] * 2 + [429]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "a second"),
        (40, "40 seconds"),
        (60, "a minute"),
        (61, "2 minutes"),
        (1675, "28 minutes"),
        (3600, "an hour"),
        (3601, "2 hours"),
    ],
)
def test_how_long_to_wait_is_said_as_people_say_it(seconds: int, said: str) -> None:
    assert limits.duration(seconds) == said
