"""Whether candidates keep to the limits of their voices, and whether their descriptions tell them apart
(`python -m tests.benchmarks.candidates`).

Fifty runs of four drafts under melodies of the demos; in every other run the composed voices have narrow
ranges and largest leaps. Exits with 1 where a note lies outside, or two candidates of a run are described
alike.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from sunmask.chorale.content import meta_to_json
from sunmask.chorale.demos import DEMO_NAMES, demo_chorale
from sunmask.chorale.music.symbols import Chorale, normalise
from sunmask.chorale.music.voices import STANDARD, Voice
from sunmask.chorale.rules.leaps import leap_places
from sunmask.chorale.sampling.composing import compose, plan_to_keep
from sunmask.chorale.settings import ChoraleSettings
from sunmask.kinds.settings import quality_settings
from sunmask.models.checkpoints import load_for_inference

CHECKPOINT = "chorale-conditioned"
NUM_RUNS, NUM_CANDIDATES, LENGTH = 50, 4, 128
LIMITS = {1: (55, 69, 5), 2: (48, 64, 5), 3: (41, 57, 7)}
"""By row: the lowest and the highest note, and the largest leap in semitones."""
FRONTEND = Path(__file__).parents[2] / "frontend"
DESCRIBE = """
import { readFileSync } from "node:fs";
import { descriptionsOf } from "{source}/words/description";
import { readMeta } from "{source}/music/bars";
const runs = JSON.parse(readFileSync(0, "utf8"));
const described = runs.map(({ grids, meta, fermatas }) => descriptionsOf(grids, readMeta(meta), fermatas));
console.log(JSON.stringify(described));
"""


def limited(voices: tuple[Voice, ...]) -> tuple[Voice, ...]:
    """The usual voices with the limits of those that are composed."""
    return tuple(
        replace(voice, low=LIMITS[row][0], high=LIMITS[row][1], leap=LIMITS[row][2])
        if row in LIMITS
        else voice
        for row, voice in enumerate(voices)
    )


def melodies() -> Iterator[Chorale]:
    """The beginnings of the demos that have a soprano and are as long."""
    for name in DEMO_NAMES:
        piece = demo_chorale(name)
        symbols_VT = piece.symbols_VT[:, :LENGTH].copy()
        if symbols_VT.shape[1] == LENGTH and symbols_VT[0].any():
            symbols_VT[1:] = 0
            meta = replace(piece.meta, metre_changes=(), key_changes=())
            fermatas = frozenset((voice, t) for voice, t in piece.fermatas if voice == 0 and t < LENGTH)
            yield Chorale(normalise(symbols_VT), meta, fermatas)


def outside(piece: Chorale) -> int:
    """Composed notes outside their range or behind too wide a leap."""
    count = 0
    for row, (low, high, leap) in LIMITS.items():
        pitches = np.abs(piece.symbols_VT[row])
        count += int(((pitches > 0) & ((pitches < low) | (pitches > high))).sum())
        count += int(leap_places(piece.symbols_VT[row : row + 1], [leap]).sum())
    return count


def described(runs: list[dict]) -> list[list[str]]:
    """The descriptions that the browser gives the candidates of each run."""
    with tempfile.TemporaryDirectory() as folder:
        entry, bundle = Path(folder) / "describe.ts", Path(folder) / "describe.mjs"
        entry.write_text(DESCRIBE.replace("{source}", str(FRONTEND / "src/domain/chorale")))
        command = ["npx", "rolldown", str(entry), "--platform", "node", "--file", str(bundle)]
        subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True)
        done = subprocess.run(
            ["node", str(bundle)], input=json.dumps(runs), text=True, check=True, capture_output=True
        )
    return json.loads(done.stdout)


def main() -> int:
    """Compose, count and print."""
    network = load_for_inference(CHECKPOINT)
    settings = ChoraleSettings(**quality_settings("chorale", "draft"))
    starts = list(melodies())
    runs, num_limited, num_within = [], 0, 0
    for number in range(NUM_RUNS):
        start = starts[number % len(starts)]
        if number % 2 == 0:
            start = replace(start, meta=replace(start.meta, voices=limited(STANDARD)))
        plan = plan_to_keep(start, "S")
        made = compose(network, start, count=NUM_CANDIDATES, seed=number, settings=settings, plan=plan)
        if number % 2 == 0:
            num_limited += len(made)
            num_within += sum(outside(piece) == 0 for piece in made)
        runs.append(
            {
                "grids": [piece.symbols_VT.tolist() for piece in made],
                "meta": meta_to_json(start.meta),
                "fermatas": sorted(t for voice, t in start.fermatas if voice == 0),
            }
        )
    alike = [texts for texts in described(runs) if len(set(texts)) < len(texts)]
    print(f"candidates within ranges and leaps           {num_within:8d} of {num_limited}")
    print(f"runs in which two candidates read alike      {len(alike):8d} of {NUM_RUNS}")
    for texts in alike:
        print("  ", *texts, sep="\n    ")
    return int(num_within < num_limited or bool(alike))


if __name__ == "__main__":
    torch.set_num_threads(1)
    sys.exit(main())
