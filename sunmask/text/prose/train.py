"""Teach SmolLM2 to write everyday prose, from left to right:

    python -m sunmask.text.prose.train --data PASSAGES --out runs/prose
    python -m sunmask.text.prose.train --out runs/prose --export sunmask/text/prose/weights
    python -m sunmask.text.prose.train --data PASSAGES --measure       # what was learned, on texts kept apart

It came as one that answers questions, which finds plain texts unlikely. `texts.jsonl.xz` has everyday texts
of many kinds, which large language models wrote for this; PASSAGES are as in `text.infilling.train`, whose
run this is with other examples.
"""

import argparse
import json
import lzma
from pathlib import Path

import numpy as np

from sunmask.text.infilling.adapter import weights
from sunmask.text.infilling.examples import NOT_ASKED, Example, Gaps
from sunmask.text.infilling.network import FillingDecoder
from sunmask.text.infilling.train import BATCH, Learning, documents, go_on, nats_of, parser_of, run_as_told
from sunmask.text.language_model import BEGIN

TEXTS, WEIGHTS = Path(__file__).parent / "texts.jsonl.xz", Path(__file__).parent / "weights"
KEPT_APART, VALIDATED = 9, 60
"""Every so manieth text is kept apart; passages of a kind to validate with."""
EVERYDAY, MODERN = 0.75, 0.12
"""Shares of examples: of everyday texts, and of passages that are no books."""
FROM_WITHIN, MOST = 0.3, 128
"""Share of examples that begin with a later sentence; pieces of an example."""


def everyday(gaps: Gaps) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The ids of texts to learn from, and of those that are kept apart."""
    lines = lzma.decompress(TEXTS.read_bytes()).decode().splitlines()
    found = [np.array(gaps.pieces.encode(json.loads(line)["text"])) for line in lines]
    apart = found[::KEPT_APART]
    return [ids for at, ids in enumerate(found) if at % KEPT_APART], apart


def example(ids: np.ndarray) -> Example:
    """A text from its beginning on; its first piece is asked for as well."""
    its = ids[:MOST].tolist()
    return [BEGIN, *its], [*its, NOT_ASKED]


class LearningProse(Learning):
    """A run that reads from left to right."""

    shares = EVERYDAY, MODERN

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
    found["everyday"] = everyday(gaps)[1]
    return {name: list(map(example, its)) for name, its in found.items() if its}


def measure(folder: Path) -> dict[str, dict[str, float]]:
    """Nats of a piece, by SmolLM2 as it came and as it was taught."""
    plain, taught = FillingDecoder(), FillingDecoder()
    taught.load_state_dict(weights(WEIGHTS), strict=False)
    found = kept_apart(folder, "test", Gaps(plain.pieces))
    return {
        name: {"as it came": nats_of(plain, its), "taught": nats_of(taught, its)}
        for name, its in found.items()
    }


def learn(arguments: argparse.Namespace, gaps: Gaps, network: FillingDecoder) -> None:
    found = documents(arguments.data, "train", gaps) | {"own": everyday(gaps)[0]}
    run = LearningProse(gaps, network, found, arguments.out)
    go_on(run, kept_apart(arguments.data, "valid", gaps), arguments.cpu_minutes)


if __name__ == "__main__":
    run_as_told(parser_of(__doc__, 30.0), learn, measure)
