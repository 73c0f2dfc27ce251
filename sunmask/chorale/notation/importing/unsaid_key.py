"""The key of an imported piece: as its file says it, otherwise as its notes do; asked where that is open."""

from collections.abc import Collection

import numpy as np

from sunmask.chorale.notation.importing.parsed_score import ParsedScore
from sunmask.chorale.notation.key_reading import NEAR, LikelyKey, likely_keys
from sunmask.chorale.notation.spelling import Key, key_name
from sunmask.kinds.notices import Choice, Notice, UnreadableFile

MODES = {"ionian": "major", "lydian": "major", "mixolydian": "major"}
MODES |= {"aeolian": "minor", "dorian": "minor", "phrygian": "minor", "major": "major", "minor": "minor"}
"""MusicXML's modes, and which of the two a canvas has for each."""
MOST_CHOICES = 3
"""Keys that one question names."""


def key_of(
    parsed: ParsedScore, symbols_VT: np.ndarray, fermatas: Collection[tuple[int, int]]
) -> tuple[int, str, list[Notice]]:
    """Signature and mode, and what the review says of them. Raises UnreadableFile for a signature of more
    than seven accidentals."""
    fifths, mode = parsed.fifths, MODES.get(parsed.mode or "")
    if fifths is not None and not -7 <= fifths <= 7:
        raise UnreadableFile(
            "key", f"The key signature has {abs(fifths)} accidentals; at most 7 can be used."
        )
    if fifths is not None and mode is not None and parsed.is_key_sure:
        return fifths, mode, []
    if fifths is not None and (fifths or parsed.is_key_sure):
        likely = likely_keys(symbols_VT, fermatas, fifths)
    else:  # without a signature, or with the empty one that programs write where nobody chose any
        likely = likely_keys(symbols_VT, fermatas)
        if fifths is not None:
            likely = [LikelyKey(each.weight + NEAR * (each.key.fifths == 0), each.key) for each in likely]
            likely.sort(key=lambda each: -each.weight)
    key = likely[0].key
    near = [each.key for each in likely[:MOST_CHOICES] if likely[0].weight - each.weight < NEAR]
    if len(near) > 1:
        notices = [_question(near)]
    elif key.fifths != fifths:
        said = "has no key signature" if fifths is None else "says C major"
        notices = [Notice(None, None, f"The file {said}; {_name(key)} was read from the notes.", "key")]
    else:
        notices = []
    return key.fifths, key.mode, notices


def _question(keys: list[Key]) -> Notice:
    names = [_name(key) for key in keys]
    choices: list[Choice] = [
        {"label": name, "meta": {"fifths": key.fifths, "mode": key.mode}}
        for name, key in zip(names, keys, strict=True)
    ]
    fit = "both" if len(names) == 2 else "all of them"
    message = f"{' or '.join(names)}? The file does not say, and its notes fit {fit}."
    return Notice(None, None, message, "key", choices)


def _name(key: Key) -> str:
    return key_name(key.fifths, key.mode)
