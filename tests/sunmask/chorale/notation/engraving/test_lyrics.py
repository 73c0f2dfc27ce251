"""Words on a page: under every voice that sings, clear of bar lines and of each other."""

from dataclasses import replace

import numpy as np
import pytest
from defusedxml.ElementTree import fromstring

from sunmask.chorale.demos import DEMO_NAMES, demo_chorale
from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.symbols import Chorale, Lyric, notes
from sunmask.chorale.notation.engraving.line_breaks import line_breaks
from sunmask.chorale.notation.engraving.mei import mei_of_view, staves_of
from sunmask.chorale.notation.engraving.svg import engrave, engrave_line
from tests.sunmask.chorale.notation.engraving.lyrics import bar_lines_of, collisions, words_of

WITH_WORDS = [name for name in DEMO_NAMES if demo_chorale(name).lyrics]
LONG = ("Strengthened", "through", "wretch", "Hallelujah", "ransomed")


def pages_of(chorale: Chorale, view: str, width: int) -> list[str]:
    staves = staves_of(view, chorale.voices)
    return engrave(mei_of_view(chorale, view), line_breaks(chorale, staves, width), width=width)


def with_long_words(chorale: Chorale) -> Chorale:
    """A long word under every quarter of the soprano, and two verses of them."""
    lyrics: dict[tuple[int, int], tuple[Lyric, ...]] = {}
    for number, (start, length, pitch) in enumerate(notes(chorale.symbols_VT)[0]):
        if pitch and length >= 4:
            lyrics[0, start] = tuple(
                Lyric(LONG[(number + verse) % len(LONG)], verse=verse) for verse in (1, 2)
            )
    return replace(chorale, lyrics=lyrics)


@pytest.mark.parametrize("view", ["open", "closed", "alto"])
@pytest.mark.parametrize("name", WITH_WORDS)
def test_no_word_touches_a_bar_line_or_another_word(name: str, view: str) -> None:
    for width in (40, 100):
        for page in pages_of(demo_chorale(name), view, width):
            assert words_of(page)
            assert bar_lines_of(page)
            assert collisions(page) == []


@pytest.mark.parametrize("view", ["open", "closed", "soprano"])
def test_nor_do_words_that_are_far_longer_than_their_notes(view: str) -> None:
    for page in pages_of(with_long_words(demo_chorale("Aus meines Herzens Grunde")), view, 70):
        assert collisions(page) == []


def test_nor_in_a_picture_of_some_bars() -> None:
    chorale = demo_chorale("O Haupt voll Blut und Wunden")
    assert collisions(engrave_line(mei_of_view(chorale, "closed", range(4)))) == []


def test_every_voice_has_its_words_where_it_has_a_staff() -> None:
    chorale = demo_chorale("Aus meines Herzens Grunde")
    soprano = "".join(word.text for page in pages_of(chorale, "soprano", 80) for word in words_of(page))
    for voice in ("alto", "tenor", "bass"):
        of_one = "".join(word.text for page in pages_of(chorale, voice, 80) for word in words_of(page))
        assert of_one.replace("\xa0", " ").replace(" ", "") == soprano
    open_score = [word.owner[2] for page in pages_of(chorale, "open", 80) for word in words_of(page)]
    assert {letter: open_score.count(letter) > 40 for letter in "SATB"} == dict.fromkeys("SATB", True)
    closed = {word.owner[2] for page in pages_of(chorale, "closed", 80) for word in words_of(page)}
    assert closed == {"S"}, "all sing the words between the staves"


def test_hyphens_stand_between_their_syllables_and_lines_behind_theirs() -> None:
    symbols_VT = np.zeros((4, 32), dtype=np.int16)
    for start, pitch in ((0, 67), (8, 69), (16, 71), (24, 72)):
        symbols_VT[0, start : start + 8] = [pitch, *[-pitch] * 7]
    words = {(0, 0): (Lyric("A", "begin"),), (0, 8): (Lyric("men", "end", extends=True),)}
    chorale = replace(demo_chorale("Aus meines Herzens Grunde"), symbols_VT=symbols_VT, lyrics=words)
    chorale = replace(chorale, fermatas=frozenset(), meta=replace(chorale.meta, metre="4/4", pickup=0))
    assert len(bars(chorale.meta, 32)) == 2
    (page,) = pages_of(chorale, "soprano", 60)
    first, second = words_of(page)
    dashes = [
        (float(dash.get("x", 0)), float(dash.get("width", 0)))
        for verse in fromstring(page).iter()
        if verse.get("class") == "verse"
        for dash in verse
        if dash.tag.endswith("rect")
    ]
    hyphens = [(x, width) for x, width in dashes if width < 200]
    lines = [(x, width) for x, width in dashes if width > 600]
    assert hyphens
    assert all(first.box[1] < x and x + width < second.box[0] for x, width in hyphens)
    assert [x > second.box[1] for x, _ in lines] == [True]
