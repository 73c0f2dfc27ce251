"""python -m sunmask render: sound, printed scores, parts and pictures of a score."""

import argparse
import shutil
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from sunmask.chorale.export.options import (
    ANALYSES,
    FILES,
    MARGINS,
    PAPERS,
    STAFF_SIZES,
    STAVES,
    options_from_json,
)
from sunmask.chorale.sound.mixer import INSTRUMENTS, USUAL
from sunmask.chorale.sound.recording import FORMATS
from sunmask.cli.commands import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="MusicXML or MIDI")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the file goes")
    parser.add_argument("--files", default="score,parts,mix", help=f"of {','.join(FILES)}; or all")
    parser.add_argument(
        "--analysis", choices=ANALYSES, default="none", help="chords that MusicXML writes under the notes"
    )
    parser.add_argument("--sound", choices=list(FORMATS), default="mp3", help="default mp3")
    parser.add_argument("--staves", choices=STAVES, default="closed", help="default closed: two staves")
    parser.add_argument("--paper", choices=PAPERS, default="a4", help="default a4")
    parser.add_argument("--staff-size", choices=STAFF_SIZES, default="fitting", help="of staves on paper")
    parser.add_argument("--margins", choices=MARGINS, default="usual", help="of the paper")
    parser.add_argument(
        "--bars",
        type=int,
        nargs=2,
        default=(1, 4),
        metavar=("FIRST", "LAST"),
        help="of pictures (1 4)",
    )
    parser.add_argument("--instrument", choices=list(INSTRUMENTS), default="choir", help="default choir")
    parser.add_argument("--tempo", type=float, help="quarter notes a minute; the score's own by default")
    parser.add_argument("--metronome", action="store_true", help="clicks on every beat")
    parser.add_argument("--count-in", action="store_true", help="clicks for a bar before the music")


def run(arguments: argparse.Namespace) -> None:
    """Raises ValueError for what cannot be rendered."""
    from sunmask.chorale.export.rendering import render
    from sunmask.chorale.notation.files import read_score

    files = list(FILES) if arguments.files == "all" else arguments.files.split(",")
    options = options_from_json(
        {
            "files": files,
            "analysis": arguments.analysis,
            "sound": arguments.sound,
            "staves": arguments.staves,
            "paper": arguments.paper,
            "staff_size": arguments.staff_size,
            "margins": arguments.margins,
            "bars": list(arguments.bars),
            "mixer": [{**asdict(channel), "instrument": arguments.instrument} for channel in USUAL],
            "tempo": arguments.tempo,
            "has_metronome": arguments.metronome,
            "has_count_in": arguments.count_in,
        }
    )
    found = read_score(arguments.file)
    for notice in found.notices:
        print(notice.message, file=sys.stderr)

    def tell(done: float, what: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{done:4.0%} {what:40}", end="", file=sys.stderr, flush=True)

    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        made = render(found.chorale, options, Path(folder), on_progress=tell)
        target = arguments.out / made.name
        shutil.move(made, target)
    print(f"\nwrote {target}" if sys.stderr.isatty() else f"wrote {target}")


COMMAND = Command(
    "sound, printed scores, parts and pictures of a score",
    "Write files to sing, play and print from. Several go into one zip.",
    add_arguments,
    run,
)
