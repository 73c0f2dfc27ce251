"""Cells as words of one Y.Text: `text`, with `state`, `pin` and `author`, `bold`, `italic` and `heading` as
formatting, and `meta`.

A word has the state, pin and author of its first character, and for a column id the relative position (Yjs)
of that character, base64: it outlives whatever is written around the word. Some of its letters may be bold or
italic. A slot where nothing stands yet is renoisable, whatever was painted. Stray characters and what is no
text are passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import pycrdt

from studio import limits
from studio.documents.layouts import word_ids
from studio.documents.layouts.values import Cells, author_of, heading_of, pin_of, state_of
from studio.errors import StudioError
from sunmask.kinds.codec import Codec
from sunmask.method.cells import DEFAULT_PIN, CellState
from sunmask.text.words.styles import LETTERING, Style, flags, lettering
from sunmask.text.words.words import FREE, STRAY, count_words, text_to_words, words_to_text

TEXT = "text"
STYLES = frozenset((*LETTERING, "heading"))


@dataclass(frozen=True)
class TextParts:
    """A document's text: its words and spaces, and of each word's first character the place and formatting.

    units: places among the characters of the Y.Text, counted as Yjs does (UTF-16), of `num_units` in all.
    """

    words: list[str]
    spaces: list[str]
    units: list[int]
    num_units: int
    formats: list[dict[str, Any]]
    styles: dict[int, Style]


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
            for piece, said in reversed(_pieces(parts.symbols[0], parts.spaces, parts.marks)):
                text.insert(0, piece, said or None)

    def cells(self, document: pycrdt.Doc, codec: Codec) -> Cells:
        written = _text_parts(document.get(TEXT, type=pycrdt.Text))
        states = [
            int(CellState.RENOISABLE) if word == FREE else state_of(said.get("state"))
            for word, said in zip(written.words, written.formats, strict=True)
        ]
        pins = [pin_of(state, said.get("pin")) for state, said in zip(states, written.formats, strict=True)]
        meta = document.get("meta", type=pycrdt.Map).to_py() or {}
        return {
            "content": codec.content(
                [written.words],
                meta,
                {(0, at): style for at, style in written.styles.items()},
                written.spaces,
            ),
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


def _pieces(
    words: Sequence[str], spaces: Sequence[str], styles: Mapping[tuple[int, int], Style]
) -> list[tuple[str, dict[str, Any]]]:
    """A text in as few pieces as can be, each with its formatting; white space has what both its neighbours
    have."""
    parts: list[tuple[str, dict[str, Any]]] = [(spaces[0], {})]
    for position, word in enumerate(words):
        of_word = _lettered(word, styles.get((0, position), {}))
        space = spaces[position]
        if position and "\n" not in space:
            before, after = parts[-1][1], of_word[0][1]
            parts.append((space, {name: on for name, on in before.items() if after.get(name) == on}))
        elif position:
            parts.append((space, {}))
        parts += of_word
    parts.append((spaces[-1] if words else "", {}))
    grouped = groupby((part for part in parts if part[0]), itemgetter(1))
    return [("".join(part for part, _ in same), said) for said, same in grouped]


def _lettered(word: str, style: Style) -> list[tuple[str, dict[str, Any]]]:
    """A word in pieces of one formatting each."""
    whole: dict[str, Any] = {"state": int(CellState.RENOISABLE)} if word == FREE else {}
    if "heading" in style:
        whole["heading"] = style["heading"]
    each = [
        {**whole, **{name: True for name, has in zip(LETTERING, letter, strict=True) if has}}
        for letter in zip(*(flags(word, style, name) for name in LETTERING), strict=True)
    ]
    grouped = groupby(zip(word, each, strict=True), itemgetter(1))
    return [("".join(letter for letter, _ in same), said) for said, same in grouped]


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
        cells = text_to_words(STRAY.sub("", text))[0]
        counts = (
            (count_words(cells), limits.TEXT_WORDS, "words"),
            (len(cells), limits.TEXT_CELLS, "words and marks"),
        )
        for count, most, what in counts:
            if count > most:
                sentence = (
                    f"A text holds at most {most} {what}, and this would have {count}. Paste a shorter part."
                )
                raise StudioError("size", 422, sentence)


def _text_parts(text: pycrdt.Text) -> TextParts:
    runs = [(run, said or {}) for run, said in text.diff() if isinstance(run, str)]
    everything = "".join(run for run, _ in runs)
    clean, kept = everything, np.arange(len(everything))
    if STRAY.search(everything):
        is_stray = np.zeros(len(everything), dtype=bool)
        is_stray[[found.start() for found in STRAY.finditer(everything)]] = True
        clean, kept = STRAY.sub("", everything), np.flatnonzero(~is_stray)
    words, spaces = text_to_words(clean)
    words, spaces = words[: limits.TEXT_CELLS], spaces[: limits.TEXT_CELLS + 1]
    lengths = np.array([(len(s), len(w)) for s, w in zip(spaces, words, strict=False)], dtype=np.int64)
    lengths = lengths.reshape(-1, 2)
    starts = kept[lengths.sum(axis=1).cumsum() - lengths[:, 1]]
    ends_of_runs = np.cumsum([len(run) for run, _ in runs])
    formats = [runs[run][1] for run in np.searchsorted(ends_of_runs, starts, side="right")]
    letters = np.frombuffer(everything.encode("utf-32-le"), dtype="<u4")
    units_before = np.concatenate([[0], np.cumsum(1 + (letters > 0xFFFF))])
    styles: dict[int, Style] = {}
    if any(STYLES & said.keys() for _, said in runs):
        ends = lengths.sum(axis=1).cumsum()
        styles = _styles(runs, [kept[end - len(word) : end] for end, word in zip(ends, words, strict=True)])
    return TextParts(words, spaces, units_before[starts].tolist(), int(units_before[-1]), formats, styles)


def _styles(runs: Sequence[tuple[str, dict[str, Any]]], places: Sequence[np.ndarray]) -> dict[int, Style]:
    """The styles of words whose letters are at these places of the runs."""
    sizes = [len(run) for run, _ in runs]
    has = {name: np.repeat([said.get(name) is True for _, said in runs], sizes) for name in LETTERING}
    levels = np.repeat([heading_of(said.get("heading")) for _, said in runs], sizes)
    styles: dict[int, Style] = {}
    for at, of_word in enumerate(places):
        style: Style = {}
        for name in LETTERING:
            if (value := lettering(has[name][of_word].tolist())) is not None:
                style[name] = value
        if level := int(levels[of_word[0]]):
            style["heading"] = level
        if style:
            styles[at] = style
    return styles


def _ids(document: pycrdt.Doc, written: TextParts) -> list[str]:
    """A column id for each word, all different; just numbers where the document is no text of a browser's."""
    try:
        places = word_ids.places_of(document, TEXT)
    except ValueError:
        places = []
    if len(places) != written.num_units:
        return [str(number) for number in range(len(written.words))]
    return [word_ids.relative_position(*places[unit]) for unit in written.units]
