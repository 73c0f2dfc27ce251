"""Text from files, documents and people: characters that no text may hold are removed and reported.

Right-to-left overrides and the like would show other words than the text has; control characters and lone
surrogates show nothing at all.
"""

import re
import unicodedata
from typing import Any

from sunmask.kinds.notices import Notice, UnreadableFile
from sunmask.text.words.words import FREE, NOTHING, SEPARATOR, is_one_word

MOST_WORDS = 20_000
MOST_CELLS = 2 * MOST_WORDS
"""The most words and open places of a text, and the most cells, which include marks."""
MOST_BYTES = 1 << 20
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean_text(text: str) -> tuple[str, int]:
    """The text composed (NFC), with line ends as "\\n", and the number of hidden characters that were
    removed."""
    text = _LINE_ENDS.sub("\n", text)
    text, count = _HIDDEN.subn("", text)
    return unicodedata.normalize("NFC", text), count


def clean_word(value: Any) -> str:
    """A valid word from any value in a document; FREE where the value is not valid."""
    if value == NOTHING:
        return NOTHING
    if not isinstance(value, str):
        return FREE
    word, _ = clean_text(value.replace(SEPARATOR, "")[:1000])
    return word if is_one_word(word) else FREE


def is_clean(text: str) -> bool:
    """Whether a text has no hidden characters."""
    return _HIDDEN.search(text) is None


def decode_text(data: bytes) -> tuple[str, list[Notice]]:
    """The text of a plain file: UTF-8, UTF-16 with a byte order mark, or else Latin-1. Raises
    UnreadableFile."""
    if len(data) > MOST_BYTES:
        raise UnreadableFile(
            "too_large", "A text file may have up to 1 MiB; this one has more. Import a shorter part."
        )
    notices = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
            notices.append(
                Notice(None, None, "The file is not UTF-8, so it was read as Latin-1.", "read_as_latin_1")
            )
    if len(_CONTROLS.findall(text)) > 4 + len(text) // 50:
        raise UnreadableFile("not_text", "This file is not plain text. Save it as text (.txt) and try again.")
    text, count = clean_text(text)
    if count:
        notices.append(Notice(None, None, f"{count} invisible characters were removed.", "hidden_characters"))
    return text, notices
