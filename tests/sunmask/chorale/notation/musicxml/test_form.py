"""Repeats, endings and jumps come in, go out the same, are drawn, and are heard in their order."""

import io
from pathlib import Path

import mido
import numpy as np
import pytest
from music21 import converter, corpus

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.form import played
from sunmask.chorale.music.symbols import Chorale, notes
from sunmask.chorale.notation.engraving.mei import mei_of_view
from sunmask.chorale.notation.engraving.svg import engrave, engrave_line
from sunmask.chorale.notation.importing.file_formats import musicxml_root, unpack_mxl
from sunmask.chorale.notation.importing.parsed_score import Import
from sunmask.chorale.notation.midi import write_midi
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.chorale.sound.mixing import duration_s
from sunmask.chorale.sound.recording import as_usual, record
from tests.sunmask.chorale.notation.scores import attributes, bar_of, musicxml, part

RAGTIME = "leadSheet/berlinAlexandersRagtime.mxl"


def read(data: bytes) -> Import:
    return import_from_musicxml(musicxml_root(data))


@pytest.fixture(scope="module")
def ragtime() -> Import:
    return read(unpack_mxl(Path(corpus.getWork(RAGTIME)).read_bytes()))


def bars_heard(chorale: Chorale) -> list[int]:
    numbers = [bar.number for bar in bars(chorale.meta, chorale.num_sixteenths) for _ in range(bar.length)]
    spans = played(chorale.form, chorale.num_sixteenths)
    heard = [numbers[t] for span in spans for t in range(span.start, span.end)]
    return [number for at, number in enumerate(heard) if at == 0 or heard[at - 1] != number]


def test_a_repeat_with_two_endings_is_kept_and_nothing_is_said_to_be_lost(ragtime: Import) -> None:
    form = ragtime.chorale.form
    assert [(t // 16 + 1, names) for t, names in form.items()] == [
        (2, ("start-repeat",)),
        (33, ("ending-1",)),
        (33, ("end-ending", "end-repeat")),
        (34, ("ending-2",)),
        (34, ("end-ending",)),
    ]
    assert not [notice for notice in ragtime.notices if "epeat" in notice.message]


def test_it_is_equal_after_a_round_trip(ragtime: Import) -> None:
    written = write_musicxml(ragtime.chorale)
    again = read(written).chorale
    assert again.form == ragtime.chorale.form
    assert (again.symbols_VT == ragtime.chorale.symbols_VT).all()
    parsed = converter.parse(written, format="musicxml").parts[0]
    expanded = [measure.number for measure in parsed.expandRepeats().getElementsByClass("Measure")]
    assert expanded == bars_heard(ragtime.chorale)


def test_an_ending_whose_number_stands_at_its_end_alone_is_kept() -> None:
    def ending(where: str, kind: str, number: str = "") -> str:
        return f'<barline location="{where}"><ending type="{kind}"{number}/></barline>'

    first = ending("left", "start") + bar_of(72, 72, 72, 72) + ending("right", "stop", ' number="1"')
    second = ending("left", "start", ' number="2"') + bar_of(71, 71, 71, 71) + ending("right", "discontinue")
    found = read(musicxml(part("Soprano", attributes() + first, second)))
    assert found.chorale.form == {
        0: ("ending-1",),
        15: ("end-ending",),
        16: ("ending-2",),
        31: ("end-ending",),
    }


def test_it_is_heard_in_order(ragtime: Import, tmp_path: Path) -> None:
    chorale = ragtime.chorale
    assert bars_heard(chorale) == [*range(1, 34), *range(2, 33), 34]
    file = mido.MidiFile(file=io.BytesIO(write_midi(chorale)))
    heard = [message.note for message in file.tracks[1] if message.type == "note_on"]
    sung = [(t, pitch) for t, _, pitch in notes(chorale.symbols_VT)[0] if pitch]
    by_bar = {
        bar.number: [pitch for t, pitch in sung if 0 <= t - bar.start < 16]
        for bar in bars(chorale.meta, chorale.num_sixteenths)
    }
    assert heard == [pitch for number in bars_heard(chorale) for pitch in by_bar[number]]


def test_a_sound_file_is_as_long_as_what_is_played(tmp_path: Path) -> None:
    import soundfile

    chorale = demo_chorale("Ode to Joy (melody)")
    short = Chorale(chorale.symbols_VT[:, :32], chorale.meta, form={15: ("end-repeat",)})
    path = tmp_path / "sound.wav"
    record(short, as_usual(short), [path])
    once = duration_s(Chorale(short.symbols_VT, short.meta), as_usual(short))
    sixteen = 16 * as_usual(short).sixteenth_s
    assert soundfile.info(path).duration == pytest.approx(once + sixteen, abs=0.1)


def test_signs_are_drawn(ragtime: Import) -> None:
    mei = mei_of_view(ragtime.chorale, "soprano")
    assert mei.count("<ending ") == 2
    assert 'left="rptstart"' in mei
    assert 'right="rptend"' in mei
    pages = engrave(mei, {8, 16, 24, 30}, width=120)
    assert sum(page.count("<ellipse") for page in pages) >= 4, "the dots of both repeats"
    assert any(">1.<" in page for page in pages)
    assert any(">2.<" in page for page in pages)


def words(text: str) -> str:
    return f"<direction><direction-type><words>{text}</words></direction-type></direction>"


SEGNO, CODA = (
    f"<direction><direction-type><{sign}/></direction-type></direction>" for sign in ("segno", "coda")
)
DOUBLE = '<barline location="right"><bar-style>light-light</bar-style></barline>'


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("D.C. al Fine", "da-capo-al-fine"),
        ("Da Capo al Coda", "da-capo-al-coda"),
        ("D. S.", "dal-segno"),
        ("D.S. al coda", "dal-segno-al-coda"),
        ("Dal segno al Fine", "dal-segno-al-fine"),
        ("Fine", "fine"),
        ("To Coda", "to-coda"),
    ],
)
def test_jumps_are_read_from_words_and_written_again(said: str, name: str) -> None:
    bar = bar_of(60, 62, 64, 65)
    found = read(
        musicxml(
            part("Soprano", attributes() + bar, SEGNO + bar, bar + words(said), CODA + bar + DOUBLE, bar)
        )
    )
    form = {16: ("segno",), 47: (name,), 48: ("coda",), 63: ("double-bar",)}
    assert found.chorale.form == form
    assert found.chorale.signs == {}
    assert not [notice for notice in found.notices if notice.code.startswith("not_kept")]
    again = read(write_musicxml(found.chorale)).chorale
    assert again.form == form
    assert again.signs == {}
    page = engrave_line(mei_of_view(found.chorale, "soprano"))
    assert page.count("<path") > 30


def test_other_words_stay_words() -> None:
    bar = bar_of(60, 62, 64, 65)
    found = read(
        musicxml(part("Soprano", attributes() + words("Solo, to the coda of the hymn, softly") + bar))
    )
    assert found.chorale.form == {}
    assert len(found.chorale.signs[0, 0]) == 1


def test_every_form_that_can_be_written_survives_a_round_trip() -> None:
    blank = np.zeros((4, 96), dtype=np.int16)
    blank[0, ::4] = 60
    form = {
        0: ("start-repeat", "segno"),
        16: ("ending-1-2",),
        31: ("end-ending", "end-repeat"),
        32: ("ending-3",),
        47: ("end-ending", "to-coda"),
        63: ("dal-segno-al-coda", "double-bar"),
        64: ("coda", "start-repeat"),
        95: ("end-repeat-3",),
    }
    chorale = Chorale(blank, demo_chorale("Ode to Joy (melody)").meta, form=form)
    again = read(write_musicxml(chorale)).chorale
    assert {t: set(names) for t, names in again.form.items()} == {t: set(names) for t, names in form.items()}
