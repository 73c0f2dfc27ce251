"""python -m sunmask sample and infill, for every installed kind."""

import argparse
import sys
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sunmask
from sunmask.chorale.music.symbols import MAX_SIXTEENTHS, METRES
from sunmask.chorale.settings import GROUPS
from sunmask.cli.arguments import named_value, whole
from sunmask.cli.commands import Command
from sunmask.cli.results import Piece, Results
from sunmask.kinds import graders, kind, kinds
from sunmask.kinds.settings import quality_settings, settings_of
from sunmask.method.setting_specs import nearest
from sunmask.method.settings import MAX_STEPS, SamplerSettings
from sunmask.models.precision import PRECISIONS
from sunmask.ranking.taste import Taste
from sunmask.text.settings import WORDINGS

if TYPE_CHECKING:
    from sunmask.method.steps import Step

PAINTS = (
    "word is kept, {word} may be corrected, (word) is rewritten, (word!) stays but is doubted, [word] is "
    "composed anew, [3] makes room for three words; a backslash before a bracket makes it part of the text"
)
SHORT_FORMS = (
    "num_steps",
    "temperature",
    "typical_mass",
    "tonality",
    "group",
    "refuse_parallels",
    "refuse_repeats",
    "fluency",
    "wording",
    "banned_words",
    "forced_words",
)
"""Settings with an option of their own; `--set` reaches all of a kind."""


def add_sample_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--length", type=whole(1, MAX_SIXTEENTHS), help="sixteenths (default 128), or words (default 12)"
    )
    parser.add_argument("--metre", choices=list(METRES), help="of chorales, default 4/4")
    parser.set_defaults(make=make_new)
    add_common_arguments(parser)


def add_infill_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="MusicXML, MIDI, or a kind's own")
    parser.add_argument(
        "--keep", metavar="NAMES", help="what of FILE to keep: voices by letter (SB), or names of rows (a,b)"
    )
    parser.add_argument("--text", help=PAINTS)
    parser.set_defaults(make=make_around)
    add_common_arguments(parser)


def add_common_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--kind", default="chorale", metavar="KIND", help=f"{', '.join(kinds())} (default chorale)"
    )
    command.add_argument("--out", type=Path, metavar="DIR", help="where 000.musicxml ... go")
    command.add_argument(
        "--format", action="append", metavar="NAME", help="write files of this format (repeat for more)"
    )
    command.add_argument("--midi", action="store_true", help="write MIDI files as well")
    command.add_argument("--wav", action="store_true", help="write WAV files as well, sung by a choir")
    command.add_argument("--count", type=whole(1, 10_000), default=4, help="how many (default 4)")
    command.add_argument(
        "--best", type=whole(1, 10_000), metavar="N", help="write the best N, by --taste or the grade"
    )
    command.add_argument(
        "--taste",
        type=Path,
        metavar="FILE",
        help="write first what votes prefer: a file of learn-preferences",
    )
    command.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
    command.add_argument("--checkpoint", help="name of a shipped checkpoint, or a folder")
    command.add_argument(
        "--precision", choices=PRECISIONS, help="default bf16, or fp32 on a CPU without bf16"
    )
    command.add_argument("--device", help="cpu, cuda, cuda:1 (default: a GPU where there is one)")
    add_settings(command)


def add_settings(command: argparse.ArgumentParser) -> None:
    """Options for settings: a quality, all by name, and those with a short form."""
    command.add_argument("--quality", metavar="NAME", help=f"settings by one name: {_qualities()}")
    command.add_argument(
        "--set",
        type=named_value,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of the kind, as often as needed; a wrong name is answered with those like it",
    )
    command.add_argument("--steps", type=whole(1, MAX_STEPS), dest="num_steps")
    command.add_argument("--temperature", type=float)
    command.add_argument("--typical-mass", type=float)
    command.add_argument("--fluency", type=float, help="how much a language model has to say, 0 to 1 (texts)")
    command.add_argument(
        "--wording",
        choices=WORDINGS,
        help="how masked words are said again (texts, by the language model)",
    )
    command.add_argument(
        "--tonality", type=float, help="how strongly early steps lean towards a key (chorales)"
    )
    command.add_argument("--group", choices=GROUPS, help="what changes as one (chorales)")
    command.add_argument("--refuse-parallels", action=argparse.BooleanOptionalAction, help="(chorales)")
    command.add_argument("--refuse-repeats", action=argparse.BooleanOptionalAction, help="(texts)")
    command.add_argument("--ban", dest="banned_words", metavar="WORDS", help="words to avoid (texts)")
    command.add_argument(
        "--force",
        dest="forced_words",
        metavar="WORDS",
        help="words that must appear, sea@3 as the third (texts)",
    )


def run(arguments: argparse.Namespace) -> None:
    """Make the requested pieces and print or write them. Raises ValueError where that cannot be."""
    settings = chosen_settings(arguments)
    results = Results(arguments)  # what would fail at the end fails here
    taste = chosen_taste(arguments)
    make = arguments.make(arguments)

    def show(done: int, step: "Step") -> None:
        if not sys.stderr.isatty() and step.number < settings.num_steps:
            return
        progress = f"\r{done + len(step.tokens)} of {arguments.count}: step {step.number}"
        print(progress, end="", file=sys.stderr, flush=True)

    model = sunmask.load(
        arguments.checkpoint,
        kind=arguments.kind,
        device=arguments.device,
        precision=arguments.precision,
    )
    made = make(model, count=arguments.count, seed=arguments.seed, settings=settings, on_step=show)
    print(file=sys.stderr)
    results.write(in_order(made, model, arguments, taste), settings)


def chosen_taste(arguments: argparse.Namespace) -> Taste | None:
    """Raises ValueError for one of another kind; OSError where there is no file."""
    if arguments.taste is None:
        return None
    taste = Taste.read(arguments.taste)
    if taste.kind != arguments.kind:
        raise ValueError(
            f"expected a taste of kind {arguments.kind}, got {arguments.taste}, one of kind {taste.kind}"
        )
    return taste


def in_order(made: list[Any], model: Any, arguments: argparse.Namespace, taste: Taste | None) -> list[Piece]:
    """What was made; the best first where that is wanted, and those that are not wanted left out."""
    if taste is None and arguments.best is None:
        return [Piece(piece, candidate) for candidate, piece in enumerate(made)]
    of_kind = kind(arguments.kind)
    found: list[tuple[float, Piece]] = []
    for candidate, piece in enumerate(made):
        grade = graders.grade(model, of_kind.maker.content_of(piece))
        about, cost = {"grade": f"{grade.overall:.4f}"}, grade.overall
        if taste is not None:
            preference = taste.preference(grade.features)
            about |= {"preference": f"{preference:.4f}", "taste": taste.sha256}
            cost = -preference
        found.append((cost, Piece(piece, candidate, about)))
    return [piece for _, piece in sorted(found, key=itemgetter(0))][: arguments.best]


def chosen_settings(arguments: argparse.Namespace) -> SamplerSettings:
    """Those that were given, then those of a quality, the others as the kind has them. Raises ValueError for
    those that the kind does not have."""
    specs = {spec.name: spec for spec in kind(arguments.kind).settings.specs()}
    short = {name: getattr(arguments, name) for name in SHORT_FORMS if getattr(arguments, name) is not None}
    for name in [*short, *(name for name, _ in arguments.set)]:
        if name not in specs:
            raise ValueError(
                f"expected a setting of kind {arguments.kind}{nearest(name, specs)}, got {name}, "
                "which it does not have"
            )
    given = {name: specs[name].parsed(text) for name, text in arguments.set}
    named = quality_settings(arguments.kind, arguments.quality) if arguments.quality else {}
    return settings_of(arguments.kind, {**named, **short, **given})


def _qualities() -> str:
    """Those of each kind that has some, for help."""
    found = {name: [quality.name for quality in each.qualities] for name, each in kinds().items()}
    return "; ".join(f"{', '.join(names)} ({name})" for name, names in found.items() if names)


def make_new(arguments: argparse.Namespace) -> Callable[..., list[Any]]:
    def make(model: Any, **how: Any) -> list[Any]:
        length, metre = arguments.length, arguments.metre
        return sunmask.sample(model, kind=arguments.kind, length=length, metre=metre, **how)

    return make


def make_around(arguments: argparse.Namespace) -> Callable[..., list[Any]]:
    start = kind(arguments.kind).maker.start(arguments.file, arguments.text, arguments.keep)

    def make(model: Any, **how: Any) -> list[Any]:
        return sunmask.infill(start, model, kind=arguments.kind, keep=arguments.keep, **how)

    return make


SAMPLE = Command(
    "compose from nothing", "Compose chorales, texts, or pieces of another kind.", add_sample_arguments, run
)
INFILL = Command(
    "compose the other voices of a score, or words of a text",
    "Keep some of a score, a text or a piece of another kind, and compose the rest.",
    add_infill_arguments,
    run,
)
