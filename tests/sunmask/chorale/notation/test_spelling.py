"""Keys and spelling, against Bach's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from music21 import corpus, pitch, stream

from sunmask.chorale.notation.scores import grid_from_score, score_from_chorale
from sunmask.chorale.notation.spelling import Key, analyse_key, key_name, spell


@pytest.mark.parametrize("name", ["bwv269", "bwv253", "bwv227.1", "bwv244.54", "bwv66.6", "bwv40.8"])
def test_bach_is_spelled_as_he_spelled_it(name: str) -> None:
    score = corpus.parse(f"bach/{name}", forceSource=True)
    ours = score_from_chorale(grid_from_score(score))
    for part, written in zip(score.parts, ours.parts, strict=True):
        theirs = {onset(note, score): note.pitch.nameWithOctave for note in part.recurse().notes}
        mine = {onset(note, ours): note.pitch.nameWithOctave for note in written.recurse().notes}
        wrong = [when for when in theirs if when in mine and theirs[when] != mine[when]]
        assert len(wrong) <= 1, (name, [(theirs[when], mine[when]) for when in wrong])


def onset(note, score: stream.Score) -> float:
    return float(note.getOffsetInHierarchy(score))


@pytest.mark.parametrize("name", ["bwv269", "bwv227.1", "bwv244.54", "bwv40.8"])
def test_the_key_is_the_one_that_music21_analyses(name: str) -> None:
    score = corpus.parse(f"bach/{name}", forceSource=True)
    theirs = score.analyze("key")
    ours = analyse_key(grid_from_score(score).symbols_VT)
    assert (ours.fifths, ours.mode) == (theirs.sharps, theirs.mode)


@given(st.integers(0, 127), st.integers(-6, 8), st.sampled_from(["major", "minor"]))
def test_a_spelled_pitch_sounds_as_the_pitch(midi: int, tonic: int, mode: str) -> None:
    spelled = spell(midi, Key(tonic, mode))
    if spelled.octave >= 0:
        assert pitch.Pitch(spelled.name).midi == midi


def test_a_raised_second_degree_is_written_only_where_it_rises() -> None:
    c_major = Key(0, "major")
    assert spell(63, c_major, next_pitch=64).name == "D#4"
    assert spell(63, c_major, next_pitch=62).name == "E-4"


def test_keys_are_named_as_people_say_them() -> None:
    assert key_name(-3, "major") == "E flat major"
    assert key_name(3, "minor") == "F sharp minor"
    assert key_name(0, "minor") == "A minor"
