"""Several gaps that are filled together: what candidates get, and what their energy depends on."""

from typing import Any

import pytest
import torch

from sunmask.method.sampling import denoise
from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.phrases import together
from sunmask.text.phrases.choose import Phrases, apart
from sunmask.text.phrases.moves import Gaps, moves
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, text_to_words
from tests.sunmask.text.phrases.test_fluency import denoiser
from tests.sunmask.text.toy import ToyNetwork, language_model

THREE_GAPS = f"on-the {FREE} {FREE} stood. the river {FREE} stood. the {FREE} {FREE} stood."
FILLING = CONFIGURATION.filling
WORSE = 2 * FILLING.worse
"""Nats, of two gaps."""


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


def filled(*gaps: str) -> Phrases:
    return tuple(tuple(gap.split()) for gap in gaps)


def words_of(model: LanguageModel, text: str, count: int, **values: Any) -> list[list[Any]]:
    run = denoiser(model, text, candidates=range(count), num_steps=3, eta=0.34, **values)
    *_, last = denoise(ToyNetwork(), run)
    return last.symbols


def test_a_candidate_has_what_is_hardly_worse_and_says_something_else() -> None:
    found = [
        (filled("old house", "the river"), 0.0),
        (filled("old house", "a river"), -0.5),
        (filled("young captain", "the market"), -2.0),
        (filled("cold water", "the stone"), -WORSE - 1),
    ]
    assert [apart(found, number)[0] for number in range(3)] == [0, 2, 1]
    near = [*found[:2], (found[2][0], -WORSE - 2)]
    assert [apart(near, number)[0] for number in range(3)] == [0, 1, 2], "no other one is left"


def test_no_two_candidates_may_have_the_same_filling() -> None:
    words = ("house", "river", "garden", "window", "letter", "table", "winter")
    found = [(filled(f"the {word}", "old"), -0.3 * at) for at, word in enumerate(words)]
    its = [set(apart(found, number)) for number in range(3)]
    assert sum(map(len, its)) == len(set.union(*its)) == len(found)


@pytest.mark.numeric
def test_candidates_differ_and_do_not_depend_on_each_other(model: LanguageModel) -> None:
    three = words_of(model, THREE_GAPS, 3)
    assert len({tuple(words) for words in three}) == 3
    assert not any(FREE in words or "" in words for words in three)
    assert words_of(model, THREE_GAPS, 1) == three[:1]


FAR = f"on-the {FREE} house {FREE}" + " water stone." * FILLING.far + f" the {FREE} stood {FREE} house."


@pytest.mark.numeric
@pytest.mark.parametrize(
    ("text", "searches"), [(THREE_GAPS, 1), (FAR, 3), (f"{THREE_GAPS[:-1]} {FREE} {FREE}", 1)]
)
def test_candidates_share_the_searches(
    text: str, searches: int, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of gaps far from each other, of which the last step searches the later ones again after the best
    of the earlier ones; and where the end of the text is each candidate's own."""
    begun = []

    def noted(wanting: Any) -> Any:
        begun.append(wanting.move.blocks)
        return (yield from from_left_to_right(wanting))

    from_left_to_right = together._from_left_to_right
    monkeypatch.setattr(together, "_from_left_to_right", noted)
    words_of(model, text, 3)
    assert len(begun) == searches, "for three candidates, in two steps"


@pytest.mark.numeric
def test_a_gap_depends_on_what_comes_after_the_next_one(model: LanguageModel) -> None:
    text = f"on-the {FREE} stood {FREE} house."
    alike = [
        words_of(model, text.replace("house", end), 1)[0][1] for end in ("house", "water", "stone", "fire")
    ]
    assert len(set(alike)) > 1


def test_gaps_far_from_each_other_are_filled_on_their_own() -> None:
    settings = TextSettings(num_steps=3, eta=0.34, fluency=1.0)
    near = text_to_words(f"{FREE} house {FREE} water")[0]
    far = text_to_words(f"{FREE} house {FREE}" + " water" * (FILLING.far + 1) + f" {FREE} stone")[0]
    for words, groups in ((near, [((0,), (2,))]), (far, [((0,), (2,)), ((len(far) - 2,),)])):
        free_T = torch.tensor([word == FREE for word in words]).numpy()
        found = moves(free_T, free_T & False, 2, settings)
        assert [each.blocks for each in found if isinstance(each, Gaps)] == groups


@pytest.mark.numeric
@pytest.mark.parametrize("after", ["stood.", 'stood." the "river', f"stood. the {FREE} {FREE}"])
def test_combinations_are_scored_as_a_whole_text(
    after: str, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also among quotation marks, and before what ends the text."""
    scored = []

    def noted(task: Any, values: Any) -> Any:
        scored.append(task.move.cells)
        return (yield from likelihoods(task, values))

    likelihoods = together.likelihoods
    monkeypatch.setattr(together, "likelihoods", noted)
    text = f'on-the "the {FREE} {FREE} stood {FREE} {after}'
    (words,) = words_of(model, text, 1)
    at = [cell for cell, word in enumerate(text_to_words(text)[0]) if word == FREE][:3]
    assert scored[-1] == tuple(range(at[0], at[-1] + 1))
    assert FREE not in words
