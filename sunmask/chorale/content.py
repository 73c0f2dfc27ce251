"""A chorale's content as JSON: what documents, frozen generations, takes and the HTTP API carry."""

import math
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from sunmask.chorale.music.bars import bars
from sunmask.chorale.music.chords import Chord, chord_from_json, chord_to_json
from sunmask.chorale.music.form import check_form
from sunmask.chorale.music.signs import MOST_SIGNS, sign_from_json, sign_to_json
from sunmask.chorale.music.staves import check_staves, staff_from_json, staff_to_json
from sunmask.chorale.music.syllables import check_syllables, syllable_to_json
from sunmask.chorale.music.symbols import METRES, MODES, SPELLINGS, Chorale, ChoraleMeta, Lyric, check_grid
from sunmask.chorale.music.voices import STANDARD, check_voices, voice_from_json, voice_to_json

SLOWEST, FASTEST = 20.0, 300.0
MOST_TITLE = 200


def chorale_to_json(chorale: Chorale) -> dict[str, Any]:
    """`{kind, meta, symbols, fermatas, lyrics}`, and `chords`, `signs`, `spellings` and `form` where there
    are any, ordered, so that equal chorales give equal JSON."""
    content = {
        "kind": "chorale",
        "meta": meta_to_json(chorale.meta),
        "symbols": np.asarray(chorale.symbols_VT).astype(int).tolist(),
        "fermatas": [list(cell) for cell in sorted(chorale.fermatas)],
        "lyrics": [
            [*cell, [syllable_to_json(syllable) for syllable in syllables]]
            for cell, syllables in sorted(chorale.lyrics.items())
        ],
    }
    if chorale.chords:
        content["chords"] = [[t, chord_to_json(chord)] for t, chord in sorted(chorale.chords.items())]
    if chorale.signs:
        content["signs"] = [
            [*cell, [sign_to_json(sign) for sign in here]] for cell, here in sorted(chorale.signs.items())
        ]
    if chorale.spellings:
        content["spellings"] = [[*cell, spelling] for cell, spelling in sorted(chorale.spellings.items())]
    if chorale.form:
        content["form"] = [[t, list(names)] for t, names in sorted(chorale.form.items())]
    return content


def meta_to_json(meta: ChoraleMeta) -> dict[str, Any]:
    """By name; `metre_changes` and `key_changes` are there where there are any, as lists, and `voices` where
    they are not soprano, alto, tenor and bass, `staves` where any accompany them, `subtitle` and `lyricist`
    where they are said."""
    said = asdict(replace(meta, voices=(), staves=()))
    del said["voices"], said["staves"]
    for name in ("metre_changes", "key_changes"):
        if changes := said.pop(name):
            said[name] = [list(change) for change in changes]
    for name in ("subtitle", "lyricist"):
        if not said[name]:
            del said[name]
    if meta.voices != STANDARD:
        said["voices"] = [voice_to_json(voice) for voice in meta.voices]
    if meta.staves:
        said["staves"] = [staff_to_json(staff) for staff in meta.staves]
    return said


def meta_from_json(said: Any) -> ChoraleMeta:
    """The metadata of `meta_to_json`, which `check_meta` has still to look at. Raises TypeError."""
    meta = ChoraleMeta(**said)
    changes = tuple((at, metre) for at, metre in meta.metre_changes)
    keys = tuple((at, fifths, mode) for at, fifths, mode in meta.key_changes)
    voices = meta.voices
    if voices != STANDARD:
        voices = tuple(voice_from_json(voice) for voice in meta.voices)
    staves = tuple(staff_from_json(staff) for staff in meta.staves)
    return replace(meta, metre_changes=changes, key_changes=keys, voices=voices, staves=staves)


def chorale_from_json(content: Any) -> Chorale:
    """The chorale of `chorale_to_json`. Raises ValueError, with a sentence, for anything else."""
    try:
        meta = meta_from_json(content["meta"])
        symbols = content["symbols"]
        if len({len(row) for row in symbols}) != 1:
            raise ValueError("expected voices of one length")
        if any(type(symbol) is not int or abs(symbol) > 127 for row in symbols for symbol in row):
            raise ValueError("expected symbols that are whole numbers: 0, +pitch or -pitch")
        fermatas = frozenset((voice, t) for voice, t in content.get("fermatas", ()))
        lyrics = {
            (voice, t): tuple(Lyric(**syllable) for syllable in syllables)
            for voice, t, syllables in content.get("lyrics", ())
        }
        chords = {t: chord_from_json(chord) for t, chord in content.get("chords", ())}
        signs = {
            (voice, t): tuple(sign_from_json(sign) for sign in here)
            for voice, t, here in content.get("signs", ())
        }
        spellings = {(voice, t): spelling for voice, t, spelling in content.get("spellings", ())}
        form = {t: tuple(names) for t, names in content.get("form", ())}
        symbols_VT = np.array(symbols, dtype=np.int16)
        chorale = Chorale(symbols_VT, meta, fermatas, lyrics, chords, signs, spellings, form)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"expected a chorale's content with meta and symbols, got {error}") from error
    check_chorale(chorale)
    return chorale


def check_chorale(chorale: Chorale) -> None:
    """Raise ValueError where grid, meta, or marks are not what a chorale can hold."""
    check_voices(chorale.voices)
    check_staves(chorale.meta.staves)
    check_grid(chorale)
    check_meta(chorale.meta)
    check_metre_changes(chorale.meta, chorale.num_sixteenths)
    check_key_changes(chorale.meta, chorale.num_sixteenths)
    for voice, t in [*chorale.fermatas, *chorale.lyrics, *chorale.signs, *chorale.spellings]:
        is_cell = type(voice) is int and type(t) is int
        if not is_cell or not (0 <= voice < len(chorale.voices) and 0 <= t < chorale.num_sixteenths):
            raise ValueError(
                "expected a fermata, syllable, sign or spelling within the grid, "
                f"got voice {voice}, sixteenth {t}"
            )
    check_chords(chorale.chords, chorale.num_sixteenths)
    check_form(chorale.form, chorale.num_sixteenths)
    for spelling in chorale.spellings.values():
        if not isinstance(spelling, str) or spelling not in SPELLINGS:
            raise ValueError(
                f"expected a spelling of a letter and up to two signs, as F# or Ebb, got {spelling!r:.60}"
            )
    if any(len(here) > MOST_SIGNS for here in chorale.signs.values()):
        raise ValueError(f"expected at most {MOST_SIGNS} signs at a sixteenth of a voice")
    for syllables in chorale.lyrics.values():
        check_syllables(syllables)


def check_chords(chords: dict[int, Chord], num_sixteenths: int) -> None:
    """Raise ValueError for a chord outside the grid."""
    for t in chords:
        if type(t) is not int or not 0 <= t < num_sixteenths:
            raise ValueError(f"expected a chord within the grid, got sixteenth {t!r:.60}")


def check_metre_changes(meta: ChoraleMeta, num_sixteenths: int) -> None:
    """Raise ValueError for a change to a metre that is unknown or holds already, for changes out of order,
    and for one that is not at a bar line after the first and within the piece.

    meta: checked by `check_meta`.
    """
    line, before = meta.pickup, meta.metre
    for at, metre in meta.metre_changes:
        if not isinstance(metre, str) or metre not in METRES:
            raise ValueError(f"expected a change to a metre of {', '.join(METRES)}, got {metre!r:.60}")
        if type(at) is not int or not line < at < num_sixteenths:
            raise ValueError(
                f"expected changes of metre in order, after sixteenth {line} and before the end at "
                f"{num_sixteenths}, got one to {metre} at sixteenth {at!r:.60}"
            )
        if (at - line) % METRES[before]:
            raise ValueError(
                f"expected changes of metre at bar lines, got one to {metre} at sixteenth {at}, within a bar "
                f"of {before}"
            )
        if metre == before:
            raise ValueError(f"expected a change to another metre at sixteenth {at}, got {metre} again")
        line, before = at, metre


def check_key_changes(meta: ChoraleMeta, num_sixteenths: int) -> None:
    """Raise ValueError for a change to a key that is unknown or holds already, for changes out of order, and
    for one that is not at a bar line behind the beginning and within the piece.

    meta: checked by `check_meta` and `check_metre_changes`.
    """
    if not meta.key_changes:
        return
    lines = {bar.start for bar in bars(meta, num_sixteenths)} - {0}
    line, before = 0, (meta.fifths, meta.mode)
    for at, fifths, mode in meta.key_changes:
        _check_key(fifths, mode)
        if type(at) is not int or at not in lines or at <= line:
            raise ValueError(
                "expected changes of key in order, at bar lines behind the beginning and before the end at "
                f"{num_sixteenths}, got one at sixteenth {at!r:.60}"
            )
        if (fifths, mode) == before:
            raise ValueError(f"expected a change to another key at sixteenth {at}, got the same one again")
        line, before = at, (fifths, mode)


def _check_key(fifths: Any, mode: Any) -> None:
    if type(fifths) is not int or not -7 <= fifths <= 7:
        raise ValueError(f"expected -7 (flats) to 7 (sharps) in the key signature, got {fifths!r:.60}")
    if not isinstance(mode, str) or mode not in MODES:
        raise ValueError(f"expected a mode of {', '.join(MODES)}, got {mode!r:.60}")


def check_meta(meta: ChoraleMeta) -> None:
    """Raise ValueError for a metre, pickup, key, tempo or text that a chorale cannot have."""
    for name in ("title", "composer", "subtitle", "lyricist"):
        text = getattr(meta, name)
        if not isinstance(text, str) or len(text) > MOST_TITLE or not all(c.isprintable() for c in text):
            raise ValueError(
                f"expected a {name} of one line and up to {MOST_TITLE} letters, got {text!r:.60}"
            )
    if not isinstance(meta.metre, str) or meta.metre not in METRES:
        raise ValueError(f"expected a metre of {', '.join(METRES)}, got {meta.metre!r:.60}")
    if type(meta.pickup) is not int or not 0 <= meta.pickup < METRES[meta.metre]:
        raise ValueError(
            f"expected a pickup of 0 to {METRES[meta.metre] - 1} sixteenths, got {meta.pickup!r:.60}"
        )
    _check_key(meta.fifths, meta.mode)
    is_number = isinstance(meta.tempo, int | float) and not isinstance(meta.tempo, bool)
    if not is_number or not math.isfinite(meta.tempo) or not SLOWEST <= meta.tempo <= FASTEST:
        raise ValueError(
            f"expected {SLOWEST:g} to {FASTEST:g} quarter notes a minute, got {meta.tempo!r:.60}"
        )
