"""The child process in which an archive is tried: its answers, its end, and what it may not reach."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio import limits
from studio.archives import child
from studio.errors import StudioError
from studio.models import Project
from sunmask.kinds.children.limited import child_environment
from tests.studio.archives.samples import export, files_of, fill, rows_of, send, zip_of
from tests.studio.workshop import Workshop

TOO_DEMANDING = "too long or too much memory"


def refusal(data: bytes, timeout_s: float = 60) -> str:
    file = io.BytesIO(data)
    with pytest.raises(StudioError) as caught:
        child.check_in_child(file, timeout_s=timeout_s)
    assert (caught.value.code, caught.value.status) == ("bad_archive", 422)
    return caught.value.message


def test_a_good_archive_passes_and_a_bad_one_is_refused_in_the_childs_words(
    workshop: Workshop, text_checkpoint: str
) -> None:
    fill(workshop)
    whole = export(workshop.owner, workshop.project)
    file = io.BytesIO(whole)
    file.seek(7)
    child.check_in_child(file, timeout_s=60)
    assert file.tell() == 0, "the file is read again from its beginning"
    files = files_of(whole)
    (manifest,) = rows_of(files["manifest.json"])
    newer = zip_of({**files, "manifest.json": json.dumps({**manifest, "version": 99}).encode()})
    assert "Update the studio" in refusal(newer)
    assert "not a zip archive" in refusal(b"MThd" * 99)


@pytest.mark.thorough
def test_an_upload_is_tried_before_a_row_is_written(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, before = export(workshop.owner, workshop.project), Project.objects.count()
    monkeypatch.setattr(limits, "ARCHIVE_TRIAL_S", 0.05)
    answer = send(workshop.people["stranger"], whole)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_archive")
    assert TOO_DEMANDING in answer.json()["message"]
    assert Project.objects.count() == before
    monkeypatch.undo()
    assert send(workshop.people["stranger"], whole).status_code == 201


def test_a_child_that_dies_is_a_refusal_and_a_line_in_the_log(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = export(workshop.owner, workshop.project)
    monkeypatch.setenv("SUNMASK_LIMIT_ARCHIVE_LINES", "many")  # the child cannot even start
    assert TOO_DEMANDING in refusal(whole)
    assert "trial of an archive: ended with 1" in caplog.text


@pytest.mark.thorough
def test_limits_of_this_studio_hold_in_the_child_and_its_secrets_stay_here(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = export(workshop.owner, workshop.project)
    monkeypatch.setenv("SUNMASK_LIMIT_ARCHIVE_FILES", "3")
    assert "at most 3 files" in refusal(whole)
    monkeypatch.setenv("SECRET_KEY", "a secret of this studio")
    told = child_environment(str(tmp_path), child._environment())
    assert "a secret" not in " ".join(told.values())
    assert {"SUNMASK_DATABASE_URL", "SUNMASK_REDIS_URL"}.isdisjoint(told)


REACHING = """
import django, sys
from pathlib import Path
django.setup()
from studio.archives import child
child.forbid_reaching_out(Path(child.__file__).parents[1])
for reach in (lambda: open("/etc/passwd"), lambda: open("left.txt", "w"),
              lambda: __import__("socket").socket(), lambda: __import__("os").system("true")):
    try:
        reach()
    except PermissionError:
        print("refused")
"""


def test_the_child_reaches_no_file_no_network_and_no_program(tmp_path: Path) -> None:
    environment = {**child_environment(str(tmp_path), child._environment()), "PATH": os.environ["PATH"]}
    ended = subprocess.run(
        [sys.executable, "-P", "-c", REACHING],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    assert ended.stdout.split() == ["refused"] * 4
