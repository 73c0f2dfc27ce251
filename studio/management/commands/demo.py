"""`manage.py demo`: people and projects to begin with; does nothing where they are already."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from studio import events
from studio.bodies import Pair
from studio.demos import pieces, shipped
from studio.documents import store
from studio.models import Project, Role, User
from studio.services import projects
from studio.services.runs import jobs
from sunmask.method.cells import CellState
from sunmask.models import cards

PROJECT = "Chorales to begin with"
TEXTS = "Texts to begin with"
PEOPLE = {
    "ana": Role.OWNER,
    "ben": Role.EDITOR,
    "cara": Role.CURATOR,
    "dora": Role.COMMENTER,
    "vic": Role.VIEWER,
}
"""Names and roles; they have no passwords and come in by `manage.py sign_in_link --user NAME`."""
CHORALE = "Jesu, meine Freude"
SEA = (
    "By noon the wind had gone round to the north and the sea was ▢ ▢ ▢ ▢. Two gulls hung over the harbour "
    "as if they had been painted there. “It will snow before dark,” said the old pilot, and nobody on the "
    "quay ▢ ▢ ▢ ▢ ▢."
)
LETTER = "A letter home"
DOUBTED = ("quiet", "blue", "key", "good", "lamp", "long")


class Command(BaseCommand):
    help = "Create demo people (ana, ben, cara, dora, vic), a project of chorales and one of texts."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, ready, fill in STARTS:
            if Project.objects.filter(name=name, memberships__user__username="ana").exists():
                self.stdout.write(f'"{name}" already exists.')
                continue
            people = {person: _person(person) for person in PEOPLE}
            project = shipped.restore(ready, people["ana"])
            with events.atomic():
                projects.rename(project=project, name=name)
                for person, role in PEOPLE.items():
                    if person != "ana":
                        projects.add_member(project=project, name=person, role=role)
                fill(project, people["ana"])
            self.stdout.write(f'"{name}" is ready; ana owns it.')


def _chorales(project: Project, ana: User) -> None:
    empty = pieces.add(project, ana, "chorale", "Eight empty bars", "blank", num_bars=8)
    pieces.paint(empty, ana, rows=(0, 1, 2, 3))
    chorale = pieces.add(project, ana, "chorale", CHORALE, CHORALE)
    pieces.paint(chorale, ana, rows=(1, 2), columns=range(16, 48))
    pieces.melody(project, ana, "Harmonise this melody")


def _texts(project: Project, ana: User) -> None:
    """Two held words that pull at others, freed spans, doubted words."""
    pull = pieces.sentence(project, ana)
    cells = store.project_to_cells(pull)
    words, ids = cells["content"]["words"], cells["columns"]
    if settings.DEMO_RUNS > 0 and any(card.kind == pull.kind for card in cards.cards()):
        first, second = ([(ids[words.index(word)], 0)] for word in (pieces.TRUSTED, pieces.HELD))
        jobs.start_pair(
            canvas=pull,
            user=ana,
            request=Pair(settings={}, first=first, second=second, num_candidates=settings.DEMO_RUNS, seed=1),
        )
    pieces.add(project, ana, "text", "Weather at sea", "blank", title="Weather at sea", text=SEA)
    letter = pieces.add(project, ana, "text", LETTER, LETTER)
    words = store.project_to_cells(letter)["content"]["words"]
    doubted = [words.index(word) for word in DOUBTED]
    pieces.paint(letter, ana, rows=(0,), columns=doubted, state=CellState.MASKED)


STARTS: tuple[tuple[str, shipped.Name, Callable[[Project, User], None]], ...] = (
    (TEXTS, "texts", _texts),
    (PROJECT, "chorales", _chorales),  # the last one is listed first
)


def _person(name: str) -> User:
    person, is_new = User.objects.get_or_create(username=name)
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person
