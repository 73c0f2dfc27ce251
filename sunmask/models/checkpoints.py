"""Checkpoints: weights as safetensors beside a card in JSON; a card of another codec is refused.

A folder holds model.safetensors (half precision) and card.json: kind, title, family, config, fingerprint
of the codec, sha256 of the weights, step, recipe and figures.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import nn

from sunmask.kinds import kind
from sunmask.kinds.registry import codec
from sunmask.models.cards import cards
from sunmask.models.families import build, config_of
from sunmask.models.inference import InferenceModel
from sunmask.models.pretrained import CARD, MODEL_CARD, WEIGHTS, model_card


@dataclass(frozen=True)
class Checkpoint:
    """A network with its weights in fp32, its card, and the folder that they are from."""

    model: nn.Module
    card: dict[str, Any]
    folder: Path

    @property
    def kind(self) -> str:
        return self.card["kind"]

    def for_inference(self, device: str | None = None, precision: str | None = None) -> InferenceModel:
        made = InferenceModel(self.model, device, precision)
        made.card, made.folder = self.card, self.folder
        return made


def save(
    model: nn.Module, folder: Path, *, family: str, kind: str, title: str, **words: Any
) -> dict[str, Any]:
    """Write weights and card, and return the card. words: more of it (figures, recipe, is_default, ...)."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    half = {name: value.half() if value.is_floating_point() else value for name, value in weights.items()}
    part = folder / f"{WEIGHTS}.part"
    save_file(half, part)
    card = {
        "kind": kind,
        "title": title,
        "family": family,
        "config": config_of(model),
        "fingerprint": codec(kind).fingerprint,
        "sha256": hashlib.sha256(part.read_bytes()).hexdigest(),
        **words,
    }
    part.chmod(0o644)
    part.replace(folder / WEIGHTS)
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n")
    (folder / MODEL_CARD).write_text(model_card(card))
    return card


def default(of_kind: str) -> str:
    """The checkpoint of a kind that is taken where nobody chose.

    Raises ValueError for an unknown kind, or one that ships none.
    """
    name = kind(of_kind).default_checkpoint
    if not name:
        raise ValueError(
            f"expected a checkpoint: none is shipped for canvases of kind {of_kind}, so name one"
        )
    return name


def load(where: str | Path) -> Checkpoint:
    """A checkpoint from its folder, or by the name of one that ships.

    Raises ValueError, with a sentence, where there is no such checkpoint, its codec is another one, or its
    weights are not the card's.
    """
    folder = Path(where)
    if not (folder / CARD).is_file():
        known = {card.name: card.folder for card in cards()}
        if str(where) not in known:
            raise ValueError(
                f"expected a checkpoint's folder or one of {', '.join(known) or 'none'}, got {where}"
            )
        folder = known[str(where)]
    card = json.loads((folder / CARD).read_text())
    if card["fingerprint"] != codec(card["kind"]).fingerprint:
        raise ValueError(
            f"{folder} was trained with other symbols than this version's: train or fetch another"
        )
    if hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest() != card["sha256"]:
        raise ValueError(f"the weights in {folder} are not those of its card: copy both files again")
    model = build(card["family"], card["config"])
    model.load_state_dict({name: value.float() for name, value in load_file(folder / WEIGHTS).items()})
    return Checkpoint(model.eval(), card, folder)


def load_for_inference(where: str | Path, device: str | None = None) -> InferenceModel:
    """The network of a checkpoint as a fast callable; see `load` for errors."""
    return load(where).for_inference(device)
