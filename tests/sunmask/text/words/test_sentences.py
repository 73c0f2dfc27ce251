"""Where sentences begin and end, and that what is free before one that the author begins ends with a mark."""

import numpy as np
import pytest

from sunmask.text.phrases.constraints import constraints_of
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Writing
from sunmask.text.rules.guards import Own, is_untidy
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import directed
from sunmask.text.words.sentences import are_quoted, begins_after, is_opener, is_quoted
from sunmask.text.words.words import FREE, text_to_words
from tests.sunmask.text.toy import ToyPieces


@pytest.mark.parametrize("text", ['He said "no, not I" and "so" left', "“Are you “Anna”?” Yes”. “I am", ""])
def test_all_words_are_quoted_as_each_is(text: str) -> None:
    words = text_to_words(text)[0]
    assert list(are_quoted(words)) == [is_quoted(words, cell) for cell in range(len(words))]


@pytest.mark.parametrize("word", ["The", "Pour", "Add", "Would", "Visitors", "Cook"])
def test_words_that_are_seldom_names_begin_sentences(word: str) -> None:
    assert is_opener(word)


@pytest.mark.parametrize(
    "word", ["I", "Peter", "London", "Mum", "Street", "May", "pour", "A1", "B", ",", "Zqxv"]
)
def test_names_and_words_that_are_none_do_not(word: str) -> None:
    assert not is_opener(word)


ENDING = [
    "Cut it. _ _ _ _ Pour it over.",
    "It was. _ _ _ _ The rest is gone.",
    '"So," he said. "_ _ _" He left.',
    "“_ _” Visitors came.",
    'He sat down. _ _ _ _ "Not today," she said.',
    'He sat down. _ _ _ _\n"Marta went home."',
    "He sat down and _ _ _ _ “I know!”",
    "Leave it. _ _ _ _ Please write to me.",
    "Leave it. _ _ _ _ Thank you for it.",
    "It is dark. _ _ _ _ Popcorn is not sold.",
    '"It is dark," she said. _ _ _ _ Security guards came.',
    '"_ _ _ _ Popcorn is not sold."',
]
NOT_ENDING = [
    "Cut it. _ _ _ _ Peter said so.",
    "Cut it. _ _ _ _ Marta said so.",
    "We ate _ _ _ _ Popcorn is not sold.",
    "Cut it. _ _ _ Pour it over.",  # may be a name, as of a street
    "a _ _ _ _\nPour it over",  # may be verse
    "Dear _ _\nThank you for it.",  # a letter
    '"So," he said. "_" He left.',
    '"_ _ _" he said.',
    'He came _ _ "Pour it over," he said.',
    'He wrote _ _ _ _ "The Bridge" in May.',
    'He said _ _ _ _ "not today," and left.',
    'He said _ _ _ _ "Not today',
    "Cut it. _ _ _ _",
]


@pytest.mark.parametrize(
    ("text", "ends"), [*((each, True) for each in ENDING), *((each, False) for each in NOT_ENDING)]
)
def test_what_is_free_before_a_sentence_ends_with_a_mark(text: str, ends: bool) -> None:
    words, spaces = text_to_words(text.replace("_", FREE))
    free = [word == FREE for word in words]
    cells = tuple(at for at, is_free in enumerate(free) if is_free)
    after = cells[-1] + 1
    context = Context(words, spaces, directed(words, spaces), np.ones(len(words), bool), np.array(free))
    move = Writing(cells, min(len(words), after + 8), is_first=True)
    constraints = constraints_of(context, move, TextSettings(), ToyPieces())
    assert constraints.ends is ends
    untidy = TextSettings(tidy_marks=False)
    assert not constraints_of(context, move, untidy, ToyPieces()).ends
    own = Own.of(words, spaces, free)
    assert is_untidy([*words[: after - 1], "home", *words[after:]], after - 1, own) is ends
    if ends:
        assert not is_untidy([*words[: after - 1], ".", *words[after:]], after - 1, own)


def test_what_nobody_freed_begins_nothing() -> None:
    words, spaces = text_to_words("Cut it into thin strips Pour it over")
    assert not begins_after(words, spaces, [False] * len(words), 5)
