"""The chords that the notes make, written into MusicXML: Roman numerals under the bass, or figured bass.

The chords are those that the rule of `harmony` reads, beat by beat; one that goes on is written once. Where
it reads none, nothing is written.
"""

from dataclasses import replace
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.harmony import OTHER, QUALITIES, read_chords
from sunmask.chorale.music.keys import key_at
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.chord_names import (
    FIFTHS_OF_TONES,
    numeral_name,
    root_fifths,
)
from sunmask.chorale.notation.musicxml.note_lookup import head_at
from sunmask.chorale.notation.spelling import LETTERS_BY_FIFTHS, Key
from sunmask.chorale.notation.written_bars import written_bars

NUMERALS, FIGURES = "numerals", "figures"
ANALYSES = ("none", NUMERALS, FIGURES)
"""What can be written."""
FIGURES_BY_BASS = {3: ((), (6,), (6, 4)), 4: ((7,), (6, 5), (4, 3), (4, 2))}
"""By the number of tones, and which of them the bass has: what players need to see."""
SIGNS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
LETTERS = "CDEFGAB"

Figure = tuple[int | None, str]
"""An interval over the bass, None for a third that its sign says; and the sign, "" for none."""


def add_analysis(written: bytes, chorale: Chorale, analysis: str) -> bytes:
    """The MusicXML of a chorale with one of `ANALYSES`."""
    start = written.index(b"<score-partwise")
    root = fromstring(written[start:])
    bass = root.findall("part")[len(chorale.voices) - 1]
    divisions = int(bass.findtext("measure/attributes/divisions") or 1)
    bar_list = written_bars(chorale)
    for column, end, chord in readings(chorale):
        measure, head, at = head_at(bass, bar_list, divisions, column)
        key = Key.of_signature(*key_at(chorale.meta, column))
        if analysis == NUMERALS:
            in_root_position = replace(chord, bass=None) if chord.bass == chord.root else chord
            shown = _numeral(numeral_name(in_root_position, key), round((column - at) * divisions / 4))
        else:
            signature = key_at(chorale.meta, column)[0]
            shown = _figured(figures(chord, key, signature), (end - column) * divisions // 4)
        measure.insert(list(measure).index(head), shown)
    return written[:start] + tostring(root, encoding="utf-8")


def readings(chorale: Chorale) -> list[tuple[int, int, Chord]]:
    """First column, the column after the last, and the chord, with its bass."""
    found = read_chords(chorale.symbols_VT, beat_columns(chorale.meta, chorale.num_sixteenths))
    starts = found.column_N.tolist()
    rows = zip(
        starts,
        [*starts[1:], chorale.num_sixteenths],
        found.root_N.tolist(),
        found.quality_N.tolist(),
        found.bass_N.tolist(),
        strict=True,
    )
    chords: list[tuple[int, int, Chord]] = []
    for start, end, root, quality, bass in rows:
        if root < 0 or quality == OTHER:
            continue
        chord = Chord(root, QUALITIES[quality], bass)
        if bass not in chord.tones:
            continue
        if chords and chords[-1][1:] == (start, chord):
            chords[-1] = (chords[-1][0], end, chord)
        else:
            chords.append((start, end, chord))
    return chords


def figures(chord: Chord, key: Key, signature: int | None = None) -> list[Figure]:
    """The figures over a bass that is a tone of the chord, from the top: the usual ones, and any tone that
    the key signature would have otherwise. signature: its sharps or flats, None for those of the key."""
    assert chord.bass is not None
    root = root_fifths(chord, key)
    tones = [root + FIFTHS_OF_TONES[(tone - chord.root) % 12] for tone in chord.tones]
    place = chord.tones.index(chord.bass)
    usual = FIGURES_BY_BASS[len(tones)][place]
    found: list[Figure] = []
    for number, fifths in enumerate(tones):
        if number == place:
            continue
        interval = (_step(fifths) - _step(tones[place])) % 7 + 1
        alter = _alter(fifths)
        sign = (
            SIGNS.get(alter, "")
            if alter != _signature_alter(fifths, key.fifths if signature is None else signature)
            else ""
        )
        if interval in usual or sign:
            is_plain_third = interval == 3 and interval not in usual
            found.append((None if is_plain_third else interval, sign))
    return sorted(found, key=lambda figure: -(figure[0] or 3))


def _step(fifths: int) -> int:
    return LETTERS.index(LETTERS_BY_FIFTHS[(fifths + 1) % 7])


def _alter(fifths: int) -> int:
    return (fifths + 1) // 7


def _signature_alter(fifths: int, signature: int) -> int:
    """What a key signature makes of the letter of a place on the line of fifths."""
    letter = (fifths + 1) % 7  # F is 0, B is 6
    return 1 if letter < signature else -1 if letter >= 7 + signature else 0


def _numeral(name: str, offset: int) -> Element:
    harmony = Element("harmony", placement="below")
    SubElement(harmony, "function").text = name
    SubElement(harmony, "kind", text="").text = "none"
    if offset:
        SubElement(harmony, "offset").text = str(offset)
    return harmony


def _figured(shown: list[Figure], duration: int) -> Element:
    figured = Element("figured-bass")
    for number, sign in shown or [(None, "")]:
        figure = SubElement(figured, "figure")
        if sign:
            SubElement(figure, "prefix").text = sign
        if number is not None:
            SubElement(figure, "figure-number").text = str(number)
        elif not sign:
            SubElement(figure, "figure-number")
    SubElement(figured, "duration").text = str(duration)
    return figured
