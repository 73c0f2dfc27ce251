"""Files that leave the studio: what is written into them, and with which headers they are served."""

import json
import logging
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.db.models.functions import Now
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from studio.documents import store
from studio.errors import StudioError, invalid, is_storage_full, not_found
from studio.models import Canvas, Export, Generation, Take, User
from studio.reads.runs import acts, statements
from studio.reads.runs.steps import content_of_take, content_with, grid_at
from studio.web import signing
from sunmask.kinds import exporters
from sunmask.provenance.statement import Statement

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Origin:
    """The origin of a file, as the lineage shows it: a candidate at a step, a take, or the canvas."""

    generation: Generation | None = None
    candidate: int | None = None
    step: int | None = None
    take: Take | None = None


@dataclass(frozen=True)
class Chosen:
    """Content to write, the name of its file without ending, and where it comes from. statement: who made
    which share of it; None where the project's files do not say so."""

    kind: str
    content: dict[str, Any]
    name: str
    provenance: dict[str, str] = field(default_factory=dict)
    origin: Origin = Origin()
    statement: Statement | None = None

    @property
    def said(self) -> dict[str, str]:
        """What is written into the file where it has a place for words, the authorship first."""
        authorship = {"authorship": self.statement.sentence} if self.statement else {}
        return authorship | self.provenance


def of_canvas(canvas: Canvas) -> Chosen:
    """The canvas as it is now."""
    cells = store.project_to_cells(canvas)
    statement = None
    if canvas.project.signs_files:
        statement = statements.of_canvas(canvas, cells["authors"], canvas.name)
    return Chosen(canvas.kind, cells["content"], canvas.name, statement=statement)


def of_candidate(canvas: Canvas, generation: Generation, candidate: int, step: int | None) -> Chosen:
    """A candidate at a stored step, the newest when None. Raises StudioError 404 for what is not there."""
    if generation.canvas_id != canvas.pk:
        raise not_found("generation")
    newest = generation.last_step if generation.last_step is not None else generation.first_step
    step = newest if step is None else step
    grid = grid_at(generation, candidate, step)
    content = content_with(canvas.kind, acts.content_at(generation, candidate, step), grid)
    name = f"{canvas.name} generation {generation.number} candidate {candidate + 1} step {step}"
    origin = Origin(generation=generation, candidate=candidate, step=step)
    provenance = _provenance(generation, candidate, step)
    statement = _statement(canvas, generation, candidate, step, name)
    return Chosen(canvas.kind, content, name, provenance, origin, statement)


def of_take(canvas: Canvas, take: Take) -> Chosen:
    """A take of the canvas. Raises StudioError 404 for a take of another one."""
    if take.canvas_id != canvas.pk:
        raise not_found("take")
    provenance = _provenance(take.generation, take.candidate, take.step) | {"take": str(take.pk)}
    name = f"{canvas.name} {take.name}"
    statement = _statement(canvas, take.generation, take.candidate, take.step, name)
    return Chosen(canvas.kind, content_of_take(take), name, provenance, Origin(take=take), statement)


def download(chosen: Chosen, file_format: str, *, has_sidecar: bool = False) -> HttpResponse:
    """The file as an attachment that no browser runs; with its sidecar, both in a zip. Raises StudioError 422
    for an unknown format, 409 for a sidecar where files are not signed."""
    formats = exporters.formats(chosen.kind)
    if file_format not in formats:
        raise invalid(f'Expected the format {" or ".join(formats)}, got "{file_format[:40]}".')
    about = formats[file_format]
    if has_sidecar:
        signing.require_signing(chosen.statement)
    try:
        data = exporters.write(chosen.kind, chosen.content, file_format, provenance=chosen.said or None)
    except ValueError as error:
        raise StudioError("not_made", 422, f"This cannot be made: {error}.") from error
    file_name, media_type = f"{slugify(chosen.name)[:100] or chosen.kind}{about.ending}", about.media_type
    if chosen.statement and (has_sidecar or signing.can_embed(about.ending)):
        file_name, data = _signed(file_name, data, chosen.statement, has_sidecar=has_sidecar)
        media_type = "application/zip" if has_sidecar else media_type
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file_name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def remember(canvas: Canvas, user: User, origin: Origin, file_format: str) -> None:
    """Record an exported file in the lineage; the same one again only changes its time.

    Where the database is full, people take their work away all the same.
    """
    try:
        Export.objects.update_or_create(
            canvas=canvas,
            created_by=user,
            file_format=file_format,
            generation=origin.generation,
            candidate=origin.candidate,
            step=origin.step,
            take=origin.take,
            defaults={"created_at": Now()},
        )
    except OperationalError as error:
        if not is_storage_full(error):
            raise
        logger.warning("an export of canvas %s is not recorded: %s", canvas.pk, error)


def provenance_for_all(take: Take) -> dict[str, str]:
    """Where a take comes from in words that mean the same on every server: numbers, no ids."""
    provenance = _provenance(take.generation, take.candidate, take.step)
    return provenance | {"generation": str(take.generation.number)}


def _signed(name: str, data: bytes, statement: Statement, *, has_sidecar: bool) -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="sunmask-signing-") as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        signed = signing.sign(path, statement, has_sidecar=has_sidecar)
        return signed.name, signed.read_bytes()


def _statement(
    canvas: Canvas, generation: Generation, candidate: int, step: int, name: str
) -> Statement | None:
    if not canvas.project.signs_files:
        return None
    return statements.of_candidate(generation, candidate, step, name)


def _provenance(generation: Generation, candidate: int, step: int) -> dict[str, str]:
    return {
        "generation": str(generation.pk),
        "candidate": str(candidate + 1),
        "step": f"{step} of {generation.num_steps}",
        "seed": str(generation.seed),
        "checkpoint": f"{generation.checkpoint} sha256:{generation.checkpoint_sha256}",
        "settings": json.dumps(generation.settings, sort_keys=True),
    }
