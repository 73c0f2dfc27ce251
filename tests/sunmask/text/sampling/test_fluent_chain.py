"""Where a chain of blocks and single words ends: at the likelihood of the whole text, to the power of
1 / temperature, on a toy small enough to count."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.text.configuration import CONFIGURATION, Configuration
from sunmask.text.language_model.asking import Asking, alone
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.phrases.moves import Exchange, Writing
from sunmask.text.phrases.run_models import Task
from sunmask.text.phrases.score import score
from sunmask.text.sampling import fluent_steps
from sunmask.text.sampling.fluent_steps import FluentStep, likeliest
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, without_separators
from tests.sunmask.text.toy import WORDS, ToyNetwork, language_model

TEMPERATURE, ROUNDS, TRIES = 0.5, 600, 128  # with many tries rounds hardly depend on each other
PLACES = (1, 2, 3)


class OfTheNetwork:
    """The toy's logits of one place."""

    def __init__(self, network: ToyNetwork) -> None:
        self.network = network

    def of(self, is_asked: np.ndarray) -> Tensor:
        at = int(np.flatnonzero(is_asked[0])[0])
        return self.network.logits[at + 1 : at + 2]


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def begun(
    model: LanguageModel, configuration: Configuration = CONFIGURATION
) -> tuple[FluentStep, np.ndarray, TextSettings]:
    """A step of three free places, with words in them."""
    content = codec("text").blank(text=f"on-the {FREE} {FREE} {FREE} stood.")
    free = np.array([[word == FREE for word in content["words"]]])
    states = np.where(free, CellState.RENOISABLE, CellState.UNMASKED)
    settings = TextSettings(
        num_steps=8,
        eta=0.3,
        temperature=TEMPERATURE,
        banned_words=". stood the",
        refuse_repeats=False,
        tidy_marks=False,
        fluency=1.0,
    )
    run = TextSampler(language_model=lambda: model, configuration=configuration).denoiser(
        content, plan_from_states(states, ~free), settings, seed=3, candidates=range(1)
    )
    run.step = 3
    run.inputs()
    step = run._prepared.steps[0].fluent
    symbols_VT = step.layout.symbols(run.tokens[0])
    symbols_VT[0, list(PLACES)] = WORDS[:3]
    return step, step.layout.set_symbols(symbols_VT), settings


def exactly(model: LanguageModel) -> np.ndarray:
    """How likely each word is in each place, (3, 50), over all 125,000 texts."""
    ids = torch.tensor([model.pieces.encode(f" {word}")[0] for word in WORDS])
    rest = torch.tensor(model.pieces.encode(" stood."))
    before, first = model.read([BEGIN, *model.pieces.encode("on-the")])
    triples = torch.tensor(list(itertools.product(range(len(WORDS)), repeat=3)))
    sums = []
    with torch.inference_mode():
        for part in triples.split(10_000):
            rows = torch.cat((ids[part], rest.expand(len(part), -1)), 1)
            features, _ = model.decoder(rows[:, :-1], before)
            inner = model.decoder.logits(features).log_softmax(-1).gather(-1, rows[:, 1:, None])
            sums.append(first[rows[:, 0]] + inner[..., 0].sum(1))
    chance = (torch.cat(sums).double() / TEMPERATURE).softmax(0).reshape((len(WORDS),) * 3).numpy()
    return np.stack([chance.sum(tuple({0, 1, 2} - {place})) for place in range(3)])


@pytest.mark.thorough
def test_blocks_and_single_words_together_tend_to_the_likelihood_of_the_whole_text(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = {"named": len(WORDS), "narrowed": len(WORDS), "tries": TRIES, "tries_composing": TRIES}
    proposing = replace(CONFIGURATION.proposing, **many)
    scoring = replace(CONFIGURATION.scoring, own_share=0.0)
    step, ids_VN, settings = begun(model, replace(CONFIGURATION, proposing=proposing, scoring=scoring))
    remember(monkeypatch)
    rng, chances = np.random.default_rng(0), np.zeros((3, len(WORDS)))
    logits = OfTheNetwork(ToyNetwork())
    weighed = see_energies(step, monkeypatch)
    for number in range(ROUNDS):
        block = (PLACES, PLACES[:2], PLACES[1:])[number % 3]
        ids_VN = alone(step._write(ids_VN, step._task(ids_VN, Writing(block, 6), settings), rng))
        for cell in rng.permutation(PLACES).tolist():
            task = step._task(ids_VN, Exchange((cell,), 6), settings)
            ids_VN = alone(step._exchange(ids_VN, task, rng, logits))  # type: ignore[arg-type]
            values, energies = weighed[-1]
            chance = np.exp(energies - energies.max())
            which = [WORDS.index(without_separators(word)) for (word,) in values]
            chances[cell - 1, which] += chance / chance.sum() / ROUNDS
    distance = np.abs(chances - exactly(model)).sum(1) / 2
    assert distance.max() <= 0.05


def see_energies(
    step: FluentStep, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[list[list[str]], np.ndarray]]:
    """The values that were weighed, and what they weigh: they say more of where the chain is than the word
    that was drawn."""
    weigh, seen = step._energies, []

    def energies(task: Task, values: list[list[str]]) -> Asking[np.ndarray | None]:
        found = yield from weigh(task, values)
        seen.append((values, found))
        return found

    monkeypatch.setattr(step, "_energies", energies)
    return seen


def naming(count: int) -> Configuration:
    return replace(CONFIGURATION, proposing=replace(CONFIGURATION.proposing, named=count))


def remember(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the language model for each text once."""
    known: dict[Any, Any] = {}

    def once(task: Task, values: list[list[str]]) -> Asking[np.ndarray]:
        move = task.move
        others = tuple("" if at in move.cells else symbol for at, symbol in enumerate(task.context.symbols))
        asked = [(others, move.cells, tuple(value)) for value in values]
        new = [value for key, value in zip(asked, values, strict=True) if key not in known]
        if new:
            found = yield from score(task, [*new, WORDS[: len(move.cells)]])
            known.update(
                ((others, move.cells, tuple(value)), nats - found[-1])
                for value, nats in zip(new, found, strict=False)
            )
        return np.array([known[key] for key in asked])

    monkeypatch.setattr(fluent_steps, "score", once)


def test_the_network_s_own_opinion_counts_beside_the_energy(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, ids_VN, settings = begun(model, naming(len(WORDS)))
    network = ToyNetwork()
    cell = 2
    remember(monkeypatch)
    move = Exchange((cell,), 6)
    values = [[word] for word in WORDS]
    energies = alone(fluent_steps.score(step._task(ids_VN, move, settings), values))
    logits = network.logits[step.layout.tokens(cell).start + 1, network.ids].numpy()
    log_target = energies + CONFIGURATION.scoring.own_share * logits / settings.temperature
    expected = np.exp(log_target - log_target.max())
    expected /= expected.sum()
    counts, rng = np.zeros(len(WORDS)), np.random.default_rng(1)
    for _ in range(300):
        made_VN = alone(
            step._exchange(ids_VN, step._task(ids_VN, move, settings), rng, OfTheNetwork(network))  # type: ignore[arg-type]
        )
        counts[WORDS.index(without_separators(step.layout.symbols(made_VN)[0][cell]))] += 1
    assert np.abs(counts / counts.sum() - expected).sum() / 2 <= 0.1


def test_words_that_the_language_model_expects_are_weighed_where_a_word_is_composed_anew(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, ids_VN, settings = begun(model, naming(1))
    proposing = CONFIGURATION.proposing
    seen = see_energies(step, monkeypatch)
    move, logits = Exchange((2,), 6), OfTheNetwork(ToyNetwork())
    for is_anew in (True, False):
        step.text.plan.renoise[0, 2] = is_anew
        task = step._task(ids_VN, move, settings)
        alone(step._exchange(ids_VN, task, np.random.default_rng(1), logits))  # type: ignore[arg-type]
    anew, other = (len(values) for values, _ in seen)
    assert anew >= proposing.narrowed
    assert other == 2


def test_the_likeliest_rows_of_several_pieces_come_in_order() -> None:
    log_LP = torch.log_softmax(torch.randn(3, 6, generator=torch.Generator().manual_seed(0)).double(), -1)
    found = likeliest(log_LP, 20)
    every = {row: float(log_LP[range(3), row].sum()) for row in itertools.product(range(6), repeat=3)}
    best = sorted(every, key=lambda row: -every[row])[:20]
    assert list(found) == best
    assert [found[row] for row in best] == pytest.approx([every[row] for row in best])
