"""How long finished chorales take on one core (`python -m tests.benchmarks.composing`), and two hundred of
them, graded, in two processes."""

import time
from dataclasses import replace

import torch

from sunmask.chorale.sampling.composing import compose_new
from sunmask.chorale.settings import ChoraleSettings
from sunmask.kinds.settings import quality_settings
from sunmask.lab.chorale.evaluation.sets import SampleSet
from sunmask.lab.chorale.evaluation.work import LENGTH, Checkpoint, blocks, done
from sunmask.models.checkpoints import load, load_for_inference

CHECKPOINT = "chorale-conditioned"
NUM_STEPS, NUM_CANDIDATES, NUM_PROCESSES = ChoraleSettings().num_steps, 200, 2


def seconds_of(quality: str, count: int) -> float:
    """So many candidates of 128 sixteenths, composed from nothing together with the settings of a quality."""
    network = load_for_inference(CHECKPOINT)
    settings = ChoraleSettings(**quality_settings("chorale", quality))
    compose_new(network, LENGTH, count=count, seed=0, settings=replace(settings, num_steps=4))
    start = time.perf_counter()
    compose_new(network, LENGTH, count=count, seed=1, settings=settings)
    return time.perf_counter() - start


def report() -> None:
    """Print how long one draft, one good chorale and four of them take."""
    for quality, count, target in (("draft", 1, 1.5), ("good", 1, 3), ("good", 4, 8)):
        seconds = seconds_of(quality, count)
        print(
            f"chorales, one core, {quality:>5} x {count}        {seconds:8.1f} s        (target <= {target})"
        )


def seconds_of_many() -> float:
    """Sampled and graded in two processes, from their start to the last grade."""
    wanted = SampleSet("bench", ChoraleSettings(num_steps=NUM_STEPS), NUM_CANDIDATES)
    checkpoint = Checkpoint(CHECKPOINT, load(CHECKPOINT).card["sha256"][:8])
    start = time.perf_counter()
    num_graded = sum(len(graded) for _, graded in done(list(blocks(checkpoint, wanted, 0)), NUM_PROCESSES))
    assert num_graded == NUM_CANDIDATES, num_graded
    return time.perf_counter() - start


if __name__ == "__main__":
    torch.set_num_threads(1)
    report()
