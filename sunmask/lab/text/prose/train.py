"""Teach SmolLM2 to write everyday prose, from left to right:

    python -m sunmask.lab.text.prose.train --data PASSAGES --out runs/prose
    python -m sunmask.lab.text.prose.train --out runs/prose --export sunmask/text/language_model/prose/weights
    python -m sunmask.lab.text.prose.train --data PASSAGES --measure   # what was learned, on texts kept apart

It came as one that answers questions, which finds plain texts unlikely. What is learned from is that of
`lab.text.infilling.train`, whose run this is with other examples.
"""

import argparse
from pathlib import Path

import numpy as np

from sunmask.lab.text.infilling.examples import NOT_ASKED, Example, Gaps
from sunmask.lab.text.infilling.network import FillingDecoder
from sunmask.lab.text.infilling.train import (
    BATCH,
    Learning,
    documents,
    go_on,
    nats_of,
    parser_of,
    run_command,
)
from sunmask.text.language_model.infilling.adapter import PROSE, weights
from sunmask.text.language_model.model import BEGIN

VALIDATED = 60
"""Texts of a kind to validate with."""
FROM_WITHIN, MOST = 0.3, 128
"""Share of examples that begin with a later sentence; pieces of an example."""


def example(ids: np.ndarray) -> Example:
    """A text from its beginning on; its first piece is asked for as well."""
    its = ids[:MOST].tolist()
    return Example([BEGIN, *its], [*its, NOT_ASKED])


class LearningProse(Learning):
    """A run that reads from left to right."""

    def examples(self, rng: np.random.Generator) -> list[Example]:
        return [example(self._text(rng)) for _ in range(BATCH)]

    def _text(self, rng: np.random.Generator) -> np.ndarray:
        ids = self.document(rng)
        if rng.random() >= FROM_WITHIN:
            return ids
        later = np.flatnonzero(self.gaps.closes[ids[:-1]]) + 1
        if not len(later):
            return ids
        text = self.gaps.pieces.decode(ids[int(rng.choice(later)) :].tolist())
        return np.array(self.gaps.pieces.encode(text.lstrip(' \n"')))


def kept_apart(folder: Path, split: str, gaps: Gaps) -> dict[str, list[Example]]:
    """Examples to validate or to test with."""
    found = {
        name: its[:: max(1, len(its) // VALIDATED)] for name, its in documents(folder, split, gaps).items()
    }
    return {name: list(map(example, its)) for name, its in found.items() if its}


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Nats of a piece, by SmolLM2 as it came and as it was taught."""
    plain, taught = FillingDecoder(), FillingDecoder()
    taught.load_state_dict(weights(PROSE), strict=False)
    found = kept_apart(folder, "test", Gaps(plain.pieces))
    return {
        name: {"as it came": nats_of(plain, its), "taught": nats_of(taught, its)}
        for name, its in found.items()
    }


def learn(arguments: argparse.Namespace, gaps: Gaps, network: FillingDecoder) -> None:
    run = LearningProse(gaps, network, documents(arguments.data, "train", gaps), arguments.out)
    go_on(run, kept_apart(arguments.data, "valid", gaps), arguments.cpu_minutes)


if __name__ == "__main__":
    run_command(parser_of(__doc__, 30.0), learn, measure)
