"""A folder of one's own files to learn from: which are refused and why, and which are held out."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")
HELD_OUT = 0.1
"""Share of the files that validate, and share that test; one each at least."""
FEWEST = 3


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file of a folder and those below it, by its name from there, in order; hidden ones are left out.
    Raises ValueError where there is no folder."""
    if not folder.is_dir():
        raise ValueError(f"expected a folder to learn from, got {folder}")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix(), path


def split_by_seed(items: Mapping[str, Item], seed: int) -> dict[str, list[Item]]:
    """train, valid and test, which no file is in twice. Raises ValueError where there are too few."""
    if len(items) < FEWEST:
        raise ValueError(
            f"expected at least {FEWEST} files that can be learned from, one of them to validate and one to "
            f"test with, got {len(items)}"
        )
    names = sorted(items)
    order = [names[number] for number in np.random.default_rng(seed).permutation(len(names))]
    count = max(1, round(HELD_OUT * len(order)))
    parts = {"valid": order[:count], "test": order[count : 2 * count], "train": order[2 * count :]}
    return {split: [items[name] for name in sorted(parts[split])] for split in ("train", "valid", "test")}


def report(folder: Path, splits: Mapping[str, Sequence[object]], refused: Mapping[str, str]) -> None:
    """Print how many files are learned from and held out, then each that was refused, and why."""
    counts = {name: len(splits[name]) for name in ("train", "valid", "test")}
    print(
        f"{folder}: {counts['train']} files to learn from, {counts['valid']} to validate with, "
        f"{counts['test']} to test with, {len(refused)} refused",
        *(f"  {name}: {why}" for name, why in refused.items()),
        sep="\n",
        file=sys.stderr,
        flush=True,
    )
