"""Pieces from nothing that a network from left to right begins, beside those that the denoiser writes alone:

python -m sunmask.lab.chorale.second_opinion.beginning [--count 100] [--seed 920]

prints how well a logistic regression tells either from Bach: the AUC of twelve at a time by what of the
features is known (see `composed.few_told_apart`), and an outside listener's nats a sixteenth. The features
were read while this was made, so it is no last word; the listener's weights were never used.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace

import torch

import sunmask
from sunmask.chorale.sampling.composing import compose_new
from sunmask.chorale.settings import QUALITIES, ChoraleSettings
from sunmask.lab.chorale.evaluation.judges import verdict
from sunmask.lab.chorale.evaluation.judges.pieces import cuts
from sunmask.lab.chorale.evaluation.work import splits

NUM_SIXTEENTHS = 128


def main(arguments: Sequence[str] | None = None) -> None:
    """The table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=920)
    its = parser.parse_args(arguments)
    torch.set_num_threads(1)
    model = sunmask.load("chorale-conditioned")
    (good,) = (quality for quality in QUALITIES if quality.name == "good")
    sets = {}
    for name, begins in (("begun", True), ("alone", False)):
        settings = replace(ChoraleSettings(), **{**good.settings, "begin_in_order": begins})
        before = time.process_time()
        sets[name] = compose_new(model, NUM_SIXTEENTHS, count=its.count, seed=its.seed, settings=settings)
        print(f"{name}: {(time.process_time() - before) / its.count:.2f} CPU s a piece", flush=True)
    its_splits = splits()
    held = [piece for name in verdict.HELD_OUT for piece in its_splits[name]]
    bach = [(cut, piece.name) for piece in held for cut in cuts(piece)]
    for row in verdict.real_rows(bach, its_splits["train"], sets):
        if "few" in row:
            print(row["name"], ", ".join(f"{name} {each['mean']:.3f}" for name, each in row["few"].items()))
    for row in verdict.surprise_rows([cut for cut, _ in bach], sets):
        print(row["name"], f"{row['frame']:.3f} nats ({row['low']:.3f} to {row['high']:.3f})")


if __name__ == "__main__":
    main()
