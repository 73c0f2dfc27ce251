"""What the studio's processes wrote to their logs: the tracebacks behind answers of 500, and all of it on
request."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) ([\w.]+): (.*)")
"""How a line of a log begins; the lines of a traceback follow it."""
BEHIND_500 = re.compile(r"Internal Server Error|Exception inside application| failed$")
"""What the API, Django and daphne say where they log a traceback and answer 500."""
TRACEBACK = "Traceback (most recent call last):"
LAST_FRAMES = 6
"""Lines before the exception that a report shows: two or three frames."""


def tracebacks(home: Path) -> dict[str, int]:
    """How often each traceback came behind an answer of 500: its last frames and the exception."""
    found: Counter[str] = Counter()
    for path in home.rglob("*.log"):
        lines = path.read_text(errors="replace").splitlines()
        begins = [number for number, line in enumerate(lines) if LINE.match(line)]
        for start, end in pairwise([*begins, len(lines)]):
            if BEHIND_500.search(lines[start]) and TRACEBACK in lines[start:end]:
                found[_last_frames(lines[start:end])] += 1
    return dict(found)


def _last_frames(lines: list[str]) -> str:
    """Of the last traceback in these lines; what other processes wrote after it is left out."""
    first = max(number for number, line in enumerate(lines) if line == TRACEBACK) + 1
    exception = next(
        (number for number in range(first, len(lines)) if not lines[number].startswith(" ")), len(lines) - 1
    )
    return "\n".join(lines[max(first, exception - LAST_FRAMES) : exception + 1])


def keep(home: Path, into: Path) -> None:
    """Copy all logs of an installation that is about to go."""
    into.mkdir(parents=True, exist_ok=True)
    for path in home.rglob("*.log"):
        name = "-".join(path.relative_to(home).parts)
        (into / name).write_bytes(path.read_bytes())
