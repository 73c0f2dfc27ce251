"""Small GGUF files written by hand: of every type of block, and of a tiny decoder."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

ALIGNMENT = 32


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value.encode())) + value.encode()


def value(of: Any) -> bytes:
    """Type and value of a pair."""
    if isinstance(of, str):
        return struct.pack("<I", 8) + text(of)
    if isinstance(of, float):
        return struct.pack("<If", 6, of)
    if isinstance(of, int):
        return struct.pack("<II", 4, of)
    if of and isinstance(of[0], str):
        return struct.pack("<IIQ", 9, 8, len(of)) + b"".join(map(text, of))
    return struct.pack("<IIQ", 9, 5, len(of)) + np.array(of, dtype="<i4").tobytes()


def write(
    file: Path, values: Mapping[str, Any], tensors: Mapping[str, tuple[int, tuple[int, ...], bytes]]
) -> Path:
    """tensors: by name the number of their type, their shape and their bytes."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values))
    head += b"".join(text(name) + value(of) for name, of in values.items())
    data = b""
    for name, (kind, shape, content) in tensors.items():
        axes = struct.pack(f"<{len(shape)}Q", *reversed(shape))
        head += text(name) + struct.pack("<I", len(shape)) + axes + struct.pack("<IQ", kind, len(data))
        data += content + b"\0" * (-len(content) % ALIGNMENT)
    file.write_bytes(head + b"\0" * (-len(head) % ALIGNMENT) + data)
    return file


def plain(numbers: np.ndarray) -> tuple[int, tuple[int, ...], bytes]:
    """A tensor in fp32."""
    return 0, numbers.shape, numbers.astype("<f4").tobytes()


def tiny_decoder(
    file: Path,
    tokens: list[str],
    merges: list[str],
    seed: int = 0,
    family: str = "llama",
    **others: Any,
) -> Path:
    """A decoder of two layers and width 16 that knows nothing, with these pieces. family: llama or qwen2.
    others: more values, with two underscores for each full stop."""
    rng = np.random.default_rng(seed)

    def random(*shape: int) -> tuple[int, tuple[int, ...], bytes]:
        return plain(rng.normal(size=shape) * 0.3)

    values = {
        "general.architecture": "llama",
        "llama.vocab_size": len(tokens),
        "llama.embedding_length": 16,
        "llama.attention.head_count": 4,
        "llama.attention.head_count_kv": 2,
        "llama.block_count": 2,
        "llama.feed_forward_length": 32,
        "llama.rope.freq_base": 10000.0,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.merges": merges,
        "tokenizer.ggml.token_type": [3] + [1] * (len(tokens) - 1),
    }
    tensors = {"token_embd.weight": random(len(tokens), 16), "output_norm.weight": plain(np.ones(16))}
    for layer in range(2):
        shapes = {"attn_q": (16, 16), "attn_k": (8, 16), "attn_v": (8, 16), "attn_output": (16, 16)}
        shapes |= {"ffn_gate": (32, 16), "ffn_up": (32, 16), "ffn_down": (16, 32)}
        for name, shape in shapes.items():
            tensors[f"blk.{layer}.{name}.weight"] = random(*shape)
        for name in ("attn_norm", "ffn_norm"):
            tensors[f"blk.{layer}.{name}.weight"] = plain(np.ones(16))
        if family == "qwen2":
            tensors |= {
                f"blk.{layer}.attn_{name}.bias": random(size)
                for name, size in zip("qkv", (16, 8, 8), strict=True)
            }
    values = {name.replace("llama", family): each for name, each in values.items()}
    values |= {
        "general.architecture": family,
        **{name.replace("__", "."): each for name, each in others.items()},
    }
    return write(file, values, tensors)
