"""Steps a second of the shipped text model, how long an infill takes, and what a long text adds; one core."""

import time

import numpy as np

from sunmask.evaluation.texts.tasks import speed
from sunmask.kinds import kind
from sunmask.kinds.codecs import codec
from sunmask.method.cells import plan_from_states
from sunmask.method.sampling import denoise
from sunmask.method.settings import SamplerSettings
from sunmask.models.checkpoints import default, load_for_inference
from sunmask.models.inference import InferenceModel

SENTENCE = "The old sailor looked at the dark sea and thought of home. "
NUM_FREE, NUM_SENTENCES = 8, 100


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
    plan, settings = plan_from_states(states, states == 0), SamplerSettings.of_kind("text", num_steps=20)
    start = time.perf_counter()
    for _ in denoise(
        network, kind("text").sampler.denoiser(content, plan, settings, seed=1, candidates=range(1))
    ):
        pass
    return time.perf_counter() - start
