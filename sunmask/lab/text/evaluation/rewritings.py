"""Passages that are rewritten: how far the sense is from what stood there, to a judge that takes no part in
rewriting (`likeness`), how many telling words are other ones, whether the length is as asked, and seconds.

The passages come from a file: a text in each line, with what is to be rewritten in round brackets
(`sunmask.text.painted`).
"""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sunmask.kinds.generate import generate
from sunmask.kinds.registry import codec
from sunmask.lab.text.evaluation.likeness import Likeness
from sunmask.method.cells import Plan
from sunmask.method.sampling import Model
from sunmask.text.painted import PaintedText, read_painted
from sunmask.text.phrases.passages import Passage, passages, room_to_grow
from sunmask.text.phrases.rewriting import are_alike, content_words
from sunmask.text.settings import WORD_BY_WORD, TextSettings
from sunmask.text.words.words import FREE, NOTHING, is_mark

WAYS: tuple[Mapping[str, Any], ...] = (
    {"wording": WORD_BY_WORD},
    {"wording": "near"},
    {"wording": "plainer"},
    {"wording": "other"},
    {"wording": "near", "length": "shorter"},
    {"wording": "near", "length": "longer"},
)


def rewritings(
    model: Model,
    judge: Likeness,
    lines: Sequence[str],
    *,
    count: int = 1,
    seed: int = 0,
    ways: Sequence[Mapping[str, Any]] = WAYS,
) -> list[dict[str, Any]]:
    """Figures of each way: distance, the mean of the whole text from what it was; changed, the share of
    content words that the original does not have; in_range, the share of passages with the requested length;
    same, the share that came out as they were; seconds of a core for a candidate; made, the texts. count:
    candidates of each line."""
    painted = [read_painted(line) for line in lines]
    found = []
    for way in ways:
        settings = TextSettings.from_json(dict(way))  # as the studio reads them, with its numbers of steps
        of_way = [_of_line(model, each, settings, count, seed + at) for at, each in enumerate(painted)]
        made = [text for each in of_way for text in each["made"]]
        before = [_text(each.content) for each in painted for _ in range(count)]
        distance = judge.distance(before, made)
        changed = [share for each in of_way for share in each["changed"]]
        in_range = [is_in for each in of_way for is_in in each["in_range"]]
        found.append(
            {
                "way": dict(way),
                "distance": round(float(np.mean(distance)), 4),
                "changed": round(float(np.mean(changed)), 3),
                "in_range": round(float(np.mean(in_range)), 3),
                "passages": len(in_range),
                "same": round(sum(a == b for a, b in zip(before, made, strict=True)) / len(made), 3),
                "seconds": round(float(np.mean([each["seconds"] for each in of_way])), 1),
                "made": made,
            }
        )
    return found


def _of_line(
    model: Model, painted: PaintedText, settings: TextSettings, count: int, seed: int
) -> dict[str, Any]:
    content, plan = painted.content, painted.plan
    if settings.length == "longer":
        content, plan = with_room(painted)
    there = passages(content["words"], content["spaces"], plan)
    began = time.process_time()
    made = generate(model, content, plan, count=count, seed=seed, settings=settings)
    seconds = (time.process_time() - began) / count
    changed, in_range = [], []
    for each in made:
        for passage in there:
            new = [each["words"][cell] for cell in passage.cells]
            least, most = passage.range(settings.length)
            in_range.append(least <= sum(word != NOTHING and not is_mark(word) for word in new) <= most)
            words = content_words(new)
            others = [word for word in words if not any(are_alike(word, old) for old in passage.original)]
            changed.append(len(others) / max(1, len(words)))
    return {
        "made": [_text(each) for each in made],
        "changed": changed,
        "in_range": in_range,
        "seconds": seconds,
    }


def with_room(painted: PaintedText) -> tuple[dict[str, Any], Plan]:
    """A text and its plan with free places after the last word of each passage, as the studio adds them."""
    content, plan = painted.content, painted.plan
    words, spaces = list(content["words"]), list(content["spaces"])
    rows = [plan.trust[0].tolist(), plan.hold[0].tolist(), plan.renoise[0].tolist()]
    for passage in reversed(passages(words, spaces, plan)):
        at = _last_word(passage) + 1
        more = room_to_grow(passage.num_words)
        words[at:at] = [FREE] * more
        spaces[at:at] = [" "] * more
        for row, value in zip(rows, (False, False, True), strict=True):
            row[at:at] = [value] * more
    trust, hold, renoise = (np.array([row]) for row in rows)
    return {**content, "words": words, "spaces": spaces}, Plan(trust, hold, renoise)


def _last_word(passage: Passage) -> int:
    return max(cell for cell in passage.cells if not is_mark(passage.words[cell]))


def _text(content: Mapping[str, Any]) -> str:
    return codec("text").write(content, "text").decode()
