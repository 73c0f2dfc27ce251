"""Steps a second of the shipped text model, how long gaps take to fill, and what a long text adds.

python -m tests.benchmarks.texts --threads 2
"""

import argparse
import random
import resource
import time
from statistics import mean

import numpy as np
import torch

import sunmask
from sunmask.kinds import kind
from sunmask.kinds.registry import codec
from sunmask.lab.text.evaluation.tasks import speed
from sunmask.method.cells import plan_from_states
from sunmask.method.sampling import denoise
from sunmask.models.checkpoints import default, load_for_inference
from sunmask.models.inference import InferenceModel
from sunmask.text.settings import TextSettings

SENTENCE = "The old sailor looked at the dark sea and thought of home. "
NUM_FREE, NUM_SENTENCES = 8, 100
SENTENCES = (
    "The boat was late again.",
    "Nobody in the village knew why the bell had rung.",
    "She kept the key in a tin box under the stairs.",
    "They walked home along the canal in the rain.",
    "His brother had gone to the city to look for work.",
    "A man with a grey coat asked for the way to the station.",
)
SEEDS = (2, 3, 4, 5)


def gaps() -> dict[str, str]:
    """Texts with a gap, by what is measured."""
    rng = random.Random(1)
    many = [rng.choice(SENTENCES) for _ in range(3 * NUM_SENTENCES)]
    middle = len(many) // 2
    return {
        "40 words": "The old house stood at the end of the road. [40] In the morning they packed their "
        "things and left without a word.",
        "nine words in a sentence": "She opened the box and [9] before anyone could see it. Then she left.",
        "nine words among 2,700": " ".join([*many[:middle], "[9]", *many[middle:]]),
    }


def report(num_threads: int) -> None:
    """Print how long three candidates take with the language model, by the clock, and how much memory."""
    torch.set_num_threads(num_threads)
    model = sunmask.load(kind="text", device="cpu")
    sunmask.infill("The cat [2] on the mat.", model, kind="text", count=1, seed=1)
    for name, text in gaps().items():
        took = []
        for seed in SEEDS:
            start = time.perf_counter()
            sunmask.infill(text, model, kind="text", count=3, seed=seed)
            took.append(time.perf_counter() - start)
        seconds = f"{mean(took):.1f} s ({min(took):.1f} to {max(took):.1f})"
        print(f"{name + ', 3 candidates':42}{seconds:>22}", flush=True)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'memory, at most':42}{megabytes:>19} MB")


def speeds() -> tuple[float, float]:
    """Steps a second of a sentence of 52 words; seconds of 40 words, three candidates, default steps."""
    told = speed(load_for_inference(default("text"), "cpu"))
    return told["steps_per_second"], told["seconds_of_an_infill"]


def price_of_length() -> float:
    """How much longer some words take in a text of a hundred sentences than in a text of three."""
    network = load_for_inference(default("text"), "cpu")
    _seconds(network, 3)
    return _seconds(network, NUM_SENTENCES) / _seconds(network, 3)


def _seconds(network: InferenceModel, num_sentences: int) -> float:
    content = codec("text").blank(text=SENTENCE * num_sentences)
    states = np.zeros((1, len(content["words"])), dtype=int)
    first = states.size // 2
    states[0, first : first + NUM_FREE] = 2
    plan, settings = plan_from_states(states, states == 0), TextSettings(num_steps=20)
    start = time.perf_counter()
    for _ in denoise(
        network, kind("text").sampler.denoiser(content, plan, settings, seed=1, candidates=range(1))
    ):
        pass
    return time.perf_counter() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1, help="of arithmetic")
    report(parser.parse_args().threads)
