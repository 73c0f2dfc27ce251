"""Engraved pages on PDF canvases: the few shapes that `notation.engraving` lets through, in black.

An engraved page counts in tenths of Verovio's units, from its top left.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from sunmask.chorale.notation.engraving.svg import REACH, SPACE

TENTHS = 10 * SPACE
"""Tenths of an engraved page in a staff space."""
NOTE_LETTERS = re.compile("([♩♪])")
NOTE_WIDTH = 0.5
"""Of such a letter, beside the size of the others."""
SERIF, ITALIC = "Source Serif 4", "Source Serif 4 Italic"
FILLED, FILLED_AND_STROKED = 0, 2
"""PDF's ways to draw letters; bold ones have a stroke around them."""
STROKE = 0.03
"""How wide it is, beside the size of the letters."""
PLACE = re.compile(r"(translate|scale)\(([^)]*)\)")
HIDDEN = {"mark", "ring", REACH}
"""Classes of the rectangles in which a page of the studio draws states, and of what is pressed there."""
CAP = 1
"""Round ends of lines, as Verovio has them."""


class Page:
    """One engraved page."""

    def __init__(self, svg: str) -> None:
        self._root = fromstring(svg)
        _, _, self.width, self.height = (float(each) for each in self._root.get("viewBox", "").split())
        """In tenths of Verovio's units."""

    def draw(self, canvas: Canvas, x: float, y: float, space: float) -> None:
        """Draw with the top left at a point; space: points in a staff space."""
        scale = space / TENTHS
        canvas.saveState()
        canvas.translate(x, y)
        canvas.scale(scale, -scale)
        canvas.setLineCap(CAP)
        canvas.setLineJoin(CAP)
        for part in self._root:
            self._draw(canvas, part)
        canvas.restoreState()

    def _draw(self, canvas: Canvas, element: Element) -> None:
        name = _name(element)
        if element.get("class") in HIDDEN:
            return
        if name == "text":
            _Words(canvas, element).draw()
            return
        if is_placed := "transform" in element.attrib:
            canvas.saveState()
            _place(canvas, element.get("transform", ""))
        if name in SHAPES:
            _draw_shape(canvas, element)
        for child in element:
            self._draw(canvas, child)
        if is_placed:
            canvas.restoreState()


def _place(canvas: Canvas, transform: str) -> None:
    for how, numbers in PLACE.findall(transform):
        values = [float(each) for each in re.split(r"[ ,]+", numbers.strip())]
        getattr(canvas, how)(values[0], values[-1])


def _draw_shape(canvas: Canvas, element: Element) -> None:
    """Filled, unless it says otherwise; stroked too where it says how wide."""
    path = canvas.beginPath()
    SHAPES[_name(element)](path, element)
    width = float(element.get("stroke-width", 0))
    canvas.setLineWidth(width)
    canvas.drawPath(path, stroke=int(width > 0), fill=int(element.get("fill") != "none"))


class _Pen(BasePen):
    """Writes what fontTools reads of a path into a PDF path."""

    def __init__(self, path: Any) -> None:
        super().__init__()
        self._path = path

    def _moveTo(self, pt: tuple[float, float]) -> None:
        self._path.moveTo(*pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:
        self._path.lineTo(*pt)

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:
        self._path.curveTo(*pt1, *pt2, *pt3)

    def _closePath(self) -> None:
        self._path.close()


def _trace(path: Any, element: Element) -> None:
    parse_path(element.get("d", ""), _Pen(path))


def _trace_polygon(path: Any, element: Element) -> None:
    numbers = [float(each) for each in re.split(r"[ ,]+", element.get("points", "").strip())]
    for index, point in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
        (path.lineTo if index else path.moveTo)(*point)
    if _name(element) == "polygon":
        path.close()


def _trace_rectangle(path: Any, element: Element) -> None:
    path.rect(*(float(element.get(name, 0)) for name in ("x", "y", "width", "height")))


def _trace_ellipse(path: Any, element: Element) -> None:
    x, y, rx, ry = (float(element.get(name, 0)) for name in ("cx", "cy", "rx", "ry"))
    path.ellipse(x - rx, y - ry, 2 * rx, 2 * ry)


SHAPES = {
    "path": _trace,
    "polygon": _trace_polygon,
    "polyline": _trace_polygon,
    "rect": _trace_rectangle,
    "ellipse": _trace_ellipse,
}


@dataclass(frozen=True)
class _Lettering:
    is_italic: bool = False
    is_bold: bool = False


class _Words:
    """A text, whose spans may begin anew elsewhere."""

    def __init__(self, canvas: Canvas, element: Element) -> None:
        self._canvas, self._element = canvas, element
        self._x = self._y = 0.0

    def draw(self) -> None:
        self._go_on(self._element, self._element.get("text-anchor", "start"), 0.0, _Lettering())

    def _go_on(self, element: Element, anchor: str, size: float, lettering: "_Lettering") -> None:
        size = float(element.get("font-size", f"{size}px").removesuffix("px"))
        anchor = element.get("text-anchor", anchor)
        lettering = _Lettering(
            is_italic=lettering.is_italic or element.get("font-style") == "italic",
            is_bold=lettering.is_bold or element.get("font-weight") == "bold",
        )
        self._x, self._y = float(element.get("x", self._x)), float(element.get("y", self._y))
        if text := (element.text or "").strip("\n"):
            self._write(text, anchor, size, lettering)
        for child in element:
            self._go_on(child, anchor, size, lettering)

    def _write(self, text: str, anchor: str, size: float, lettering: "_Lettering") -> None:
        font = serif(is_italic=lettering.is_italic)
        pieces = [piece for piece in NOTE_LETTERS.split(text) if piece]
        widths = [
            NOTE_WIDTH * size if NOTE_LETTERS.fullmatch(piece) else pdfmetrics.stringWidth(piece, font, size)
            for piece in pieces
        ]
        width = sum(widths)
        x = self._x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        for piece, wide in zip(pieces, widths, strict=True):
            self._canvas.saveState()
            self._canvas.translate(x, self._y)
            self._canvas.scale(1, -1)
            if NOTE_LETTERS.fullmatch(piece):
                self._draw_note(size, has_flag=piece == "♪")
            else:
                self._canvas.setFont(font, size)
                self._canvas.setLineWidth(STROKE * size)
                self._canvas.drawString(0, 0, piece, mode=FILLED_AND_STROKED if lettering.is_bold else FILLED)
            self._canvas.restoreState()
            x += wide
        if anchor == "start":
            self._x += width

    def _draw_note(self, size: float, *, has_flag: bool) -> None:
        """A note of a tempo mark, which no font for words has. size: of the letters beside it."""
        self._canvas.ellipse(0.05 * size, -0.02 * size, 0.37 * size, 0.2 * size, stroke=0, fill=1)
        self._canvas.setLineWidth(0.05 * size)
        self._canvas.line(0.345 * size, 0.1 * size, 0.345 * size, 0.8 * size)
        if has_flag:
            self._canvas.line(0.345 * size, 0.8 * size, 0.52 * size, 0.45 * size)


@cache
def serif(*, is_italic: bool = False) -> str:
    """The name of the font for words, which the first call makes known."""
    name, file = (ITALIC, "serif-italic.ttf") if is_italic else (SERIF, "serif.ttf")
    pdfmetrics.registerFont(TTFont(name, str(Path(__file__).with_name(file))))
    return name


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
