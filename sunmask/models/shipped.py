"""Small weights that ship beside the code: model.safetensors, and a card with its hash."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from torch import Tensor

from sunmask.models.pretrained import CARD, WEIGHTS
from sunmask.models.weights import Stored, from_bytes, to_bytes


def shipped(folder: Path) -> dict[str, Tensor]:
    """The weights of a folder, in fp32. Raises ValueError where they do not have the hash on their card."""
    raw, card = (folder / WEIGHTS).read_bytes(), json.loads((folder / CARD).read_text())
    if sha256(raw).hexdigest() != card["sha256"]:
        raise ValueError(f"expected the weights whose hash {folder / CARD} names. Install them again.")
    return from_bytes(raw)


def ship(folder: Path, weights: Mapping[str, Tensor], *, stored: Stored = "fp16", **words: Any) -> None:
    """Write weights, and add their hash and the words to the card."""
    raw = to_bytes(weights, stored)
    folder.mkdir(parents=True, exist_ok=True)
    card = folder / CARD
    known = json.loads(card.read_text()) if card.exists() else {}
    known |= {"sha256": sha256(raw).hexdigest(), **words}
    (folder / WEIGHTS).write_bytes(raw)
    card.write_text(json.dumps(known, indent=1) + "\n")
