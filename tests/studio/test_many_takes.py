"""The same change of many takes: few statements, all or nothing, undone at once."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio import bodies
from studio.models import Take, TakeRating, TakeTag
from studio.services.collection import many_takes
from studio.services.upkeep import pruning
from tests.studio.reads.test_take_search import make_takes
from tests.studio.workshop import Workshop

MOST_STATEMENTS = 10
CHANGES: list[dict[str, Any]] = [
    {"stars": 4},
    {"flag": "reject"},
    {"stars": 0, "flag": "none"},
    {"is_starred": True},
    {"add_tags": ["advent"]},
    {"remove_tags": ["Calm"]},
    {"is_in_bin": True},
]


@pytest.fixture
def takes(workshop: Workshop) -> list[str]:
    make_takes(workshop, 6)
    return [str(pk) for pk in Take.objects.order_by("name").values_list("pk", flat=True)]


def path(workshop: Workshop) -> str:
    return f"/projects/{workshop.project.pk}/takes/changes"


def seen(workshop: Workshop, role: str = "editor") -> dict[str, dict[str, Any]]:
    """All takes that are not in the bin, by number, without the times of ratings."""
    page = workshop.people[role].made("GET", f"/projects/{workshop.project.pk}/takes?sort=name&limit=100")
    for take in page["takes"]:
        for rating in take["ratings"]:
            del rating["rated_at"], rating["saw_others"]
    return {take["name"][-2:]: take for take in page["takes"]}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: "-".join(change))
def test_a_change_makes_few_statements_and_is_undone_in_one_go(change: dict, workshop: Workshop) -> None:
    make_takes(workshop, 200)
    ids = list(Take.objects.values_list("pk", flat=True))
    before = seen(workshop)
    request = bodies.ManyTakesChange(takes=ids, **change)
    with CaptureQueriesContext(connection) as made:
        changed = many_takes.change(project=workshop.project, user=workshop.user("editor"), request=request)
    assert len(made) <= MOST_STATEMENTS, [query["sql"][:80] for query in made]
    assert seen(workshop) != before
    with CaptureQueriesContext(connection) as made:
        many_takes.undo(change=changed)
    assert len(made) <= MOST_STATEMENTS + 1, [query["sql"][:80] for query in made]
    after = seen(workshop)
    for each in (*before.values(), *after.values()):
        each["tags"].sort()
        each.pop("tagged_by")
    assert after == before


def test_five_thousand_takes_change_at_once(workshop: Workshop) -> None:
    make_takes(workshop, 5000)
    ids = [str(pk) for pk in Take.objects.values_list("pk", flat=True)]
    workshop.owner.made("GET", "/account")
    with CaptureQueriesContext(connection) as made:
        done = workshop.owner.made("POST", path(workshop), {"takes": ids, "stars": 3})
    assert done["num_takes"] == 5000
    assert len(made) <= MOST_STATEMENTS + 5  # who it is, and what they may
    assert TakeRating.objects.filter(user_name="owner", stars=3).count() == 5000
    assert Take.objects.get(name="Take 0004").rating == 3.5  # with the 4 of the editor


def test_stars_flags_tags_and_the_bin_change_together(workshop: Workshop, takes: list[str]) -> None:
    curator = workshop.people["curator"]
    body = {
        "takes": takes[:3],
        "is_starred": True,
        "stars": 4,
        "flag": "pick",
        "add_tags": ["calm", "advent"],
    }
    curator.made("POST", path(workshop), body)
    found = seen(workshop, "curator")
    assert [found[n]["tags"] for n in ("00", "01", "04")] == [["calm", "advent"], ["calm", "advent"], []]
    assert {(found[n]["is_starred"], found[n]["ratings"][-1]["stars"]) for n in ("00", "01", "02")} == {
        (True, 4)
    }
    assert {found[n]["ratings"][-1]["flag"] for n in ("00", "01", "02")} == {"pick"}
    curator.made("POST", path(workshop), {"takes": takes[:2], "stars": 0, "is_in_bin": True})
    left = seen(workshop, "curator")
    assert sorted(left) == ["02", "03", "04", "05"]
    assert TakeRating.objects.get(take=takes[0], user_name="curator").flag == "pick"  # the flag stays


def test_a_rating_of_many_says_of_each_whether_others_were_in_view(
    workshop: Workshop, takes: list[str]
) -> None:
    curator = workshop.people["curator"]
    for stars in (2, 3):
        curator.made("POST", path(workshop), {"takes": takes, "stars": stars})
    mine = TakeRating.objects.filter(user_name="curator").order_by("take__name")
    # the first and the sixth were rated by nobody else
    assert list(mine.values_list("saw_others", flat=True)) == [False, True, True, True, True, False]
    assert all(mine.values_list("rated_at", flat=True))


def test_what_others_gave_unseen_stays(workshop: Workshop, takes: list[str]) -> None:
    TakeTag.objects.all().delete()
    workshop.people["editor"].made("PATCH", f"/takes/{takes[0]}", {"tags": ["dull"]})
    curator = workshop.people["curator"]
    curator.made("POST", path(workshop), {"takes": takes, "remove_tags": ["dull"]})
    assert seen(workshop)["00"]["tags"] == ["dull"]
    curator.made("PUT", f"/takes/{takes[0]}/rating", {"stars": 1})
    done = curator.made("POST", path(workshop), {"takes": takes, "remove_tags": ["dull"]})
    assert not TakeTag.objects.exists()
    curator.made("POST", f"/takes-changes/{done['id']}/undo")
    assert seen(workshop)["00"]["tagged_by"] == {"dull": ["editor"]}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"stars": 6}, 422),
        ({"flag": "perhaps"}, 422),
        ({"add_tags": ["x" * 41]}, 422),
        ({"add_tags": [f"tag {n}" for n in range(21)]}, 422),
        ({"takes": []}, 422),
        ({"name": "x"}, 422),
    ],
)
def test_what_cannot_be_changes_nothing(
    changes: dict, status: int, workshop: Workshop, takes: list[str]
) -> None:
    before = seen(workshop)
    body = {"takes": takes, "is_starred": True} | changes
    assert workshop.owner.post(path(workshop), body).status_code == status
    missing = {"takes": [*takes, "00000000-0000-4000-8000-000000000000"], "is_starred": True}
    assert workshop.owner.post(path(workshop), missing).status_code == 404
    assert seen(workshop) == before


def test_a_take_keeps_to_its_number_of_tags_whoever_gives_them(workshop: Workshop, takes: list[str]) -> None:
    workshop.owner.made("PATCH", f"/takes/{takes[1]}", {"tags": [f"tag {n}" for n in range(20)]})
    refused = workshop.people["editor"].post(path(workshop), {"takes": takes, "add_tags": ["one more"]})
    assert (refused.status_code, "at most 20 tags" in refused.json()["message"]) == (422, True)
    assert not TakeTag.objects.filter(name="one more").exists()


def test_only_who_made_a_change_takes_it_back_and_once(workshop: Workshop, takes: list[str]) -> None:
    done = workshop.people["curator"].made("POST", path(workshop), {"takes": takes, "stars": 5})
    undo = f"/takes-changes/{done['id']}/undo"
    assert workshop.people["editor"].post(undo).status_code == 404
    workshop.people["curator"].made("POST", undo)
    again = workshop.people["curator"].post(undo)
    assert (again.status_code, again.json()["code"]) == (409, "undone")


def test_what_is_gone_meanwhile_stays_gone(workshop: Workshop, takes: list[str]) -> None:
    done = workshop.owner.made("POST", path(workshop), {"takes": takes, "add_tags": ["new"], "stars": 1})
    Take.objects.get(pk=takes[0]).delete()
    workshop.owner.made("POST", f"/takes-changes/{done['id']}/undo")
    assert Take.objects.count() == 5
    assert not TakeTag.objects.filter(name="new").exists()


def test_what_undoes_a_change_is_kept_for_two_days(workshop: Workshop, takes: list[str]) -> None:
    workshop.owner.made("POST", path(workshop), {"takes": takes, "stars": 5})
    rule = "what undoes changes of many takes"
    assert pruning.due()[rule] == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE studio_takeschange SET created_at = '2026-01-01 00:00:00+00:00'")
    assert pruning.prune()[rule] == 1
