"""The likeliest phrases for a block, looked for instead of tried."""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.method.parts import whole
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import AllAsking, Asking, alone
from sunmask.text.language_model.beams import Beam, beams
from sunmask.text.language_model.continuations import Constraints, Continuations
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Writing
from sunmask.text.phrases.propose import Wanted, searched
from sunmask.text.phrases.run_models import RunModels, Task
from sunmask.text.phrases.score import score
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE
from tests.sunmask.text.toy import WORDS, ToyPieces, language_model

pytestmark = pytest.mark.numeric

BEGUN = [BEGIN, *ToyPieces().encode("on-the")], [0.0, 0.0]
TWO = Constraints(2, is_apart=True, mark_first=False, mark_last=False)
ALL = 4 * len(WORDS)


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def found(
    model: LanguageModel, constraints: Constraints = TWO, width: int = ALL, **numbers: float
) -> list[Beam]:
    proposing = replace(CONFIGURATION.proposing, **numbers)  # type: ignore[arg-type]
    return alone(beams(Continuations(model, proposing), *BEGUN, constraints, 9, width))


def said(model: LanguageModel, beam: Beam) -> str:
    return model.pieces.decode(beam.pieces).strip()


def test_the_likeliest_of_all_phrases_come_first_and_no_other(model: LanguageModel) -> None:
    its = found(model)
    phrases = [list(model.pieces.encode(f" {one} {two}")) for one, two in itertools.product(WORDS, repeat=2)]
    nats = np.array([float(each.sum()) for each in model.score(BEGUN[0], phrases)])
    likeliest = [phrases[at] for at in np.argsort(-nats)[:20]]
    known = [list(beam.pieces) for beam in its if "the" not in said(model, beam).split()]
    known = [pieces for pieces in known if "stood" not in model.pieces.decode(pieces).split()]
    assert known[:20] == likeliest
    assert [beam.nats for beam in its] == sorted((beam.nats for beam in its), reverse=True)


def test_a_narrow_search_ends_with_as_many_as_go_on(model: LanguageModel) -> None:
    wide, narrow = found(model), found(model, width=5)
    assert len(narrow) == 5
    assert narrow[0].nats <= wide[0].nats + 1e-4  # sums of floats, in other batches
    assert {beam.pieces for beam in narrow} <= {beam.pieces for beam in wide}


def test_what_a_rule_refuses_is_not_found(model: LanguageModel) -> None:
    best = said(model, found(model)[0]).split()

    def refuses(words: Any) -> bool:
        return words[-1] == best[-1] and len(words) == 2

    its = found(model, Constraints(2, is_apart=True, mark_first=False, mark_last=False, refuses=refuses))
    assert its
    assert all(said(model, beam).split()[-1] != best[-1] for beam in its)


def test_what_is_much_less_likely_than_the_likeliest_is_given_up(model: LanguageModel) -> None:
    every, some = found(model), found(model, worse=0.5)
    assert 1 < len(some) < len(every)
    assert some[0].pieces == every[0].pieces
    assert some[-1].nats >= some[0].nats - 0.5 > every[-1].nats


def test_what_candidates_look_for_in_one_place_is_computed_once(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = TextSettings()
    move = Writing((1, 2), end=4, is_first=True)
    computed = list[int]()
    in_parts = model.decoder.in_parts
    monkeypatch.setattr(
        model.decoder, "in_parts", lambda texts, *rest: computed.append(len(texts)) or in_parts(texts, *rest)
    )

    def after(count: int) -> list[tuple[list[str], list[float]]]:
        """What each of so many candidates finds, and how good it is."""
        models, its = RunModels(lambda: model), list[tuple[list[str], list[float]]]()

        def one() -> Asking[None]:
            found = yield from searched(Wanted(models, context, move, settings))
            energies = yield from score(Task(models, context, move, settings), found)
            its.append((list(map(" ".join, found)), energies.tolist()))

        words = ["the", FREE, FREE, "on"]
        free_T = np.array([word == FREE for word in words])
        context = Context(words, ["", " ", " ", " "], words, np.ones(4, dtype=bool), free_T)
        asking = AllAsking([one] * count)
        while not whole(asking.advance()):
            pass
        return its

    alone_its = after(1)
    count = len(computed)
    assert after(3) == alone_its * 3
    assert len(computed) <= 2 * count  # what begins a text is known the second time
    assert set(computed) == {1}
