"""Teach a network what fits:

    python -m sunmask.lab.text.fitting.examples --data PASSAGES --out runs/fitting --count 4000 --seed 1
    python -m sunmask.lab.text.fitting.examples --data PASSAGES --out runs/fitting --count 400 --split valid
    python -m sunmask.lab.text.fitting.learning --out runs/fitting --num-steps 3000
    python -m sunmask.lab.text.fitting.learning --out runs/fitting --export sunmask/text/fitting/weights

For each gap it learns to name, of the phrases there, the one that a person wrote (softmax), and to say of
each by itself whether it is (logistic). What is exported are the weights that did so best in gaps kept apart.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from sunmask.lab.training.optimizing import take_step
from sunmask.models.shipped import ship
from sunmask.text.fitting.network import AFTER, FitNetwork, Told

Gap = list[Told]
"""The features of each phrase in a gap; a person wrote the first."""

GAPS, OTHERS = 8, 6
"""Gaps of a training step; phrases beside the written one."""
LEARNING_RATE, WARM_UP, LOWEST, WEIGHT_DECAY = 6e-4, 50, 0.03, 0.05
EACH_SHARE = 0.3
"""The weight of the loss of each phrase by itself."""
NOTHING_AFTER, AFTERS = 0.1, (4, 24)
"""Share of gaps after which nothing is told; otherwise from so many tokens to before so many."""
EVERY = 100


def shards(folder: Path, split: str) -> list[Gap]:
    """The gaps that `fitting.examples` made."""
    found: list[Gap] = []
    for file in sorted(folder.glob(f"{split}-*.pt")):
        found += [[Told(*each) for each in gap] for gap in torch.load(file, weights_only=True)]
    return found


def shortened(each: Told, most_after: int) -> Told:
    """Features with fewer tokens after the phrase."""
    num_after = int((each.part_T == AFTER).sum())
    count = len(each.part_T) - max(0, num_after - most_after)
    return Told(each.features_TW[:count], each.part_T[:count])


def loss_of(fits: Sequence[Tensor]) -> Tensor:
    """The loss of some gaps from the scores of their phrases."""
    sums = torch.zeros(())
    for fit_M in fits:
        is_written_M = (torch.arange(len(fit_M)) == 0).float()
        weight_M = torch.where(is_written_M.bool(), 1.0, 1 / (len(fit_M) - 1))
        each = F.binary_cross_entropy_with_logits(fit_M, is_written_M, weight_M)
        sums = sums + F.cross_entropy(fit_M, torch.tensor(0)) + EACH_SHARE * each
    return sums / len(fits)


def said(network: FitNetwork, gaps: Sequence[Gap]) -> list[Tensor]:
    """The scores of each phrase of each gap."""
    fits = network([each for gap in gaps for each in gap])
    return list(fits.split([len(gap) for gap in gaps]))


@torch.inference_mode()
def validate(network: FitNetwork, gaps: Sequence[Gap]) -> dict[str, float]:
    """loss; named: in how many gaps the written phrase is said to fit best; above: of how many others it is
    said to fit better."""
    network.eval()
    fits = [fit_M for gap in gaps for fit_M in said(network, [gap])]
    network.train()
    return {
        "loss": round(float(loss_of(fits)), 4),
        "named": round(float(np.mean([int(fit_M.argmax()) == 0 for fit_M in fits])), 4),
        "above": round(float(np.mean([float((fit_M[0] > fit_M[1:]).float().mean()) for fit_M in fits])), 4),
    }


def learn(folder: Path, num_steps: int, every: int = EVERY) -> None:
    """A run from its beginning; weights.pt has the best so far."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    gaps, kept_apart = shards(folder, "train"), shards(folder, "valid")
    network = FitNetwork()
    optimizer = torch.optim.AdamW(network.parameters(), LEARNING_RATE, (0.9, 0.98), weight_decay=WEIGHT_DECAY)
    least, losses, order = float("inf"), list[float](), list[int]()
    print(f"{len(gaps)} gaps, {len(kept_apart)} kept apart", flush=True)
    for step in range(1, num_steps + 1):
        rate = LEARNING_RATE * min(1.0, step / WARM_UP) * max(LOWEST, 1 - step / num_steps)
        if len(order) < GAPS:
            order += rng.permutation(len(gaps)).tolist()
        chosen, order = [_some(gaps[at], rng) for at in order[:GAPS]], order[GAPS:]
        loss = loss_of(said(network, chosen))
        loss.backward()
        take_step(optimizer, rate)
        losses.append(float(loss.detach()))
        if step % every:
            continue
        figures = validate(network, kept_apart)
        line = {"step": step, "learned": round(float(np.mean(losses)), 4)} | figures
        losses.clear()
        with (folder / "metrics.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(line, flush=True)
        if figures["loss"] < least:
            least = figures["loss"]
            state = {"step": step, "figures": figures, "weights": network.state_dict()}
            torch.save(state, folder / "weights.pt")


def _some(gap: Gap, rng: np.random.Generator) -> Gap:
    """The written phrase and some others, with more or less of what comes after them."""
    others = rng.permutation(len(gap) - 1)[:OTHERS] + 1
    most_after = 0 if rng.random() < NOTHING_AFTER else int(rng.integers(*AFTERS))
    return [shortened(gap[at], most_after) for at in (0, *others)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder of the run", required=True)
    parser.add_argument("--num-steps", type=int, default=3000)
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="write the weights there and end")
    arguments = parser.parse_args()
    if arguments.export:
        state = torch.load(arguments.out / "weights.pt", weights_only=True)
        ship(arguments.export, state["weights"], step=state["step"], figures=state["figures"])
    else:
        learn(arguments.out, arguments.num_steps)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
