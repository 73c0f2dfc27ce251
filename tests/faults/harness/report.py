"""What is told at the end, as JSON: losses, and by kind how soon the studio worked again."""

import math
import os
import platform
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Recovery:
    """both: which two kinds came at once; "" for one alone. at_s: since the trial began. harm_s: how long the
    fault lasted. seconds: from its end until everything works again; None where it did not in time. last:
    what came last."""

    kind: str
    both: str
    at_s: float
    harm_s: float
    seconds: float | None
    last: str


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
            "recovery_s": self._of(kinds),
            "recovery_s_by_kind": {kind: self._of([kind]) for kind in kinds},
            "faults": [asdict(one) for one in self.recoveries],
        }

    def _of(self, kinds: list[str]) -> dict[str, Any]:
        chosen = [one for one in self.recoveries if one.kind in kinds]
        seconds = [one.seconds for one in chosen if one.seconds is not None]
        return {
            "num_faults": len(chosen),
            "num_recovered": len(seconds),
            "p50": percentile(seconds, 50),
            "p95": percentile(seconds, 95),
            "max": percentile(seconds, 100),
            "harm_p50": percentile([one.harm_s for one in chosen], 50),
        }


def as_table(found: dict[str, Any]) -> str:
    """A report as Markdown: the losses in a sentence, acts by sort, and how soon it worked again by kind."""
    machine, whole, minutes = found["machine"], found["recovery_s"], found["seconds"] / 60
    acts = [
        f"| {sort} | {of['acknowledged']:,} | {len(of['lost'])} | {len(of['doubled'])} |"
        for sort, of in found["acts"].items()
    ]
    rows = [
        f"| {kind} | {of['num_faults']} | {of['harm_p50']} | {of['p50']} | {of['p95']} | {of['max']} |"
        for kind, of in {**found["recovery_s_by_kind"], "all": whole}.items()
    ]
    sentence = (
        f"{found['num_faults']} faults of {found['num_kinds']} kinds in {minutes:.0f} minutes on "
        f"{found['database']}, {machine['processors']} processors, load {machine['load_p50']} (up to "
        f"{machine['load_max']:.0f}): of {found['acts_acknowledged']:,} acts that were acknowledged, "
        f"{found['acts_lost']} were lost and {found['acts_doubled']} doubled; of the steps of "
        f"{found['runs_done']} runs, {found['steps_lost']} were lost and {found['steps_doubled']} doubled."
    )
    head = ["", "| acts | acknowledged | lost | doubled |", "|---|---|---|---|"]
    then = ["", "| fault | times | it lasted, p50 s | p50 s | p95 s | most s |", "|---|---|---|---|---|---|"]
    return "\n".join([sentence, *head, *acts, *then, *rows, ""])


def percentile(values: list[float], percent: int) -> float | None:
    """The smallest value that so many percent do not exceed (nearest rank)."""
    if not values:
        return None
    return round(sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)], 2)
