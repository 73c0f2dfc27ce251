"""The key of an imported piece: as its file says it, otherwise as its notes do; asked where that is open."""

from collections.abc import Callable, Collection
from dataclasses import replace
from fractions import Fraction

import numpy as np

from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.keys import with_key_changes
from sunmask.chorale.music.symbols import MODES, ChoraleMeta
from sunmask.chorale.notation.importing.parsed_score import ParsedScore
from sunmask.chorale.notation.key_reading import NEAR, LikelyKey, likely_keys
from sunmask.chorale.notation.spelling import key_name
from sunmask.kinds.notices import Choice, Notice, name_bars

NAMES = {"ionian": "major", "aeolian": "minor"} | {mode: mode for mode in MODES}
"""MusicXML's modes, and those of a canvas."""
MOST_CHOICES = 3
"""Keys that one question names."""


def key_of(
    parsed: ParsedScore, symbols_VT: np.ndarray, fermatas: Collection[tuple[int, int]]
) -> tuple[int, str, list[Notice]]:
    """Signature and mode, and what the review says of them. A signature of more than seven accidentals is
    read as none."""
    fifths, mode = parsed.fifths, NAMES.get(parsed.mode or "")
    if fifths is not None and not -7 <= fifths <= 7:
        found, mode, told = key_of(replace(parsed, fifths=None), symbols_VT, fermatas)
        message = (
            f"The key signature has {abs(fifths)} accidentals; at most 7 can be used, so it was left out."
        )
        return found, mode, [Notice(None, None, message, "key"), *told]
    if fifths is not None and mode is not None and parsed.is_key_sure:
        return fifths, mode, []
    if fifths is not None and (fifths or parsed.is_key_sure):
        likely = likely_keys(symbols_VT, fermatas, fifths)
    else:  # without a signature, or with the empty one that programs write where nobody chose any
        likely = likely_keys(symbols_VT, fermatas)
        if fifths is not None:
            likely = [each._replace(weight=each.weight + NEAR * (each.fifths == 0)) for each in likely]
            likely.sort(key=lambda each: -each.weight)
    key = likely[0]
    near = [each for each in likely[:MOST_CHOICES] if likely[0].weight - each.weight < NEAR]
    if len(near) > 1:
        notices = [_question(near)]
    elif key.fifths != fifths:
        said = "has no key signature" if fifths is None else "says C major"
        notices = [Notice(None, None, f"The file {said}; {_name(key)} was read from the notes.", "key")]
    else:
        notices = []
    return key.fifths, key.mode, notices


def key_changes_of(
    parsed: ParsedScore,
    meta: ChoraleMeta,
    symbols_VT: np.ndarray,
    fermatas: Collection[tuple[int, int]],
    column_of: Callable[[Fraction], int],
) -> tuple[ChoraleMeta, list[Notice]]:
    """The metadata with the changes of key that a file has, and what the review says of them: whether it is
    major or minor where the file does not say that is read from the notes up to the next change. column_of:
    the sixteenth of a time in quarters."""
    end = symbols_VT.shape[1]
    known = [each for each in parsed.keys if -7 <= each.fifths <= 7 and column_of(each.start) < end]
    starts = [column_of(each.start) for each in known]
    lines = {bar.start for bar in bars(meta, end)}
    wanted, within = [], []
    fifths, mode = meta.fifths, meta.mode
    for each, start, following in zip(known, starts, [*starts[1:], end], strict=False):
        said = NAMES.get(each.mode or "")
        if each.fifths == fifths and said in (mode, None):
            continue
        if said is None:
            here = {(voice, t - start) for voice, t in fermatas if start <= t < following}
            sung_VT = symbols_VT[:, start : max(following, start + 1)]
            said = MODES[likely_keys(sung_VT, here, each.fifths)[0].mode][1]
        if start not in lines:
            within.append(parsed.bar_at(each.start))
        fifths, mode = each.fifths, said
        wanted.append((start, fifths, mode))
    notices = []
    if within:
        message = (
            f"The key changes within {name_bars(within)}; here it changes with the next bar line, and every "
            "note keeps its pitch and its letter."
        )
        notices.append(Notice(min(within), None, message, "key"))
    return with_key_changes(meta, wanted, end), notices


def _question(keys: list[LikelyKey]) -> Notice:
    names = [_name(key) for key in keys]
    choices: list[Choice] = [
        {"label": name, "meta": {"fifths": key.fifths, "mode": key.mode}}
        for name, key in zip(names, keys, strict=True)
    ]
    fit = "both" if len(names) == 2 else "all of them"
    message = f"{' or '.join(names)}? The file does not say, and its notes fit {fit}."
    return Notice(None, None, message, "key", choices)


def _name(key: LikelyKey) -> str:
    return key_name(key.fifths, key.mode)
