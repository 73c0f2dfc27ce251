"""Options for exporting files of a chorale, as JSON and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sunmask.chorale.content import FASTEST, SLOWEST
from sunmask.chorale.notation.engraving.mei import ROW_VIEWS
from sunmask.chorale.notation.musicxml.harmonic_analysis import ANALYSES
from sunmask.chorale.sound.mixer import USUAL, Mixer, mixer_from_json
from sunmask.chorale.sound.recording import FORMATS

PRACTICE = ROW_VIEWS
SOUNDS = ("mix", *PRACTICE)
FILES = ("musicxml", "midi", "score", "parts", "png", "svg", *SOUNDS)
"""The files to choose from: two scores to edit, the score and the parts on paper, some bars as a picture, all
voices as mixed, and a practice track of each voice."""
STAVES = ("closed", "open")
PAPERS = ("a4", "letter")
STAFF_SIZES = ("fitting", "large", "medium", "small")
MARGINS = ("usual", "narrow", "wide")


@dataclass(frozen=True)
class ExportOptions:
    """The files of a chorale to export, and how.

    analysis: what MusicXML says of the chords that the notes make. staff_size: on paper; fitting: as large as
    the fewest pages allow. bars: first and last of a picture, by
    number. tempo: quarter notes a minute; None for the chorale's own.
    """

    files: tuple[str, ...]
    analysis: str = "none"
    sound: str = "mp3"
    staves: str = "closed"
    paper: str = "a4"
    staff_size: str = "fitting"
    margins: str = "usual"
    bars: tuple[int, int] = (1, 4)
    mixer: Mixer = USUAL
    tempo: float | None = None
    has_metronome: bool = False
    has_count_in: bool = False


def options_from_json(given: Mapping[str, Any]) -> ExportOptions:
    """The options in JSON. Raises ValueError, with a sentence, for those that cannot be."""
    known = {field.name for field in fields(ExportOptions)}
    if not isinstance(given, Mapping) or not set(given) <= known:
        raise ValueError(f"expected options of {', '.join(sorted(known))}, got {given!r:.80}")
    files = given.get("files")
    if not isinstance(files, list | tuple) or not files or not all(file in FILES for file in files):
        raise ValueError(f"expected files of {', '.join(FILES)}, got {files!r:.80}")
    for name, choices in (
        ("analysis", ANALYSES),
        ("sound", FORMATS),
        ("staves", STAVES),
        ("paper", PAPERS),
        ("staff_size", STAFF_SIZES),
        ("margins", MARGINS),
    ):
        if name in given and given[name] not in choices:
            raise ValueError(f"expected {name} to be {' or '.join(choices)}, got {given[name]!r:.40}")
    bars = given.get("bars", ExportOptions.bars)
    if not isinstance(bars, list | tuple) or [type(bar) for bar in bars] != [int, int]:
        raise ValueError(f"expected the first and the last bar of a picture, got {bars!r:.40}")
    tempo = given.get("tempo")
    is_number = isinstance(tempo, int | float) and not isinstance(tempo, bool)
    if tempo is not None and not (is_number and SLOWEST <= tempo <= FASTEST):
        raise ValueError(f"expected a tempo of {SLOWEST:g} to {FASTEST:g}, got {tempo!r:.40}")
    for name in ("has_metronome", "has_count_in"):
        if type(given.get(name, False)) is not bool:
            raise ValueError(f"expected {name} to be true or false, got {given[name]!r:.40}")
    files = tuple(name for name in FILES if name in files)
    mixer = mixer_from_json(given.get("mixer"))
    return ExportOptions(**{**given, "files": files, "bars": tuple(bars), "mixer": mixer})
