"""A chorale as a picture: a piano roll in SVG, each voice in its colour, kept cells with a dark edge.

V voices, T sixteenths
"""

from html import escape

import numpy as np

from sunmask.chorale.music.bars import metric_positions, on_beat
from sunmask.chorale.music.symbols import Chorale, notes
from sunmask.chorale.music.voices import VOICE_NAMES

COLOURS = ("#c0504d", "#d9a13b", "#5a8f4e", "#3b6ea8")
"""Soprano, alto, tenor, bass."""
CELL, ROW, MARGIN, HEAD = 8, 6, 12, 30
"""Pixels of a sixteenth, of a semitone, around the roll, and of the heading."""


def piano_roll(chorale: Chorale, kept_VT: np.ndarray | None = None) -> str:
    """The SVG text of a chorale. kept_VT: cells whose notes get an edge, booleans (V, T)."""
    voices = notes(chorale.symbols_VT)
    pitches = [pitch for line in voices for _, _, pitch in line if pitch] or [60]
    top, bottom = max(pitches) + 2, min(pitches) - 2
    roll_width, roll_height = CELL * chorale.num_sixteenths, ROW * (top - bottom + 1)
    width, height = roll_width + 2 * MARGIN, roll_height + HEAD + 2 * MARGIN
    shapes = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{MARGIN}" y="{MARGIN + 8}">{escape(chorale.meta.title)}</text>',
        *_legend(width),
        f'<g transform="translate({MARGIN} {HEAD})">',
    ]
    num_lines = chorale.num_sixteenths + 1
    position_T = metric_positions(chorale.meta, num_lines)
    for column in np.flatnonzero(on_beat(chorale.meta, num_lines)).tolist():
        colour = "#999" if position_T[column] == 0 else "#e4e4e4"
        shapes.append(f'<path d="M{CELL * column} 0V{roll_height}" stroke="{colour}"/>')
    for voice, line in reversed(list(enumerate(voices))):
        for start, length, pitch in line:
            if not pitch:
                continue
            edge = ' stroke="#222"' if kept_VT is not None and kept_VT[voice, start] else ""
            shapes.append(
                f'<rect x="{CELL * start + 0.5}" y="{ROW * (top - pitch)}" width="{CELL * length - 1}" '
                f'height="{ROW}" rx="1.5" fill="{COLOURS[voice]}"'
                f"{edge}/>"
            )
    return "\n".join([*shapes, "</g>", "</svg>"]) + "\n"


def _legend(width: int) -> list[str]:
    """The voices' names at the right of the heading."""
    texts = []
    for voice, (name, colour) in enumerate(zip(VOICE_NAMES, COLOURS, strict=True)):
        x = width - MARGIN - 64 * (len(VOICE_NAMES) - voice)
        texts.append(f'<rect x="{x}" y="{MARGIN}" width="8" height="8" fill="{colour}"/>')
        texts.append(f'<text x="{x + 12}" y="{MARGIN + 8}">{name}</text>')
    return texts
