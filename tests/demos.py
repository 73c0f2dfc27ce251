"""The projects that ship to begin with, composed anew: `python -m tests.demos [chorales] [texts]`.

In a database that is thrown away, the shipped models compose twelve takes of one canvas, a branch among them;
two people vote on half of the pairs; and each project is exported as studio/demos/NAME.zip. Seeds are fixed:
on the same machine another run makes the same music and words.
"""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from studio.models import Canvas, Generation, Project, Take, User

NUM_STEPS = {"chorale": 48, "text": 24}
SEEDS = (11, 12, 13)
JUDGES = ("ana", "ben")
SHARE_OF_PAIRS = 0.5
SEA = (
    "By noon the wind had gone round to the north and the sea was ▢ ▢ ▢ ▢. Two gulls hung over the harbour "
    "as if they had been painted there."
)


def ode(project: "Project", user: "User") -> "Canvas":
    from studio.demos import pieces

    return pieces.melody(project, user, "Ode to Joy, twelve ways")


def sea(project: "Project", user: "User") -> "Canvas":
    from studio.demos import pieces

    return pieces.add(project, user, "text", "The sea, twelve ways", "blank", title="The sea", text=SEA)


PROJECTS: dict[str, tuple[str, Callable[["Project", "User"], "Canvas"], str]] = {
    "chorales": ("Ode to Joy, twelve ways", ode, "Ode"),
    "texts": ("The sea, twelve ways", sea, "Sea"),
}


def composed(canvas: "Canvas", user: "User") -> list["Generation"]:
    """Two generations of four, and four more that go on from the best of them."""
    from studio.bodies import NewBranch, NewGeneration
    from studio.models import Grade
    from studio.services.runs import generations
    from worker.engine import Engine

    engine, steps = Engine("demos"), NUM_STEPS[canvas.kind]
    made = []
    for seed in SEEDS[:2]:
        request = NewGeneration(settings={"num_steps": steps}, num_candidates=4, seed=seed)
        made.append(generations.start(canvas=canvas, user=user, request=request))
        engine.work()
    best = Grade.objects.filter(generation__in=made).order_by("overall")[0]
    branch = NewBranch(candidate=best.candidate, step=steps // 3, num_candidates=4, seed=SEEDS[2])
    made.append(generations.branch(generation=best.generation, user=user, request=branch))
    engine.work()
    for generation in made:
        generation.refresh_from_db()
        assert generation.state == "done", generation.error
        assert generation.graded_at
    return made


def kept(made: list["Generation"], user: "User", name: str) -> list["Take"]:
    """Every candidate as a take, some of them rated and starred."""
    from studio.services.collection import takes

    found: list[Take] = []
    for generation in made:
        for candidate in range(generation.num_candidates):
            called = f"{name} {len(found) + 1}"
            where = {"generation": generation, "candidate": candidate, "step": generation.num_steps}
            found.append(takes.keep(user=user, name=called, **where))  # type: ignore[arg-type]
    by_grade = sorted(found, key=lambda take: take.grade or 0.0)
    for take, stars in zip(by_grade, (5, 5, 4, 4, 3, 3), strict=False):
        takes.rate(take=take, user=user, stars=stars)
    for take in by_grade[:2]:
        takes.change(take=take, user=user, is_starred=True)
    return found


def half_voted(project: "Project", found: list["Take"], name: str) -> None:
    """A ranking of them all: the better grade wins most of the time, and half of the pairs are judged."""
    from studio.models import User
    from studio.services.collection import rankings

    judges = [User.objects.get(username=name) for name in JUDGES]
    ranking = rankings.create(
        project=project, user=judges[0], name=f"Which {name}?", takes=[take.pk for take in found]
    )
    chance = random.Random(SEEDS[0])
    for number in range(round(SHARE_OF_PAIRS * len(list(combinations(found, 2))))):
        duel = rankings.next_duel(ranking=ranking, user=judges[number % len(judges)])
        is_left = (duel.left.grade or 0.0) < (duel.right.grade or 0.0)
        likely, other = ("left", "right") if is_left else ("right", "left")
        rankings.vote(duel=duel, outcome=chance.choices([likely, other, "tie"], weights=[6, 2, 1])[0])


def make(name: str) -> None:
    from studio.archives import writing
    from studio.archives.choice import choose
    from studio.demos.shipped import FOLDER
    from studio.models import User
    from studio.services import projects

    ana, ben = (User.objects.get_or_create(username=each)[0] for each in JUDGES)
    title, canvas_of, short = PROJECTS[name]
    project = projects.create(user=ana, name=title)
    projects.add_member(project=project, name=ben.username, role="editor")
    made = composed(canvas_of(project, ana), ana)
    half_voted(project, kept(made, ana, short), short)
    path = FOLDER / f"{name}.zip"
    path.write_bytes(b"".join(writing.pieces(choose(project, None))))
    print(f"{path.name}: {path.stat().st_size >> 10} KiB", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[*PROJECTS, []], help="which; without a name all")
    names = parser.parse_args().names or list(PROJECTS)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA": folder, "DJANGO_SETTINGS_MODULE": "studio.settings"}
        django.setup()
        call_command("migrate", interactive=False, verbosity=0)
        for name in names:
            make(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
