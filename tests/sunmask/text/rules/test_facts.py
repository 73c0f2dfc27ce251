"""Facts of a text: which cells say one together, and that rewriting leaves them as they are."""

from typing import Any

import numpy as np
import pytest
import torch

from sunmask.method.sampling import denoise
from sunmask.text.language_model.model import LanguageModel
from sunmask.text.painted import read_painted
from sunmask.text.phrases.rewriting import judged
from sunmask.text.rules.facts import differ, held_runs, with_facts_held
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import text_to_words
from tests.sunmask.text.phrases.test_rewriting import denoiser, found
from tests.sunmask.text.toy import ToyNetwork, language_model


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sales rose by 7.2 percent to £2.4 million.", ["7 . 2 percent", "£ 2 . 4 million"]),
        ("He paid 1,250 dollars for 3 km of wire.", ["1 , 250 dollars", "3 km"]),
        ("It is due on 12 March 2024 at 10:30.", ["12 March 2024", "10 : 30"]),
        ("We meet on June 3rd at 5 pm.", ["June 3rd", "5 pm"]),
        ("The U.S. has large states, e.g. Texas.", ["U . S .", "e . g ."]),
        ("Dr. Anna Smith lives at 12 Baker Street.", ["Dr . Anna Smith", "12 Baker Street"]),
        (
            "Write to info@example.com or see www.example.org/a.",
            ["info @ example . com", "www . example . org / a"],
        ),
        ("He said, “I will not go.” Then he left.", ["“ I will not go . ”"]),
        ("The Bank of England was closed.", ["Bank of England"]),
        ("The old man and the sea. We saw it.", []),
        ("A cat, a dog: two animals.", []),
    ],
)
def test_cells_that_say_one_fact_are_a_run(text: str, expected: list[str]) -> None:
    words, spaces = text_to_words(text)
    assert [" ".join(words[run.start : run.stop]) for run in held_runs(words, spaces)] == expected


def held(text: str) -> list[str]:
    painted = read_painted(text)
    words = painted.content["words"]
    plan = with_facts_held(painted.plan, words, painted.content["spaces"])
    return [words[at] for at in np.flatnonzero(plan.hold[0] & ~painted.plan.hold[0])]


def test_a_fact_within_words_that_are_rewritten_is_held() -> None:
    text = "(Sales of the new machine rose by 7.2 percent during the first week.)"
    assert held(text) == ["7", ".", "2", "percent"]
    assert held("(He said to all of us: “I will not go.” Then he left the room.)") == [
        *("“", "I", "will", "not", "go", ".", "”")
    ]


def test_few_words_between_facts_are_held_with_them() -> None:
    assert held("(They will all meet again on 12 March at 10:30 in front of the old church.)") == [
        *("12", "March", "at", "10", ":", "30")
    ]


def test_who_masks_nothing_but_a_fact_chose_it() -> None:
    assert held("Sales rose by (7.2 percent) in May.") == []
    assert held("He said, “I (will not) go.”") == []
    assert held("Sales rose by 7.2 percent in [May].") == []


@pytest.mark.parametrize(
    ("old", "new", "is_other"),
    [
        ("You must pay at once.", "You must pay now.", False),
        ("You must pay at once.", "You should pay at once.", True),
        ("The tenant shall clean it.", "The tenant may clean it.", True),
        ("He did not come.", "He came.", True),
        ("He didn't come.", "He did not come.", False),
        ("Anna sold two houses.", "Anna sold two homes.", False),
        ("Anna sold two houses.", "She sold two houses.", True),
        ("Anna sold two houses.", "Anna sold three houses.", True),
        ("They paid 30 pounds.", "They paid 40 pounds.", True),
        ("It took forty years.", "It took fifty years.", True),
        ("She was twenty-five then.", "She was twenty then.", True),
        ("He came third.", "He came fourth.", True),
        ("It happened a second time.", "It happened once more.", False),
        ("The car was late.", "A car was late.", False),
    ],
)
def test_other_numbers_names_denials_and_modal_verbs_differ(old: str, new: str, is_other: bool) -> None:
    assert differ(text_to_words(old)[0], text_to_words(new)[0], begins=True) == is_other


def test_other_words_with_other_facts_are_refused() -> None:
    (passage,) = found("(You must pay now)")
    values, alike = [["You", "must", "pay", "today"], ["You", "may", "pay", "today"]], np.ones(2)
    kept = judged(passage, values, alike, np.zeros(2), TextSettings(wording="near"))
    assert np.isfinite(kept).tolist() == [True, False]
    without = TextSettings(wording="near", hold_facts=False)
    assert np.isfinite(judged(passage, values, alike, np.zeros(2), without)).all()


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    torch.set_num_threads(1)
    return language_model()


@pytest.mark.numeric
def test_where_no_other_words_have_the_same_facts_a_passage_stays(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*arguments: Any) -> np.ndarray:
        return np.full(len(arguments[1]), -np.inf)

    monkeypatch.setattr("sunmask.text.phrases.score.judged", nothing)
    run = denoiser(model, "on-the (old red blue cold warm) [2] stood.", wording="other", length="free")
    *_, last = denoise(ToyNetwork(), run)
    for grid in last.symbols:
        assert grid == ["on-the", "old", "red", "blue", "cold", "warm", "", "", "stood", "."]


@pytest.mark.numeric
def test_a_fact_stays_while_what_is_around_it_is_said_again(model: LanguageModel) -> None:
    text = "on-the (old red blue cold 7.2 percent high low long) stood."
    run = denoiser(model, text, wording="other", real_words=False, no_new_names=False)
    for step in denoise(ToyNetwork(), run):
        for grid in step.symbols:
            assert grid[5:9] == ["7", ".", "2", "percent"]
