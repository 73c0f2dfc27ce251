"""Defaults of settings that a kind of canvas has instead of the common ones. No torch here."""

from typing import Any

from sunmask.fetching import SMOLLM2

OWN_DEFAULTS: dict[str, dict[str, Any]] = {
    "text": {
        "num_steps": 40,
        "temperature": 0.6,
        "finish": 1.0,
        "group": "cells",
        "alpha_min": 0.1,
        "eta": 0.7,
        "correction": 0.02,
        "refuse_parallels": False,
        "refuse_hidden": False,
        "refuse_unresolved": False,
        "refuse_worse": False,
        "tonality": 0.0,
        "rework": False,
        "write_once": False,
        "real_words": True,
        "no_new_names": True,
        "same_person": True,
        "right_articles": True,
        "tidy_marks": True,
        "about_length": True,
    }
}
"""Defaults of a kind, where they are not those of chorales."""
WITH_LANGUAGE_MODEL: dict[str, dict[str, Any]] = {
    "text": {"num_steps": 12, "eta": 0.34, "finish": 0.15, "fluency": 1.0, "pull": 2.0}
}
"""The same where the weights of a language model are here, which takes longer for a step and needs fewer."""


def own_defaults(kind: str) -> dict[str, Any]:
    """Defaults of a kind, on this machine."""
    more = WITH_LANGUAGE_MODEL.get(kind, {}) if SMOLLM2.is_there else {}
    return {**OWN_DEFAULTS.get(kind, {}), **more}
