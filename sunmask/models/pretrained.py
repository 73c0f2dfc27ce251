"""A checkpoint to share: its files, and a model card in the form of model hubs."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WEIGHTS, CARD, MODEL_CARD = "model.safetensors", "card.json", "README.md"


def save_pretrained(checkpoint: Path, folder: str | Path) -> Path:
    """Copy a checkpoint's files, with a model card beside the weights, into a folder that `load` reads.
    Raises OSError where they cannot be written."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (WEIGHTS, CARD):
        if (checkpoint / name).resolve() != (folder / name).resolve():
            shutil.copyfile(checkpoint / name, folder / name)
    (folder / MODEL_CARD).write_text(model_card(json.loads((folder / CARD).read_text())))
    return folder


def model_card(card: Mapping[str, Any]) -> str:
    """The model card: Markdown with metadata in front, as Hugging Face reads it."""
    kind, title = card["kind"], card["title"]
    metadata = ["---", "library_name: sunmask", f"license: {card.get('license', 'other').lower()}"]
    metadata += ["language: en"] if kind == "text" else []
    metadata += ["tags:", "- sunmask", f"- {kind}", "- denoising", "---"]
    parts = [
        "\n".join(metadata),
        f"# {title}",
        f"A network of the family `{card['family']}` for canvases of kind `{kind}`, trained as a masked "
        "step-unrolled denoising autoencoder (SUNMASK).",
        '```python\nimport sunmask\n\nmodel = sunmask.load("PATH OF THIS FOLDER")\n'
        f"made = sunmask.sample(model, kind={kind!r}, count=4, seed=1)\n```",
    ]
    if card.get("data"):
        parts += ["## Learned from", str(card["data"])]
    trained = {name: card[name] for name in ("step", "minutes") if name in card}
    if card.get("recipe"):
        trained["recipe"] = card["recipe"].get("name")
    parts += ["## Training", _table(trained), "## Network", _table(card.get("config", {}))]
    if card.get("figures"):
        parts += ["## Figures", f"```json\n{json.dumps(card['figures'], indent=1)}\n```"]
    return "\n\n".join(parts) + "\n"


def _table(values: Mapping[str, Any]) -> str:
    rows = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in values.items())]
    return "\n".join(rows)
