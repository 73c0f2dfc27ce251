"""The record of a ranking as hashes: what was fixed before the first pair, and all that happened since.

Text is JSON with sorted keys, no spaces and ASCII alone, so that any program can hash it again.
"""

import hashlib
import json
from typing import Any

import numpy as np


def sha256_of(value: Any) -> str:
    """The hash of a value as JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seal_of(*, takes: Any, controls: Any, seed: str, rules: Any) -> str:
    """The hash of what must not change: ids with hashes of their contents, the seed, the rules."""
    return sha256_of({"takes": takes, "controls": controls, "seed": seed, "rules": rules})


def next_hash(last: str, what: Any) -> str:
    """The hash of what happened after something with the hash `last`."""
    return sha256_of([last, what])


def generator(seed: str, number: int) -> np.random.Generator:
    """What chooses the pair that becomes entry `number`."""
    return np.random.default_rng(int(sha256_of([seed, number, "pair"]), 16))


def sides(seed: str, number: int, pair: tuple[str, str]) -> tuple[str, str]:
    """The two ids, that on the left first, as the seed says for entry `number`."""
    first, second = sorted(pair)
    return (second, first) if int(sha256_of([seed, number, "sides"]), 16) % 2 else (first, second)
