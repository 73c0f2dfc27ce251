"""The environment of the library: one object, read whenever it is needed. No torch here.

The studio's is `studio.environment`.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WEIGHTS = "SUNMASK_WEIGHTS"
LANGUAGE_MODEL = "SUNMASK_LANGUAGE_MODEL"


@dataclass(frozen=True)
class Environment:
    """cache: of corpora (SUNMASK_CACHE). checkpoints: more folders of them (SUNMASK_CHECKPOINTS). weights:
    the folder of fetched language models (SUNMASK_WEIGHTS). language_model: a GGUF file of one's own in place
    of those (SUNMASK_LANGUAGE_MODEL), None for none. login: the file of a studio's address and a token
    (SUNMASK_LOGIN). studio, token: in place of those in it (SUNMASK_STUDIO, SUNMASK_TOKEN); "" for none.
    num_threads: of arithmetic in a child process (OMP_NUM_THREADS). num_processes, gpu: as torchrun tells
    each (WORLD_SIZE, LOCAL_RANK). onednn_cap: the instruction set that oneDNN may use at most, in capitals
    (ONEDNN_MAX_CPU_ISA, DNNL_MAX_CPU_ISA); "" for any."""

    cache: Path
    checkpoints: tuple[Path, ...]
    weights: Path
    language_model: Path | None
    login: Path
    studio: str
    token: str
    num_threads: int
    num_processes: int
    gpu: int
    onednn_cap: str


def environment(names: Mapping[str, str] = os.environ) -> Environment:
    """As it is now. Raises ValueError, with a sentence, for a number that is none."""
    checkpoints = names.get("SUNMASK_CHECKPOINTS", "").split(os.pathsep)
    return Environment(
        cache=Path(names.get("SUNMASK_CACHE") or Path.home() / ".cache" / "sunmask"),
        checkpoints=tuple(Path(name) for name in checkpoints if name),
        weights=Path(names.get(WEIGHTS) or Path(sys.prefix) / "share" / "sunmask"),
        language_model=Path(own) if (own := names.get(LANGUAGE_MODEL)) else None,
        num_threads=whole_number(names, "OMP_NUM_THREADS", 1),
        login=Path(names.get("SUNMASK_LOGIN") or Path.home() / ".config" / "sunmask" / "login.json"),
        studio=names.get("SUNMASK_STUDIO", ""),
        token=names.get("SUNMASK_TOKEN", ""),
        num_processes=whole_number(names, "WORLD_SIZE", 1),
        gpu=whole_number(names, "LOCAL_RANK", 0),
        onednn_cap=(names.get("ONEDNN_MAX_CPU_ISA") or names.get("DNNL_MAX_CPU_ISA") or "").upper(),
    )


def whole_number(names: Mapping[str, str], name: str, default: int) -> int:
    """Raises ValueError, with a sentence, for anything else."""
    value = names.get(name) or str(default)
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"expected {name} to be a whole number, got {value!r:.60}") from None
