"""Scores, parts and pictures: how many pages, which words, which notes."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.music.signs import Sign
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, Lyric, notes
from sunmask.chorale.notation.engraving.mei import CLOSED, OPEN, Staves, mei_from_chorale
from sunmask.chorale.printing.pictures import png_of_bars, svg_of_bars
from sunmask.chorale.printing.sheets import write_pdf

SVG = "{http://www.w3.org/2000/svg}"
MEI = "{http://www.music-encoding.org/ns/mei}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def eight_bars() -> Chorale:
    """Bach's own, with a syllable under each note of the soprano."""
    whole = demo_chorale("Jesu, meine Freude")
    cut = replace(whole, symbols_VT=whole.symbols_VT[:, : 8 * 16], fermatas=frozenset())
    sung = {(0, start): (Lyric(f"sýl{start}"),) for start, _, pitch in notes(cut.symbols_VT)[0] if pitch}
    return replace(cut, lyrics=sung)


def pages(data: bytes) -> list[str]:
    """What is written on each page."""
    document = pypdfium2.PdfDocument(data)
    return [page.get_textpage().get_text_bounded() for page in document]


@pytest.mark.parametrize("staves", [CLOSED, OPEN])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_an_eight_bar_chorale_is_one_page(staves: Staves, paper: str) -> None:
    (words,) = pages(write_pdf(eight_bars(), staves, paper=paper))
    for word in ("Jesu, meine Freude", "Johann Sebastian Bach", "Soprano", "Bass", "sýl0", "sýl120"):
        assert word in words


def test_names_stand_over_the_music_and_a_subtitle_takes_a_line_of_its_own() -> None:
    piece = eight_bars()
    meta = replace(piece.meta, subtitle="for four voices", lyricist="Johann Franck")
    (words,) = pages(write_pdf(replace(piece, meta=meta), ((0,),), part="Soprano"))
    lines = words.split("\r\n")
    assert lines.index("for four voices") == lines.index("Jesu, meine Freude") + 1
    for name in ("Soprano", "Johann Franck", "Johann Sebastian Bach"):
        assert name in words


def test_texts_are_lettered_as_they_are_written() -> None:
    signs = {
        (0, 0): (Sign("words", text="dolce", style="italic"), Sign("system", text="Refrain", style="bold"))
    }
    data = write_pdf(replace(eight_bars(), signs=signs), OPEN)
    assert b"Source Serif 4 Italic" in data.replace(b"#20", b" ") or b"SourceSerif4-It" in data
    assert b"Source Serif 4 Italic" not in write_pdf(eight_bars(), OPEN).replace(b"#20", b" ")
    drawn = {
        text.get("font-style", "") + text.get("font-weight", ""): "".join(text.itertext())
        for text in ElementTree.fromstring(svg_of_bars(replace(eight_bars(), signs=signs), OPEN, 1, 1)).iter()
        if text.get("font-style") or text.get("font-weight")
    }
    assert drawn == {"italic": "dolce", "bold": "Refrain"}


def test_a_dynamic_among_words_is_written_in_letters() -> None:
    signs = {(0, 0): (Sign("dynamics", "other-dynamics", text="poco f"),)}
    drawn = ElementTree.fromstring(svg_of_bars(replace(eight_bars(), signs=signs), OPEN, 1, 1))
    assert "poco\u00a0f" in {"".join(text.itertext()) for text in drawn.iter(f"{SVG}text")}


def test_a_part_bears_the_name_of_its_voice_alone() -> None:
    (words,) = pages(write_pdf(eight_bars(), ((2,),), part="Tenor"))
    assert "Tenor" in words
    assert "Bass" not in words


def test_the_part_of_every_voice_has_every_syllable() -> None:
    chorale = demo_chorale("O Haupt voll Blut und Wunden")
    said = {lyric.text for syllables in chorale.lyrics.values() for lyric in syllables}
    for row, voice in enumerate(chorale.voices):
        words = "".join(pages(write_pdf(chorale, ((row,),), part=voice.name)))
        for syllable in said:
            assert syllable in words, f"{voice.name}: {syllable}"


def test_a_long_piece_has_pages_with_its_title_and_their_number() -> None:
    symbols_VT = np.repeat([[72], [67], [60], [48]], 16 * 48, axis=1).astype(np.int16)
    symbols_VT[:, np.arange(16 * 48) % 4 > 0] *= -1
    long = Chorale(symbols_VT, ChoraleMeta(title="Long", composer="Nobody"))
    first, *others = pages(write_pdf(long, OPEN))
    assert "Nobody" in first
    assert others
    for number, words in enumerate(others, start=2):
        assert "Long" in words
        assert re.search(rf"\b{number}\b", words)


def test_the_ink_of_a_page_is_where_its_staves_are() -> None:
    document = pypdfium2.PdfDocument(write_pdf(eight_bars(), CLOSED))
    page = np.asarray(document[0].render(scale=1, grayscale=True).to_pil())
    dark = (page < 128).sum(axis=1)
    assert (dark > 0.6 * page.shape[1]).sum() >= 10  # lines of five for two staves at least
    assert not dark[:30].any()
    assert not dark[-30:].any()


def ink(data: bytes) -> tuple[int, int, int]:
    """Of the first page: where its staves begin and end across, and the gap between their first two lines."""
    page = np.asarray(pypdfium2.PdfDocument(data)[0].render(scale=4, grayscale=True).to_pil()) < 160
    rows = np.flatnonzero(page.sum(axis=1) > 0.5 * page.shape[1])
    across = np.flatnonzero(page[rows[0]])
    return int(across[0]), int(across[-1]), int(next(gap for gap in np.diff(rows) if gap > 4))


def test_staves_and_margins_are_as_large_as_chosen() -> None:
    first, last, usual = ink(write_pdf(eight_bars(), OPEN))
    narrow = ink(write_pdf(eight_bars(), OPEN, margins="narrow"))
    wide = ink(write_pdf(eight_bars(), OPEN, margins="wide"))
    assert narrow[1] > last > wide[1]
    assert narrow[0] < first < wide[0]
    sizes = [ink(write_pdf(eight_bars(), OPEN, staff_size=size))[2] for size in ("small", "medium", "large")]
    assert sizes[0] < sizes[1] < sizes[2]
    assert sizes[0] <= usual <= sizes[2]


def test_no_paper_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="paper"):
        write_pdf(eight_bars(), CLOSED, paper="papyrus")
    with pytest.raises(ValueError, match="margins"):
        write_pdf(eight_bars(), CLOSED, margins="none")


def test_a_closed_score_shows_an_accidental_that_the_other_voice_of_the_staff_took_back() -> None:
    symbols_VT = np.zeros((4, 16), dtype=np.int16)
    symbols_VT[0, [0, 4, 8, 12]] = [66, 66, 69, 69]  # F sharp in the soprano ...
    symbols_VT[1, [0, 4, 8, 12]] = [62, 62, 65, 65]  # ... and F on the same line after it in the alto
    symbols_VT[2:] = [[57], [50]]
    chorale = Chorale(symbols_VT, ChoraleMeta(fifths=0))
    written = {}
    for staves in (OPEN, CLOSED):
        root = ElementTree.fromstring(mei_from_chorale(chorale, staves))
        written[staves] = {head.get(XML_ID): head.get("accid") for head in root.iter(f"{MEI}note")}
    assert written[OPEN]["n-A-8"] is None
    assert written[CLOSED]["n-A-8"] == "n"
    assert written[CLOSED]["n-S-0"] == written[OPEN]["n-S-0"] == "s"


def test_a_closed_score_writes_words_that_all_sing_once() -> None:
    chorale = eight_bars()
    sung = {(voice, t): said for voice in range(4) for (_, t), said in chorale.lyrics.items()}
    sung[3, 0] = (Lyric("Bom"),)
    chorale = replace(chorale, lyrics=sung)
    root = ElementTree.fromstring(mei_from_chorale(chorale, CLOSED))
    said = [syllable.text for syllable in root.iter(f"{MEI}syl")]
    assert said.count("sýl4") == 1
    assert "Bom" in said


def test_bars_come_as_one_line_without_what_the_studio_draws() -> None:
    svg = svg_of_bars(eight_bars(), CLOSED, 2, 3)
    root = ElementTree.fromstring(svg)
    ids = {element.get("id") for element in root.iter(f"{SVG}g")}
    assert "n-S-16" in ids
    assert not ids & {"n-S-0", "n-S-48"}
    assert not [element for element in root.iter() if element.get("class") in ("mark", "ring")]
    assert root.get("width", "").endswith("mm")


def test_a_picture_is_as_wide_as_its_bars() -> None:
    one, four = (Image.open(io.BytesIO(png_of_bars(eight_bars(), CLOSED, 1, last))) for last in (1, 4))
    assert one.height > 200
    assert four.width > 2 * one.width
    assert np.asarray(four.convert("L")).min() < 50


@pytest.mark.parametrize(("first", "last"), [(0, 1), (3, 2), (7, 9), (-1, 2)])
def test_bars_that_are_not_there_are_refused(first: int, last: int) -> None:
    with pytest.raises(ValueError, match="bars from 1 to 8"):
        svg_of_bars(eight_bars(), CLOSED, first, last)
