"""MEI to SVG by Verovio: pages as wide as they are looked at, and nothing in them but shapes and text.

What Verovio writes is not passed on but written again from what is known here (`SHAPES`, `ATTRIBUTES`),
so that no markup, script, style or address can come with a title or a syllable, and the same music gives
the same bytes. Of its ids those of the heads and rests stay (`chorale_mei.py`). Each of these gets two
rectangles beneath it, `mark` and `ring`, in which a page draws states, selection and sound.
"""

import re
from functools import cache
from itertools import accumulate, chain, count, pairwise
from threading import Lock
from xml.etree.ElementTree import Element, SubElement, tostring

import verovio
from defusedxml.ElementTree import fromstring

NARROWEST, WIDEST = 30, 400
"""Staff spaces across a page."""
LOWEST, HIGHEST = 60, 600
"""Staff spaces from the top of a page to its end."""
SPACE = 18
"""Verovio's units in a staff space; its drawings are ten times finer."""
OPTIONS = {
    "adjustPageHeight": True,
    "breaks": "auto",
    "footer": "none",
    "header": "none",
    "lyricSize": 4.8,
    "pageHeight": 60_000,
    "pageMarginBottom": 2 * SPACE,
    "pageMarginLeft": 2 * SPACE,
    "pageMarginRight": SPACE,
    "pageMarginTop": 2 * SPACE,
    "smuflTextFont": "none",
    "spacingStaff": 8,
    "spacingSystem": 10,
    "svgFormatRaw": True,
    "svgRemoveXlink": True,
    "svgViewBox": True,
    "xmlIdSeed": 1,
}
SHAPES = {"defs", "ellipse", "g", "path", "polygon", "polyline", "rect", "svg", "text", "tspan", "use"}
GEOMETRY = {"cx", "cy", "d", "height", "points", "rx", "ry", "transform", "viewBox", "width", "x", "y"}
ATTRIBUTES = GEOMETRY | {"font-size", "stroke-width", "text-anchor"}
CLASSES = {"clef", "keySig", "mNum", "mRest", "meterSig", "note", "rest", "staff", "system", "verse"}
HEAD = re.compile(r"[nr]-[SATB]-\d+")
GLYPH = re.compile(r"#?(E[0-9A-F]{3})-\w+")
PLACE = re.compile(r"translate\((-?\d+), (-?\d+)\)")
MARK_WIDTH, MARK_HEIGHT, RING = 400, 360, 60
"""Of the rectangles, in tenths of Verovio's units: a head is about 226 wide and 190 high."""

SYSTEM, BAR = ' class="system"', ' class="measure"'
STAFF_LINE = re.compile(r'd="M(\d+) \d+ L(\d+) ')

TEXT_SHARE = 0.8
"""Of the size that Verovio leaves room for: it measures in Times, and the page's serif is wider."""

_one_at_a_time = Lock()


def engrave(mei: str, *, width: int, height: int | None = None) -> list[str]:
    """The pages of a score, each an SVG of `width` staff spaces and at most `height`, as far as a line of
    staves allows; without a height each line of staves is a page of its own, as high as it is.

    Raises ValueError for a width out of `NARROWEST` to `WIDEST` or a height out of `LOWEST` to `HIGHEST`, and
    for music that Verovio cannot read.
    """
    if not NARROWEST <= width <= WIDEST:
        raise ValueError(f"expected a width of {NARROWEST} to {WIDEST} staff spaces, got {width}")
    if height is not None and not LOWEST <= height <= HIGHEST:
        raise ValueError(f"expected a height of {LOWEST} to {HIGHEST} staff spaces, got {height}")
    options = OPTIONS | {"pageWidth": width * SPACE}
    if height is not None:
        options |= {"pageHeight": height * SPACE}
    with _one_at_a_time:
        lines = _lines(_drawn(mei, options | {"noJustification": True}))
        evenly = _even_breaks(lines)
        breaks = evenly if height is not None else evenly or set(accumulate(map(len, lines[:-1])))
        if breaks:
            mark, kept = ("<sb/>", "line") if height is not None else ("<pb/>", "encoded")
            numbers = count()
            mei = re.sub("<measure ", lambda bar: mark * (next(numbers) in breaks) + bar[0], mei)
            options |= {"breaks": kept, "minLastJustification": 0}
        pages = _drawn(mei, options)
    return [_rewritten(page) for page in pages]


def engrave_line(mei: str) -> str:
    """The whole as one line of staves, as wide as it comes out. Raises ValueError for music that Verovio
    cannot read."""
    options = OPTIONS | {"breaks": "none", "adjustPageWidth": True, "pageMarginRight": 2 * SPACE}
    with _one_at_a_time:
        [page] = _drawn(mei, options)
    return _rewritten(page)


def _drawn(mei: str, options: dict) -> list[str]:
    toolkit = _toolkit()
    toolkit.resetOptions()
    toolkit.setOptions(options)
    if not toolkit.loadData(mei):
        raise ValueError("expected music that can be engraved")
    return [toolkit.renderToSVG(number + 1) for number in range(toolkit.getPageCount())]


def _lines(pages: list[str]) -> list[list[int]]:
    """How wide each bar of each line is."""
    lines = [line for page in pages for line in page.split(SYSTEM)[1:]]
    staves = [[STAFF_LINE.search(bar) for bar in line.split(BAR)[1:]] for line in lines]
    return [[int(staff[2]) - int(staff[1]) for staff in line if staff] for line in staves]


def _even_breaks(lines: list[list[int]]) -> set[int]:
    """The bars at which lines begin, but for the first, if as many lines can be filled evenly; otherwise
    none.

    Verovio fills each line as far as it goes, which may leave a single bar to the last one.
    """
    widths = list(chain.from_iterable(lines))
    starts = [-(-len(widths) * line // len(lines)) for line in range(len(lines) + 1)]
    filled = [sum(widths[start:end]) for start, end in pairwise(starts)]
    return set(starts[1:-1]) if max(filled) <= max(sum(line) for line in lines) else set()


@cache
def _toolkit() -> verovio.toolkit:
    verovio.enableLog(verovio.LOG_ERROR)
    return verovio.toolkit()


def _rewritten(page: str) -> str:
    """Our page with the glyphs and the drawing of Verovio's, which are an `svg` in an `svg`."""
    outer = fromstring(page)
    inner = next(child for child in outer if _name(child) == "svg")
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=inner.get("viewBox", ""))
    for part in outer:
        if _name(part) == "defs":
            _copy(part, svg)
    for part in inner:
        _copy(part, svg)
    return tostring(svg, encoding="unicode")


def _copy(found: Element, into: Element) -> None:
    name = _name(found)
    is_empty = len(found) == 0 and not (found.text or "").strip()
    if name not in SHAPES or (name in ("g", "tspan") and is_empty) or _is_hidden(found):
        return
    made = SubElement(into, name, {key: value for key, value in found.items() if key in ATTRIBUTES})
    if classes := [one for one in found.get("class", "").split() if one in CLASSES]:
        made.set("class", " ".join(classes))
    if glyph := GLYPH.fullmatch(found.get("id", "") or found.get("href", "")):
        made.set(*("href", f"#{glyph[1]}") if name == "use" else ("id", glyph[1]))
    if name == "polyline":  # two strokes of a hairpin, not the field between them
        made.set("fill", "none")
    if HEAD.fullmatch(found.get("id", "")):
        made.set("id", found.get("id", ""))
        _add_mark(found, made)
    if name in ("text", "tspan"):
        made.text = found.text
    if size := re.fullmatch(r"([\d.]+)px", found.get("font-size", "")):
        made.set("font-size", f"{round(TEXT_SHARE * float(size[1]))}px")
    for child in found:
        _copy(child, made)


def _add_mark(found: Element, head: Element) -> None:
    glyph = next((one for one in found.iter() if _name(one) == "use"), None)
    place = PLACE.match(glyph.get("transform", "")) if glyph is not None else None
    if place is None:
        return
    x, y = int(place[1]) + 113 - MARK_WIDTH // 2, int(place[2]) - MARK_HEIGHT // 2
    for name, more in (("ring", RING), ("mark", 0)):
        SubElement(
            head,
            "rect",
            {
                "class": name,
                "x": str(x - more),
                "y": str(y - more),
                "width": str(MARK_WIDTH + 2 * more),
                "height": str(MARK_HEIGHT + 2 * more),
                "rx": str(110 + more),
            },
        )


def _is_hidden(element: Element) -> bool:
    """Whether Verovio's own style sheet would hide it: where something begins that has no shape."""
    return "placeholder" in element.get("class", "").split()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
