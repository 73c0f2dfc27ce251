"""A project, or some takes of it, written as a zip piece by piece, never as a whole in memory.

The same rows give the same files, except for the time in manifest.json. A canvas of a kind that is not
installed is written with its rows and its document, but without cells and exported files, which need a codec.
"""

import zipfile
from collections.abc import Iterator

from django.utils import timezone
from django.utils.text import slugify

from studio import limits
from studio.archives import campaigns, lines, listening, records
from studio.archives.choice import Choice
from studio.archives.outlet import Outlet
from studio.archives.readme import README
from studio.documents import store
from studio.reads.runs.steps import content_of_take
from studio.web import exports
from sunmask.kinds import kinds, registry

_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: archives of the same rows are the same."""


def pieces(choice: Choice) -> Iterator[bytes]:
    """The bytes of the zip, in order."""
    out = Outlet()
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


def _files(choice: Choice) -> Iterator[tuple[str, Iterator[bytes]]]:
    manifest = records.Manifest(
        version=records.VERSION,
        exported_at=timezone.now(),
        is_whole=choice.is_whole,
        project=choice.project.name,
        num_canvases=len(choice.canvases),
        num_generations=len(choice.generations),
        num_takes=len(choice.take_places),
        num_rankings=len(lines.ranking_records(choice)),
        num_campaigns=choice.campaigns().count(),
        num_listening_tests=choice.listening_tests().count(),
    )
    yield "manifest.json", iter([lines.line(manifest)])
    yield "README.txt", iter([README.encode()])
    num_scores = 0
    for number, canvas in enumerate(choice.canvases, start=1):
        folder = f"canvases/{number}"
        cells = store.project_to_cells(canvas) if canvas.kind in kinds() else None
        yield f"{folder}/canvas.json", iter([lines.line(lines.canvas_record(number, canvas, cells))])
        yield f"{folder}/document.yjs", iter([store.whole_update(canvas)])
        if cells is not None:
            yield from _scores(canvas.kind, cells["content"], f"{folder}/files/canvas", {}, with_slow=True)
        yield f"{folder}/jobs.jsonl", lines.job_lines(choice, canvas)
        yield f"{folder}/generations.jsonl", lines.generation_lines(choice, canvas)
        for pk, generation_number in lines.generations_of(choice, canvas):
            yield (
                f"{folder}/frames/{generation_number}.jsonl",
                lines.frame_lines(pk, choice.last_steps.get(pk)),
            )
        yield f"{folder}/takes.jsonl", lines.take_lines(choice, number)
        for take in lines.take_rows(choice, number) if cells is not None else ():
            hides = choice.hides(take)
            name = f"{folder}/files/{choice.take_places[str(take.pk)].take:05}"
            name += "" if hides else f"-{slugify(take.name)[:60]}"
            provenance = {} if hides else exports.provenance_for_all(take)
            with_slow = num_scores < limits.ARCHIVE_SCORES
            yield from _scores(canvas.kind, content_of_take(take), name, provenance, with_slow=with_slow)
            num_scores += 1
        yield f"{folder}/comments.jsonl", lines.comment_lines(canvas)
        yield f"{folder}/versions.jsonl", lines.version_lines(canvas)
        yield f"{folder}/lineage.json", iter([lines.lineage_line(choice, canvas)])
    yield "rankings.jsonl", map(lines.line, lines.ranking_records(choice))
    yield from campaigns.files(choice)
    yield from listening.files(choice)


def _scores(
    kind: str, content: dict, name: str, provenance: dict[str, str], *, with_slow: bool
) -> Iterator[tuple[str, Iterator[bytes]]]:
    codec = registry.codec(kind)
    for file_format, about in codec.formats.items():
        if about.is_slow and not with_slow:
            continue
        try:
            data = codec.write(content, file_format, provenance=provenance or None)
        except ValueError:  # nothing stands on it that could be written, such as an empty text
            continue
        yield f"{name}{about.ending}", iter([data])
