"""Lines behind syllables that are sung on: kept in documents, drawn, and in MusicXML both ways."""

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.content import chorale_from_json, chorale_to_json
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, Lyric
from sunmask.chorale.notation.importing.file_formats import musicxml_root
from sunmask.chorale.notation.musicxml.reader import import_from_musicxml
from sunmask.chorale.notation.musicxml.writer import write_musicxml

BAR = 16
EXTEND = b'<extend type="start" />'
WORDS = {
    (0, 0): (Lyric("Glo", "begin"), Lyric("Ah", verse=2, extends=True)),
    (0, 4): (Lyric("ry", "end", extends=True),),
    (0, 20): (Lyric("be"),),
    (0, 32): (Lyric("long", extends=True),),
}


def sung() -> Chorale:
    """Six quarters, rests to the end of the second bar, and a whole note."""
    symbols_VT = np.zeros((4, 3 * BAR), dtype=np.int16)
    for start in range(0, 24, 4):
        symbols_VT[0, start : start + 4] = [72, -72, -72, -72]
    symbols_VT[0, 32:] = [71, *[-71] * 15]
    symbols_VT[1:, :] = [[67, *[-67] * 47], [64, *[-64] * 47], [48, *[-48] * 47]]
    return Chorale(symbols_VT, ChoraleMeta(), frozenset(), WORDS)


def read(content: bytes) -> Chorale:
    return import_from_musicxml(musicxml_root(content)).chorale


def test_lines_come_back_from_a_file_that_says_where_each_ends() -> None:
    written = write_musicxml(sung())
    assert written.count(EXTEND) == 3
    assert read(written).lyrics == WORDS
    ends = [
        (head.get("id"), lyric.get("number"))
        for head in fromstring(written[written.index(b"<score-partwise") :]).iter("note")
        for lyric in head.findall("lyric")
        if lyric.find("extend[@type='stop']") is not None
    ]
    # "ry" to the note before the next syllable, the second verse to the rest, "long" on its one note
    assert ends == [("n-S-16", "1"), ("n-S-20", "2")]


def test_a_line_without_a_kind_is_one_and_a_hyphen_has_none() -> None:
    bare = write_musicxml(sung()).replace(EXTEND, b"<extend/>")
    bare = re.sub(rb'<lyric number="\d">\s*<extend type="stop" />\s*</lyric>', b"", bare)
    assert read(bare).lyrics == WORDS
    both = write_musicxml(replace(sung(), lyrics={(0, 0): (Lyric("Glo", extends=True),)}))
    hyphened = both.replace(b"<syllabic>single", b"<syllabic>begin")
    assert read(hyphened).lyrics == {(0, 0): (Lyric("Glo", "begin"),)}


def test_the_engraver_draws_each_line() -> None:
    def num_lines(chorale: Chorale) -> int:
        (page,) = ChoraleCodec().engrave(chorale_to_json(chorale), width=200, view="closed")
        return len(re.findall(r'<rect x="\d+" y="\d+" height="23"', page))

    plain = {cell: tuple(replace(one, extends=False) for one in here) for cell, here in WORDS.items()}
    # the hyphen of "Glo" is a line too; on one note there is nothing to draw to
    assert num_lines(sung()) == num_lines(replace(sung(), lyrics=plain)) + 2


def test_a_document_keeps_lines_and_content_without_any_is_as_it_was() -> None:
    codec, content = ChoraleCodec(), chorale_to_json(sung())
    assert chorale_from_json(content).lyrics == WORDS
    parts = codec.parts(content)
    assert codec.content(parts.symbols, parts.meta, parts.marks) == content
    assert [set(one) for _, _, here in content["lyrics"] for one in here if one["text"] == "be"] == [
        {"text", "syllabic", "verse"}
    ]
    odd = {(0, 0): {"lyrics": [{"text": "Ah", "extends": "yes"}]}}
    assert codec.content(parts.symbols, parts.meta, odd)["lyrics"] == [
        [0, 0, [{"text": "Ah", "syllabic": "single", "verse": 1}]]
    ]
    with pytest.raises(ValueError, match="extend or not, got 'yes'"):
        chorale_from_json(content | {"lyrics": [[0, 0, [{"text": "Ah", "extends": "yes"}]]]})
