"""What stands on the sheet of a blind reading."""

import pytest

from tests.benchmarks.reading import filled

TEXT = "It was measured every hour [[with a sensor]] in the hall."


@pytest.mark.parametrize("gap", ["with a sensor", ". We stood", "and again,", ", and"])
def test_it_shows_all_that_was_written_in_a_gap(gap: str) -> None:
    made = "It was measured every hour" + " " * gap[0].isalpha() + gap + " in the hall."
    assert filled(TEXT, made) == gap


def test_it_shows_a_whole_last_sentence() -> None:
    assert filled("He left. [[It rained.]]", "He left. They stayed.") == "They stayed."
