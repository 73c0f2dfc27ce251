"""Which candidate comes first, the likeliest for a language model."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch

from sunmask.kinds.generate import best_first
from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.parts import whole
from sunmask.method.sampling import Denoiser, denoise
from sunmask.text.language_model.model import BEGIN, LanguageModel
from sunmask.text.sampling.likelihoods import likelihoods
from sunmask.text.sampling.sampler import TextSampler
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE
from tests.sunmask.text.toy import ToyNetwork, language_model

pytestmark = pytest.mark.numeric

NEAR, FAR = f"on-the {FREE} {FREE} stood.", f"on-the {FREE} stood {'old river ' * 6}{FREE} stood."


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def ended(model: LanguageModel, text: str, count: int = 4, **values: Any) -> Denoiser:
    content = codec("text").blank(text=text)
    painted = np.array(
        [[CellState.RENOISABLE if word == FREE else CellState.UNMASKED for word in content["words"]]]
    )
    settings = {
        "num_steps": 4,
        "eta": 0.3,
        "refuse_repeats": False,
        "tidy_marks": False,
        "fluency": 1.0,
        **values,
    }
    made = TextSampler(language_model=lambda: model).denoiser(
        content,
        plan_from_states(painted, painted == CellState.UNMASKED),
        TextSettings(**settings),
        seed=3,
        candidates=range(count),
    )
    *_, _ = denoise(ToyNetwork(), made)
    return made


@pytest.mark.parametrize(("text", "seen"), [(NEAR, range(5)), (FAR, (*range(1, 10), *range(15, 18)))])
def test_what_speaks_for_a_candidate_are_its_free_words_and_what_comes_after_them(
    model: LanguageModel, text: str, seen: Sequence[int]
) -> None:
    made = ended(model, text, temperature=2.0)
    rows = made.symbols_BVT[:, 0].tolist()
    assert len(set(map(tuple, rows))) > 1
    told = [model.score([BEGIN], [model.pieces.encode(" ".join(row).replace(" .", "."))])[0] for row in rows]
    counted = [cell for cell in seen if cell]
    of_each = [float(nats_T[counted].sum()) for nats_T in told]
    found = whole(likelihoods(made))
    assert found == pytest.approx(of_each, abs=1e-3)
    assert best_first(found) == sorted(range(len(rows)), key=lambda number: -of_each[number])


def test_nobody_says_which_is_the_likeliest_where_that_means_nothing(model: LanguageModel) -> None:
    assert whole(likelihoods(ended(model, NEAR, count=1))) is None
    assert whole(likelihoods(ended(model, NEAR, fluency=0.0))) is None
    assert best_first(None) == []
