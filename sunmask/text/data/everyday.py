"""Everyday texts of many kinds (letters, news, recipes, stories, notices): `everyday.jsonl.xz`. Large
language models wrote them to be learned from."""

import json
import lzma
from pathlib import Path

TEXTS = Path(__file__).with_suffix(".jsonl.xz")
KEPT_APART = 9
"""Every so manieth text is kept apart."""


def everyday_texts(split: str) -> list[str]:
    """Those to learn from ("train"), or those that are kept apart."""
    lines = lzma.decompress(TEXTS.read_bytes()).decode().splitlines()
    is_train = split == "train"
    return [
        json.loads(line)["text"]
        for number, line in enumerate(lines)
        if (number % KEPT_APART != 0) == is_train
    ]
