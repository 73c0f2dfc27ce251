"""A store of computed results, one JSON file each with the settings that it was computed with.

An evaluation that is cut off continues where it was: only what is missing is computed.
"""

import hashlib
import json
from pathlib import Path
from typing import Any


class Store:
    """A folder of results; a result is found only by the name and the settings it was stored under."""

    def __init__(self, folder: Path):
        self.folder = folder

    def path(self, name: str, settings: dict[str, Any]) -> Path:
        digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()
        return self.folder / f"{name}-{digest[:10]}.json"

    def read(self, name: str, settings: dict[str, Any]) -> Any | None:
        path = self.path(name, settings)
        return json.loads(path.read_text())["results"] if path.is_file() else None

    def write(self, name: str, settings: dict[str, Any], results: Any) -> None:
        path = self.path(name, settings)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps({"settings": settings, "results": results}) + "\n")
        part.replace(path)
