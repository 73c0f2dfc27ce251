"""Where everything on a canvas comes from: a graph from its origin through jobs, runs and takes to exports.

A parent in the bin is still shown. A child whose parent was deleted has the origin as its parent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Min, Q, QuerySet

from studio import bodies
from studio.errors import StudioError, not_found
from studio.models import Canvas, Export, Generation, Job, Purpose, Take, User
from studio.reads.rows import with_people
from sunmask.kinds import exporters, kinds

Edge = tuple[str, str, str]
Place = tuple[datetime, str, Any]
"""Of a row in the order of time: when it was made, its sort, and its id."""
NODES_AT_ONCE = 250

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
    nodes.append(_now_node(canvas))
    graph = _Graph(canvas, generations, takes)
    return bodies.Lineage(nodes=nodes, edges=graph.edges_of(exports))


def page_of_canvas(
    canvas: Canvas, *, before: str | None = None, take: Take | None = None, limit: int = NODES_AT_ONCE
) -> bodies.LineagePage:
    """The newest `limit` moments of a canvas, or those before a moment, with all edges that lead to them.

    A page also has the runs and jobs that made its takes and files. The first one has the origin and the
    canvas as it is now. before: the field `earlier` of a page. take: of this canvas; all that it comes from
    is on the first page as well. Raises StudioError 422 for an invalid `before`, and 404 for a take of
    another canvas.
    """
    if take is not None and take.canvas_id != canvas.pk:
        raise not_found("take")
    rows = _newest(canvas, None if before is None else _place(before), limit + 1)
    is_more = len(rows) > limit
    rows = rows[:limit]
    last = rows[-1] if is_more else None
    graph = _graph_around(canvas, rows)
    ids = {_id(row) for row in rows}
    edges = graph.edges_of(rows)
    # takes and files are folded by what made them
    made = {_id(row) for row in rows if isinstance(row, Take | Export)}
    makers = {parent for parent, child, _ in edges if child in made} - ids
    nodes = [*_nodes([*rows, *_rows_of(canvas, makers)])]
    if before is None:
        ids |= {_origin(canvas), _now(canvas)}
        nodes += [_origin_node(canvas), _now_node(canvas)]
    edges = [edge for edge in edges if (edge[0] if edge[1] == _now(canvas) else edge[1]) in ids]
    if before is None and take is not None:
        path = of_take(take)
        here = {node.id for node in nodes}
        nodes += [node for node in path.nodes if node.id not in here]
        edges = list(dict.fromkeys([*edges, *path.edges]))
    nodes.sort(key=_by_time)
    return bodies.LineagePage(
        nodes=nodes,
        edges=edges,
        earlier=None if last is None else f"{last.created_at.isoformat()} {_id(last)}",
        num_earlier=0 if last is None else sum(_num_before(canvas, _place_of(last))),
    )


def of_take(take: Take) -> bodies.Lineage:
    """Only what a take comes from, and the take itself."""
    canvas = take.canvas
    runs = list(_runs_with_parents(canvas))
    sources = {key for row in runs for key in row.sources} - {str(take.pk)}
    graph = _Graph(canvas, runs, [take, *_takes_with_parents(canvas).filter(pk__in=sources)])
    parents: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges():
        parents[edge[1]].append(edge)
    reached: set[str] = set()
    edges: list[Edge] = []
    front = [_take_id(take.pk)]
    while front:
        node = front.pop()
        if node not in reached:
            reached.add(node)
            edges += parents[node]
            front += [parent for parent, _, _ in parents[node]]
    nodes = [_origin_node(canvas)] if _origin(canvas) in reached else []
    nodes += _nodes(_rows_of(canvas, reached))
    return bodies.Lineage(nodes=sorted(nodes, key=_by_time), edges=list(dict.fromkeys(edges)))


# ---- rows in the order of time --------------------------------------------------------------------


def _sorts(canvas: Canvas) -> dict[str, QuerySet[Any]]:
    """Rows that are nodes, by the first word of the node's id. Runs of a job are left out: the job stands for
    them."""
    return {
        "export": with_people(Export.objects.filter(canvas=canvas), "created_by").select_related("canvas"),
        "generation": with_people(Generation.objects.filter(canvas=canvas, job=None), "created_by").defer(
            "frozen", "settings"
        ),
        "job": with_people(Job.objects.filter(canvas=canvas), "created_by"),
        "take": with_people(Take.objects.filter(canvas=canvas), "created_by").defer(
            "symbols", "features", "faults", "figures"
        ),
    }


def _newest(canvas: Canvas, before: Place | None, limit: int) -> list[Any]:
    """The newest rows of all sorts together, the newest first."""
    found: list[Any] = []
    for sort, rows in _sorts(canvas).items():
        found += _earlier(rows, sort, before).order_by("-created_at", "-pk")[:limit]
    return sorted(found, key=_place_of, reverse=True)[:limit]


def _earlier(rows: QuerySet[Any], sort: str, before: Place | None) -> QuerySet[Any]:
    if before is None:
        return rows
    at, of_sort, pk = before
    if sort == of_sort:
        return rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    return rows.filter(created_at__lte=at) if sort < of_sort else rows.filter(created_at__lt=at)


def _num_before(canvas: Canvas, before: Place) -> Iterator[int]:
    for sort, rows in _sorts(canvas).items():
        yield _earlier(rows, sort, before).count()


def _rows_of(canvas: Canvas, ids: set[str]) -> list[Any]:
    """Rows by the ids of their nodes; unknown ids are left out."""
    found: list[Any] = []
    for sort, rows in _sorts(canvas).items():
        keys = [id.partition(":")[2] for id in ids if id.startswith(f"{sort}:")]
        if keys:
            found += rows.filter(pk__in=keys)
    return found


def _place_of(row: Any) -> Place:
    return row.created_at, type(row).__name__.lower(), row.pk


def _place(said: str) -> Place:
    at, _, id = said.rpartition(" ")
    sort, _, key = id.partition(":")
    try:
        return datetime.fromisoformat(at), sort, int(key) if sort == "export" else UUID(key)
    except ValueError:
        raise StudioError(
            "bad_value",
            422,
            f"expected `before` as a page of the lineage says it (earlier), got {said!r:.60}",
        ) from None


def _id(row: Any) -> str:
    return f"{type(row).__name__.lower()}:{row.pk}"


def _by_time(node: bodies.LineageNode) -> tuple[bool, datetime]:
    return node.kind == "canvas", node.at


def _nodes(rows: Iterable[Any]) -> Iterator[bodies.LineageNode]:
    rows = list(rows)
    runs = [row for row in rows if isinstance(row, Generation)]
    best = dict(
        Generation.objects.filter(pk__in=[row.pk for row in runs])
        .annotate(best=Min("grades__overall", filter=Q(grades__step=F("last_step"))))
        .values_list("pk", "best")
    )
    for run in runs:
        run.best_grade = best.get(run.pk)  # type: ignore[attr-defined]
    make: dict[type, Callable[[Any], bodies.LineageNode]] = {
        Export: _export_node,
        Generation: _generation_node,
        Job: _job_node,
        Take: _take_node,
    }
    yield from (make[type(row)](row) for row in rows)


def _runs_with_parents(canvas: Canvas) -> QuerySet[Generation]:
    """All runs of a canvas, with only what decides the edges to them."""
    columns = "parent", "parent_candidate", "first_step", "reproduces", "sources", "made_as", "purpose", "job"
    return Generation.objects.filter(canvas=canvas).only(*columns)


def _takes_with_parents(canvas: Canvas) -> QuerySet[Take]:
    return Take.objects.filter(canvas=canvas).only("generation", "candidate", "step", "note", "binned_at")


def _graph_around(canvas: Canvas, rows: Iterable[Any]) -> _Graph:
    """The graph around some rows. Of others only the columns are read that decide the edges."""
    rows = list(rows)
    of_canvas, takes_of_canvas = _runs_with_parents(canvas), _takes_with_parents(canvas)
    jobs = [row.pk for row in rows if isinstance(row, Job)]
    runs = {
        row.pk: row
        for row in [
            *(row for row in rows if isinstance(row, Generation)),
            *(of_canvas.filter(job__in=jobs) if jobs else ()),
        ]
    }
    sources = {key for row in runs.values() for key in row.sources}
    takes = {str(row.pk): row for row in rows if isinstance(row, Take)}
    takes |= {str(row.pk): row for row in takes_of_canvas.filter(pk__in=sources - takes.keys())}
    takes |= {str(row.pk): row for row in takes_of_canvas.filter(note="placed", binned_at=None)}
    exports = [row for row in rows if isinstance(row, Export)]
    links = [
        *(take.generation_id for take in takes.values()),
        *(row.generation_id for row in exports),
        *(key for row in runs.values() for key in (row.parent_id, row.reproduces_id)),
    ]
    near = {key for key in links if key is not None and key not in runs}
    runs |= {row.pk: row for row in of_canvas.filter(pk__in=near)}
    return _Graph(canvas, runs.values(), list(takes.values()))


class _Graph:
    """The edges among what belongs to one canvas."""

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

    def edges_of(self, rows: Iterable[Any]) -> list[Edge]:
        """The same with the edges to files among these rows, each once."""
        exports = [row for row in rows if isinstance(row, Export)]
        return list(dict.fromkeys([*self.edges(), *map(self.to_export, exports)]))

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
        """These takes, less any from which another of them was made."""
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


def _now_node(canvas: Canvas) -> bodies.LineageNode:
    return bodies.LineageNode(id=_now(canvas), kind="canvas", label="The canvas now", at=canvas.updated_at)


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
    """A file's extension; of an unknown format, its name."""
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
