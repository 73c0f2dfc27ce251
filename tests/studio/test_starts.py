"""What one press on the first page begins, and the canvases that it shows."""

import pytest

from studio.demos import shipped
from studio.models import Canvas, Duel, Generation, Project, Ranking
from studio.ops import attendance
from tests.studio.workshop import Person, Workshop, person


@pytest.fixture
def eva(db: None, checkpoint: str, text_checkpoint: str) -> Person:
    """Somebody who has no project yet."""
    return Person(person("eva"))


def begun(eva: Person, start: str) -> dict:
    return eva.made("POST", f"/starts/{start}")


def test_a_tune_is_harmonised_in_a_project_of_ones_own(eva: Person) -> None:
    started = begun(eva, "harmonise")
    project = Project.objects.get(pk=started["project"])
    assert (project.name, project.memberships.get().user) == ("First steps", eva.user)
    generation = Generation.objects.get(pk=started["generation"])
    assert str(generation.canvas_id) == started["canvas"]
    assert (generation.state, generation.num_candidates, generation.num_steps) == ("queued", 4, 32)
    states = generation.frozen["states"]
    assert [set(row) for row in states] == [{0}, {2}, {2}, {2}]


def test_a_start_goes_on_with_the_canvas_that_it_made_before(eva: Person) -> None:
    first, second = begun(eva, "harmonise"), begun(eva, "harmonise")
    assert (first["project"], first["canvas"]) == (second["project"], second["canvas"])
    assert first["generation"] != second["generation"]
    eva.made("POST", f"/canvases/{first['canvas']}/bin")
    assert begun(eva, "harmonise")["canvas"] != first["canvas"]


def test_a_sentence_is_steered(eva: Person) -> None:
    started = begun(eva, "steer")
    generation = Generation.objects.get(pk=started["generation"])
    words = generation.frozen["content"]["words"]
    states = dict(zip(words, generation.frozen["states"][0], strict=True))
    assert (states["war"], states["play"], states["cellar"]) == (0, 1, 2)


def test_a_pair_waits_in_a_ranking_of_twelve_takes_that_is_half_voted(eva: Person) -> None:
    started = begun(eva, "judge")
    ranking = Ranking.objects.get(pk=started["ranking"])
    assert ranking.takes.count() == 12
    assert all(grade is not None for grade in ranking.takes.values_list("grade", flat=True))
    assert Duel.objects.filter(ranking=ranking).exclude(outcome=None).count() == 33
    assert Canvas.objects.get(project=started["project"]).generations.exclude(parent=None).exists()
    duel = eva.made("POST", f"/rankings/{started['ranking']}/duels")
    eva.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "left"})
    assert begun(eva, "judge")["ranking"] == started["ranking"]


def test_a_pair_is_of_harmonisations_also_where_a_ranking_of_texts_is_newer(eva: Person) -> None:
    started = begun(eva, "judge")
    texts = shipped.restore("texts", eva.user)
    assert Ranking.objects.filter(project=texts).exists()
    assert begun(eva, "judge") == started


def test_who_has_judged_every_pair_gets_new_ones(eva: Person) -> None:
    started = begun(eva, "judge")
    ranking = Ranking.objects.get(pk=started["ranking"])
    ranking.takes.set(ranking.takes.all()[:2])
    duel = eva.made("POST", f"/rankings/{started['ranking']}/duels")
    eva.made("POST", f"/duels/{duel['id']}/vote", {"outcome": "tie"})
    assert begun(eva, "judge")["ranking"] != started["ranking"]


def test_ones_own_music_and_text_have_a_project_at_once(eva: Person) -> None:
    music, text = begun(eva, "own_music"), begun(eva, "own_text")
    assert music["project"] == text["project"]
    assert music["canvas"] is None
    assert Canvas.objects.get(pk=text["canvas"]).kind == "text"


def test_another_start_is_refused(eva: Person) -> None:
    assert eva.post("/starts/everything").status_code == 422


def test_recent_canvases_are_those_of_all_ones_projects_the_last_changed_first(
    workshop: Workshop, eva: Person
) -> None:
    own = begun(eva, "own_text")
    assert [one["canvas"]["id"] for one in eva.made("GET", "/recent")] == [own["canvas"]]
    workshop.owner.made("POST", f"/projects/{workshop.project.pk}/members", {"name": "eva", "role": "viewer"})
    recent = eva.made("GET", "/recent")
    assert {one["canvas"]["id"] for one in recent} == {own["canvas"], str(workshop.canvas.pk)}
    assert {one["project_name"] for one in recent} == {"First steps", workshop.project.name}
    changed = [one["canvas"]["updated_at"] for one in recent]
    assert changed == sorted(changed, reverse=True)
    workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/bin")
    assert [one["canvas"]["id"] for one in eva.made("GET", "/recent")] == [own["canvas"]]


def test_canvases_are_found_by_words_of_their_name_and_their_projects(eva: Person) -> None:
    begun(eva, "harmonise")
    begun(eva, "own_text")

    def found(search: str) -> list[str]:
        return [one["canvas"]["name"] for one in eva.made("GET", f"/recent?search={search}")]

    assert found("JOY") == ["Ode to Joy"]
    assert found("first text") == ["My text"]
    assert sorted(found("first")) == ["My text", "Ode to Joy"]
    assert found("nothing like it") == []


def test_it_is_shown_who_else_has_a_canvas_open(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, editor = workshop.user("owner"), workshop.user("editor")
    here = {str(workshop.canvas.pk): {user.pk: user.username for user in (owner, editor)}}
    monkeypatch.setattr(attendance, "here", lambda: here)
    (recent,) = workshop.owner.made("GET", "/recent")
    assert recent["people"] == [{"id": editor.pk, "name": editor.username}]


def test_nobody_sees_a_canvas_of_a_project_that_is_not_theirs(workshop: Workshop, eva: Person) -> None:
    assert eva.made("GET", "/recent") == []
