"""Texts become words and spaces, and come back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sunmask.text.words.words import FREE, NOTHING, cells_within, count_words, text_to_words, words_to_text


@given(st.text(max_size=300))
def test_any_text_comes_back_exactly(text: str) -> None:
    words, spaces = text_to_words(text)
    assert words_to_text(words, spaces) == text
    assert all(words)
    assert not any(space.strip() for space in spaces)
    assert text_to_words(words_to_text(words, spaces)) == (words, spaces)


def test_words_keep_inner_apostrophes_and_hyphens_and_marks_stand_alone() -> None:
    words, spaces = text_to_words(' "Don\'t," said the well-known  poet’s dog --\nloudly...')
    assert words[:5] == ['"', "Don't", ",", '"', "said"]
    assert words[6:] == ["well-known", "poet’s", "dog", "-", "-", "loudly", ".", ".", "."]
    assert spaces[0] == " "
    assert spaces[7] == "  "
    assert spaces[11] == "\n"


def test_a_run_of_letters_longer_than_a_word_may_be_is_cut() -> None:
    words, spaces = text_to_words("a" * 130 + " b")
    assert [len(word) for word in words] == [64, 64, 2, 1]
    assert spaces == ["", "", "", " ", ""]


def test_words_without_their_spaces_are_refused() -> None:
    with pytest.raises(ValueError, match="expected 3 spaces"):
        words_to_text(["a", "b"], ["", " "])


def test_the_length_of_a_text_counts_words_and_open_places_and_no_marks() -> None:
    words = text_to_words(f"“No,” he said: {FREE} {FREE}!")[0]
    assert count_words(words) == 5
    assert words[: cells_within(words, 3)] == ["“", "No", ",", "”", "he", "said", ":"]
    assert cells_within(words, 5) == len(words)
    assert count_words(["so", NOTHING]) == 1
