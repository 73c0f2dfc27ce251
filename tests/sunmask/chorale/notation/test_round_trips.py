"""A chorale survives writing and reading: exactly as MusicXML, in notes and description as MIDI."""

import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from music21 import converter, stream

from sunmask.chorale.demos import DEMO_NAMES, ODE_TO_JOY, demo_chorale
from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.symbols import METRES, Chorale, ChoraleMeta, Lyric, normalise, notes
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.letters import letters_of
from sunmask.chorale.notation.midi import parse_midi
from sunmask.chorale.notation.musicxml.reader import parse_musicxml
from sunmask.chorale.notation.note_values import written_lengths
from sunmask.chorale.notation.scores import (
    blank,
    read_bytes,
    read_score,
    write_midi,
    write_musicxml,
)

WORDS = st.text(st.characters(categories=("L", "Nd"), include_characters="'-&<>\"’"), min_size=1, max_size=8)

IN_EVERY_TEST = ("Aus meines Herzens Grunde", ODE_TO_JOY)
QUICKLY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


@st.composite
def chorales(draw: st.DrawFn) -> Chorale:
    """Any grid with at least one note, in any metre, pickup, key, tempo and length."""
    metre = draw(st.sampled_from(sorted(METRES)))
    num_sixteenths = draw(st.integers(1, 70))
    pickup = draw(st.integers(0, min(METRES[metre] - 1, num_sixteenths)))
    symbol = st.one_of(st.just(0), st.integers(36, 81), st.integers(-81, -36))
    rows = []
    for _ in range(4):
        runs = draw(st.lists(st.tuples(symbol, st.integers(1, 20)), min_size=1, max_size=12))
        row = [cell for first, length in runs for cell in [first] + [-abs(first)] * (length - 1)]
        rows.append((row * num_sixteenths)[:num_sixteenths])
    rows[0][draw(st.integers(0, num_sixteenths - 1))] = draw(st.integers(60, 81))
    symbols_VT = normalise(np.array(rows))
    onsets = [(v, t) for v, t in zip(*np.nonzero(symbols_VT > 0), strict=True)]
    cells = [(int(v), int(t)) for v, t in onsets]
    verses = st.lists(
        st.builds(
            Lyric, WORDS.map(str.strip).filter(bool), st.sampled_from(["single", "begin", "middle", "end"])
        ),
        min_size=1,
        max_size=3,
    )
    numbered = verses.map(lambda said: tuple(replace(s, verse=i) for i, s in enumerate(said, start=1)))
    lyrics = draw(st.dictionaries(st.sampled_from(cells), numbered, max_size=4))
    rests = [(int(v), int(t)) for v, t in zip(*np.nonzero(symbols_VT == 0), strict=True)]
    fermatas = draw(st.frozensets(st.sampled_from([*cells, *rests]), max_size=4))
    meta = ChoraleMeta(
        title=draw(WORDS),
        composer=draw(st.one_of(st.just(""), WORDS)),
        metre=metre,
        pickup=pickup,
        fifths=draw(st.integers(-7, 7)),
        mode=draw(st.sampled_from(["major", "minor"])),
        tempo=float(draw(st.integers(30, 240))),
    )
    return Chorale(symbols_VT, meta, fermatas, lyrics)


@QUICKLY
@example(Chorale(np.array([[60] + [0] * 15, *[[0] * 16] * 3]), ChoraleMeta("Short", metre="3/2")))
@example(Chorale(np.array([[60], [36], [0], [0]]), ChoraleMeta("A low alto")))
@given(chorales())
def test_any_chorale_reads_back_from_musicxml_as_it_was(chorale: Chorale) -> None:
    found = chorale_from_parsed(parse_musicxml(musicxml_root(write_musicxml(chorale)))).chorale
    assert np.array_equal(found.symbols_VT, chorale.symbols_VT)
    assert found.meta == chorale.meta
    assert found.fermatas == chorale.fermatas
    assert found.lyrics == chorale.lyrics


@QUICKLY
@example(Chorale(np.array([[60]] * 4), ChoraleMeta(metre="3/4", pickup=1)))
@example(Chorale(np.array([[60], [0], [36], [36]]), ChoraleMeta("A silent alto")))
@given(chorales())
def test_any_chorale_reads_back_from_midi_but_for_what_midi_cannot_hold(chorale: Chorale) -> None:
    found = chorale_from_parsed(parse_midi(write_midi(chorale))).chorale
    assert np.array_equal(found.symbols_VT, chorale.symbols_VT)
    assert replace(found.meta, tempo=0.0) == replace(chorale.meta, tempo=0.0)
    assert found.meta.tempo == pytest.approx(chorale.meta.tempo, abs=0.01)  # MIDI counts microseconds


@given(st.integers(0, 23), st.integers(1, 24), st.sampled_from((4, 6)))
def test_heads_add_up_to_the_note_and_each_can_be_written(position: int, length: int, beat: int) -> None:
    lengths = written_lengths(position, length, beat)
    assert sum(lengths) == length
    assert set(lengths) <= {1, 2, 3, 4, 6, 8, 12, 16, 24}


@pytest.mark.parametrize(
    ("position", "length", "written"),
    [
        (0, 12, [12]),
        (0, 8, [6, 2]),
        (4, 4, [2, 2]),
        (1, 5, [1, 4]),
        (0, 5, [4, 1]),
        (2, 4, [4]),
        (6, 18, [12, 6]),
    ],
)
def test_in_dotted_beats_no_head_hides_where_a_beat_begins(
    position: int, length: int, written: list[int]
) -> None:
    assert written_lengths(position, length, 6) == written


@pytest.mark.parametrize(
    "name",
    [
        name if name in IN_EVERY_TEST else pytest.param(name, marks=pytest.mark.thorough)
        for name in sorted(DEMO_NAMES)
    ],
)
def test_a_demo_goes_through_a_file_on_disk_unchanged(name: str, tmp_path) -> None:
    piece = demo_chorale(name)
    (tmp_path / "piece.xml").write_bytes(write_musicxml(piece))
    found = read_score(tmp_path / "piece.xml")
    assert found.notices == []
    assert np.array_equal(found.chorale.symbols_VT, piece.symbols_VT)
    # what was computed before it was written is stated in the file
    assert letters_of(found.chorale) == letters_of(piece)
    stated = {"symbols_VT": found.chorale.symbols_VT, "spellings": found.chorale.spellings}
    assert found.chorale == replace(piece, **stated)


def test_music21_counts_the_bars_that_were_written_and_every_head_has_its_id() -> None:
    piece = demo_chorale("Aus meines Herzens Grunde")
    written = write_musicxml(piece).decode()
    score = converter.parseData(written, format="musicxml")
    assert [part.partName for part in score.parts] == ["Soprano", "Alto", "Tenor", "Bass"]
    for part in score.parts:
        measures = list(part.getElementsByClass(stream.Measure))
        assert len(measures) == len(bars(piece.meta, piece.num_sixteenths)) == 22
        assert [measure.number for measure in measures] == list(range(22))
        assert measures[0].paddingLeft == 2.0
        assert measures[0].keySignature.sharps == 1
        assert part.recurse().getElementsByClass("Clef").first() is not None
    ids = re.findall(r'<note id="([nr]-[SATB]-\d+)"', written)
    assert len(ids) == len(set(ids)) == written.count("<note ")
    for letter, voice_notes in zip("SATB", notes(piece.symbols_VT), strict=True):
        assert {f"n-{letter}-{start}" for start, _, pitch in voice_notes if pitch} <= set(ids)


def test_pitches_that_music21_reads_are_spelled_in_the_key() -> None:
    symbols_VT = np.zeros((4, 16), dtype=np.int16)
    symbols_VT[:] = [[73], [69], [66], [42]]  # F sharp minor
    symbols_VT[:, 12:] = [[73], [68], [65], [49]]  # its dominant, with E sharp
    piece = Chorale(symbols_VT, ChoraleMeta(fifths=3, mode="minor"))
    score = converter.parseData(write_musicxml(piece).decode(), format="musicxml")
    names = {element.pitch.name for element in score.recurse().notes}
    assert names == {"C#", "A", "F#", "E#", "G#"}


def test_a_raised_note_shows_its_accidental_once_in_a_bar() -> None:
    symbols_VT = np.zeros((4, 16), dtype=np.int16)
    symbols_VT[0, ::4] = [66, 66, 67, 60]
    written = write_musicxml(Chorale(symbols_VT, ChoraleMeta(fifths=0))).decode()
    assert written.count("<accidental>sharp</accidental>") == 1


def test_provenance_and_software_are_written_as_fields() -> None:
    written = write_musicxml(blank(1), provenance={"sunmask:seed": "7 & 8"}).decode()
    assert '<miscellaneous-field name="sunmask:seed">7 &amp; 8</miscellaneous-field>' in written
    assert "<software>SUNMASK studio</software>" in written


def test_title_and_words_with_markup_stay_text() -> None:
    piece = demo_chorale(ODE_TO_JOY)
    meta = replace(piece.meta, title='<img src=x onerror="alert(1)">')
    hostile = replace(piece, meta=meta, lyrics={(0, 0): (Lyric("</text><script>"),)})
    found = read_bytes(write_musicxml(hostile), "a.xml").chorale
    assert found.meta.title == meta.title
    assert found.lyrics == hostile.lyrics


@pytest.mark.thorough
def test_a_piece_of_the_greatest_length_is_written_and_read() -> None:
    bach = demo_chorale("Ach bleib bei uns, Herr Jesu Christ")
    longest = bach.with_symbols(normalise(np.tile(bach.symbols_VT, (1, 26))[:, :4096]))
    found = read_bytes(write_musicxml(longest), "long.xml")
    assert np.array_equal(found.chorale.symbols_VT, longest.symbols_VT)


def test_the_command_line_reader_needs_no_music21_in_its_own_process(tmp_path) -> None:
    (tmp_path / "a.mid").write_bytes(write_midi(demo_chorale(ODE_TO_JOY)))
    code = (
        "import sys; from sunmask.kinds import registry; "
        f"registry.codec('chorale').read_bytes(open({str(tmp_path / 'a.mid')!r}, 'rb').read(), 'a.mid'); "
        "sys.exit('music21' in sys.modules or 'torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
