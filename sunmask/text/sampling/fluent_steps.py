"""One step of one candidate with a language model: the paper's rejection step with an energy (section 2.3).
For each block of a step, phrases are proposed (`phrases.propose`) and scored (`phrases.score`), one is chosen
(`phrases.choose`), and it is written into the grid here.

So the chain converges to p(free words | held words) to the power of 1 / temperature, given the words on both
sides of a block. The network never sees the present word of a place for which it proposes another: it sees
noise there, or the frozen word if the word is masked.

T words, N tokens, M values of a block
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from torch import Tensor

from sunmask.method.candidate_steps import StepContext
from sunmask.method.resampling import resampled
from sunmask.method.windows import SeenLogits
from sunmask.text.language_model.asking import Asking
from sunmask.text.phrases.choose import apart, shared_out
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Gaps, Move, Writing, moves, tries_of
from sunmask.text.phrases.passages import rewrites_passages
from sunmask.text.phrases.propose import Wanted, drawn, expected, narrowed, num_pieces
from sunmask.text.phrases.pull import Pull, near
from sunmask.text.phrases.rewriting import content_words
from sunmask.text.phrases.run_models import Task, Words
from sunmask.text.phrases.score import score, target
from sunmask.text.phrases.together import Wanting, fillings
from sunmask.text.sampling.draws import WordRules
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, NOTHING, is_mark, without_separators

if TYPE_CHECKING:
    from sunmask.text.sampling.layout import TextLayout


class FluentStep:
    """The moves of a step: the input of the network for them, and their execution."""

    def __init__(self, layout: TextLayout, now: StepContext, found: Sequence[Move]) -> None:
        self.layout, self.text, self.moves, self.models = layout, layout.text, found, layout.text.models
        self._step, self._generator, self._free_T = now.step, now.generator, now.free_VT[0]
        self._weighs_T = np.ones(len(self.text.words), dtype=bool)
        self.must = np.zeros(len(self.text.words), dtype=bool)
        self._settings, self._number = TextSettings.of(now.settings), now.number
        self._rules = WordRules.of(self._settings)
        self._near_doubt_T = np.zeros(len(self.text.words), dtype=bool)
        """Cells near a doubted, held word, if the pull is on."""
        self.cells = self._cells(found)
        """Cells that a move may change, (T,)."""
        self.written = self._cells([move for move in found if isinstance(move, Writing)])
        """Cells that the language model writes, for which the network is not needed, (T,)."""

    @staticmethod
    def begun(layout: TextLayout, now: StepContext) -> FluentStep | None:
        """The step of a candidate; None if nothing is free or forced words are still missing."""
        settings, free_T = TextSettings.of(now.settings), now.free_VT[0].copy()
        rules = WordRules.of(settings)
        words = [without_separators(symbol) for symbol in layout.symbols(now.ids_VN)[0]]
        configuration = layout.text.models.configuration
        is_late = now.step / settings.num_steps >= configuration.drawing.placed_after
        if any(rules.missing(words, free_T, is_late=is_late)):
            return None
        free_T[rules.standing(words, free_T)] = False
        plan = layout.plan
        rewritten_T = free_T & ~plan.renoise[0] & ~plan.hold[0]
        passages = layout.text.passages if rewrites_passages(settings) else ()
        found = moves(free_T, rewritten_T, now.step, settings, passages, configuration.proposing)
        there = [_as_it_stands(move, words, layout.text.words, now.step) for move in found]
        found = [move for move in there if move.cells]
        # without moves the network must not change what was written
        return FluentStep(layout, now, found) if free_T.any() else None

    def _cells(self, found: Sequence[Move]) -> np.ndarray:
        cells_T = np.zeros(len(self.text.words), dtype=bool)
        cells_T[[cell for move in found for cell in move.cells]] = True
        return cells_T

    def visible_ids(self, ids_VN: np.ndarray, weighs_T: np.ndarray, must_T: np.ndarray) -> np.ndarray:
        """The ids that the network sees. A place for which it proposes words has noise, or the frozen word if
        that is masked. weighs_T: cells that count in full; must_T: cells with noise, for which the network
        draws a word before the moves."""
        self._weighs_T, self.must = weighs_T, must_T
        if self._settings.pull > 0:
            self._near_doubt_T = near(~weighs_T, self.models.configuration.scoring.pull_reach)
        shown_VN = ids_VN.copy()
        noise_VN = self.layout.noise(self._generator(self._step, "fluency noise"))
        for move in self.moves:
            for cell in move.cells if not isinstance(move, Writing) or self._is_pulled(move) else ():
                tokens, frozen = self.layout.tokens(cell), self.text.pieces[cell]
                is_rewritten = not self.text.plan.renoise[0, cell]
                keeps = is_rewritten and move.passage is None and len(frozen) == tokens.stop - tokens.start
                shown_VN[0, tokens] = frozen if keeps else noise_VN[0, tokens]
        return shown_VN

    @property
    def is_pulled(self) -> bool:
        """Whether doubted, held words steer any move."""
        return any(map(self._is_pulled, self.moves))

    def _is_pulled(self, move: Move) -> bool:
        return move.passage is None and bool(self._near_doubt_T[list(move.cells)].any())

    @property
    def opposed_T(self) -> np.ndarray:
        """Held cells that the network also sees with trust and doubt exchanged, for the pull."""
        return self._near_doubt_T & ~self._free_T

    def _pull(self, move: Move, ids_VN: np.ndarray, logits: SeenLogits) -> Pull | None:
        if not self._is_pulled(move):
            return None
        in_move_T = self._cells([move])
        scoring = self.models.configuration.scoring
        near_VT = (near(in_move_T, scoring.pull_reach) & self._free_T)[None]
        symbols = self.layout.symbols(ids_VN)[0]
        standing = [without_separators(symbol) for symbol in symbols[~in_move_T]]
        changed_MP = logits.changed(self.layout.to_tokens(near_VT))
        if not len(changed_MP):  # the network saw no free cell nearby
            return None
        return Pull(changed_MP, self._settings.pull, standing, scoring.most_pull)

    def after(self, ids_VN: np.ndarray, logits: SeenLogits, settings: TextSettings) -> Asking[np.ndarray]:
        """The ids (1, N) after all moves. Those that need logits come first, since writing moves tokens."""
        pulls = [self._pull(move, ids_VN, logits) for move in self.moves]
        best: dict[int, str] = {}
        for number, move in sorted(enumerate(self.moves), key=lambda pair: isinstance(pair[1], Writing)):
            rng = self._generator(self._step, f"fluency {number}")
            task = self._task(ids_VN, move, settings, pulls[number])
            if isinstance(move, Gaps):
                ids_VN = yield from self._fill(ids_VN, task, move, best, rng)
            elif isinstance(move, Writing):
                ids_VN = yield from self._write(ids_VN, task, rng)
            else:
                ids_VN = yield from self._exchange(ids_VN, task, rng, logits)
        return ids_VN

    def _task(self, ids_VN: np.ndarray, move: Move, settings: TextSettings, pull: Pull | None = None) -> Task:
        text, symbols = self.text, self.layout.symbols(ids_VN)[0].tolist()
        if isinstance(move, Writing) and move.length == "chosen":
            # below a temperature of 1 the shortest phrases would be preferred
            settings = replace(settings, temperature=1.0)
        scoring = self.models.configuration.scoring
        context = Context.of(text.words, text.spaces, symbols, self._weighs_T, self._free_T, scoring)
        return Task(self.models, context, move, settings, pull)

    def _write(self, ids_VN: np.ndarray, task: Task, rng: np.random.Generator) -> Asking[np.ndarray]:
        """The ids after the language model wrote a block. Where nothing was written there before, there are
        further rounds with twice the proposals each, until rules accept one."""
        move, proposing = task.move, self.models.configuration.proposing
        assert isinstance(move, Writing)
        for again in range(proposing.rounds if move.is_first else 1):
            uniform_ML = rng.random((tries_of(move, proposing) << again, num_pieces(move, proposing)))
            values, nats = yield from self._proposals(task, move, uniform_ML)
            energies = (yield from self._energies(task, values)) if values else None
            if energies is not None:
                break
        else:
            return self._or_as_it_was(ids_VN, task)
        drawn_M, own_M = np.array(nats).T
        log_target = target(task, values, energies, own_M)
        if move.passage is not None and not np.isfinite(log_target).any():
            return self._or_as_it_was(ids_VN, task)
        chosen = resampled(log_target, drawn_M, rng.random())
        return self._with(ids_VN, move.cells, values[chosen])

    def _with(self, ids_VN: np.ndarray, cells: Sequence[int], value: Sequence[str]) -> np.ndarray:
        """The ids with these symbols in some cells."""
        symbols_VT = self.layout.symbols(ids_VN)
        symbols_VT[0, list(cells)] = value
        return self.layout.set_symbols(symbols_VT)

    def _fill(
        self, ids_VN: np.ndarray, task: Task, move: Gaps, best: dict[int, str], rng: np.random.Generator
    ) -> Asking[np.ndarray]:
        """The ids after gaps were filled together; where no filling is found, each is written on its own.
        best: the symbols of the best fillings of gaps elsewhere, to which this one's are added. They stand
        there for all candidates, so that these share their searches."""
        settings = task.settings
        symbols = [
            best.get(cell, NOTHING) if self.cells[cell] else symbol
            for cell, symbol in enumerate(task.context.symbols)
        ]
        context = replace(task.context, symbols=symbols, _blocks={})
        wanting = Wanting(
            self.models, context, move, settings, task.pull, refuses=self._refuses, allowed=self._allowed
        )
        found = yield from fillings(wanting)
        if not found:
            for cells in move.blocks:
                end = min(len(self.text.words), cells[-1] + 1 + self.models.configuration.proposing.right)
                one = Writing(cells, end, is_first=True)
                ids_VN = yield from self._write(ids_VN, self._task(ids_VN, one, settings, task.pull), rng)
            return ids_VN
        for cells, phrase in zip(move.blocks, found[0][0], strict=True):
            best.update(zip(cells, phrase, strict=True))
        its = apart(found, self._number, self.models.configuration.filling)
        log_target = settings.fluency * np.array([found[at][1] for at in its]) / settings.temperature
        chosen = its[resampled(log_target, np.zeros(len(its)), rng.random())]
        return self._with(ids_VN, move.cells, [symbol for phrase in found[chosen][0] for symbol in phrase])

    def _allowed(self, task: Task, values: Sequence[Words]) -> list[Words]:
        """The symbols of the values of a block that there is room for and that no rule refuses."""
        found = dict.fromkeys(
            each for value in values if (each := self._symbols(task.move, value)) is not None
        )
        return [value for value in found if not self._is_refused(task, value)]

    def _symbols(self, move: Move, value: Words) -> Words | None:
        """The symbols of words for a block; None if they cannot be spelled, or there is no room for their
        pieces."""
        spelled = [self.text.spelled(without_separators(word)) for word in value]
        known = [each for each in spelled if each is not None]
        has_room = self.layout.has_room(move.cells, [len(pieces) for pieces, _ in known])
        return tuple(symbol for _, symbol in known) if len(known) == len(value) and has_room else None

    def _refuses(self, words: Sequence[str], cell: int) -> bool:
        """Whether rules refuse a word among others."""
        return self._rules.refuses(words, cell, self._settings, self.text.own)

    def _is_refused(self, task: Task, value: Sequence[str]) -> bool:
        """Whether rules refuse a word of a value, among the words that are there."""
        made = dict(zip(task.move.cells, map(without_separators, value), strict=True))
        words, its = list[str](), list[int]()
        for cell, symbol in enumerate(task.context.symbols):
            word = made.get(cell, without_separators(symbol))
            if word != NOTHING:
                its += [len(words)] if cell in made else []
                words.append(word)
        return any(self._refuses(words, at) for at in its)

    def _or_as_it_was(self, ids_VN: np.ndarray, task: Task) -> np.ndarray:
        """These ids, if nothing was chosen. A passage that is still empty gets its original words, since no
        others say the same."""
        passage = task.move.passage
        if not task.settings.hold_facts or passage is None:
            return ids_VN
        if any(task.context.symbols[cell] != NOTHING for cell in passage.cells):
            return ids_VN
        original = [self.text.words[cell].replace(FREE, NOTHING) for cell in passage.cells]
        return self._with(ids_VN, passage.cells, original)

    def _proposals(
        self, task: Task, move: Writing, uniform_ML: np.ndarray
    ) -> Asking[tuple[list[Words], list[tuple[float, float]]]]:
        """Values of a block for which there is room, the present one included, each with the log-probability
        of its proposal and that given the left context only. None if the present value could not be
        proposed."""
        wanted = Wanted(self.models, task.context, move, task.settings, task.pull, self._refuses)
        found = yield from drawn(wanted, uniform_ML)
        values: list[Words] = []
        nats: list[tuple[float, float]] = []
        if not move.is_first:
            present, *found = found
            if np.isfinite(present.drawn):
                values.append(present.words)
                nats.append((present.drawn, present.own))
            elif move.passage is None:
                return [], []
        for words, *likely in found:
            if (symbols := self._symbols(move, words)) is not None:
                values.append(symbols)
                nats.append((likely[0], likely[1]))
        return values, nats

    def _exchange(
        self, ids_VN: np.ndarray, task: Task, rng: np.random.Generator, logits: SeenLogits
    ) -> Asking[np.ndarray]:
        """The ids after a word was exchanged. The network proposes its likeliest words with as many pieces,
        and for a renoisable word the language model proposes some, too. The network's log-probability is
        added to the energy."""
        move, pull, (cell,) = task.move, task.pull, task.move.cells
        tokens = self.layout.tokens(cell)
        is_asked = np.zeros(ids_VN.shape, dtype=bool)
        is_asked[0, tokens] = True
        log_LP = logits.of(is_asked).double().log_softmax(-1)
        present = tuple(ids_VN[0, tokens].tolist())
        proposing = self.models.configuration.proposing
        known = likeliest(log_LP, proposing.named)
        frozen = tuple(self.text.pieces[cell])
        if move.passage is not None and len(frozen) == len(log_LP):  # so that a worse word can be undone
            known.setdefault(frozen, float(log_LP[range(len(frozen)), frozen].sum()))
        is_composed = move.passage is None and self.text.plan.renoise[0, cell]
        if is_composed:
            for word in (yield from expected(task)):
                pieces, _ = self.text.spelled(word) or ((), word)
                if len(pieces) == len(log_LP):
                    known.setdefault(pieces, float(log_LP[range(len(pieces)), pieces].sum()))
        named = list(known.items())
        symbols = [self.layout.symbol(cell, pieces) for pieces, _ in named]
        own_M = np.array([own for _, own in named])
        if pull is not None:
            own_M += pull.of_values([[symbol] for symbol in symbols])
        kept = yield from narrowed(task, symbols, own_M, proposing.narrowed)
        nats = {present: float(log_LP[range(len(present)), present].sum())}
        nats.update(named[number] for number in kept)
        values = [[self.layout.symbol(cell, pieces)] for pieces in nats]
        energies = yield from self._energies(task, values)
        result = ids_VN.copy()
        if energies is not None:
            own_M = np.array(list(nats.values())) / task.settings.temperature
            energies = energies + self.models.configuration.scoring.own_share * own_M
            log_target = target(task, values, energies, own_M)
            if self._free_T.sum() == 1:
                log_target = shared_out(log_target, self._number, self.models.configuration.filling)
            chosen = resampled(log_target, np.zeros(len(values)), rng.random())
            result[0, tokens] = list(nats)[chosen]
        return result

    def _energies(self, task: Task, values: Sequence[Sequence[str]]) -> Asking[np.ndarray | None]:
        """The energy of each value of a block, (M,), minus infinity for values that rules refuse; None if
        they refuse all."""
        allowed = [value for value in dict.fromkeys(map(tuple, values)) if not self._is_refused(task, value)]
        if not allowed:
            return None
        energies = yield from score(task, allowed)
        known = dict(zip(allowed, energies.tolist(), strict=True))
        return np.array([known.get(tuple(value), -np.inf) for value in values])


def _as_it_stands(move: Move, words: Sequence[str], frozen: Sequence[str], step: int) -> Move:
    """The move, adapted to the present words. Of a block that has been written before only cells with words
    are rewritten; it may have none. Exchanges in a passage are of content words and of words that differ from
    the frozen ones, in turn."""
    if isinstance(move, Writing) and (move.is_first or isinstance(move, Gaps) or move.passage is not None):
        return move
    if move.passage is None:
        return replace(move, cells=tuple(at for at in move.cells if words[at] != NOTHING))
    there = [cell for cell in move.cells if words[cell] != NOTHING and not is_mark(words[cell])]
    worth = [cell for cell in there if words[cell] != frozen[cell] or content_words([words[cell]])]
    cells = worth or there or list(move.cells)
    return replace(move, cells=(cells[step % len(cells)],))


def likeliest(log_LP: Tensor, count: int) -> dict[tuple[int, ...], float]:
    """The `count` likeliest sequences of L pieces, with their log-likelihoods, if pieces are independent.
    log_LP: log-probabilities of the pieces in each place."""
    found: dict[tuple[int, ...], float] = {(): 0.0}
    for row in log_LP:
        nats, ids = (each.tolist() for each in row.topk(min(count, len(row))))
        longer = {
            (*before, piece): sum_ + own
            for before, sum_ in found.items()
            for piece, own in zip(ids, nats, strict=True)
        }
        found = dict(sorted(longer.items(), key=lambda pair: -pair[1])[:count])
    return found
