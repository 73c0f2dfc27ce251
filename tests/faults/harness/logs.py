"""What the studio's processes wrote to their logs: the tracebacks of mistakes, and all of it on request."""

import re
from collections import Counter
from pathlib import Path

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ([A-Z]+) ([\w.]+): (.*)")
"""How a line of a log begins; the lines of a traceback follow it."""
MISTAKES = ("studio.api", "django.request")
"""Loggers of the web servers that write a traceback where they answer 500."""
LAST_LINES = 12


def tracebacks(home: Path) -> dict[str, int]:
    """How often each traceback of a mistake came: its last lines, without the path of the request."""
    found: Counter[str] = Counter()
    for path in home.rglob("*.log"):
        lines = path.read_text(errors="replace").splitlines()
        begins = [number for number, line in enumerate(lines) if LINE.match(line)]
        for number, end in zip(begins, [*begins[1:], len(lines)], strict=True):
            level, logger, _ = LINE.match(lines[number]).groups()  # type: ignore[union-attr]
            if level == "ERROR" and logger in MISTAKES and end > number + 1:
                found["\n".join(lines[number + 1 : end][-LAST_LINES:])] += 1
    return dict(found)


def keep(home: Path, into: Path) -> None:
    """Copy all logs of an installation that is about to go."""
    into.mkdir(parents=True, exist_ok=True)
    for path in home.rglob("*.log"):
        (into / path.name).write_bytes(path.read_bytes())
