"""Where everything on a canvas comes from: a graph from its origin over generations and takes to exports.

A parent in the bin stays in the picture; a child whose parent is gone hangs on the origin.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, Min, Q

from studio import bodies
from studio.models import Canvas, Export, Generation, Job, Purpose, Take, User
from studio.reads.rows import with_people
from sunmask.kinds import exporters, kinds

Edge = tuple[str, str, str]

_MADE: dict[str, str] = {
    Purpose.REPAIR: "repaired",
    Purpose.SPLICE: "spliced",
    Purpose.REPRODUCE: "reproduced",
}
_PURPOSES: dict[str, str] = {
    Purpose.REPAIR: "Repair",
    Purpose.SPLICE: "Splice",
    Purpose.REPRODUCE: "Reproduction",
}


def of_canvas(
    canvas: Canvas, *, generations_of: Container[UUID] | None = None, takes_of: Container[str] | None = None
) -> bodies.Lineage:
    """The lineage of everything on a canvas, its nodes in the order of time.

    generations_of, takes_of: leave out all but these, as if there were no others.
    """
    jobs = list(with_people(Job.objects.filter(canvas=canvas), "created_by"))
    generations = list(
        with_people(Generation.objects.filter(canvas=canvas), "created_by")
        .defer("frozen", "settings")
        .annotate(best_grade=Min("grades__overall", filter=Q(grades__step=F("last_step"))))
        .order_by("number")
    )
    takes = list(
        with_people(Take.objects.filter(canvas=canvas), "created_by")
        .defer("symbols", "features", "faults", "figures")
        .order_by("created_at", "pk")
    )
    if generations_of is not None:
        generations = [row for row in generations if row.pk in generations_of]
    if takes_of is not None:
        takes = [row for row in takes if str(row.pk) in takes_of]
    exports = list(
        with_people(Export.objects.filter(canvas=canvas), "created_by")
        .select_related("canvas")
        .order_by("created_at")
    )
    nodes = [
        _origin_node(canvas),
        *map(_job_node, jobs),
        *(_generation_node(row) for row in generations if row.job_id is None),
        *map(_take_node, takes),
        *map(_export_node, exports),
    ]
    nodes.sort(key=lambda node: node.at)
    nodes.append(
        bodies.LineageNode(id=_now(canvas), kind="canvas", label="The canvas now", at=canvas.updated_at)
    )
    graph = _Graph(canvas, generations, takes)
    return bodies.Lineage(
        nodes=nodes,
        edges=list(dict.fromkeys([*graph.edges(), *(graph.to_export(row) for row in exports)])),
    )


def of_take(take: Take) -> bodies.Lineage:
    """Only what a take comes from, and the take itself."""
    whole = of_canvas(take.canvas)
    parents: dict[str, list[str]] = defaultdict(list)
    for parent, child, _ in whole.edges:
        parents[child].append(parent)
    reached: set[str] = set()
    front = [_take_id(take.pk)]
    while front:
        node = front.pop()
        if node not in reached:
            reached.add(node)
            front.extend(parents[node])
    return bodies.Lineage(
        nodes=[node for node in whole.nodes if node.id in reached],
        edges=[edge for edge in whole.edges if edge[0] in reached and edge[1] in reached],
    )


class _Graph:
    """The edges among what hangs on one canvas."""

    def __init__(self, canvas: Canvas, generations: Iterable[Generation], takes: list[Take]) -> None:
        self.canvas = canvas
        self.generations = {row.pk: row for row in generations}
        self.takes = {str(row.pk): row for row in takes}

    def edges(self) -> Iterator[Edge]:
        """Parent, child and how the child was made."""
        for row in self.generations.values():
            yield from self._to_generation(row)
        for take in self.takes.values():
            of = f"candidate {take.candidate + 1}, step {take.step}"
            yield self._made_by(take.generation_id), _take_id(take.pk), of
        placed = [key for key, take in self.takes.items() if take.note == "placed" and not take.binned_at]
        for key in self._latest(placed):
            yield _take_id(key), _now(self.canvas), "placed"
        if not placed:
            yield _origin(self.canvas), _now(self.canvas), ""

    def to_export(self, row: Export) -> Edge:
        """The edge to a file from what it was written of."""
        if row.take_id is not None:
            return _take_id(row.take_id), _export_id(row), ""
        if row.generation_id is not None:
            of = f"candidate {(row.candidate or 0) + 1}, step {row.step}"
            return self._made_by(row.generation_id), _export_id(row), of
        return _now(self.canvas), _export_id(row), ""

    def _to_generation(self, row: Generation) -> Iterator[Edge]:
        child = self._made_by(row.pk)
        if row.reproduces_id in self.generations:
            yield self._made_by(row.reproduces_id), child, _MADE[Purpose.REPRODUCE]
        elif row.parent_id in self.generations:
            of = f"branched from candidate {(row.parent_candidate or 0) + 1} at step {row.first_step}"
            yield self._made_by(row.parent_id), child, of
        elif sources := self._latest(key for key in row.sources if key in self.takes):
            for key in sources:
                yield _take_id(key), child, _MADE.get(row.made_as or row.purpose, "placed")
        else:
            yield _origin(self.canvas), child, ""

    def _latest(self, keys: Iterable[str]) -> list[str]:
        """Takes without those that others of them were already made from."""
        keys = list(keys)
        earlier: set[str] = set()
        for key in keys:
            made_by = self.generations.get(self.takes[key].generation_id)
            earlier |= set(made_by.sources) - {key} if made_by is not None else set()
        return [key for key in keys if key not in earlier]

    def _made_by(self, generation_id: UUID | None) -> str:
        row = self.generations.get(generation_id) if generation_id else None
        if row is None:
            return _origin(self.canvas)
        return f"job:{row.job_id}" if row.job_id else f"generation:{row.pk}"


def _origin(canvas: Canvas) -> str:
    return f"origin:{canvas.pk}"


def _now(canvas: Canvas) -> str:
    return f"canvas:{canvas.pk}"


def _take_id(take_id: UUID | str) -> str:
    return f"take:{take_id}"


def _export_id(row: Export) -> str:
    return f"export:{row.pk}"


def _name(user: User | None, author_name: str) -> str | None:
    return user.username if user is not None else author_name or None


def _origin_node(canvas: Canvas) -> bodies.LineageNode:
    return bodies.LineageNode(
        id=_origin(canvas),
        kind="import",
        label=(canvas.origin or canvas.name)[:1].upper() + (canvas.origin or canvas.name)[1:],
        at=canvas.created_at,
        by=_name(canvas.created_by, canvas.author_name),
    )


def _job_node(row: Job) -> bodies.LineageNode:
    if row.kind == "best_of":
        label = f"Best {row.settings['keep']} of {row.settings['total']}"
    elif row.kind == "pair":
        label = f"Pair of {row.settings['batch']} and {row.settings['batch']}"
    else:
        lengths = [len(row.settings[name]) for name in ("seeds", "temperatures", "steps")]
        label = f"Grid of {lengths[0]} x {lengths[1]} x {lengths[2]}"
    return bodies.LineageNode(
        id=f"job:{row.pk}",
        kind="job",
        label=label,
        at=row.created_at,
        by=_name(row.created_by, row.author_name),
        job=row.pk,
    )


def _generation_node(row: Any) -> bodies.LineageNode:
    """row: a generation with its `best_grade`."""
    what = _PURPOSES.get(row.made_as or row.purpose, "Generation")
    return bodies.LineageNode(
        id=f"generation:{row.pk}",
        kind="generation",
        label=f"{what} {row.number}",
        at=row.created_at,
        by=_name(row.created_by, row.author_name),
        generation=row.pk,
        candidate=0,
        step=row.last_step,
        grade=row.best_grade,
    )


def _take_node(row: Take) -> bodies.LineageNode:
    return bodies.LineageNode(
        id=_take_id(row.pk),
        kind="placed" if row.note == "placed" else "take",
        label=row.name,
        at=row.created_at,
        by=_name(row.created_by, row.author_name),
        generation=row.generation_id,
        take=row.pk,
        candidate=row.candidate,
        step=row.step,
        is_in_bin=row.binned_at is not None,
        grade=row.grade,
    )


def _ending(row: Export) -> str:
    """The ending of a file: of a format by name, otherwise the name itself."""
    known = None
    if row.canvas.kind in kinds():
        known = exporters.formats(row.canvas.kind).get(row.file_format)
    return known.ending if known else f".{row.file_format}"


def _export_node(row: Export) -> bodies.LineageNode:
    return bodies.LineageNode(
        id=_export_id(row),
        kind="export",
        label=f"Exported as {_ending(row)}",
        at=row.created_at,
        by=_name(row.created_by, row.author_name),
        generation=row.generation_id,
        take=row.take_id,
        candidate=row.candidate,
        step=row.step,
    )
