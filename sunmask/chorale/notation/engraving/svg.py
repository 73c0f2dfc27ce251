"""MEI to SVG by Verovio: pages as wide as they are looked at, and nothing in them but shapes and text.

What Verovio writes is not passed on but written again from what is known here (`SHAPES`, `ATTRIBUTES`),
so that no markup, script, style or address can come with a title or a syllable, and the same music gives
the same bytes. Of its ids those of the heads and rests stay (`mei.py`), and those of signs as `data-sign`
(`mei_signs.py`), also on what goes on over the end of a line. Each of these gets two
rectangles beneath it, `mark` and `ring`, in which a page draws states, selection and sound.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping, Set
from functools import cache
from hashlib import blake2b
from itertools import count
from threading import Lock
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

import verovio
from defusedxml.ElementTree import fromstring

from sunmask.chorale.notation.engraving.glyphs import placed
from sunmask.chorale.notation.engraving.lyrics import place_lyrics
from sunmask.chorale.notation.engraving.mei import SILENT

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
    "systemDivider": "none",
    "xmlIdSeed": 1,
}
SHAPES = {"ellipse", "g", "path", "polygon", "polyline", "rect", "svg", "text", "tspan"}
GEOMETRY = {"cx", "cy", "d", "height", "points", "rx", "ry", "transform", "viewBox", "width", "x", "y"}
ATTRIBUTES = GEOMETRY | {"font-size", "stroke-width", "text-anchor"}
LETTERING = {"font-style": "italic", "font-weight": "bold"}
"""Of words that somebody lettered so."""
DYNAMIC_LETTERS = {0xE520 + number: letter for number, letter in enumerate("pmfrszn")}
"""The signs of a music font that Verovio writes for letters of dynamics among words."""
DYNAMIC_SHARE = 0.6
"""Of the size of such a sign, the size of the words around it."""
CLASSES = {"beam", "clef", "keySig", "mNum", "mRest", "meterSig", "note", "rest", "staff", "system", "verse"}
CLASSES |= {SILENT}
HEAD = re.compile(r"[nr]-[SATBEF]-\d+")
SIGN = re.compile(r"s-[SATBEF]-\d+-\d+")
GOES_ON = "id-"
"""What Verovio puts before the id of a line, as a class of what is drawn of it on another line of staves."""
OF_TUPLET = ("tupletNum", "tupletBracket")
STROKES = {"path", "polyline"}
REACH = "reach"
"""The class of what is pressed of a thin line, and not seen."""
QUOTES = {'"': "&quot;"}
PLACE = re.compile(r"translate\((-?\d+), (-?\d+)\)")
NUMBER_REACH = 120
"""Around the number of a tuplet, within which it is pressed, in tenths of Verovio's units: it is 130 wide and
235 high."""
MARK_WIDTH, MARK_HEIGHT, RING = 400, 360, 60
"""Of the rectangles, in tenths of Verovio's units: a head is about 226 wide and 190 high."""

TEXT_SHARE = 0.8
"""Of the size that Verovio leaves room for: it measures in Times, and the page's serif is wider."""

NAMES = re.compile(r' (?:data-)?id="(?![nrs]-[SATBEF]-|E[0-9A-F]{3}-)[^"]*"|(?<=E[0-9A-F]{3})-\w+')
"""What differs between two drawings of the same music: Verovio's own ids, and the ends of those of glyphs."""
REMEMBERED = 256
"""Pages that are written again: each of 20 to 80 kB."""

_one_at_a_time = Lock()
_again: OrderedDict[bytes, str] = OrderedDict()
"""Our pages by what Verovio drew: of a long score an edit changes one line, and the others stay."""


def engrave(
    mei: str, breaks: Set[int], *, width: int, height: int | None = None, num_pages: int | None = None
) -> list[str]:
    """The pages of a score, each an SVG of `width` staff spaces and at most `height`, as far as a line of
    staves allows; without a height each line of staves is a page of its own, as high as it is.

    breaks: the bars, counted from 0, at which lines begin, but for the first. num_pages: of these only the
    first; None for all.

    Raises ValueError for a width out of `NARROWEST` to `WIDEST` or a height out of `LOWEST` to `HIGHEST`, and
    for music that Verovio cannot read.
    """
    if not NARROWEST <= width <= WIDEST:
        raise ValueError(f"expected a width of {NARROWEST} to {WIDEST} staff spaces, got {width}")
    if height is not None and not LOWEST <= height <= HIGHEST:
        raise ValueError(f"expected a height of {LOWEST} to {HIGHEST} staff spaces, got {height}")
    mark, kept = ("<pb/>", "encoded") if height is None else ("<sb/>", "line")
    numbers = count()
    # Where none is marked, Verovio would choose where lines begin: a mark before the first bar prevents it.
    begun = breaks or {0}
    mei = re.sub("<measure ", lambda bar: mark * (next(numbers) in begun) + bar[0], mei)
    options = OPTIONS | {"breaks": kept, "pageWidth": width * SPACE}
    if height is not None:
        options |= {"pageHeight": height * SPACE}
    if breaks:  # a piece of one line is not stretched over the page
        options |= {"minLastJustification": 0}
    with _one_at_a_time:
        pages = _drawn(mei, options, num_pages)
    return [_rewritten(page) for page in pages]


def engrave_line(mei: str) -> str:
    """The whole as one line of staves, as wide as it comes out. Raises ValueError for music that Verovio
    cannot read."""
    options = OPTIONS | {"breaks": "none", "adjustPageWidth": True, "pageMarginRight": 2 * SPACE}
    with _one_at_a_time:
        [page] = _drawn(mei, options)
    return _rewritten(page)


def _drawn(mei: str, options: dict, num_pages: int | None = None) -> list[str]:
    toolkit = _toolkit()
    toolkit.resetOptions()
    toolkit.setOptions(options)
    if not toolkit.loadData(mei):
        raise ValueError("expected music that can be engraved")
    numbers = range(1, toolkit.getPageCount() + 1)[:num_pages]
    return [toolkit.renderToSVG(number) for number in numbers]


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
    place_lyrics(inner, TEXT_SHARE)
    glyphs = {f"#{glyph.get('id')}": glyph for part in outer if _name(part) == "defs" for glyph in part}
    drawing = "".join(_copy(part, glyphs) for part in inner)
    view = _attributes({"xmlns": "http://www.w3.org/2000/svg", "viewBox": inner.get("viewBox", "")})
    return f"<svg{view}>{drawing}</svg>"


def _copy(
    found: Element,
    glyphs: Mapping[str, Element],
    *,
    is_in_staff: bool = False,
    is_in_sign: bool = False,
    tuplet: str | None = None,
) -> str:
    """What is passed on of an element, as text: an element tree of our own would take three times as long.
    tuplet: the sign of the tuplet that it is drawn in, which its number and bracket are pressed for."""
    name = _name(found)
    if name == "use":
        path = placed(glyphs[found.get("href", "")], found.get("transform", ""))
        return f"<path{_attributes({'class': 'glyph', 'd': path})}/>"
    is_empty = len(found) == 0 and not (found.text or "").strip()
    if name not in SHAPES or (name in ("g", "tspan") and is_empty) or _is_hidden(found):
        return ""
    kept = {key: value for key, value in found.items() if key in ATTRIBUTES}
    classes = [one for one in found.get("class", "").split() if one in CLASSES]
    if classes:
        kept["class"] = " ".join(classes)
    kept |= {key: style for key, style in LETTERING.items() if found.get(key) == style}
    if name == "polyline":  # two strokes of a hairpin, not the field between them
        kept["fill"] = "none"
    inside = ""
    if HEAD.fullmatch(found.get("id", "")):
        kept["id"] = found.get("id", "")
        inside = _marks(found)
    sign = _sign_of(found)
    names = found.get("class", "").split()
    if "tuplet" in names:
        sign, tuplet = None, sign
    elif tuplet and not set(names).isdisjoint(OF_TUPLET):
        sign = tuplet
    if sign:
        kept["data-sign"] = sign
    if "tupletNum" in names:  # a digit is hard to press
        inside = _around(found)
    share = TEXT_SHARE
    if name in ("text", "tspan"):
        text = (found.text or "").translate(DYNAMIC_LETTERS)
        if text != (found.text or ""):
            share *= DYNAMIC_SHARE
            kept |= LETTERING
        inside = escape(text)
    if size := re.fullmatch(r"([\d.]+)px", found.get("font-size", "")):
        kept["font-size"] = f"{round(share * float(size[1]))}px"
    if SILENT not in classes:  # its rectangles stay: there its cells can be pressed and selected
        is_in_sign = is_in_sign or bool(sign)
        inside += "".join(
            _copy(child, glyphs, is_in_staff="staff" in classes, is_in_sign=is_in_sign, tuplet=tuplet)
            for child in found
        )
    if name == "g" and not kept and not is_in_staff:
        # Every element costs a browser time. Right in a staff a group stays: all else there are its lines.
        return inside
    drawn = f"<{name}{_attributes(kept)}>{inside}</{name}>"
    if is_in_sign and name in STROKES:  # a thin line is hard to press
        along = {key: value for key, value in kept.items() if key in ("d", "points")}
        drawn += f"<{name}{_attributes({'class': REACH, 'fill': 'none'} | along)}/>"
    return drawn


def _sign_of(found: Element) -> str | None:
    """The id of the sign that an element draws, or goes on drawing."""
    names = [found.get("id", ""), *(one.removeprefix(GOES_ON) for one in found.get("class", "").split())]
    return next((name for name in names if SIGN.fullmatch(name)), None)


def _attributes(named: Mapping[str, str]) -> str:
    return "".join([f' {name}="{escape(value, QUOTES)}"' for name, value in named.items()])


def _marks(found: Element) -> str:
    """The two rectangles of a head, around its glyph."""
    glyph = next((one for one in found.iter() if _name(one) == "use"), None)
    place = PLACE.match(glyph.get("transform", "")) if glyph is not None else None
    if place is None:
        return ""
    x, y = int(place[1]) + 113 - MARK_WIDTH // 2, int(place[2]) - MARK_HEIGHT // 2
    return "".join(
        f'<rect class="{name}" x="{x - more}" y="{y - more}" width="{MARK_WIDTH + 2 * more}"'
        f' height="{MARK_HEIGHT + 2 * more}" rx="{110 + more}"/>'
        for name, more in (("ring", RING), ("mark", 0))
    )


def _around(number: Element) -> str:
    """A rectangle around the number of a tuplet, in which it is pressed."""
    glyph = next((one for one in number.iter() if _name(one) == "use"), None)
    place = PLACE.match(glyph.get("transform", "")) if glyph is not None else None
    if place is None:
        return ""
    x, y = int(place[1]) - NUMBER_REACH, int(place[2]) - 2 * NUMBER_REACH
    width, height = 3 * NUMBER_REACH, 3 * NUMBER_REACH
    return f'<rect class="{REACH}" fill="none" x="{x}" y="{y}" width="{width}" height="{height}"/>'


def _is_hidden(element: Element) -> bool:
    """Whether Verovio's own style sheet would hide it: where something begins that has no shape."""
    return "placeholder" in element.get("class", "").split()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
