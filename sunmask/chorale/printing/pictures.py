"""Some bars of a score as one line in a picture: SVG, or PNG on white."""

import io
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.engraving.mei import Staves, mei_from_chorale
from sunmask.chorale.notation.engraving.svg import engrave_line
from sunmask.chorale.printing.drawing import HIDDEN, SERIF, TENTHS, Page

SVG = "http://www.w3.org/2000/svg"
SPACE_MM = 1.75
DOTS_PER_MM = 12
"""About 300 dots an inch."""
MOST_BARS = 16
STYLE = f':is(path,polyline)[stroke-width]{{stroke:#000}}text{{font-family:"{SERIF}",serif}}'


def svg_of_bars(chorale: Chorale, staves: Staves, first: int, last: int) -> str:
    """Bars by their numbers (a pickup is 0) as SVG. Raises ValueError for bars that the chorale does not
    have, or more than MOST_BARS."""
    return _standing_alone(_line(chorale, staves, first, last))


def png_of_bars(chorale: Chorale, staves: Staves, first: int, last: int) -> bytes:
    """The same as PNG."""
    import pypdfium2

    page = Page(_line(chorale, staves, first, last))
    space = SPACE_MM * mm
    size = (page.width / TENTHS * space, page.height / TENTHS * space)
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=size)
    page.draw(canvas, 0, size[1], space)
    canvas.save()
    written = io.BytesIO()
    drawn = pypdfium2.PdfDocument(sheet.getvalue())[0].render(scale=DOTS_PER_MM * 25.4 / 72, grayscale=True)
    drawn.to_pil().save(written, "PNG", optimize=True)
    return written.getvalue()


def _line(chorale: Chorale, staves: Staves, first: int, last: int) -> str:
    numbers = [bar.number for bar in bars(chorale.meta, chorale.num_sixteenths)]
    chosen = [index for index, number in enumerate(numbers) if first <= number <= last]
    if not chosen or first not in numbers or last not in numbers:
        raise ValueError(f"expected bars from {numbers[0]} to {numbers[-1]}, got {first} to {last}")
    if len(chosen) > MOST_BARS:
        raise ValueError(f"expected at most {MOST_BARS} bars in a picture, got {len(chosen)}")
    return engrave_line(mei_from_chorale(chorale, staves, range(chosen[0], chosen[-1] + 1)))


def _standing_alone(svg: str) -> str:
    """Without what only the studio's page draws, and with what it would say by its style sheet."""
    register_namespace("", SVG)
    root = fromstring(svg)
    _drop_hidden(root)
    _, _, width, height = (float(each) for each in root.get("viewBox", "").split())
    root.set("width", f"{width / TENTHS * SPACE_MM:.2f}mm")
    root.set("height", f"{height / TENTHS * SPACE_MM:.2f}mm")
    style = SubElement(root, f"{{{SVG}}}style")
    style.text = STYLE
    root.remove(style)
    root.insert(0, style)
    return tostring(root, encoding="unicode")


def _drop_hidden(element: Element) -> None:
    for child in list(element):
        if child.get("class") in HIDDEN:
            element.remove(child)
        else:
            _drop_hidden(child)
