"""Scores and parts as PDF: pages of A4 or Letter with a title, as large as the fewest pages allow."""

import io
from collections.abc import Mapping

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from sunmask.chorale.music.symbols import Chorale
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
TITLE_SIZE, NAME_SIZE, NUMBER_SIZE = 18, 11, 10
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
    across, down = width - 2 * margin, height - 2 * margin - HEADING
    space, pages = _engraved(chorale, staves, across, down, STAFF_SIZES[staff_size])
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(width, height), invariant=True)
    canvas.setTitle(" - ".join(filter(None, (chorale.meta.title, part))))
    canvas.setAuthor(chorale.meta.composer)
    canvas.setCreator("SUNMASK studio")
    canvas.setSubject(subject)
    for number, page in enumerate(pages, start=1):
        if number == 1:
            _write_heading(canvas, chorale, part, margin, width, height)
        else:
            _write_running_title(canvas, chorale, part, number, margin, width, height)
        page.draw(canvas, margin, height - margin - HEADING, space)
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


def _write_heading(
    canvas: Canvas, chorale: Chorale, part: str, margin: float, width: float, height: float
) -> None:
    title, top = chorale.meta.title, height - margin - TITLE_SIZE
    size = float(TITLE_SIZE)
    while size > SMALLEST_TITLE_SIZE and canvas.stringWidth(title, serif(), size) > width - 2 * margin:
        size -= 0.5
    canvas.setFont(serif(), size)
    canvas.drawCentredString(width / 2, top, title)
    canvas.setFont(serif(), NAME_SIZE)
    canvas.drawString(margin, top - 2 * NAME_SIZE, part)
    canvas.drawRightString(width - margin, top - 2 * NAME_SIZE, chorale.meta.composer)


def _write_running_title(
    canvas: Canvas, chorale: Chorale, part: str, number: int, margin: float, width: float, height: float
) -> None:
    canvas.setFont(serif(), NUMBER_SIZE)
    title = " · ".join(filter(None, (chorale.meta.title, part)))
    canvas.drawString(margin, height - margin - NUMBER_SIZE, title)
    canvas.drawRightString(width - margin, height - margin - NUMBER_SIZE, str(number))
