"""Choices of a panel: settings, named choices of them, and checkpoints."""

from typing import Any, Literal

from studio.protocol.messages import Message


class Quality(Message):
    """A named choice that makes some settings at once, by their names.

    settings: the same names in each quality of a kind, so that choosing one undoes another.
    """

    name: str
    label: str
    description: str
    settings: dict[str, float | int | bool | str]
    is_offered: bool


class SettingSpec(Message):
    """One field of the sampler's settings: the panel is drawn and checked from it.

    maximum of a text: its letters.
    """

    name: str
    label: str
    description: str
    type: Literal["integer", "number", "boolean", "choice", "text"]
    default: float | int | bool | str
    minimum: float | None = None
    maximum: float | None = None
    choices: list[str] = []
    is_expert: bool = False


class KindShape(Message):
    """How a kind looks that has no page in the browser's code: in a grid, or as running text.

    row_names: from the first row; fewer where rows have no names. symbol_labels: by symbol, "" for one that
    says that nothing stands there; a symbol without a label is written as it is. imports: endings of files.
    page: address of the module that its package brings to draw it, "" for none.
    """

    kind: str
    layout: str
    num_rows: int
    row_names: list[str] = []
    symbol_labels: dict[str, str] = {}
    imports: list[str] = []
    page: str = ""


class Checkpoint(Message):
    """hears: names of the settings that change what its network does. refusal: a sentence that says why it
    cannot be used in this studio, "" for one that can."""

    name: str
    kind: str
    is_default: bool
    sha256: str
    title: str
    hears: list[str]
    figures: dict[str, Any]
    refusal: str
