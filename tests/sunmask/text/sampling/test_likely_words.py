"""How likely each word of a text is, by a language model and a network whose opinions are known."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from sunmask.kinds.grade import CanvasGrade
from sunmask.kinds.registry import codec
from sunmask.lab.text.evaluation.swaps import BOTH, NETWORK, swaps
from sunmask.method.parts import Parts
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.phrases.run_models import RunModels
from sunmask.text.sampling import sampler
from sunmask.text.sampling.likely_words import by_both, left_to_right_likelihoods
from sunmask.text.sampling.looks import as_it_stands
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import FREE
from tests.sunmask.text.toy import WORDS, ToyNetwork, language_model

VOCABULARY = english()
LOOKING = CONFIGURATION.looking
SAID = "on-the river stood the garden."


class Indifferent:
    """A network that finds all pieces as likely as each other."""

    def __call__(self, tokens: Tensor, *_: Tensor) -> Tensor:
        return torch.zeros(*tokens.shape, VOCABULARY.num_pieces)


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def content(said: str) -> dict[str, Any]:
    return codec("text").blank(text=said)


def nats(model: LanguageModel, said: str, **numbers: float) -> np.ndarray:
    its, looking = content(said), replace(LOOKING, **numbers)  # type: ignore[arg-type]
    models = RunModels(lambda: model, configuration=replace(CONFIGURATION, looking=looking))
    return alone(left_to_right_likelihoods(as_it_stands(its["words"], its["spaces"], models)))


def test_each_word_but_the_first_has_the_likelihood_of_its_pieces(model: LanguageModel) -> None:
    (each,) = model.score([BEGIN], [model.pieces.encode(SAID)])
    assert np.isnan(nats(model, SAID)[0])
    assert nats(model, SAID)[1:] == pytest.approx(each[1:].tolist(), abs=1e-5)


def test_a_long_text_is_read_part_by_part_with_what_is_before(model: LanguageModel) -> None:
    said = " ".join([SAID, *WORDS]) + "."
    whole = nats(model, said)
    assert nats(model, said, at_once=4)[1:] == pytest.approx(whole[1:].tolist(), abs=1e-4)


def test_nothing_is_said_of_an_open_place_and_just_after_it(model: LanguageModel) -> None:
    said = " ".join(["on-the", *WORDS[:3], FREE, *WORDS[3:20]])
    unsaid = [0, *range(4, 5 + LOOKING.after_open)]
    assert np.flatnonzero(np.isnan(nats(model, said))).tolist() == unsaid


def test_both_opinions_are_weighed_and_one_counts_alone_where_the_other_has_none() -> None:
    found = by_both(np.array([0.1, 0.1, 0.0]), np.array([np.log(0.001), np.nan, 0.0]))
    assert found[0] == pytest.approx(0.1 ** (1 - LOOKING.share) * 0.001**LOOKING.share)
    assert found[1] == pytest.approx(0.1)
    assert found[2] == pytest.approx(LOOKING.least_chance ** (1 - LOOKING.share))  # never nought


def test_doubt_and_grade_ask_both_where_the_language_model_is(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = TextSampler(language_model=lambda: model)
    its = content(SAID)

    def doubts() -> tuple[list[float], float]:
        doubt = asked.look("doubt", its, ()).ask(Indifferent())["doubt"]
        return doubt, asked.grade(Indifferent(), its).features["doubt"]

    monkeypatch.setattr(sampler, "is_here", lambda: True)
    both, graded = doubts()
    monkeypatch.setattr(sampler, "is_here", lambda: False)
    alone_, graded_alone = doubts()
    expected = by_both(1 - np.array(alone_), nats(model, SAID))
    assert both == pytest.approx((1 - expected).tolist(), abs=2e-6)
    assert graded < graded_alone


def test_a_grade_in_parts_is_the_same_to_the_bit_whatever_is_read_in_between(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "is_here", lambda: True)
    asked, its, network = TextSampler(language_model=lambda: model), content(" ".join(WORDS)), ToyNetwork()
    expected = asked.grade(network, its)
    found: list[CanvasGrade] = []

    def parts() -> Parts[None]:
        found.append((yield from asked.grade_in_parts(network, its)))

    num_parts = 0
    for num_parts, _ in enumerate(parts(), 1):
        model.score([BEGIN], [model.pieces.encode(WORDS[num_parts % len(WORDS)])])
    assert found == [expected]
    num_passes = len(asked.look("doubt", its, ()).inputs.tokens) / network.lanes
    assert num_parts > num_passes + len(model.decoder.blocks)


class Reader:
    """A language model that knows some sentences, and expects what follows a word there."""

    def __init__(self, sentences: list[str]) -> None:
        self.pieces = language_model().pieces
        self.known = {pair for said in sentences for pair in pairwise(self.pieces.encode(said))}

    def scoring(self, _: list[int], rows: list[list[int]]) -> Any:
        return [torch.tensor([-0.1, *self._nats(row)]) for row in rows]
        yield

    def _nats(self, row: list[int]) -> list[float]:
        return [-0.1 if pair in self.known else -40.0 for pair in pairwise(row)]


def test_swapped_words_are_found_by_who_knows_the_sentences() -> None:
    sentences = [" ".join(["on-the", *WORDS[at : at + 8]]) + "." for at in range(0, 40, 8)]
    found = swaps(Indifferent(), Reader(sentences), sentences, count=5)  # type: ignore[arg-type]
    assert found[NETWORK]["count"] == found[BOTH]["count"] == 5
    assert found[BOTH]["found"] == 1
    assert found[BOTH]["named"] == pytest.approx(1 / 9, abs=1e-4)  # the first, which is rare, by the network
    assert found[BOTH]["lower"] > found[NETWORK]["lower"]
