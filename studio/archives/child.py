"""The trial of an archive in a limited child process.

`python -m studio.archives.child` is the child: the archive as stdin, its refusal as JSON on stdout.
"""

import json
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

import django

from studio.environment import limits_given
from studio.errors import StudioError
from sunmask.kinds import kinds
from sunmask.kinds.children.limited import NoAnswerError, ask_child, forbid_reaching_out, limit_process

_logger = logging.getLogger(__name__)


def check_in_child(file: IO[bytes], *, timeout_s: float) -> None:
    """`trial.check`, which runs in the child. Raises what it raises, and StudioError 422 for an archive that
    takes longer than `timeout_s` or more memory than the child has."""
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        shutil.copyfileobj(file, copy)  # a small upload is no file of the system
        for each in (file, copy):
            each.seek(0)
        try:
            answer = ask_child("studio.archives.child", copy, timeout_s=timeout_s, environment=_environment())
        except NoAnswerError as error:
            _logger.warning("the trial of an archive: %s", error)
            raise _too_demanding() from None
    if answer is not None:
        raise StudioError(answer["code"], answer["status"], answer["message"])


def _environment() -> dict[str, str]:
    """The environment of the child: the limits that apply here, the packages of kinds, and no secret."""
    packages = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, packages)),
        "SECRET_KEY": "the child signs nothing".ljust(50, "."),
        "DJANGO_SETTINGS_MODULE": "studio.settings",
        **limits_given(),
    }


def _too_demanding() -> StudioError:
    message = "This archive takes too long or too much memory to read. Export fewer takes and import those."
    return StudioError("bad_archive", 422, message)


def _refusal() -> dict[str, Any] | None:
    from studio.archives import trial  # models can be imported only once Django is set up

    kinds()  # their packages may lie anywhere
    forbid_reaching_out(Path(__file__).parents[1])
    try:
        trial.check(sys.stdin.buffer)
    except StudioError as error:
        return vars(error)
    except MemoryError:
        return vars(_too_demanding())
    return None


def main() -> None:
    """Try stdin and print the refusal, null where there is none."""
    limit_process(float(sys.argv[1]))
    django.setup()
    sys.stdout.write(json.dumps(_refusal()))


if __name__ == "__main__":
    main()
