"""Which words and phrases count as repeated."""

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.rules.repeats import is_repeated
from sunmask.text.words.words import text_to_words


def test_repeats_are_the_same_word_beside_itself_or_thrice_in_a_sentence() -> None:
    words = ["the", "garden", "the", "the", "garden", "a", "Garden", ".", "garden"]
    repeated = [is_repeated(words, cell) for cell in range(len(words))]
    assert repeated == [False, True, True, True, True, False, True, False, False]


def test_a_phrase_that_stands_nearby_is_not_written_again() -> None:
    words, _ = text_to_words(
        "We measured the water hourly. Then we measured the water, and he did it for us."
    )
    again = [cell for cell in range(len(words)) if is_repeated(words, cell)]
    assert again == [0, 1, 2, 3, 7, 8, 9, 10]
    far = [*words[:6], *["so", "it"] * CONFIGURATION.ruling.nearby, *words[6:]]
    assert not is_repeated(far, 8 + 2 * CONFIGURATION.ruling.nearby)
