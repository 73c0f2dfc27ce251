"""The command line: train, sample, infill, grade, evaluate and more. Bad use ends with status 2.

torch is imported by the commands that need it, not here.
"""

import argparse
import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sunmask
from sunmask.arguments import Parser, whole
from sunmask.codecs.chorale import MAX_SIXTEENTHS, METRES
from sunmask.evaluation.command import add_parser as add_evaluate_parser
from sunmask.figures import add_parser as add_figures_parser
from sunmask.grading.command import add_parser as add_grade_parser
from sunmask.settings import GROUPS, MAX_STEPS, SamplerSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from sunmask.codecs.chorale import Chorale
    from sunmask.models.inference import InferenceModel
    from sunmask.sampling import Step


def parser() -> Parser:
    top = Parser(
        prog="python -m sunmask", description="Masked denoising of chorales: train, compose, infill."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)

    train = commands.add_parser("train", help="learn from a corpus", description="Train a recipe.")
    train.add_argument("recipe", metavar="RECIPE", help="chorale, chorale-debug, chorale-transformer, ...")
    train.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the run")
    train.add_argument(
        "--minutes", type=float, help="end after so many minutes instead of the recipe's steps"
    )
    train.add_argument("--resume", action="store_true", help="go on with the run in DIR")
    train.add_argument(
        "--accumulate", type=whole(1, 1024), metavar="N", help="compute each batch in N turns, for memory"
    )
    train.add_argument("--data", type=Path, metavar="FOLDER", help="what to learn from (recipes of texts)")
    train.add_argument("--start", type=Path, metavar="FILE", help="weights to begin with (safetensors)")
    train.add_argument("--tensorboard", action="store_true", help="log to DIR/tensorboard too")
    train.set_defaults(run=run_train)

    sample = commands.add_parser("sample", help="compose from nothing", description="Compose chorales.")
    sample.add_argument("--kind", choices=["chorale"], default="chorale", help="kind of canvas")
    sample.add_argument(
        "--length", type=whole(4, MAX_SIXTEENTHS), default=128, help="sixteenths (default 128)"
    )
    sample.add_argument("--metre", choices=list(METRES), default="4/4", help="default 4/4")
    sample.set_defaults(run=run_sample)

    infill = commands.add_parser(
        "infill",
        help="compose the other voices of a score",
        description="Keep some voices, compose the rest.",
    )
    infill.add_argument("file", type=Path, metavar="FILE", help="MusicXML or MIDI")
    infill.add_argument("--keep", required=True, metavar="LETTERS", help="voices to keep, of S, A, T, B")
    infill.set_defaults(run=run_infill)

    defaults = SamplerSettings()
    for command in (sample, infill):
        command.add_argument(
            "--out", type=Path, required=True, metavar="DIR", help="where 000.musicxml ... go"
        )
        command.add_argument("--count", type=whole(1, 10_000), default=4, help="how many (default 4)")
        command.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
        command.add_argument(
            "--steps", type=whole(1, MAX_STEPS), default=defaults.num_steps, dest="num_steps"
        )
        command.add_argument("--temperature", type=float, default=defaults.temperature)
        command.add_argument("--typical-mass", type=float, default=defaults.typical_mass)
        command.add_argument("--group", choices=GROUPS, default=defaults.group, help="what is redrawn as one")
        command.add_argument("--refuse-parallels", action=argparse.BooleanOptionalAction)
        command.add_argument(
            "--checkpoint", default="chorale-small", help="name of a shipped one, or a folder"
        )
        command.add_argument("--midi", action="store_true", help="write MIDI files as well")
        command.set_defaults(refuse_parallels=defaults.refuse_parallels)

    export = commands.add_parser(
        "export", help="make a checkpoint of a run", description="Export and measure."
    )
    export.add_argument("folder", type=Path, metavar="RUNDIR", help="folder of a training run")
    export.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the checkpoint")
    export.add_argument("--samples", type=whole(0, 1000), default=48, help="0 measures nothing (default 48)")
    export.set_defaults(run=run_export)
    add_grade_parser(commands)
    add_evaluate_parser(commands)
    add_figures_parser(commands)
    return top


def run_train(arguments: argparse.Namespace) -> None:
    from sunmask.recipes import recipe_named
    from sunmask.train import train

    if arguments.minutes is not None and not arguments.minutes > 0:
        raise ValueError(f"expected a positive number of minutes, got {arguments.minutes}")
    recipe = recipe_named(arguments.recipe)
    if arguments.accumulate is not None:
        recipe = replace(recipe, accumulate=arguments.accumulate)
    for path in (arguments.data, arguments.start):
        if path is not None and not path.exists():
            raise ValueError(f"expected {path} to be there, and it is not")
    if arguments.data is not None:
        recipe = replace(recipe, data=str(arguments.data))
    if arguments.start is not None:
        recipe = replace(recipe, start=str(arguments.start))
    train(
        recipe,
        arguments.out,
        minutes=arguments.minutes,
        resume=arguments.resume,
        tensorboard=arguments.tensorboard,
    )


def run_sample(arguments: argparse.Namespace) -> None:
    def make(model: "InferenceModel", **words: Any) -> "list[Chorale]":
        return sunmask.sample(model, length=arguments.length, metre=arguments.metre, **words)

    compose_files(arguments, make)


def run_infill(arguments: argparse.Namespace) -> None:
    from sunmask.codecs.chorale_files import read_score

    start = read_score(arguments.file).chorale

    def make(model: "InferenceModel", **words: Any) -> "list[Chorale]":
        return sunmask.infill(start, model, keep=arguments.keep, **words)

    compose_files(arguments, make)


def compose_files(arguments: argparse.Namespace, make: "Callable[..., list[Chorale]]") -> None:
    """Write what `make` composes with the model and the settings that the arguments name."""
    from sunmask.codecs.chorale_scores import write_midi, write_musicxml

    names = ("num_steps", "temperature", "typical_mass", "group", "refuse_parallels")
    settings = SamplerSettings(**{name: getattr(arguments, name) for name in names}).validate()

    def show(done: int, step: "Step") -> None:
        if not sys.stderr.isatty() and step.number < settings.num_steps:
            return
        together = len(step.tokens)
        print(
            f"\r{done + together} of {arguments.count}: step {step.number}",
            end="",
            file=sys.stderr,
            flush=True,
        )

    model = sunmask.load(arguments.checkpoint)
    made = make(model, count=arguments.count, seed=arguments.seed, settings=settings, on_step=show)
    print(file=sys.stderr)
    arguments.out.mkdir(parents=True, exist_ok=True)
    provenance = {"seed": str(arguments.seed), "settings": json.dumps(settings.to_json())}
    for number, chorale in enumerate(made):
        path = arguments.out / f"{number:03}.musicxml"
        path.write_bytes(write_musicxml(chorale, provenance={**provenance, "candidate": str(number)}))
        if arguments.midi:
            path.with_suffix(".mid").write_bytes(write_midi(chorale))
    print(f"wrote {len(made)} chorales to {arguments.out}")


def run_export(arguments: argparse.Namespace) -> None:
    from sunmask.export import export

    card = export(arguments.folder, arguments.out, num_samples=arguments.samples)
    print(json.dumps({"step": card["step"], "figures": card["figures"]}, indent=1))


def bad_use(arguments: argparse.Namespace, sentence: str) -> int:
    print(f"python -m sunmask {arguments.command}: {sentence}", file=sys.stderr)
    return 2


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0, or 2 after one sentence on what was wrong."""
    arguments = parser().parse_args(argv)
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported; more threads are slower here
    try:
        arguments.run(arguments)
    except OSError as error:
        return bad_use(arguments, f"{error.strerror}: {error.filename}" if error.filename else str(error))
    except ValueError as error:
        return bad_use(arguments, str(error))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
