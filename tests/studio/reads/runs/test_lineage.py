"""Where things come from: the lineage of a canvas, what made a take, and whose cells they are."""

from typing import Any

import pytest

from studio.bodies import NewAct, NewBranch
from studio.models import Generation, GenerationState, Grade, Take
from studio.reads.runs import lineage as reads
from studio.reads.runs.authorship import authors_of
from studio.services.collection import takes
from studio.services.runs import acts, claims, generations
from sunmask.chorale.settings import ChoraleSettings
from tests.studio.workshop import COLUMNS, NUM_CELLS, Workshop, made_up


def lineage(workshop: Workshop) -> dict[str, Any]:
    return workshop.people["viewer"].made("GET", f"/canvases/{workshop.canvas.pk}/lineage")


def paths(found: dict[str, Any]) -> set[tuple[str, str, str]]:
    """The edges by the labels of their nodes."""
    label = {node["id"]: node["label"] for node in found["nodes"]}
    return {(label[parent], label[child], how) for parent, child, how in found["edges"]}


def finish(workshop: Workshop, generation: Generation, step: int) -> Generation:
    """Made up to `step` and done."""
    made = workshop.run(generation, upto=step)
    assert claims.release(generation_id=made.pk, fence=made.fence, state=GenerationState.DONE)
    made.refresh_from_db()
    return made


def keep(workshop: Workshop, generation: Generation, name: str, note: str = "kept", **which: int) -> Take:
    return takes.keep(
        generation=generation,
        user=workshop.user("editor"),
        note=note,
        name=name,
        **{"candidate": 0, "step": 2} | which,
    )


def test_a_new_canvas_has_its_origin_and_itself(workshop: Workshop) -> None:
    found = lineage(workshop)
    assert [(node["kind"], node["label"], node["by"]) for node in found["nodes"]] == [
        ("import", "Blank", "owner"),
        ("canvas", "The canvas now", None),
    ]
    assert paths(found) == {("Blank", "The canvas now", "")}


def test_the_lineage_leads_from_the_origin_to_what_was_exported(workshop: Workshop) -> None:
    first = finish(workshop, workshop.start(), 8)
    keep(workshop, first, "kept one", candidate=1, step=3)
    placed = keep(workshop, first, "placed one", "placed")
    second = finish(workshop, workshop.start(), 8)
    again = keep(workshop, second, "placed two", "placed")
    child = generations.branch(
        generation=second, user=workshop.user("editor"), request=NewBranch(candidate=1, step=4)
    )
    finish(workshop, child, 8)
    final = keep(workshop, child, "the end", candidate=1, step=8)
    base = f"/canvases/{workshop.canvas.pk}/export?format=midi"
    for query in (f"&take={final.pk}", f"&take={final.pk}", f"&generation={first.pk}&step=1", ""):
        assert workshop.people["viewer"].get(base + query).status_code == 200
    found = lineage(workshop)
    assert paths(found) == {
        ("Blank", "Generation 1", ""),
        ("Generation 1", "kept one", "candidate 2, step 3"),
        ("Generation 1", "placed one", "candidate 1, step 2"),
        ("placed one", "Generation 2", "placed"),
        ("Generation 2", "placed two", "candidate 1, step 2"),
        ("placed two", "The canvas now", "placed"),
        ("Generation 2", "Generation 3", "branched from candidate 2 at step 4"),
        ("Generation 3", "the end", "candidate 2, step 8"),
        ("the end", "Exported as .mid", ""),
        ("Generation 1", "Exported as .mid", "candidate 1, step 1"),
        ("The canvas now", "Exported as .mid", ""),
    }
    times = [node["at"] for node in found["nodes"][:-1]]
    assert times == sorted(times)
    node = next(node for node in found["nodes"] if node["label"] == "the end")
    assert (node["take"], node["generation"]) == (str(final.pk), str(child.pk))
    assert (node["candidate"], node["step"], node["by"]) == (1, 8, "editor")
    third = workshop.start()
    assert third.sources == [str(placed.pk), str(again.pk)]


def test_takes_show_their_grade_and_generations_that_of_their_best(workshop: Workshop) -> None:
    first = finish(workshop, workshop.start(), 8)
    take = keep(workshop, first, "kept", candidate=1, step=8)
    Take.objects.filter(pk=take.pk).update(grade=7.5)
    for candidate, step, overall in ((0, 8, 9.0), (1, 8, 7.5), (0, 3, 1.0)):
        Grade.objects.create(
            generation=first, candidate=candidate, step=step, overall=overall, features={}, faults=[]
        )
    finish(workshop, workshop.start(), 8)
    grades = {node["label"]: node["grade"] for node in lineage(workshop)["nodes"]}
    assert (grades["kept"], grades["Generation 1"], grades["Generation 2"]) == (7.5, 7.5, None)
    assert grades["The canvas now"] is None


def test_pages_hold_all_of_it_once_the_newest_first(workshop: Workshop) -> None:
    first = finish(workshop, workshop.start(), 8)
    names = [f"take {number}" for number in range(5)]
    notes = ["kept", "kept", "placed", "kept", "kept"]
    kept = [
        keep(workshop, first, name, note, step=number)
        for number, (name, note) in enumerate(zip(names, notes, strict=True))
    ]
    second = finish(workshop, workshop.start(), 8)
    late = keep(workshop, second, "late")
    Take.objects.filter(pk__in=[take.pk for take in kept[:4]]).update(created_at=kept[0].created_at)
    whole = reads.of_canvas(workshop.canvas)
    pages = [reads.page_of_canvas(workshop.canvas, limit=2)]
    while pages[-1].earlier is not None:
        pages.append(reads.page_of_canvas(workshop.canvas, limit=2, before=pages[-1].earlier))
    assert [page.num_earlier for page in pages] == [6, 4, 2, 0]
    assert {node.id for page in pages for node in page.nodes} == {node.id for node in whole.nodes}
    for page in pages:
        assert len({node.id for node in page.nodes}) == len(page.nodes)
        runs = {node.generation for node in page.nodes if node.kind == "generation"}
        assert {node.generation for node in page.nodes if node.kind in ("take", "placed")} <= runs
    assert {edge for page in pages for edge in page.edges} == set(whole.edges)
    assert {node.label for node in pages[0].nodes} == {"Blank", "Generation 2", "late", "The canvas now"}
    older = reads.page_of_canvas(workshop.canvas, limit=2, take=kept[0])
    assert len({node.id for node in older.nodes}) == len(older.nodes)
    assert {"take 0", "Generation 1"} <= {node.label for node in older.nodes}
    assert set(reads.of_take(late).edges) <= set(whole.edges)
    base = f"/canvases/{workshop.canvas.pk}/lineage"
    bad = workshop.people["viewer"].get(f"{base}?before=yesterday")
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_value")


def test_what_loses_its_parent_hangs_on_the_origin_and_works_on(workshop: Workshop) -> None:
    parent = finish(workshop, workshop.start(), 8)
    placed = keep(workshop, parent, "placed", "placed")
    child = generations.branch(
        generation=parent, user=workshop.user("editor"), request=NewBranch(candidate=0, step=4)
    )
    finish(workshop, child, 8)
    later = finish(workshop, workshop.start(), 2)
    kept = keep(workshop, later, "later")
    workshop.owner.made("POST", f"/takes/{placed.pk}/bin")
    found = lineage(workshop)
    assert ("placed", "Generation 3", "placed") in paths(found)  # in the bin, but still where it came from
    assert [node["is_in_bin"] for node in found["nodes"] if node["label"] == "placed"] == [True]
    assert ("Blank", "The canvas now", "") in paths(found)
    placed.delete()
    parent.delete()
    found = lineage(workshop)
    assert paths(found) == {
        ("Blank", "Generation 2", ""),
        ("Blank", "Generation 3", ""),
        ("Generation 3", "later", "candidate 1, step 2"),
        ("Blank", "The canvas now", ""),
    }
    assert workshop.owner.made("GET", f"/generations/{child.pk}/frames")
    assert workshop.owner.made("GET", f"/takes/{kept.pk}/settings")["lineage"]["edges"]
    branch = {"candidate": 1, "step": 6}
    assert workshop.owner.post(f"/generations/{child.pk}/branch", branch).status_code == 201


def test_a_jobs_generations_are_folded_into_one_node(workshop: Workshop) -> None:
    body = {"kind": "best_of", "settings": {"settings": {"num_steps": 4}, "total": 6, "keep": 2, "batch": 2}}
    job = workshop.owner.made("POST", f"/canvases/{workshop.canvas.pk}/jobs", body)
    found = lineage(workshop)
    assert ("Blank", "Best 2 of 6", "") in paths(found)
    assert [node["job"] for node in found["nodes"] if node["kind"] == "job"] == [job["id"]]
    assert not [node for node in found["nodes"] if node["kind"] == "generation"]


def test_a_takes_settings_say_what_made_it(workshop: Workshop) -> None:
    generation = workshop.start(settings={"num_steps": 8, "temperature": 1.1})
    editor = workshop.user("editor")
    acts.add(
        generation=generation, user=editor, change=NewAct(candidate=0, cells=[5], symbols=[64], pinned=True)
    )
    acts.add(generation=generation, user=editor, change=NewAct(candidate=1, cells=[6], state=0))
    acts.add(generation=generation, user=editor, change=NewAct(settings={"temperature": 0.5}))
    (claimed,) = claims.claim(worker="test")
    acts.take_up(generation_id=claimed.pk, fence=claimed.fence, step=2)
    steps = [made_up(claimed, step) for step in range(4)]
    assert claims.record(generation_id=claimed.pk, fence=claimed.fence, steps=steps)
    take = keep(workshop, claimed, "late", step=3)
    early = keep(workshop, claimed, "early", step=1)
    told = workshop.people["viewer"].made("GET", f"/takes/{take.pk}/settings")
    assert (told["generation"]["id"], told["candidate"], told["step"]) == (str(generation.pk), 0, 3)
    assert (told["seed"], told["checkpoint"], told["checkpoint_sha256"]) == (7, "test-chorale", "0" * 64)
    assert (told["settings"]["temperature"], told["settings"]["num_steps"]) == (0.5, 8)
    assert set(told["settings"]) == ChoraleSettings.names()
    assert [(act["number"], act["from_step"]) for act in told["acts"]] == [(1, 2), (3, 2)]
    assert [node["label"] for node in told["lineage"]["nodes"]] == ["Blank", "Generation 1", "late"]
    before = workshop.people["viewer"].made("GET", f"/takes/{early.pk}/settings")
    assert (before["settings"]["temperature"], before["acts"]) == (1.1, [])


@pytest.fixture
def painted(workshop: Workshop) -> Generation:
    """A generation that held its first row, of which a person wrote half, and was free in the others."""
    generation = workshop.start()
    held = [[row == 0] * COLUMNS for row in range(4)]
    generation.frozen["pins"] = held
    generation.frozen["states"] = [[0 if row == 0 else 2] * COLUMNS for row in range(4)]
    generation.frozen["authors"] = [
        ["human" if column < COLUMNS // 2 else None for column in range(COLUMNS)] for _ in range(4)
    ]
    generation.save()
    return generation


def test_every_cell_has_an_author(painted: Generation, workshop: Workshop) -> None:
    finish(workshop, painted, 4)
    take = keep(workshop, painted, "x", step=4)
    told = workshop.owner.made("GET", f"/takes/{take.pk}/settings")["authorship"]
    assert told == {"human": 0.125, "model": 0.75, "edited": 0.0, "held": 0.125}


def test_what_an_act_puts_in_is_a_persons_until_the_model_may_change_it(
    painted: Generation, workshop: Workshop
) -> None:
    editor, last = workshop.user("editor"), NUM_CELLS - 1
    given = NewAct(candidate=0, cells=[last], symbols=[50], state=0, pinned=True)
    acts.add(generation=painted, user=editor, change=given)
    acts.add(generation=painted, user=editor, change=NewAct(candidate=0, cells=[0], state=2))
    (claimed,) = claims.claim(worker="test")
    acts.take_up(generation_id=claimed.pk, fence=claimed.fence, step=1)
    acts.add(generation=painted, user=editor, change=NewAct(candidate=0, cells=[last], state=2))
    acts.take_up(generation_id=claimed.pk, fence=claimed.fence, step=3)
    painted.refresh_from_db()
    authors = {step: authors_of(painted, 0, step) for step in (0, 1, 3)}
    assert [authors[step][3][-1] for step in (0, 1, 3)] == ["model", "human", "model"]
    assert [authors[step][0][0] for step in (0, 1, 3)] == ["human", "model", "model"]
    assert authors_of(painted, 1, 3) == authors[0]


def test_a_branch_begins_with_the_authors_of_its_candidate(painted: Generation, workshop: Workshop) -> None:
    finish(workshop, painted, 4)
    pins = [[True] * COLUMNS for _ in range(4)]
    states = [[0] * COLUMNS for _ in range(4)]
    child = generations.branch(
        generation=painted,
        user=workshop.user("editor"),
        request=NewBranch(candidate=0, step=4, states=states, pins=pins),
    )
    finish(workshop, child, 6)
    take = keep(workshop, child, "all held", step=6)
    told = workshop.owner.made("GET", f"/takes/{take.pk}/settings")["authorship"]
    assert told == {"human": 0.125, "model": 0.75, "edited": 0.0, "held": 0.125}
