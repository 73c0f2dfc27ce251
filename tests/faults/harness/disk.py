"""A small disk of its own for everything that a studio writes: ext4 in a file, mounted by a loop device.

It can run full, stand still and be slow, as a real one: every program that writes gets ENOSPC, or waits in
the kernel. Only root may mount; without that there is no such disk, and the faults of disks are left out.
"""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SIZE_MIB = 768
FIFREEZE, FITHAW = 0xC0045877, 0xC0045878
"""Of linux/fs.h: no write to the file system begins, until it is thawed."""


class Disk:
    """The mounted file system. folder: what is on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Take every block that is free."""
        with self._filler.open("ab") as file:
            size = os.statvfs(self.folder).f_bavail * os.statvfs(self.folder).f_frsize
            while size >= 4096:
                try:
                    os.posix_fallocate(file.fileno(), file.tell(), size)
                    file.seek(0, os.SEEK_END)
                except OSError:
                    size //= 2

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)

    def freeze(self) -> None:
        """Whoever writes waits; reading goes on."""
        self._control(FIFREEZE)

    def thaw(self) -> None:
        self._control(FITHAW)

    def _control(self, what: int) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.ioctl(descriptor, what, 0)
        finally:
            os.close(descriptor)


@contextmanager
def small_disk(home: Path) -> Iterator[Disk | None]:
    """A disk in a file below `home`, gone afterwards; None where this process may not mount one."""
    image, folder = home / "disk.img", home / "disk"
    folder.mkdir()
    try:
        with image.open("wb") as file:
            file.truncate(SIZE_MIB << 20)
        for command in (
            ["mkfs.ext4", "-q", "-m", "0", "-E", "lazy_itable_init=1,nodiscard", str(image)],
            ["mount", "-o", "loop", str(image), str(folder)],
        ):
            subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    disk = Disk(folder)
    try:
        yield disk
    finally:
        with suppress(OSError):  # it is not frozen
            disk.thaw()
        for _ in range(50):  # what was just killed may still be ending
            if subprocess.run(["umount", str(folder)], capture_output=True).returncode == 0:
                break
            time.sleep(0.2)
        else:
            subprocess.run(["umount", "--lazy", str(folder)], capture_output=True)
