"""Everyday texts that SmolLM2 writes by itself, to learn from beside books: letters, recipes, news, dialogue.

    python -m sunmask.text.infilling.own_texts --count 640 --out own.txt

The file has an empty line between two texts. R rows that are written together, V tokens there are
"""

import argparse
import random
import re
from pathlib import Path

import torch
from torch import Tensor

from sunmask.method.asking import alone
from sunmask.text.language_model import BEGIN, LanguageModel, language_model
from sunmask.text.rewriting import START, STOP

ROWS, MOST_TOKENS = 64, 190
TEMPERATURE, LIKELIEST, MASS = 0.85, 60, 0.95
FEWEST_WORDS = 30
REQUESTS = (
    "Write a paragraph of a short story about {}. No title.",
    "Write a short conversation between two friends about {}, with quotation marks.",
    "Write a short e-mail to a colleague about {}. No placeholders.",
    "Write a short e-mail to a friend about {}. No placeholders.",
    "Write the first paragraph of a news report about {}.",
    "Write the method of a recipe with {} in plain sentences, as one paragraph.",
    "Write the abstract of a research paper about {}.",
    "Write an advertisement of four sentences for {}.",
    "Write a diary entry about {}.",
    "Write a short review of {}, in five sentences.",
    "Explain in a paragraph how {} works.",
    "Write a scene from a novel in which somebody talks about {}. Use dialogue.",
    "Write a letter about {} to a neighbour. No placeholders.",
    "Write a paragraph for a travel guide about {}.",
    "Write a short poem about {} with eight lines.",
    "Tell a memory from childhood about {}, in one paragraph.",
    "Write a paragraph of an essay about {}.",
    "Write a short announcement to customers about {}.",
)
_SUBJECTS = (
    "a lost key; the new bus line; moving house; a birthday party; the company picnic; a broken laptop; "
    "spring rain; a small bakery; climate change; a school trip; the old bridge; an unexpected visitor; "
    "a job interview; tomatoes and rice; a missed flight; sleep; a football match; the city library; "
    "online shopping; a delayed delivery; chicken and lemon; a hiking trail; a film about robots; a "
    "garden in winter; the price of rent; a shy dog; mushroom soup; electric cars; a hotel by the sea; "
    "a quiet street; teaching children to read; a local election; a new phone; bees; a concert; the "
    "night shift; a bicycle; a museum of clocks; coffee; an old photograph; a storm; learning the "
    "piano; a wedding; a doctor's appointment; a power cut; budget meetings; a software update; pasta "
    "with garlic; a train strike; honesty; a school play; working from home; a fishing village; flour "
    "and eggs; a broken window; the office kitchen; running shoes; a long drive; exercise and the "
    "heart; a stolen painting; the moon; a family secret; vaccines; a charity run; bread; a brother's "
    "letter; water shortages; an apartment in Paris; the harvest; an invoice; social media; a mountain "
    "hut; an exam; a cat called Milo; the first day at work; a black coat; a bookshop; apples; a "
    "mistake at the bank; a meeting on Thursday; a village doctor; noise; solar panels; a lake; a "
    "grandmother's kitchen; patience; a taxi driver; the orchestra; a snowstorm; fresh fish; a "
    "lighthouse"
)
SUBJECTS = _SUBJECTS.split("; ")
TYPED = str.maketrans({"’": "'", "“": '"', "”": '"', "—": "-"})
TITLE = re.compile(r"^(Subject|Title|Dear Diary).*\n")
NO_TEXT = re.compile(r"[\[\]*#{}|<>]|\n\d|\n-|https?:|As an AI|Sure|Certainly|Here'?s? (is|are)?")
"""Lists, places to fill in, and what an assistant says about itself."""


def own_texts(model: LanguageModel, count: int, seed: int = 3) -> list[str]:
    """So many, or a few more."""
    rng, generator = random.Random(seed), torch.Generator().manual_seed(seed)
    found: list[str] = []
    while len(found) < count:
        asked = [rng.choice(REQUESTS).format(rng.choice(SUBJECTS)) for _ in range(ROWS)]
        found += [text for raw in written(model, asked, generator) if (text := cleaned(raw))]
    return found


@torch.inference_mode()
def written(model: LanguageModel, requests: list[str], generator: torch.Generator) -> list[str]:
    """What the model answers to each, as far as it comes in MOST_TOKENS with the request."""
    encode = model.pieces.encode
    given = [
        [*encode(f"user\n{request}"), STOP, *encode("\n"), START, *encode("assistant\n")]
        for request in requests
    ]
    answers: list[list[int]] = [[] for _ in given]
    is_done = [False] * len(given)
    before, _ = model.read([START])
    now = [ids[0] for ids in given]
    for at in range(1, MOST_TOKENS):
        before, log_RV = alone(model.going_on(now, before))
        drawn = _drawn(log_RV, generator)
        for row, ids in enumerate(given):
            if at < len(ids):
                now[row] = ids[at]
                continue
            now[row] = drawn[row]
            is_done[row] |= drawn[row] in (BEGIN, STOP)
            if not is_done[row]:
                answers[row].append(drawn[row])
        if all(is_done):
            break
    texts = [model.pieces.decode(ids).strip() for ids in answers]
    return [text if done else up_to_a_sentence(text) for text, done in zip(texts, is_done, strict=True)]


def _drawn(log_RV: Tensor, generator: torch.Generator) -> list[int]:
    likeliest = (log_RV / TEMPERATURE).topk(LIKELIEST)
    chance_RK = likeliest.values.softmax(-1)
    before_RK = chance_RK.cumsum(-1) - chance_RK
    column_R1 = torch.multinomial(chance_RK.masked_fill(before_RK > MASS, 0.0), 1, generator=generator)
    return likeliest.indices.gather(1, column_R1)[:, 0].tolist()


def up_to_a_sentence(text: str) -> str:
    return text[: max(text.rfind(mark) for mark in ".!?") + 1]


def cleaned(text: str) -> str | None:
    """The same without a title, in plain characters; None where it is too short or no running text."""
    text = TITLE.sub("", re.sub(r"\n{2,}", "\n", text).translate(TYPED))
    is_plain = text.isascii() and not NO_TEXT.search(text)
    return text if is_plain and len(text.split()) >= FEWEST_WORDS else None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=640)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args()
    arguments.out.write_text("\n\n".join(own_texts(language_model(), arguments.count)) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
