"""Small weights that ship beside the code: model.safetensors in half precision, and a card with its hash."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from safetensors.torch import load, save
from torch import Tensor

WEIGHTS, CARD = "model.safetensors", "card.json"


def shipped(folder: Path) -> dict[str, Tensor]:
    """Those of a folder, in fp32. Raises ValueError where they are not what their card says."""
    raw, card = (folder / WEIGHTS).read_bytes(), json.loads((folder / CARD).read_text())
    if sha256(raw).hexdigest() != card["sha256"]:
        raise ValueError(f"expected the weights that {folder / CARD} tells of. Install them again.")
    return {name: value.float() for name, value in load(raw).items()}


def ship(folder: Path, weights: Mapping[str, Tensor], **words: Any) -> None:
    """Write weights, and into the card, beside what it says already, their hash and words."""
    raw = save({name: value.half().contiguous() for name, value in weights.items()})
    folder.mkdir(parents=True, exist_ok=True)
    card = folder / CARD
    known = json.loads(card.read_text()) if card.exists() else {}
    known |= {"sha256": sha256(raw).hexdigest(), **words}
    (folder / WEIGHTS).write_bytes(raw)
    card.write_text(json.dumps(known, indent=1) + "\n")
