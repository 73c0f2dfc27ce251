"""Gaps in passages and everyday texts, with what was written there and what language models write there:

    python -m sunmask.lab.text.fitting.examples --data PASSAGES --out runs/fitting --count 4000 --seed 1

PASSAGES has lines "source<TAB>passage" (see `lab.text.corpora.passages`); everyday texts are those of
`lab.text.corpora.everyday`. The gaps are written to files of A_FILE each, with the features of SmolLM2 that
`text.fitting.network` hears. A call with another seed adds others.

T tokens, W width of the features
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch

from sunmask.lab.text.corpora.english import lines_of
from sunmask.lab.text.corpora.everyday import Filled, everyday_texts, plain_fillings
from sunmask.lab.text.corpora.passages import free_passages
from sunmask.lab.text.infilling.train import BOOKS
from sunmask.method.cells import Plan
from sunmask.text.around import Around
from sunmask.text.asking import alone
from sunmask.text.draws import WordRules
from sunmask.text.fitting.network import Told
from sunmask.text.fitting.phrases import told
from sunmask.text.fluency import Fluency
from sunmask.text.frozen import FrozenText
from sunmask.text.guards import ENDS, JOINING
from sunmask.text.infilling.adapter import filling_language_model
from sunmask.text.language_model import BEGIN
from sunmask.text.marks import directed
from sunmask.text.moves import RIGHT, Move
from sunmask.text.settings import TextSettings
from sunmask.text.vocabulary import english
from sunmask.text.words import FREE, is_mark, text_to_words
from sunmask.text.writers import Wanted

A_FILE = 200
PLAINLY, EVERYDAY, MODERN = 0.4, 0.6, 0.2
"""Shares: of gaps that others chose and filled with plain words; of the rest, of everyday texts, and of
passages that are no books."""
WHOLE, SOUGHT = 0.3, 0.7
"""Shares: of gaps that are a whole sentence; of gaps for which the likeliest phrases are looked for, the
others being tried at a temperature of WARMTHS."""
WARMTHS = (0.7, 0.8, 0.9, 1.0)
SIZES = (1, 1, 1, 2, 3, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 12)
SENTENCE = (4, 14)
"""Cells of a gap, and of one that is a sentence, both included."""
AROUND = (60, 30)
"""Cells before and after a gap, at most."""
FROM_BEGIN = 0.7
"""Share of gaps before which the text begins with a sentence."""
WIDTH, TRIES, MADE, LEAST_MADE = 8, 12, 7, 2
"""Beams of the search; phrases that are tried, and that are kept for each gap, at most and at least."""
MOST_READ = 24
"""Tokens after a phrase whose features are kept."""


@dataclass(frozen=True)
class Gap:
    """Cells `first` to before `end` of a text."""

    words: list[str]
    spaces: list[str]
    first: int
    end: int

    @property
    def written(self) -> tuple[str, ...]:
        return tuple(self.words[self.first : self.end])

    def frozen(self, fluency: Fluency) -> FrozenText:
        """The text with the gap open."""
        words = [FREE if self.first <= at < self.end else word for at, word in enumerate(self.words)]
        is_held = np.array([word != FREE for word in words])[None]
        return FrozenText((words, self.spaces), Plan(is_held, is_held, ~is_held), english(), fluency)


def drawn(passage: str, rng: np.random.Generator) -> Gap | None:
    """A gap of a passage; None where what was drawn has a word that models are not to write there."""
    words, spaces = text_to_words(passage)
    if rng.random() < WHOLE:
        least, most = SENTENCE
        fitting = [(one, end) for one, end in pairwise(_begins(words)) if least <= end - one <= most]
        fitting = [(one, end) for one, end in fitting if one and end < len(words)]
        if not fitting:
            return None
        first, end = fitting[int(rng.integers(len(fitting)))]
    else:
        size = int(rng.choice(SIZES))
        first = int(rng.integers(2, max(3, len(words) - size - 2)))
        end = first + size
    return _cut_out(words, spaces, first, end, rng)


def filled(each: Filled, rng: np.random.Generator) -> Gap | None:
    """A gap that was chosen and filled by others; None in the same case."""
    words, spaces = text_to_words(each.text)
    first = len(text_to_words(each.text[: each.begin])[0])
    return _cut_out(words, spaces, first, len(text_to_words(each.text[: each.end])[0]), rng)


def _cut_out(
    words: Sequence[str], spaces: Sequence[str], first: int, end: int, rng: np.random.Generator
) -> Gap | None:
    """A gap with more or less of what is around it."""
    if end >= len(words) or not _may_be_written(words[first:end], spaces[first + 1 : end]):
        return None
    begin = max(0, first - int(rng.integers(4, AROUND[0])))
    if rng.random() < FROM_BEGIN:
        begin = max(at for at in _begins(words) if at <= begin)
    until = min(len(words), end + int(rng.integers(1, AROUND[1])))
    return Gap([*words[begin:until]], ["", *spaces[begin + 1 : until], ""], first - begin, end - begin)


def _begins(words: Sequence[str]) -> list[int]:
    """Where sentences begin."""
    return [0, *(at + 1 for at, word in enumerate(words) if word in ENDS)]


def _may_be_written(words: Sequence[str], spaces: Sequence[str]) -> bool:
    is_plain = all(word in JOINING if is_mark(word) else word.replace("'", "").isalpha() for word in words)
    return is_plain and not any(word in ENDS for word in words[:-1]) and not any("\n" in of for of in spaces)


def made(gap: Gap, text: FrozenText, rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Phrases that one of the two language models writes in a gap, in one of two ways; none where a rule
    refuses the phrase that the person wrote."""
    settings = TextSettings(temperature=float(rng.choice(WARMTHS)))
    rules = WordRules.of(settings)

    def refuses(words: Sequence[str], cell: int) -> bool:
        return rules.refuses(words, cell, text.vocabulary, settings, text.own)

    def is_refused(phrase: Sequence[str]) -> bool:
        words = [*gap.words[: gap.first], *phrase, *gap.words[gap.end :]]
        return any(refuses(words, cell) for cell in range(gap.first, gap.end))

    if is_refused(gap.written):
        return []
    wanted = Wanted(_around(gap, text), _move(gap, is_told=bool(rng.random() < 0.5)), settings, refuses)
    if rng.random() < SOUGHT:
        phrases = {words for words, _ in alone(text.fluency.sought(wanted, WIDTH))}
    else:
        uniform_2ML = rng.random((2, TRIES, text.fluency.num_pieces(wanted.move)))
        phrases = {each.words for each in alone(text.fluency.written(wanted, uniform_2ML))}
    phrases.discard(gap.written)
    kept = [phrase for phrase in sorted(phrases) if not is_refused(phrase)]
    return [kept[at] for at in rng.permutation(len(kept))[:MADE]]


def _around(gap: Gap, text: FrozenText) -> Around:
    symbols = directed(text.words, text.spaces)
    return Around(text.words, text.spaces, symbols, np.ones(len(symbols), dtype=bool), text.is_free_T)


def _move(gap: Gap, *, is_told: bool = False) -> Move:
    end = min(len(gap.words), gap.end + RIGHT)
    return Move(tuple(range(gap.first, gap.end)), True, True, end, is_told=is_told)


@torch.inference_mode()
def features(gap: Gap, text: FrozenText, phrases: Sequence[Sequence[str]]) -> list[Told]:
    """The features of each phrase in the gap, in half precision; none for a phrase that is cut into other
    pieces at its beginning than a word would be."""
    around, model = _around(gap, text), text.fluency.model
    block = around.block(0, gap.first, model.pieces)
    begin, of_begin = block.before
    rows = [block.cut([*phrase, *around.symbols[gap.end :]]) for phrase in phrases]
    rows = [(ids[len(begin) :], cells[len(begin) :]) for ids, cells in rows if ids[: len(begin)] == begin]
    rows = [(ids[:count], cells[:count]) for ids, cells in rows for count in [_most_read(cells, gap.end)]]
    length = max(len(ids) for ids, _ in rows)
    before, _ = model.read([BEGIN, *begin])
    _, after = model.decoder(
        torch.tensor([[*ids, *[BEGIN] * (length - len(ids))] for ids, _ in rows]), before
    )
    found = []
    for row, (_, cells) in enumerate(rows):
        its = told(after.features_of(row), [-1, *of_begin, *cells], range(gap.first, gap.end))
        found.append(Told(its.features_TW.half(), its.part_T))
    return found


def _most_read(cells: Sequence[int], end: int) -> int:
    """Tokens that are read, with so many from a cell on."""
    return int(np.searchsorted(cells, end)) + MOST_READ


def gaps(folder: Path, split: str, rng: np.random.Generator) -> Iterator[Gap]:
    """Without end; to learn from, of those passages that may be learned from."""
    sources = free_passages(folder) if split == "train" else None
    books, modern = list[str](), list[str]()
    for source, passage in lines_of(folder, split, sources):
        (books if source.startswith(BOOKS) else modern).append(passage.replace("\\n", "\n"))
    everyday, plain = everyday_texts(split), plain_fillings(split)
    while True:
        if rng.random() < PLAINLY:
            if gap := filled(plain[int(rng.integers(len(plain)))], rng):
                yield gap
            continue
        chance = rng.random()
        passages = modern or books if chance < EVERYDAY + MODERN else books
        among = everyday if chance < EVERYDAY else passages
        if gap := drawn(among[int(rng.integers(len(among)))], rng):
            yield gap


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="passages", required=True)
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the run", required=True)
    parser.add_argument("--split", default="train", help="of the passages")
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng, fluency = np.random.default_rng(arguments.seed), Fluency(filling_language_model)
    arguments.out.mkdir(parents=True, exist_ok=True)
    found: list[list[Told]] = []
    drawn_from = gaps(arguments.data, arguments.split, rng)
    for number in range(arguments.count // A_FILE):
        while len(found) < A_FILE:
            gap = next(drawn_from)
            text = gap.frozen(fluency)
            if len(phrases := made(gap, text, rng)) >= LEAST_MADE:
                found.append(features(gap, text, [gap.written, *phrases]))
        name = f"{arguments.split}-{arguments.seed}-{number:03d}.pt"
        torch.save([[tuple(each) for each in phrases] for phrases in found], arguments.out / name)
        print(f"{arguments.split}: {(number + 1) * A_FILE} of {arguments.count} gaps", flush=True)
        found.clear()


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
