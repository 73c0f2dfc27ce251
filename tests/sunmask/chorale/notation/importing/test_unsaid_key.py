"""Files that do not say their key open in the right one, or the review asks."""

import io
import re

import mido
import pytest

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.importing.file_formats import file_kind, musicxml_root
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import parse_midi
from sunmask.chorale.notation.musicxml.reader import parse_musicxml
from sunmask.chorale.notation.scores import write_midi, write_musicxml
from tests.sunmask.chorale.notation.tunes import ST_CATHERINE, TUNES, melody, quarters, tune


def read(content: bytes) -> Import:
    is_midi = file_kind(content) == "midi"
    return chorale_from_parsed(parse_midi(content) if is_midi else parse_musicxml(musicxml_root(content)))


def without_mode(chorale: Chorale) -> bytes:
    """MusicXML with a signature alone."""
    return re.sub(rb"<mode>.*?</mode>", b"", write_musicxml(chorale))


def midi_with(chorale: Chorale, key: str | None) -> bytes:
    """MIDI as other programs write it: with a key signature of theirs, or none."""
    file = mido.MidiFile(file=io.BytesIO(write_midi(chorale)))
    for track in file.tracks:
        track[:] = [event for event in track if event.type not in ("key_signature", "text")]
    if key is not None:
        file.tracks[0].insert(0, mido.MetaMessage("key_signature", key=key))
    written = io.BytesIO()
    file.save(file=written)
    return written.getvalue()


def questions(found: Import) -> list[list[str]]:
    return [[choice["label"] for choice in told.choices] for told in found.notices if told.choices]


@pytest.mark.parametrize("name", TUNES)
def test_a_hymn_tune_without_mode_opens_in_its_key(name: str) -> None:
    piece = tune(name)
    for content in (without_mode(piece), midi_with(piece, None), midi_with(piece, "C")):
        found = read(content)
        assert (found.chorale.meta.fifths, found.chorale.meta.mode) == (piece.meta.fifths, "major")
        assert questions(found) == []


@pytest.mark.parametrize("name", TUNES)
def test_a_hymn_tune_in_minor_opens_in_minor_whatever_midi_says_of_its_mode(name: str) -> None:
    """Each tune with its third and sixth lowered, under the signature of minor as a program writes it that
    does not know of modes."""
    metre, pickup, fifths, notes = TUNES[name]
    tonic = fifths * 7 % 12
    lowered = tuple((pitch - ((pitch - tonic) % 12 in (4, 9)), length) for pitch, length in notes)
    piece = melody(lowered, ChoraleMeta(name, metre=metre, pickup=pickup, fifths=fifths - 3, mode="minor"))
    major_of_signature = {-2: "Bb", -1: "F", -4: "Ab"}[fifths - 3]
    for content in (without_mode(piece), midi_with(piece, None), midi_with(piece, major_of_signature)):
        meta = read(content).chorale.meta
        assert (meta.fifths, meta.mode) == (fifths - 3, "minor")


def test_a_tune_that_two_keys_fit_is_asked_about_once() -> None:
    """It moves between G and E and ends on B, the third of one and the fifth of the other."""
    piece = melody(
        (*quarters(67, 71, 64, 67, 71, 69, 67, 64, 67, 71, 74, 71, 64, 67, 69), (71, 12)),
        ChoraleMeta("Open", fifths=1),
    )
    found = read(without_mode(piece))
    (asked,) = questions(found)
    assert sorted(asked) == ["E minor", "G major"]
    (told,) = [notice for notice in found.notices if notice.choices]
    assert told.message.startswith(f"{asked[0]} or {asked[1]}?")
    meta = found.chorale.meta
    assert told.choices[0]["meta"] == {"fifths": meta.fifths, "mode": meta.mode}


def test_a_mode_that_a_file_says_is_believed() -> None:
    piece = melody(ST_CATHERINE, ChoraleMeta("Said", metre="3/4", fifths=1, mode="minor"))
    for content in (write_musicxml(piece), write_midi(piece), midi_with(piece, "Em")):
        found = read(content)
        assert (found.chorale.meta.mode, questions(found)) == ("minor", [])


@pytest.mark.parametrize(
    ("said", "mode"), [(b"dorian", "dorian"), (b"aeolian", "minor"), (b"ionian", "major")]
)
def test_an_older_mode_that_a_file_says_is_kept(said: bytes, mode: str) -> None:
    piece = write_musicxml(tune("Old Hundredth"))
    named = piece.replace(b"<mode>major</mode>", b"<mode>" + said + b"</mode>")
    assert read(named).chorale.meta.mode == mode


def test_a_melody_without_a_signature_is_written_with_few_accidentals() -> None:
    high = tuple((pitch + 6, length) for pitch, length in TUNES["Old Hundredth"][3])
    meta = read(midi_with(melody(high, ChoraleMeta()), None)).chorale.meta
    assert (meta.fifths, meta.mode) == (-5, "major")
