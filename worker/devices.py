"""The choice of a worker's device: one worker for each GPU, the first that comes; any number on CPUs.

A worker holds a lock file of its GPU while it lives; the system releases it however the worker ends.
SUNMASK_DEVICE names a device ("cpu", "cuda:1") in place of the first free one.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import torch

import sunmask
from sunmask.models.devices import name as name_of

if TYPE_CHECKING:
    from studio.models import Generation

DTYPES = {"bf16": "bfloat16", "fp32": "float32", "int8": "int8"}
"""The dtype in `Generation.ran_on`, by the network's precision."""
_held: list[IO[str]] = []


def lock_folder() -> Path:
    """The folder in which the workers of one person on this machine see each other's locks."""
    return Path(tempfile.gettempdir()) / f"sunmask-devices-{os.getuid()}"


def is_on_cpu(requested: str | None, *, num_gpus: Callable[[], int] = torch.cuda.device_count) -> bool:
    """Whether a worker computes on the CPU. requested: the value of SUNMASK_DEVICE."""
    return requested == "cpu" or (requested is None and num_gpus() == 0)


def take(
    requested: str | None = None,
    *,
    num_gpus: Callable[[], int] = torch.cuda.device_count,
    folder: Path | None = None,
) -> str:
    """The device of this worker, from now on: "cpu" or "cuda:<number>".

    requested: the value of SUNMASK_DEVICE. Raises ValueError, with a sentence, where the device is not there
    or another worker has it, and where every GPU has a worker.
    """
    count = num_gpus()
    if is_on_cpu(requested, num_gpus=num_gpus):
        return "cpu"
    names = [f"cuda:{number}" for number in range(count)]
    eligible = names if requested is None else ["cuda:0" if requested == "cuda" else requested]
    if requested is not None and eligible[0] not in names:
        raise ValueError(
            f"expected SUNMASK_DEVICE of cpu, {', '.join(names) or 'no GPU is here'}, got {requested}"
        )
    for name in eligible:
        with suppress(BlockingIOError):
            _lock(name, folder or lock_folder())
            return name
    raise ValueError(
        f"each worker has a GPU of its own, and {' and '.join(eligible)} already has one: stop that worker, "
        "or set SUNMASK_DEVICE=cpu"
    )


def _lock(name: str, folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    file = open(folder / f"{name.replace(':', '-')}.lock", "w")  # noqa: SIM115 (held until the process ends)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise
    _held.append(file)


def describe(device: str, precision: str) -> dict[str, str]:
    """The code and device that a result depends on besides the row, by the names of `Generation.ran_on`."""
    return {
        "version": sunmask.__version__,
        "device": name_of(device),
        "dtype": DTYPES[precision],
        "torch": torch.__version__,
    }


def precision_of(generation: Generation, device: str) -> str | None:
    """The precision in which a run, or the one that it repeats, was begun, if on a device like this one."""
    ran_on = generation.ran_on or (generation.reproduces.ran_on if generation.reproduces else {})
    if ran_on.get("device") != name_of(device):
        return None
    return next((each for each, dtype in DTYPES.items() if dtype == ran_on.get("dtype")), None)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a device or the machine had no memory left."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "allocate memory" in str(error)
