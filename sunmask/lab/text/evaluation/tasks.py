"""Tasks of a text model: spans of words infilled from both sides, held words in runs of all kinds, seconds of
a step and of an infill."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sunmask.kinds.generate import generate
from sunmask.kinds.registry import codec
from sunmask.lab.text.card import milliseconds_per_pass
from sunmask.lab.text.evaluation import judge
from sunmask.method.cells import CellState, Plan, plan_from_states
from sunmask.method.sampling import Model
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import FREE, is_mark, words_to_text

SPAN = 4
FEWEST_WORDS, MOST_WORDS = 9, 40
"""Words of a sentence with a span."""
WORDS_OF_AN_INFILL, CANDIDATES_OF_AN_INFILL = 40, 3
WORDS_OF_A_LONG_TEXT = 3000
STUDIED: tuple[dict[str, Any], ...] = (
    {},
    *({"num_steps": value} for value in (8, 16, 24, 64)),
    *({"temperature": value} for value in (0.5, 0.65, 1.0)),
    *({"typical_mass": value} for value in (0.8, 1.0)),
    *({"finish": value} for value in (0.7, 0.3)),
    {"redraw_share": 0.5},
    {"accept_ramp": True},
    {"active_balance": True},
    *({"eta": value} for value in (0.4, 1.0)),
    *({"alpha_min": value} for value in (0.02, 0.3)),
)
"""Changes that the study makes to the default settings, one at a time."""


def span_canvases(sentences: Sequence[str], count: int, seed: int) -> list[tuple[dict[str, Any], Plan]]:
    """The first `count` sentences that have SPAN words in a row and others beside them, with the plan to
    compose one such span, chosen by the seed, anew."""
    rng = np.random.default_rng(seed)
    found = []
    for text in sentences:
        content = codec("text").blank(text=text)
        words = content["words"]
        firsts = [at for at in range(1, len(words) - SPAN) if not any(map(is_mark, words[at : at + SPAN]))]
        if firsts and FEWEST_WORDS <= len(words) <= MOST_WORDS:
            first = int(rng.choice(firsts))
            states = np.full((1, len(words)), CellState.UNMASKED)
            states[0, first : first + SPAN] = CellState.RENOISABLE
            found.append((content, plan_from_states(states, states == CellState.UNMASKED)))
        if len(found) == count:
            break
    return found


def infilled(
    model: Model,
    canvases: Sequence[tuple[dict[str, Any], Plan]],
    *,
    seed: int = 0,
    settings: TextSettings | None = None,
) -> list[str]:
    """One text for each canvas."""
    made = []
    for number, (content, plan) in enumerate(canvases):
        (each,) = generate(model, content, plan, count=1, seed=seed + number, settings=settings)
        made.append(words_to_text(each["words"], each["spaces"]))
    return made


def spans(
    model: Model,
    sentences: Sequence[str],
    *,
    count: int,
    seed: int = 0,
    changes: Sequence[Mapping[str, Any]] = ({},),
) -> list[dict[str, Any]]:
    """For each change of the default settings: perplexity of a word of the whole sentence by the judge, of
    real sentences and of those with SPAN words composed anew; same: share of spans that came out as they
    were. Raises ValueError without the judge."""
    judge.weights()
    canvases = span_canvases(sentences, count, seed)
    real = [words_to_text(content["words"], content["spaces"]) for content, _ in canvases]
    made = [infilled(model, canvases, seed=seed, settings=TextSettings(**change)) for change in changes]
    nats = np.reshape(judge.nats([text for texts in (real, *made) for text in texts]), (-1, len(real)))
    of_real, *of_made = (
        judge.word_perplexity(texts, found.tolist()) for texts, found in zip((real, *made), nats, strict=True)
    )
    return [
        {
            "change": dict(change),
            "count": len(texts),
            "real": round(of_real, 1),
            "infilled": round(perplexity, 1),
            "ratio": round(perplexity / of_real, 3),
            "same": round(sum(a == b for a, b in zip(real, texts, strict=True)) / len(texts), 3),
        }
        for change, texts, perplexity in zip(changes, made, of_made, strict=True)
    ]


def holds(
    model: Model, sentences: Sequence[str], *, count: int, seed: int = 0, num_steps: int = 4
) -> dict[str, Any]:
    """Runs of random states and pins, and in how many every held word stood where it stood before."""
    rng = np.random.default_rng(seed)
    settings = TextSettings(num_steps=num_steps)
    num_kept = num_held = num_runs = 0
    while num_runs < count:
        content = codec("text").blank(text=sentences[int(rng.integers(len(sentences)))])
        words = content["words"][:MOST_WORDS]
        content = codec("text").blank(text=" ".join(words))
        words = content["words"]
        states = rng.integers(3, size=(1, len(words)))
        plan = plan_from_states(states, rng.random(states.shape) < 0.5)
        together = min(4, count - num_runs)
        made = generate(model, content, plan, count=together, seed=seed + num_runs, settings=settings)
        held = np.flatnonzero(plan.hold[0])
        num_kept += sum(all(each["words"][at] == words[at] for at in held) for each in made)
        num_held += len(held) * together
        num_runs += together
    return {"runs": num_runs, "kept": num_kept, "held_words": num_held}


def speed(model: Model, *, num_passes: int = 40) -> dict[str, Any]:
    """Passes of the network a second over a sentence of 52 words, timed over so many, and seconds of an
    infill of 40 words with three candidates and default settings; of a core's time, whatever else runs."""
    milliseconds = milliseconds_per_pass(model, num_passes)
    content = codec("text").blank(text=" ".join([FREE] * WORDS_OF_AN_INFILL))
    states = np.full((1, WORDS_OF_AN_INFILL), CellState.RENOISABLE)
    plan = plan_from_states(states, states == CellState.UNMASKED)
    began = time.process_time()
    generate(model, content, plan, count=CANDIDATES_OF_AN_INFILL, seed=0)
    return {
        "passes_per_second": round(1000 / milliseconds, 1),
        "seconds_of_an_infill": round(time.process_time() - began, 2),
    }


def speed_in_a_long_text(model: Model, sentences: Sequence[str]) -> dict[str, Any]:
    """Seconds of a core's time for one sentence, but for its end, that is composed anew in the middle of a
    long text of these sentences, with three candidates and default settings."""
    words: list[str] = []
    free = range(0)
    for text in sentences:
        its = codec("text").blank(text=text)["words"]
        if (
            not free
            and len(words) >= WORDS_OF_A_LONG_TEXT // 2
            and FEWEST_WORDS <= len(its) <= MOST_WORDS // 2
        ):
            free = range(len(words), len(words) + len(its) - 1)
        words += its
        if free and len(words) >= WORDS_OF_A_LONG_TEXT:
            break
    content = codec("text").blank(text=" ".join(words))
    states = np.full((1, len(content["words"])), CellState.UNMASKED)
    states[0, list(free)] = CellState.RENOISABLE
    plan = plan_from_states(states, states == CellState.UNMASKED)
    began = time.process_time()
    generate(model, content, plan, count=CANDIDATES_OF_AN_INFILL, seed=0)
    seconds = round(time.process_time() - began, 2)
    return {"seconds_in_a_long_text": seconds, "words_of_a_long_text": len(words), "free_words": len(free)}
