"""python -m sunmask sample and infill: chorales as files, texts as lines, other kinds as either."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sunmask
from sunmask.chorale.settings import GROUPS
from sunmask.chorale.symbols import MAX_SIXTEENTHS, METRES
from sunmask.cli.arguments import named_value, whole
from sunmask.kinds import kind, kinds
from sunmask.kinds.settings import quality_settings, settings_of
from sunmask.method.setting_specs import nearest
from sunmask.method.settings import MAX_STEPS, SamplerSettings
from sunmask.models.precision import PRECISIONS
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


def add_parsers(commands: Any) -> None:
    """Add both commands to the subparsers of `python -m sunmask`."""
    sample = commands.add_parser(
        "sample", help="compose from nothing", description="Compose chorales, or write texts."
    )
    sample.add_argument(
        "--length", type=whole(1, MAX_SIXTEENTHS), help="sixteenths (default 128), or words (default 12)"
    )
    sample.add_argument("--metre", choices=list(METRES), help="of chorales, default 4/4")
    sample.set_defaults(run=run, make=make_new)
    infill = commands.add_parser(
        "infill",
        help="compose the other voices of a score, or words of a text",
        description="Keep some voices of a score, or some words of a text, and compose the rest.",
    )
    infill.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="MusicXML, MIDI, or of another kind"
    )
    infill.add_argument("--keep", metavar="LETTERS", help="voices of FILE to keep, of S, A, T, B")
    infill.add_argument("--text", help=PAINTS)
    infill.set_defaults(run=run, make=make_around)
    for command in (sample, infill):
        command.add_argument("--kind", choices=list(kinds()), default="chorale", help="default chorale")
        command.add_argument("--out", type=Path, metavar="DIR", help="where the files 000 ... go")
        command.add_argument("--midi", action="store_true", help="write MIDI files as well")
        command.add_argument("--wav", action="store_true", help="write WAV files as well, sung by a choir")
        command.add_argument("--count", type=whole(1, 10_000), default=4, help="how many (default 4)")
        command.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
        command.add_argument("--checkpoint", help="name of a shipped checkpoint, or a folder")
        command.add_argument(
            "--precision", choices=PRECISIONS, help="default bf16, or fp32 on a CPU without bf16"
        )
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
    """Make what was asked for and show it as its kind is shown. Raises ValueError for what cannot be."""
    settings = chosen_settings(arguments)
    write = RESULTS.get(arguments.kind, write_contents)
    write(arguments, settings, None)  # what would fail at the end fails here
    make = arguments.make(arguments)

    def show(done: int, step: "Step") -> None:
        if not sys.stderr.isatty() and step.number < settings.num_steps:
            return
        told = f"\r{done + len(step.tokens)} of {arguments.count}: step {step.number}"
        print(told, end="", file=sys.stderr, flush=True)

    model = sunmask.load(arguments.checkpoint, kind=arguments.kind, precision=arguments.precision)
    made = make(model, count=arguments.count, seed=arguments.seed, settings=settings, on_step=show)
    print(file=sys.stderr)
    write(arguments, settings, made)


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
    if arguments.kind != "chorale" and arguments.metre is not None:
        raise ValueError("expected a metre for chorales only")

    def make(model: Any, **how: Any) -> list[Any]:
        metre = arguments.metre or "4/4"
        return sunmask.sample(model, kind=arguments.kind, length=arguments.length, metre=metre, **how)

    return make


def make_around(arguments: argparse.Namespace) -> Callable[..., list[Any]]:
    start = STARTS.get(arguments.kind, given_file)(arguments)

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


def given_file(arguments: argparse.Namespace) -> Any:
    """The content of a file of any kind. Raises ValueError where FILE is missing or cannot be read."""
    if arguments.file is None or arguments.text is not None:
        raise ValueError(f"expected a file of kind {arguments.kind}: FILE")
    return kind(arguments.kind).codec.read_bytes(arguments.file.read_bytes(), arguments.file.name).content


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


def write_contents(arguments: argparse.Namespace, settings: SamplerSettings, made: list[Any] | None) -> None:
    """Contents of any kind: as numbered files in the first format that it exports, or without --out as JSON,
    one a line. Raises ValueError for options of chorales."""
    if arguments.midi or arguments.wav:
        raise ValueError(f"expected no --midi or --wav for kind {arguments.kind}")
    codec = kind(arguments.kind).codec
    for number, content in enumerate(made or []):
        if arguments.out is None:
            print(json.dumps(content))
            continue
        arguments.out.mkdir(parents=True, exist_ok=True)
        name, file_format = next(iter(codec.formats.items()))
        path = arguments.out / f"{number:03}{file_format.ending}"
        path.write_bytes(codec.write(content, name))


RESULTS: dict[str, Callable[[argparse.Namespace, SamplerSettings, list[Any] | None], None]] = {
    "chorale": write_scores,
    "text": write_lines,
}
STARTS: dict[str, Callable[[argparse.Namespace], Any]] = {"chorale": given_score, "text": given_text}
