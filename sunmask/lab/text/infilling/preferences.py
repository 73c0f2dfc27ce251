"""Teach the model that fills gaps which phrases people keep, and the one that writes:

    python -m sunmask.lab.text.infilling.preferences --marks MARKS ... --start WEIGHTS --out runs/kept
    python -m sunmask.lab.text.infilling.preferences --out runs/kept \\
        --export sunmask/text/language_model/infilling/weights
    python -m sunmask.lab.text.infilling.preferences --prose --marks MARKS ... --start WEIGHTS --out runs/all

WEIGHTS is a folder that `lab.text.infilling.train` or `lab.text.prose.train` exported. MARKS are files of
gaps, phrases that were found for them, and which of these strict readers kept
(`tests/benchmarks/readings/README.md`). Direct preference optimisation (Rafailov et al. 2023): what is kept
becomes likelier beside what is not than it was for the model that begins. By itself that may make both less
likely, so the likelihood of what is kept counts as well (Pang et al. 2024, "Iterative reasoning preference
optimization").
"""

import argparse
import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from sunmask.lab.text.corpora.everyday import Filled
from sunmask.lab.text.infilling.examples import NOT_ASKED, Example, Gaps, collated
from sunmask.lab.text.infilling.network import FillingDecoder
from sunmask.lab.text.infilling.train import export
from sunmask.lab.training.optimizing import take_step
from sunmask.text.language_model.infilling.adapter import weights
from sunmask.text.words.words import is_mark

GAP = re.compile(r"\[\[.*?\]\]", re.DOTALL)
BEFORE_MARK = re.compile(r" ([,.;:!?])")
BATCH, LEARNING_RATE, WARM_UP, LOWEST = 8, 2e-4, 10, 0.05
"""Gaps of a step, and how fast is learned."""
SHARPNESS, KEPT_SHARE = 0.2, 0.05
"""The weight of a nat by which a kept phrase became likelier than another (beta in Rafailov et al.), and of a
nat per word by which kept phrases are unlikely."""
KEPT_APART, EVERY = 9, 20
"""Every so manieth gap is kept apart; after so many steps it is told how far the run is."""


class Marked(NamedTuple):
    """A gap with its phrases as an example; how many words each has, and whether it was kept, (M,)."""

    example: Example
    num_words_M: Tensor
    is_kept_M: Tensor


def marked(
    gaps: Gaps, text: str, phrases: Sequence[str], kept: Sequence[int], *, is_prose: bool = False
) -> Marked:
    """text: with its gap in double brackets; kept: the numbers of the phrases that were; is_prose: for the
    model that writes, which hears what comes before alone."""
    whole, *others = (gaps.filled(_filled(text, phrase)) for phrase in phrases)
    gap = gaps.in_full(*whole)._replace(others=[ids[begin:end] for ids, begin, end in others])
    num_words_M = torch.tensor([len(phrase.split()) for phrase in phrases])
    example = gaps.continued(gap) if is_prose else gaps.example(gap)
    return Marked(example, num_words_M, torch.isin(torch.arange(len(phrases)), torch.tensor(kept)))


def _filled(text: str, phrase: str) -> Filled:
    before, after = GAP.split(text)
    phrase = BEFORE_MARK.sub(r"\1", phrase.strip())
    before = before.rstrip(" ") if is_mark(phrase[0]) else before
    return Filled(before + phrase + after, len(before), len(before) + len(phrase))


def read(files: Sequence[Path], gaps: Gaps, *, is_prose: bool = False) -> list[Marked]:
    """Those gaps of which some phrases were kept and others not."""
    found = [each for file in files for each in json.loads(file.read_text())]
    return [
        marked(gaps, each["text"], each["made"], each["kept"], is_prose=is_prose)
        for each in found
        if 0 < len(each["kept"]) < len(each["made"])
    ]


def log_likelihoods(network: FillingDecoder, example: Example) -> Tensor:
    """The log likelihood of each phrase with its end, or with what comes after it, (M,)."""
    ids_BT, target_BT, branch_BT = collated([example])
    nats = network(ids_BT, target_BT, branch_BT)
    number = branch_BT[target_BT != NOT_ASKED] - 1
    return -torch.zeros(int(number.max()) + 1).scatter_add(0, number, nats)


def loss_of(log_M: Tensor, before_M: Tensor, each: Marked) -> Tensor:
    """before_M: the log-likelihoods for the model that began."""
    gained_M = SHARPNESS * (log_M - before_M)
    margins = gained_M[each.is_kept_M][:, None] - gained_M[~each.is_kept_M]
    nats_a_word = -(log_M / each.num_words_M)[each.is_kept_M].mean()
    return -F.logsigmoid(margins).mean() + KEPT_SHARE * nats_a_word


@torch.inference_mode()
def share_in_order(network: FillingDecoder, among: Sequence[Marked]) -> float:
    """The share of pairs of a kept phrase and another in the same gap in which the kept one is likelier."""
    shares = []
    for each in among:
        log_M = log_likelihoods(network, each.example)
        shares.append(float((log_M[each.is_kept_M][:, None] > log_M[~each.is_kept_M]).float().mean()))
    return float(np.mean(shares))


def learn(network: FillingDecoder, among: Sequence[Marked], rounds: float) -> int:
    """Go over the gaps so many times; the number of steps."""
    with torch.inference_mode():
        before = [log_likelihoods(network, each.example) for each in among]
    optimizer = torch.optim.AdamW(network.learned().values(), LEARNING_RATE, (0.9, 0.98), weight_decay=0.0)
    rng, num_steps = np.random.default_rng(0), round(rounds * len(among) / BATCH)
    order: list[int] = []
    for step in range(num_steps):
        rate = LEARNING_RATE * min(1.0, (step + 1) / WARM_UP) * max(LOWEST, 1 - step / num_steps)
        if len(order) < BATCH:
            order += rng.permutation(len(among)).tolist()
        its, order = order[:BATCH], order[BATCH:]
        losses = []
        for at in its:
            its_loss = loss_of(log_likelihoods(network, among[at].example), before[at], among[at])
            (its_loss / BATCH).backward()
            losses.append(float(its_loss.detach()))
        take_step(optimizer, rate)
        if (step + 1) % EVERY == 0:
            minutes, loss = time.process_time() / 60, float(np.mean(losses))
            print({"step": step + 1, "cpu_minutes": round(minutes, 1), "loss": round(loss, 4)}, flush=True)
    return num_steps


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--marks", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--prose", action="store_true", help="teach the model that writes")
    parser.add_argument("--start", type=Path, metavar="FOLDER", help="exported weights to begin with")
    parser.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder of the run")
    parser.add_argument("--rounds", type=float, default=1.5, help="how often all gaps are gone over")
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="write the weights there and end")
    arguments = parser.parse_args()
    if arguments.export:
        export(arguments.out, arguments.export)
        return
    if not arguments.marks or not arguments.start:
        parser.error("expected --marks and --start to learn, or --export")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    network = FillingDecoder()
    network.load_state_dict(weights(arguments.start), strict=False)
    gaps = read(arguments.marks, Gaps(network.pieces), is_prose=arguments.prose)
    apart = gaps[::KEPT_APART]
    print({"gaps": len(gaps), "in_order": round(share_in_order(network, apart), 4)}, flush=True)
    step = learn(network, [each for at, each in enumerate(gaps) if at % KEPT_APART], arguments.rounds)
    print({"in_order": round(share_in_order(network, apart), 4)}, flush=True)
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.save({"mean": dict(network.learned()), "step": step}, arguments.out / "state.pt")


if __name__ == "__main__":
    main()
