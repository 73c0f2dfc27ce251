"""An archive from elsewhere, read with limits: its directory first, then one line at a time, never unpacked.

Whatever is wrong with it is refused with a StudioError 422 and one sentence.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TypeVar

from pydantic import BaseModel, ValidationError

from studio import limits
from studio.archives.records import FORMAT, VERSION, Manifest
from studio.errors import StudioError

Row = TypeVar("Row", bound=BaseModel)

_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"
_END_BYTES, _MOST_COMMENT, _LOCATOR_BYTES = 22, 65_535, 20
_MOST_DIRECTORY_BYTES = 8 << 20
_MOST_PARTS = 500_000
"""Lists and objects of one line, each of which takes far more memory than its two letters."""
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""Errors that `zipfile` raises for files that are broken, or made to break it."""


def refused(message: str) -> StudioError:
    """An archive that cannot be taken, with the reason."""
    return StudioError("bad_archive", 422, message)


class Archive:
    """An open archive; what is read of it counts against limits.ARCHIVE_UNPACKED_BYTES.

    canvases, campaigns, listening_tests: the numbers of each, from 1 on.
    """

    def __init__(self, file: IO[bytes]) -> None:
        _check_directory(file)
        with _readable("its directory"):
            self._zip = zipfile.ZipFile(file)
        self._infos = self._checked_infos()
        self._num_bytes = 0
        self._num_lines = 0
        self.manifest = self._manifest()
        self.canvases = self._numbers("canvases", "canvas", "canvases", limits.CANVASES_PER_PROJECT)
        self.campaigns = self._numbers("campaigns", "campaign", "campaigns", limits.CAMPAIGNS_PER_PROJECT)
        most_tests = limits.LISTENING_TESTS_PER_PROJECT
        self.listening_tests = self._numbers("listening", "test", "listening tests", most_tests)

    def record(self, name: str, of: type[Row]) -> Row:
        """The one record of a file."""
        return self._parsed(name, 1, self.data(name, limits.ARCHIVE_LINE_BYTES), of)

    def records(self, name: str, of: type[Row]) -> Iterator[Row]:
        """The records of a file, line by line; none where there is no such file."""
        if name not in self._infos:
            return
        most = limits.ARCHIVE_LINE_BYTES
        with _readable(name), self._zip.open(self._infos[name]) as file:
            number = 0
            while line := file.readline(most + 1):
                number += 1
                self._count(len(line))
                if len(line) > most:
                    raise refused(f"{name}, line {number}, is longer than {most >> 20} MiB.")
                self._num_lines += 1
                if self._num_lines > limits.ARCHIVE_LINES:
                    raise refused(f"An archive holds at most {limits.ARCHIVE_LINES} rows; this has more.")
                yield self._parsed(name, number, line, of)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name, be it empty."""
        return name in self._infos

    def data(self, name: str, most: int) -> bytes:
        """The bytes of a file that must be there."""
        if name not in self._infos:
            raise refused(f"{name} is missing from this archive. Export it again.")
        with _readable(name), self._zip.open(self._infos[name]) as file:
            data = file.read(most + 1)
        self._count(len(data))
        if len(data) > most:
            raise refused(f"{name} is larger than {most >> 10} KiB.")
        return data

    def close(self) -> None:
        """Let go of the file, which stays open."""
        self._zip.close()

    def _numbers(self, folder: str, record: str, nouns: str, most: int) -> list[int]:
        """Of the folders in `folder` that have the record which begins each."""
        pattern = re.compile(rf"{folder}/([1-9]\d{{0,5}})/{record}\.json")
        numbers = sorted(int(found[1]) for name in self._infos if (found := pattern.fullmatch(name)))
        if numbers != list(range(1, len(numbers) + 1)):
            raise refused(f"The {nouns} in this archive are not numbered from 1. Export it again.")
        if len(numbers) > most:
            raise refused(f"A project holds at most {most} {nouns}; this archive has {len(numbers)}.")
        return numbers

    def _count(self, num_bytes: int) -> None:
        self._num_bytes += num_bytes
        if self._num_bytes > limits.ARCHIVE_UNPACKED_BYTES:
            most = limits.ARCHIVE_UNPACKED_BYTES >> 20
            raise refused(f"An archive holds at most {most} MiB unpacked; this has more. Export fewer takes.")

    def _parsed(self, name: str, number: int, line: bytes, of: type[Row]) -> Row:
        if b"\\u0000" in line:
            raise refused(f"{name}, line {number}, has a character that text cannot contain.")
        if line.count(b"[") + line.count(b"{") > _MOST_PARTS:
            raise refused(f"{name}, line {number}, has more parts than a row may have.")
        try:
            return of.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])[:80]
            raise refused(f"{name}, line {number}: {place or 'JSON'}: {first['msg'][:200]}.") from None

    def _checked_infos(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > limits.ARCHIVE_FILES:
            raise refused(f"An archive has at most {limits.ARCHIVE_FILES} files; this has {len(infos)}.")
        by_name: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            name = info.filename
            if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name:
                raise refused(
                    "A file in this archive has a name that points outside the archive. Export it again."
                )
            if name in by_name:
                raise refused("Two files in this archive have the same name. Export it again.")
            if info.flag_bits & 0x1 or info.compress_type not in _PACKINGS:
                raise refused(
                    "A file in this archive is encrypted or packed in an unknown way. Export it again."
                )
            by_name[name] = info
        return by_name

    def _manifest(self) -> Manifest:
        if "manifest.json" not in self._infos:
            raise refused(
                "This zip is not a studio archive: it has no manifest.json. "
                "Choose one that a studio exported."
            )
        manifest = self.record("manifest.json", Manifest)
        if manifest.version > VERSION:
            raise refused(
                f"This archive is of version {manifest.version} of {FORMAT}, and this studio reads up to "
                f"{VERSION}. Update the studio, then import it."
            )
        return manifest


def _check_directory(file: IO[bytes]) -> None:
    """Refuse what is no zip, or one whose directory is too large to be read, without reading it."""
    with _readable("the file"):
        file.seek(0, 2)
        num_bytes = file.tell()
        file.seek(max(0, num_bytes - _END_BYTES - _MOST_COMMENT - _LOCATOR_BYTES))
        tail = file.read()
        file.seek(0)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + _END_BYTES:
        raise refused("This file is not a zip archive. Choose one that a studio exported.")
    (directory_bytes,) = struct.unpack("<L", tail[end + 12 : end + 16])
    has_locator = tail[max(0, end - _LOCATOR_BYTES) :].startswith(_END_64)
    if has_locator or directory_bytes > _MOST_DIRECTORY_BYTES:
        raise refused("This zip has more files than a studio archive may have. Export fewer takes.")


@contextmanager
def _readable(what: str) -> Iterator[None]:
    try:
        yield
    except StudioError:
        raise
    except _BROKEN:
        raise refused(f"This archive is damaged: {what} cannot be read. Export it again.") from None
