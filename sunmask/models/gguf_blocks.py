"""The types of numbers in GGUF files, and how blocks of each type are decoded to fp32.

Source: the GGUF specification (ggml, docs/gguf.md) and the layout of blocks in ggml (ggml-common.h).

N blocks
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class BlockType:
    """A type: a block has `count` numbers in `size` bytes; `decode` maps blocks (N, size) to fp32, (N,
    count)."""

    name: str
    count: int
    size: int
    decode: Callable[[np.ndarray], np.ndarray]


def _plain(kind: str) -> Callable[[np.ndarray], np.ndarray]:
    return lambda blocks: blocks.view(kind).astype(np.float32)


def _bf16(blocks: np.ndarray) -> np.ndarray:
    """bf16 is the upper half of fp32."""
    return (blocks.view("<u2").astype(np.uint32) << 16).view(np.float32)


def _halves(blocks: np.ndarray, at: int) -> np.ndarray:
    return np.ascontiguousarray(blocks[:, at : at + 2]).view("<f2").astype(np.float32)


def _nibbles(blocks: np.ndarray, at: int) -> np.ndarray:
    """32 numbers from 0 to 15 of each block: the low four bits of each byte, then the high ones."""
    count = blocks.shape[1] - at
    result = np.empty((len(blocks), 2 * count), dtype=np.float32)
    result[:, :count] = blocks[:, at:] & 15
    result[:, count:] = blocks[:, at:] >> 4
    return result


def _fifth_bits(blocks: np.ndarray, at: int) -> np.ndarray:
    """The fifth bit of each of 32 numbers, as 16 or 0, from four bytes."""
    bits = np.unpackbits(np.ascontiguousarray(blocks[:, at : at + 4]), axis=1, bitorder="little")
    return bits.astype(np.float32) * 16


def _q4_0(blocks: np.ndarray) -> np.ndarray:
    result = _nibbles(blocks, 2)
    result -= 8
    result *= _halves(blocks, 0)
    return result


def _q4_1(blocks: np.ndarray) -> np.ndarray:
    result = _nibbles(blocks, 4)
    result *= _halves(blocks, 0)
    result += _halves(blocks, 2)
    return result


def _q5_0(blocks: np.ndarray) -> np.ndarray:
    return (_nibbles(blocks, 6) + _fifth_bits(blocks, 2) - 16) * _halves(blocks, 0)


def _q5_1(blocks: np.ndarray) -> np.ndarray:
    return (_nibbles(blocks, 8) + _fifth_bits(blocks, 4)) * _halves(blocks, 0) + _halves(blocks, 2)


def _q8_0(blocks: np.ndarray) -> np.ndarray:
    return blocks[:, 2:].view("i1") * _halves(blocks, 0)


def _scales_and_offsets(blocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scales and offsets of the eight parts of each block of Q4_K or Q5_K, (N, 8, 1) each. Both have six
    bits; for the last four parts the upper two bits are stored apart."""
    scales, offsets, both = blocks[:, 4:16].reshape(-1, 3, 4).swapaxes(0, 1)
    parts = [
        np.concatenate([first & 63, low | first >> 2 & 48], axis=1).astype(np.float32)
        for first, low in ((scales, both & 15), (offsets, both >> 4))
    ]
    scale, offset = (_halves(blocks, at) * part for at, part in zip((0, 2), parts, strict=True))
    return scale[:, :, None], offset[:, :, None]


def _in_eight_parts(four_bits: np.ndarray) -> np.ndarray:
    """Numbers from 0 to 15, (N, 8, 32): the low four bits of 32 bytes are one part, the high ones the
    next."""
    pairs = four_bits.reshape(-1, 4, 1, 32) >> np.array([0, 4], dtype=np.uint8)[:, None]
    return (pairs & 15).reshape(-1, 8, 32)


def _q4_k(blocks: np.ndarray) -> np.ndarray:
    scale, offset = _scales_and_offsets(blocks)
    return (_in_eight_parts(blocks[:, 16:]) * scale - offset).reshape(len(blocks), -1)


def _q5_k(blocks: np.ndarray) -> np.ndarray:
    scale, offset = _scales_and_offsets(blocks)
    fifth = blocks[:, None, 16:48] >> np.arange(8, dtype=np.uint8)[:, None] & 1
    return ((_in_eight_parts(blocks[:, 48:]) + fifth * np.uint8(16)) * scale - offset).reshape(
        len(blocks), -1
    )


def _q6_k(blocks: np.ndarray) -> np.ndarray:
    """Sixteen numbers share a scale. In each half of a block the low four bits are in 64 bytes, the upper two
    in 32."""
    shifts = np.array([0, 2, 4, 6], dtype=np.uint8)
    low = (blocks[:, :128].reshape(-1, 2, 1, 64) >> shifts[::2, None] & 15).reshape(-1, 2, 4, 32)
    upper = blocks[:, 128:192].reshape(-1, 2, 1, 32) >> shifts[:, None] & 3
    whole = (low | upper << 4).astype(np.float32).reshape(-1, 16, 16) - 32
    scale = blocks[:, 192:208].view("i1") * _halves(blocks, 208)
    return (whole * scale[:, :, None]).reshape(len(blocks), -1)


TYPES = {
    0: BlockType("F32", 1, 4, _plain("<f4")),
    1: BlockType("F16", 1, 2, _plain("<f2")),
    2: BlockType("Q4_0", 32, 18, _q4_0),
    3: BlockType("Q4_1", 32, 20, _q4_1),
    6: BlockType("Q5_0", 32, 22, _q5_0),
    7: BlockType("Q5_1", 32, 24, _q5_1),
    8: BlockType("Q8_0", 32, 34, _q8_0),
    12: BlockType("Q4_K", 256, 144, _q4_k),
    13: BlockType("Q5_K", 256, 176, _q5_k),
    14: BlockType("Q6_K", 256, 210, _q6_k),
    30: BlockType("BF16", 1, 2, _bf16),
}
"""By their number in the file. Files named Q4_K_M and the like hold several of these. A block of Q4_1 has a
scale, a minimum and 32 numbers of four bits."""
