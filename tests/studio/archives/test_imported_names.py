"""A name in an archive belongs to no account until the person of that name claims it."""

from typing import Any

import pytest

from studio.models import Act, Comment, Duel, Generation, Project, Ranking, Take, TakeRating
from tests.studio.archives.samples import export, fill, send
from tests.studio.workshop import Person, Workshop

pytestmark = pytest.mark.usefixtures("tried_here")


@pytest.fixture
def imported(workshop: Workshop, text_checkpoint: str) -> Project:
    """A stranger brought it with an archive; editor and curator, whose names are in that, joined."""
    fill(workshop)
    stranger = workshop.people["stranger"]
    answer = send(stranger, export(workshop.owner, workshop.project))
    project = Project.objects.get(pk=answer.json()["id"])
    for name, role in (("editor", "editor"), ("curator", "viewer")):
        stranger.made("POST", f"/projects/{project.pk}/members", {"name": name, "role": role})
    return project


def claim(person: Person, project: Project, method: str = "POST") -> Any:
    return person.made(method, f"/projects/{project.pk}/imported-name")


def test_nothing_is_anybodys_before_and_all_under_the_own_name_after(
    imported: Project, workshop: Workshop
) -> None:
    editor, ranking = workshop.people["editor"], Ranking.objects.get(project=imported)
    on_canvas = {"canvas__project": imported}
    assert not Take.objects.filter(**on_canvas, created_by=editor.user).exists()
    told = claim(editor, imported, "GET")
    assert (told["name"], told["num_rows"] > 10) == ("editor", True)
    assert claim(editor, imported) == told
    assert claim(editor, imported, "GET")["num_rows"] == claim(editor, imported)["num_rows"] == 0
    for rows in (
        Take.objects.filter(**on_canvas, created_by=editor.user, author_name=""),
        Generation.objects.filter(**on_canvas, created_by=editor.user, author_name=""),
        Act.objects.filter(generation__canvas__project=imported, author=editor.user, author_name=""),
        TakeRating.objects.filter(take__canvas__project=imported, user=editor.user, user_name="editor"),
        Duel.objects.filter(ranking=ranking, judge=editor.user, judge_name="editor"),
    ):
        assert rows.exists()
    assert not Take.objects.filter(**on_canvas, author_name="editor").exists()
    takes = editor.made("GET", f"/projects/{imported.pk}/takes?author=editor")["takes"]
    assert {take["created_by"]["id"] for take in takes} == {editor.user.pk}  # type: ignore[union-attr]


def test_what_stands_under_other_names_and_elsewhere_stays(imported: Project, workshop: Workshop) -> None:
    here = Take.objects.filter(canvas__project=imported)
    before = set(here.exclude(author_name="editor").values_list("pk", "author_name", "created_by"))
    assert any(name == "curator" for _, name, _ in before)
    other = send(workshop.people["stranger"], export(workshop.owner, workshop.project)).json()["id"]
    claim(workshop.people["editor"], imported)
    assert before <= set(here.values_list("pk", "author_name", "created_by"))
    assert Take.objects.filter(canvas__project=other, author_name="editor", created_by=None).exists()
    assert not Comment.objects.filter(canvas__project=other, created_by=workshop.user("editor")).exists()


def test_a_vote_that_was_not_claimed_is_not_undone_and_its_pair_can_be_judged(
    imported: Project, workshop: Workshop
) -> None:
    editor, ranking = workshop.people["editor"], Ranking.objects.get(project=imported)
    votes = list(ranking.duels.values_list("pk", "outcome"))
    assert editor.post(f"/rankings/{ranking.pk}/undo").json()["code"] == "no_vote"
    assert editor.post(f"/rankings/{ranking.pk}/duels").status_code == 201
    claim(editor, imported)
    assert editor.post(f"/rankings/{ranking.pk}/undo").status_code == 200
    assert sum(outcome is None for outcome in ranking.duels.values_list("outcome", flat=True)) == 2
    assert len(votes) == 6
