"""Of twenty engraved pieces no words, chords, comments and bar lines lie over each other."""

from pathlib import Path
from typing import Any

import pytest
from music21 import corpus

from tests.e2e.conftest import PATIENCE_S
from tests.e2e.screen import Screen
from tests.sunmask.chorale.notation.musicxml.test_unsupported_elements import FILES

pytestmark = [pytest.mark.e2e, pytest.mark.thorough]

CORPUS = Path(corpus.__file__).parent
NUM_PIECES = 20
COLLISIONS = """() => {
  const score = document.querySelector('[data-testid="score"]');
  const inset = (box, by) => ({ left: box.left + by, right: box.right - by,
    top: box.top + by, bottom: box.bottom - by, width: box.width, height: box.height });
  const boxOf = (one) => ({ text: "", ...inset(one.getBoundingClientRect(), 0) });
  // Upright, and wider than a stem.
  const isBarLine = (one) => {
    const [, x, end] = one.getAttribute("d").match(/^M(\\d+) \\d+ L(\\d+) \\d+$/) ?? [];
    return x !== undefined && x === end && Number(one.getAttribute("stroke-width")) >= 27;
  };
  const boxes = (selector, by) => [...score.querySelectorAll(selector)]
    .map((one) => ({ text: one.textContent.trim(), ...inset(one.getBoundingClientRect(), by) }))
    .filter((one) => one.width > 0 && one.height > 0);
  const kinds = {
    // The box of a line of text is higher than an em, as which a word is counted.
    word: boxes(".verse text", 0).filter((one) => one.text).map((one) => ({ ...one,
      top: one.top + 0.13 * one.height, bottom: one.bottom - 0.13 * one.height })),
    chord: boxes(".beat > b, .beat > span", 0).filter((one) => one.text),
    comment: boxes(".comment-mark", 1),
    "bar line": [...score.querySelectorAll("path[stroke-width]")].filter(isBarLine).map(boxOf),
  };
  const meet = (one, other) => one.left < other.right && other.left < one.right
    && one.top < other.bottom && other.top < one.bottom;
  const found = [];
  const names = Object.keys(kinds);
  names.forEach((name, at) => names.slice(at).forEach((otherName) => {
    if (name === "bar line" && otherName === "bar line") return;
    kinds[name].forEach((one, number) => kinds[otherName].forEach((other, place) => {
      if (name === otherName && place <= number) return;
      if (meet(one, other)) found.push(`${name} ${one.text} on ${otherName} ${other.text}`);
    }));
  }));
  const counts = Object.fromEntries(names.map((name) => [name, kinds[name].length]));
  return { found, counts };
}"""
IS_DRAWN = """() => {
  const score = document.querySelector('[data-testid="score"]');
  return score?.querySelectorAll(".note").length > 0
    && score.querySelectorAll(".comment-mark").length > 0;
}"""


def test_words_chords_comments_and_bar_lines_have_room(person: Any) -> None:
    ana = person("Ana", starts_on="score")
    project = ana.api.make("/api/projects", {"name": "Engraved"})
    counted: dict[str, int] = {}
    touching: dict[str, list[str]] = {}
    for name in FILES[-NUM_PIECES:]:
        files = {"file": (Path(name).name, (CORPUS / name).read_bytes())}
        canvas = ana.api.make(f"/api/projects/{project['id']}/imports", files=files)
        screen = Screen(ana, canvas)
        column = screen_columns(ana, canvas)
        ana.api.make(
            f"/api/canvases/{canvas['id']}/comments",
            {"text": "Here?", "column": column, "last_column": column, "row": 0, "place": "bar 1"},
        )
        screen.open()
        screen.page.wait_for_function(IS_DRAWN, timeout=1000 * PATIENCE_S)
        seen = screen.page.evaluate(COLLISIONS)
        for kind, count in seen["counts"].items():
            counted[kind] = counted.get(kind, 0) + count
        if seen["found"]:
            touching[name] = seen["found"]
    print(f"\nboxes looked at: {counted}")
    assert all(count > 0 for count in counted.values()), counted
    assert touching == {}


def screen_columns(ana: Any, canvas: Any) -> str:
    """The id of the column in which the first note of the upper voice begins."""
    state = ana.api.get(f"/api/canvases/{canvas['id']}/state")
    first = next(at for at, symbol in enumerate(state["content"]["symbols"][0]) if symbol > 0)
    return state["columns"][first]
