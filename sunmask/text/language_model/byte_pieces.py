"""Byte-level byte-pair encoding as in GPT-2 (Radford et al. 2019): any text can be encoded, without loss.

A text is first split into stretches (a word with the space before it, digits, marks, white space; models
differ in how). In each, bytes are joined pair by pair, in the order of the merges.
"""

import re
import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from sunmask.text.language_model.conversation import SMOLLM2_TURNS, Conversation


@cache
def letters_of_bytes() -> dict[int, str]:
    """The letter for each byte in the names of pieces: the byte's own where that is printable."""
    seen = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    hidden = [byte for byte in range(256) if byte not in seen]
    return {byte: chr(byte) for byte in seen} | {byte: chr(256 + n) for n, byte in enumerate(hidden)}


@cache
def _stretches(split: str) -> re.Pattern[str]:
    """The regular expression that splits a text, by its name in GGUF files. Raises ValueError for an unknown
    name."""
    numbers = "".join(
        re.escape(chr(code))
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code))[0] == "N"
    )
    number, no_number, ending = f"[{numbers}]", f"(?![{numbers}])", "'(?:s|t|re|ve|m|ll|d)"
    letter = rf"(?:{no_number}[^\W_])"
    mark = rf"(?:{no_number}(?:[^\w\s]|_))"
    if split == "smollm":
        spaces = rf"\s+(?={number})|\s+(?!\S)|\s+"
        return re.compile(rf"{number}|{ending}| ?{letter}+| ?{mark}+|{spaces}")
    if split in GPT_2:
        return re.compile(rf"{ending}| ?{letter}+| ?{number}+| ?{mark}+|\s+(?!\S)|\s+")
    if split not in DIGITS_OF:
        known = ", ".join(["smollm", *GPT_2, *DIGITS_OF])
        raise ValueError(f"expected a text to be split as one of {known}, got {split:.60}")
    before = rf"(?:{no_number}(?:[^\w\r\n]|_))?"
    return re.compile(
        rf"(?i:{ending})|{before}{letter}+|{number}{{1,{DIGITS_OF[split]}}}| ?{mark}+[\r\n]*|\s*[\r\n]+"
        r"|\s+(?!\S)|\s+"
    )


GPT_2 = ("gpt-2", "default")
DIGITS_OF = {"llama-bpe": 3, "qwen2": 1}
"""The most digits of a stretch."""
WHOLE = ("llama-bpe",)
"""Splits with which a stretch that is itself a piece is not built by merges."""


class BytePieces:
    """A byte-level tokenizer. tokens: names of the pieces, by id; merges: pairs of names with a space
    between, in order of priority.

    special: ids that no text is encoded to. split: the name of the way a text is split into stretches. begin:
    the id with which every document begins. conversation: how turns are marked. Bytes without a piece are
    left out. Raises ValueError where a character of printable ASCII has no piece, or for an unknown
    `split`."""

    def __init__(
        self,
        tokens: Sequence[str],
        merges: Sequence[str],
        special: Sequence[int] = (),
        split: str = "smollm",
        begin: int = 0,
        conversation: Conversation = SMOLLM2_TURNS,
    ):
        self.begin, self.conversation, self._is_whole = begin, conversation, split in WHOLE
        of_letter = {letter: byte for byte, letter in letters_of_bytes().items()}
        self.special = frozenset(special)
        self._ids = {name: number for number, name in enumerate(tokens) if number not in self.special}
        if not all(
            letter in self._ids
            for letter, byte in of_letter.items()
            if byte < 128 and chr(byte).isprintable()
        ):
            raise ValueError("expected a piece for every printable ASCII character")
        self._ranks: dict[tuple[str, str], int] = {}
        for rank, merge in enumerate(merges):
            left, _, right = merge.partition(" ")
            if left + right in self._ids:
                self._ranks.setdefault((left, right), rank)
        self.bytes = [
            b"" if number in self.special else bytes(of_letter.get(letter, 63) for letter in name)
            for number, name in enumerate(tokens)
        ]
        self._known: dict[str, tuple[int, ...]] = {}
        self._stretches = _stretches(split)

    def __len__(self) -> int:
        return len(self.bytes)

    def settled(self, text: str) -> int:
        """The number of characters whose encoding does not depend on what follows the text: all before the
        last two stretches, since 'r may become 're."""
        begins = [found.start() for found in self._stretches.finditer(text)]
        return begins[-2] if len(begins) > 1 else 0

    def encode(self, text: str) -> list[int]:
        """The ids of a text."""
        return self.cut(text)[0]

    def cut(self, text: str) -> tuple[list[int], list[int]]:
        """The ids of a text, and for each the number of characters up to its end; where an id ends within a
        character, up to the end of that character."""
        ids: list[int] = []
        ends: list[int] = []
        for found in self._stretches.finditer(text):
            stretch = found.group()
            of_stretch = self._of_stretch(stretch)
            ids += of_stretch
            if stretch.isascii():
                at = found.start()
                for number in of_stretch:
                    at += len(self.bytes[number])
                    ends.append(at)
            else:
                ends += self._ends_of(stretch, of_stretch, found.start())
        return ids, ends

    def _ends_of(self, stretch: str, ids: tuple[int, ...], begin: int) -> list[int]:
        of_bytes = [begin + number for number, letter in enumerate(stretch, start=1) for _ in letter.encode()]
        ends, at = [], 0
        for number in ids:
            at += len(self.bytes[number])
            ends.append(of_bytes[at - 1])
        return ends

    def decode(self, ids: Sequence[int]) -> str:
        """The text of ids; invalid UTF-8 becomes U+FFFD."""
        return b"".join(self.bytes[number] for number in ids).decode(errors="replace")

    def _of_stretch(self, stretch: str) -> tuple[int, ...]:
        found = self._known.get(stretch)
        if found is None:
            letters = letters_of_bytes()
            parts = [letters[byte] for byte in stretch.encode("utf-8", "surrogatepass")]
            if self._is_whole and (name := "".join(parts)) in self._ids:
                parts = [name]
            found = tuple(self._ids[part] for part in self._merged(parts) if part in self._ids)
            if len(self._known) < 1 << 16:
                self._known[stretch] = found
        return found

    def _merged(self, parts: list[str]) -> list[str]:
        """The parts after all merges: again and again, the pair with the lowest rank is joined everywhere."""
        while len(parts) > 1:
            ranked = [(self._ranks[pair], pair) for pair in pairwise(parts) if pair in self._ranks]
            _, best = min(ranked, default=(0, None))
            if best is None:
                break
            joined, at = [], 0
            while at < len(parts):
                size = 2 if tuple(parts[at : at + 2]) == best else 1
                joined.append("".join(parts[at : at + size]))
                at += size
            parts = joined
        return parts
