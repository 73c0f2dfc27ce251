"""Bodies of the first page and of the starts that it offers."""

from typing import Literal
from uuid import UUID

from studio.protocol import Canvas, Message, Person

Start = Literal["harmonise", "steer", "judge", "own_music", "own_text"]


class Started(Message):
    """The target of a start: a canvas, at a generation where one began; a ranking; or a project alone."""

    project: UUID
    canvas: UUID | None = None
    generation: UUID | None = None
    ranking: UUID | None = None


class RecentCanvas(Message):
    """A canvas of any of the person's projects. people: others who have it open now."""

    canvas: Canvas
    project_name: str
    people: list[Person]
