"""Byte-level pieces: no text is lost, the merges are obeyed, and pieces end where they should."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sunmask.text.byte_pieces import BytePieces, letters_of_bytes

MERGES = ["Ġ t", "h e", "Ġt he", "a a", "aa aa", "' s", "Ã ¼", "1 2"]
PIECES = BytePieces(
    ["<end>", *letters_of_bytes().values(), *(merge.replace(" ", "") for merge in MERGES)],
    MERGES,
    special=[0],
)


def shown(text: str) -> list[str]:
    return [PIECES.decode([number]) for number in PIECES.encode(text)]


@settings(deadline=None)
@given(st.text())
def test_every_text_comes_back_and_pieces_end_in_order(text: str) -> None:
    ids, ends = PIECES.cut(text)
    assert PIECES.decode(ids) == text
    assert ends == sorted(ends)
    assert not text or ends[-1] == len(text)


def test_merges_are_made_in_their_order_from_the_left() -> None:
    assert shown("the theaaaaa") == ["t", "he", " the", "aaaa", "a"]
    assert shown("aaa aa") == ["aa", "a", " ", "aa"]


def test_digits_stand_alone_and_endings_stay_with_their_word() -> None:
    assert shown("12's") == ["1", "2", "'s"]
    assert shown("it's’s") == ["i", "t", "'s", *shown("’"), "s"]


def test_white_space_leaves_one_space_to_the_word_after_it() -> None:
    assert shown("a   the\n\n") == ["a", " ", " ", " the", "\n", "\n"]


def test_ends_are_counted_in_characters() -> None:
    ids, ends = PIECES.cut("ü the €")
    assert ends == [1, 5, 6, 7, 7, 7]
    assert len(ids) == 6


def test_a_special_name_in_a_text_is_plain_text() -> None:
    assert shown("<end>") == list("<end>")


def test_pieces_without_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        BytePieces(["a", "b"], [])
