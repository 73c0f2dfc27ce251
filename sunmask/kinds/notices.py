"""Messages to people about an imported file: conversions that were made, and reasons to refuse it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
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
    """ "bar 3", "pickup", "bars 3 and 5", "bars 2 to 40", "pickup and bars 1, 3, 5 to 9 and 12 more".

    most: of bars and runs of bars that are named, behind which the number of all other bars is said.
    """
    numbers = sorted(set(bars))
    runs = list(_runs(number for number in numbers if number))
    named = [text for text, _ in runs[:most]]
    others = sum(count for _, count in runs[most:])
    if others:
        named.append(f"{others} more")
    pickup = ["pickup"] if 0 in numbers else []
    if not named:
        return "pickup"
    plural = "bar" if len(numbers) - len(pickup) == 1 else "bars"
    listed = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    return " and ".join([*pickup, f"{plural} {listed}"])


def _runs(numbers: Iterable[int]) -> Iterator[tuple[str, int]]:
    """Bars that follow one another as one, "5 to 9", where they are three or more; how many each has."""
    for _, group in groupby(enumerate(numbers), key=lambda each: each[1] - each[0]):
        run = [number for _, number in group]
        if len(run) > 2:
            yield f"{run[0]} to {run[-1]}", len(run)
        else:
            yield from ((str(number), 1) for number in run)
