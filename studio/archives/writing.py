"""A project, or some takes of it, written as a zip piece by piece, never as a whole in memory.

The same rows give the same files, but for the time in manifest.json.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from pydantic import BaseModel

from studio import authorship, exports, limits, lineage, protocol, selectors
from studio.archives import records
from studio.archives.readme import README
from studio.models import (
    Act,
    Canvas,
    Comment,
    Duel,
    Frame,
    Generation,
    Grade,
    Job,
    Project,
    Ranking,
    Take,
    User,
)
from studio.services import documents, takes
from studio.services.checks import OVER
from sunmask import codecs

Line = bytes
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: archives of the same rows are the same."""


@dataclass
class Choice:
    """What goes into an archive, and the numbers that rows have in it."""

    project: Project
    canvases: list[Canvas]
    is_whole: bool
    take_places: dict[str, records.TakePlace] = field(default_factory=dict)
    generations: dict[UUID, int] = field(default_factory=dict)
    """Numbers on their canvas."""
    jobs: dict[UUID, int] = field(default_factory=dict)
    last_steps: dict[UUID, int | None] = field(default_factory=dict)
    """Of each generation when its record was written: one that runs has more steps a moment later."""

    def takes_of(self, number: int) -> list[str]:
        """Ids of the takes of canvas `number` in their order."""
        return [key for key, place in self.take_places.items() if place.canvas == number]


def choose(project: Project, take_ids: list[UUID] | None) -> Choice:
    """The whole project, or chosen takes with the generations that led to them."""
    rows = Take.objects.filter(canvas__project=project)
    if take_ids is not None:
        rows = rows.filter(pk__in=take_ids)
    keys = list(
        rows.order_by("created_at", "generation__number", "candidate", "step", "note", "name").values_list(
            "pk", "canvas_id", "generation_id"
        )
    )
    canvases = list(Canvas.objects.filter(project=project).select_related("created_by"))
    canvases.sort(key=lambda canvas: (canvas.position, canvas.created_at))
    if take_ids is not None:
        chosen_canvases = {canvas_id for _, canvas_id, _ in keys}
        canvases = [canvas for canvas in canvases if canvas.pk in chosen_canvases]
    choice = Choice(project, canvases, is_whole=take_ids is None)
    number_of = {canvas.pk: number for number, canvas in enumerate(canvases, start=1)}
    counts = dict.fromkeys(number_of.values(), 0)
    for pk, canvas_id, _ in keys:
        number = number_of[canvas_id]
        counts[number] += 1
        choice.take_places[str(pk)] = records.TakePlace(canvas=number, take=counts[number])
    wanted = None if take_ids is None else {generation_id for _, _, generation_id in keys}
    choice.generations = _with_ancestors(canvases, wanted)
    job_ids = Generation.objects.filter(pk__in=choice.generations).exclude(job=None).values_list("job_id")
    is_included = Q() if choice.is_whole else Q(pk__in=job_ids)
    jobs = Job.objects.filter(is_included, canvas__in=canvases)
    choice.jobs = dict(jobs.values_list("pk", "number"))
    return choice


def _with_ancestors(canvases: list[Canvas], wanted: set[UUID] | None) -> dict[UUID, int]:
    known = {
        row[0]: row[1:]
        for row in Generation.objects.filter(canvas__in=canvases)
        .order_by("number")
        .values_list("pk", "number", "parent_id", "reproduces_id")
    }
    if wanted is None:
        return {pk: number for pk, (number, _, _) in known.items()}
    front, reached = list(wanted), set()
    while front:
        pk = front.pop()
        if pk in known and pk not in reached:
            reached.add(pk)
            front += [other for other in known[pk][1:] if other is not None]
    return {pk: known[pk][0] for pk in known if pk in reached}


def pieces(choice: Choice) -> Iterator[bytes]:
    """The bytes of the zip, in order."""
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in _files(choice):
            info = zipfile.ZipInfo(name, _ALWAYS)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as file:
                for line in lines:
                    file.write(line)
                    if out.is_full:
                        yield out.take()
            yield out.take()
    yield out.take()


class _Outlet(io.RawIOBase):
    """Takes what the zip writes until somebody takes it away."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []
        self._num_waiting = 0

    @property
    def is_full(self) -> bool:
        return self._num_waiting >= 256 << 10

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        self._num_waiting += len(data)
        return len(data)

    def take(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting, self._num_waiting = [], 0
        return data


def _files(choice: Choice) -> Iterator[tuple[str, Iterator[bytes]]]:
    manifest = records.Manifest(
        version=records.VERSION,
        exported_at=timezone.now(),
        is_whole=choice.is_whole,
        project=choice.project.name,
        num_canvases=len(choice.canvases),
        num_generations=len(choice.generations),
        num_takes=len(choice.take_places),
        num_rankings=len(_rankings(choice)),
    )
    yield "manifest.json", iter([_line(manifest)])
    yield "README.txt", iter([README.encode()])
    num_scores = 0
    for number, canvas in enumerate(choice.canvases, start=1):
        folder = f"canvases/{number}"
        cells = documents.project_to_cells(canvas)
        yield f"{folder}/canvas.json", iter([_line(_canvas(number, canvas, cells))])
        yield f"{folder}/document.yjs", iter([documents.whole_update(canvas)])
        yield from _scores(canvas.kind, cells["content"], f"{folder}/files/canvas", {}, with_slow=True)
        yield f"{folder}/jobs.jsonl", _jobs(choice, canvas)
        yield f"{folder}/generations.jsonl", _generations(choice, canvas)
        for pk, generation_number in _of_canvas(choice, canvas):
            yield f"{folder}/frames/{generation_number}.jsonl", _frames(pk, choice.last_steps.get(pk))
        yield f"{folder}/takes.jsonl", _takes(choice, number)
        for take in _take_rows(choice, number):
            name = f"{folder}/files/{choice.take_places[str(take.pk)].take:05}-{slugify(take.name)[:60]}"
            told = exports.provenance_for_all(take)
            with_slow = num_scores < limits.ARCHIVE_SCORES
            yield from _scores(canvas.kind, takes.content_of(take), name, told, with_slow=with_slow)
            num_scores += 1
        yield f"{folder}/comments.jsonl", _comments(canvas)
        yield f"{folder}/lineage.json", iter([_lineage(choice, canvas)])
    yield "rankings.jsonl", map(_line, _rankings(choice))


def _scores(
    kind: str, content: dict, name: str, provenance: dict[str, str], *, with_slow: bool
) -> Iterator[tuple[str, Iterator[bytes]]]:
    codec = codecs.codec(kind)
    for file_format, about in codec.formats.items():
        if about.is_slow and not with_slow:
            continue
        try:
            data = codec.write(content, file_format, provenance=provenance or None)
        except ValueError:  # nothing stands on it that could be written, such as an empty text
            continue
        yield f"{name}{about.ending}", iter([data])


def _line(record: BaseModel) -> bytes:
    return _json(record.model_dump(mode="json"))


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def _name(user: User | None, author_name: str) -> str:
    return user.username if user is not None else author_name


def _canvas(number: int, canvas: Canvas, cells: dict) -> records.CanvasRecord:
    names = ("columns", "content", "states", "pins", "authors")
    return records.CanvasRecord(
        number=number,
        kind=canvas.kind,
        name=canvas.name,
        origin=canvas.origin,
        notices=canvas.notices,
        position=canvas.position,
        author=_name(canvas.created_by, canvas.author_name),
        created_at=canvas.created_at,
        binned_at=canvas.binned_at,
        cells={name: cells[name] for name in names},
    )


def _jobs(choice: Choice, canvas: Canvas) -> Iterator[bytes]:
    rows = Job.objects.filter(canvas=canvas, pk__in=choice.jobs).select_related("created_by")
    for row in rows.order_by("number").iterator(chunk_size=20):
        yield _line(
            records.JobRecord(
                number=row.number,
                kind=row.kind,  # type: ignore[arg-type]
                state=row.state if row.state in ("done", "failed") else "stopped",  # type: ignore[arg-type]
                settings=row.settings,
                frozen=protocol.Frozen(**row.frozen),
                checkpoint=row.checkpoint,
                checkpoint_sha256=row.checkpoint_sha256,
                note=row.note,
                author=_name(row.created_by, row.author_name),
                created_at=row.created_at,
                finished_at=row.finished_at,
            )
        )


def _of_canvas(choice: Choice, canvas: Canvas) -> list[tuple[UUID, int]]:
    rows = Generation.objects.filter(canvas=canvas).order_by("number").values_list("pk", "number")
    return [(pk, number) for pk, number in rows if pk in choice.generations]


def _generations(choice: Choice, canvas: Canvas) -> Iterator[bytes]:
    for pk, _ in _of_canvas(choice, canvas):
        row = Generation.objects.select_related("created_by").get(pk=pk)
        yield _line(_generation(choice, row))


def _generation(choice: Choice, row: Generation) -> records.GenerationRecord:
    choice.last_steps[row.pk] = row.last_step
    sources = [choice.take_places[key] for key in row.sources if key in choice.take_places]
    return records.GenerationRecord(
        number=row.number,
        state=row.state if row.state in OVER else "stopped",  # type: ignore[arg-type]
        frozen=protocol.Frozen(**row.frozen),
        settings=row.settings,
        pace=protocol.Pace(**row.pace),
        seed=row.seed,
        num_candidates=row.num_candidates,
        num_steps=row.num_steps,
        first_step=row.first_step,
        last_step=row.last_step,
        parent=choice.generations.get(row.parent_id) if row.parent_id else None,
        parent_candidate=row.parent_candidate,
        checkpoint=row.checkpoint,
        checkpoint_sha256=row.checkpoint_sha256,
        author=_name(row.created_by, row.author_name),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        graded_at=row.graded_at,
        error=row.error,
        result_hash=row.result_hash,
        purpose=row.made_as or row.purpose,  # type: ignore[arg-type]
        job=choice.jobs.get(row.job_id) if row.job_id else None,
        sources=sources,
        reproduces=choice.generations.get(row.reproduces_id) if row.reproduces_id else None,
        verdict=None if row.verdict is None else protocol.Verdict(**row.verdict),
        ran_on=row.ran_on,
        acts=[
            records.ActRecord(
                number=act.number,
                kind=act.kind,  # type: ignore[arg-type]
                candidate=act.candidate,
                payload=act.payload,
                from_step=act.from_step,
                author=_name(act.author, act.author_name),
                created_at=act.created_at,
            )
            for act in Act.objects.filter(generation=row).select_related("author")
        ],
        grades=[
            records.GradeRecord(
                candidate=grade.candidate,
                step=grade.step,
                overall=grade.overall,
                features=grade.features,
                faults=grade.faults,
                created_at=grade.created_at,
            )
            for grade in Grade.objects.filter(generation=row).order_by("candidate", "step")
        ],
    )


def _frames(generation_id: UUID, upto: int | None) -> Iterator[bytes]:
    if upto is None:
        return
    rows = Frame.objects.filter(generation_id=generation_id, last_step__lte=upto).order_by("first_step")
    for row in rows.iterator(chunk_size=20):
        steps = selectors.steps_of_frame(row)
        yield _json({"first_step": row.first_step, "last_step": row.last_step, "steps": steps})


def _take_rows(choice: Choice, number: int) -> Iterator[Take]:
    keys = choice.takes_of(number)
    for start in range(0, len(keys), 50):
        part = keys[start : start + 50]
        rows = Take.objects.filter(pk__in=part).select_related("canvas", "generation", "created_by")
        by_key = {str(row.pk): row for row in rows.prefetch_related("ratings")}
        yield from (by_key[key] for key in part if key in by_key)


def _takes(choice: Choice, number: int) -> Iterator[bytes]:
    for row in _take_rows(choice, number):
        authors = authorship.authors_of(row.generation, row.candidate, row.step)
        ratings = [protocol.Stars(name=each.user_name, stars=each.stars) for each in row.ratings.all()]
        yield _line(
            records.TakeRecord(
                number=choice.take_places[str(row.pk)].take,
                generation=row.generation.number,
                candidate=row.candidate,
                step=row.step,
                name=row.name,
                note=row.note,
                is_starred=row.is_starred,
                position=row.position,
                author=_name(row.created_by, row.author_name),
                created_at=row.created_at,
                binned_at=row.binned_at,
                symbols=row.symbols,
                figures=row.figures,
                remarks=row.remarks,
                tags=row.tags,
                ratings=sorted(ratings, key=lambda stars: stars.name),
                grade=row.grade,
                features=row.features,
                faults=row.faults,
                authorship=authorship.shares(authors),
            )
        )


def _comments(canvas: Canvas) -> Iterator[bytes]:
    rows = Comment.objects.filter(canvas=canvas).select_related("created_by")
    for row in rows.order_by("created_at", "text").iterator(chunk_size=100):
        yield _line(
            records.CommentRecord(
                text=row.text,
                column=row.column,
                row=row.row,
                author=_name(row.created_by, row.author_name),
                created_at=row.created_at,
            )
        )


def _lineage(choice: Choice, canvas: Canvas) -> bytes:
    """The graph by names that are the same on every server; exports are each server's own."""
    graph = lineage.of_canvas(canvas, generations_of=choice.generations, takes_of=choice.take_places)
    names: dict[str, str] = {}
    for node in graph.nodes:
        noun, _, key = node.id.partition(":")
        if noun == "take" and key in choice.take_places:
            names[node.id] = f"take {choice.take_places[key].take}"
        elif noun == "generation" and UUID(key) in choice.generations:
            names[node.id] = f"generation {choice.generations[UUID(key)]}"
        elif noun == "job" and UUID(key) in choice.jobs:
            names[node.id] = f"job {choice.jobs[UUID(key)]}"
        elif noun in ("origin", "canvas"):
            names[node.id] = noun
    edges = [
        [names[parent], names[child], how]
        for parent, child, how in graph.edges
        if parent in names and child in names
    ]
    nodes = [{"name": names[n.id], "label": n.label, "by": n.by} for n in graph.nodes if n.id in names]
    nodes.sort(key=lambda node: node["name"] or "")
    return _json({"nodes": nodes, "edges": sorted(edges)})


def _rankings(choice: Choice) -> list[records.RankingRecord]:
    found = []
    rows = Ranking.objects.filter(project=choice.project).select_related("created_by").order_by("created_at")
    place = choice.take_places
    for row in rows:
        members = [str(pk) for pk in row.takes.values_list("pk", flat=True) if str(pk) in place]
        if len(members) < 2 and not choice.is_whole:
            continue
        duels = Duel.objects.filter(ranking=row).exclude(outcome=None).order_by("voted_at", "created_at")
        found.append(
            records.RankingRecord(
                name=row.name,
                takes=sorted((place[key] for key in members), key=lambda p: (p.canvas, p.take)),
                author=_name(row.created_by, row.author_name),
                created_at=row.created_at,
                binned_at=row.binned_at,
                duels=[
                    records.DuelRecord(
                        left=place[str(duel.left_id)],
                        right=place[str(duel.right_id)],
                        judge=duel.judge_name,
                        outcome=duel.outcome,  # type: ignore[arg-type]
                        created_at=duel.created_at,
                        voted_at=duel.voted_at or duel.created_at,
                    )
                    for duel in duels
                    if str(duel.left_id) in place and str(duel.right_id) in place
                ],
            )
        )
    return found
