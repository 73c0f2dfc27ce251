"""Everyday texts of many kinds (letters, news, recipes, stories, notices): `everyday.jsonl.xz`. Large
language models wrote them to be learned from. `fillings.jsonl.xz` has gaps in some of them, each with plain
phrases that could stand there, by the same."""

import json
import lzma
from pathlib import Path
from typing import Any, NamedTuple

TEXTS = Path(__file__).with_suffix(".jsonl.xz")
FILLINGS = TEXTS.with_name("fillings.jsonl.xz")
KEPT_APART, FILLINGS_APART = 9, 11
"""Every so manieth text is kept apart, and of those with gaps that were filled every so manieth as well."""


class Filled(NamedTuple):
    """A text whose characters from `begin` to before `end` fill a gap."""

    text: str
    begin: int
    end: int


def everyday_texts(split: str) -> list[str]:
    """Those to learn from ("train"), or those that are kept apart."""
    return [
        each["text"]
        for number, each in enumerate(_lines(TEXTS))
        if (number % KEPT_APART != 0) == (split == "train")
    ]


def plain_fillings(split: str) -> list[Filled]:
    """All fillings of the gaps in texts to learn from ("train"), or in those that are kept apart."""
    texts = [each["text"] for each in _lines(TEXTS)]
    found = []
    for each in _lines(FILLINGS):
        if (each["text"] % FILLINGS_APART != 0) == (split == "train"):
            before, after = texts[each["text"]].split(each["gap"])
            begin = len(before)
            found += [Filled(before + its + after, begin, begin + len(its)) for its in each["plain"]]
    return found


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lzma.decompress(file.read_bytes()).decode().splitlines()]
