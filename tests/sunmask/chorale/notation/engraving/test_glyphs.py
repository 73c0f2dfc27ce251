"""Glyphs as plain paths: where and as large as the font has them, to a unit of the page or so."""

from xml.etree.ElementTree import Element, SubElement, fromstring

import pytest
import verovio
from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path

from sunmask.chorale.demos import demo_chorale
from sunmask.chorale.notation.engraving.glyphs import placed
from sunmask.chorale.notation.engraving.mei import mei_of_view
from sunmask.chorale.notation.engraving.svg import OPTIONS


def drawn_by_verovio() -> list[tuple[Element, str]]:
    """Every glyph of a chorale with the transform of its use."""
    toolkit = verovio.toolkit()
    toolkit.setOptions(OPTIONS | {"pageWidth": 2000})
    toolkit.loadData(mei_of_view(demo_chorale("Jesu, meine Freude"), "closed"))
    root = fromstring(toolkit.renderToSVG(1))
    glyphs = {f"#{glyph.get('id')}": glyph for shapes in root.iterfind("{*}defs") for glyph in shapes}
    return [(glyphs[use.get("href", "")], use.get("transform", "")) for use in root.iterfind(".//{*}use")]


NEAR = 1.5
"""Of 180 units that a staff space has: half of one is lost in rounding, and a mirrored control point has that
of two points."""


def points(path: str, turn: Transform) -> list[tuple[float, float]]:
    pen = RecordingPen()
    parse_path(path, TransformPen(pen, turn))
    return [point for name, places in pen.value if name != "closePath" for point in places]


def test_each_glyph_is_where_its_use_was_and_as_large() -> None:
    found = drawn_by_verovio()
    assert len({glyph.get("id") for glyph, _ in found}) > 6
    for glyph, transform in found:
        x, y, scale = _numbers(transform)
        as_used = Transform(scale, 0, 0, -scale, x, y)
        expected = points(glyph[0].get("d", ""), as_used)
        # our path begins with a move to the place itself
        at, *made = points(placed(glyph, transform), Transform())
        assert at == (x, y)
        assert len(made) == len(expected)
        for one, other in zip(made, expected, strict=True):
            assert one == pytest.approx(other, abs=NEAR)


def _numbers(transform: str) -> tuple[float, float, float]:
    x, y, across, down = (
        float(number)
        for number in transform.replace("translate(", "").replace(") scale(", ",")[:-1].split(",")
    )
    assert across == down
    return x, y, across


@pytest.mark.parametrize("transform", ["", "rotate(3)", "translate(1, 2) rotate(3)"])
def test_a_glyph_that_is_placed_otherwise_is_refused_with_a_sentence(transform: str) -> None:
    with pytest.raises(ValueError, match="expected a glyph of one path"):
        placed(glyph_of("M0 0h1v1z"), transform)


def test_a_path_of_other_curves_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="expected a path of M, c"):
        placed(glyph_of("M0 0Q1 1 2 2z"), "translate(1, 2)")


def glyph_of(path: str) -> Element:
    glyph = Element("g")
    SubElement(glyph, "path", {"d": path, "transform": "scale(1,-1)"})
    return glyph
