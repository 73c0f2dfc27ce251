"""How many words are written in open places: one in each, about so many, or as many as are likely there."""

import itertools
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Denoiser, denoise
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Writing
from sunmask.text.phrases.propose import Wanted, drawn, num_pieces
from sunmask.text.phrases.run_models import RunModels, Task
from sunmask.text.phrases.score import score
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, NOTHING
from tests.sunmask.text.toy import BESIDE, WORDS, ToyNetwork, language_model

PLACES = 2
ONE_FEWER = CONFIGURATION.proposing.one_fewer
MOST_OFF = 0.05
"""Total variation."""


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model(scale=0.5)


def begun(model: LanguageModel, text: str, candidates: int = 6, **values: Any) -> tuple[Denoiser, np.ndarray]:
    content = codec("text").blank(text=text)
    is_free = np.array([word == FREE for word in content["words"]])
    states = np.where(is_free, CellState.RENOISABLE, CellState.UNMASKED)[None]
    settings = TextSettings(
        **{
            "num_steps": 12,
            "eta": 0.1,
            "fluency": 1.0,
            "choose_length": True,
            "refuse_repeats": False,
            **values,
        },
    )
    run = TextSampler(language_model=lambda: model).denoiser(
        content, plan_from_states(states, ~is_free[None]), settings, seed=2, candidates=range(candidates)
    )
    return run, is_free


def exactly(model: LanguageModel) -> np.ndarray:
    """How likely one word and two are between "on-the" and "stood.", whatever they are."""
    ids = [model.pieces.encode(f" {word}")[0] for word in [*WORDS, *BESIDE[1:]]]
    rest, begin = model.pieces.encode(" stood."), [BEGIN, *model.pieces.encode("on-the")]
    found = []
    for count in range(1, PLACES + 1):
        rows = [[*words, *rest] for words in itertools.product(ids, repeat=count)]
        sums = [
            float(log_T.sum())
            for first in range(0, len(rows), 500)
            for log_T in model.score(begin, rows[first : first + 500])
        ]
        found.append(np.exp(sums).sum())
    return np.array(found) / sum(found)


def test_lengths_are_as_likely_as_the_language_model_has_them(model: LanguageModel) -> None:
    words = ["on-the", *[FREE] * PLACES, "stood", "."]
    free = np.array([word == FREE for word in words])
    models = RunModels(lambda: model)
    settings = TextSettings(temperature=1.0, fluency=1.0, tidy_marks=False)
    move = Writing(tuple(np.flatnonzero(free).tolist()), len(words), length="chosen", is_first=True)
    rng, chance = np.random.default_rng(0), np.zeros(PLACES)
    for _ in range(20):
        context = Context(words, ["", *[" "] * 3, "", ""], words, np.ones(len(words), dtype=bool), free)
        uniform = rng.random((100, num_pieces(move)))
        found = alone(drawn(Wanted(models, context, move, settings), uniform))
        energy = alone(score(Task(models, context, move, settings), [each.words for each in found]))
        weight = np.exp(energy - [each.drawn for each in found])
        count = [sum(word != NOTHING for word in each.words) for each in found]
        chance += np.bincount(np.array(count) - 1, weight, minlength=PLACES) / weight.sum() / 20
    expected = exactly(model)
    assert expected.min() > 2 * MOST_OFF
    assert np.abs(chance - expected).sum() / 2 <= MOST_OFF


def test_the_first_draft_decides_how_many_words_there_are_and_the_rest_is_empty(model: LanguageModel) -> None:
    run, is_free = begun(model, f"on-the {' '.join([FREE] * 6)} stood.")
    counts, held = [], run.symbols_BVT[:, 0, ~is_free].copy()
    for _ in denoise(ToyNetwork(), run):
        there = run.symbols_BVT[:, 0, is_free] != NOTHING
        assert (np.diff(there.astype(int), axis=1) <= 0).all(), "only the last places are empty"
        assert (run.symbols_BVT[:, 0, ~is_free] == held).all()
        counts.append(there.sum(1).tolist())
    drafts = [counts.index(count) for count in counts if min(count) < 6]
    assert counts[drafts[0] :] == [counts[-1]] * (len(counts) - drafts[0])
    assert len(set(counts[-1])) > 1
    assert min(counts[-1]) >= 1


def test_of_a_long_run_only_the_last_block_is_shorter(model: LanguageModel) -> None:
    run, is_free = begun(model, f"on-the {' '.join([FREE] * 20)} stood.", num_steps=8)
    for _ in denoise(ToyNetwork(), run):
        pass
    there = run.symbols_BVT[:, 0, is_free] != NOTHING
    assert there[:, :10].all()
    assert not there.all()


def test_every_place_has_a_word_without_the_setting(model: LanguageModel) -> None:
    text = f"on-the {' '.join([FREE] * 6)} stood."
    run, _ = begun(model, text, choose_length=False, about_length=False)
    for _ in denoise(ToyNetwork(), run):
        pass
    assert (run.symbols_BVT != NOTHING).all()


@pytest.mark.parametrize(("places", "most_fewer"), [(ONE_FEWER - 1, 0), (ONE_FEWER, 1), (12, 1)])
def test_of_about_so_many_places_the_last_may_stay_empty(
    model: LanguageModel, places: int, most_fewer: int
) -> None:
    run, is_free = begun(
        model, f"on-the {' '.join([FREE] * places)} stood.", choose_length=False, num_steps=6
    )
    for _ in denoise(ToyNetwork(), run):
        there = run.symbols_BVT[:, 0, is_free] != NOTHING
        assert (np.diff(there.astype(int), axis=1) <= 0).all(), "only the last places are empty"
        assert there.sum(1).min() >= places - most_fewer
    assert (there.sum(1).min() < places) == (most_fewer > 0), "the toy finds few words likelier than many"


def test_about_so_many_words_are_those_of_whole_runs_between_held_words(model: LanguageModel) -> None:
    three, run, at_the_end = " ".join([FREE] * 3), " ".join([FREE] * 20), " ".join([FREE] * 6)
    for text in (f"on-the {three} stood.", f"on-the {run} stood.", f"on-the {at_the_end}"):
        run_of, _ = begun(model, text, candidates=2, choose_length=False, num_steps=6)
        for _ in denoise(ToyNetwork(), run_of):
            pass
        assert (run_of.symbols_BVT != NOTHING).all()


@pytest.mark.parametrize("choose_length", [True, False])
def test_a_restored_run_ends_as_an_unbroken_one(model: LanguageModel, choose_length: bool) -> None:
    text = f"on-the {' '.join([FREE] * ONE_FEWER)} stood."
    run, _ = begun(model, text, candidates=2, choose_length=choose_length)
    start = run.symbols
    stored = [start, *(step.symbols for step in denoise(ToyNetwork(), run))]
    again, _ = begun(model, text, candidates=2, choose_length=choose_length)
    again.restore(stored[:8])
    for _ in denoise(ToyNetwork(), again):
        pass
    assert again.symbols == run.symbols
