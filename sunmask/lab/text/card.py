"""The card of a text model: what it learned from and began with, and how well it guesses words."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sunmask.kinds import kind
from sunmask.kinds.registry import codec
from sunmask.lab.text.cloze import cloze_figures
from sunmask.lab.text.corpora.chosen import sentences_of
from sunmask.lab.text.corpora.english import lines_of, shippable
from sunmask.lab.text.corpora.own import is_own, own_splits
from sunmask.lab.text.corpora.passages import free_passages
from sunmask.lab.training.recipes import Recipe
from sunmask.method.cells import CellState, plan_from_states
from sunmask.method.sampling import Model
from sunmask.models.inference import InferenceModel
from sunmask.text.networks.windows import vocabulary_named
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE

MOST_SENTENCES = 2000
WORDS_OF_A_SENTENCE = 52
MINILM = (
    " It began with the weights of all-MiniLM-L6-v2 (sentence-transformers, after MiniLM by Microsoft; "
    "Apache-2.0), whose vocabulary was exchanged for cased words (sunmask/lab/text/minilm.py)."
)


def data_sentence(recipe: Recipe) -> str:
    """The sources by title, what was kept apart, and where the first weights come from. Raises ValueError for
    a run on what says nothing of a licence."""
    if is_own(recipe):
        splits = own_splits(Path(recipe.data), recipe.seed)
        return (
            f"Texts of a folder named {Path(recipe.data).name}: {len(splits['train'])} files to learn from, "
            f"{len(splits['valid'])} to validate with, {len(splits['test'])} to test with."
            + (MINILM if recipe.start else "")
        )
    if recipe.corpus == "passages":
        free = free_passages(Path(recipe.data))
        titles = sorted({free[source] for source, _ in lines_of(Path(recipe.data), "train", free)})
        return (
            "Passages of English prose that is out of copyright wherever authors are protected for 70 years "
            "after their death, of works of the United States' government, and of works under CC0 or CC BY, "
            f"whose credits are in ATTRIBUTION.tsv beside the weights: {', '.join(titles)}. Whole works were "
            "kept apart to validate and to test with." + (MINILM if recipe.start else "")
        )
    if recipe.corpus:
        raise ValueError(
            f"expected a run on sentences that may be given to anybody, got one on {recipe.corpus}: "
            "python -m sunmask benchmark takes its folder as it is"
        )
    folder = Path(recipe.data)
    sources = shippable(folder)
    learned = sorted({sources[source] for source, _ in lines_of(folder, "train", sources)})
    return (
        "English prose that is out of copyright wherever authors are protected for 70 years after their "
        "death (texts as Standard Ebooks has them, whose own work is CC0), prompts of Common Voice (CC0) and "
        f"speeches of presidents of the United States (public domain): {', '.join(learned)}. Whole books "
        "were kept apart to validate and to test with." + (MINILM if recipe.start else "")
    )


def measure(model: torch.nn.Module, recipe: Recipe, num_samples: int, seed: int) -> dict[str, Any]:
    """Hidden words of validation and test sentences, and speed. num_samples: passes that are timed."""
    vocabulary = vocabulary_named(model.config.vocabulary)  # type: ignore[union-attr]
    figures: dict[str, Any] = {}
    for split in ("valid", "test"):
        sentences = sentences_of(recipe, split, vocabulary)
        figures[split] = cloze_figures(model, sentences, vocabulary, seed=seed, limit=MOST_SENTENCES)
    return {**figures, "milliseconds_per_pass": milliseconds_per_pass(InferenceModel(model), num_samples)}


def milliseconds_per_pass(model: Model, num_passes: int) -> float:
    """Milliseconds of a core for a pass of the network over a sentence of 52 words, all of them new, whatever
    else runs."""
    content = codec("text").blank(text=" ".join([FREE] * WORDS_OF_A_SENTENCE))
    states = np.full((1, WORDS_OF_A_SENTENCE), CellState.RENOISABLE)
    plan = plan_from_states(states, np.zeros_like(states))
    denoiser = kind("text").sampler.denoiser(content, plan, TextSettings(), seed=0, candidates=range(1))
    arguments = denoiser.inputs().arguments
    model(*arguments)
    began = time.process_time()
    for _ in range(num_passes):
        model(*arguments)
    return round(1000 * (time.process_time() - began) / num_passes, 1)
