"""What a CPU is said to have, with features that are made up."""

from pathlib import Path

import pytest
import torch

from sunmask.models import devices
from sunmask.models.inference import fastest_precision

CAPS = ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")


class Cpu:
    """One whose features are said by a test."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        patch.setattr(devices, "_opened", lambda file: None)
        for name in CAPS:
            patch.delenv(name, raising=False)
        patch.setattr(torch.backends.mkldnn, "is_available", lambda: True)
        self.has()

    def has(
        self,
        *features: str,
        torch_uses: str = "AVX512",
        onednn_takes_bf16: bool = True,
        machine: str = "x86_64",
    ) -> None:
        for name in ("avx512_bf16", "amx_tile", "vnni"):
            self._patch.setattr(torch.cpu, f"_is_{name}_supported", lambda name=name: name in features)
        self._patch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: torch_uses)
        self._patch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: onednn_takes_bf16)
        self._patch.setattr(devices.platform, "machine", lambda: machine)

    def has_kernels(self) -> None:
        self._patch.setattr(devices, "_opened", lambda file: "kernels")

    def is_capped(self, value: str, name: str = CAPS[0]) -> None:
        self._patch.setenv(name, value)


@pytest.fixture
def cpu(monkeypatch: pytest.MonkeyPatch) -> Cpu:
    return Cpu(monkeypatch)


def test_avx_512_alone_emulates_bf16_so_it_computes_in_fp32(cpu: Cpu) -> None:
    cpu.has("vnni")
    assert not devices.has_bf16()
    assert fastest_precision("cpu") == "fp32"
    assert fastest_precision("cuda:0") == "bf16"


@pytest.mark.parametrize("feature", ["avx512_bf16", "amx_tile"])
def test_instructions_for_bf16_of_either_sort_are_used(feature: str, cpu: Cpu) -> None:
    cpu.has(feature)
    assert devices.has_bf16()
    assert fastest_precision("cpu") == "bf16"


@pytest.mark.parametrize(
    ("cap", "avx512_bf16", "amx_tile"),
    [
        ("sse41", False, False),
        ("AVX2", False, False),
        ("avx2_vnni_2", False, False),
        ("AVX512_CORE", False, False),
        ("avx512_core_vnni", False, False),
        ("AVX512_CORE_BF16", True, False),
        ("AVX512_CORE_AMX", True, True),
        ("ALL", True, True),
        ("not a value of oneDNN", True, True),
    ],
)
@pytest.mark.parametrize("name", CAPS)
def test_what_onednn_may_not_use_is_not_counted_on(
    cap: str, avx512_bf16: bool, amx_tile: bool, name: str, cpu: Cpu
) -> None:
    cpu.is_capped(cap, name)
    cpu.has("avx512_bf16")
    assert devices.has_bf16() == avx512_bf16
    cpu.has("amx_tile")
    assert devices.has_bf16() == amx_tile


@pytest.mark.parametrize("torch_uses", ["DEFAULT", "AVX2"])
def test_where_torch_may_not_use_avx_512_it_computes_in_fp32(torch_uses: str, cpu: Cpu) -> None:
    cpu.has("avx512_bf16", torch_uses=torch_uses)
    assert fastest_precision("cpu") == "fp32"


def test_elsewhere_than_on_x86_onednn_is_believed(cpu: Cpu) -> None:
    cpu.has(torch_uses="DEFAULT", machine="aarch64")
    assert devices.has_bf16()
    cpu.has(onednn_takes_bf16=False, machine="aarch64")
    assert not devices.has_bf16()


@pytest.mark.parametrize(("cap", "expected"), [("", True), ("AVX512_CORE_VNNI", True), ("AVX2", False)])
def test_weights_of_eight_bits_need_instructions_that_onednn_may_use(
    cap: str, expected: bool, cpu: Cpu
) -> None:
    cpu.is_capped(cap)
    cpu.has("vnni")
    assert devices.has_vnni() == expected
    cpu.has()
    assert not devices.has_vnni()


def test_a_cpu_is_named_by_all_that_results_depend_on(cpu: Cpu) -> None:
    assert devices.name("cpu") == "cpu AVX512"
    cpu.has("avx512_bf16")
    assert devices.name("cpu") == "cpu AVX512 with bf16"
    cpu.is_capped("avx2")
    assert devices.name("cpu") == "cpu AVX512, oneDNN at most AVX2"
    cpu.has_kernels()
    assert devices.name("cpu") == "cpu AVX512 with kernels, oneDNN at most AVX2"


def test_kernels_are_named_only_where_they_compute_what_is_asked_for_by_default(cpu: Cpu) -> None:
    cpu.has_kernels()
    cpu.has(torch_uses="AVX2")
    assert devices.name("cpu") == "cpu AVX2 with kernels"
    cpu.has("avx512_bf16")
    assert devices.name("cpu") == "cpu AVX512 with bf16"


@pytest.mark.parametrize(
    ("torch_uses", "machine", "cap", "expected"),
    [
        ("AVX2", "x86_64", "", True),
        ("AVX512", "AMD64", "avx2", True),
        ("DEFAULT", "x86_64", "", False),
        ("AVX2", "x86_64", "SSE41", False),
        ("AVX2", "x86_64", "avx", False),
        ("AVX2", "aarch64", "", False),
    ],
)
def test_kernels_are_for_cpus_that_may_use_avx_2(
    torch_uses: str, machine: str, cap: str, expected: bool, cpu: Cpu
) -> None:
    cpu.has_kernels()
    cpu.has(torch_uses=torch_uses, machine=machine)
    cpu.is_capped(cap)
    assert (devices.kernels() is not None) == expected


def test_a_library_that_cannot_be_opened_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of_another_system = tmp_path / "compiled.abi3.so"
    of_another_system.write_bytes(b"MZ")
    monkeypatch.setattr(devices, "COMPILED", of_another_system)
    assert devices.kernels() is None
