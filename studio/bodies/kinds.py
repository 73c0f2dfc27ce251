"""Bodies about kinds of canvas."""

from typing import Any

from studio.protocol import (
    Checkpoint,
    KindShape,
    Message,
    Quality,
    SettingSpec,
)


class Format(Message):
    """An export format: the name that `export?format=` takes, its media type and file ending."""

    name: str
    media_type: str
    ending: str


class Speed(Message):
    """seconds_per_step: of one candidate with up to `window` columns, None where nothing was measured yet."""

    seconds_per_step: float | None
    window: int


class Kind(Message):
    """A kind of canvas, as panels and pages need it."""

    kind: str
    shape: KindShape
    settings: list[SettingSpec]
    qualities: list[Quality]
    """The fastest first; a kind may have none."""
    checkpoints: list[Checkpoint]
    formats: list[Format]
    demos: list[str]
    blank_options: dict[str, Any]
    """The options of a blank canvas by name, with defaults."""
    imports: list[str]
    """Endings of the files that can be imported as this kind."""
    held_out: str
    """Pieces of people that come with the kind and that no network of it has learned from, by what they are
    called; "" where there are none."""
