"""Backups among the operator's pages: to make one, and to take one along. `sunmask-studio restore` puts one
back, since nobody may use the database meanwhile.
"""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from studio.backups import writing

logger = logging.getLogger(__name__)

NAME = re.compile(r"[\w.-]+\.zip")


@dataclass(frozen=True)
class Row:
    name: str
    num_bytes: int
    made_at: datetime


@require_http_methods(["GET", "POST"])
def backups(request: HttpRequest) -> HttpResponse:
    """The backups in DATA/backups, the newest first; POST makes another one. For superusers alone."""
    require_superuser(request)
    if request.method == "POST":
        path = writing.FOLDER / writing.new_name()
        try:
            writing.write(path, logger.info)
            messages.success(request, f"The backup {path.name} is made.")
        except OSError as error:
            messages.error(request, f"The backup cannot be written: {error}")
        return redirect("backups")
    context = {
        **admin.site.each_context(request),
        "title": "Backups",
        "rows": rows(),
        "folder": writing.FOLDER,
    }
    return render(request, "studio/backups.html", context)


@require_safe
def backup(request: HttpRequest, name: str) -> FileResponse:
    """One backup as a file. For superusers alone."""
    require_superuser(request)
    path = writing.FOLDER / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404(f"There is no backup {name}.")
    logger.warning("the backup %s was downloaded by person %s", name, request.user.pk)
    return FileResponse(path.open("rb"), as_attachment=True, filename=name)


def require_superuser(request: HttpRequest) -> None:
    """Raise PermissionDenied for others: a backup has everything, and signs in as anybody."""
    if not (request.user.is_authenticated and request.user.is_superuser):
        raise PermissionDenied


def rows() -> list[Row]:
    found = [path for path in writing.FOLDER.glob("*.zip") if NAME.fullmatch(path.name)]
    return sorted(map(_row, found), key=lambda row: row.made_at, reverse=True)


def _row(path: Path) -> Row:
    about = path.stat()
    return Row(path.name, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC))
