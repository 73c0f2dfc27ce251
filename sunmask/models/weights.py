"""Weights in a safetensors file: in half precision, or with matrices in int8 and a scale for each row.

int8 takes half the space, and is for models whose measured results it does not lower. Weights that are read
are fp32 again.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

Stored = Literal["fp16", "int8"]
SCALE = ".row_scale"
"""Suffix of the name of the tensor that holds the scale of each row of an int8 matrix."""
SMALLEST_MATRIX = 4096
"""Numbers in a matrix; smaller matrices stay in half precision, since they take little space."""


def to_bytes(weights: Mapping[str, Tensor], stored: Stored = "fp16") -> bytes:
    """A safetensors file of weights by name; integer tensors stay as they are."""
    file: dict[str, Tensor] = {}
    for name, value in weights.items():
        value = value.detach().cpu().contiguous()
        if not value.is_floating_point():
            file[name] = value
        elif stored == "int8" and value.dim() == 2 and value.numel() >= SMALLEST_MATRIX:
            file[name], file[name + SCALE] = _rounded(value.float())
        else:
            file[name] = value.half()
    return save(file)


def from_bytes(file: bytes) -> dict[str, Tensor]:
    """The weights of a safetensors file by name, in fp32 except for integer tensors. Raises ValueError for
    any other bytes."""
    try:
        tensors = load(file)
    except SafetensorError as error:
        raise ValueError(f"expected weights as safetensors: {error}") from error
    weights: dict[str, Tensor] = {}
    for name, value in tensors.items():
        scale = tensors.get(name + SCALE)
        if scale is not None:
            weights[name] = value.float() * scale.float()[:, None]
        elif not (name.endswith(SCALE) and name.removesuffix(SCALE) in tensors):
            weights[name] = value.float() if value.is_floating_point() else value
    return weights


def from_file(file: str | Path) -> dict[str, Tensor]:
    """The weights of a file, like `from_bytes`. Raises ValueError where it cannot be read, or holds no
    weights."""
    try:
        return from_bytes(Path(file).read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"expected a file of weights (safetensors), got {file}: {error}") from error


def _rounded(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """A matrix (R, C) in int8, and the fp16 scales (R,) of its rows. To round the result again changes
    nothing."""
    scale = (matrix.abs().amax(dim=1) / 127).half()
    # a row of zeros, or one too small for fp16, has no scale to divide by
    divisor = torch.where(scale > 0, scale, torch.ones_like(scale)).float()
    return (matrix / divisor[:, None]).round().clamp(-127, 127).to(torch.int8), scale
