"""Styles of the words of a text: bold, italics, and the level of their heading.

A style is `{bold?: true or [[first, end], ...], italic?: the same, heading?: 1 to 6}`: true for the whole
word, otherwise ranges of its letters. In content, neighbours with the same style are one entry: `[first,
last, style]`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

LETTERING = ("bold", "italic")
MOST_HEADING = 6

Style = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """A part of a line in one lettering."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a text: a paragraph, a heading of level 1 to 6, or an empty line."""

    pieces: tuple[Piece, ...]
    heading: int = 0

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def clean_style(value: Any, word: str) -> Style:
    """The valid parts of any value as a style of a word."""
    if not isinstance(value, Mapping):
        return {}
    style: Style = {}
    for name in LETTERING:
        found = value.get(name)
        if found is True:
            style[name] = True
        elif isinstance(found, Sequence) and not isinstance(found, str):
            parts = [part for part in found if _is_part(part, len(word))]
            if parts and all(end < first for (_, end), (first, _) in pairwise(parts)):
                style[name] = [list(part) for part in parts]
    level = value.get("heading")
    if type(level) is int and 1 <= level <= MOST_HEADING:
        style["heading"] = level
    return style


def _is_part(part: Any, length: int) -> bool:
    """Whether a value is a range of letters that is not the whole word."""
    if not isinstance(part, Sequence) or isinstance(part, str) or len(part) != 2:
        return False
    first, end = part
    return type(first) is int and type(end) is int and 0 <= first < end <= length and end - first < length


def entries_of(styles: Mapping[int, Style]) -> list[list[Any]]:
    """Styles by word as entries of content."""
    entries: list[list[Any]] = []
    for at, style in sorted(styles.items()):
        if not style:
            continue
        last = entries[-1] if entries else None
        if last and last[1] == at - 1 and last[2] == style and not any(map(is_partial, style.values())):
            last[1] = at
        else:
            entries.append([at, at, style])
    return entries


def is_partial(value: Any) -> bool:
    """Whether a style is of some letters of its word only."""
    return isinstance(value, list)


def styles_of(entries: Any, words: Sequence[str]) -> dict[int, Style]:
    """Styles by word from entries of content. Raises ValueError for entries that are not valid."""
    if not isinstance(entries, list):
        raise ValueError(f"expected a list of styles, got {entries!r:.60}")
    styles: dict[int, Style] = {}
    end = -1
    for entry in entries:
        is_entry = isinstance(entry, list) and len(entry) == 3
        first, last, style = entry if is_entry else (None, None, None)
        if type(first) is not int or type(last) is not int or not end < first <= last < len(words):
            raise ValueError(f"expected styles of words in order, got {entry!r:.60}")
        for at in range(first, last + 1):
            styles[at] = clean_style(style, words[at])
            if not style or styles[at] != style:
                raise ValueError(f"expected bold, italic or a heading for “{words[at]}”, got {style!r:.60}")
        end = last
    return styles


def flags(word: str, style: Style, name: str) -> list[bool]:
    """For each letter of a word, whether it has a lettering."""
    value = style.get(name, False)
    if isinstance(value, bool):
        return [value] * len(word)
    has = [False] * len(word)
    for first, end in value:
        has[first:end] = [True] * (end - first)
    return has


def lettering(has: Sequence[bool]) -> Any:
    """The inverse of `flags`: True, ranges of letters, or None for none."""
    if not any(has):
        return None
    if all(has):
        return True
    edges = [at for at in range(len(has) + 1) if (at > 0 and has[at - 1]) != (at < len(has) and has[at])]
    return [list(edges[at : at + 2]) for at in range(0, len(edges), 2)]


def lines_of(words: Sequence[str], spaces: Sequence[str], styles: Mapping[int, Style]) -> list[Line]:
    """A text as lines. White space has the lettering that both its neighbours in the line have."""
    lines: list[Line] = []
    letters: list[tuple[str, tuple[bool, bool]]] = []
    heading = 0

    def end_line() -> None:
        nonlocal letters, heading
        lines.append(Line(_pieces(letters), heading))
        letters, heading = [], 0

    for at, space in enumerate(spaces):
        style = styles.get(at, {}) if at < len(words) else {}
        word = words[at] if at < len(words) else ""
        of_word = list(zip(*(flags(word, style, name) for name in LETTERING), strict=True))
        before = letters[-1][1] if letters else (False, False)
        after = of_word[0] if of_word else (False, False)
        between = (before[0] and after[0], before[1] and after[1])
        *ended, rest = space.split("\n")
        for part in ended:
            letters += [(letter, (False, False)) for letter in part]
            end_line()
        letters += [(letter, (False, False) if ended else between) for letter in rest]
        letters += [(letter, (bold, italic)) for letter, (bold, italic) in zip(word, of_word, strict=True)]
        heading = heading or style.get("heading", 0)
    end_line()
    return lines


def _pieces(letters: Sequence[tuple[str, tuple[bool, bool]]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for letter, (bold, italic) in letters:
        last = pieces[-1] if pieces else None
        if last and (last.bold, last.italic) == (bold, italic):
            pieces[-1] = Piece(last.text + letter, bold, italic)
        else:
            pieces.append(Piece(letter, bold, italic))
    return tuple(pieces)


def styles_of_lines(lines: Sequence[Line], words: Sequence[str], spaces: Sequence[str]) -> dict[int, Style]:
    """The styles of words from the text of some lines, which line ends join."""
    bold: list[bool] = []
    italic: list[bool] = []
    levels: list[int] = []
    for line in lines:
        for piece in line.pieces:
            bold += [piece.bold] * len(piece.text)
            italic += [piece.italic] * len(piece.text)
        levels += [line.heading] * (len(line.text) + 1)
        bold.append(False)
        italic.append(False)
    styles: dict[int, Style] = {}
    end = 0
    for at, word in enumerate(words):
        first = end + len(spaces[at])
        end = first + len(word)
        found = {"bold": lettering(bold[first:end]), "italic": lettering(italic[first:end])}
        style: Style = {name: value for name, value in found.items() if value is not None}
        if levels[first]:
            style["heading"] = levels[first]
        if style:
            styles[at] = style
    return styles
