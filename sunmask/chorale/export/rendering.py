"""Everything that can be taken away of a chorale: scores to edit, printed ones, pictures and sound.

One file is given as it is, several in a zip.
"""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from sunmask.chorale.export.options import PRACTICE, SOUNDS, ExportOptions
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.notation.engraving.mei import Staves, closed_staves, open_staves
from sunmask.chorale.notation.midi import write_midi
from sunmask.chorale.notation.musicxml.writer import write_musicxml
from sunmask.chorale.printing.pictures import png_of_bars, svg_of_bars
from sunmask.chorale.printing.sheets import write_pdf
from sunmask.chorale.sound.mixer import for_voices, gains
from sunmask.chorale.sound.mixing import Performance
from sunmask.chorale.sound.recording import record

Progress = Callable[[float, str], None]
"""How much is done, from 0 to 1, and what is made now."""


def render(
    chorale: Chorale,
    options: ExportOptions,
    folder: Path,
    *,
    provenance: Mapping[str, str] | None = None,
    on_progress: Progress = lambda done, what: None,
) -> Path:
    """Write one file into an empty folder and give its path. Raises ValueError for what the chorale does not
    have (bars) or what is too long (sound)."""
    written: list[Path] = []
    title = _file_name(chorale.meta.title)
    absent = PRACTICE[len(chorale.voices) :]  # whoever wants the tracks of all voices has those there are
    if not (files := [name for name in options.files if name not in absent]):
        raise ValueError(f"expected voices that the chorale has, got {', '.join(options.files)}")
    paper = [name for name in files if name not in SOUNDS]
    sounds = [name for name in files if name in SOUNDS]
    share = 0.2 if sounds else 1.0
    for number, name in enumerate(paper):
        on_progress(share * number / len(paper), _words(name, chorale))
        for suffix, data in WRITERS[name](chorale, options, provenance or {}):
            path = folder / f"{title}{suffix}"
            path.write_bytes(data)
            written.append(path)
    if sounds:
        start = share if paper else 0.0
        paths = [folder / f"{title}{_sound_suffix(name, chorale)}.{options.sound}" for name in sounds]
        what = _words(sounds[0], chorale) if len(sounds) == 1 else f"{len(sounds)} sound files"

        def tell(done: float) -> None:
            on_progress(start + (1 - start) * done, what)

        _record(chorale, options, sounds, paths, (provenance or {}).get("authorship", ""), tell)
        written += paths
    return written[0] if len(written) == 1 else _zipped(written, folder / f"{title}.zip")


def _record(
    chorale: Chorale,
    options: ExportOptions,
    sounds: list[str],
    paths: list[Path],
    comment: str,
    on_progress: Callable[[float], None],
) -> None:
    mixer = for_voices(options.mixer, len(chorale.voices))
    mixes = [gains(mixer, PRACTICE.index(name) if name in PRACTICE else None) for name in sounds]
    performance = Performance(
        mixer, options.tempo or chorale.meta.tempo, mixes, options.has_metronome, options.has_count_in
    )
    on_progress(0.0)
    record(chorale, performance, paths, on_progress, comment=comment)


def _zipped(paths: list[Path], target: Path) -> Path:
    """All in one; each is gone from the folder as soon as it is in."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in paths:
            archive.write(path, path.name)
            path.unlink()
    return target


def _file_name(title: str) -> str:
    """A title as the beginning of a file's name on every system."""
    plain = re.sub(r"[^\w ,.()'’-]+", " ", title).strip(" .")
    return re.sub(r"\s+", " ", plain)[:80].strip(" .") or "Chorale"


Written = list[tuple[str, bytes]]
"""Endings of names, with what the files hold."""


def _musicxml(chorale: Chorale, options: ExportOptions, provenance: Mapping[str, str]) -> Written:
    return [(".musicxml", write_musicxml(chorale, provenance=provenance, analysis=options.analysis))]


def _midi(chorale: Chorale, options: ExportOptions, provenance: Mapping[str, str]) -> Written:
    return [(".mid", write_midi(chorale, provenance=provenance))]


def _score(chorale: Chorale, options: ExportOptions, provenance: Mapping[str, str]) -> Written:
    staves, subject = _staves(chorale, options), provenance.get("authorship", "")
    return [(" - score.pdf", write_pdf(chorale, staves, subject=subject, **_layout(options)))]


def _parts(chorale: Chorale, options: ExportOptions, provenance: Mapping[str, str]) -> Written:
    subject = provenance.get("authorship", "")
    return [
        (
            f" - {_file_name(voice.spoken)}.pdf",
            write_pdf(chorale, ((row,),), part=voice.name, subject=subject, **_layout(options)),
        )
        for row, voice in enumerate(chorale.voices)
    ]


def _layout(options: ExportOptions) -> dict[str, str]:
    """What all sheets of paper have in common."""
    return {"paper": options.paper, "staff_size": options.staff_size, "margins": options.margins}


def _png(chorale: Chorale, options: ExportOptions, provenance: Mapping[str, str]) -> Written:
    return [(f"{_bars_suffix(options)}.png", png_of_bars(chorale, _staves(chorale, options), *options.bars))]


def _svg(chorale: Chorale, options: ExportOptions, provenance: Mapping[str, str]) -> Written:
    return [
        (
            f"{_bars_suffix(options)}.svg",
            svg_of_bars(chorale, _staves(chorale, options), *options.bars).encode(),
        )
    ]


def _staves(chorale: Chorale, options: ExportOptions) -> Staves:
    return (closed_staves if options.staves == "closed" else open_staves)(chorale.voices)


def _bars_suffix(options: ExportOptions) -> str:
    first, last = options.bars
    return f" - bar {first}" if first == last else f" - bars {first} to {last}"


WRITERS = {"musicxml": _musicxml, "midi": _midi, "score": _score, "parts": _parts, "png": _png, "svg": _svg}
WORDS = {
    "musicxml": "MusicXML",
    "midi": "MIDI",
    "score": "the score",
    "parts": "the parts",
    "png": "the picture",
    "svg": "the picture",
    "mix": "the sound of all voices",
}
"""Names of the files for a sentence about progress."""


def _words(name: str, chorale: Chorale) -> str:
    if name in PRACTICE:
        return f"the practice track of the {chorale.voices[PRACTICE.index(name)].spoken}"
    return WORDS[name]


def _sound_suffix(name: str, chorale: Chorale) -> str:
    if name not in PRACTICE:
        return ""
    return f" - {_file_name(chorale.voices[PRACTICE.index(name)].spoken)} practice"
