"""Alternatives of a word, where a language model weighs them too."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from sunmask.kinds.registry import codec
from sunmask.text.configuration import CONFIGURATION, Configuration
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.sampling import sampler
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import FREE
from tests.sunmask.text.toy import WORDS, language_model

VOCABULARY = english()
CHANCES = {"river": 0.5, "garden": 0.25, "window": 0.125, "letter": 0.0625}


class Namer:
    """A network that names a few words wherever it is asked."""

    def __call__(self, tokens: Tensor, *_: Tensor) -> Tensor:
        logits_P = torch.full((VOCABULARY.num_pieces,), -30.0)
        for word, chance in CHANCES.items():
            logits_P[VOCABULARY.encode(word)[0]] = float(np.log(chance))
        return logits_P.expand(*tokens.shape, -1)


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model(scale=0.5)


def alternatives(
    model: LanguageModel, said: str, cell: int, configuration: Configuration = CONFIGURATION
) -> list[dict[str, Any]]:
    content = codec("text").blank(text=said)
    asked = TextSampler(language_model=lambda: model, configuration=configuration)
    look = asked.look("alternatives", content, (cell,))
    return look.ask(Namer())["alternatives"]


def likelihood(model: LanguageModel, said: str) -> float:
    return float(sum(model.score([BEGIN], [model.pieces.encode(said)])[0]))


def test_they_are_ranked_by_the_whole_text_and_the_network(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "is_here", lambda: True)
    found = alternatives(model, "on-the river stood the garden.", 1)
    weight = {
        word: likelihood(model, f"on-the {word} stood the garden.")
        + CONFIGURATION.scoring.own_share * np.log(chance)
        for word, chance in CHANCES.items()
    }
    best = sorted(weight, key=lambda word: -weight[word])
    named = [each["label"] for each in found if each["label"] in CHANCES]
    assert named == best[: len(named)]
    assert len(named) >= 2
    by_label = {each["label"]: each["probability"] for each in found}
    ratio = by_label[named[0]] / by_label[named[1]]
    assert np.log(ratio) == pytest.approx(weight[named[0]] - weight[named[1]], abs=1e-3)


def test_the_language_model_names_words_too(model: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler, "is_here", lambda: True)
    few = replace(CONFIGURATION, looking=replace(CONFIGURATION.looking, likeliest=len(CHANCES)))
    found = alternatives(model, "on-the river stood the garden.", 1, few)
    *named, other = [each["label"] for each in found]
    assert sorted(named) == sorted(CHANCES)
    assert other in {*WORDS, "stood", "the"}


def test_what_comes_after_an_open_place_is_not_read(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "is_here", lambda: True)
    before = alternatives(model, f"on-the river {FREE} the garden.", 1)
    assert before == alternatives(model, f"on-the river {FREE} stood stood stood stood.", 1)


def test_without_its_weights_the_network_ranks_them_alone(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampler, "is_here", lambda: False)
    found = alternatives(model, "on-the river stood the garden.", 1)
    assert [each["label"] for each in found[: len(CHANCES)]] == list(CHANCES)
