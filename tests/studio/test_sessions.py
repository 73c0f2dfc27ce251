"""A person sees in which browsers they are signed in, and ends that."""

import pytest
from allauth.usersessions.models import UserSession
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session

from studio.services.people import sessions
from studio.services.upkeep import pruning
from tests.studio.browsers import Browser, make_person, make_project
from tests.studio.workshop import Person, person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def at(somebody: Person, user_agent: str, address: str) -> Person:
    somebody.client.defaults |= {"HTTP_USER_AGENT": user_agent, "REMOTE_ADDR": address}
    somebody.made("GET", "/account")
    return somebody


def test_sessions_say_browser_and_network_and_are_ended(db: None) -> None:
    ana = person("ana")
    here = at(Person(ana), FIREFOX, "192.0.2.77")
    phone = at(Person(ana), IPHONE, "2001:db8:1:2::9")
    tablet = at(Person(ana), "", "not an address")
    stranger = at(Person(person("ben")), FIREFOX, "192.0.2.78")
    found = {each["browser"]: each for each in here.made("GET", "/account/sessions")}
    assert {name: (each["network"], each["is_this"]) for name, each in found.items()} == {
        "Firefox on Linux": ("192.0.2.x", True),
        "Safari on iPhone": ("2001:db8:1::x", False),
        "A browser": ("", False),
    }
    assert not UserSession.objects.filter(ip__in=("192.0.2.77", "2001:db8:1:2::9")).exists()
    of_phone = found["Safari on iPhone"]["id"]
    assert stranger.send("DELETE", f"/account/sessions/{of_phone}").status_code == 404
    here.made("DELETE", f"/account/sessions/{of_phone}")
    assert [each.get("/account").status_code for each in (here, phone, tablet, stranger)] == [
        200,
        401,
        200,
        200,
    ]
    at(Person(ana), IPHONE, "192.0.2.1")
    assert here.made("DELETE", "/account/sessions") == {"num_ended": 2}
    assert [each.get("/account").status_code for each in (here, tablet, stranger)] == [200, 401, 200]
    assert [each["is_this"] for each in here.made("GET", "/account/sessions")] == [True]


def test_another_password_leaves_this_session_in_the_list(db: None) -> None:
    ana = Person(None)
    ana.made("POST", "/account/sign-up", {"name": "ana", "password": "a correct horse"})
    assert len(ana.made("GET", "/account/sessions")) == 1
    ana.made(
        "POST", "/account/password", {"old_password": "a correct horse", "new_password": "another long one"}
    )
    assert [each["is_this"] for each in ana.made("GET", "/account/sessions")] == [True]


def test_what_is_kept_of_sessions_goes_when_they_are_over(db: None) -> None:
    at(Person(person("ana")), FIREFOX, "192.0.2.77")
    stays = at(Person(person("ben")), FIREFOX, "192.0.2.77")
    Session.objects.exclude(session_key=stays.client.session.session_key).delete()
    assert pruning.prune()["browsers whose sessions are over"] == 1
    assert [each.user.username for each in UserSession.objects.all()] == ["ben"]


@pytest.mark.django_db(transaction=True)
async def test_the_sockets_of_a_session_that_is_ended_close() -> None:
    def prepare():
        ana = make_person("ana")
        project = make_project(ana)
        here, phone = at(Person(ana), FIREFOX, "192.0.2.77"), at(Person(ana), IPHONE, "192.0.2.78")
        return project, here, phone

    project, here, phone = await sync_to_async(prepare)()
    async with (
        Browser(project, here.client.session) as first,
        Browser(project, phone.client.session) as second,
    ):
        await first.got(type="welcome")
        await second.got(type="welcome")
        await sync_to_async(here.made)("DELETE", "/account/sessions")
        assert await second.closed(3) == 4401  # at once, not when rights are read the next time
        assert first.close_code is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("python-httpx/0.28", "A browser"),
    ],
)
def test_what_a_browser_says_of_itself_is_said_as_people_say_it(said: str, words: str) -> None:
    assert sessions.browser_words(said) == words
