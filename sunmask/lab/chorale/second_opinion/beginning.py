"""Pieces from nothing that the network from left to right begins, and the denoiser revises in its rounds:

python -m sunmask.lab.chorale.second_opinion.beginning [--count 100] [--seed 920] [--run RUN]

prints how well a logistic regression tells them, and those of `good`, from Bach: the AUC of twelve at a time
by what of the features is known (see `composed.few_told_apart`), and an outside listener's nats a sixteenth.
The features were read while this was made, so it is no last word; the listener's weights were never used.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from sunmask.chorale.music.symbols import Chorale, normalise
from sunmask.chorale.networks.left_to_right import LeftToRight
from sunmask.chorale.sampling.composing import blank_chorale, compose_new, in_any_key, plan_to_keep
from sunmask.chorale.sampling.sampler import layout_of
from sunmask.chorale.settings import QUALITIES, ChoraleSettings
from sunmask.lab.chorale.evaluation.judges import verdict
from sunmask.lab.chorale.evaluation.judges.pieces import cuts
from sunmask.lab.chorale.evaluation.work import splits
from sunmask.lab.chorale.second_opinion.nats import network_of_run
from sunmask.lab.chorale.second_opinion.sampling import compose_left_to_right
from sunmask.lab.training.corpora import network_of
from sunmask.lab.training.recipes import Recipe
from sunmask.method.sampling import Denoiser, denoise
from sunmask.models.checkpoints import load
from sunmask.models.inference import InferenceModel
from sunmask.models.pretrained import CARD
from sunmask.models.shipped import shipped

WEIGHTS = Path(__file__).parent / "weights"
TEMPERATURE, RHYTHM_TEMPERATURE = 0.75, 1.0
NUM_SIXTEENTHS = 128


def learned_network() -> LeftToRight:
    """The network with the best weights so far. Raises ValueError where they are not what their card says."""
    recipe = Recipe.from_json(json.loads((WEIGHTS / CARD).read_text())["recipe"])
    network = network_of(recipe, WEIGHTS)
    network.load_state_dict(shipped(WEIGHTS))
    assert isinstance(network, LeftToRight)
    return network.eval()


def compose_begun(
    model: InferenceModel,
    network: LeftToRight,
    num_sixteenths: int = NUM_SIXTEENTHS,
    *,
    count: int,
    seed: int,
    settings: ChoraleSettings,
    temperature: float = TEMPERATURE,
    rhythm_temperature: float = RHYTHM_TEMPERATURE,
) -> list[Chorale]:
    """Pieces in 4/4 from nothing, with keys and phrases as `compose_new` plans them: written by `network`,
    and revised in the steps in which `settings` revise."""
    begun = compose_left_to_right(
        network,
        num_sixteenths,
        count=count,
        seed=seed,
        settings=settings,
        temperature=temperature,
        rhythm_temperature=rhythm_temperature,
    )
    blank = blank_chorale(num_sixteenths)
    plan = plan_to_keep(blank, "")
    starts = [
        replace(in_any_key(blank, seed, candidate), symbols_VT=piece.symbols_VT)
        for candidate, piece in enumerate(begun)
    ]
    layouts = [layout_of(start, plan, settings, seed, candidate) for candidate, start in enumerate(starts)]
    first_step = layouts[0].schedule(settings).fall_steps
    denoiser = Denoiser(layouts, settings, seed=seed, first_step=first_step)
    for _ in denoise(model, denoiser):
        pass
    return [
        Chorale(normalise(symbols_VT), start.meta)
        for start, symbols_VT in zip(starts, denoiser.symbols_BVT, strict=True)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Raises ValueError where RUN holds no network."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=920)
    parser.add_argument(
        "--run", type=Path, help="the folder of a training run; without it the best weights so far"
    )
    its = parser.parse_args(arguments)
    torch.set_num_threads(1)
    network = network_of_run(its.run) if its.run else learned_network()
    assert isinstance(network, LeftToRight)
    model = load("chorale-conditioned")
    (good,) = (quality for quality in QUALITIES if quality.name == "good")
    settings = replace(ChoraleSettings(), **good.settings)
    ways: dict[str, Callable[[], list[Chorale]]] = {
        "good": lambda: compose_new(model, NUM_SIXTEENTHS, count=its.count, seed=its.seed, settings=settings),
        "begun": lambda: compose_begun(model, network, count=its.count, seed=its.seed, settings=settings),
    }
    sets = {}
    for name, compose in ways.items():
        before = time.process_time()
        sets[name] = compose()
        print(f"{name}: {(time.process_time() - before) / its.count:.2f} CPU s a piece", flush=True)
    its_splits = splits()
    held = [piece for name in verdict.HELD_OUT for piece in its_splits[name]]
    bach = [(cut, piece.name) for piece in held for cut in cuts(piece)]
    for row in verdict.real_rows(bach, its_splits["train"], sets):
        if "few" in row:
            print(row["name"], ", ".join(f"{name} {each['mean']:.3f}" for name, each in row["few"].items()))
    for row in verdict.surprise_rows([cut for cut, _ in bach], sets):
        print(row["name"], f"{row['frame']:.3f} nats ({row['low']:.3f} to {row['high']:.3f})")


if __name__ == "__main__":
    main()
