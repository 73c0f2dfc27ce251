"""Bach's four-part chorales from music21's corpus, as grids, split so that no test piece is learned.

Parsing takes some minutes, so the grids are kept in a cache folder (SUNMASK_CACHE, default
~/.cache/sunmask). `held_out.txt` names the pieces that match the JSB test split, those that share
a soprano with it, and those kept for validation; `--match-jsb` writes it, `split_chorales` reads it.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from zipfile import BadZipFile

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from sunmask.chorale.music.symbols import METRES, Chorale, ChoraleMeta, normalise
from sunmask.environment import environment

HELD_OUT = Path(__file__).with_name("held_out.txt")
GRAM = 8
SAME = 0.5
"""Share of the 8-grams of the shorter piece from which two pieces count as one."""
VALID_EVERY = 3


@dataclass(frozen=True)
class Piece:
    """One chorale: symbols (4, T), its corpus name, sixteenths a bar, sixteenths of pickup.

    metre: as people write it. fifths, mode: of the key signature. fermatas: columns of the soprano's notes
    that bear one. style: bach or hymn.
    """

    name: str
    symbols_VT: np.ndarray
    bar: int
    pickup: int
    metre: str = ""
    fifths: int = 0
    mode: str = "major"
    fermatas: tuple[int, ...] = ()
    style: str = "bach"

    @property
    def usual_metre(self) -> str:
        """As people write it or, where nobody says that, the usual one of bars of this length."""
        return self.metre or ("3/4" if self.bar == 12 else "4/4")

    @property
    def positions_T(self) -> np.ndarray:
        """Sixteenth within the bar of each column."""
        return (np.arange(self.symbols_VT.shape[1]) + (self.bar - self.pickup) % self.bar) % self.bar


def cache_folder() -> Path:
    return environment().cache


def _parse(path: str) -> Piece | None:
    """One corpus file as a piece, None where it is no four-part chorale in a metre we know."""
    from music21 import converter, stream

    from sunmask.chorale.notation.scores import grid_from_score

    try:
        score = converter.parse(path)
        if not isinstance(score, stream.Score):
            return None
        chorale = grid_from_score(score)
    except ValueError:
        return None
    meta = chorale.meta
    fermatas = tuple(sorted(column for voice, column in chorale.fermatas if voice == 0))
    about = (meta.metre, meta.fifths, meta.mode, fermatas)
    return Piece(Path(path).stem, chorale.symbols_VT, METRES[meta.metre], meta.pickup, *about)


def load_chorales(progress: bool = False) -> list[Piece]:
    """All usable chorales in order of name; parsed once, then read from the cache."""
    import music21

    path = cache_folder() / f"bach-chorales-2-music21-{music21.__version__}.npz"
    if not path.exists():
        files = [str(file) for file in music21.corpus.getComposer("bach")]
        pieces = []
        with ProcessPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
            for count, piece in enumerate(pool.map(_parse, files, chunksize=4), start=1):
                if piece is not None:
                    pieces.append(piece)
                if progress and count % 20 == 0:
                    print(f"reading chorales: {count} of {len(files)}", file=sys.stderr, flush=True)
        _write_cache(path, sorted(pieces, key=lambda piece: piece.name))
    with np.load(path, allow_pickle=False) as cache:
        ends = np.cumsum(cache["lengths"])
        grids = np.split(cache["symbols"], ends[:-1], axis=1)
        fermatas = np.split(cache["fermatas"], np.cumsum(cache["fermata_counts"])[:-1])
        about = (cache[name].tolist() for name in ("bars", "pickups", "metres", "fifths", "modes"))
        rows = zip(
            cache["names"].tolist(), grids, *about, (tuple(each.tolist()) for each in fermatas), strict=True
        )
        return [Piece(*row) for row in rows]


def _write_cache(path: Path, pieces: list[Piece]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part.npz")
    np.savez_compressed(
        part,
        names=np.array([piece.name for piece in pieces]),
        symbols=np.concatenate([piece.symbols_VT for piece in pieces], axis=1),
        lengths=np.array([piece.symbols_VT.shape[1] for piece in pieces]),
        bars=np.array([piece.bar for piece in pieces]),
        pickups=np.array([piece.pickup for piece in pieces]),
        metres=np.array([piece.metre for piece in pieces]),
        fifths=np.array([piece.fifths for piece in pieces]),
        modes=np.array([piece.mode for piece in pieces]),
        fermatas=np.array([column for piece in pieces for column in piece.fermatas], dtype=np.int64),
        fermata_counts=np.array([len(piece.fermatas) for piece in pieces]),
    )
    part.replace(path)


def harmony_grams(symbols_VT: np.ndarray) -> set[tuple[int, ...]]:
    """8-grams of successive different columns, relative to the first bass: alike in every key.

    Repeated notes and durations are ignored, so grids without re-attacks compare too.
    """
    pitch_VT = np.abs(symbols_VT).astype(int)
    changed_T = np.ones(pitch_VT.shape[1], dtype=bool)
    changed_T[1:] = (pitch_VT[:, 1:] != pitch_VT[:, :-1]).any(axis=0)
    return _grams(pitch_VT[:, changed_T])


def soprano_grams(symbols_VT: np.ndarray) -> set[tuple[int, ...]]:
    """8-grams of the soprano's successive different pitches, relative to the first."""
    pitch_T = np.abs(symbols_VT[0]).astype(int)
    pitch_T = pitch_T[pitch_T > 0]
    changed_T = np.ones(len(pitch_T), dtype=bool)
    changed_T[1:] = pitch_T[1:] != pitch_T[:-1]
    return _grams(pitch_T[None, changed_T])


def _grams(rows: np.ndarray) -> set[tuple[int, ...]]:
    if rows.shape[1] < GRAM:
        return set()
    grams_NVG = sliding_window_view(rows, GRAM, axis=1).transpose(1, 0, 2)
    relative_NVG = np.where(grams_NVG > 0, grams_NVG - grams_NVG[:, -1:, :1], 999)
    return set(map(tuple, relative_NVG.reshape(len(relative_NVG), -1).tolist()))


def are_same(grams: set, others: set) -> bool:
    """Whether half or more of the shorter piece's 8-grams are the other's too."""
    smaller = min(len(grams), len(others))
    return smaller > 0 and len(grams & others) >= SAME * smaller


def _is_any(grams: set, others: Iterable[set]) -> bool:
    return any(are_same(grams, other) for other in others)


def jsb_grids(path: Path, split: str) -> list[np.ndarray]:
    """Pitches (4, T) of a split of the JSB file, 0 for rests. Raises OSError; ValueError for another file."""
    try:
        with np.load(path, allow_pickle=True, encoding="latin1") as archive:
            grids = [np.nan_to_num(np.asarray(grid, dtype=float)).astype(int).T for grid in archive[split]]
    except (KeyError, AttributeError, TypeError, UnpicklingError, BadZipFile) as wrong:
        raise ValueError(f"expected the JSB-16th archive (npz with {split}), got {path}") from wrong
    if not all(grid.ndim == 2 and len(grid) == 4 for grid in grids):
        raise ValueError(f"expected arrays of sixteenths by 4 voices in {path}")
    return grids


def match_jsb(path: Path, pieces: list[Piece]) -> dict[str, list[str]]:
    """Names of the pieces that may not be learned, from the JSB file (arrays (T, 4), NaN rests).

    test: match a test piece. soprano: share a soprano with one. valid: of the rest, every third that
    matches a valid piece (the others are learned: the corpus is small). Raises OSError or ValueError
    where the file is not the JSB archive.
    """
    splits = {split: jsb_grids(path, split) for split in ("test", "valid")}
    wanted = {split: [harmony_grams(grid) for grid in grids] for split, grids in splits.items()}
    sopranos = [soprano_grams(grid) for grid in splits["test"]]
    held: dict[str, list[str]] = {"test": [], "soprano": [], "valid": []}
    for piece in pieces:
        harmony, soprano = harmony_grams(piece.symbols_VT), soprano_grams(piece.symbols_VT)
        if any(are_same(harmony, grams) for grams in wanted["test"]):
            held["test"].append(piece.name)
        elif any(are_same(soprano, grams) for grams in sopranos):
            held["soprano"].append(piece.name)
        elif any(are_same(harmony, grams) for grams in wanted["valid"]):
            held["valid"].append(piece.name)
    held["valid"] = held["valid"][::VALID_EVERY]
    return held


def split_chorales(pieces: list[Piece]) -> dict[str, list[Piece]]:
    """train, valid and test by `held_out.txt`; train also loses what matches a valid or test piece, and
    what shares a soprano with a test piece as music21 has it."""
    held = {name: split for split, name in (line.split() for line in HELD_OUT.read_text().splitlines())}
    splits: dict[str, list[Piece]] = {"train": [], "valid": [], "test": [], "soprano": []}
    for piece in pieces:
        splits[held.get(piece.name, "train")].append(piece)
    kept_out = [harmony_grams(piece.symbols_VT) for name in ("valid", "test") for piece in splits[name]]
    sopranos = [soprano_grams(piece.symbols_VT) for piece in splits["test"]]
    splits["train"] = [
        piece
        for piece in splits["train"]
        if not _is_any(harmony_grams(piece.symbols_VT), kept_out)
        and not _is_any(soprano_grams(piece.symbols_VT), sopranos)
    ]
    del splits["soprano"]
    return splits


def chunks(piece: Piece, length: int) -> list[Chorale]:
    """The piece cut into whole chunks of a number of sixteenths, each with its own place in the bar."""
    cut = []
    for start in range(0, piece.symbols_VT.shape[1] - length + 1, length):
        pickup = int(-piece.positions_T[start] % piece.bar)
        symbols_VT = normalise(piece.symbols_VT[:, start : start + length])
        cut.append(Chorale(symbols_VT, ChoraleMeta(piece.name, metre=piece.usual_metre, pickup=pickup)))
    return cut


def main() -> int:
    parser = argparse.ArgumentParser(description="Which chorales may not be learned.")
    parser.add_argument(
        "--match-jsb", type=Path, required=True, metavar="FILE", help="JSB-16th archive (npz)"
    )
    pieces = load_chorales(progress=True)
    held = match_jsb(parser.parse_args().match_jsb, pieces)
    HELD_OUT.write_text("".join(f"{split} {name}\n" for split, names in held.items() for name in names))
    counts = {split: len(names) for split, names in held.items()}
    print(json.dumps({"chorales": len(pieces), **counts}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
