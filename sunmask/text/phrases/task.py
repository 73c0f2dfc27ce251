"""A task: one block to be changed, with all that its proposals and their scores depend on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sunmask.text.phrases.context import Context
from sunmask.text.phrases.moves import Move
from sunmask.text.phrases.pull import Pull
from sunmask.text.phrases.run_models import RunModels, Words
from sunmask.text.settings import TextSettings
from sunmask.text.words.words import without_separators


@dataclass(frozen=True)
class Task:
    """A block to be changed: its `move`, the words around it, the models, and the settings at this step.
    pull: the guidance by trust and doubt near it, if any."""

    models: RunModels
    context: Context
    move: Move
    settings: TextSettings
    pull: Pull | None = None


def shown(words: Sequence[str]) -> Words:
    """Words as people see them: without the separators of the vocabulary."""
    return tuple(map(without_separators, words))
