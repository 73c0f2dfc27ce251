"""What other programs write, against the rules or beside them, is read as it is meant."""

import numpy as np
import pytest

from sunmask.chorale.music.form import played
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from tests.sunmask.chorale.notation.scores import DIVISIONS, attributes, back, bar_of, musicxml, note, part

WHOLE = 4 * DIVISIONS
DRUM = f"<note><unpitched/><duration>{WHOLE}</duration><voice>1</voice></note>"
UPPER, LOWER = "<staff>1</staff>", "<staff>2</staff>"


def read(data: bytes) -> Import:
    return import_from_musicxml(musicxml_root(data))


def codes(found: Import) -> set[str]:
    return {told.code for told in found.notices}


def timed(*metre: str, sixteenths: int, length: int) -> bytes:
    """Two bars of a metre, in notes of so many sixteenths."""
    bar = note(67, length * DIVISIONS // 4) * (sixteenths // length)
    return musicxml(part("M", attributes(*metre) + bar, bar))


def test_metres_of_five_eighths_and_of_one_quarter_have_their_note_values_doubled() -> None:
    five = read(timed("5", "8", sixteenths=10, length=2))
    assert five.chorale.num_sixteenths == 40
    assert five.chorale.meta.metre_changes == ((12, "2/4"), (20, "3/4"), (32, "2/4"))
    assert (five.chorale.symbols_VT[0] > 0).sum() == 10
    assert "metre_scaled" in codes(five)
    one = read(timed("1", "4", sixteenths=4, length=2))
    assert (one.chorale.meta.metre, one.chorale.num_sixteenths) == ("2/4", 16)


def test_a_metre_of_added_parts_is_written_as_bars_of_these() -> None:
    added = attributes().replace(
        "<beats>4</beats><beat-type>4</beat-type>",
        "<beats>3</beats><beat-type>8</beat-type><beats>2</beats><beat-type>4</beat-type>",
    )
    bar = note(67, DIVISIONS // 2) * 7
    found = read(musicxml(part("M", added + bar, bar)))
    assert found.chorale.meta.metre == "3/8"
    assert found.chorale.meta.metre_changes == ((6, "2/4"), (14, "3/8"), (20, "2/4"))


def test_sixteenths_in_four_halves_keep_their_length() -> None:
    found = read(timed("4", "2", sixteenths=32, length=1))
    assert (found.chorale.meta.metre, found.chorale.num_sixteenths) == ("2/2", 64)
    assert (found.chorale.symbols_VT[0] > 0).all()


def test_a_drum_beside_a_piano_leaves_the_piano() -> None:
    piano = attributes(extra="<staves>2</staves>")
    bar = note(67, WHOLE, UPPER) + back(WHOLE) + note(48, WHOLE, LOWER, voice=2)
    found = read(musicxml(part("Drum", attributes() + DRUM), part("Piano", piano + bar)))
    assert np.abs(found.chorale.symbols_VT).max() == 67


def test_of_three_voices_on_a_staff_the_outer_ones_are_kept_and_it_is_said() -> None:
    three = [note(pitch, WHOLE, UPPER, voice=at) for at, pitch in enumerate((72, 67, 64), start=1)]
    bar = back(WHOLE).join([*three, note(48, WHOLE, LOWER, voice=5)])
    found = read(musicxml(part("Piano", attributes(extra="<staves>2</staves>") + bar)))
    assert found.chorale.symbols_VT[:, 0].tolist() == [72, 64, 48]
    assert any("more than two voices" in told.message for told in found.notices)
    again = read(write_musicxml(found.chorale)).chorale
    assert np.array_equal(again.symbols_VT, found.chorale.symbols_VT)
    assert again.voices == found.chorale.voices


def test_one_tied_note_of_a_chord_ties_no_other() -> None:
    piano = attributes(extra="<staves>2</staves>")
    start, stop = (f'<tie type="{kind}"/><staff>1</staff>' for kind in ("start", "stop"))
    half = WHOLE // 2
    chords = note(60, half, start) + note(64, half, UPPER, in_chord=True)
    chords += note(60, half, stop) + note(64, half, UPPER, in_chord=True)
    silent = f"<note><rest/><duration>{WHOLE}</duration><voice>2</voice>{LOWER}</note>"
    melody = part("Song", attributes() + bar_of(67, 67, 67, 67))
    found = read(musicxml(melody, part("Piano", piano + chords + back(WHOLE) + silent)))
    [staff] = found.chorale.meta.staves
    assert [item[:3] for item in staff.notes] == [(0, 8, 64), (0, 16, 60), (8, 8, 64)]


def test_a_whole_rest_beside_the_rest_of_a_longer_bar_lasts_a_whole_note() -> None:
    piano = attributes("6", "4", extra="<staves>2</staves>")
    bar = 6 * DIVISIONS
    whole = f"<note><rest/><duration>{WHOLE}</duration><voice>1</voice><type>whole</type>{UPPER}</note>"
    silent = f'<note><rest measure="yes"/><duration>{bar}</duration><voice>2</voice>{LOWER}</note>'
    first = note(60, 2 * DIVISIONS, UPPER) + whole + back(bar) + silent
    second = note(62, bar, UPPER) + back(bar) + silent
    melody = part("Song", attributes("6", "4") + bar_of(*[67] * 6), bar_of(*[69] * 6))
    found = read(musicxml(melody, part("Piano", piano + first, second))).chorale
    [staff] = found.meta.staves
    assert [item[:3] for item in staff.notes] == [(0, 8, 60), (24, 24, 62)]
    assert read(write_musicxml(found)).chorale.meta.staves == found.meta.staves


def test_utf_8_that_says_it_is_utf_16_is_read() -> None:
    data = timed("4", "4", sixteenths=16, length=4)
    wrong = data.replace(
        b'<?xml version="1.0" encoding="UTF-8"?>', b"<?xml version='1.0' encoding='UTF-16'?>"
    )
    assert wrong != data
    assert np.array_equal(read(wrong).chorale.symbols_VT, read(data).chorale.symbols_VT)


def test_divisions_behind_the_first_note_count_for_it() -> None:
    late = bar_of(67) + attributes() + bar_of(69, 71, 72)
    assert read(musicxml(part("M", late))).chorale.symbols_VT[0, ::4].tolist() == [67, 69, 71, 72]


def test_parts_that_are_listed_and_missing_or_there_and_not_listed_do_no_harm() -> None:
    data = musicxml(part("M", attributes() + bar_of(67, 69, 71, 72)))
    missing = data.replace(
        b"</part-list>", b'<score-part id="P9"><part-name>X</part-name></score-part></part-list>'
    )
    unlisted = data.replace(b'<part id="P0">', b'<part id="P7">')
    for changed in (missing, unlisted):
        assert read(changed).chorale.symbols_VT[0, ::4].tolist() == [67, 69, 71, 72]


@pytest.mark.parametrize(("alter", "pitch"), [("0.05", 67), ("-0.9", 66), ("0.5", 67)])
def test_pitches_between_semitones_are_the_nearest_ones_and_it_is_said(alter: str, pitch: int) -> None:
    data = musicxml(part("M", attributes() + bar_of(67, 69, 71, 72)))
    said = data.replace(b"<alter>0</alter>", f"<alter>{alter}</alter>".encode(), 1)
    sharp = said.replace(b"<voice>", b"<accidental>quarter-sharp</accidental><voice>", 1)
    found = read(sharp)
    assert found.chorale.symbols_VT[0, 0] == pitch
    assert "quarter_tones" in codes(found)


def test_a_signature_that_nobody_can_write_is_left_out_and_said() -> None:
    found = read(musicxml(part("M", attributes(fifths=11) + bar_of(67, 69, 71, 67))))
    assert -7 <= found.chorale.meta.fifths <= 7
    assert any("11 accidentals" in told.message for told in found.notices)


def test_a_repeat_within_a_bar_is_written_there_and_played_alike_afterwards() -> None:
    def line(side: str, direction: str) -> str:
        return f'<barline location="{side}"><repeat direction="{direction}"/></barline>'

    pickup, whole = bar_of(67), bar_of(69, 69, 69, 69)
    first = bar_of(71, 71, 71) + line("right", "backward")
    second = line("left", "forward") + bar_of(72)
    melody = part(
        "M",
        attributes() + pickup,
        whole,
        first,
        second,
        whole,
        bar_of(67, 67, 67) + line("right", "backward"),
    )
    imported = read(musicxml(melody, first_number=0))
    [told] = [told.message for told in imported.notices if told.code == "form_within_bar"]
    assert told.startswith("A repeat begins or ends within bar 2:")
    found = imported.chorale
    assert found.form == {19 + 12: ("end-repeat",), 20 + 12: ("start-repeat",), 63: ("end-repeat",)}
    again = read(write_musicxml(found)).chorale
    assert again.form == found.form
    assert again.meta == found.meta
    assert played(again.form, again.num_sixteenths) == played(found.form, found.num_sixteenths)
