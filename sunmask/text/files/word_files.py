"""Word documents (.docx) in and out: a paragraph is a line, with headings, bold and italics."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from sunmask.kinds.notices import Notice
from sunmask.text.files.word_lists import BULLETED, INDENT, MOST_LEVELS, Lists, chain
from sunmask.text.words.clean import clean_text
from sunmask.text.words.styles import LETTERING, MOST_HEADING, Line, Piece

_LOSSES = (
    ("tables", ".//w:tbl", "The cells of {} came as lines.", "table"),
    ("pictures", ".//w:drawing | .//w:pict", "{} left out.", "picture"),
    ("notes", ".//w:footnoteReference | .//w:endnoteReference", "{} left out.", "footnote"),
    ("lettering", ".//w:r/w:rPr/w:u | .//w:r/w:rPr/w:strike | .//w:r/w:rPr/w:color", "{} left out.", ""),
)
"""Losses: code, where they are found, sentence, noun."""


def lines_from_word(data: bytes) -> tuple[list[Line], list[Notice]]:
    """The lines of a document, and notices of what is not kept. On a broken document it raises whatever
    python-docx raises, so strangers' files are read in a limited child process."""
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    lists, lines = Lists(document), list[Line]()
    num_breaks = 0
    for element in body.iter(qn("w:p")):
        if next(element.iterancestors(qn("w:txbxContent")), None) is not None:
            continue
        paragraph = Paragraph(element, document._body)
        found = list(_lines(paragraph))
        if mark := lists.mark_of(paragraph):
            found[0] = replace(found[0], pieces=(Piece(mark), *found[0].pieces))
        num_breaks += len(found) - 1
        lines += found
    notices = [
        Notice(None, None, _sentence(sentence, noun, len(body.xpath(path))), code)
        for code, path, sentence, noun in _LOSSES
        if body.xpath(path)
    ]
    if lists.num_numbers:
        sentence = _sentence("Numbers of lists became text: {}.", "list item", lists.num_numbers)
        notices.append(Notice(None, None, sentence, "lists"))
    if num_breaks:
        sentence = _sentence("{} became the end of a line.", "line break", num_breaks)
        notices.append(Notice(None, None, sentence, "breaks"))
    return lines, notices


def _sentence(sentence: str, noun: str, count: int) -> str:
    if not noun:
        return "Underlines, lines through words and colours were left out."
    counted = f"1 {noun}" if count == 1 else f"{count} {noun}s"
    if sentence.startswith("{} left out"):
        return f"{counted} {'was' if count == 1 else 'were'} left out."
    return sentence.format(counted)


def _lines(paragraph: Paragraph) -> Iterator[Line]:
    """A paragraph as lines, which end at line breaks."""
    heading = _heading(paragraph)
    # headings are bold anyway
    of_paragraph = () if heading else tuple(chain(paragraph.style))
    plain = {name: _of_styles(of_paragraph, name) for name in LETTERING}
    pieces: list[Piece] = []
    for element in paragraph._p.iter(qn("w:r")):
        if next(element.iterancestors(qn("w:p"))) is not paragraph._p:
            continue  # in a text box
        run = Run(element, paragraph)
        own = tuple(chain(run.style)) if element.style else ()
        has = {name: _first(getattr(run, name), _of_styles(own, name), plain[name]) for name in LETTERING}
        for number, part in enumerate(run.text.split("\n")):
            if number:
                yield Line(tuple(pieces), heading)
                pieces = []
            text = clean_text(part)[0].replace("\n", " ")
            if text:
                pieces.append(Piece(text, **has))
    yield Line(tuple(pieces), heading)


def _heading(paragraph: Paragraph) -> int:
    """The level of a heading, by the name of its style or of a style that this is based on; 0 for none."""
    for style in chain(paragraph.style):
        name = (style.name or "").lower()
        if name == "title":
            return 1
        level = name.removeprefix("heading ")
        if name != level and level.isdecimal() and int(level) >= 1:
            return min(int(level), MOST_HEADING)
    return 0


def _of_styles(styles: Sequence[Any], name: str) -> bool | None:
    """A lettering by the first style that sets it; None where none does."""
    return next((said for style in styles if (said := getattr(style.font, name)) is not None), None)


def _first(*said: bool | None) -> bool:
    """The first value that is set; False where none is."""
    return bool(next((one for one in said if one is not None), False))


def word_from_lines(lines: Sequence[Line], *, title: str, provenance: Mapping[str, str] | None) -> bytes:
    """A Word document of lines. provenance: is written into its comments."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    said = "; ".join(f"{name}: {value}" for name, value in (provenance or {}).items())
    document.core_properties.comments = said[:255]
    for line in lines:
        style, pieces = _style_of(line)
        paragraph = document.add_paragraph(style=style)
        for piece in pieces:
            run = paragraph.add_run(piece.text)
            run.bold, run.italic = piece.bold or None, piece.italic or None
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def _style_of(line: Line) -> tuple[str, Sequence[Piece]]:
    """The paragraph style of a line, and its pieces without the bullet, which is no text in Word."""
    if line.heading:
        return f"Heading {line.heading}", line.pieces
    found = BULLETED.match(line.text)
    if not found:
        return "Normal", line.pieces
    level, rest = len(found[1]) // len(INDENT) + 1, found.end()
    pieces = []
    for piece in line.pieces:
        if len(piece.text) > rest:
            pieces.append(replace(piece, text=piece.text[rest:]))
        rest = max(0, rest - len(piece.text))
    return "List Bullet" if level == 1 else f"List Bullet {min(level, MOST_LEVELS)}", pieces


def _undated(packed: bytes) -> bytes:
    """The same zip without times of writing, so that the same lines always give the same file."""
    undated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as parts, zipfile.ZipFile(undated, "w") as to:
        for part in parts.infolist():
            to.writestr(zipfile.ZipInfo(part.filename), parts.read(part), zipfile.ZIP_DEFLATED)
    return undated.getvalue()
