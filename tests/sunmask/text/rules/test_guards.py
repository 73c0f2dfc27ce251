"""Rules of what may be written: real words, names, articles, marks."""

from collections.abc import Sequence

import pytest

from sunmask.text.rules.guards import (
    Own,
    article_of,
    has_wrong_article,
    is_new_name,
    is_new_person,
    is_real,
    is_untidy,
    refuses,
)
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import text_to_words

OWN = Own.of(text_to_words("Jonas met Zqxv in Köln.")[0])


def at(text: str) -> tuple[list[str], int]:
    """The words of a text, and the cell of the one in stars."""
    before, word, _ = text.split("*")
    return text_to_words(text.replace("*", ""))[0], len(text_to_words(before + word)[0]) - 1


@pytest.mark.parametrize(
    "word",
    [
        "house",
        "Houses",
        "don't",
        "she’ll",
        "half-hour",
        "1985",
        ",",
        "zqxv",
        "email",
        "Jonas's",
        "oh",
        "o'clock",
        "didn't",
        "couldn’t",
        "I'm",
    ],
)
def test_words_of_the_list_or_of_the_text_are_real(word: str) -> None:
    assert is_real(word, OWN)


@pytest.mark.parametrize(
    "word", ["landlorder", "inresss", "layeded", "house-xq", "the-s", "cts", "bldg", "they'teen", "cat't"]
)
def test_other_words_are_not(word: str) -> None:
    assert not is_real(word, OWN)


@pytest.mark.parametrize(
    "text", ["He met *Jonas* there.", "Then *I* left.", "*The* man.", "On *Monday* we went."]
)
def test_what_the_text_has_and_what_begins_a_sentence_is_no_new_name(text: str) -> None:
    assert not is_new_name(*at(text), OWN)


@pytest.mark.parametrize(
    "text", ["He met *Marilla* there.", "*Darcy* left.", "He said. *Anne* came.", "to *Paris*"]
)
def test_a_capital_within_a_sentence_or_a_word_never_written_small_is_a_new_name(text: str) -> None:
    assert is_new_name(*at(text), OWN)


def own_of(said: str, free: Sequence[int] = ()) -> Own:
    words, spaces = text_to_words(said)
    return Own.of(words, spaces, [at in free for at in range(len(words))])


def test_a_line_begins_like_a_sentence() -> None:
    own, words = own_of("Dear Anna,\n\nx y z.\nBest,\nJonas"), ["Dear", "Anna", ",", "Thank"]
    assert not is_new_name(words, 3, own)
    assert not is_new_name(["Dear", "Anna", ",", "The"], 3, own)
    assert is_new_name(["Dear", "Anna", ",", "Marilla"], 3, own)
    assert is_new_name(words, 3, own_of("Dear Anna, x y z."))
    assert is_new_name(["Dear", "Anna", "Thank"], 2, own)
    assert not is_new_name(["Notes", "We"], 1, own_of("Notes\nx y z."))


def test_a_word_that_begins_a_sentence_has_no_capital_within_one_though_the_text_has_it() -> None:
    said = "The sea is grey. Nobody came every ten minutes"
    assert is_new_name([*text_to_words(said)[0], "The"], 10, own_of(said))
    assert not is_new_name([*text_to_words(said)[0], ".", "The"], 11, own_of(said))
    assert not is_new_name([*text_to_words(said)[0], ":", "The"], 11, own_of(said))
    poem = "The sea is grey,\nThe sky is low\nThe end"
    assert not is_new_name(["is", "low", "The"], 2, own_of(poem))
    assert is_new_name(["is", "high", "The"], 2, own_of(poem))
    assert not is_new_name(["is", "high", "The"], 2, own_of(poem, free=[8]))  # that may be its last word


@pytest.mark.parametrize(
    ("word", "article"),
    [
        *((word, "a") for word in ("pear", "house", "university", "use", "one")),
        *((word, "an") for word in ("apple", "hour", "uninvited", "umbrella", "honest")),
        *((word, None) for word in ("USB", "8", ",")),
    ],
)
def test_a_word_wants_a_or_an_by_its_sound(word: str, article: str | None) -> None:
    assert article_of(word) == article


OTHERS = "The storm broke after midnight, and his neighbours came with ropes. "


@pytest.mark.parametrize(
    ("text", "is_new"),
    [
        (OTHERS + "*I* ran.", True),
        (OTHERS + "He saw that *we've* gone.", True),
        (OTHERS + '"There *I* was," she said.', False),
        (OTHERS + "“There *we* are,” she said.", False),
        (OTHERS + '"No," she said, and *my* dog ran.', True),
        (OTHERS + "*He* ran.", False),
        (OTHERS + "My dog ran, and *I* laughed.", False),
        ("It was late, and *I* ran.", False),
        ("Hello team, as of next Monday *we* use a new system before the end of the month.", False),
        ("Dear Jonas, thank you for the report that came on Tuesday. *I* read it.", False),
    ],
)
def test_a_text_that_tells_of_others_says_i_and_we_only_in_quotation_marks(text: str, is_new: bool) -> None:
    words, cell = at(text)
    own = Own.of([*words[:cell], *words[cell + 1 :]])
    assert is_new_person(words, cell, own) is is_new
    assert refuses(words, cell, TextSettings(), own) >= is_new
    assert not refuses(words, cell, TextSettings(same_person=False), own)


def test_an_article_is_wrong_seen_from_either_side() -> None:
    for text in ("It was *a* apple.", "It was a *apple*.", "It was *An* pear."):
        assert has_wrong_article(*at(text))
    for text in ("It was *an* apple.", "a *pear*", "the *apple*", "*a*"):
        assert not has_wrong_article(*at(text))


@pytest.mark.parametrize(
    "text",
    [
        "Yes*,*. No",
        "*,* he said",
        "He met Mr*.*",
        "He met *Mr*.",
        "the*,* man",
        "It ended. *then* it",
        '"*,* he',
        "It *ended* Then he left.",
        "It ended *,* They left.",
        "they will*.* and",
        "he left *(*late",
        "It ended. *—* and then",
    ],
)
def test_marks_where_none_can_stand_are_untidy(text: str) -> None:
    assert is_untidy(*at(text), OWN)


@pytest.mark.parametrize(
    "text",
    [
        "Yes*,* he said",
        "It ended. *Then*",
        'he said*.*"',
        "Wait*.*",
        "well... *then*",
        "It ended*.* Then",
        "he left *(*late)",
        "in *Green* Street",
    ],
)
def test_marks_where_they_can_are_tidy(text: str) -> None:
    words, cell = at(text)
    assert not is_untidy(words, cell, OWN) or words[cell - 1] == "."


def test_each_rule_is_a_switch() -> None:
    off = {"real_words": False, "no_new_names": False, "right_articles": False, "tidy_marks": False}
    for name, text in {
        "real_words": "the *inresss* man",
        "no_new_names": "he met *Peter*",
        "right_articles": "it was *a* apple",
        "tidy_marks": "he met *Mr*.",
    }.items():
        words, cell = at(text)
        assert not refuses(words, cell, TextSettings(**off), OWN)
        assert refuses(words, cell, TextSettings(**{**off, name: True}), OWN)
        assert refuses(words, cell, TextSettings(), OWN)
