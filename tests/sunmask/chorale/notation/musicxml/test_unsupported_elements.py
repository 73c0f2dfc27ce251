"""What a file holds comes out again or is named: elements counted by kind over files that music21 ships."""

from collections import Counter
from functools import cache
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import music21
import pytest

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.content import chorale_to_json
from sunmask.chorale.notation.importing.file_formats import file_kind, musicxml_root, unpack_mxl
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.unsupported_elements import losses
from sunmask.kinds.notices import Notice
from tests.sunmask.chorale.notation.scores import attributes, bar_of, four_parts, musicxml, note, part

CORPUS = Path(music21.__file__).parent / "corpus"
FILES = (
    *(f"bach/bwv{number}.mxl" for number in (66.6, 183.5, 194.12, 227.1, 244.3, 260, 269, 275, 276, 299)),
    *(f"bach/bwv{number}.mxl" for number in (315, 345, 371, 389, 390)),
    "ciconia/quod_jactatur.xml",
    "demos/ComprehensiveChordSymbolsTestFile.mxl",
    "demos/chord_realization_exercise.mxl",
    "demos/incorrect_time_signature_pv.mxl",
    "demos/nested_tuplet_finale_test2.xml",
    "demos/two-voices.xml",
    "demos/voices_with_chords.xml",
    "johnson_j_r/lift_every_voice.mxl",
    "leadSheet/berlinAlexandersRagtime.mxl",
    "leadSheet/fosterBrownHair.mxl",
    "schumann_robert/opus48no2.mxl",
    "trecento/Fava_Dicant_nunc_iudei.xml",
    "trecento/PMFC_06_Piero_2-Chavalcando.xml",
    "trecento/PMFC_24_20-Padu... serenans.xml",
    "webern/webern_dormi_jesu_op_16_no_2.mxl",
)
"""Fifteen chorales, and others with signs of every kind; all of them can be imported."""

SET_ANEW = {
    *("accidental", "alter", "beam", "dot", "duration", "stem", "step", "octave", "type", "voice", "staff"),
    *("attributes", "divisions", "staves", "sign", "line", "clef-octave-change", "part-symbol"),
    *("backup", "forward", "bar-style", "barline", "print", "sound", "offset", "direction", "direction-type"),
    *("notations", "pitch", "rest", "tied", "chord", "instrument", "cancel", "staff-details", "staff-lines"),
    *("syllabic", "text", "extend", "elision", "display-step", "display-octave", "staff-size"),
    *("actual-notes", "normal-notes", "normal-type", "tuplet-actual", "tuplet-normal", "tuplet-number"),
    *("tuplet-type", "tuplet-dot", "beats", "beat-type", "fifths", "mode", "measure-style", "multiple-rest"),
    *("beat-unit", "beat-unit-dot", "per-minute", "dynamics", "articulations", "ornaments", "technical"),
    *("system-layout", "system-margins", "left-margin", "right-margin", "system-distance"),
    *("top-system-distance", "tie", "straight", "first", "second", "swing-type"),
    *("staff-layout", "staff-distance", "page-layout", "page-margins", "page-height", "page-width"),
    *("top-margin", "bottom-margin", "measure-numbering", "measure-layout", "measure-distance"),
    *("root", "root-step", "root-alter", "kind", "bass", "bass-step", "bass-alter", "degree", "degree-value"),
    *("degree-alter", "degree-type", "inversion", "figure", "figure-number", "prefix", "suffix", "level"),
    *("diatonic", "chromatic", "octave-change", "footnote", "midi-instrument", "accidental-text", "humming"),
    *("laughing", "end-line", "end-paragraph", "transpose", "key", "time", "clef"),
}
"""How notes are drawn and where they stand on a page, and what only completes the element around it."""
OVER_BAR_LINES = "ties over bar lines"
NAMED = {
    "note": {"chord", "grace", "grace_chord", "lost", "parts", "quantised", "tie", "repeats"},
    "grace": {"grace", "grace_chord"},
    "lyric": {"words", "parts", "chord", "lost", "quantised", "grace"},
    "fermata": {"parts", "fermata", "chord", "lost"},
    OVER_BAR_LINES: {"tie", "chord", "lost", "quantised", "repeats"},
    "tuplet": {"quantised", "lost"},
    "time-modification": {"quantised", "lost"},
    "metronome": {"not_kept_tempo"},
    "repeat": {"repeats"},
    "ending": {"repeats"},
    "slur": {"not_kept_slurs"},
    "wedge": {"not_kept_hairpins"},
    "harmony": {"chords", "chords_plainer", "chords_lost", "chords_crowded"},
    "figured-bass": {"not_kept_figured_bass", "figures"},
    "words": {"not_kept_words"},
    "rehearsal": {"not_kept_rehearsal"},
    "notehead": {"not_kept_noteheads"},
    "cue": {"not_kept_cues"},
    "swing": {"not_kept_swing"},
    **{sign: {"not_kept_glissandi"} for sign in ("glissando", "slide", "arpeggiate")},
}
"""Codes of the notices of which one must be there where elements of a kind are lost."""
GROUPS = {name: {f"not_kept_{name}"} for name in ("dynamics", "articulations", "ornaments", "technical")}
GROUPS |= {"direction-type": {"not_kept_directions"}, "notations": {"not_kept_notations"}}


def root_of(name: str) -> Element:
    data = (CORPUS / name).read_bytes()
    return musicxml_root(unpack_mxl(data) if file_kind(data) == "mxl" else data)


def kinds(root: Element) -> Counter[str]:
    """Elements within bars by kind; of notes those that sound anew, however many heads they have."""
    counted: Counter[str] = Counter()
    for measure in root.iter("measure"):
        counted[OVER_BAR_LINES] += ties_over_the_bar_line(measure)
        for parent in measure.iter():
            for child in parent:
                if parent.tag in GROUPS and child.tag not in NAMED:
                    counted[f"{parent.tag}/{child.tag}"] += 1
                elif child.tag == "note":
                    is_held = any(tie.get("type") == "stop" for tie in child.findall("tie"))
                    counted["note"] += child.find("pitch") is not None and not is_held
                else:
                    counted[child.tag] += 1
    return counted


def ties_over_the_bar_line(measure: Element) -> int:
    """Of voices whose last note in a bar is tied on; within bars a note may be written as other heads."""
    last: dict[str, Element] = {}
    for head in measure.findall("note"):
        if head.find("chord") is None:
            last[f"{head.findtext('staff')}:{head.findtext('voice')}"] = head
    return sum(any(tie.get("type") == "start" for tie in head.findall("tie")) for head in last.values())


def explanations(kind: str) -> set[str]:
    parent, _, child = kind.partition("/")
    return GROUPS[parent] if child else NAMED.get(kind, set())


def is_set_anew(kind: str) -> bool:
    return kind.rpartition("/")[2] in SET_ANEW


@cache
def taken_through(name: str) -> tuple[Counter[str], Counter[str], tuple[Notice, ...]]:
    """The elements of a file, those of its export from a canvas on which a candidate with the same notes was
    placed, and the notices of its import."""
    root = root_of(name)
    before, found = kinds(root), import_from_musicxml(root)
    codec = ChoraleCodec()
    parts = codec.parts(chorale_to_json(found.chorale))
    canvas = codec.content(parts.symbols, parts.meta, parts.marks)
    placed = codec.with_symbols(canvas, codec.symbols(canvas))
    return before, kinds(fromstring(codec.write(placed, "musicxml"))), tuple(found.notices)


KEPT = {
    "dynamics/p": 10,
    "wedge": 54,
    "slur": 72,
    "articulations/staccato": 16,
    "articulations/tenuto": 22,
    "ornaments/trill-mark": 9,
    "words": 15,
    "metronome": 2,
    "tuplet": 18,
    "grace": 3,
    OVER_BAR_LINES: 50,
    "fermata": 100,
    "lyric": 1000,
    "harmony": 50,
}
"""How many of each kind come through the thirty files together, at least."""


def test_what_a_chorale_can_hold_comes_through() -> None:
    total: Counter[str] = Counter()
    for name in FILES:
        before, after, _ = taken_through(name)
        total += Counter({kind: min(count, before[kind]) for kind, count in after.items()})
    assert {kind: total[kind] for kind in KEPT if total[kind] < KEPT[kind]} == {}


def test_there_are_thirty_files_with_signs_of_many_kinds() -> None:
    assert len(set(FILES)) == 30


@pytest.mark.parametrize("name", FILES)
def test_no_element_is_lost_that_the_review_does_not_name(name: str) -> None:
    before, after, notices = taken_through(name)
    codes = {notice.code for notice in notices}
    lost = {kind: count - after[kind] for kind, count in before.items() if after[kind] < count}
    unnamed = {
        kind: count
        for kind, count in lost.items()
        if not is_set_anew(kind) and not explanations(kind) & codes
    }
    assert unnamed == {}


def test_what_is_kept_is_not_said_to_be_lost() -> None:
    *_, notices = taken_through("bach/bwv66.6.mxl")
    assert [notice for notice in notices if notice.code.startswith("not_kept")] == []


def test_a_notice_names_the_kind_its_number_and_its_bars() -> None:
    endless = note(67, inside='<notations><slur type="start"/></notations>')
    glissando = note(65, inside='<notations><glissando type="start"/></notations>')
    coda = "<direction><direction-type><coda/></direction-type></direction>"
    bars = (
        attributes() + coda + bar_of(72, 72, 72, 72),
        endless + bar_of(67, 67, 67),
        coda + glissando + bar_of(65, 65, 65),
    )
    found = import_from_musicxml(musicxml_root(four_parts(*bars)))
    said = [notice.message for notice in found.notices if notice.code.startswith("not_kept")]
    assert said == [
        "Slurs will be left out: bar 2.",
        "Glissandi and arpeggios will be left out: bar 3.",
    ]


def test_a_title_on_the_page_is_kept_as_the_title_and_other_texts_are_named() -> None:
    head = (
        "<work><work-title>Song</work-title></work>"
        '<identification><creator type="composer">Ann</creator><creator type="arranger">Ben</creator>'
        "<rights>Printed for Ben</rights></identification><credit><credit-words>SONG</credit-words></credit>"
        "<credit><credit-words>for the choir</credit-words></credit>"
    )
    text = four_parts(attributes() + bar_of(72, 72, 72, 72)).decode()
    root = musicxml_root(text.replace("<part-list>", f"{head}<part-list>").encode())
    found = {loss.code: loss.count for loss in losses(root)}
    assert found == {"credits": 1, "rights": 1, "lyricist": 1}


def test_brackets_around_an_accidental_are_named_and_the_note_is_kept() -> None:
    def accidental(mark: str) -> str:
        return f'<accidental {mark}="yes">natural</accidental>'

    marked = "".join(note(72, inside=accidental(mark)) for mark in ("parentheses", "editorial", "cautionary"))
    bar = marked + note(72, inside="<accidental>natural</accidental>")
    read = import_from_musicxml(musicxml_root(four_parts(attributes() + bar)))
    assert (read.chorale.symbols_VT[0, ::4] == 72).all()
    (told,) = [notice for notice in read.notices if notice.code == "not_kept_editorial"]
    assert (told.bar, told.part) == (1, "Soprano")
    assert told.message.startswith("Brackets around accidentals")


def test_a_bracket_over_notes_that_are_no_tuplet_is_named() -> None:
    begins, ends = (f'<notations><tuplet type="{kind}"/></notations>' for kind in ("start", "stop"))
    bar = note(72, inside=begins) + note(72) * 2 + note(72, inside=ends)
    found = import_from_musicxml(musicxml_root(four_parts(attributes() + bar)))
    assert [notice.message for notice in found.notices if notice.code == "not_kept_brackets"] == [
        "Brackets of tuplets over notes of plain values will be left out: bar 1."
    ]


def test_what_accompanies_a_singer_on_two_staves_is_kept_with_its_signs() -> None:
    before, after, notices = taken_through("schumann_robert/opus48no2.mxl")
    signs = [kind for kind in before if kind in ("slur", "wedge") or kind.startswith(("dynamics/", "artic"))]
    assert len(signs) > 2
    assert {kind: after[kind] for kind in signs} == {kind: before[kind] for kind in signs}
    told = next(notice.message for notice in notices if notice.code == "staves")
    assert "kept beside the voices" in told
    assert not any("left out" in notice.message and notice.code == "parts" for notice in notices)


def test_a_closed_score_in_one_part_of_two_staves_is_read_as_four_voices() -> None:
    back = "<backup><duration>96</duration></backup>"

    def line(pitch: int, voice: int) -> str:
        return note(pitch, voice=voice, inside=f"<staff>{(voice + 1) // 2}</staff>") * 4

    voices = back.join(line(pitch, voice) for voice, pitch in enumerate((72, 67, 60, 48), start=1))
    bar = attributes(extra="<staves>2</staves>") + voices
    found = import_from_musicxml(musicxml_root(musicxml(part("Choir", bar))))
    assert found.chorale.symbols_VT[:, 0].tolist() == [72, 67, 60, 48]
