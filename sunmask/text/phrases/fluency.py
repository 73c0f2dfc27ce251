"""A language model in the sampler of texts: the paper's rejection step with an energy (section 2.3).

After the fall of the doubted share, each step takes a block of free words, proposes others for it, weighs
them by the likelihood of the whole text and by what the model that fills gaps makes of them, and chooses one
(`sunmask.method.resampling`), so the chain tends to p(free words | everything held), to the power of
1 / temperature: both sides of a block count. It begins with the likeliest phrases (`language_model.beams`);
what is proposed later is what the language model writes after the words before a block, in tries of which
one is what stands there (`language_model.continuations`). That model was taught everyday prose
(`language_model/prose`). For longer blocks it takes turns with one that is told what comes after
(`language_model.infilling`). Every other round takes one word at a time: the network
names the likeliest, and its own opinion of them counts as well. It never knows the word that it would
replace: it is shown noise in its place, or, where a masked word is rewritten, the word that was frozen.

Doubt counts here too: a held word that is not trusted weighs less in the energy, and the others hear it
softly. The first round over all blocks only composes: words after the next one that was not composed yet are
no words to fit. A long text is read from LEFT cells before the block to RIGHT after it (`moves`); a note
of the author stands before it, for the language model alone. Of a passage that is rewritten (`passages`)
only its sentence is read, by the model as it came, after the request to say the original in other words
(`rewriting`).

M values of a block, N tokens of a candidate
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from sunmask.text.language_model.asking import Asking
from sunmask.text.language_model.continuations import SoFar
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.phrases.around import Around
from sunmask.text.phrases.echoes import echoes, phrases_of
from sunmask.text.phrases.moves import CLAUSE, Move
from sunmask.text.phrases.reading import shown
from sunmask.text.phrases.rewriting import Sense, judged
from sunmask.text.phrases.told import END
from sunmask.text.phrases.writers import Writers
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import is_apart
from sunmask.text.words.words import FREE, NOTHING, without_separators

NAMED, OWN_SHARE = 48, 0.5
"""Words that the network names for one cell, and what its own opinion of them counts beside the energy: of
two judges who know different things both are right more often than either (`evaluate --parts guesses`)."""
EXPECTED = 30
"""Pieces that the language model expects there: those that are words are named too. It knows words of today
that the network does not."""
NARROWED, NARROWED_IN_RUN, NARROWING_SHARE = 12, 6, 0.75
"""Of them, how many are weighed by the whole text, fewer in a run of free words that was written as a whole:
the likeliest by the words before them and, by so much, by the network."""
AN_ECHO = 2.0
"""Nats that it counts against a phrase when a telling word of it stands near it already."""
A_WORD = 1.0
"""Nats that count for each word of a phrase where other lengths are looked for, too: with each word all is
less likely."""
TOLD_SHARE = (0.25, 1.0)
"""What counts, beside the likelihood, how likely a phrase of up to CLAUSE cells, and a longer one, is to the
model that is told what comes after it. It is asked of as many phrases at most as go on in a search."""
MANY = 4
"""Cells of a block from which on phrases for it often begin alike."""
MOST_KNOWN = 64
"""Places in texts of which is remembered how likely all is there with each phrase."""


class Fluency(Writers):
    """A language model, loaded when it is needed, and what it is asked. note: what it reads before a text."""

    def __init__(self, load: Callable[[], LanguageModel], note: str = ""):
        super().__init__(load, note)
        self._known: OrderedDict[Hashable, dict[tuple[str, ...], float]] = OrderedDict()

    @cached_property
    def sense(self) -> Sense:
        return Sense(self.model.instructed)

    def energy(
        self, around: Around, move: Move, values: Sequence[Sequence[str]], settings: TextSettings
    ) -> Asking[np.ndarray]:
        """The log-likelihood of the text with each value in the block, and how well these fit, in nats over
        the temperature, up to what does not depend on the value, (M,)."""
        place, value_of = self._place(around, move), {shown(value): value for value in values}
        known = self._known_at(place)

        def ask() -> Asking[None]:
            few = (
                len(value_of) <= settings.search_width
            )  # then those that were given up among many are asked about, too
            new = [said for said in value_of if said not in known or (few and np.isneginf(known[said]))]
            if new:
                nats_M = yield from self._nats(around, move, [value_of[said] for said in new], settings)
                known.update(zip(new, nats_M.tolist(), strict=True))

        is_alike = settings.soon and move.is_sought  # all candidates found the same phrases
        yield from self.turns.take(place if is_alike else (place, *value_of), ask)
        return np.array([known[shown(value)] for value in values]) / settings.temperature

    def _place(self, around: Around, move: Move) -> Hashable:
        """Equal where all around a block is the same."""
        beside = tuple(around.symbols[: move.cells[0]]), tuple(around.symbols[move.cells[-1] + 1 :])
        return move.cells, move.end, move.may_be_fewer, beside, around.heard.tobytes(), around.free.tobytes()

    def _known_at(self, place: Hashable) -> dict[tuple[str, ...], float]:
        """How likely all is there with each phrase, in nats, as far as it is known."""
        known = self._known.setdefault(place, {})
        self._known.move_to_end(place)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return known

    def _nats(
        self, around: Around, move: Move, values: Sequence[Sequence[str]], settings: TextSettings
    ) -> Asking[np.ndarray]:
        """The same as `energy` in nats, (M,)."""
        rows = [self._cut(around, move, value) for value in values]
        begin, soft = self._begin(around, move)
        head = self._head_of(move)
        shared = _num_shared(begin, [[*head, *ids] for ids, _ in rows])
        num_known = shared - len(head)
        rests = [ids[num_known:] for ids, _ in rows]
        cells = [np.array(of_row[num_known:]) for _, of_row in rows]
        softness = [np.log(around.heard[of_row]).tolist() for of_row in cells]
        so_far = [around.so_far.get(shown(value)) if shared == len(begin) else None for value in values]
        model = self._model_of(move)
        stem = stem_of(move) + len(begin) - shared
        found = yield from _scored(model, (begin[:shared], soft[:shared]), rests, softness, so_far, stem)
        sums = [
            float((nats_T.numpy() * around.counts[of_row]).sum())
            for nats_T, of_row in zip(found, cells, strict=True)
        ]
        energy_M = np.array(sums)
        if move.may_be_fewer:
            energy_M += A_WORD * np.array([_num_words(value) for value in values])
        if self.model.weighs_phrases and move.passage is None:
            for phrase in phrases_of(around, move):
                energy_M -= AN_ECHO * echoes(around, move, phrase, values)
                most = settings.search_width
                if settings.soon and move.is_sought:  # the phrases of one search are weighed at a time
                    most = (most + 1) // 2
                energy_M = yield from self._told(energy_M, around, move, phrase, values, most)
        return energy_M

    def _told(
        self,
        energy_M: np.ndarray,
        around: Around,
        move: Move,
        phrase: range,
        values: Sequence[Sequence[str]],
        most: int,
    ) -> Asking[np.ndarray]:
        """The energies of values in the block, with how likely the phrase that each makes, and its end, are
        to the model that fills gaps. It is not asked where a phrase is not all that is missing there, or
        nothing follows, and of many values about the best `most` alone: the others are given up."""
        beside = (*around.free[max(0, phrase.start - 1) : phrase.start], *around.free[phrase.stop :][:1])
        whole, block = replace(move, cells=tuple(phrase)), replace(move, end=phrase.stop)
        if self.model.infiller is None or any(beside):
            return energy_M
        num_others = _num_words([around.symbols[cell] for cell in phrase if cell not in move.cells])
        of_count: dict[int, list[int]] = {}
        for at in np.argsort(-energy_M, kind="stable")[:most].tolist():
            of_count.setdefault(num_others + _num_words(values[at]), []).append(at)
        counted_M, share = np.full_like(energy_M, -np.inf), TOLD_SHARE[len(phrase) > CLAUSE]
        for count, its in of_count.items():
            if (head := self._head_told(around, whole, count)) is None:
                return energy_M
            begin, soft = self._begin(around, block, head, is_told=True)
            cuts = [self._cut(around, block, values[at], is_told=True) for at in its]
            rows = [[*head.ids, *ids, END] for ids, _ in cuts]
            shared = _num_shared(begin, rows)
            rests = [row[shared:] for row in rows]
            stem = stem_of(move) + len(begin) - shared
            found = yield from self.model.infiller.scoring(begin[:shared], rests, soft[:shared], stem=stem)
            counted_M[its] = [share * float(nats_T.sum()) for nats_T in found] + energy_M[its]
        return counted_M

    def expected(self, around: Around, move: Move) -> Asking[list[str]]:
        """Words that the language model expects in the only cell of a block, by what is before it."""
        _, log_V = yield from self._model_of(move).reading(*self._begin(around, move))
        space = self._space(around, move, "word")
        likeliest = log_V.topk(min(EXPECTED, len(log_V))).indices.tolist()
        texts = [self.model.pieces.decode([number]) for number in likeliest]
        words = [text.removeprefix(space) for text in texts if text.startswith(space)]
        return [word for word in words if word.isalnum()]

    def narrowed(
        self,
        around: Around,
        move: Move,
        symbols: Sequence[str],
        own_M: np.ndarray,
        count: int | None = None,
        *,
        in_run: bool = False,
    ) -> Asking[list[int]]:
        """Which of the words that are named for one cell are worth weighing by the whole text: numbers, of
        `count` at most. own_M: what the network thinks of each, in nats. in_run: whether the cell is one of
        several that were written as a whole."""
        if count is None:
            count = NARROWED_IN_RUN if in_run else NARROWED
        _, log_V = yield from self._model_of(move).reading(*self._begin(around, move))
        firsts = []
        for symbol in symbols:
            spelled = self._space(around, move, symbol) + without_separators(symbol)
            firsts.append((self.model.pieces.encode(spelled) or [BEGIN])[0])
        return narrowed(log_V, firsts, own_M, count)

    def _space(self, around: Around, move: Move, symbol: str) -> str:
        """What stands before a symbol in the first cell of a block, where it follows another on its line."""
        cell = move.cells[0]
        follows = cell > self._first(move) and "\n" not in around.spaces[cell]
        return " " if follows and is_apart(around.symbols[cell - 1], symbol) else ""

    def judged(
        self, around: Around, move: Move, values: Sequence[Sequence[str]], settings: TextSettings
    ) -> np.ndarray:
        """What else speaks for values of a part of a passage, in nats over the temperature, (M,)."""
        passage = move.passage
        assert passage is not None
        wholes, texts, parts = [], [], []
        for value in [None, *values]:
            symbols = list(around.words if value is None else around.symbols)
            for cell, symbol in zip(move.cells, value or (), strict=False):
                symbols[cell] = symbol
            for cell in passage.cells:
                symbols[cell] = symbols[cell].replace(FREE, NOTHING)
            text, ends = around.set(passage.first, symbols[passage.first : passage.end])
            begin = passage.cells[0] - passage.first
            texts.append(text)
            parts.append((int(ends[begin - 1]) if begin else 0, int(ends[passage.cells[-1] - passage.first])))
            wholes.append([without_separators(symbols[cell]) for cell in passage.cells])
        likeness_M, strays_M = (of_each[1:] for of_each in self.sense.likeness(texts, parts))
        return judged(passage, wholes[1:], likeness_M, strays_M, settings) / settings.temperature


def stem_of(move: Move) -> int:
    """With how many tokens phrases for a block often begin alike: fewer than a phrase has."""
    is_short = len(move.cells) < MANY or move.passage is not None
    return 0 if is_short else 2 * len(move.cells) // 3


def _num_words(value: Sequence[str]) -> int:
    return sum(word != NOTHING for word in value)


def _num_shared(begin: Sequence[int], rows: Sequence[Sequence[int]]) -> int:
    """With how many of these ids all rows begin, so that one of each row is left at least."""
    shared = len(begin)
    for row in rows:
        most = min(shared, len(row) - 1)
        shared = next((at for at in range(most) if row[at] != begin[at]), most)
    return shared


def narrowed(log_V: Tensor, firsts: Sequence[int], own_M: np.ndarray, count: int) -> list[int]:
    """Numbers of the `count` words that are likeliest by the words before them and by the network, in order.
    log_V: what the language model expects next; firsts: the piece that each word begins with; own_M: what the
    network thinks of each, in nats."""
    likely_M = log_V[torch.tensor(firsts)].numpy() + NARROWING_SHARE * own_M
    return np.sort(np.argsort(-likely_M, kind="stable")[:count]).tolist()


def _scored(
    model: LanguageModel,
    begin: tuple[list[int], list[float]],
    rests: Sequence[list[int]],
    softness: Sequence[list[float]],
    so_far: Sequence[SoFar | None],
    stem: int,
) -> Asking[list[Tensor]]:
    """Of some rows. so_far: what is known since they were written; stem: how many tokens are read once of
    those that begin alike."""
    known = {
        number: each
        for number, (each, rest) in enumerate(zip(so_far, rests, strict=True))
        if each is not None and tuple(rest[: len(each.pieces)]) == each.pieces
    }
    found: dict[int, Tensor] = {}
    if new := [number for number in range(len(rests)) if number not in known]:
        scored = yield from model.scoring(
            begin[0], [rests[number] for number in new], begin[1], [softness[number] for number in new], stem
        )
        found.update(zip(new, scored, strict=True))
    if known:
        scored = yield from model.scoring_after(
            [each.read for each in known.values()],
            [rests[number][each.num_read :] for number, each in known.items()],
            [softness[number][each.num_read :] for number, each in known.items()],
        )
        for (number, each), of_rest in zip(known.items(), scored, strict=True):
            found[number] = torch.cat((torch.tensor(each.nats[: each.num_read]), of_rest))
    return [found[number] for number in range(len(rests))]
