"""Markdown in and out: headings (#), bold (**) and italics (*).

Everything else stays as it is written, so that lines, blank lines and quotation marks are exact.
"""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt

from sunmask.text.words.styles import MOST_HEADING, Line, Piece

_HEADING = re.compile(r"( {0,3})(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
_SPECIAL = re.compile(r"[\\*_]")
_LIKE_HEADING = re.compile(r"( {0,3})(#{1,6})(?=[ \t]|$)")
_inline = (
    MarkdownIt("commonmark")
    .enable(["escape", "emphasis"])
    .disable(["newline", "backticks", "link", "image", "autolink", "html_inline", "entity"])
)


def lines_from_markdown(text: str) -> list[Line]:
    """The lines of a text in Markdown; emphasis may span several lines of a paragraph."""
    lines: list[Line] = []
    paragraph: list[str] = []

    def end_paragraph() -> None:
        if paragraph:
            lines.extend(Line(pieces) for pieces in _emphasised("\n".join(paragraph)))
            paragraph.clear()

    for line in text.split("\n"):
        heading = _HEADING.fullmatch(line)
        if heading:
            end_paragraph()
            (pieces,) = _emphasised(heading[3])
            lines.append(Line(pieces, len(heading[2])))
        elif line.strip():
            paragraph.append(line)
        else:
            end_paragraph()
            lines.append(Line((Piece(line),) if line else ()))
    end_paragraph()
    return lines


def _emphasised(text: str) -> list[tuple[Piece, ...]]:
    """The pieces of each line of a paragraph."""
    bold = italic = 0
    lines: list[list[Piece]] = [[]]
    (block,) = _inline.parseInline(text)
    for token in block.children or []:
        if token.type in ("strong_open", "strong_close"):
            bold += token.nesting
        elif token.type in ("em_open", "em_close"):
            italic += token.nesting
        for number, part in enumerate(token.content.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Piece(part, bold > 0, italic > 0))
    return [tuple(pieces) for pieces in lines]


def markdown_from_lines(lines: Sequence[Line]) -> str:
    """Lines in Markdown."""
    return "\n".join(_line(line) for line in lines)


def _line(line: Line) -> str:
    text = "".join(map(_piece, line.pieces))
    if 1 <= line.heading <= MOST_HEADING:
        return f"{'#' * line.heading} {text}"
    return _LIKE_HEADING.sub(r"\1\\\2", text)


def _piece(piece: Piece) -> str:
    """A piece with its marks. White space at its ends stays outside of them, since Markdown ignores marks
    next to white space."""
    escaped = _SPECIAL.sub(r"\\\g<0>", piece.text)
    marks = "*" * (2 * piece.bold + piece.italic)
    inner = escaped.strip()
    if not inner or not marks:
        return escaped
    begin = escaped.index(inner)
    return f"{escaped[:begin]}{marks}{inner}{marks}{escaped[begin + len(inner) :]}"
