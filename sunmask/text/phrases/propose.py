"""Proposals for a block by the language models: phrases are sampled (`language_model.continuations`), or
the likeliest are searched for (`language_model.beams`). For a single cell, the network and the language
model both propose words.

L tokens, M samples, V vocabulary size
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sunmask.text.configuration import CONFIGURATION, Proposing, by_wording
from sunmask.text.language_model.asking import Asking, side_by_side
from sunmask.text.language_model.beams import beams
from sunmask.text.language_model.continuations import Constraints, Continuations
from sunmask.text.phrases.constraints import constraints_of
from sunmask.text.phrases.context import Context, Cut
from sunmask.text.phrases.moves import Writing
from sunmask.text.phrases.prompts import Prompt, in_full
from sunmask.text.phrases.rewriting import content_words
from sunmask.text.phrases.run_models import RunModels, Task, Words
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import is_apart
from sunmask.text.words.words import NOTHING, is_mark, is_one_word, without_separators


class Proposal(NamedTuple):
    """A proposed phrase: words or symbols, one for each cell; the log-probability with which they were drawn,
    and `own`, the language model's given only what is to the left, in nats (see `continuations.Try`)."""

    words: Words
    drawn: float
    own: float


@dataclass(frozen=True)
class Wanted(Task):
    """A block to be written. refuses(words, cell): whether rules refuse words[cell], where `words` are
    those of the text up to that cell and, at the end of the block, the next two. is_infilling: whether the
    gap-filling model writes."""

    move: Writing
    refuses: Callable[[Sequence[str], int], bool] | None = None
    is_infilling: bool = False


def drawn(wanted: Wanted, uniform_ML: np.ndarray) -> Asking[list[Proposal]]:
    """Phrases sampled from the language model, after the present one if the block has been written before.
    uniform_ML: numbers 0..1, with L = `num_pieces`."""
    models, context, move = wanted.models, wanted.context, wanted.move
    writer, prompt = _writer(wanted)
    begin, soft = models.begin(context, move, prompt)
    there: Words = tuple(context.symbols[cell] for cell in move.cells)
    present = None
    if not move.is_first:
        ids, cells = _as_written(wanted, there)
        if [*prompt.ids, *ids][: len(begin)] != begin:
            return [Proposal(there, -np.inf, -np.inf)]
        present = [number for number, cell in zip(ids, cells, strict=True) if cell in move.cells]
    warmth = _warmth(move, wanted.settings, models.configuration.proposing)
    tries = yield from writer.tries(begin, soft, _constraints(wanted), uniform_ML, warmth, present)
    found = []
    for number, (pieces, nats, own) in enumerate(tries):
        is_present = number == 0 and present is not None
        words = there if is_present else _as_read_again(wanted, pieces, prompt, begin)
        if words is not None:
            found.append(Proposal(words, nats, own))
    return found


def _warmth(move: Writing, settings: TextSettings, proposing: Proposing) -> float:
    """The temperature of sampling, which may be above the setting: if samples are too similar, none of them
    leads to the words after the block. The choice among them uses the setting."""
    if move.passage is not None or (move.is_led and len(move.cells) < proposing.clause):
        return max(settings.temperature, proposing.least_warmth)
    return max(settings.temperature, proposing.least_warmth_of_clause if move.is_led else 0.0)


def searched(wanted: Wanted) -> Asking[list[Words]]:
    """The likeliest phrases for a block according to the models that write: for a first phrase the
    gap-filling model alone, if there is one."""
    models, context, move, settings = wanted.models, wanted.context, wanted.move, wanted.settings
    proposing, by_infilling = models.configuration.proposing, [False]
    if models.infiller is not None and models.infilling_prompt(context, move):
        by_infilling = [True] if move.is_first else [False, True]
    is_alone = int(context.free.sum()) == len(move.cells)
    width = settings.search_width if is_alone else min(proposing.width_beside_others, settings.search_width)
    searches = [(wanted, width)]
    if move.seeks_fewer:
        shares = proposing.width_share, proposing.width_share_fewer
        widths = [min(width, max(1, int(share * settings.search_width))) for share in shares]
        searches = list(zip((wanted, _with_one_fewer(wanted)), widths, strict=True))
    results = yield from side_by_side(
        [search(replace(its, is_infilling=each), wide) for its, wide in searches for each in by_infilling]
    )
    found = (words for phrases in results for words in phrases)
    return list(dict.fromkeys((*words, *[NOTHING] * (len(move.cells) - len(words))) for words in found))


def search(wanted: Wanted, width: int) -> Asking[list[Words]]:
    """The likeliest phrases of one model, found by beam search. width: of the beam. Earlier results for the
    same place are reused."""
    models, context, move = wanted.models, wanted.context, wanted.move
    writer, prompt = _writer(wanted)
    begin, soft = models.begin(context, move, prompt, is_infilling=wanted.is_infilling)
    constraints = _constraints(wanted)

    def anew() -> Asking[list[Words]]:
        most = num_pieces(move, models.configuration.proposing)
        found = yield from beams(writer, begin, soft, constraints, most, width)
        read = [_as_read_again(wanted, beam.pieces, prompt, begin) for beam in found]
        return [words for words in read if words is not None]

    def remembered() -> Asking[list[Words]]:
        if key not in models.found:
            models.found[key] = yield from anew()
        return models.found[key]

    if wanted.pull is not None:  # a pull is of one candidate, so its results cannot be shared
        return (yield from anew())
    after = tuple(context.symbols[move.cells[-1] + 1 : move.end])
    key = (wanted.is_infilling, tuple(begin), tuple(soft), move.cells, after, width)
    return (yield from models.turns.take(key, remembered))


def num_pieces(move: Writing, proposing: Proposing = CONFIGURATION.proposing) -> int:
    """The most pieces of a phrase and its end. Longer phrases are dropped, because all samples wait for the
    longest."""
    return proposing.pieces_per_word * len(move.cells) + proposing.pieces_of_word


def _with_one_fewer(wanted: Wanted) -> Wanted:
    """The same block without its last cell, which is left empty."""
    context, move = wanted.context, wanted.move
    symbols = [NOTHING if cell == move.cells[-1] else symbol for cell, symbol in enumerate(context.symbols)]
    context = replace(context, symbols=symbols, _blocks={})
    return replace(wanted, context=context, move=replace(move, cells=move.cells[:-1]))


def _writer(wanted: Wanted) -> tuple[Continuations, Prompt]:
    """The model that writes a block, and its prompt."""
    models, context, move = wanted.models, wanted.context, wanted.move
    if models.infiller is not None and wanted.is_infilling:
        prompt = models.infilling_prompt(context, move)
        if prompt is not None:
            return models.infiller, prompt
    return models.writer if move.passage is None else models.rewriter, in_full(models.head_of(move))


def _constraints(wanted: Wanted) -> Constraints:
    """The constraints on the phrase of a block, by the text around it and the rules."""
    models, context, move, settings = wanted.models, wanted.context, wanted.move, wanted.settings
    constraints = constraints_of(context, move, settings, models.model.pieces, models.configuration)
    if move.passage is not None:
        constraints = replace(constraints, rather_not=_rather_not(models, move.passage.original, settings))
    if wanted.pull is not None:
        constraints = replace(constraints, rather_not=-wanted.pull.of_pieces(models.model.pieces))
    if wanted.refuses is not None:
        constraints = replace(constraints, refuses=_refused(context, move, constraints, wanted.refuses))
    return constraints


def _rather_not(models: RunModels, original: Sequence[str], settings: TextSettings) -> Tensor:
    """The penalty on the first pieces of a passage's content words, in nats, (V,)."""
    pieces, less = models.model.pieces, models.configuration.rewording.less_likely
    less_V = torch.zeros(len(pieces.bytes))
    for word in content_words(original):
        for spelled in (word, f" {word}"):
            less_V[pieces.encode(spelled)[0]] = by_wording(less, settings.wording)
    return less_V


def _refused(
    context: Context, move: Writing, constraints: Constraints, refuses: Callable[[Sequence[str], int], bool]
) -> Callable[[Sequence[str]], bool]:
    """A function that says whether rules refuse the last of some words in a block, given the text before it
    and, at the end of the block, the text after it."""
    first, last = move.cells[0], move.cells[-1]
    before = [without_separators(symbol) for symbol in context.symbols[:first] if symbol != NOTHING]
    beyond = [symbol for symbol in context.symbols[last + 1 : move.end] if symbol != NOTHING]
    after = [without_separators(symbol) for symbol in beyond[:2]]

    def is_refused(said: Sequence[str]) -> bool:
        words = [*before, *said]
        cell = len(words) - 1
        if move.passage is None and move.length != "chosen":
            if len(said) == constraints.count:
                words += after
            elif constraints.ends and len(said) == constraints.count - 1:
                words.append(".")
        return refuses(words, cell)

    return is_refused


def _as_read_again(
    wanted: Wanted, pieces: Sequence[int], prompt: Prompt, begin: Sequence[int]
) -> Words | None:
    """The words of pieces; None if the text would not be encoded as the same pieces again."""
    if (words := _as_words(wanted.models, pieces, wanted.move)) is None:
        return None
    whole = [*prompt.ids, *_as_written(wanted, words)[0]]
    return words if whole[: len(begin) + len(pieces)] == [*begin, *pieces] else None


def _as_written(wanted: Wanted, value: Sequence[str]) -> Cut:
    """The ids of the text with a value in its block, up to the end of the move, and their cells. In a
    passage they stop at the end of the value: otherwise its last mark and a following quotation mark
    could be encoded as one piece."""
    models, context, move = wanted.models, wanted.context, wanted.move
    if move.passage is None:
        return models.cut(context, move, value, is_infilling=wanted.is_infilling)
    ids, cells = models.cut(context, replace(move, end=move.cells[-1] + 1), value)
    return ids[:-1], cells[:-1]


def _as_words(models: RunModels, pieces: Sequence[int], move: Writing) -> Words | None:
    """The words of pieces, one for each cell, and NOTHING in the remaining cells; None if they do not fit the
    cells."""
    words: list[str] = []
    for number in pieces:
        text = models.model.pieces.decode([number])
        if text[:1] == " " or not words or (is_mark(text) and len(text) == 1):
            words.append(text.removeprefix(" "))
        else:
            words[-1] += text
    left = len(move.cells) - len(words)
    is_any = move.passage is not None or move.length == "chosen"
    if left < 0 or (left > 0 and not is_any) or not all(map(is_one_word, words)):
        return None
    return (*words, *[NOTHING] * left)


def expected(task: Task) -> Asking[list[str]]:
    """The words that the language model finds likeliest in the only cell of a block, given the left
    context."""
    models = task.models
    _, log_V = yield from models.model_of(task.move).reading(*models.begin(task.context, task.move))
    space, most = _space(task, "word"), models.configuration.proposing.expected
    likeliest = log_V.topk(min(most, len(log_V))).indices.tolist()
    texts = [models.model.pieces.decode([number]) for number in likeliest]
    words = [text.removeprefix(space) for text in texts if text.startswith(space)]
    return [word for word in words if word.isalnum()]


def narrowed(task: Task, symbols: Sequence[str], network_M: np.ndarray, count: int) -> Asking[list[int]]:
    """The indices of the words proposed for one cell that are worth scoring by the whole text: at most
    `count`, the likeliest given the left context and by the network. network_M: the network's
    log-probability of each, in nats."""
    models = task.models
    _, log_V = yield from models.model_of(task.move).reading(*models.begin(task.context, task.move))
    spelled = [_space(task, symbol) + without_separators(symbol) for symbol in symbols]
    firsts = [(models.model.pieces.encode(text) or [models.model.pieces.begin])[0] for text in spelled]
    return few_of(log_V, firsts, network_M, count, models.configuration.proposing)


def few_of(
    log_V: Tensor,
    firsts: Sequence[int],
    network_M: np.ndarray,
    count: int,
    proposing: Proposing = CONFIGURATION.proposing,
) -> list[int]:
    """The indices of the `count` likeliest of some words, in order. log_V: the language model's
    log-likelihoods of the next token; firsts: the first piece of each word; network_M: the network's
    log-probability of each, in nats."""
    likely_M = log_V[torch.tensor(firsts)].numpy() + proposing.narrowing_share * network_M
    return np.sort(np.argsort(-likely_M, kind="stable")[:count]).tolist()


def _space(task: Task, symbol: str) -> str:
    """The space before a symbol in the first cell of a block: " " or ""."""
    context, cell = task.context, task.move.cells[0]
    follows = cell > task.models.first(task.move) and "\n" not in context.spaces[cell]
    return " " if follows and is_apart(context.symbols[cell - 1], symbol) else ""
