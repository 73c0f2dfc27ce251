"""python -m sunmask figures: figures 3 to 5 of the paper, "Ode to Joy" harmonised under three masks.

The soprano is held whole; its first half is held and the rest stays on the page, but is doubted; its first
half is held and the rest is rewritten from what it was. Alto, tenor and bass are composed each time.
"""

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sunmask.chorale.demos import ode_to_joy
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.settings import ChoraleSettings
from sunmask.cli.arguments import whole
from sunmask.cli.commands import Command
from sunmask.method.cells import CellState
from sunmask.method.settings import MAX_STEPS


@dataclass(frozen=True)
class Case:
    """One figure: its file name, heading, and what holds for the second half of the soprano."""

    name: str
    heading: str
    state: CellState
    is_pinned: bool


CASES = (
    Case("whole", "soprano held", CellState.UNMASKED, True),
    Case("half", "first half of the soprano held, the rest doubted", CellState.MASKED, True),
    Case("rewritten", "first half of the soprano held, the rest rewritten", CellState.MASKED, False),
)


def painted(case: Case, melody: Chorale) -> tuple[np.ndarray, np.ndarray]:
    """States and pins (4, T) of a case."""
    states = np.full(melody.symbols_VT.shape, CellState.RENOISABLE)
    pins = np.zeros(melody.symbols_VT.shape, dtype=bool)
    half = melody.num_sixteenths // 2
    states[0, :half], pins[0, :half] = CellState.UNMASKED, True
    states[0, half:], pins[0, half:] = case.state, case.is_pinned
    return states, pins


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files")
    parser.add_argument(
        "--checkpoint", default="chorale-conditioned", help="name of a shipped checkpoint, or a folder"
    )
    parser.add_argument(
        "--count", type=whole(1, 200), default=8, help="candidates for each figure (default 8)"
    )
    parser.add_argument("--steps", type=whole(1, MAX_STEPS), default=96, help="default 96")
    parser.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")


def run(arguments: argparse.Namespace) -> None:
    """Write melody.svg, then a score, MIDI, sound and a picture of each case, and figures.json."""
    import sunmask
    from sunmask.chorale.notation.scores import write_midi, write_musicxml
    from sunmask.chorale.sound.recording import as_usual, record
    from sunmask.lab.chorale.pictures import piano_roll

    settings = ChoraleSettings(num_steps=arguments.steps)
    model, melody, out = sunmask.load(arguments.checkpoint), ode_to_joy(), arguments.out
    out.mkdir(parents=True, exist_ok=True)
    (out / "melody.svg").write_text(piano_roll(melody))
    told = []
    for case in CASES:
        states, pins = painted(case, melody)
        made = sunmask.infill(
            melody,
            model,
            states=states,
            pins=pins,
            count=arguments.count,
            seed=arguments.seed,
            settings=settings,
        )
        grades = [sunmask.grade(chorale).overall for chorale in made]
        candidate = int(np.argmin(grades))
        meta = replace(melody.meta, title=f"{melody.meta.title}: {case.heading}")
        best = replace(made[candidate], meta=meta)
        changed = (np.abs(best.symbols_VT[0]) != np.abs(melody.symbols_VT[0])).sum()
        entry = {
            "figure": case.name,
            "heading": case.heading,
            "seed": arguments.seed,
            "candidate": candidate,
            "of": arguments.count,
            "grade": round(grades[candidate], 3) if np.isfinite(grades[candidate]) else None,
            "soprano_sixteenths_changed": int(changed),
        }
        provenance = {name: str(value) for name, value in entry.items()}
        (out / f"{case.name}.musicxml").write_bytes(write_musicxml(best, provenance=provenance))
        (out / f"{case.name}.mid").write_bytes(write_midi(best))
        record(best, as_usual(best), [out / f"{case.name}.wav"])
        (out / f"{case.name}.svg").write_text(piano_roll(best, pins))
        told.append(entry)
        print(f"{case.name}: candidate {candidate} of {arguments.count}, grade {grades[candidate]:.2f}")
    content = {"checkpoint": arguments.checkpoint, "settings": settings.to_json(), "figures": told}
    (out / "figures.json").write_text(json.dumps(content, indent=1) + "\n")


COMMAND = Command(
    "the paper's figures: Ode to Joy under three masks",
    "Harmonise Ode to Joy under three masks, and write the candidate with the best grade of each.",
    add_arguments,
    run,
)
