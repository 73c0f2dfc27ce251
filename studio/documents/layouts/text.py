"""Cells as words of one Y.Text: `text`, with `state`, `pin` and `author` as formatting, and `meta`.

A word has the state, pin and author of its first character, and for a column id the relative position
(Yjs) of that character, base64: it outlives whatever is written around the word. A slot where nothing
stands yet is renoisable, whatever was painted. Stray characters and what is no text are passed over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import pycrdt

from studio import limits
from studio.documents.layouts import word_ids
from studio.documents.layouts.values import author_of, pin_of, state_of
from studio.errors import StudioError
from sunmask.kinds.codecs import Codec
from sunmask.method.cells import DEFAULT_PIN, CellState
from sunmask.text.words import FREE, STRAY, text_to_words, words_to_text

TEXT = "text"


@dataclass(frozen=True)
class Written:
    """A document's text: its words and spaces, and of each word's first character the place and formatting.

    units: places among the characters of the Y.Text, counted as Yjs does (UTF-16), of `num_units` in all.
    """

    words: list[str]
    spaces: list[str]
    units: list[int]
    num_units: int
    formats: list[dict[str, Any]]


class TextLayout:
    """The layout of kinds that are written as running text."""

    def fill(
        self, document: pycrdt.Doc, codec: Codec, content: dict[str, Any], columns: list[str] | None = None
    ) -> None:
        parts = codec.parts(content)
        _check(words_to_text(parts.symbols[0], parts.spaces))
        text = document.get(TEXT, type=pycrdt.Text)
        with document.transaction():
            document.get("meta", type=pycrdt.Map).update(parts.meta)
            # from the end, always at 0: Yjs looks for any other place from the start on
            for piece, is_free in reversed(_pieces(parts.symbols[0], parts.spaces)):
                text.insert(0, piece, {"state": int(CellState.RENOISABLE)} if is_free else None)

    def cells(self, document: pycrdt.Doc, codec: Codec) -> dict[str, Any]:
        written = _written(document.get(TEXT, type=pycrdt.Text))
        states = [
            int(CellState.RENOISABLE) if word == FREE else state_of(said.get("state"))
            for word, said in zip(written.words, written.formats, strict=True)
        ]
        pins = [pin_of(state, said.get("pin")) for state, said in zip(states, written.formats, strict=True)]
        meta = document.get("meta", type=pycrdt.Map).to_py() or {}
        return {
            "content": codec.content([written.words], meta, {}, written.spaces),
            "columns": _ids(document, written),
            "states": [states],
            "pins": [pins],
            "authors": [[author_of(said.get("author")) for said in written.formats]],
        }

    def raw(self, document: pycrdt.Doc) -> dict[str, Any]:
        runs = document.get(TEXT, type=pycrdt.Text).diff()
        plain = [(run.to_py() if hasattr(run, "to_py") else run, said) for run, said in runs]
        return {"text": plain, "meta": document.get("meta", type=pycrdt.Map).to_py() or {}}

    def check_size(self, document: pycrdt.Doc) -> None:
        _check(str(document.get(TEXT, type=pycrdt.Text)))

    def paint(
        self, document: pycrdt.Doc, cells: Iterable[tuple[int, int]], state: int, pinned: bool | None = None
    ) -> None:
        text = document.get(TEXT, type=pycrdt.Text)
        words, spaces = text_to_words(str(text))
        bytes_before = np.cumsum([len((s + w).encode()) for s, w in zip(spaces, words, strict=False)])
        is_default = pinned is None or pinned == DEFAULT_PIN[CellState(state)]
        said = {"state": int(state) or None, "pin": None if is_default else pinned}
        starts = bytes_before - [len(word.encode()) for word in words]
        with document.transaction():
            # from the end, so that Yjs, which looks from the start on, finds each place in one piece
            for first, last in reversed(_ranges(position for _row, position in cells)):
                text.format(int(starts[first]), int(bytes_before[last]), said)


def _pieces(words: Sequence[str], spaces: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in as few pieces as can be, each with whether it is slots (and the spaces between them)."""
    parts = [(spaces[0], False)] if spaces[0] else []
    for position, word in enumerate(words):
        is_free = word == FREE
        parts.append((word, is_free))
        if space := spaces[position + 1]:
            parts.append((space, is_free and words[position + 1 : position + 2] == [FREE]))
    return [("".join(part for part, _ in same), is_free) for is_free, same in groupby(parts, itemgetter(1))]


def _ranges(positions: Iterable[int]) -> list[tuple[int, int]]:
    """Positions as (first, last) of neighbours, in order."""
    in_order = np.unique(np.fromiter(positions, dtype=np.int64))
    runs = np.split(in_order, np.flatnonzero(np.diff(in_order) > 1) + 1)
    return [(int(run[0]), int(run[-1])) for run in runs if len(run)]


def _check(text: str) -> None:
    if len(text) > limits.TEXT_CHARACTERS:
        raise StudioError(
            "size",
            422,
            f"A text holds at most {limits.TEXT_CHARACTERS} characters, and this would have {len(text)}. "
            "Paste a shorter part.",
        )
    if len(text) > limits.TEXT_WORDS:  # else it has not so many words either
        num_words = len(text_to_words(STRAY.sub("", text))[0])
        if num_words > limits.TEXT_WORDS:
            raise StudioError(
                "size",
                422,
                f"A text holds at most {limits.TEXT_WORDS} words, and this would have {num_words}. "
                "Paste a shorter part.",
            )


def _written(text: pycrdt.Text) -> Written:
    runs = [(run, said or {}) for run, said in text.diff() if isinstance(run, str)]
    everything = "".join(run for run, _ in runs)
    clean, kept = everything, np.arange(len(everything))
    if STRAY.search(everything):
        is_stray = np.zeros(len(everything), dtype=bool)
        is_stray[[found.start() for found in STRAY.finditer(everything)]] = True
        clean, kept = STRAY.sub("", everything), np.flatnonzero(~is_stray)
    words, spaces = text_to_words(clean)
    words, spaces = words[: limits.TEXT_WORDS], spaces[: limits.TEXT_WORDS + 1]
    lengths = np.array([(len(s), len(w)) for s, w in zip(spaces, words, strict=False)], dtype=np.int64)
    lengths = lengths.reshape(-1, 2)
    starts = kept[lengths.sum(axis=1).cumsum() - lengths[:, 1]]
    ends_of_runs = np.cumsum([len(run) for run, _ in runs])
    formats = [runs[run][1] for run in np.searchsorted(ends_of_runs, starts, side="right")]
    letters = np.frombuffer(everything.encode("utf-32-le"), dtype="<u4")
    units_before = np.concatenate([[0], np.cumsum(1 + (letters > 0xFFFF))])
    return Written(words, spaces, units_before[starts].tolist(), int(units_before[-1]), formats)


def _ids(document: pycrdt.Doc, written: Written) -> list[str]:
    """A column id for each word, all different; just numbers where the document is no text of a browser's."""
    try:
        places = word_ids.places_of(document, TEXT)
    except ValueError:
        places = []
    if len(places) != written.num_units:
        return [str(number) for number in range(len(written.words))]
    return [word_ids.relative_position(*places[unit]) for unit in written.units]
