"""python -m sunmask repairs: how often a repair of the shipped model's own samples helps.

Samples are taken as they come, those without a fault left out. A repair helps where the variant with the
best grade of three has fewer faults than before and a grade no worse.
"""

import argparse
import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import sunmask
from sunmask.chorale.content import chorale_to_json
from sunmask.cli.arguments import whole
from sunmask.cli.commands import Command

if TYPE_CHECKING:
    from sunmask.kinds.repair import Repaired

BATCH = 8


def samples(model: Any, seed: int) -> Iterator[dict[str, Any]]:
    """Contents of chorales from nothing, without end."""
    for number in itertools.count():
        for chorale in sunmask.sample(model, count=BATCH, seed=seed + number):
            yield chorale_to_json(chorale)


def helps(found: "Repaired") -> bool:
    """Whether the variant with the best grade has fewer faults and a grade no worse."""
    best = found.variants[0].graded
    return len(best.faults) < len(found.before.faults) and best.overall <= found.before.overall


def stays_outside(content: dict[str, Any], found: "Repaired") -> bool:
    """Whether nothing but the chosen cells has changed in any variant."""
    outside = np.ones(np.size(content["symbols"]), dtype=bool)
    outside[found.cells] = False
    grids = [np.ravel(variant.content["symbols"]) for variant in found.variants]
    return all((grid == np.ravel(content["symbols"]))[outside].all() for grid in grids)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=whole(1, 10_000), default=50, help="samples with faults (default 50)")
    parser.add_argument("--variants", type=whole(1, 100), default=3, help="default 3")
    parser.add_argument("--seed", type=whole(0, 2**53), default=0, help="default 0")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write a row for each sample")


def run(arguments: argparse.Namespace) -> None:
    """Print a row for each sample, then how many repairs helped."""
    import torch

    from sunmask.kinds.repair import repair

    torch.set_num_threads(1)
    model = sunmask.load()
    rows: list[dict[str, Any]] = []
    for number, content in enumerate(samples(model, arguments.seed)):
        found = repair(model, content, count=arguments.variants, seed=number)
        if not found.variants:
            continue
        rows.append(
            {
                "sample": number,
                "num_cells": len(found.cells),
                "faults": len(found.before.faults),
                "grade": found.before.overall,
                "variants": [[len(each.graded.faults), each.graded.overall] for each in found.variants],
                "helps": helps(found),
                "stays_outside": stays_outside(content, found),
            }
        )
        print(json.dumps(rows[-1]), file=sys.stderr)
        if len(rows) == arguments.count:
            break
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))
    num_helped = sum(row["helps"] for row in rows)
    print(f"repaired {num_helped} of {len(rows)} ({100 * num_helped / len(rows):.0f} %, target >= 70 %)")
    print(f"changed outside the chosen cells: {sum(not row['stays_outside'] for row in rows)}")
    for name in ("faults", "grade"):
        before = np.median([row[name] for row in rows])
        after = np.median([row["variants"][0][name == "grade"] for row in rows])
        print(f"median {name}: {before:.2f} before, {after:.2f} after")
    print(f"cells composed anew: {np.mean([row['num_cells'] for row in rows]):.1f} of 512 on average")


COMMAND = Command(
    "how often a repair of the shipped model's own samples helps",
    "Repair samples that have faults, and count how often that helps.",
    add_arguments,
    run,
)
