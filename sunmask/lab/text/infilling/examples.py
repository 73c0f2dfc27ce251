"""Gaps in documents, as examples to learn from: some words, a clause, or a sentence is missing.

Documents are ids of SmolLM2's pieces, (N,). T ids of an example
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sunmask.lab.text.corpora.everyday import Filled
from sunmask.text.language_model.byte_pieces import BytePieces
from sunmask.text.language_model.model import BEGIN
from sunmask.text.phrases.prompts import END, infilling_ids
from sunmask.text.rules.guards import ENDS

NOT_ASKED = -1
"""In place of a target where nothing is learned."""
KINDS, SHARES = ("words", "clause", "sentence"), (0.3, 0.3, 0.4)
CELLS = {"words": (1, 5), "clause": (5, 15)}
"""How many are missing, from the first number to before the second."""
SENTENCE = (3, 32)
"""The same of a sentence, both included."""
NO_MARK, WITHIN, NO_AFTER, NOT_COUNTED = 0.3, 0.3, 0.04, 0.15
"""Shares: of sentences whose mark stays; of those that are missing from within; of gaps with nothing after
them; of those whose cells are not counted."""
MOST_BEFORE, MOST_AFTER = 80, 40
"""Pieces that are told of."""
CONTINUED = 10
"""Pieces after a gap to which a filling is to lead."""
LEAST_CELLS = 12


class Example(NamedTuple):
    """Ids and, of each, the one that is to come after it, or NOT_ASKED. branch: of each, the number of the
    filling that it belongs to, or 0 where all hear it; without any, all do."""

    ids: list[int]
    target: list[int]
    branch: Sequence[int] = ()


class Gap(NamedTuple):
    """Ids before, in and after it. others: what else could stand there, of as many cells."""

    before: np.ndarray
    missing: np.ndarray
    after: np.ndarray
    others: Sequence[np.ndarray] = ()


class Gaps:
    """Where cells and sentences begin, by the pieces of a document."""

    def __init__(self, pieces: BytePieces):
        self.pieces = pieces
        texts = [raw.decode(errors="replace") for raw in pieces.bytes]
        marks = {*ENDS, *(f'{mark}"' for mark in ENDS)}
        self.begins = np.array([not (text[:1].isalnum() or text[:1] == "'") for text in texts])
        """Whether a piece begins a cell."""
        self.closes = np.array([text.strip(" ") in marks for text in texts])
        """Whether it ends a sentence."""

    def num_cells(self, ids: np.ndarray) -> int:
        return max(1, int(self.begins[ids].sum()))

    def drawn(self, document: np.ndarray, rng: np.random.Generator) -> Gap | None:
        """None where the document is too short, or no sentence of it fits."""
        starts = np.flatnonzero(self.begins[document])
        starts = starts[starts > 0]
        if len(starts) < LEAST_CELLS:
            return None
        kind = rng.choice(KINDS, p=SHARES)
        if kind == "sentence":
            span = self._sentence(document, starts, rng)
        else:
            at, count = int(rng.integers(len(starts) - 1)), int(rng.integers(*CELLS[kind]))
            span = int(starts[at]), int(starts[min(at + count, len(starts) - 1)])
        if span is None or span[0] >= span[1]:
            return None
        return self.around(document, *span, rng)

    def around(self, document: np.ndarray, begin: int, end: int, rng: np.random.Generator) -> Gap:
        """Ids from `begin` to before `end` as a gap, with more or less of what is around them."""
        num_before = int(rng.integers(MOST_BEFORE))
        num_after = 0 if rng.random() < NO_AFTER else int(rng.integers(1, MOST_AFTER))
        return self._cut_out(document, begin, end, num_before, num_after)

    def in_full(self, document: np.ndarray, begin: int, end: int) -> Gap:
        """The same with as much around them as is ever told."""
        return self._cut_out(document, begin, end, MOST_BEFORE, MOST_AFTER - 1)

    def _cut_out(self, document: np.ndarray, begin: int, end: int, num_before: int, num_after: int) -> Gap:
        """A gap with so many ids around it at most."""
        first = begin - min(begin, num_before)
        if first:  # from a whole cell on
            starts = np.flatnonzero(self.begins[document])
            first = int(starts[starts >= first][0])
        return Gap(document[min(first, begin) : begin], document[begin:end], document[end : end + num_after])

    def filled(self, filled: Filled) -> tuple[np.ndarray, int, int]:
        """The ids of a text, and the first and one past the last of its filling."""
        ids, ends = self.pieces.cut(filled.text)
        begin, end = np.searchsorted(ends, (filled.begin, filled.end), side="right")
        return np.array(ids), int(begin), int(end)

    def _sentence(
        self, document: np.ndarray, starts: np.ndarray, rng: np.random.Generator
    ) -> tuple[int, int] | None:
        bounds = [0, *(np.flatnonzero(self.closes[document][:-1]) + 1).tolist()]
        least, most = SENTENCE
        fitting = [
            (begin, end)
            for begin, end in itertools.pairwise(bounds)
            if least <= self.num_cells(document[begin:end]) <= most
        ]
        if not fitting:
            return None
        begin, end = fitting[int(rng.integers(len(fitting)))]
        end -= rng.random() < NO_MARK
        inside = starts[(starts > begin) & (starts < end - 2)]
        if rng.random() < WITHIN and len(inside):
            begin = int(rng.choice(inside))
        return begin, end

    def example(self, gap: Gap, *, is_counted: bool = True) -> Example:
        """A gap as it is told, and what is missing there, or else could stand there: these do not hear each
        other, and each begins with the last id before the gap."""
        count = self.num_cells(gap.missing) if is_counted else None
        head = [*infilling_ids(self.pieces, gap.after.tolist(), count), *gap.before.tolist()]
        return _branching(head, [[*filling.tolist(), END] for filling in (gap.missing, *gap.others)])

    def continued(self, gap: Gap) -> Example:
        """The same by what comes before alone, each filling with the beginning of what comes after it."""
        after = gap.after[:CONTINUED].tolist()
        fillings = [[*filling.tolist(), *after] for filling in (gap.missing, *gap.others)]
        return _branching([BEGIN, *gap.before.tolist()], fillings)

    def untold(self, gap: Gap) -> Example:
        """The example of a missing phrase with only the text before it as context."""
        ids = [BEGIN, *gap.before.tolist(), *gap.missing.tolist()]
        return Example(ids, [*[NOT_ASKED] * len(gap.before), *gap.missing.tolist(), NOT_ASKED])

    def plain(self, gap: Gap) -> Example:
        """The same text from left to right, so that this is not forgotten."""
        ids = [BEGIN, *gap.before.tolist(), *gap.missing.tolist(), *gap.after.tolist()]
        return Example(ids, [*ids[1:], NOT_ASKED])


def _branching(head: Sequence[int], endings: Sequence[Sequence[int]]) -> Example:
    """Ids with several endings, each of which hears the former alone."""
    *ids, last = head
    target, branch = [NOT_ASKED] * len(ids), [0] * len(ids)
    for number, ending in enumerate(endings, 1):
        ids += [last, *ending[:-1]]
        target += ending
        branch += [number] * len(ending)
    return Example(ids, target, branch)


def collated(examples: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, targets and branches, (B, T) each."""
    length = max(len(each.ids) for each in examples)
    shape = len(examples), length
    found = torch.full(shape, BEGIN), torch.full(shape, NOT_ASKED), torch.zeros(shape, dtype=torch.long)
    for row, each in enumerate(examples):
        for its_BT, its in zip(found, each, strict=True):
            its_BT[row, : len(its)] = torch.tensor(its)
    return found
