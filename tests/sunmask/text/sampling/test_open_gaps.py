"""A gap is open until there are words for it: no step shows the noise that a candidate begins with."""

from typing import Any

import pytest
import torch

from sunmask.kinds.settings import settings_of, stored_settings
from sunmask.method.sampling import Denoiser, denoise
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases import propose
from sunmask.text.phrases.propose import Wanted, search
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, text_to_words
from tests.sunmask.text.phrases.test_fluency import denoiser
from tests.sunmask.text.toy import ToyNetwork, language_model

TWO_GAPS = f"on-the {FREE} {FREE} stood. the river {FREE} {FREE} stood."
ONE_GAP = f"on-the {FREE} {FREE} stood. the river stood."
GAP = [at for at, word in enumerate(text_to_words(TWO_GAPS)[0]) if word == FREE]


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def in_gap(grids: list[list[Any]]) -> list[list[Any]]:
    return [[grid[at] for at in GAP] for grid in grids]


def run_of(model: LanguageModel, **values: Any) -> Denoiser:
    return denoiser(model, TWO_GAPS, candidates=range(2), **{"num_steps": 3, "eta": 0.34, **values})


@pytest.mark.numeric
def test_a_gap_is_open_until_the_language_model_has_a_phrase_for_it(model: LanguageModel) -> None:
    run = run_of(model)
    is_open = [in_gap(run.symbols)]
    is_open += [in_gap(step.symbols) for step in denoise(ToyNetwork(), run)]
    assert is_open[:2] == [[[FREE] * len(GAP)] * 2] * 2
    assert not any(FREE in grid for grids in is_open[2:] for grid in grids)


@pytest.mark.numeric
def test_without_a_language_model_only_the_beginning_is_open(model: LanguageModel) -> None:
    run = run_of(model, fluency=0.0)
    assert in_gap(run.symbols) == [[FREE] * len(GAP)] * 2
    for step in denoise(ToyNetwork(), run):
        assert not any(FREE in grid for grid in in_gap(step.symbols))


@pytest.mark.numeric
@pytest.mark.parametrize("values", [{}, {"num_steps": 8}, {"fluency": 0.0}], ids=["three", "eight", "alone"])
@pytest.mark.parametrize("num_stored", [0, 1, 2])
def test_a_run_goes_on_from_any_step_as_if_unbroken(
    model: LanguageModel, num_stored: int, values: dict[str, Any]
) -> None:
    whole, again = run_of(model, **values), run_of(model, **values)
    grids = [whole.symbols]
    made = [step.symbols for step in denoise(ToyNetwork(), whole)]
    again.restore([*grids, *made[:num_stored]])
    assert [step.symbols for step in denoise(ToyNetwork(), again)] == made[num_stored:]


@pytest.mark.numeric
def test_what_nothing_may_fill_is_filled_by_the_network_in_the_last_step(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of(model)
    monkeypatch.setattr("sunmask.text.sampling.fluent_steps.FluentStep._proposals", _nothing)
    *_, last = denoise(ToyNetwork(), run)
    assert not any(FREE in grid for grid in in_gap(last.symbols))


def _nothing(*_: Any) -> Any:
    return [], []
    yield


@pytest.mark.parametrize(
    ("text", "searches"),
    [
        (ONE_GAP, [[True], [False, True]]),
        (TWO_GAPS, [[True, True, True], [False, True, False, True]]),
    ],
    ids=["one gap", "two gaps together"],
)
@pytest.mark.numeric
def test_the_first_phrase_of_a_gap_waits_for_one_search_alone(
    text: str, searches: list[list[bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    model, asked = language_model(), list[bool]()
    monkeypatch.setattr(model, "infiller", language_model(seed=1))

    def noted(wanted: Wanted, width: int) -> Any:
        asked.append(wanted.is_infilling)
        return (yield from search(wanted, width))

    monkeypatch.setattr(propose, "search", noted)
    run = denoiser(model, text, num_steps=3, eta=0.34)
    found = []
    for step in denoise(ToyNetwork(), run):
        if step.number > 1:
            found.append([*asked])
        asked.clear()
    assert found == searches


def test_a_stored_run_without_these_settings_is_read_as_it_was() -> None:
    new = ("one_sentence", "search_width", "hold_facts")
    stored = {name: value for name, value in TextSettings(num_steps=12).to_json().items() if name not in new}
    read = TextSettings.of(stored_settings("text", {**stored, "exchange_at_last": True, "soon": False}))
    assert (read.num_steps, read.search_width) == (12, 32)
    assert (read.one_sentence, read.hold_facts) == (False, False)
    assert settings_of("text", stored) == TextSettings(num_steps=12)


def test_passages_that_are_said_again_take_more_steps_unless_somebody_chose() -> None:
    assert settings_of("text", {"wording": "near"}).num_steps == CONFIGURATION.rewording.steps
    assert settings_of("text", {"wording": "near", "num_steps": 5}).num_steps == 5
    assert settings_of("text", {"wording": "single"}).num_steps == TextSettings().num_steps
