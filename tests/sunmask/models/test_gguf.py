"""Files of weights: every type of block, and what is broken or hostile."""

import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from sunmask.models.gguf import Gguf
from tests.sunmask.models.gguf_files import plain, write

VALUES = {"general.name": "Tiny", "count": 3, "rate": 0.5, "names": ["a", "ü"], "types": [1, 2, 3]}


def block(kind: str) -> tuple[int, bytes, np.ndarray]:
    """A row of one block of a type, and the numbers in it, counted out by hand."""
    low, high = np.arange(16), 15 - np.arange(16)
    halves = (low | high << 4).astype(np.uint8).tobytes()
    in_order = np.concatenate([low, high])
    if kind == "Q4_0":
        return 2, np.float16(0.5).tobytes() + halves, (in_order - 8) * 0.5
    if kind == "Q4_1":
        return 3, np.float16(0.5).tobytes() + np.float16(-2).tobytes() + halves, in_order * 0.5 - 2
    fifths = [(number * 5 // 3) % 2 for number in range(32)]
    with_fifth = in_order + 16 * np.array(fifths)
    bits = sum(bit << number for number, bit in enumerate(fifths)).to_bytes(4, "little")
    if kind == "Q5_0":
        return 6, np.float16(0.5).tobytes() + bits + halves, (with_fifth - 16) * 0.5
    if kind == "Q5_1":
        return 7, np.float16(0.5).tobytes() + np.float16(-2).tobytes() + bits + halves, with_fifth * 0.5 - 2
    if kind == "BF16":
        return 30, b"\x80\xbf" * 32, np.full(32, -1.0)
    if kind == "Q8_0":
        whole = np.arange(-16, 16, dtype=np.int8)
        return 8, np.float16(0.25).tobytes() + whole.tobytes(), whole * 0.25
    numbers = np.linspace(-1, 1, 32)
    if kind == "F16":
        return 1, numbers.astype("<f2").tobytes(), numbers.astype("<f2")
    return 0, numbers.astype("<f4").tobytes(), numbers.astype("<f4")


@pytest.mark.parametrize("kind", ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"])
def test_numbers_of_every_type_are_read(kind: str, tmp_path: Path) -> None:
    number, content, expected = block(kind)
    file = Gguf(write(tmp_path / "a.gguf", VALUES, {"w": (number, (2, 32), 2 * content)}))
    np.testing.assert_array_equal(file.tensor("w"), np.stack([expected, expected]).astype(np.float32))


def packed_six_bits(first: list[int], second: list[int]) -> bytes:
    """The scales and the offsets of eight parts, six bits each, in twelve bytes."""
    low = [a | (b >> 4) << 6 for a, b in zip(first[:4], first[4:], strict=True)]
    low += [a | (b >> 4) << 6 for a, b in zip(second[:4], second[4:], strict=True)]
    return bytes(low + [(a & 15) | (b & 15) << 4 for a, b in zip(first[4:], second[4:], strict=True)])


@pytest.mark.parametrize("kind", ["Q4_K", "Q5_K", "Q6_K"])
def test_numbers_in_large_blocks_are_scaled_by_parts(kind: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    if kind == "Q6_K":
        whole, scales = rng.integers(0, 64, (2, 4, 32)), rng.integers(-128, 128, 16)
        low, upper = whole & 15, whole >> 4
        content = np.stack([low[:, 0] | low[:, 2] << 4, low[:, 1] | low[:, 3] << 4], 1).astype("u1").tobytes()
        content += sum(upper[:, part] << 2 * part for part in range(4)).astype("u1").tobytes()
        content += scales.astype("i1").tobytes() + np.float16(0.25).tobytes()
        expected, number = (whole.reshape(16, 16) - 32) * scales[:, None] * 0.25, 14
    else:
        whole = rng.integers(0, 16 if kind == "Q4_K" else 32, (4, 2, 32))
        scales, offsets = rng.integers(0, 64, (2, 8))
        content = np.float16(0.25).tobytes() + np.float16(0.5).tobytes()
        content += packed_six_bits(scales.tolist(), offsets.tolist())
        if kind == "Q5_K":
            content += (
                sum((whole.reshape(8, 32) >> 4)[part] << part for part in range(8)).astype("u1").tobytes()
            )
        content += (whole[:, 0] & 15 | (whole[:, 1] & 15) << 4).astype("u1").tobytes()
        expected = whole.reshape(8, 32) * scales[:, None] * 0.25 - offsets[:, None] * 0.5
        number = 12 if kind == "Q4_K" else 13
    file = Gguf(write(tmp_path / "a.gguf", VALUES, {"w": (number, (2, 256), 2 * content)}))
    np.testing.assert_array_equal(file.tensor("w"), np.stack([expected.ravel()] * 2).astype(np.float32))


def test_values_are_read_and_tensors_found_by_name(tmp_path: Path) -> None:
    tensors = {"one": plain(np.arange(3)), "two": plain(np.arange(12).reshape(3, 4))}
    file = Gguf(write(tmp_path / "a.gguf", VALUES, tensors))
    assert file.values == VALUES
    assert file.names == ("one", "two")
    assert file.tensor("two")[2].tolist() == [8, 9, 10, 11]
    with pytest.raises(ValueError, match="expected a tensor three"):
        file.tensor("three")


def test_a_file_is_read_as_the_library_of_its_format_reads_it(tmp_path: Path) -> None:
    gguf = pytest.importorskip("gguf", reason="the extra judge has it")
    writer = gguf.GGUFWriter(tmp_path / "a.gguf", "llama")
    writer.add_string("general.name", "Tiny")
    writer.add_array("names", ["a", "ü"])
    writer.add_float32("rate", 0.1)
    numbers = np.random.default_rng(0).normal(size=(6, 64)).astype(np.float32)
    for kind in (
        gguf.GGMLQuantizationType[name]
        for name in ("F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0")
    ):
        writer.add_tensor(kind.name, gguf.quantize(numbers, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    file, other = Gguf(tmp_path / "a.gguf"), gguf.GGUFReader(tmp_path / "a.gguf")
    fields = {name: field.contents() for name, field in other.fields.items() if "GGUF." not in name}
    assert file.values == fields
    assert list(file.names) == [tensor.name for tensor in other.tensors]
    for tensor in other.tensors:
        np.testing.assert_array_equal(
            file.tensor(tensor.name), gguf.dequantize(tensor.data, tensor.tensor_type)
        )


def test_a_file_that_is_cut_short_anywhere_is_refused_with_a_sentence(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.gguf", VALUES, {"w": plain(np.arange(40))}).read_bytes()
    for length in range(0, len(whole) - 96, 7):  # the padding at the end may be missing
        (tmp_path / "b.gguf").write_bytes(whole[:length])
        with pytest.raises(ValueError, match="expected"):
            Gguf(tmp_path / "b.gguf")


def test_sizes_that_cannot_be_are_refused_before_memory_is_taken(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.gguf", VALUES, {"w": plain(np.arange(40))}).read_bytes()
    for place, said in ((8, "tensors"), (16, "values")):
        broken = whole[:place] + struct.pack("<Q", 1 << 62) + whole[place + 8 :]
        (tmp_path / "b.gguf").write_bytes(broken)
        with pytest.raises(ValueError, match=f"expected up to .* {said}"):
            Gguf(tmp_path / "b.gguf")


def test_random_changes_give_a_sentence_or_a_file(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.gguf", VALUES, {"w": plain(np.arange(40))}).read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(400):
        broken = bytearray(whole)
        for place in rng.integers(len(whole), size=3):
            broken[place] = rng.integers(256)
        (tmp_path / "b.gguf").write_bytes(broken)
        with suppress(ValueError):
            file = Gguf(tmp_path / "b.gguf")
            assert [file.tensor(name).dtype for name in file.names] == [np.float32] * len(file.names)


@pytest.mark.parametrize(
    ("kind", "shape", "said"), [(10, (2, 32), "as one of F32"), (3, (2, 20), "whole blocks")]
)
def test_types_and_shapes_that_are_not_known_are_refused(
    kind: int, shape: tuple[int, ...], said: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.gguf", VALUES, {"w": (kind, shape, bytes(400))})
    with pytest.raises(ValueError, match=said):
        Gguf(file)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"PK" + bytes(100))
    with pytest.raises(ValueError, match="begins otherwise"):
        Gguf(tmp_path / "a.gguf")
