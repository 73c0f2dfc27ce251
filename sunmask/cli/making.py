"""python -m sunmask sample and infill: chorales as files, texts as lines."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sunmask
from sunmask.chorale.symbols import MAX_SIXTEENTHS, METRES
from sunmask.cli.arguments import whole
from sunmask.cli.commands import Command
from sunmask.method.choices import GROUPS, MAX_STEPS, PRECISIONS, WORDINGS
from sunmask.method.qualities import of_quality
from sunmask.method.settings import SamplerSettings, specs

if TYPE_CHECKING:
    from sunmask.method.steps import Step

PAINTS = (
    "word is kept, {word} may be corrected, (word) is rewritten, (word!) stays but is doubted, [word] is "
    "composed anew, [3] makes room for three words; a backslash before a bracket makes it part of the text"
)
OF_SETTINGS = (
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


def add_sample_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--length", type=whole(1, MAX_SIXTEENTHS), help="sixteenths (default 128), or words (default 12)"
    )
    parser.add_argument("--metre", choices=list(METRES), help="of chorales, default 4/4")
    parser.set_defaults(make=make_new)
    add_common_arguments(parser)


def add_infill_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="MusicXML or MIDI")
    parser.add_argument("--keep", metavar="LETTERS", help="voices of FILE to keep, of S, A, T, B")
    parser.add_argument("--text", help=PAINTS)
    parser.set_defaults(make=make_around)
    add_common_arguments(parser)


def add_common_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("--kind", choices=list(RESULTS), default="chorale", help="default chorale")
    command.add_argument("--out", type=Path, metavar="DIR", help="where 000.musicxml ... go")
    command.add_argument("--midi", action="store_true", help="write MIDI files as well")
    command.add_argument("--wav", action="store_true", help="write WAV files as well, sung by a choir")
    command.add_argument("--count", type=whole(1, 10_000), default=4, help="how many (default 4)")
    command.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
    command.add_argument("--checkpoint", help="name of a shipped checkpoint, or a folder")
    command.add_argument(
        "--precision", choices=PRECISIONS, help="default bf16, or fp32 on a CPU without bf16"
    )
    command.add_argument("--quality", help="draft, good or best: settings by one name (chorales)")
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
    """Make what was asked for and show it as its kind is shown. Raises ValueError for what cannot be."""
    settings = chosen_settings(arguments)
    RESULTS[arguments.kind](arguments, settings, None)  # what would fail at the end fails here
    make = arguments.make(arguments)

    def show(done: int, step: "Step") -> None:
        if not sys.stderr.isatty() and step.number < settings.num_steps:
            return
        told = f"\r{done + len(step.tokens)} of {arguments.count}: step {step.number}"
        print(told, end="", file=sys.stderr, flush=True)

    model = sunmask.load(arguments.checkpoint, kind=arguments.kind, precision=arguments.precision)
    made = make(model, count=arguments.count, seed=arguments.seed, settings=settings, on_step=show)
    print(file=sys.stderr)
    RESULTS[arguments.kind](arguments, settings, made)


def chosen_settings(arguments: argparse.Namespace) -> SamplerSettings:
    """Those that were given, then those of a quality, the others as the kind has them. Raises ValueError for
    those of other kinds."""
    given = {name: getattr(arguments, name) for name in OF_SETTINGS if getattr(arguments, name) is not None}
    known = {spec.name for spec in specs(arguments.kind)}
    for name in given:
        if name not in known:
            raise ValueError(
                f"expected settings of kind {arguments.kind}, got {name}, which it does not have"
            )
    named = of_quality(arguments.kind, arguments.quality) if arguments.quality else {}
    return SamplerSettings.of_kind(arguments.kind, **{**named, **given})


def make_new(arguments: argparse.Namespace) -> Callable[..., list[Any]]:
    if arguments.kind != "chorale" and arguments.metre is not None:
        raise ValueError("expected a metre for chorales only")

    def make(model: Any, **how: Any) -> list[Any]:
        metre = arguments.metre or "4/4"
        return sunmask.sample(model, kind=arguments.kind, length=arguments.length, metre=metre, **how)

    return make


def make_around(arguments: argparse.Namespace) -> Callable[..., list[Any]]:
    start = STARTS[arguments.kind](arguments)

    def make(model: Any, **how: Any) -> list[Any]:
        return sunmask.infill(start, model, kind=arguments.kind, keep=arguments.keep, **how)

    return make


def given_score(arguments: argparse.Namespace) -> Any:
    """Raises ValueError where FILE or --keep is missing."""
    from sunmask.chorale.notation.files import read_score

    if arguments.file is None or arguments.keep is None or arguments.text is not None:
        raise ValueError("expected a score and the voices to keep: FILE --keep LETTERS")
    return read_score(arguments.file).chorale


def given_text(arguments: argparse.Namespace) -> str:
    """Raises ValueError where --text is missing, or its brackets cannot be."""
    from sunmask.text.painted import read_painted

    if arguments.text is None or arguments.file is not None or arguments.keep is not None:
        raise ValueError("expected a text with its states in brackets: --text TEXT")
    read_painted(arguments.text)
    return arguments.text


def write_scores(arguments: argparse.Namespace, settings: SamplerSettings, made: list[Any] | None) -> None:
    """Chorales as numbered files. Raises ValueError where --out is missing."""
    if arguments.out is None:
        raise ValueError("expected a folder for the chorales: --out DIR")
    if made is None:
        return
    from sunmask.chorale.notation.scores import write_midi, write_musicxml
    from sunmask.chorale.sound.recording import as_usual, record

    arguments.out.mkdir(parents=True, exist_ok=True)
    provenance = {"seed": str(arguments.seed), "settings": json.dumps(settings.to_json())}
    for number, chorale in enumerate(made):
        path = arguments.out / f"{number:03}.musicxml"
        path.write_bytes(write_musicxml(chorale, provenance={**provenance, "candidate": str(number)}))
        if arguments.midi:
            path.with_suffix(".mid").write_bytes(write_midi(chorale))
        if arguments.wav:
            record(chorale, as_usual(chorale), [path.with_suffix(".wav")])
    print(f"wrote {len(made)} chorales to {arguments.out}")


def write_lines(arguments: argparse.Namespace, settings: SamplerSettings, made: list[Any] | None) -> None:
    """Texts, one a line; their own line ends as \\n. Raises ValueError for options of files."""
    if arguments.out is not None or arguments.midi or arguments.wav:
        raise ValueError("expected no --out, --midi or --wav: texts are printed, one a line")
    for text in made or []:
        print(text.replace("\n", "\\n"))


RESULTS: dict[str, Callable[[argparse.Namespace, SamplerSettings, list[Any] | None], None]] = {
    "chorale": write_scores,
    "text": write_lines,
}
STARTS: dict[str, Callable[[argparse.Namespace], Any]] = {"chorale": given_score, "text": given_text}

SAMPLE = Command("compose from nothing", "Compose chorales, or write texts.", add_sample_arguments, run)
INFILL = Command(
    "compose the other voices of a score, or words of a text",
    "Keep some voices of a score, or some words of a text, and compose the rest.",
    add_infill_arguments,
    run,
)
