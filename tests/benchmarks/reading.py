"""Blind reading: free spans in everyday texts, filled in six ways, side by side without names.

    python -m tests.benchmarks.reading --out reading       # sheet.md, to be read; key.json, to be read later
    python -m tests.benchmarks.reading --out reading --marks marks.txt       # what the reader accepted

first, second, third: candidates of the default settings, the likeliest first. alone: the network alone
(fluency 0). tries: 16 continuations of the language model from the left, the likeliest whole text of them.
written: the words that the writer of the prompt had in mind. marks.txt has a line for each prompt, "7 ACD":
in the seventh, A, C and D would be kept. Those that are the same have one place on the sheet and all their
letters.
"""

import argparse
import json
import random
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

import sunmask
from sunmask.method.schedules import step_generator
from sunmask.models.inference import InferenceModel
from sunmask.text.language_model.asking import alone
from sunmask.text.language_model.model import language_model
from sunmask.text.painted import read_painted
from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Writing
from sunmask.text.phrases.propose import Wanted, drawn, num_pieces
from sunmask.text.phrases.run_models import RunModels, Task
from sunmask.text.phrases.score import score
from sunmask.text.settings import TextSettings
from sunmask.text.words.marks import directed
from sunmask.text.words.words import text_to_words

PROMPTS = Path(__file__).parent / "prompts.json"
GAP = re.compile(r"\[\[(.*?)\]\]")
TRIES, TEMPERATURE = 16, 0.8
CANDIDATES = ("first", "second", "third")
WAYS = (*CANDIDATES, "alone", "tries", "written")


def prompts(every: int) -> list[dict[str, str]]:
    """Every so manieth prompt: kind, span, and the text with its intended words in double brackets."""
    return json.loads(PROMPTS.read_text())[::every]


def painted(text: str) -> str:
    """The text as `infill` takes it: so many free places instead of the intended words."""
    escaped = GAP.split(text)
    count = len(text_to_words(escaped[1])[0])
    return f"{escaped[0]}[{count}]{escaped[2]}"


def filled(text: str, made: str) -> str:
    """The words in the gap of a text that was made; a mark may stand right after the word before the gap."""
    before, _, after = GAP.split(text)
    return made[len(before.rstrip()) : len(made) - len(after.lstrip())].strip()


def by_settings(model: InferenceModel, text: str, seed: int, count: int, **values: float) -> list[str]:
    settings = TextSettings(**values)
    return sunmask.infill(painted(text), model, kind="text", count=count, seed=seed, settings=settings)


def by_tries(text: str, seed: int) -> str:
    """What a language model alone would do."""
    content, models = read_painted(painted(text)).content, RunModels(language_model)
    words, spaces = content["words"], content["spaces"]
    free = [at for at, word in enumerate(words) if word == "▢"]
    is_free = np.array([word == "▢" for word in words])
    context = Context(words, spaces, directed(words, spaces), np.ones(len(words), dtype=bool), is_free)
    move = Writing(tuple(free), len(words), is_first=True)
    rng = step_generator(seed, 0, 0, "tries")
    settings = TextSettings(temperature=TEMPERATURE)
    uniform_ML = rng.random((TRIES, num_pieces(move)))
    found = alone(drawn(Wanted(models, context, move, settings), uniform_ML))
    if not found:
        return text.replace("[[", "").replace("]]", "").replace(GAP.split(text)[1], "-")
    values = [each.words for each in found]
    best = values[int(alone(score(Task(models, context, move, settings), values)).argmax())]
    before, _, after = GAP.split(text)
    gap = ""
    for word in best:
        gap += word if word in ",.;:!?" else f" {word}"
    return f"{before}{gap.strip()}{after}"


def filled_in_all_ways(model: InferenceModel, text: str, seed: int) -> dict[str, str]:
    """What stands in the gap, by way."""
    candidates = by_settings(model, text, seed, len(CANDIDATES))
    made = dict(zip(CANDIDATES, candidates, strict=True))
    made["alone"] = by_settings(model, text, seed, 1, fluency=0.0)[0]
    made["tries"] = by_tries(text, seed)
    in_gap = {way: filled(text, each) for way, each in made.items()}
    return in_gap | {"written": GAP.split(text)[1]}


def write_sheet(out: Path, every: int) -> None:
    """The sheet and its key, prompt by prompt."""
    out.mkdir(parents=True, exist_ok=True)
    model = sunmask.load(kind="text", device="cpu")
    rng, key = random.Random(7), []
    with (out / "sheet.md").open("w") as sheet:
        for number, prompt in enumerate(prompts(every), start=1):
            made = filled_in_all_ways(model, prompt["text"], number)
            order = rng.sample(WAYS, len(WAYS))
            key.append({"number": number, "order": order, **prompt, "made": made})
            letters: dict[str, str] = defaultdict(str)
            for letter, way in zip("ABCDEF", order, strict=True):
                letters[made[way]] += letter
            sheet.write(f"\n{number} {GAP.sub('____', prompt['text'])}\n")
            sheet.writelines(f"  {of_it}  {gap}\n" for gap, of_it in letters.items())
            sheet.flush()
            (out / "key.json").write_text(json.dumps(key, indent=1, ensure_ascii=False) + "\n")


def count_marks(out: Path, marks: Path) -> None:
    """Print how many of each way were accepted, by span; of how many prompts one of three candidates; and how
    often the first was kept and another way was not, and the other way about."""
    key = {each["number"]: each for each in json.loads((out / "key.json").read_text())}
    kept: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for line in marks.read_text().splitlines():
        number, _, letters = line.partition(" ")
        prompt = key[int(number)]
        here = {way: letter in letters for letter, way in zip("ABCDEF", prompt["order"], strict=True)}
        here["any of three"] = any(here[way] for way in CANDIDATES)
        for way, is_kept in here.items():
            for span in (prompt["span"], "all"):
                kept[span, way].append(is_kept)
    for (span, way), each in sorted(kept.items()):
        print(f"{span:10} {way:12} {sum(each):3} of {len(each):3}  {sum(each) / len(each):.0%}")
    for way in ("alone", "tries", "written"):
        pairs = list(zip(kept["all", CANDIDATES[0]], kept["all", way], strict=True))
        only_first, only_other = pairs.count((True, False)), pairs.count((False, True))
        print(f"only the first candidate {only_first}, only {way} {only_other}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--every", type=int, default=1, help="only every so manieth prompt")
    arguments.add_argument("--marks", type=Path)
    chosen = arguments.parse_args()
    if chosen.marks:
        count_marks(chosen.out, chosen.marks)
    else:
        write_sheet(chosen.out, chosen.every)


if __name__ == "__main__":
    main()
