"""Files of weights in the GGUF format (versions 2 and 3, little-endian), read through a memory map.

Layout: the magic "GGUF", the version, the numbers of tensors and of key-value pairs, the pairs, each tensor's
name, shape, type and offset, padding, and the data. Sizes and offsets are checked before anything is read, so
a broken or malicious file is refused with a sentence. Source: the GGUF specification (ggml, docs/gguf.md).
"""

import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sunmask.models.gguf_blocks import TYPES, BlockType

MAGIC, VERSIONS = b"GGUF", (2, 3)
MOST_PAIRS, MOST_TENSORS, MOST_ITEMS, MOST_BYTES_OF_TEXT = 1 << 12, 1 << 14, 1 << 21, 1 << 24
MOST_AXES = 4
_SCALARS = {
    0: "<u1",
    1: "<i1",
    2: "<u2",
    3: "<i2",
    4: "<u4",
    5: "<i4",
    6: "<f4",
    7: "?",
    10: "<u8",
    11: "<i8",
}
_SCALARS[12] = "<f8"
_TEXT, _ARRAY = 8, 9


@dataclass(frozen=True)
class _Tensor:
    shape: tuple[int, ...]
    type: BlockType
    begin: int
    end: int


class Gguf:
    """Key-value pairs (`values`) and tensors of a GGUF file. Raises ValueError for any other file, OSError
    where there is no file."""

    def __init__(self, file: Path):
        self.file = file
        with file.open("rb") as opened:
            try:
                self._data = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
            except ValueError:
                raise ValueError(f"expected a GGUF file with weights, got an empty one: {file}") from None
        self._at = 0
        try:
            self.values, self._tensors = self._read()
        except (struct.error, UnicodeDecodeError, KeyError, IndexError, OverflowError) as error:
            raise ValueError(f"expected a whole GGUF file, but {file} is cut short or broken") from error

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._tensors)

    def tensor(self, name: str) -> np.ndarray:
        """A tensor in fp32, the axis that is contiguous in memory last. Raises ValueError for an unknown
        name."""
        if name not in self._tensors:
            raise ValueError(f"expected a tensor {name} in {self.file}, which has none")
        found = self._tensors[name]
        blocks = np.frombuffer(self._data[found.begin : found.end], dtype=np.uint8)
        return found.type.decode(blocks.reshape(-1, found.type.size)).reshape(found.shape)

    def _read(self) -> tuple[dict[str, Any], Mapping[str, _Tensor]]:
        if bytes(self._take(4)) != MAGIC:
            raise ValueError(f"expected a GGUF file, but {self.file} begins otherwise")
        if (version := self._number("<u4")) not in VERSIONS:
            raise ValueError(f"expected GGUF version 2 or 3 in {self.file}, got {version}")
        num_tensors = self._count("tensors", MOST_TENSORS)
        values: dict[str, Any] = {}
        for _ in range(self._count("values", MOST_PAIRS)):
            name = self._text()
            values[name] = self._value(self._number("<u4"))
        found = [self._described() for _ in range(num_tensors)]
        padding = int(values.get("general.alignment", 32))
        if padding < 1:
            raise ValueError(f"expected an alignment of 1 or more in {self.file}, got {padding}")
        base = -(-self._at // padding) * padding
        tensors = {}
        for name, shape, kind, offset in found:
            count = int(np.prod(shape, dtype=object))
            if kind not in TYPES:
                known = ", ".join(each.name for each in TYPES.values())
                raise ValueError(f"expected {name} in {self.file} as one of {known}, got type {kind}")
            if count % TYPES[kind].count or (shape and shape[-1] % TYPES[kind].count):
                raise ValueError(f"expected rows of whole blocks of {TYPES[kind].name}, got {name} {shape}")
            begin = base + offset
            end = begin + count // TYPES[kind].count * TYPES[kind].size
            if end > len(self._data):
                raise ValueError(f"expected a whole GGUF file, but {self.file} ends before {name}")
            tensors[name] = _Tensor(shape, TYPES[kind], begin, end)
        return values, tensors

    def _described(self) -> tuple[str, tuple[int, ...], int, int]:
        name, num_axes = self._text(), self._number("<u4")
        if num_axes > MOST_AXES:
            raise ValueError(f"expected up to {MOST_AXES} axes in {self.file}, got {num_axes}")
        axes = [self._number("<u8") for _ in range(num_axes)]
        return name, tuple(reversed(axes)), self._number("<u4"), self._number("<u8")

    def _value(self, kind: int) -> Any:
        if kind == _TEXT:
            return self._text()
        if kind != _ARRAY:
            return self._number(_SCALARS[kind])
        of, count = self._number("<u4"), self._count("items", MOST_ITEMS)
        if of == _TEXT:
            return [self._text() for _ in range(count)]
        dtype = np.dtype(_SCALARS[of])
        return np.frombuffer(self._take(count * dtype.itemsize), dtype=dtype).tolist()

    def _count(self, what: str, most: int) -> int:
        if (count := self._number("<u8")) > most:
            raise ValueError(f"expected up to {most:,} {what} in {self.file}, got {count:,}")
        return count

    def _number(self, kind: str) -> Any:
        dtype = np.dtype(kind)
        return np.frombuffer(self._take(dtype.itemsize), dtype=dtype)[0].item()

    def _text(self) -> str:
        return bytes(self._take(self._count("bytes of text", MOST_BYTES_OF_TEXT))).decode()

    def _take(self, size: int) -> memoryview:
        if self._at + size > len(self._data):
            raise IndexError(size)
        self._at += size
        return self._data[self._at - size : self._at]
