"""Qualities: choices that people make instead of single settings. No torch here."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Quality:
    """A choice that people make instead of single settings: name, words, and the settings it stands for."""

    name: str
    label: str
    description: str
    settings: dict[str, Any]
