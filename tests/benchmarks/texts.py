"""Passes a second of the shipped text network, how long gaps take to fill, and what a long text adds.

python -m tests.benchmarks.texts --threads 2
"""

import argparse
import random
import resource
import time
from statistics import mean

import torch

import sunmask
from sunmask.kinds import kind
from sunmask.kinds.settings import settings_of
from sunmask.lab.text.evaluation.tasks import speed
from sunmask.method.sampling import denoise
from sunmask.models.checkpoints import default, load_for_inference
from sunmask.models.inference import InferenceModel
from sunmask.text.language_model.infilling.adapter import writing_language_model
from sunmask.text.painted import read_painted
from sunmask.text.words.words import FREE

NUM_SENTENCES = 105
"""On either side of a gap in a long text."""
GAP_OF_SIX = "When she heard the news, she [6] before anybody could stop her."
GAP_OF_TWELVE = "When the new owner came, [12] before the shops had opened."
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
    """Passes of the network a second over a sentence of 52 words; seconds of 40 words, three candidates,
    default steps."""
    figures = speed(load_for_inference(default("text"), "cpu"))
    return figures["passes_per_second"], figures["seconds_of_an_infill"]


def first_phrase() -> tuple[float, float]:
    """Seconds until a gap of six words has a phrase that can be taken, and until its three candidates are
    done and ranked, by the clock."""
    network = load_for_inference(default("text"), "cpu")
    kind("text").sampler.make_ready()
    painted = read_painted(GAP_OF_SIX)
    taken, done = [], []
    for seed in SEEDS:
        start = time.perf_counter()
        denoiser = kind("text").sampler.denoiser(
            painted.content, painted.plan, settings_of("text"), seed=seed, candidates=range(3)
        )
        steps = denoise(network, denoiser)
        next(step for step in steps if FREE not in step.symbols_BVT)
        taken.append(time.perf_counter() - start)
        for _ in steps:
            pass
        kind("text").sampler.likelihoods(denoiser)
        done.append(time.perf_counter() - start)
        forget()
    return mean(taken), mean(done)


def forget() -> None:
    """Let the language model remember no beginning of a text."""
    whole = writing_language_model()
    for model in {id(each): each for each in (whole, whole.infiller, whole.instructed) if each}.values():
        model._kept.clear()


def price_of_length() -> float:
    """How much more CPU time twelve words take in a text of two thousand than in a short one."""
    network = load_for_inference(default("text"), "cpu")
    kind("text").sampler.make_ready()
    _seconds(network, 1)
    return _seconds(network, NUM_SENTENCES) / _seconds(network, 1)


def _seconds(network: InferenceModel, num_sentences: int) -> float:
    rng = random.Random(1)
    before, after = ([rng.choice(SENTENCES) for _ in range(num_sentences)] for _ in range(2))
    painted = read_painted(" ".join([*before, GAP_OF_TWELVE, *after]))
    forget()
    start = time.process_time()
    denoiser = kind("text").sampler.denoiser(
        painted.content, painted.plan, settings_of("text"), seed=1, candidates=range(3)
    )
    for _ in denoise(network, denoiser):
        pass
    kind("text").sampler.likelihoods(denoiser)
    return time.process_time() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1, help="of arithmetic")
    report(parser.parse_args().threads)
