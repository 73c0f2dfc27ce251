"""Qualities: choices that people make instead of single settings. No torch here."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Quality:
    """A choice that people make instead of single settings: name, words, and the settings it stands for.
    is_offered: whether panels show it; commands know it in any case."""

    name: str
    label: str
    description: str
    settings: dict[str, Any]
    is_offered: bool = True
