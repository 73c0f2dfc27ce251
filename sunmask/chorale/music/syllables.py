"""Syllables under notes, of voices and of the staves that accompany them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

SYLLABICS = ("single", "begin", "middle", "end")
MOST_SYLLABLE, MOST_VERSES = 100, 20


@dataclass(frozen=True)
class Lyric:
    """One syllable under a note: `syllabic` is single, begin, middle or end; `verse` counts from 1.

    extends: a line says that it is sung on over the notes behind it, to the next one with a syllable or the
    next rest.
    """

    text: str
    syllabic: str = "single"
    verse: int = 1
    extends: bool = False


def syllable_to_json(syllable: Lyric) -> dict[str, Any]:
    """By name; `extends` is there where it is so."""
    said = asdict(syllable)
    return said if syllable.extends else {name: said[name] for name in said if name != "extends"}


def check_syllables(syllables: Sequence[Lyric]) -> None:
    """Raise ValueError for a text, a place in its word or a verse that no syllable can have."""
    for lyric in syllables:
        if not isinstance(lyric.text, str) or not 1 <= len(lyric.text) <= MOST_SYLLABLE:
            raise ValueError(f"expected syllables of 1 to {MOST_SYLLABLE} letters, got {lyric.text!r:.60}")
        if lyric.syllabic not in SYLLABICS:
            raise ValueError(f"expected a syllable to be one of {SYLLABICS}, got {lyric.syllabic!r:.60}")
        if type(lyric.verse) is not int or not 1 <= lyric.verse <= MOST_VERSES:
            raise ValueError(f"expected a verse from 1 to {MOST_VERSES}, got {lyric.verse!r:.60}")
        if type(lyric.extends) is not bool:
            raise ValueError(f"expected a syllable to extend or not, got {lyric.extends!r:.60}")
