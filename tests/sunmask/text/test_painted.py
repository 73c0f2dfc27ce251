"""Texts with states in brackets: what is read, and what is refused with a sentence."""

import numpy as np
import pytest

from sunmask.method.cells import CellState, plan_from_states
from sunmask.text.painted import read_painted
from sunmask.text.words.words import FREE, text_to_words, words_to_text

U, M, R = CellState.UNMASKED, CellState.MASKED, CellState.RENOISABLE


def test_every_bracket_has_its_state_and_pin() -> None:
    painted = read_painted("one {two} (three) (four!) [five] [2], end.")
    assert painted.content["words"] == ["one", "two", "three", "four", "five", FREE, FREE, ",", "end", "."]
    states = np.array([[U, U, M, M, R, R, R, U, U, U]])
    pins = np.array([[True, False, False, True, False, False, False, True, True, True]])
    expected = plan_from_states(states, pins)
    for name in ("trust", "hold", "renoise"):
        assert (getattr(painted.plan, name) == getattr(expected, name)).all()


def test_brackets_reach_over_several_words_and_marks() -> None:
    painted = read_painted("[At last], (he said. She!) left")
    assert painted.content["words"] == ["At", "last", ",", "he", "said", ".", "She", "left"]
    assert painted.plan.renoise[0].tolist() == [True, True, False, False, False, False, False, False]
    held = painted.plan.hold[0] & ~painted.plan.trust[0]
    assert held.tolist() == [False, False, False, True, True, True, True, False]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (r"a \[3\] b", "a [3] b"),
        (r"\(no\) \{no\} \\ end", r"(no) {no} \ end"),
        (r"(wait\!) now", "wait! now"),
        ("(!) x", "! x"),
        (r"[\3] x", "3 x"),
        ("two\n\nparagraphs  of [space]", "two\n\nparagraphs  of space"),
        ("[10] x", " ".join([FREE] * 10) + " x"),
    ],
)
def test_a_backslash_makes_a_bracket_plain_and_spaces_stay(said: str, text: str) -> None:
    content = read_painted(said).content
    assert words_to_text(content["words"], content["spaces"]) == text


def test_an_escaped_mark_is_masked_and_not_held() -> None:
    plan = read_painted(r"(wait\!)").plan
    assert not plan.hold.any()
    assert not plan.trust.any()


@pytest.mark.parametrize(
    "said",
    [
        "",
        "   ",
        "[",
        "a] b",
        "[a (b)]",
        "(a",
        "x\\",
        "un[believ]able",
        "[0]",
        "[99999999999]",
        "a\x00b",
        "[]",
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(said: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        read_painted(said)


def test_a_text_without_brackets_is_held_whole() -> None:
    text = "It’s “quite” held — all of it."
    painted = read_painted(text)
    assert painted.content["words"] == text_to_words(text)[0]
    assert painted.plan.hold.all()
    assert painted.plan.trust.all()
