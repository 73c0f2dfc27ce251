"""How likely held-out chorales are, read from left to right, in nats a column of all voices.

    python -m sunmask.lab.chorale.second_opinion.nats RUN [--jsb FILE]

*told* is given key and mode (read off the piece's last bass note and its thirds), phrase ends and the piece's
end; *untold* the metre alone, and is the mean chance over all 24 keys: no figure is read off the piece.
*pitches* is untold, of grids without re-attacks: going on and beginning again with the same pitch are one
answer, and a note that stands counts as going on. That is a distribution over pitches, as others measure it.

K keys, V voices, T columns, A answers
"""

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from sunmask.chorale.music.symbols import NUM_PITCHES, encode
from sunmask.chorale.networks.left_to_right import GOES_ON, answers_of, key_columns, nats_of, past_of
from sunmask.lab.chorale.corpora.bach import Piece
from sunmask.lab.chorale.corpora.columns import said_of
from sunmask.lab.training.corpora import network_of
from sunmask.lab.training.recipes import Recipe

KEYS = [(fifths, mode) for fifths in range(1, 13) for mode in (1, 2)]
"""As `features` counts them."""


def network_of_run(folder: Path) -> nn.Module:
    """The network of a run with its best averaged weights, or its last ones. Raises ValueError, OSError."""
    if not (folder / "recipe.json").is_file():
        raise ValueError(f"expected the folder of a training run, got {folder}")
    recipe = Recipe.from_json(json.loads((folder / "recipe.json").read_text()))
    network, best = network_of(recipe, folder), folder / "best.safetensors"
    if best.is_file():
        network.load_state_dict(load_file(best))
    else:
        state = torch.load(folder / "state.pt", map_location="cpu", weights_only=True)
        network.load_state_dict(state["averaged"])
    return network.eval()


@torch.inference_mode()
def told_nats(network: nn.Module, piece: Piece) -> float:
    """Nats of the whole piece, with what is known of it."""
    ids_BVT = torch.from_numpy(encode(piece.symbols_VT))[None]
    conditions_BTF = torch.from_numpy(said_of(piece))[None]
    return float(nats_of(network(ids_BVT, conditions_BTF), ids_BVT).double().sum())


@torch.inference_mode()
def untold_nats(network: nn.Module, piece: Piece, *, pitches: bool = False) -> float:
    """Nats of the whole piece, with its metre alone. pitches: of the pitches, whatever is struck again."""
    ids_BVT = torch.from_numpy(encode(piece.symbols_VT))[None]
    conditions_BTF = torch.from_numpy(said_of(piece, ends=False))[None]
    nats_K = []
    for fifths, mode in KEYS:
        log_BVTA = network(ids_BVT, key_columns(conditions_BTF, fifths, mode))
        nats_BVT = pitch_nats_of(log_BVTA, ids_BVT) if pitches else nats_of(log_BVTA, ids_BVT)
        nats_K.append(nats_BVT.double().sum())
    return float(math.log(len(KEYS)) - torch.logsumexp(-torch.stack(nats_K), dim=0))


def pitch_nats_of(log_BVTA: Tensor, ids_BVT: Tensor) -> Tensor:
    """The surprise of each cell's pitch, begun or going on, (B, V, T)."""
    answer_BVT = answers_of(ids_BVT)
    held_BVT = past_of(ids_BVT).held[..., :-1]
    log_BVT = log_BVTA.gather(-1, answer_BVT[..., None])[..., 0]
    again_BVT = log_BVTA.gather(-1, held_BVT.clamp(max=NUM_PITCHES - 1)[..., None])[..., 0]
    return -torch.where(answer_BVT == GOES_ON, torch.logaddexp(log_BVT, again_BVT), log_BVT)


def figures(network: nn.Module, pieces: Sequence[Piece], *, pitches: bool = False) -> dict[str, float]:
    """Nats a column over all columns, and the mean over pieces of each piece's own, with its standard error.
    pitches: of grids without re-attacks alone."""
    columns_N = np.array([piece.symbols_VT.shape[1] for piece in pieces])
    ways = {"pitches": True} if pitches else {"told": False, "untold": False}
    found: dict[str, float] = {"pieces": len(pieces), "columns": int(columns_N.sum())}
    for way, of_pitches in ways.items():
        nats_N = np.array(
            [
                told_nats(network, piece)
                if way == "told"
                else untold_nats(network, piece, pitches=of_pitches)
                for piece in pieces
            ]
        )
        each_N = nats_N / columns_N
        found[way] = round(float(nats_N.sum() / columns_N.sum()), 4)
        found[f"{way} by piece"] = round(float(each_N.mean()), 4)
        found[f"{way} error"] = round(float(each_N.std() / max(1, len(each_N) - 1) ** 0.5), 4)
    return found


def main() -> None:
    """Print the figures of the validation and test pieces, and of the JSB test split, one line each."""
    from sunmask.lab.chorale.corpora.jsb import jsb_pieces
    from sunmask.lab.chorale.evaluation.work import splits

    parser = argparse.ArgumentParser(prog="python -m sunmask.lab.chorale.second_opinion.nats")
    parser.add_argument("run", type=Path, metavar="RUN", help="folder of a run of chorale-left-to-right")
    parser.add_argument("--jsb", type=Path, metavar="FILE", help="JSB-16th archive (npz)")
    parser.add_argument("--limit", type=int, help="pieces of each at most")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = network_of_run(arguments.run)
    for name in ("valid", "test"):
        print(name, json.dumps(figures(network, splits()[name][: arguments.limit])), flush=True)
    if arguments.jsb is not None:
        pieces = jsb_pieces(arguments.jsb, splits()["test"])[: arguments.limit]
        print("JSB test", json.dumps(figures(network, pieces, pitches=True)), flush=True)


if __name__ == "__main__":
    main()
