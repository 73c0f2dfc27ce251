"""The chorale kind: what a shared document, the HTTP API and the worker need to know about a chorale."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sunmask.chorale.content import (
    FASTEST,
    MOST_TITLE,
    SLOWEST,
    chorale_from_json,
    chorale_to_json,
    meta_to_json,
)
from sunmask.chorale.demos import DEMO_NAMES, NUM_BARS, blank, demo_chorale
from sunmask.chorale.export.options import FILES, options_from_json
from sunmask.chorale.held_out import held_out
from sunmask.chorale.music.bars import with_changes
from sunmask.chorale.music.chords import chord_to_json, clean_chord
from sunmask.chorale.music.form import clean_form
from sunmask.chorale.music.keys import with_key_changes
from sunmask.chorale.music.signs import clean_signs, sign_to_json
from sunmask.chorale.music.staves import clean_staves
from sunmask.chorale.music.syllables import MOST_SYLLABLE, MOST_VERSES, SYLLABICS, syllable_to_json
from sunmask.chorale.music.symbols import (
    METRES,
    MODES,
    NUM_SYMBOLS,
    SPELLINGS,
    ChoraleMeta,
    KeyChange,
    check_grid,
    decode,
    encode,
    notes,
)
from sunmask.chorale.music.tuplets import tuplet_cells
from sunmask.chorale.music.voices import HIGHEST_WRITTEN, LOWEST_WRITTEN, VOICES, clean_voices, harmony_row
from sunmask.chorale.notation.files import read_bytes
from sunmask.chorale.notation.spelling import key_name, notation_key
from sunmask.kinds.codec import Codec, Published
from sunmask.kinds.contents import FileFormat, Imported, Parts
from sunmask.kinds.texts import clean_text


class ChoraleCodec(Codec):
    """The `Codec` of chorales: rows are voices (four, unless the metadata lists others), columns are
    sixteenths."""

    kind = "chorale"
    num_rows = len(VOICES)
    window = 128
    blank_options = {
        "num_bars": NUM_BARS,
        **meta_to_json(ChoraleMeta()),
    }
    import_endings = (".musicxml", ".xml", ".mxl", ".mid", ".midi")
    import_starts = (
        b"MThd",
        b"PK\x03\x04",
        b"<?xml",
        b"<score-partwise",
        b"<!DOCTYPE score",
    )
    seam = 4
    formats = {
        "musicxml": FileFormat("application/vnd.recordare.musicxml+xml", ".musicxml", is_slow=True),
        "midi": FileFormat("audio/midi", ".mid"),
    }
    demo_names = DEMO_NAMES
    held_out_name = "Bach's chorales"
    published = Published(where="JS Fake Chorales", value=0.573, low=0.558, high=0.589, num_answers=4048)
    is_engraved = True
    renderings = FILES

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the kind's name, the four standard voices and the symbols in the order of their ids."""
        in_order = decode(np.arange(NUM_SYMBOLS)).tolist()
        return hashlib.sha256(json.dumps([self.kind, VOICES, in_order]).encode()).hexdigest()

    def check(self, content: Any) -> None:
        chorale_from_json(content)

    def parts(self, content: Any) -> Parts:
        piece = chorale_from_json(content)
        marks: dict[tuple[int, int], dict[str, Any]] = {cell: {"fermata": True} for cell in piece.fermatas}
        for cell, syllables in piece.lyrics.items():
            marks.setdefault(cell, {})["lyrics"] = [syllable_to_json(syllable) for syllable in syllables]
        for cell, signs in piece.signs.items():
            marks.setdefault(cell, {})["signs"] = [sign_to_json(sign) for sign in signs]
        for cell, spelling in piece.spellings.items():
            marks.setdefault(cell, {})["spelling"] = spelling
        row = harmony_row(len(piece.voices))
        marks |= {(row, t): {"chord": chord_to_json(chord)} for t, chord in piece.chords.items()}
        for t, metre in piece.meta.metre_changes:
            marks[row + 1, t] = {"metre": metre}
        for t, fifths, mode in piece.meta.key_changes:
            marks.setdefault((row + 1, t), {})["key"] = {"fifths": fifths, "mode": mode}
        for t, names in piece.form.items():
            marks.setdefault((row + 1, t), {})["form"] = list(names)
        meta = meta_to_json(replace(piece.meta, metre_changes=(), key_changes=()))
        return Parts(piece.symbols_VT.tolist(), meta, marks)

    def content(
        self,
        symbols: list[list[Any]],
        meta: Mapping[str, Any],
        marks: Mapping[tuple[int, int], Any],
        spaces: Sequence[str] = (),
    ) -> dict[str, Any]:
        fermatas, lyrics, chords, signs, spellings = [], [], [], [], []
        form = _clean_form(meta.get("form"))
        changes = _clean_changes(meta.get("metre_changes"))
        keys = _clean_keys(meta.get("key_changes"))
        row = harmony_row(len(symbols))
        for (voice, t), mark in sorted(marks.items()):
            if not isinstance(mark, Mapping):
                continue
            if voice == row:
                if chord := clean_chord(mark.get("chord")):
                    chords.append([t, chord_to_json(chord)])
                continue
            if voice == row + 1:
                changes += _clean_changes([[t, mark.get("metre")]])
                if isinstance(key := mark.get("key"), Mapping):
                    keys += _clean_keys([[t, key.get("fifths"), key.get("mode")]])
                if names := clean_form(mark.get("form")):
                    form[t] = names
                continue
            if len(symbols) <= voice < row:  # of a voice that the score no longer has
                continue
            if mark.get("fermata") is True:
                fermatas.append([voice, t])
            if syllables := _clean_syllables(mark.get("lyrics")):
                lyrics.append([voice, t, syllables])
            if signs_here := clean_signs(mark.get("signs")):
                signs.append([voice, t, [sign_to_json(sign) for sign in signs_here]])
            if isinstance(spelling := mark.get("spelling"), str) and spelling in SPELLINGS:
                spellings.append([voice, t, spelling])
        content = {
            "kind": self.kind,
            "meta": clean_meta(meta, changes, keys, len(symbols[0]) if symbols else 0),
            "symbols": symbols,
            "fermatas": fermatas,
            "lyrics": lyrics,
        }
        end = len(symbols[0]) if symbols else 0
        within = [[t, list(names)] for t, names in sorted(form.items()) if t < end]
        optional = {"chords": chords, "signs": signs, "spellings": spellings, "form": within}
        return content | {name: values for name, values in optional.items() if values}

    def clean_symbol(self, row: int, value: Any) -> int:
        if not isinstance(value, int | float) or value != value // 1:
            return 0
        return int(value) if LOWEST_WRITTEN <= abs(value) <= HIGHEST_WRITTEN else 0

    def rows(self, meta: Mapping[str, Any]) -> int:
        return len(clean_voices(meta["voices"])) if "voices" in meta else self.num_rows

    def symbols(self, content: Any) -> np.ndarray:
        return chorale_from_json(content).symbols_VT

    def with_symbols(self, content: Any, symbols: np.ndarray) -> dict[str, Any]:
        piece = chorale_from_json(content)
        symbols_VT = check_grid(piece.with_symbols(symbols))
        if symbols_VT.shape != piece.symbols_VT.shape:
            raise ValueError(f"expected symbols of shape {piece.symbols_VT.shape}, got {symbols_VT.shape}")
        return chorale_to_json(piece.with_symbols(symbols_VT))

    def measure(self, content: Any) -> dict[str, Any]:
        # imported here because grading imports codecs: at the top it would be circular
        from sunmask.chorale.grade.parallels import count_notes, parallel_places

        piece = chorale_from_json(content)
        symbols_VT = piece.symbols_VT
        key = notation_key(symbols_VT, piece.meta.fifths)
        num_notes, parallels = count_notes(symbols_VT), int(parallel_places(symbols_VT).sum())
        return {
            "key": key_name(key.fifths, key.mode),
            "num_notes": num_notes,
            "parallels": parallels,
            "parallels_per_note": round(parallels / max(1, num_notes), 5),
            "out_of_range": sum(
                pitch != 0 and not voice.low <= pitch <= voice.high
                for voice, line in zip(piece.voices, notes(symbols_VT), strict=True)
                for _, _, pitch in line
            ),
        }

    def units(self, content: Any) -> np.ndarray:
        symbols_VT = self.symbols(content)
        units_VT = np.zeros(symbols_VT.shape, dtype=np.int64)
        for voice, voice_notes in enumerate(notes(symbols_VT)):
            for start, length, _ in voice_notes:
                units_VT[voice, start : start + length] = voice * symbols_VT.shape[1] + start
        return units_VT

    def fixed_cells(self, content: Any) -> np.ndarray | None:
        """The cells under tuplets. Tuplets themselves are stored next to the grid."""
        return tuplet_cells(chorale_from_json(content))

    def encode(self, symbols: np.ndarray) -> np.ndarray:
        return encode(symbols)

    def decode(self, ids: np.ndarray) -> np.ndarray:
        return decode(ids)

    def read_bytes(self, data: bytes, filename: str, *, timeout_s: float = 10) -> Imported:
        found = read_bytes(data, filename, timeout_s=timeout_s)
        return Imported(chorale_to_json(found.chorale), found.notices)

    def write(self, content: Any, file_format: str, *, provenance: Mapping[str, str] | None = None) -> bytes:
        piece = chorale_from_json(content)
        if file_format == "musicxml":
            # imported here because music21 takes 0.3 s and much memory, which only writing scores needs
            from sunmask.chorale.notation.musicxml.writer import write_musicxml

            return write_musicxml(piece, provenance=provenance)
        if file_format == "midi":
            from sunmask.chorale.notation.midi import write_midi

            return write_midi(piece, provenance=provenance)
        raise self.unknown_format(file_format)

    def engrave(
        self,
        content: Any,
        *,
        width: int,
        height: int | None = None,
        view: str | None = None,
        line_starts: Sequence[int] = (),
        first_lines: int | None = None,
        is_line: bool = False,
    ) -> list[str]:
        # imported here because Verovio takes memory that only engraving needs
        from sunmask.chorale.notation.engraving.line_breaks import line_breaks
        from sunmask.chorale.notation.engraving.mei import mei_of_view, staves_of
        from sunmask.chorale.notation.engraving.svg import engrave, engrave_line

        piece, view = chorale_from_json(content), view or "open"
        if is_line:
            return [engrave_line(mei_of_view(piece, view))]
        breaks = line_breaks(
            piece, staves_of(view, piece.voices), width, line_starts, is_reduction=view == "reduction"
        )
        begins = [0, *sorted(breaks)]
        if first_lines is None or height is not None or len(begins) <= 2 * first_lines:
            return engrave(mei_of_view(piece, view), breaks, width=width, height=height)
        only = range(begins[first_lines + 1])  # one more line: ties and slurs may lead to it
        pages = engrave(mei_of_view(piece, view, only), breaks, width=width, num_pages=first_lines)
        return pages + [""] * (len(begins) - first_lines)

    def render(
        self,
        content: Any,
        options: Mapping[str, Any],
        folder: Path,
        *,
        provenance: Mapping[str, str],
        on_progress: Callable[[float, str], None],
    ) -> Path:
        # imported here because sound, print and music21 take memory that only exporting needs
        from sunmask.chorale.export.rendering import render

        piece = chorale_from_json(content)
        return render(
            piece, options_from_json(options), folder, provenance=provenance, on_progress=on_progress
        )

    def blank(self, **options: Any) -> dict[str, Any]:
        num_bars = options.pop("num_bars", NUM_BARS)
        try:
            return chorale_to_json(blank(num_bars, ChoraleMeta(**options)))
        except TypeError as error:
            raise ValueError(
                f"expected options of a blank chorale (num_bars, metre, ...): {error}"
            ) from error

    def held_out(
        self, count: int, *, near: int, least: int, most: int, seed: int = 0
    ) -> list[tuple[str, dict[str, Any]]]:
        """Raises ValueError if music21's corpus is not installed."""
        pieces = held_out(count, near=near, least=least, most=most, seed=seed)
        return [(name, chorale_to_json(piece)) for name, piece in pieces]

    def demo(self, name: str) -> dict[str, Any]:
        return chorale_to_json(demo_chorale(name))


def clean_meta(
    meta: Mapping[str, Any],
    changes: Sequence[tuple[int, str]] = (),
    keys: Sequence[KeyChange] = (),
    num_sixteenths: int = 0,
) -> dict[str, Any]:
    """Turn a document's metadata, whose values may be of any type, into valid metadata of a chorale.

    changes, keys: changes of metre and of key, each with the column for which it is requested; see
    `bars.with_changes` and `keys.with_key_changes`.
    """
    standard = ChoraleMeta()
    metre = next((name for name in METRES if name == meta.get("metre")), standard.metre)
    cleaned = ChoraleMeta(
        title=_clean_line(meta.get("title"), standard.title),
        composer=_clean_line(meta.get("composer"), standard.composer),
        metre=metre,
        pickup=int(_clamp(meta.get("pickup"), 0, METRES[metre] - 1, standard.pickup)),
        fifths=int(_clamp(meta.get("fifths"), -7, 7, standard.fifths)),
        mode=next((mode for mode in MODES if mode == meta.get("mode")), standard.mode),
        tempo=float(_clamp(meta.get("tempo"), SLOWEST, FASTEST, standard.tempo)),
        voices=clean_voices(meta["voices"]) if "voices" in meta else standard.voices,
        staves=clean_staves(meta["staves"]) if "staves" in meta else (),
        subtitle=_clean_line(meta.get("subtitle"), standard.subtitle),
        lyricist=_clean_line(meta.get("lyricist"), standard.lyricist),
    )
    cleaned = with_changes(cleaned, changes, num_sixteenths)
    return meta_to_json(with_key_changes(cleaned, keys, num_sixteenths))


def _clean_changes(value: Any) -> list[tuple[int, str]]:
    """The valid changes of metre in a value from a document, which may be of any type."""
    found = []
    for change in value if isinstance(value, list) else []:
        at, metre = change if isinstance(change, list) and len(change) == 2 else (None, None)
        if isinstance(at, int | float) and not isinstance(at, bool) and at >= 0 and at == at // 1:
            found += [(int(at), name) for name in METRES if name == metre]
    return found


def _clean_keys(value: Any) -> list[KeyChange]:
    """The valid changes of key in a value from a document, which may be of any type."""
    found: list[KeyChange] = []
    for change in value if isinstance(value, list) else []:
        at: Any
        fifths: Any
        at, fifths, mode = change if isinstance(change, list) and len(change) == 3 else (None, None, None)
        are_whole = all(
            isinstance(each, int | float) and not isinstance(each, bool) and each == each // 1
            for each in (at, fifths)
        )
        if are_whole and at >= 0 and -7 <= fifths <= 7:
            found += [(int(at), int(fifths), known) for known in MODES if known == mode]
    return found


def _clean_form(value: Any) -> dict[int, tuple[str, ...]]:
    """The valid signs of form in a value from the metadata of a view, which may be of any type."""
    found = {}
    for place in value if isinstance(value, list) else []:
        at, names = place if isinstance(place, list) and len(place) == 2 else (None, None)
        if type(at) is int and at >= 0 and (cleaned := clean_form(names)):
            found[at] = cleaned
    return found


def _clean_line(value: Any, otherwise: str) -> str:
    return clean_text(value, most=MOST_TITLE) if isinstance(value, str) else otherwise


def _clamp(value: Any, least: float, most: float, otherwise: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return otherwise
    return min(max(value, least), most)


def _clean_syllables(value: Any) -> list[dict[str, Any]]:
    syllables: dict[int, dict[str, Any]] = {}
    for given in value if isinstance(value, list) else []:
        if not isinstance(given, Mapping) or not isinstance(given.get("text"), str):
            continue
        text = clean_text(given["text"], most=MOST_SYLLABLE)
        verse = int(_clamp(given.get("verse"), 1, MOST_VERSES, 1))
        if text:
            syllabic = given.get("syllabic") if given.get("syllabic") in SYLLABICS else "single"
            line = {"extends": True} if given.get("extends") is True else {}
            syllables[verse] = {"text": text, "syllabic": syllabic, "verse": verse, **line}
    return [syllables[verse] for verse in sorted(syllables)]
