"""Gaps of fresh prompts filled in several ways, with CPU seconds, and a blind sheet of the words.

    python -m tests.benchmarks.text_parts --prompts steps_prompts.json --ways steps_12,steps_3 --out ways
    python -m tests.benchmarks.text_parts --sheet steps_12,steps_3 --out ways    # sheet.md and key.json
    python -m tests.benchmarks.text_parts --marks marks.txt --out ways           # which ways were kept

Each way leaves one part of the model out, or takes another number of steps. A way's candidates are written
to a file of its own, a prompt at a time, so that an interrupted run goes on where it ended. marks.txt has a
line for each prompt, "7 ACD": in the seventh, A, C and D would be kept.
"""

import argparse
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import torch

import sunmask
from sunmask.fetching import checked
from sunmask.kinds.generate import best_first, contents_of, finished_denoisers
from sunmask.method.sampling import Model
from sunmask.models.decoder import from_gguf
from sunmask.models.gguf import Gguf
from sunmask.text.language_model.chosen_weights import SMOLLM2
from sunmask.text.language_model.infilling.adapter import writing_language_model
from sunmask.text.language_model.model import LanguageModel, language_model
from sunmask.text.painted import read_painted
from sunmask.text.sampling.sampler import SAMPLER
from sunmask.text.settings import TextSettings

FOLDER = Path(__file__).parent
COUNT = 3
GAP = re.compile(r"\[(\d+)\]")


@cache
def without_prose() -> LanguageModel:
    """The language model as it came in the place of the one that was taught everyday prose."""
    whole = writing_language_model()
    writer = from_gguf(Gguf(checked(SMOLLM2)), in_eight_bits=True, beside=language_model().decoder)
    return LanguageModel(writer, whole.pieces, whole.infiller, whole.instructed, weighs_phrases=True)


@cache
def without_gap_model() -> LanguageModel:
    whole = writing_language_model()
    return LanguageModel(whole.decoder, whole.pieces, None, whole.instructed, weighs_phrases=True)


STORED = {"one_sentence": False, "search_width": 32}
"""As runs were that have twelve steps."""
WAYS: dict[str, dict[str, Any]] = {
    "steps_12": {"num_steps": 12, **STORED},
    "steps_3": {"num_steps": 3, **STORED},
    "now": {},
    "no_prose": {"model": without_prose},
    "no_gap_model": {"model": without_gap_model},
    "no_second_length": {"about_length": False},
    "width_16": {"search_width": 16},
    "width_24": {"search_width": 24},
}


def fill(network: Model, prompt: str, seed: int, way: str) -> dict[str, Any]:
    """The texts of a prompt, likeliest first, CPU seconds, and seconds until all gaps have a phrase."""
    told = dict(WAYS[way])
    load: Callable[[], LanguageModel] = told.pop("model", writing_language_model)
    load()
    SAMPLER._load = load
    painted, steps = read_painted(prompt), []
    began, began_cpu = time.perf_counter(), time.process_time()
    for done in finished_denoisers(
        network,
        painted.content,
        painted.plan,
        count=COUNT,
        seed=seed,
        settings=TextSettings(**told),
        on_step=lambda _, step: steps.append((step.number, time.perf_counter() - began, step.symbols_BVT)),
    ):
        order = best_first(SAMPLER.likelihoods(done))
        made = contents_of(painted.content, done)
    cpu = time.process_time() - began_cpu
    free = [at for at, word in enumerate(painted.content["words"]) if word == "▢"]
    words = [[made[number]["words"][at] for at in free] for number in order]
    return {
        "prompt": prompt,
        "texts": [filled(prompt, each) for each in words],
        "cpu_s": round(cpu, 2),
        "seconds": [[number, round(at, 2)] for number, at, _ in steps],
    }


def filled(prompt: str, words: list[str]) -> str:
    """What stands in the gaps of a prompt, with a bar between them."""
    parts, at = [], 0
    for count in map(int, GAP.findall(prompt)):
        here = [word for word in words[at : at + count] if word]
        parts.append(re.sub(r" ([.,;:!?])", r"\1", " ".join(here)))
        at += count
    return " | ".join(parts)


def write(out: Path, prompts: list[str], ways: list[str], part: slice, seed: int) -> None:
    torch.set_num_threads(1)
    network = sunmask.load(kind="text", device="cpu")
    fill(network, "The cat [2] on the mat.", 1, ways[0])
    for way in ways:
        file = out / f"{way}.jsonl"
        there = file.read_text().count("\n") if file.exists() else 0
        with file.open("a") as lines:
            for number, prompt in list(enumerate(prompts))[part][there:]:
                told = fill(network, prompt, seed + number, way)
                lines.write(json.dumps(told, ensure_ascii=False) + "\n")
                lines.flush()


def read(out: Path, way: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / f"{way}.jsonl").read_text().splitlines()]


def sheet(out: Path, ways: list[str]) -> None:
    """First candidates of all ways, without names; those that are the same have one place."""
    rng, key, made = random.Random(11), [], {way: read(out, way) for way in ways}
    with (out / "sheet.md").open("w") as lines:
        for number, of_each in enumerate(zip(*made.values(), strict=True), start=1):
            ways_of: dict[str, list[str]] = defaultdict(list)
            for way, told in zip(made, of_each, strict=True):
                ways_of[told["texts"][0]].append(way)
            texts = rng.sample(list(ways_of), len(ways_of))
            lines.write(f"\n{number} {of_each[0]['prompt']}\n")
            for letter, text in zip("ABCDEFGHIJK", texts, strict=False):
                lines.write(f"  {letter}  {text}\n")
            key.append({letter: ways_of[text] for letter, text in zip("ABCDEFGHIJK", texts, strict=False)})
    (out / "key.json").write_text(json.dumps(key, indent=1) + "\n")


def count(out: Path, marks: Path) -> None:
    """Print how many first candidates of each way were kept, CPU seconds, and against the first way."""
    key = json.loads((out / "key.json").read_text())
    kept: dict[str, dict[int, bool]] = defaultdict(dict)
    for line in marks.read_text().splitlines():
        number, _, letters = line.partition(" ")
        for letter, ways in key[int(number) - 1].items():
            for way in ways:
                kept[way][int(number)] = letter in letters
    first = next(iter(sorted(kept, key=list(WAYS).index)))
    for way in sorted(kept, key=list(WAYS).index):
        told = read(out, way)
        lost = sum(kept[first][at] and not kept[way][at] for at in kept[way])
        won = sum(kept[way][at] and not kept[first][at] for at in kept[way])
        same = sum(a["texts"][0] == b["texts"][0] for a, b in zip(told, read(out, first), strict=True))
        cpu = sum(each["cpu_s"] for each in told) / len(told)
        print(
            f"{way:20} kept {sum(kept[way].values()):3} of {len(kept[way])}, won {won}, lost {lost}, "
            f"same first {same}, {cpu:5.2f} CPU s"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", default="steps_prompts.json")
    parser.add_argument("--first", type=int, default=0, help="prompt to begin with")
    parser.add_argument("--end", type=int, help="prompt to end before")
    parser.add_argument("--seed", type=int, default=100, help="of the first prompt")
    parser.add_argument("--ways")
    parser.add_argument("--sheet")
    parser.add_argument("--marks", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.marks:
        count(chosen.out, chosen.marks)
    elif chosen.sheet:
        sheet(chosen.out, chosen.sheet.split(","))
    else:
        prompts = json.loads((FOLDER / chosen.prompts).read_text())["prompts"]
        part = slice(chosen.first, chosen.end)
        write(chosen.out, prompts, chosen.ways.split(","), part, chosen.seed)
