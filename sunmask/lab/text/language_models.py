"""Language models beside each other, before one of them writes texts:

python -m sunmask.lab.text.language_models FILE.gguf ...

Each is one row: millions of weights, nats a word of the texts that ship, milliseconds a piece on one thread,
and the mean likeness of sentences that mean something else and that mean the same, by which rewording is
brought to the scale of its numbers. One whose two means lie close together rewords badly. The first row is
the model that is used here.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch

from sunmask.text.demos import DEMOS
from sunmask.text.language_model import chosen_weights
from sunmask.text.language_model.model import LanguageModel, load
from sunmask.text.phrases.rewriting import Sense

COLUMNS = ("weights", "nats", "ms", "others", "same")


def row(model: LanguageModel) -> tuple[str, ...]:
    """The figures of one, by `COLUMNS`."""
    pieces, nats, seconds, num_pieces, num_words = model.pieces, 0.0, 0.0, 0, 0
    for text in DEMOS.values():
        ids = pieces.encode(text)
        begun = time.perf_counter()
        nats -= float(model.score([pieces.begin], [ids])[0].sum())
        seconds += time.perf_counter() - begun
        num_pieces, num_words = num_pieces + len(ids), num_words + len(text.split())
    config = model.decoder.config
    a_block = config.width * (2 * config.width + 2 * config.groups * (config.width // config.heads))
    a_block += 3 * config.width * config.hidden
    millions = (config.depth * a_block + config.num_tokens * config.width) / 1e6
    others, same = Sense(model).contrast()
    return (
        f"{millions:.0f} M",
        f"{nats / num_words:.2f}",
        f"{1000 * seconds / num_pieces:.1f}",
        f"{others:.2f}",
        f"{same:.2f}",
    )


def main(files: Sequence[str]) -> int:
    """Prints the table. Raises ValueError for a file that is no such model."""
    torch.set_num_threads(1)
    print(f"{'':40}" + "".join(f"{name:>10}" for name in COLUMNS))
    for each in (chosen_weights.chosen(), *map(Path, files)):
        figures = row(load(each))
        print(f"{each.name:40.40}" + "".join(f"{figure:>10}" for figure in figures), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
