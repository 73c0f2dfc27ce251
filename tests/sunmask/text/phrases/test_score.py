"""Phrases that are judged as a whole: which they are, what they repeat, what the gap model makes of them."""

import numpy as np
import pytest
import torch

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Exchange, Writing
from sunmask.text.phrases.prompts import END, infilling_ids
from sunmask.text.phrases.run_models import RunModels, Task
from sunmask.text.phrases.score import echoes, phrases_of, score
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, NOTHING, text_to_words
from tests.sunmask.text.toy import language_model


@pytest.fixture
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def context(said: str) -> Context:
    words, spaces = text_to_words(said)
    return Context(
        words, spaces, words, np.ones(len(words), dtype=bool), np.array([w == FREE for w in words])
    )


def test_how_likely_a_whole_phrase_is_to_the_model_that_fills_gaps_counts_as_well(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    its, move = context(f"on-the {FREE} {FREE} stood."), Writing((1, 2), 5)
    settings = TextSettings(temperature=0.5)
    values = [["old", "river"], ["new", "house"], ["fire", NOTHING]]
    monkeypatch.setattr(model, "weighs_phrases", True)
    plain = alone(score(Task(RunModels(lambda: model), its, move, settings), values))
    infiller = language_model(seed=1)
    monkeypatch.setattr(model, "infiller", infiller)
    counted = alone(score(Task(RunModels(lambda: model), its, move, settings), values))
    encode, share = model.pieces.encode, CONFIGURATION.scoring.infilling_share
    for value, more in zip(values, counted - plain, strict=True):
        words = [word for word in value if word]
        head = infilling_ids(model.pieces, encode(" stood."), len(words))
        (log_T,) = infiller.score([*head, *encode("on-the")], [[*encode(f" {' '.join(words)}"), END]])
        assert more == pytest.approx(share * float(log_T.sum()) / settings.temperature, abs=1e-3)


def test_a_phrase_is_all_that_is_written_in_parts_that_are_not_too_long() -> None:
    assert phrases_of(Writing((1, 2, 3), 4)) == [range(1, 4)]
    assert phrases_of(Exchange((1,), 3)) == []
    parts = phrases_of(Writing(tuple(range(1, 31)), 32))
    assert [cell for part in parts for cell in part] == list(range(1, 31))
    assert max(map(len, parts)) <= CONFIGURATION.proposing.block


def test_words_that_stand_beside_a_phrase_are_not_to_be_said_again() -> None:
    its = context(f"The storm damaged the cable. {FREE} {FREE} {FREE} was repaired by Monday.")
    move = Writing((6, 7, 8), 13)
    values = [["The", "old", "harbour"], ["The", "damaged", "cables"], ["A", "repairman", "was"]]
    assert echoes(its, move, range(6, 9), values).tolist() == [0, 2, 1]
    assert echoes(its, move, range(6, 9), [["Then", "the", "was"]]).tolist() == [
        0
    ]  # common words do not count
