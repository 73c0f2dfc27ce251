"""Checkpoints: weights as safetensors beside a card in JSON. One that was trained for another version of its
kind's codec is refused.

A folder holds model.safetensors (in half precision or int8) and card.json: kind, title, family, config,
fingerprint of the codec, sha256 of the weights, step, recipe and figures.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from sunmask.kinds import kind
from sunmask.kinds.registry import codec
from sunmask.models.cards import cards
from sunmask.models.families import build, config_of
from sunmask.models.inference import InferenceModel
from sunmask.models.pretrained import CARD, MODEL_CARD, WEIGHTS, model_card
from sunmask.models.weights import Stored, from_bytes, from_file, to_bytes


@dataclass(frozen=True)
class Checkpoint:
    """A network with its weights in fp32, its card, and their folder."""

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
    model: nn.Module,
    folder: Path,
    *,
    family: str,
    kind: str,
    title: str,
    stored: Stored = "fp16",
    **words: Any,
) -> dict[str, Any]:
    """Write weights and card, and return the card. words: its other entries (figures, recipe, is_default,
    ...)."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = to_bytes(model.state_dict(), stored)
    part = folder / f"{WEIGHTS}.part"
    part.write_bytes(weights)
    card = {
        "kind": kind,
        "title": title,
        "family": family,
        "config": config_of(model),
        "fingerprint": codec(kind).fingerprint,
        "stored": stored,
        "sha256": hashlib.sha256(weights).hexdigest(),
        **words,
    }
    part.replace(folder / WEIGHTS)
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n")
    (folder / MODEL_CARD).write_text(model_card(card))
    return card


def default(of_kind: str) -> str:
    """The name of a kind's default checkpoint. Raises ValueError for an unknown kind, or one without shipped
    checkpoint."""
    name = kind(of_kind).default_checkpoint
    if not name:
        raise ValueError(
            f"expected a checkpoint: none is shipped for canvases of kind {of_kind}, so name one"
        )
    return name


def load(where: str | Path) -> Checkpoint:
    """A checkpoint from its folder, or by the name of a known one; or from a file of weights without a card,
    which must fit the network of a known checkpoint.

    Raises ValueError, with a sentence, where there is no such checkpoint, it was trained for another codec,
    its weights do not have the card's hash, or those of a file fit no network.
    """
    folder = Path(where)
    if folder.is_file():
        return _weights_alone(folder)
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
    weights = (folder / WEIGHTS).read_bytes()
    if hashlib.sha256(weights).hexdigest() != card["sha256"]:
        raise ValueError(f"the weights in {folder} are not those of its card: copy both files again")
    model = build(card["family"], card["config"])
    model.load_state_dict(from_bytes(weights))
    return Checkpoint(model.eval(), card, folder)


def _weights_alone(file: Path) -> Checkpoint:
    """A checkpoint of a file's weights, with the network of the first known one that has their names and
    shapes."""
    weights = from_file(file)
    for card in cards():
        if not card.refusal:
            like = json.loads((card.folder / CARD).read_text())
            model = build(like["family"], like["config"])
            try:
                model.load_state_dict(weights)
            except RuntimeError:  # other names or shapes
                continue
            same = {name: like[name] for name in ("kind", "family", "config", "fingerprint")}
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            return Checkpoint(model.eval(), {**same, "title": file.stem, "sha256": digest}, file.parent)
    known = ", ".join(card.name for card in cards())
    raise ValueError(
        f"expected weights for the network of {known}, got {file}: they fit none. Give the folder of the "
        "checkpoint, with its card."
    )


def load_for_inference(where: str | Path, device: str | None = None) -> InferenceModel:
    """The network of a checkpoint, ready for inference; raises as `load` does."""
    return load(where).for_inference(device)
