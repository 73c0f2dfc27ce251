"""All voices sing the words that a file has once: by onset, with lines, hyphens and verses."""

from dataclasses import replace

import numpy as np

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.lyrics import lyrics_for_all
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, Lyric
from sunmask.chorale.music.voices import STANDARD, Voice


def row(*notes: tuple[int, int]) -> list[int]:
    """(pitch or 0, sixteenths)."""
    return [
        symbol
        for pitch, length in notes
        for symbol in ([pitch] + [-pitch] * (length - 1) if pitch else [0] * length)
    ]


def piece(*rows: list[int], words: list[tuple[int, Lyric]], voices: tuple[Voice, ...] = STANDARD) -> Chorale:
    silent = [[0] * len(rows[0])] * (len(voices) - len(rows))
    lyrics: dict[tuple[int, int], tuple[Lyric, ...]] = {}
    for t, lyric in words:
        lyrics[0, t] = (*lyrics.get((0, t), ()), lyric)
    symbols_VT = np.array([*rows, *silent], dtype=np.int16)
    return Chorale(symbols_VT, ChoraleMeta(voices=voices), lyrics=lyrics)


def said(chorale: Chorale, voice: int, verse: int = 1) -> list[tuple[int, str, str, bool]]:
    return [
        (t, lyric.text, lyric.syllabic, lyric.extends)
        for (of, t), syllables in lyrics_for_all(chorale).items()
        for lyric in syllables
        if of == voice and lyric.verse == verse
    ]


PRAISE = [(0, Lyric("Praise")), (4, Lyric("hal", "begin")), (8, Lyric("low", "end")), (12, Lyric("God"))]
MELODY = row((67, 4), (69, 4), (71, 4), (67, 4))


def test_voices_in_step_have_the_same_words_under_the_same_notes() -> None:
    hymn = piece(MELODY, row((64, 4), (64, 4), (67, 4), (64, 4)), words=PRAISE)
    assert said(hymn, 1) == said(hymn, 0)
    assert [text for _, text, _, _ in said(hymn, 1)] == ["Praise", "hal", "low", "God"]
    assert said(hymn, 2) == [], "a voice that rests sings nothing"


def test_more_notes_than_syllables_have_a_line_behind_a_word_and_a_hyphen_within_one() -> None:
    alto = row((64, 2), (65, 2), (64, 2), (62, 2), (67, 4), (64, 4))
    assert said(piece(MELODY, alto, words=PRAISE), 1) == [
        (0, "Praise", "single", True),
        (4, "hal", "begin", False),
        (8, "low", "end", False),
        (12, "God", "single", False),
    ]


def test_a_verse_that_ends_early_draws_no_line_through_the_rest_of_the_piece() -> None:
    assert said(piece(MELODY, MELODY, words=PRAISE[:3]), 1)[-1] == (8, "low", "end", False)
    alto = row((64, 4), (64, 4), (67, 2), (65, 2), (64, 4))
    assert said(piece(MELODY, alto, words=PRAISE[:3]), 1)[-1] == (8, "low", "end", True)


def test_a_note_that_is_held_through_several_syllables_has_all_of_them() -> None:
    assert said(piece(MELODY, row((64, 12), (62, 4)), words=PRAISE), 1) == [
        (0, "Praise hallow", "single", False),
        (12, "God", "single", False),
    ]


def test_a_voice_that_comes_in_late_sings_the_syllable_then() -> None:
    assert said(piece(MELODY, row((0, 2), (64, 2), (0, 4), (62, 4), (62, 4)), words=PRAISE), 1) == [
        (2, "Praise", "single", False),
        (8, "low", "end", False),
        (12, "God", "single", False),
    ]


def test_each_verse_comes_from_the_voice_that_has_it() -> None:
    words = [
        *PRAISE,
        *((t, Lyric(text, verse=2)) for t, text in ((0, "Sing"), (4, "all"), (8, "ye"), (12, "lands"))),
    ]
    hymn = piece(MELODY, MELODY, MELODY, MELODY, words=words)
    for voice in range(4):
        assert [text for _, text, _, _ in said(hymn, voice, 2)] == ["Sing", "all", "ye", "lands"]


def test_a_voice_with_words_of_its_own_keeps_them_and_one_that_differs_once_has_the_rest() -> None:
    hymn = piece(MELODY, MELODY, words=PRAISE)
    one = replace(hymn, lyrics={**hymn.lyrics, (1, 12): (Lyric("Lord"),)})
    assert [text for _, text, _, _ in said(one, 1)] == ["Praise", "hal", "low", "Lord"]
    several = replace(one, lyrics={**one.lyrics, (1, 0): (Lyric("O"),)})
    assert [text for _, text, _, _ in said(several, 1)] == ["O", "Lord"]


def test_instruments_have_no_words() -> None:
    voices = (
        Voice("Soprano", "treble", 60, 81, "S"),
        Voice("Violin", "treble", 55, 90, "A"),
        Voice("Viola", "alto", 48, 80, "T"),
    )
    hymn = piece(MELODY, MELODY, MELODY, words=PRAISE, voices=voices)
    assert said(hymn, 0)
    assert said(hymn, 1) == said(hymn, 2) == []


def test_every_voice_of_a_chorale_sings_every_syllable() -> None:
    chorale = demo_chorale("O Haupt voll Blut und Wunden")
    for verse in (1, 2):
        whole = "".join(text for _, text, _, _ in said(chorale, 0, verse))
        assert len(whole) > 45
        for voice in (1, 2, 3):
            assert "".join(text for _, text, _, _ in said(chorale, voice, verse)).replace(" ", "") == whole
