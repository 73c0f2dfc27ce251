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
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from sunmask.text.configuration import CONFIGURATION
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.infilling.adapter import writing_language_model
from sunmask.text.painted import read_painted
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Writing
from sunmask.text.phrases.run_models import RunModels, Task
from sunmask.text.phrases.score import score
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import directed
from sunmask.text.words.words import FREE
from tests.benchmarks.reading import painted

READ = Path(__file__).parent / "readings"
LENGTHS = {"1": "one word", "3": "short", "5": "short"}
NO_INFILLING = {"infilling_share": 0.0, "infilling_share_long": 0.0}
WAYS: dict[str, dict[str, float]] = {
    "likelihood": {"echo": 0.0, **NO_INFILLING},
    "and echoes": NO_INFILLING,
    "and the gap model": {},
}
"""What does not count, by name: see `Scoring`."""


def nats(text: str, phrases: Sequence[str], numbers: Mapping[str, float]) -> np.ndarray:
    """How good the sampler finds each phrase in the gap, with other numbers of scoring, (M,)."""
    configuration = replace(CONFIGURATION, scoring=replace(CONFIGURATION.scoring, **numbers))  # type: ignore[arg-type]
    content = read_painted(painted(text)).content
    words, spaces = content["words"], content["spaces"]
    free_T = np.array([word == FREE for word in words])
    cells = np.flatnonzero(free_T).tolist()
    context = Context(words, spaces, directed(words, spaces), np.ones(len(words), dtype=bool), free_T)
    move = Writing(tuple(cells), min(len(words), cells[-1] + 1 + configuration.proposing.right))
    settings = TextSettings(temperature=1.0)
    values = [phrase.split(" ") for phrase in phrases]
    models = RunModels(writing_language_model, configuration=configuration)
    return alone(score(Task(models, context, move, settings), values))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--read", default="fitting", metavar="NAME", help="of a file of readings")
    arguments = parser.parse_args()
    figures: dict[tuple[str, str, str], list[list[float]]] = defaultdict(lambda: [[], [], [], []])
    for gap in json.loads((READ / f"{arguments.read}.json").read_text()):
        kept_M = np.isin(np.arange(len(gap["made"])), gap["kept"])
        for way, numbers in WAYS.items():
            nats_M = nats(gap["text"], gap["made"], numbers)
            its = figures[gap["how"], LENGTHS.get(gap["span"], "long"), way]
            if kept_M.any() and not kept_M.all():
                its[0].append(float((nats_M[kept_M][:, None] > nats_M[~kept_M]).mean()))
            order = np.argsort(-nats_M)
            its[1].append(float(kept_M[order[0]]))
            its[2].append(float(kept_M[order[:3]].any()))
            its[3].append(float(kept_M.any()))
    for (how, length, way), (pairs, *of_gaps) in sorted(figures.items()):
        shares = "  ".join(f"{np.mean(each):.0%}" for each in (pairs, *of_gaps))
        print(f"{how:10} {length:8} {way:18} {len(of_gaps[0]):3} gaps, pairs, first, three, any: {shares}")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
