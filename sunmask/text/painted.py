"""Texts with states painted in brackets, as the command line takes them.

word is held; {word} is trusted, but may be corrected; (word) is rewritten; (word!) stays, but is doubted;
[word] is composed anew; [3] is three free places. A backslash makes the next character a plain one.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sunmask.kinds.registry import codec
from sunmask.method.cells import CellState, Plan, plan_from_states
from sunmask.text.words.clean import MOST_WORDS
from sunmask.text.words.words import FREE, text_to_words

_CLOSING = {"{": "}", "(": ")", "[": "]"}
ESCAPED = "\\"
_STATES = {
    "": (CellState.UNMASKED, True),
    "{": (CellState.UNMASKED, False),
    "(": (CellState.MASKED, False),
    "!": (CellState.MASKED, True),
    "[": (CellState.RENOISABLE, False),
}


@dataclass(frozen=True)
class PaintedText:
    """A text's content and the plan for it."""

    content: dict[str, Any]
    plan: Plan


def read_painted(text: str) -> PaintedText:
    """A text with the states that its brackets give. Raises ValueError, with a sentence, for brackets that
    are not closed or enclose part of a word."""
    plain: list[str] = []
    paints: list[str] = []
    opened, began, at, bare = "", 0, 0, ""
    while at < len(text):
        letter = text[at]
        if letter == "\\":
            if at + 1 == len(text):
                raise ValueError("expected a character after the last backslash")
            plain.append(text[at + 1])
            paints.append(opened)
            at, bare = at + 2, bare + ESCAPED
            continue
        if not opened and letter in _CLOSING:
            opened, began, bare = letter, len(plain), ""
        elif opened and letter == _CLOSING[opened]:
            _close(plain, paints, opened, began, bare)
            opened = ""
        elif letter in "{}()[]":
            raise ValueError(
                f"expected brackets that close before others open, got {letter!r} after "
                f"{''.join(plain)[-20:]!r}; write \\{letter} for the character itself"
            )
        else:
            plain.append(letter)
            paints.append(opened)
            bare += letter
        at += 1
    if opened:
        raise ValueError(f"expected {_CLOSING[opened]!r} after {''.join(plain[began:])[:40]!r}")
    return _painted("".join(plain), paints)


def _close(plain: list[str], paints: list[str], opened: str, began: int, bare: str) -> None:
    """Handle brackets that were just closed: a number in square ones becomes free places, and words before an
    exclamation mark in round ones are doubted but stay. bare: the characters in the brackets, ESCAPED for
    those after a backslash."""
    if opened == "[" and bare.isascii() and bare.isdigit():
        count = int(bare) if len(bare) < 9 else 0
        if not 1 <= count <= MOST_WORDS:
            raise ValueError(f"expected 1 to {MOST_WORDS:,} free words, got {bare[:20]}")
        del plain[began:], paints[began:]
        free = " ".join([FREE] * count)
        plain += free
        paints += "[" * len(free)
    elif opened == "(" and len(bare) > 1 and bare.endswith("!"):
        del plain[-1], paints[-1]
        paints[began:] = "!" * (len(paints) - began)


def _painted(plain: str, paints: list[str]) -> PaintedText:
    text = codec("text")
    content = text.blank(text=plain)
    words, spaces = text_to_words(plain)
    if content["words"] != words or not words:
        raise ValueError("expected words and no characters that cannot be seen, such as control characters")
    states, pins, at = [], [], 0
    for space, word in zip(spaces, words, strict=False):
        at += len(space)
        if len(set(paints[at : at + len(word)])) > 1:
            raise ValueError(f"expected brackets around whole words, got them within {word!r:.60}")
        state, is_pinned = _STATES[paints[at]]
        states.append(state)
        pins.append(is_pinned)
        at += len(word)
    return PaintedText(content, plan_from_states(np.array([states]), np.array([pins])))
