"""Word documents (.docx) in and out: a paragraph is a line, with headings, bold and italics."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from sunmask.kinds.notices import Notice
from sunmask.text.files.word_lists import BULLETED, INDENT, MOST_LEVELS, Lists, chain
from sunmask.text.words.clean import clean_text
from sunmask.text.words.styles import LETTERING, MOST_HEADING, Line, Piece

_SHOWN = "[not(ancestor::*[local-name()='Fallback'])]"
"""Excludes the copies of drawings that a document keeps for older programs."""
_LOSSES = (
    ("tables", ".//w:tbl", "The cells of {} came as lines.", "table"),
    ("boxes", f".//w:txbxContent{_SHOWN}", "The text of {} came as lines.", "text box"),
    (
        "pictures",
        f"(.//w:drawing | .//w:pict | .//w:object){_SHOWN}[not(.//w:txbxContent)]",
        "{} {was} left out.",
        "picture",
    ),
    ("equations", ".//m:oMath", "{} {was} left out.", "equation"),
    ("notes", ".//w:footnoteReference | .//w:endnoteReference", "{} {was} left out.", "footnote"),
    ("comments", ".//w:commentReference", "{} {was} left out.", "comment"),
    (
        "changes",
        ".//w:ins | .//w:del | .//w:moveFrom | .//w:rPrChange | .//w:pPrChange",
        "Tracked changes came as if they were accepted.",
        "",
    ),
    (
        "links",
        ".//w:hyperlink[@r:id] | .//w:instrText[starts-with(normalize-space(), 'HYPERLINK')]",
        "Links came as text, without their addresses.",
        "",
    ),
    (
        "lettering",
        ".//w:r/w:rPr/*[self::w:u[not(@w:val='none')] or self::w:color or self::w:highlight or self::w:shd"
        " or self::w:strike or self::w:dstrike or self::w:caps or self::w:smallCaps]",
        "Underlines, lines through words, colours and small capitals were left out.",
        "",
    ),
    (
        "raised",
        ".//w:r[w:t]/w:rPr/w:vertAlign[@w:val='superscript' or @w:val='subscript']",
        "Raised and lowered letters came as ordinary ones.",
        "",
    ),
)
"""Losses: code, where they are found, sentence, noun."""
_DELETED = (qn("w:del"), qn("w:moveFrom"))
"""Elements with text that a tracked change deletes or moves elsewhere."""


def lines_from_word(data: bytes) -> tuple[list[Line], list[Notice]]:
    """The lines of a document, and notices of what is not kept. On a broken document it raises whatever
    python-docx raises, so strangers' files are read in a limited child process."""
    document = docx.Document(io.BytesIO(data))
    body = document.element.body
    lists, lines = Lists(document), list[Line]()
    num_breaks = num_aligned = 0
    is_joined = False
    for element in body.iter(qn("w:p")):
        if not element.xpath(f"self::*{_SHOWN}"):
            continue
        paragraph = Paragraph(element, document._body)
        found = list(_lines(paragraph))
        if mark := lists.mark_of(paragraph):
            found[0] = replace(found[0], pieces=(Piece(mark), *found[0].pieces))
        num_breaks += len(found) - 1
        num_aligned += paragraph.text != "" and _is_aligned(paragraph)
        if is_joined:
            pieces = (*lines.pop().pieces, *found[0].pieces)
            found[0] = replace(found[0], pieces=pieces)
        is_joined = _joins_next(paragraph)
        lines += found
    notices = [
        _notice(code, sentence, noun, count)
        for code, path, sentence, noun in _LOSSES
        if (count := len(body.xpath(path)))
    ]
    if lists.num_numbers:
        notices.append(_notice("lists", "Numbers of lists became text: {}.", "list item", lists.num_numbers))
    if num_breaks:
        notices.append(_notice("breaks", "{} became the end of a line.", "line break", num_breaks))
    if num_aligned:
        sentence = "{} came without {its} alignment."
        notices.append(_notice("alignment", sentence, "paragraph", num_aligned))
    if _has_headers(document):
        notices.append(_notice("headers", "Headers and footers of pages were left out.", "", 1))
    return lines, notices


def _notice(code: str, sentence: str, noun: str, count: int) -> Notice:
    many = f"{noun}es" if noun.endswith("x") else f"{noun}s"
    counted, was, its = (f"1 {noun}", "was", "its") if count == 1 else (f"{count} {many}", "were", "their")
    return Notice(None, None, sentence.format(counted, was=was, its=its), code)


def _is_aligned(paragraph: Paragraph) -> bool:
    """Whether a paragraph is centred, set to the right or justified."""
    formats = (paragraph.paragraph_format, *(style.paragraph_format for style in chain(paragraph.style)))
    said = next((each.alignment for each in formats if each.alignment is not None), None)
    return said not in (None, WD_ALIGN_PARAGRAPH.LEFT)


def _joins_next(paragraph: Paragraph) -> bool:
    """Whether a tracked change deletes the end of a paragraph, which then goes on in the next one."""
    return bool(paragraph._p.xpath("./w:pPr/w:rPr/w:del | ./w:pPr/w:rPr/w:moveFrom"))


def _has_headers(document: Any) -> bool:
    """Whether any page has a header or footer with text."""
    return any(
        part.text.strip()
        for section in document.sections
        for margin in (
            *(section.header, section.first_page_header, section.even_page_header),
            *(section.footer, section.first_page_footer, section.even_page_footer),
        )
        if not margin.is_linked_to_previous
        for part in margin.paragraphs
    )


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
        if next(element.iterancestors(*_DELETED), None) is not None:
            continue
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
