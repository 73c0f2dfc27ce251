"""The energy of each value of a block, by the likelihood of the whole text with it, its likelihood by the
gap-filling model, and its echoes of words nearby (docs/texts.md has the formula). Higher is better.

A held word that is doubted has less weight, and an attention bias. Of a long text only some cells before and
after the block are read; the author's note comes before them. For a passage that is reworded only its
sentence is read, by the instruction-following model, after the prompt to write the original in other words.

M values of a block
"""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from sunmask.text.configuration import CONFIGURATION, Configuration
from sunmask.text.language_model.asking import Asking
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Move
from sunmask.text.phrases.prompts import END
from sunmask.text.phrases.rewriting import are_alike, content_words, judged
from sunmask.text.phrases.run_models import Task, shown
from sunmask.text.words.words import FREE, NOTHING, without_separators


def score(task: Task, values: Sequence[Sequence[str]]) -> Asking[np.ndarray]:
    """The energy of the text with each value in the block, in nats divided by the temperature, up to a
    constant, (M,); minus infinity for values that are dropped. Known energies are not computed again."""
    place, value_of = _place(task.context, task.move), {shown(value): value for value in values}
    known = task.models.scores_at(place)

    def ask() -> Asking[None]:
        if new := [said for said in value_of if said not in known]:
            nats_M, _ = yield from energies(task, [value_of[said] for said in new])
            known.update(zip(new, nats_M.tolist(), strict=True))

    yield from task.models.turns.take((place, *value_of), ask)
    return np.array([known[shown(value)] for value in values]) / task.settings.temperature


def target(
    task: Task, values: Sequence[Sequence[str]], energy_M: np.ndarray, own_M: np.ndarray
) -> np.ndarray:
    """The log of the target density of each value, (M,), up to a constant. energy_M: by the whole text;
    own_M: the log-probability of its proposal, which has the weight 1 - fluency."""
    settings = task.settings
    log_target = settings.fluency * energy_M
    if settings.fluency < 1:
        log_target += (1 - settings.fluency) * own_M
    if task.pull is not None:
        log_target += task.pull.of_values(values) / settings.temperature
    if task.move.passage is not None:
        log_target += _of_passage(task, values)
    return log_target


def _place(context: Context, move: Move) -> Hashable:
    """A key that is equal where everything around a block is the same."""
    beside = tuple(context.symbols[: move.cells[0]]), tuple(context.symbols[move.cells[-1] + 1 :])
    return move.cells, move.end, move.seeks_fewer, beside, context.attention.tobytes(), context.free.tobytes()


def energies(
    task: Task, values: Sequence[Sequence[str]], most: int | None = None
) -> Asking[tuple[np.ndarray, np.ndarray]]:
    """The energy of the text with each value, and how much of it is log-likelihood of the text, in nats, (M,)
    each. most: the gap-filling model reads so many values, the best by the other terms; the energy of the
    rest is minus infinity. None: all."""
    models, context, move = task.models, task.context, task.move
    likely_M = yield from likelihoods(task, values)
    scoring, energy_M = models.configuration.scoring, likely_M.copy()
    if move.seeks_fewer:
        energy_M += scoring.a_word * np.array([_num_words(value) for value in values])
    if models.model.weighs_phrases and move.passage is None:
        for phrase in phrases_of(move, models.configuration):
            energy_M -= scoring.echo * echoes(context, move, phrase, values)
            energy_M = yield from _with_infilling(task, energy_M, phrase, values, most)
    return energy_M, likely_M


def likelihoods(task: Task, values: Sequence[Sequence[str]]) -> Asking[np.ndarray]:
    """The log-likelihood of the text with each value, (M,), its cells weighted by `Context.counts`."""
    models, context, move = task.models, task.context, task.move
    rows = [models.cut(context, move, value) for value in values]
    begin, soft = models.begin(context, move)
    head = models.head_of(move)
    shared = _num_shared(begin, [[*head, *ids] for ids, _ in rows])
    num_known = shared - len(head)
    cells = [np.array(of_row[num_known:]) for _, of_row in rows]
    softness = [np.log(context.attention[of_row]).tolist() for of_row in cells]
    rests = [ids[num_known:] for ids, _ in rows]
    found = yield from models.model_of(move).scoring(begin[:shared], rests, soft[:shared], softness)
    of_each = zip(found, cells, strict=True)
    return np.array([float((nats_T.numpy() * context.counts[of_row]).sum()) for nats_T, of_row in of_each])


def _with_infilling(
    task: Task, energy_M: np.ndarray, phrase: range, values: Sequence[Sequence[str]], most: int | None
) -> Asking[np.ndarray]:
    """The energies with the log-likelihood, by the gap-filling model, of the phrase that each value makes,
    and of its end. They are unchanged if the phrase is only a part of the gap, or nothing follows it. Only
    the best `most` values are computed; the others are dropped."""
    models, context, move = task.models, task.context, task.move
    beside = (*context.free[max(0, phrase.start - 1) : phrase.start], *context.free[phrase.stop :][:1])
    whole, block = replace(move, cells=tuple(phrase)), replace(move, end=phrase.stop)
    infiller = models.model.infiller
    if infiller is None or any(beside):
        return energy_M
    of_count: dict[int, list[int]] = {}
    for at in np.argsort(-energy_M, kind="stable")[:most].tolist():
        of_count.setdefault(_num_words(values[at]), []).append(at)
    scoring, is_long = models.configuration.scoring, len(phrase) > models.configuration.proposing.clause
    share = scoring.infilling_share_long if is_long else scoring.infilling_share
    counted_M = np.full_like(energy_M, -np.inf)
    for count, its in of_count.items():
        if (prompt := models.infilling_prompt(context, whole, count)) is None:
            return energy_M
        begin, soft = models.begin(context, block, prompt, is_infilling=True)
        cuts = [models.cut(context, block, values[at], is_infilling=True) for at in its]
        rows = [[*prompt.ids, *ids, END] for ids, _ in cuts]
        shared = _num_shared(begin, rows)
        rests = [row[shared:] for row in rows]
        found = yield from infiller.scoring(begin[:shared], rests, soft[:shared])
        counted_M[its] = [share * float(nats_T.sum()) for nats_T in found] + energy_M[its]
    return counted_M


def phrases_of(move: Move, configuration: Configuration = CONFIGURATION) -> list[range]:
    """The cells of the phrase, or of the phrases, that a move writes; none for a single word."""
    first, count = move.cells[0], move.cells[-1] + 1 - move.cells[0]
    if count == 1:
        return []
    parts = np.array_split(np.arange(first, first + count), ceil(count / configuration.proposing.block))
    return [range(int(part[0]), int(part[-1]) + 1) for part in parts]


def echoes(context: Context, move: Move, phrase: range, values: Sequence[Sequence[str]]) -> np.ndarray:
    """The number of content words of the phrase, with each value in the block, that already occur near it,
    perhaps with another ending, (M,). They need a penalty, because the likeliest phrases often repeat the
    words beside them."""
    reach = context.scoring.echo_reach
    beside = [*range(max(0, phrase.start - reach), phrase.start), *range(phrase.stop, phrase.stop + reach)]
    symbols = [without_separators(symbol) for symbol in context.symbols]
    is_there = [
        cell for cell in beside if cell < len(symbols) and (cell < move.end or not context.free[cell])
    ]
    near = set(content_words([symbols[cell] for cell in is_there]))
    is_echo: dict[str, bool] = {}
    counts = []
    for value in values:
        made = dict(zip(move.cells, map(without_separators, value), strict=True))
        words = content_words([made.get(cell, symbols[cell]) for cell in phrase])
        for word in words:
            if word not in is_echo:
                is_echo[word] = any(are_alike(word, other) for other in near)
        counts.append(sum(is_echo[word] for word in words))
    return np.array(counts, dtype=float)


def _of_passage(task: Task, values: Sequence[Sequence[str]]) -> np.ndarray:
    """The score of values of a passage besides likelihood (`judged`), in nats divided by the temperature,
    (M,)."""
    context, move, settings, passage = task.context, task.move, task.settings, task.move.passage
    assert passage is not None
    wholes, texts, parts = [], [], []
    for value in [None, *values]:
        symbols = list(context.words if value is None else context.symbols)
        for cell, symbol in zip(move.cells, value or (), strict=False):
            symbols[cell] = symbol
        for cell in passage.cells:
            symbols[cell] = symbols[cell].replace(FREE, NOTHING)
        text, ends = context.set(passage.first, symbols[passage.first : passage.end])
        begin = passage.cells[0] - passage.first
        texts.append(text)
        parts.append((int(ends[begin - 1]) if begin else 0, int(ends[passage.cells[-1] - passage.first])))
        wholes.append([without_separators(symbols[cell]) for cell in passage.cells])
    likeness_M, strays_M = (of_each[1:] for of_each in task.models.sense.likeness(texts, parts))
    rewording = task.models.configuration.rewording
    return judged(passage, wholes[1:], likeness_M, strays_M, settings, rewording) / settings.temperature


def _num_words(value: Sequence[str]) -> int:
    return sum(word != NOTHING for word in value)


def _num_shared(begin: Sequence[int], rows: Sequence[Sequence[int]]) -> int:
    """The length of the prefix of `begin` that all rows share, so short that at least one id of each row is
    left."""
    shared = len(begin)
    for row in rows:
        most = min(shared, len(row) - 1)
        shared = next((at for at in range(most) if row[at] != begin[at]), most)
    return shared
