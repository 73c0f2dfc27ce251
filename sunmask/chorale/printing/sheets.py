"""Scores and parts as PDF: pages of A4 or Letter with a title, as large as the fewest pages allow."""

import io
from collections.abc import Mapping

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from sunmask.chorale.music.symbols import Chorale, ChoraleMeta
from sunmask.chorale.notation.engraving.line_breaks import line_breaks
from sunmask.chorale.notation.engraving.mei import Staves, mei_from_chorale
from sunmask.chorale.notation.engraving.svg import engrave
from sunmask.chorale.printing.drawing import Page, serif

PAPERS: Mapping[str, tuple[float, float]] = {"a4": A4, "letter": LETTER}
"""Name to width and height in points."""
MARGINS: Mapping[str, float] = {"usual": 15 * mm, "narrow": 10 * mm, "wide": 22 * mm}
HEADING = 22 * mm
SPACES_MM = (1.75, 1.65, 1.55, 1.45, 1.35)
"""Staff spaces, the largest first: a staff of 7 mm is read at arm's length, of 5.4 mm from a hand."""
STAFF_SIZES: Mapping[str, tuple[float, ...]] = {
    **{"fitting": SPACES_MM, "large": (1.9,), "medium": (1.65,), "small": (1.35,)}
}
"""Staff spaces in mm; of several the largest that costs no further page."""
LINE_HEIGHT = 6 * mm
"""Of one more line in a heading."""
TITLE_SIZE, SUBTITLE_SIZE, NAME_SIZE, NUMBER_SIZE = 18, 13, 11, 10
SMALLEST_TITLE_SIZE = 9


def write_pdf(
    chorale: Chorale,
    staves: Staves,
    *,
    part: str = "",
    paper: str = "a4",
    staff_size: str = "fitting",
    margins: str = "usual",
    subject: str = "",
) -> bytes:
    """The voices of `staves` on paper; part: the name over a single voice. subject: a line for the file's
    properties. Raises ValueError for a grid that
    `check_grid` refuses, or an unknown paper, size of staves or width of margins."""
    for said, name, known in (
        ("the paper", paper, PAPERS),
        ("staves that are", staff_size, STAFF_SIZES),
        ("margins that are", margins, MARGINS),
    ):
        if name not in known:
            raise ValueError(f"expected {said} {' or '.join(known)}, got {name!r:.40}")
    width, height = PAPERS[paper]
    margin = MARGINS[margins]
    heading = _heading_height(chorale.meta, part)
    across, down = width - 2 * margin, height - 2 * margin - heading
    space, pages = _engraved(chorale, staves, across, down, STAFF_SIZES[staff_size])
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(width, height), invariant=True)
    canvas.setTitle(" - ".join(filter(None, (chorale.meta.title, part))))
    canvas.setAuthor(chorale.meta.composer)
    canvas.setCreator("SUNMASK studio")
    canvas.setSubject(subject)
    for number, page in enumerate(pages, start=1):
        if number == 1:
            _write_heading(canvas, chorale.meta, part, margin, width, height)
        else:
            _write_running_title(canvas, chorale, part, number, margin, width, height)
        page.draw(canvas, margin, height - margin - heading, space)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _engraved(
    chorale: Chorale, staves: Staves, width: float, height: float, sizes: tuple[float, ...]
) -> tuple[float, list[Page]]:
    """Points in a staff space, and the pages: the largest space with which there are no more of them than
    with the smallest. sizes: in mm, the largest first."""
    mei, fewest = mei_from_chorale(chorale, staves), 0
    found: tuple[float, list[str]] | None = None
    for size in reversed(sizes):
        space = size * mm
        across, down = int(width / space), int(height / space)
        pages = engrave(mei, line_breaks(chorale, staves, across), width=across, height=down)
        if found is not None and len(pages) > fewest:
            break
        fewest, found = len(pages), (space, pages)
    assert found is not None
    return found[0], [Page(page) for page in found[1]]


def _heading_height(meta: ChoraleMeta, part: str) -> float:
    """Higher where a line more is needed: a subtitle, or the name of a part over the lyricist's."""
    return HEADING + (LINE_HEIGHT if meta.subtitle or (part and meta.lyricist) else 0)


def _write_heading(
    canvas: Canvas, meta: ChoraleMeta, part: str, margin: float, width: float, height: float
) -> None:
    across, top = width - 2 * margin, height - margin - TITLE_SIZE
    _write_centred(canvas, meta.title, TITLE_SIZE, across, width / 2, top)
    _write_centred(canvas, meta.subtitle, SUBTITLE_SIZE, across, width / 2, top - 1.4 * SUBTITLE_SIZE)
    canvas.setFont(serif(), NAME_SIZE)
    names = top - 2 * NAME_SIZE - (_heading_height(meta, part) - HEADING)
    canvas.drawString(margin, names, meta.lyricist)
    canvas.drawRightString(width - margin, names, meta.composer)
    canvas.drawString(margin, names + (1.4 * NAME_SIZE if meta.lyricist else 0), part)


def _write_centred(canvas: Canvas, text: str, size: float, across: float, x: float, y: float) -> None:
    """As large as it is said, or as fits across."""
    while size > SMALLEST_TITLE_SIZE and canvas.stringWidth(text, serif(), size) > across:
        size -= 0.5
    canvas.setFont(serif(), size)
    canvas.drawCentredString(x, y, text)


def _write_running_title(
    canvas: Canvas, chorale: Chorale, part: str, number: int, margin: float, width: float, height: float
) -> None:
    canvas.setFont(serif(), NUMBER_SIZE)
    title = " · ".join(filter(None, (chorale.meta.title, part)))
    canvas.drawString(margin, height - margin - NUMBER_SIZE, title)
    canvas.drawRightString(width - margin, height - margin - NUMBER_SIZE, str(number))
