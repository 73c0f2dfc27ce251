"""How well phrases are ordered for strict readers, by their likelihood and by what else counts:

    python -m tests.benchmarks.fitting
    python -m tests.benchmarks.fitting --read looked_for

`readings/fitting.json` and `readings/looked_for.json` have texts with a gap, phrases for it and which of them
a reader kept; `how` says whether the phrases were tried or looked for by beam search. pairs: of one that was
kept and one that was not in the same gap, how often the first is above; first, three, any: in how many gaps
the first, one of the first three, or any of them was kept.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch

from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.infilling.adapter import filling_language_model
from sunmask.text.painted import read_painted
from sunmask.text.phrases import fluency as counted
from sunmask.text.phrases.around import Around
from sunmask.text.phrases.fluency import Fluency
from sunmask.text.phrases.moves import RIGHT, Revision
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import directed
from sunmask.text.words.words import FREE
from tests.benchmarks.reading import painted

READ = Path(__file__).parent / "readings"
LENGTHS = {"1": "one word", "3": "short", "5": "short"}
COUNTED = {"AN_ECHO": counted.AN_ECHO, "TOLD_SHARE": counted.TOLD_SHARE}


def _nothing(share: float | tuple[float, float]) -> float | tuple[float, float]:
    return (0.0, 0.0) if isinstance(share, tuple) else 0.0


NAMES = ("likelihood", "and echoes", "and told")
WAYS: dict[str, dict[str, Any]] = {
    name: {
        what: share if at < number else _nothing(share) for at, (what, share) in enumerate(COUNTED.items())
    }
    for number, name in enumerate(NAMES)
}
"""What counts, by name: see `text.phrases.fluency`."""


def nats(text: str, phrases: Sequence[str]) -> np.ndarray:
    """How good the sampler finds each phrase in the gap, (M,)."""
    content = read_painted(painted(text)).content
    words, spaces = content["words"], content["spaces"]
    free_T = np.array([word == FREE for word in words])
    cells = np.flatnonzero(free_T).tolist()
    around = Around(words, spaces, directed(words, spaces), np.ones(len(words), dtype=bool), free_T)
    move = Revision(tuple(cells), min(len(words), cells[-1] + 1 + RIGHT))
    settings = TextSettings(temperature=1.0)
    values = [phrase.split(" ") for phrase in phrases]
    return alone(Fluency(filling_language_model).energy(around, move, values, settings))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--read", default="fitting", metavar="NAME", help="of a file of readings")
    arguments = parser.parse_args()
    figures: dict[tuple[str, str, str], list[list[float]]] = defaultdict(lambda: [[], [], [], []])
    for gap in json.loads((READ / f"{arguments.read}.json").read_text()):
        kept_M = np.isin(np.arange(len(gap["made"])), gap["kept"])
        for way, what_counts in WAYS.items():
            with patch.multiple(counted, **what_counts):
                nats_M = nats(gap["text"], gap["made"])
            its = figures[gap["how"], LENGTHS.get(gap["span"], "long"), way]
            if kept_M.any() and not kept_M.all():
                its[0].append(float((nats_M[kept_M][:, None] > nats_M[~kept_M]).mean()))
            order = np.argsort(-nats_M)
            its[1].append(float(kept_M[order[0]]))
            its[2].append(float(kept_M[order[:3]].any()))
            its[3].append(float(kept_M.any()))
    for (how, length, way), (pairs, *of_gaps) in sorted(figures.items()):
        shares = "  ".join(f"{np.mean(each):.0%}" for each in (pairs, *of_gaps))
        print(f"{how:10} {length:8} {way:11} {len(of_gaps[0]):3} gaps, pairs, first, three, any: {shares}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
