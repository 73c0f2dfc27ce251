"""Messages to people about an imported file: conversions that were made, and reasons to refuse it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict


class Choice(TypedDict):
    """One answer to a doubt: its words, and the metadata that the canvas has then."""

    label: str
    meta: dict[str, Any]


@dataclass(frozen=True)
class Notice:
    """One conversion, to be reviewed: the first bar and the part that it concerns, and a sentence.

    choices: of a doubt, what a person may choose; the first one holds until somebody does.
    """

    bar: int | None
    part: str | None
    message: str
    code: str
    choices: Sequence[Choice] = ()


class UnreadableFile(ValueError):
    """A file that is refused: `code` for programs, the message for people."""

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


def name_bars(bars: Iterable[int], most: int = 6) -> str:
    """ "bar 3", "pickup", "bars 3 and 5", "bars 1, 2, 3 and 9 more"."""
    numbers = sorted(set(bars))
    if len(numbers) == 1:
        return f"bar {numbers[0]}" if numbers[0] else "pickup"
    if len(numbers) > most:
        return f"bars {', '.join(map(str, numbers[:most]))} and {len(numbers) - most} more"
    return f"bars {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
