"""The chorales that a piece is graded against, as lines: music21's, written as MusicXML and read again.

Reading takes minutes, so the lines are kept in the cache folder (SUNMASK_CACHE, default ~/.cache/sunmask).
"""

import gzip
import json
import os
import sys
from typing import Any

from sunmask.chorale.grade.lines import Bar, LineNote, Lines, whole_or_fraction
from sunmask.chorale.notation.spelling import SpelledPitch
from sunmask.lab.chorale.corpora.bach import cache_folder

FIRST, LAST = 1, 371
"""Riemenschneider's numbers."""


def bach_lines(progress: bool = False) -> list[Lines]:
    """All four-part chorales by Riemenschneider's number; read once, then from the cache."""
    import music21

    path = cache_folder() / f"bach-lines-music21-{music21.__version__}.json.gz"
    if not path.exists():
        pieces = read_chorales(range(FIRST, LAST + 1), progress)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(gzip.compress(json.dumps([lines_to_json(lines) for lines in pieces]).encode()))
        part.replace(path)
    return [lines_from_json(content) for content in json.loads(gzip.decompress(path.read_bytes()))]


def read_chorales(numbers: range, progress: bool = False) -> list[Lines]:
    """Those of Riemenschneider's numbers that have four parts, read from the corpus."""
    from music21 import converter, corpus
    from music21.musicxml.m21ToXml import GeneralObjectExporter

    from sunmask.chorale.grade.scores import lines_from_score

    pieces: list[Lines] = []
    for score in corpus.chorales.Iterator(numbers[0], numbers[-1]):
        if progress and pieces and len(pieces) % 20 == 0:
            print(f"reading chorales: {len(pieces)}", file=sys.stderr, flush=True)
        if len(score.parts) != 4:
            continue
        for head in score.recurse().notes:
            head.lyrics, head.expressions = [], []
        written = GeneralObjectExporter().parse(score).decode()
        read: Any = converter.parseData(written, format="musicxml")
        pieces.append(lines_from_score(read))
    return pieces


def lines_to_json(lines: Lines) -> dict:
    """Starts and lengths as texts, so that fractions stay exact."""
    return {
        "voices": [
            [[str(note.start), str(note.length), *_pitch_to_json(note.pitch)] for note in line]
            for line in lines.voices
        ],
        "bars": [[bar.number, str(bar.start), str(bar.skipped)] for bar in lines.bars],
    }


def lines_from_json(content: dict) -> Lines:
    """The opposite of `lines_to_json`."""
    return Lines(
        tuple(
            [
                LineNote(
                    whole_or_fraction(start),
                    whole_or_fraction(length),
                    SpelledPitch(*pitch) if pitch else None,
                )
                for start, length, *pitch in line
            ]
            for line in content["voices"]
        ),
        [
            Bar(number, whole_or_fraction(start), whole_or_fraction(skipped))
            for number, start, skipped in content["bars"]
        ],
    )


def _pitch_to_json(pitch: SpelledPitch | None) -> list:
    return [pitch.letter, pitch.alter, pitch.octave] if pitch else []
