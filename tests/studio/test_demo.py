"""The demo: what somebody sees first."""

from io import StringIO

import pytest
from django.core.management import call_command

from studio.documents import store
from studio.models import Canvas, Job, Project, Ranking, Take
from sunmask.text.words.words import FREE


@pytest.fixture
def demo(db: None) -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def word_states(name: str) -> dict[str, tuple[int, bool]]:
    cells = store.project_to_cells(Canvas.objects.get(name=name, kind="text"))
    words = cells["content"]["words"]
    return dict(zip(words, zip(cells["states"][0], cells["pins"][0], strict=True), strict=True))


def test_the_demo_has_chorales_and_texts_and_is_made_once(demo: str) -> None:
    assert demo.count("is ready") == 2
    again = StringIO()
    call_command("demo", stdout=again)
    assert again.getvalue().count("already exists") == 2
    by_project = {project.name: project.canvases.count() for project in Project.objects.all()}
    assert by_project == {"Chorales to begin with": 4, "Texts to begin with": 4}


def test_the_demo_shows_a_trusted_and_a_doubted_word_that_pull_at_others(demo: str) -> None:
    states = word_states("War and play")
    assert (states["war"], states["play"]) == ((0, True), (1, True))
    assert [word for word, (state, _) in states.items() if state == 2] == [
        "cellar",
        "rules",
        "whisper",
        "captain",
        "morning",
        "garden",
    ]


def test_the_demo_is_run_both_ways_where_a_model_for_texts_is(text_checkpoint: str, demo: str) -> None:
    job = Job.objects.get()
    words = job.frozen["content"]["words"]
    assert [words[job.settings[place][0]] for place in ("first", "second")] == ["war", "play"]
    one, other = job.generations.order_by("number")
    assert (one.num_candidates, other.num_candidates, job.settings["seed"]) == (8, 8, 1)
    assert one.frozen["states"] != other.frozen["states"]


def test_without_a_model_for_texts_the_demo_runs_nothing(checkpoint: str, demo: str) -> None:
    assert not Job.objects.exists()


def test_the_demo_has_freed_spans_and_words_to_rewrite(demo: str) -> None:
    assert word_states("Weather at sea")[FREE] == (2, False)
    assert sum(state == 1 for state, _ in word_states("A letter home").values()) == 6


@pytest.mark.parametrize("project", ["Chorales to begin with", "Texts to begin with"])
def test_no_page_of_the_demo_opens_empty(demo: str, project: str) -> None:
    takes = Take.objects.filter(canvas__project__name=project)
    assert takes.count() == 12
    assert all(take.grade is not None for take in takes)
    ranking = Ranking.objects.get(project__name=project)
    assert ranking.duels.exclude(outcome=None).count() == 33
    canvas = takes[0].canvas
    assert canvas.generations.exclude(parent=None).exists()
    assert {take.canvas for take in takes} == {canvas}
