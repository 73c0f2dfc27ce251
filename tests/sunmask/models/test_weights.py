"""Weights come back from their file: halves, rows in eight bits, whole numbers."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load

from sunmask.models.weights import from_bytes, from_file, to_bytes


def test_a_row_in_eight_bits_is_off_by_half_a_step_of_its_own_at_most() -> None:
    rows = torch.randn(64, 96) * torch.logspace(-3, 1, 64)[:, None]
    rows[7] = 0
    again = from_bytes(to_bytes({"rows": rows}, "int8"))["rows"]
    step = rows.abs().amax(dim=1, keepdim=True) / 127
    assert ((again - rows).abs() <= step * 0.51 + 1e-7).all()
    assert (again[7] == 0).all()


def test_only_matrices_are_rounded_to_eight_bits_and_whole_numbers_stay() -> None:
    weights = {"matrix": torch.randn(64, 64), "bias": torch.randn(64), "order": torch.arange(64)}
    stored = load(to_bytes(weights, "int8"))
    assert {name: value.dtype for name, value in stored.items()} == {
        "matrix": torch.int8,
        "matrix.row_scale": torch.float16,
        "bias": torch.float16,
        "order": torch.int64,
    }
    again = from_bytes(to_bytes(weights, "int8"))
    assert again.keys() == weights.keys()
    assert torch.equal(again["order"], weights["order"])
    assert again["bias"].dtype == again["matrix"].dtype == torch.float32


def test_what_was_in_eight_bits_is_the_same_when_it_is_stored_again() -> None:
    once = from_bytes(to_bytes({"matrix": torch.randn(64, 64)}, "int8"))
    assert torch.equal(from_bytes(to_bytes(once, "int8"))["matrix"], once["matrix"])


def test_a_weight_whose_own_name_ends_like_a_scale_stays(tmp_path: Path) -> None:
    weights = {"norm.row_scale": torch.ones(8)}
    assert from_bytes(to_bytes(weights, "int8")).keys() == weights.keys()


def test_a_file_without_weights_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected a file of weights"):
        from_file(tmp_path / "none")
    (tmp_path / "torn").write_bytes(b"no weights")
    with pytest.raises(ValueError, match="expected a file of weights"):
        from_file(tmp_path / "torn")
