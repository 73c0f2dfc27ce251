"""What an import changes is stated with bar and part; what it cannot change cleanly is refused."""

import pytest

from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import METRES, Chorale
from sunmask.chorale.music.tuplets import tuplets_of
from sunmask.chorale.notation.importing.conversion import chorale_from_parsed
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.musicxml.reader import parse_musicxml
from sunmask.kinds.notices import Notice, UnreadableFile
from tests.sunmask.chorale.notation.scores import (
    DIVISIONS,
    attributes,
    back,
    bar_of,
    four_parts,
    musicxml,
    note,
    part,
    rest,
)

WHOLE = 4 * DIVISIONS


def read(content: bytes) -> Import:
    return chorale_from_parsed(parse_musicxml(musicxml_root(content)))


def refusal(content: bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        read(content)
    return refused.value


def notice(found: Import, code: str) -> Notice:
    (only,) = [told for told in found.notices if told.code == code]
    return only


def soprano(chorale: Chorale) -> list[int]:
    return chorale.symbols_VT[0].tolist()


def test_an_ordinary_score_needs_no_word() -> None:
    found = read(four_parts(attributes() + bar_of(67, 67, 69, 71)))
    assert found.notices == []
    assert soprano(found.chorale)[:9] == [67, -67, -67, -67, 67, -67, -67, -67, 69]


def test_a_melody_becomes_the_soprano_with_its_title_words_and_pickup() -> None:
    words = "<lyric number='1'><syllabic>begin</syllabic><text>Prai</text></lyric>"
    words += "<lyric number='2'><syllabic>single</syllabic><text>Sing</text></lyric>"
    head = "<work><work-title>Old 100th</work-title></work>"
    head += "<identification><creator type='composer'>L. Bourgeois</creator></identification>"
    melody = part("Voice", attributes(fifths=1) + note(67, inside=words), bar_of(67, 66, 64, 62))
    found = read(musicxml(melody, head=head, first_number=0))
    meta = found.chorale.meta
    assert (meta.title, meta.composer, meta.pickup, meta.fifths) == ("Old 100th", "L. Bourgeois", 4, 1)
    assert not found.chorale.symbols_VT[1:].any()
    assert [(s.text, s.syllabic, s.verse) for s in found.chorale.lyrics[0, 0]] == [
        ("Prai", "begin", 1),
        ("Sing", "single", 2),
    ]


def test_ties_are_merged_and_repeated_notes_stay_repeated() -> None:
    start, stop = "<tie type='start'/>", "<tie type='stop'/>"
    first = attributes() + bar_of(67, 67, 67) + note(72, inside=start)
    found = read(four_parts(first, note(72, inside=stop) + bar_of(67, 67, 67)))
    assert soprano(found.chorale)[10:20] == [-67, -67, 72, -72, -72, -72, -72, -72, -72, -72]


def test_a_fermata_on_a_tied_head_belongs_to_the_whole_note() -> None:
    start = "<tie type='start'/>"
    stop = "<tie type='stop'/><notations><fermata/></notations>"
    found = read(
        four_parts(attributes() + bar_of(67, 67, 67) + note(72, inside=start), note(72, WHOLE, stop))
    )
    assert found.chorale.fermatas == {(0, 12)}


def test_fermatas_stay_on_the_rests_that_have_them() -> None:
    silent = rest(3 * DIVISIONS)
    held = rest().replace("</note>", "<notations><fermata/></notations></note>")
    found = read(four_parts(attributes() + bar_of(67, 67, 67, 67), silent + held, held + silent))
    assert found.chorale.fermatas == {(0, 28), (0, 32)}


def test_a_tie_over_the_end_is_left_out_and_said() -> None:
    last = attributes() + bar_of(67, 67, 67) + note(67, inside="<tie type='start'/>")
    told = notice(read(four_parts(last)), "tie")
    assert (told.bar, told.part) == (1, "Soprano")
    assert "bar 1" in told.message


def test_five_parts_become_five_voices_with_their_names() -> None:
    names = ("Soprano 1", "Soprano 2", "Alto", "Tenor", "Bass")
    found = read(four_parts(attributes() + bar_of(67, 67, 67, 67), names=names)).chorale
    assert tuple(voice.name for voice in found.voices) == names
    assert [voice.part for voice in found.voices] == ["S", "", "A", "T", "B"]
    assert found.symbols_VT[:, 0].tolist() == [67, 64, 60, 48, 48]


def test_of_many_parts_the_four_voices_are_taken_where_their_names_tell() -> None:
    names = ("Organ", "Bass", "Tenor", "Alto", "Soprano")
    found = read(four_parts(attributes() + bar_of(72, 72, 72, 72), names=names))
    assert "Organ" in notice(found, "staves").message
    assert [staff.name for staff in found.chorale.meta.staves] == ["Organ"]
    assert found.chorale.symbols_VT[3, 0] == 64  # the second part is the one named Bass


def test_three_parts_become_three_voices_with_their_names() -> None:
    bar = attributes() + bar_of(67, 67, 67, 67)
    found = read(four_parts(bar, names=("One", "Two", "Three"))).chorale
    assert [voice.name for voice in found.voices] == ["One", "Two", "Three"]
    found = read(four_parts(bar, names=("Soprano", "Alto", "Bass"))).chorale
    assert [voice.part for voice in found.voices] == ["S", "A", "B"]
    assert found.symbols_VT[:, 0].tolist() == [67, 64, 60]


def test_a_staff_of_two_voices_over_a_bass_becomes_three_voices() -> None:
    upper = attributes() + note(72, WHOLE) + back(WHOLE) + note(67, WHOLE, voice=2)
    found = read(musicxml(part("Women", upper), part("Men", attributes() + note(48, WHOLE)))).chorale
    assert found.symbols_VT[:, 0].tolist() == [72, 67, 48]


def test_two_instruments_stay_a_duet() -> None:
    bar = attributes() + bar_of(67, 67, 67, 67)
    found = read(musicxml(part("Violin", bar), part("Cello", bar))).chorale
    assert [(voice.name, voice.part) for voice in found.voices] == [("Violin", "S"), ("Cello", "B")]


def test_two_staves_with_two_voices_each_become_four_voices() -> None:
    upper = attributes() + note(72, WHOLE) + back(WHOLE) + note(67, WHOLE, voice=2)
    lower = attributes() + note(60, WHOLE) + back(WHOLE) + note(48, WHOLE, voice=2)
    found = read(musicxml(part("Women", upper, upper), part("Men", lower, lower)))
    assert found.chorale.symbols_VT[:, 0].tolist() == [72, 67, 60, 48]
    assert "split" in notice(found, "parts").message


def test_two_staves_of_chords_become_four_voices() -> None:
    upper = attributes() + note(67, WHOLE) + note(72, WHOLE, in_chord=True)
    lower = attributes() + note(48, WHOLE) + note(60, WHOLE, in_chord=True)
    found = read(musicxml(part("Up", upper), part("Down", lower)))
    assert found.chorale.symbols_VT[:, 0].tolist() == [72, 67, 60, 48]


def test_a_chord_in_a_voice_is_reduced_and_said_with_bar_and_part() -> None:
    found = read(
        four_parts(
            attributes() + bar_of(67, 67, 67, 67), note(65) + note(69, in_chord=True) + bar_of(67, 67, 67)
        )
    )
    told = notice(found, "chord")
    assert (told.bar, told.part) == (2, "Soprano")
    assert "top" in told.message
    assert soprano(found.chorale)[16] == 69


@pytest.mark.parametrize("metre", sorted(METRES))
def test_a_piece_in_one_metre_keeps_it(metre: str) -> None:
    beats, unit = metre.split("/")
    bar = note(67, int(beats) * WHOLE // int(unit))
    found = read(musicxml(part("Melody", attributes(beats, unit) + bar, bar)))
    assert (found.chorale.meta.metre, found.notices) == (metre, [])
    assert found.chorale.num_sixteenths == 2 * METRES[metre]


@pytest.mark.parametrize(
    ("beats", "unit", "metre"), [("9", "4", "3/4"), ("4", "2", "4/4"), ("8", "8", "4/4")]
)
def test_a_metre_that_the_grid_does_not_know_is_rewritten_where_that_is_clean(
    beats: str, unit: str, metre: str
) -> None:
    bar = note(67, int(beats) * WHOLE // int(unit))
    found = read(musicxml(part("Melody", attributes(beats, unit) + bar, bar)))
    assert found.chorale.meta.metre == metre
    told = next(told for told in found.notices if told.code.startswith("metre"))
    assert f"{beats}/{unit}" in told.message


def test_changes_of_metre_are_kept_without_a_word() -> None:
    four, three = bar_of(67, 67, 67, 67), bar_of(69, 69, 69)
    melody = part("M", attributes() + four, attributes("3", "4") + three, three, attributes() + four)
    found = read(musicxml(melody))
    assert found.notices == []
    assert found.chorale.meta.metre_changes == ((16, "3/4"), (40, "4/4"))
    assert (found.chorale.meta.metre, found.chorale.num_sixteenths) == ("4/4", 56)


def test_a_pickup_belongs_to_the_metre_behind_it() -> None:
    four, three = bar_of(67, 67, 67, 67), bar_of(69, 69, 69)
    melody = part("M", attributes() + note(67), attributes("3", "4") + three, attributes() + four)
    meta = read(musicxml(melody, first_number=0)).chorale.meta
    assert (meta.metre, meta.pickup, meta.metre_changes) == ("3/4", 4, ((16, "4/4"),))


@pytest.mark.parametrize(
    ("beats", "unit", "metre", "how"),
    [
        ("4", "2", "2/2", "each bar is split into two"),
        ("9", "4", "3/4", "each bar is split into three"),
        ("4", "8", "2/4", "the bars keep their length"),
        ("8", "8", "4/4", "the bars keep their length"),
    ],
)
def test_among_others_a_metre_that_the_grid_does_not_know_keeps_its_note_values(
    beats: str, unit: str, metre: str, how: str
) -> None:
    length = int(beats) * WHOLE // int(unit)
    melody = part(
        "M", attributes("6", "8") + note(67, 3 * DIVISIONS), attributes(beats, unit) + note(69, length)
    )
    found = read(musicxml(melody))
    assert found.chorale.meta.metre_changes == ((12, metre),)
    told = notice(found, "metre")
    assert (told.bar, told.message) == (2, f"{beats}/{unit} is written as {metre}: {how}.")
    assert found.chorale.num_sixteenths == 12 + 4 * length // DIVISIONS


def test_a_change_behind_a_bar_that_does_not_add_up_waits_for_the_next_bar_line_and_is_said() -> None:
    four, three = bar_of(67, 67, 67, 67), bar_of(69, 69, 69)
    melody = part("M", attributes() + four, three, attributes("3", "4") + three, three)
    found = read(musicxml(melody))
    assert notice(found, "irregular_bar").bar == 2
    assert found.chorale.meta.metre_changes == ((32, "3/4"),)


def test_a_bar_that_a_repeat_divides_is_whole_before_a_change() -> None:
    four, three = bar_of(67, 67, 67, 67), bar_of(69, 69, 69)
    melody = part("M", attributes() + four, three, note(67), attributes("3", "4") + three, three)
    found = read(musicxml(melody))
    assert found.notices == []
    assert found.chorale.meta.metre_changes == ((32, "3/4"),)


def test_six_eight_keeps_its_notes_pickup_and_tempo() -> None:
    eighth = DIVISIONS // 2
    tempo = "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><per-minute>60</per-minute>"
    tempo += "</metronome></direction-type><sound tempo='60'/></direction>"
    melody = part("M", attributes("6", "8") + tempo + note(67, eighth), note(72, eighth) * 6)
    found = read(musicxml(melody, first_number=0)).chorale
    assert (found.meta.metre, found.meta.pickup, found.meta.tempo) == ("6/8", 2, 60.0)
    assert soprano(found)[:4] == [67, -67, 72, -72]


@pytest.mark.parametrize(
    ("metre", "sixteenths", "written"),
    [
        (("7", "8"), 14, [8, 6]),
        (("5", "4"), 20, [12, 8]),
        (("7", "4"), 28, [16, 12]),
        (("8", "4"), 32, [16, 16]),
        (("11", "8"), 22, [16, 6]),
        (("15", "8"), 30, [18, 12]),
        (("4", "1"), 64, [16, 16, 16, 16]),
    ],
)
def test_a_metre_of_several_parts_becomes_bars_of_these_and_is_named(
    metre: tuple[str, str], sixteenths: int, written: list[int]
) -> None:
    bar = note(67, sixteenths * DIVISIONS // 4)
    first = attributes() + bar_of(67, 67, 67, 67)
    found = read(musicxml(part("M", first, attributes(*metre) + bar, bar)))
    piece = found.chorale
    assert [each.length for each in bars(piece.meta, piece.num_sixteenths)] == [16, *written, *written]
    said = [each.message for each in found.notices if each.code == "metre"]
    assert any("/".join(metre) in message and "bars 2 and 3" in message for message in said)


def test_triplets_are_kept_and_the_grid_has_what_is_nearest() -> None:
    triplet = (
        "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
    )
    bar = "".join(note(67 + i, DIVISIONS // 3, triplet) for i in range(3)) + bar_of(67, 67, 67)
    found = read(four_parts(attributes() + bar_of(67, 67, 67, 67), bar))
    assert found.notices == []
    assert soprano(found.chorale)[16:21] == [67, 68, -68, 69, 67]
    [tuplet] = tuplets_of(found.chorale)
    assert (tuplet.voice, tuplet.start, tuplet.end, tuplet.ratio) == (0, 16, 20, (3, 2))
    assert [pitch for _, pitch, _ in tuplet.sign.notes] == [67, 68, 69]


def test_a_triplet_between_the_sixteenths_is_quantised_and_said_with_its_bar() -> None:
    triplet = (
        "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
    )
    third = "".join(note(67 + i, DIVISIONS // 3, triplet) for i in range(3))
    bar = note(65, DIVISIONS // 8) + third + note(65, 7 * DIVISIONS // 8) + bar_of(67, 67)
    found = read(four_parts(attributes() + bar_of(67, 67, 67, 67), bar))
    told = notice(found, "quantised")
    assert (told.bar, told.part) == (2, "Soprano")
    assert tuplets_of(found.chorale) == []


def test_thirty_seconds_are_quantised_and_said() -> None:
    bar = attributes() + note(67, 3) + note(69, 3) + note(71, 18) + bar_of(67, 67, 67)
    found = read(four_parts(bar))
    assert soprano(found.chorale)[:4] == [67, 71, -71, -71]
    assert {told.code for told in found.notices} == {"quantised", "lost"}


def test_percussion_is_refused() -> None:
    drum = "<note><unpitched><display-step>E</display-step><display-octave>4</display-octave></unpitched>"
    drum += f"<duration>{WHOLE}</duration></note>"
    assert refusal(musicxml(part("Drum", attributes() + drum))).code == "percussion"


def test_pitches_that_no_piano_has_are_refused_with_bar_and_part() -> None:
    bass = [attributes() + bar_of(48, 48, 48, 48), bar_of(48, 48, 18, 48)]
    above = [attributes() + bar_of(67, 67, 67, 67), bar_of(67, 67, 67, 67)]
    refused = refusal(musicxml(part("S", *above), part("A", *above), part("T", *above), part("B", *bass)))
    assert refused.code == "pitch"
    assert "B, bar 2" in refused.message


def test_pitches_beyond_the_model_are_kept_and_every_bar_is_named() -> None:
    bass = [attributes() + bar_of(48, 48, 48, 48), *[bar_of(48, 48, 35, 48)] * 8]
    above = [attributes() + bar_of(67, 67, 67, 67), *[bar_of(67, 67, 67, 67)] * 8]
    found = read(musicxml(part("S", *above), part("A", *above), part("T", *above), part("B", *bass)))
    assert found.chorale.symbols_VT[3, 24] == 35
    assert "bars 2 to 9" in notice(found, "too_low").message


def test_a_melody_too_high_is_moved_by_an_octave_and_said() -> None:
    found = read(musicxml(part("Whistle", attributes() + bar_of(79, 84, 86, 79))))
    assert soprano(found.chorale)[::4] == [67, 72, 74, 67]
    assert notice(found, "octave").message.endswith("the whole part was moved an octave down.")


def test_notes_outside_a_voice_are_kept_and_marked() -> None:
    found = read(four_parts(attributes() + bar_of(55, 67, 67, 67)))
    told = notice(found, "range")
    assert (told.bar, told.part) == (1, "Soprano")
    assert soprano(found.chorale)[0] == 55


def test_300_bars_of_four_four_are_refused_with_how_many_fit_and_of_three_four_not() -> None:
    bars = [bar_of(67, 67, 67, 67)] * 299
    refused = refusal(musicxml(part("M", attributes() + bar_of(67, 67, 67, 67), *bars)))
    assert refused.code == "too_long"
    assert "300 bars" in refused.message
    assert "256 bars" in refused.message
    bars = [bar_of(67, 67, 67)] * 299
    found = read(musicxml(part("M", attributes("3", "4") + bar_of(67, 67, 67), *bars)))
    assert found.chorale.num_sixteenths == 3600


def test_a_run_of_more_than_a_hundred_grace_notes_in_one_tuplet_is_read() -> None:
    tuplet = "<actual-notes>125</actual-notes><normal-notes>8</normal-notes>"
    grace = (
        "<note><grace/><pitch><step>C</step><octave>5</octave></pitch><voice>1</voice><type>16th</type>"
        f"<time-modification>{tuplet}</time-modification></note>"
    )
    found = read(musicxml(part("M", attributes() + grace + bar_of(67, 69, 71, 72))))
    assert soprano(found.chorale)[::4] == [67, 69, 71, 72]


def test_bars_that_do_not_add_up_are_said() -> None:
    full = bar_of(67, 67, 67, 67)
    told = notice(read(musicxml(part("M", attributes() + full, bar_of(67, 67, 67), full))), "irregular_bar")
    assert told.bar == 2
    split = musicxml(part("M", attributes() + full, bar_of(67, 67, 67), bar_of(67), full))
    assert read(split).notices == []


def test_grace_notes_repeats_and_changes_of_key_and_tempo_are_kept() -> None:
    grace = "<note><grace/><pitch><step>C</step><octave>5</octave></pitch><voice>1</voice></note>"
    mark = "<direction><direction-type><words>x</words></direction-type><sound tempo='{}'/></direction>"
    again = (
        "<barline location='right'><bar-style>light-heavy</bar-style><repeat direction='backward'/></barline>"
    )
    first = attributes() + mark.format(80) + bar_of(67, 67, 67, 67)
    second = attributes(fifths=2) + mark.format(120) + grace + bar_of(67, 67, 67, 67) + again
    found = read(musicxml(part("M", first, second)))
    assert found.notices == []
    assert found.chorale.signs == {(0, 16): (Sign("grace", "appoggiatura", notes=((8, 72, "C"),)),)}
    assert found.chorale.meta.tempo == 80
    assert found.chorale.meta.key_changes == ((16, 2, "major"),)


def test_a_score_without_notes_is_refused() -> None:
    assert refusal(musicxml(part("M", attributes() + rest(WHOLE)))).code == "empty"


def test_transposing_instruments_are_read_as_they_sound() -> None:
    clarinet = "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose>"
    found = read(musicxml(part("Clarinet", attributes(extra=clarinet) + bar_of(74, 74, 74, 74))))
    assert soprano(found.chorale)[0] == 72
