"""Devices of this machine: which instructions its CPU has, and which of them an operator allows.

ONEDNN_MAX_CPU_ISA and ATEN_CPU_CAPABILITY limit the instructions that oneDNN and torch's own kernels use.
oneDNN computes in bf16 on every CPU with AVX-512, and emulates it where there are no instructions for it.

Some networks have kernels in C for fp32. They are compiled into one library when this package is built, if
there is a compiler; without them torch computes the same more slowly.
"""

import ctypes
import os
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch

from sunmask.environment import environment

BELOW_AVX2 = {"SSE41", "AVX"}
BELOW_VNNI = BELOW_AVX2 | {"AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE"}
BELOW_BF16 = BELOW_VNNI | {"AVX512_CORE_VNNI"}
BELOW_AMX = BELOW_BF16 | {"AVX512_CORE_BF16", "AVX512_CORE_FP16", "AVX10_1_512"}
"""Values of ONEDNN_MAX_CPU_ISA that exclude AVX2, VNNI, bf16 or AMX instructions."""
NARROWEST = {"DEFAULT", "NO AVX"}
NARROW = NARROWEST | {"AVX2"}
"""Names of torch's CPU capabilities below AVX2, and below AVX-512."""


@dataclass(frozen=True)
class Sort:
    """A sort of device, and what differs between sorts. name: its key in tables such as the worker's
    number of slots. torch: the type of its `torch.device`. is_exact: every batch is filled up to the full
    size, since its libraries choose kernels by the size."""

    name: str
    torch: str
    is_exact: bool


SORTS = {"cpu": Sort("cpu", "cpu", is_exact=False), "cuda": Sort("cuda", "cuda", is_exact=True)}
"""By the first word of a device's name, such as "cuda:1"."""
COMPILED = Path(__file__).with_name("compiled.abi3.so")
"""The library of kernels; a checkout has none until it is installed."""


def sort_of(device: str) -> Sort:
    """The sort of a device by its name. Raises ValueError for an unknown one."""
    word = device.partition(":")[0]
    if word not in SORTS:
        raise ValueError(f"expected a device of {', '.join(SORTS)}, got {device!r:.60}")
    return SORTS[word]


def place_of(device: str) -> torch.device:
    """The torch device on which the tensors of a device lie."""
    sort = sort_of(device)
    return torch.device(device if device.partition(":")[0] == sort.torch else sort.torch)


def make_deterministic() -> None:
    """From now on a GPU gives the same bits for the same input, whatever it did before.

    cuBLAS gets a workspace of its own (torch's notes on reproducibility, and NVIDIA's on cuBLAS), cuDNN does
    not try out which of its algorithms is fastest today, and fp32 is not rounded to TF32. An operation that
    has no deterministic form warns. To be called before the first computation on the GPU.
    """
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.cudnn.benchmark = False
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    # sums of partial products in bf16 may be rounded in an order that depends on the kernel
    torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction = False


def has_bf16(device: str = "cpu") -> bool:
    """Whether a device multiplies in bf16; other CPUs emulate it, at a third to a seventh of the
    speed of fp32."""
    if place_of(device).type != "cpu":
        return True
    if not torch.backends.mkldnn.is_available() or not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        return False
    if not _is_x86():
        return True  # elsewhere oneDNN reports bf16 only where there are instructions
    if torch.backends.cpu.get_cpu_capability() in NARROW:
        return False
    most = environment().onednn_cap
    return (torch.cpu._is_avx512_bf16_supported() and most not in BELOW_BF16) or (
        torch.cpu._is_amx_tile_supported() and most not in BELOW_AMX
    )


def autocast(device: str = "cpu") -> torch.autocast:
    """The context in which a device computes matrices in bf16, where it has the instructions for it."""
    kind = torch.device(device).type
    return torch.autocast(kind, torch.bfloat16, enabled=has_bf16(kind))


def has_avx2() -> bool:
    """Whether this is an x86-64 CPU that may use AVX2 (and FMA, which torch counts with it)."""
    return (
        _is_x86()
        and torch.backends.cpu.get_cpu_capability() not in NARROWEST
        and environment().onednn_cap not in BELOW_AVX2
    )


def has_vnni() -> bool:
    """Whether this CPU may use VNNI, which sums 8-bit products in 32 bits without an overflow in between."""
    return torch.cpu._is_vnni_supported() and environment().onednn_cap not in BELOW_VNNI


def kernels() -> ctypes.CDLL | None:
    """The compiled kernels, where they are installed and this CPU may run them."""
    return _opened(COMPILED) if has_avx2() else None


def name(device: str) -> str:
    """The name of a device, with everything that its results depend on: "cpu AVX512 with bf16", "cpu AVX2
    with kernels", or a GPU's name."""
    if place_of(device).type != "cpu":
        return torch.cuda.get_device_name(device)
    found = f"cpu {torch.backends.cpu.get_cpu_capability()}"
    if has_bf16():
        found += " with bf16"
    elif kernels() is not None:
        found += " with kernels"
    return f"{found}, oneDNN at most {most}" if (most := environment().onednn_cap) else found


def _is_x86() -> bool:
    return platform.machine().lower() in ("x86_64", "amd64")


@cache
def _opened(file: Path) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(str(file))
    except OSError:  # missing, or for another system
        return None
