"""What is told at the end, as JSON: losses, and by kind how soon the studio worked again."""

import math
import os
import platform
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Recovery:
    """seconds: None where it did not work again in time."""

    kind: str
    at_s: float
    seconds: float | None


@dataclass
class Report:
    seed: int
    database: str
    recoveries: list[Recovery] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    """The machine's load at each fault."""

    def as_json(self, **found: Any) -> dict[str, Any]:
        """found: losses by name, and what else was counted."""
        kinds = sorted({one.kind for one in self.recoveries})
        return {
            "seed": self.seed,
            "database": self.database,
            "machine": {
                "processors": os.cpu_count(),
                "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
                "load_p50": percentile(self.loads, 50),
                "load_max": max(self.loads, default=None),
            },
            "num_faults": len(self.recoveries),
            "num_kinds": len(kinds),
            "num_not_recovered": sum(one.seconds is None for one in self.recoveries),
            **found,
            "recovery_s_by_kind": {kind: self._of(kind) for kind in kinds},
        }

    def _of(self, kind: str) -> dict[str, Any]:
        of_kind = [one for one in self.recoveries if one.kind == kind]
        seconds = [one.seconds for one in of_kind if one.seconds is not None]
        return {
            "num_faults": len(of_kind),
            "num_recovered": len(seconds),
            "p50": percentile(seconds, 50),
            "p95": percentile(seconds, 95),
        }


def as_table(found: dict[str, Any]) -> str:
    """A report as Markdown: the losses in a sentence, and how soon it worked again by kind of fault."""
    machine = found["machine"]
    rows = [
        f"| {kind} | {of['num_faults']} | {of['p50']} | {of['p95']} |"
        for kind, of in found["recovery_s_by_kind"].items()
    ]
    load, minutes = machine["load_p50"], found["seconds"] / 60
    sentence = (
        f"{found['num_faults']} faults of {found['num_kinds']} kinds in {minutes:.0f} minutes on "
        f"{found['database']}, {machine['processors']} processors, load {load}: of "
        f"{found['edits_acknowledged']:,} edits that were acknowledged, {found['edits_lost']} were lost and "
        f"{found['edits_doubled']} doubled; of the steps of {found['runs_done']} runs, "
        f"{found['steps_lost']} were lost and {found['steps_doubled']} doubled."
    )
    return "\n".join([sentence, "", "| fault | times | p50 s | p95 s |", "|---|---|---|---|", *rows, ""])


def percentile(values: list[float], percent: int) -> float | None:
    """The smallest value that so many percent do not exceed (nearest rank)."""
    if not values:
        return None
    return round(sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)], 2)
