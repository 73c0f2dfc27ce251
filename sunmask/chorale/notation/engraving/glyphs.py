"""Glyphs of the music font (heads, rests, clefs) as plain paths. The fonts of letters on a score, such as
those of chord symbols and lyrics, are set in `frontend/src/styles/base/fonts.css`.

Verovio defines each shape once and refers to it by `use` elements, which cost a browser memory for every
reference and time whenever the page is scrolled. With plain paths, in the units of the page, a score of 72
bars costs half as much.
"""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

TOKENS = re.compile(r"[A-Za-z]|-?[\d.]+")
USE = re.compile(r"translate\((-?\d+), (-?\d+)\)(?: scale\(([\d.]+), ([\d.]+)\))?")
TURNED = "scale(1,-1)"
"""How Verovio says that a font counts upwards and a page downwards."""
NUM_NUMBERS = {"M": 2, "c": 6, "s": 4, "l": 2, "h": 1, "v": 1, "z": 0}


def placed(glyph: Element, transform: str) -> str:
    """The path of a glyph where it is used: it begins with a move to the place, in whole units.

    glyph: a `g` of Verovio's with one path. transform: that of the `use`. Raises ValueError for a glyph or a
    transform of another form.
    """
    place = USE.fullmatch(transform)
    if place is None or len(glyph) != 1 or glyph[0].get("transform") != TURNED:
        raise ValueError(f"expected a glyph of one path that is placed and scaled, got {transform!r:.60}")
    x, y, across, down = place.groups(default="1")
    return f"M{x} {y}{_from_place(glyph[0].get('d', ''), float(across), -float(down))}"


@lru_cache(maxsize=512)
def _from_place(path: str, across: float, down: float) -> str:
    """A path in relative moves from the glyph's own zero. What is lost to whole numbers does not add up."""
    tokens = TOKENS.findall(path)
    at, rounded = (0.0, 0.0), (0, 0)
    written: list[str] = []
    command, begun = "", ((0.0, 0.0), (0, 0))
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        if command not in NUM_NUMBERS:
            raise ValueError(f"expected a path of {', '.join(NUM_NUMBERS)}, got {command!r}")
        numbers = [float(tokens.pop(0)) for _ in range(NUM_NUMBERS[command])]
        if command == "z":
            at, rounded = begun
            written.append("z")
            continue
        origin = (0.0, 0.0) if command == "M" else at
        points = [(origin[0] + across * dx, origin[1] + down * dy) for dx, dy in _pairs(command, numbers)]
        moves = [(round(px) - rounded[0], round(py) - rounded[1]) for px, py in points]
        letter = command if command in "cs" else "m" if command == "M" else "l"
        written.append(letter + " ".join(f"{dx} {dy}" for dx, dy in moves))
        at, rounded = points[-1], (round(points[-1][0]), round(points[-1][1]))
        if command == "M":
            begun = (at, rounded)
            command = "l"
    return "".join(written)


def _pairs(command: str, numbers: list[float]) -> list[tuple[float, float]]:
    if command == "h":
        return [(numbers[0], 0.0)]
    if command == "v":
        return [(0.0, numbers[0])]
    return list(zip(numbers[::2], numbers[1::2], strict=True))
