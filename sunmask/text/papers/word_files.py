"""Word documents (.docx) in and out: a paragraph is a line, with headings, bold and italics."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from sunmask.kinds.notices import Notice
from sunmask.text.clean import clean_text
from sunmask.text.styles import LETTERING, MOST_HEADING, Line, Piece

_LOSSES = (
    ("tables", ".//w:tbl", "The cells of {} came as lines.", "table"),
    ("pictures", ".//w:drawing | .//w:pict", "{} left out.", "picture"),
    ("notes", ".//w:footnoteReference | .//w:endnoteReference", "{} left out.", "footnote"),
    ("lists", ".//w:numPr", "{} came without bullets or numbers.", "list item"),
    ("lettering", ".//w:r/w:rPr/w:u | .//w:r/w:rPr/w:strike | .//w:r/w:rPr/w:color", "{} left out.", ""),
)
"""What is not kept, and how it is said."""


def lines_from_word(data: bytes) -> tuple[list[Line], list[Notice]]:
    """The lines of a document, and what of it is not kept. Raises whatever python-docx does on a broken one:
    read strangers' files in a limited child."""
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    lines: list[Line] = []
    num_breaks = 0
    for element in body.iter(qn("w:p")):
        if next(element.iterancestors(qn("w:txbxContent")), None) is not None:
            continue
        found = list(_lines(Paragraph(element, document._body)))
        num_breaks += len(found) - 1
        lines += found
    notices = [
        Notice(None, None, _sentence(sentence, noun, len(body.xpath(path))), code)
        for code, path, sentence, noun in _LOSSES
        if body.xpath(path)
    ]
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
    """A paragraph as lines: it ends where a break stands in it."""
    heading = _heading(paragraph)
    # that headings are bold goes without saying
    of_paragraph = () if heading else tuple(_chain(paragraph.style))
    plain = {name: _of_styles(of_paragraph, name) for name in LETTERING}
    pieces: list[Piece] = []
    for element in paragraph._p.iter(qn("w:r")):
        if next(element.iterancestors(qn("w:p"))) is not paragraph._p:
            continue  # in a text box
        run = Run(element, paragraph)
        own = tuple(_chain(run.style)) if element.style else ()
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
    """The level of a heading, by the name of its style or of one that this is made from; 0 for none."""
    for style in _chain(paragraph.style):
        name = (style.name or "").lower()
        if name == "title":
            return 1
        level = name.removeprefix("heading ")
        if name != level and level.isdecimal() and int(level) >= 1:
            return min(int(level), MOST_HEADING)
    return 0


def _of_styles(styles: Sequence[Any], name: str) -> bool | None:
    """What the first style says that says anything of a lettering."""
    return next((said for style in styles if (said := getattr(style.font, name)) is not None), None)


def _first(*said: bool | None) -> bool:
    """What the nearest says; none is plain."""
    return bool(next((one for one in said if one is not None), False))


def _chain(style: Any) -> Iterator[Any]:
    """A style and those that it is made from."""
    seen: set[str] = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style
        style = style.base_style


def word_from_lines(lines: Sequence[Line], *, title: str, provenance: Mapping[str, str] | None) -> bytes:
    """A document of lines. provenance: goes into its comments."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    said = "; ".join(f"{name}: {value}" for name, value in (provenance or {}).items())
    document.core_properties.comments = said[:255]
    for line in lines:
        style = f"Heading {line.heading}" if line.heading else "Normal"
        paragraph = document.add_paragraph(style=style)
        for piece in line.pieces:
            run = paragraph.add_run(piece.text)
            run.bold, run.italic = piece.bold or None, piece.italic or None
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def _undated(packed: bytes) -> bytes:
    """The same zip without the moment of writing, so that the same lines make the same file."""
    undated = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as parts, zipfile.ZipFile(undated, "w") as to:
        for part in parts.infolist():
            to.writestr(zipfile.ZipInfo(part.filename), parts.read(part), zipfile.ZIP_DEFLATED)
    return undated.getvalue()
