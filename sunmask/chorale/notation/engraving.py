"""MEI to SVG by Verovio: pages as wide as they are looked at, and nothing in them but shapes and text.

What Verovio writes is not passed on but written again from what is known here (`SHAPES`, `ATTRIBUTES`),
so that no markup, script, style or address can come with a title or a syllable, and the same music gives
the same bytes. Of its ids those of the heads and rests stay (`chorale_mei.py`). Each of these gets two
rectangles beneath it, `mark` and `ring`, in which a page draws states, selection and sound.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Set
from functools import cache
from hashlib import blake2b
from itertools import count
from threading import Lock
from xml.etree.ElementTree import Element, SubElement, tostring

import verovio
from defusedxml.ElementTree import fromstring

from sunmask.chorale.notation.glyphs import placed

NARROWEST, WIDEST = 30, 400
"""Staff spaces across a page."""
LOWEST, HIGHEST = 60, 600
"""Staff spaces from the top of a page to its end."""
SPACE = 18
"""Verovio's units in a staff space; its drawings are ten times finer."""
OPTIONS = {
    "adjustPageHeight": True,
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
SHAPES = {"ellipse", "g", "path", "polygon", "polyline", "rect", "svg", "text", "tspan"}
GEOMETRY = {"cx", "cy", "d", "height", "points", "rx", "ry", "transform", "viewBox", "width", "x", "y"}
ATTRIBUTES = GEOMETRY | {"font-size", "stroke-width", "text-anchor"}
CLASSES = {"beam", "clef", "keySig", "mNum", "mRest", "meterSig", "note", "rest", "staff", "system", "verse"}
HEAD = re.compile(r"[nr]-[SATB]-\d+")
PLACE = re.compile(r"translate\((-?\d+), (-?\d+)\)")
MARK_WIDTH, MARK_HEIGHT, RING = 400, 360, 60
"""Of the rectangles, in tenths of Verovio's units: a head is about 226 wide and 190 high."""

TEXT_SHARE = 0.8
"""Of the size that Verovio leaves room for: it measures in Times, and the page's serif is wider."""

NAMES = re.compile(r' (?:data-)?id="(?![nr]-[SATB]-|E[0-9A-F]{3}-)[^"]*"|(?<=E[0-9A-F]{3})-\w+')
"""What differs between two drawings of the same music: Verovio's own ids, and the ends of those of glyphs."""
REMEMBERED = 256
"""Pages that are written again: each of 20 to 80 kB."""

_one_at_a_time = Lock()
_again: OrderedDict[bytes, str] = OrderedDict()
"""Our pages by what Verovio drew: of a long score an edit changes one line, and the others stay."""


def engrave(mei: str, breaks: Set[int], *, width: int, height: int | None = None) -> list[str]:
    """The pages of a score, each an SVG of `width` staff spaces and at most `height`, as far as a line of
    staves allows; without a height each line of staves is a page of its own, as high as it is.

    breaks: the bars, counted from 0, at which lines begin, but for the first.

    Raises ValueError for a width out of `NARROWEST` to `WIDEST` or a height out of `LOWEST` to `HIGHEST`, and
    for music that Verovio cannot read.
    """
    if not NARROWEST <= width <= WIDEST:
        raise ValueError(f"expected a width of {NARROWEST} to {WIDEST} staff spaces, got {width}")
    if height is not None and not LOWEST <= height <= HIGHEST:
        raise ValueError(f"expected a height of {LOWEST} to {HIGHEST} staff spaces, got {height}")
    mark, kept = ("<pb/>", "encoded") if height is None else ("<sb/>", "line")
    numbers = count()
    mei = re.sub("<measure ", lambda bar: mark * (next(numbers) in breaks) + bar[0], mei)
    options = OPTIONS | {"breaks": kept, "pageWidth": width * SPACE}
    if height is not None:
        options |= {"pageHeight": height * SPACE}
    if breaks:  # a piece of one line is not stretched over the page
        options |= {"minLastJustification": 0}
    with _one_at_a_time:
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


@cache
def _toolkit() -> verovio.toolkit:
    verovio.enableLog(verovio.LOG_ERROR)
    return verovio.toolkit()


def _rewritten(page: str) -> str:
    """Our page, remembered by what does not differ between two drawings of the same."""
    key = blake2b(NAMES.sub("", page).encode()).digest()
    if key not in _again:
        _again[key] = _written(page)
        while len(_again) > REMEMBERED:
            _again.popitem(last=False)
    _again.move_to_end(key)
    return _again[key]


def _written(page: str) -> str:
    """Our page with the drawing of Verovio's, which is an `svg` in an `svg`, and with its glyphs in it."""
    outer = fromstring(page)
    inner = next(child for child in outer if _name(child) == "svg")
    svg = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=inner.get("viewBox", ""))
    glyphs = {f"#{glyph.get('id')}": glyph for part in outer if _name(part) == "defs" for glyph in part}
    for part in inner:
        _copy(part, svg, glyphs)
    return tostring(svg, encoding="unicode")


def _copy(found: Element, into: Element, glyphs: Mapping[str, Element]) -> None:
    name = _name(found)
    if name == "use":
        path = placed(glyphs[found.get("href", "")], found.get("transform", ""))
        SubElement(into, "path", {"class": "glyph", "d": path})
        return
    is_empty = len(found) == 0 and not (found.text or "").strip()
    if name not in SHAPES or (name in ("g", "tspan") and is_empty) or _is_hidden(found):
        return
    made = SubElement(into, name, {key: value for key, value in found.items() if key in ATTRIBUTES})
    if classes := [one for one in found.get("class", "").split() if one in CLASSES]:
        made.set("class", " ".join(classes))
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
        _copy(child, made, glyphs)
    if name == "g" and not made.attrib and into.get("class") != "staff":
        # Every element costs a browser time. Right in a staff a group stays: all else there are its lines.
        into.remove(made)
        into.extend(made)


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
