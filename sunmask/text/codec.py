"""The text kind: words in a row, and the white space around them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

import numpy as np

from sunmask.kinds.codec import Codec
from sunmask.kinds.contents import FileFormat, Imported, Parts
from sunmask.kinds.notices import Notice, UnreadableFile
from sunmask.kinds.texts import clean_text as clean_line
from sunmask.text.demos import DEMOS
from sunmask.text.files import MARKDOWN_ENDINGS, WORD_ENDING, WORD_TYPE
from sunmask.text.words.clean import MOST_CELLS, MOST_WORDS, clean_text, clean_word, decode_text, is_clean
from sunmask.text.words.marks import directed, mended
from sunmask.text.words.styles import (
    Line,
    Piece,
    Style,
    clean_style,
    entries_of,
    is_partial,
    lines_of,
    styles_of,
    styles_of_lines,
)
from sunmask.text.words.vocabulary import english
from sunmask.text.words.words import (
    FREE,
    NOTHING,
    SEPARATOR,
    cells_within,
    count_words,
    is_mark,
    is_one_word,
    text_to_words,
    without_separators,
    words_to_text,
)

MOST_TITLE, MOST_SPACE, MOST_NOTE = 200, 1000, 500
UNTITLED = "Untitled text"


class TextCodec(Codec):
    """The `Codec` of texts: one row, a word or punctuation mark in each cell.

    Content has `styles` (see `sunmask.text.words.styles`) if there are any, and `meta.note` if there is
    context for the language model that is not part of the text.
    """

    kind = "text"
    num_rows = 1
    layout = "text"
    window = 128
    seam = 3
    blank_options = {"title": UNTITLED, "text": "", "num_words": 0}
    import_endings = (".txt", ".text", *MARKDOWN_ENDINGS, WORD_ENDING)
    formats = {
        "text": FileFormat("text/plain; charset=utf-8", ".txt"),
        "markdown": FileFormat("text/markdown; charset=utf-8", ".md"),
        "docx": FileFormat(WORD_TYPE, WORD_ENDING, is_slow=True),
        "json": FileFormat("application/json", ".json"),
    }
    demo_names = tuple(DEMOS)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the kind and its vocabulary."""
        return hashlib.sha256(json.dumps([self.kind, english().fingerprint]).encode()).hexdigest()

    def check(self, content: Any) -> None:
        try:
            words, spaces, meta = content["words"], content["spaces"], content["meta"]
            title, language = meta["title"], meta["language"]
        except (KeyError, TypeError) as error:
            raise ValueError(f"expected a text's content with meta, words and spaces, got {error}") from error
        if not isinstance(words, list) or not isinstance(spaces, list) or len(spaces) != len(words) + 1:
            raise ValueError("expected a list of words and one space more than words")
        if len(words) > MOST_CELLS:
            raise ValueError(
                f"expected up to {MOST_CELLS:,} words and marks, got {len(words):,}: cut the text"
            )
        for word in words:
            if word != NOTHING and not (isinstance(word, str) and is_one_word(word) and is_clean(word)):
                raise ValueError(f"expected single words of up to 64 letters, got {word!r:.60}")
        for space in spaces:
            if not isinstance(space, str) or space.strip() or len(space) > MOST_SPACE or not is_clean(space):
                raise ValueError(f"expected white space between words, got {space!r:.60}")
        if not isinstance(title, str) or len(title) > MOST_TITLE or not title.isprintable():
            raise ValueError(f"expected a title of one line, up to {MOST_TITLE} letters, got {title!r:.60}")
        if language != "en":
            raise ValueError(f"expected the language en, got {language!r:.60}")
        note = meta.get("note", "")
        if not isinstance(note, str) or len(note) > MOST_NOTE or not note.isprintable():
            raise ValueError(f"expected a note of one line, up to {MOST_NOTE} letters, got {note!r:.60}")
        styles_of(content.get("styles", []), words)

    def parts(self, content: Any) -> Parts:
        self.check(content)
        styles = styles_of(content.get("styles", []), content["words"])
        marks = {(0, at): style for at, style in styles.items()}
        return Parts([list(content["words"])], dict(content["meta"]), marks, list(content["spaces"]))

    def content(
        self,
        symbols: list[list[Any]],
        meta: Mapping[str, Any],
        marks: Mapping[tuple[int, int], Any],
        spaces: Sequence[str] = (),
    ) -> dict[str, Any]:
        words = [clean_word(value) for value in (symbols[0] if symbols else [])][:MOST_CELLS]
        if len(spaces) == len(words) + 1 and not any(space.strip() for space in spaces):
            between = [clean_text(space)[0][:MOST_SPACE] for space in spaces]
        else:
            nothing = [""] * (len(words) + 1)
            between = mended(words, nothing, [False] * len(words), directed(words, nothing))
        title, note = meta.get("title"), meta.get("note")
        known = clean_line(title, most=MOST_TITLE) if isinstance(title, str) else UNTITLED
        styles = {at: clean_style(marks.get((0, at)), word) for at, word in enumerate(words)} if marks else {}
        content = self._made(words, between, known, styles)
        if isinstance(note, str) and (cleaned := clean_line(note, most=MOST_NOTE)):
            content["meta"]["note"] = cleaned
        return content

    def clean_symbol(self, row: int, value: Any) -> Any:
        return clean_word(value)

    def symbols(self, content: Any) -> np.ndarray:
        self.check(content)
        return grid_of(content["words"])

    def with_symbols(self, content: Any, symbols: np.ndarray) -> dict[str, Any]:
        self.check(content)
        words, spaces = content["words"], content["spaces"]
        given = [str(symbol) for symbol in np.asarray(symbols, dtype=object).ravel()]
        if len(given) != len(words):
            raise ValueError(f"expected {len(words)} words, got {len(given)}")
        shown = [without_separators(symbol) for symbol in given]
        kept = [new == old for new, old in zip(shown, words, strict=True)]
        old = directed(words, spaces)
        # a quotation mark that stayed keeps the direction that the white space around it shows
        now = [old[at] if kept[at] and SEPARATOR not in given[at] else given[at] for at in range(len(given))]
        result = {**content, "words": shown, "spaces": mended(words, spaces, kept, now)}
        if "styles" in content:
            result["styles"] = entries_of(
                {
                    at: style if kept[at] else _whole(style)
                    for at, style in styles_of(content["styles"], words).items()
                }
            )
        self.check(result)
        return result

    def measure(self, content: Any) -> dict[str, Any]:
        words = [word for word in self.symbols(content).ravel().tolist() if word != NOTHING]
        real = [word for word in words if not is_mark(word)]
        return {
            "num_words": len(real),
            "num_marks": len(words) - len(real) - words.count(FREE),
            "num_free": words.count(FREE),
            "different_words": len({word.casefold() for word in real}),
        }

    def units(self, content: Any) -> np.ndarray:
        return np.arange(len(content["words"]), dtype=np.int64)[None]

    def read_bytes(self, data: bytes, filename: str, *, timeout_s: float = 10) -> Imported:
        lines, notices = _read_lines(data, filename, timeout_s=timeout_s)
        words, spaces = text_to_words("\n".join(line.text for line in lines))
        styles = styles_of_lines(lines, words, spaces)
        if not words:
            raise UnreadableFile("empty", "There are no words in this file. Choose one with text.")
        kept = min(MOST_CELLS, cells_within(words, MOST_WORDS))
        if kept < len(words):
            message = (
                f"The file has {count_words(words):,} words; only the first {MOST_WORDS:,} were imported."
            )
            if count_words(words) <= MOST_WORDS:
                message = (
                    f"The file has {len(words):,} words and marks; only the first {kept:,} were imported."
                )
            notices = [*notices, Notice(None, None, message, "cut")]
            words, spaces = words[:kept], [*spaces[:kept], ""]
            styles = {at: style for at, style in styles.items() if at < kept}
        spaces = [space[:MOST_SPACE] for space in spaces]
        name = filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
        title = clean_line(name, most=MOST_TITLE) or UNTITLED
        return Imported(self._made(words, spaces, title, styles), notices)

    def write(self, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
        self.check(content)
        if file_format == "text":
            return words_to_text(content["words"], content["spaces"]).encode()
        if file_format in ("markdown", "docx"):
            return _written(content, file_format, provenance)
        if file_format == "json":
            written = {**content, "provenance": dict(provenance)} if provenance else content
            return json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True).encode()
        raise self.unknown_format(file_format)

    def blank(self, **options: Any) -> dict[str, Any]:
        """title: str. text: the words it begins with. num_words: free slots after them."""
        unknown = sorted(set(options) - set(self.blank_options))
        if unknown:
            raise ValueError(f"expected options of a blank text (title, text, num_words), got {unknown[0]!r}")
        chosen = {**self.blank_options, **options}
        title, text, num_words = chosen["title"], chosen["text"], chosen["num_words"]
        if not isinstance(text, str) or not isinstance(title, str):
            raise ValueError("expected a title and a text of letters")
        if type(num_words) is not int or not 0 <= num_words <= MOST_WORDS:
            raise ValueError(f"expected 0 to {MOST_WORDS:,} free words, got {num_words!r:.60}")
        words, spaces = text_to_words(clean_text(text)[0])
        if num_words:
            spaces = [*spaces[:-1], spaces[-1] or (" " if words else ""), *[" "] * (num_words - 1), ""]
            words = [*words, *[FREE] * num_words]
        content = self._made(words, spaces, clean_line(title, most=MOST_TITLE) or UNTITLED)
        self.check(content)
        return content

    def demo(self, name: str) -> dict[str, Any]:
        if name not in DEMOS:
            return super().demo(name)
        return self._made(*text_to_words(DEMOS[name]), name)

    def _made(
        self, words: list[str], spaces: list[str], title: str, styles: Mapping[int, Style] | None = None
    ) -> dict[str, Any]:
        meta = {"title": title, "language": "en"}
        content: dict[str, Any] = {"kind": self.kind, "meta": meta, "words": words, "spaces": spaces}
        if entries := entries_of(styles or {}):
            content["styles"] = entries
        return content


def _whole(style: Style) -> Style:
    """The part of a style that another word in the same place keeps: not styles of single letters."""
    return {name: value for name, value in style.items() if not is_partial(value)}


def _read_lines(data: bytes, filename: str, *, timeout_s: float) -> tuple[list[Line], list[Notice]]:
    ending = PurePath(filename.replace("\\", "/")).suffix.lower()
    if ending == WORD_ENDING:
        from sunmask.text.files.word_child import read_in_child

        return read_in_child(data, timeout_s=timeout_s)
    text, notices = decode_text(data)
    if ending in MARKDOWN_ENDINGS:
        from sunmask.text.files.markdown import lines_from_markdown

        return lines_from_markdown(text), notices
    return [Line((Piece(line),)) for line in text.split("\n")], notices


def _written(content: Any, file_format: str, provenance: Mapping[str, str] | None) -> bytes:
    words = content["words"]
    lines = lines_of(words, content["spaces"], styles_of(content.get("styles", []), words))
    if file_format == "markdown":
        from sunmask.text.files.markdown import markdown_from_lines

        return markdown_from_lines(lines).encode()
    from sunmask.text.files.word_files import word_from_lines

    return word_from_lines(lines, title=content["meta"]["title"], provenance=provenance)


def grid_of(words: Sequence[str]) -> np.ndarray:
    """Words as a grid of one row, (1, T)."""
    grid = np.empty((1, len(words)), dtype=object)
    grid[0] = words
    return grid
