"""Wall clocks that jump: processes that are started with `environment` live `seconds` away from the world."""

import mmap
import struct
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


class Clock:
    """One machine's wall clock, in a file that its processes share. Raises OSError and CalledProcessError
    where there is no C compiler."""

    def __init__(self, home: Path, name: str) -> None:
        library = home / "clock.so"
        if not library.exists():
            command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(HERE / "clock.c"), "-ldl"]
            subprocess.run(command, check=True, capture_output=True)
        path = home / f"{name}.clock"
        path.write_bytes(struct.pack("=q", 0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), 8)
        self.environment = {"LD_PRELOAD": str(library), "SUNMASK_FAULT_CLOCK": str(path)}
        self.seconds = 0.0

    def jump(self, seconds: float) -> None:
        """From where it is now; back where it is negative."""
        self.seconds += seconds
        self._shared[:] = struct.pack("=q", round(self.seconds * 1e9))
