"""How long a finished chorale takes on one core, and two hundred of them, graded, in two processes."""

import time

from sunmask.chorale.composing import blank_chorale, compose
from sunmask.evaluation.sets import SampleSet
from sunmask.evaluation.work import LENGTH, Checkpoint, blocks, done
from sunmask.method.settings import SamplerSettings
from sunmask.models.checkpoints import load, load_for_inference

CHECKPOINT = "chorale-conditioned"
NUM_STEPS, NUM_CANDIDATES, NUM_PROCESSES = SamplerSettings().num_steps, 200, 2


def seconds_of_one() -> float:
    """One candidate of 128 sixteenths, composed from nothing with the default settings."""
    network, settings = load_for_inference(CHECKPOINT), SamplerSettings(num_steps=NUM_STEPS)
    compose(network, blank_chorale(LENGTH), count=1, seed=0, settings=SamplerSettings(num_steps=2))
    start = time.perf_counter()
    compose(network, blank_chorale(LENGTH), count=1, seed=1, settings=settings)
    return time.perf_counter() - start


def seconds_of_many() -> float:
    """Sampled and graded in two processes, from their start to the last grade."""
    wanted = SampleSet("bench", SamplerSettings(num_steps=NUM_STEPS), NUM_CANDIDATES)
    checkpoint = Checkpoint(CHECKPOINT, load(CHECKPOINT).card["sha256"][:8])
    start = time.perf_counter()
    num_graded = sum(len(graded) for _, graded in done(list(blocks(checkpoint, wanted, 0)), NUM_PROCESSES))
    assert num_graded == NUM_CANDIDATES, num_graded
    return time.perf_counter() - start
