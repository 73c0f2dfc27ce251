"""The order in which people count: "Take 2" before "Take 10"."""

import re
from typing import Any

from django.db import models

_DIGITS = re.compile(r"[0-9]+")
MAX_CHARACTERS = 400
"""Each digit may take two more to write down."""


def natural_order(text: str) -> str:
    """A text that sorts by its letters as `text` does without regard to case, and by its numbers as these
    do."""
    return _DIGITS.sub(_with_length, text.casefold())[:MAX_CHARACTERS]


def _with_length(digits: re.Match[str]) -> str:
    number = digits.group().lstrip("0") or "0"
    return f"{min(len(number), 99):02}{number}"


class NaturalOrderField(models.CharField):
    """Written whenever the row is: the natural order of the field `of`."""

    def __init__(self, *, of: str, **options: Any) -> None:
        self.of = of
        usual: dict[str, Any] = {"max_length": MAX_CHARACTERS, "default": "", "editable": False}
        super().__init__(**usual | options)

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        return name, path, positional, options | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = natural_order(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value
