"""Scores of a folder of one's own to learn from: MusicXML and MIDI files of four voices in one metre."""

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sunmask.chorale.codec import ChoraleCodec
from sunmask.chorale.music.keys import plain_key
from sunmask.chorale.music.symbols import METRES, normalise
from sunmask.chorale.notation.files import read_score
from sunmask.lab.chorale.corpora.bach import Piece, are_same, harmony_grams
from sunmask.lab.chorale.corpora.hymns import HYMNS
from sunmask.lab.training.folders import files_in, report, split_by_seed
from sunmask.lab.training.recipes import Recipe


@dataclass(frozen=True)
class OwnScores:
    """Pieces by the name of their file, and why each other file is refused."""

    pieces: dict[str, Piece]
    refused: dict[str, str]


def is_own(recipe: Recipe) -> bool:
    """Whether a recipe learns from a folder of scores alone, and not from Bach."""
    return bool(recipe.data) and not (Path(recipe.data) / HYMNS).is_file()


@cache
def own_splits(folder: Path, seed: int, progress: bool = False) -> dict[str, list[Piece]]:
    """train, valid and test of a folder. progress: say how far reading is, and which files are refused.
    Raises ValueError where there are too few scores."""
    found = own_scores(folder, progress)
    try:
        splits = split_by_seed(found.pieces, seed)
    except ValueError as few:
        refused = "; ".join(f"{name}: {why}" for name, why in found.refused.items())
        wanted = f"MusicXML or MIDI files in {folder}, or {HYMNS}"
        raise ValueError(f"{few}. They are {wanted}. Refused: {refused or 'none'}") from few
    if progress:
        report(folder, splits, found.refused)
    return splits


def own_scores(folder: Path, progress: bool = False) -> OwnScores:
    """All scores of a folder. A piece that is in another file too, in any key, is refused, so that nothing
    that is held out is learned."""
    found = OwnScores({}, {})
    grams: dict[str, set] = {}
    for count, (name, path) in enumerate(files_in(folder), start=1):
        if progress and count % 20 == 0:
            print(f"reading scores: {count}", file=sys.stderr, flush=True)
        try:
            piece = own_piece(name, path)
        except (OSError, ValueError) as error:
            found.refused[name] = str(error)
            continue
        own = harmony_grams(piece.symbols_VT)
        twin = next((other for other, those in grams.items() if are_same(own, those)), None)
        if twin is not None:
            found.refused[name] = f"it is the same piece as {twin}"
            continue
        found.pieces[name], grams[name] = piece, own
    return found


def own_piece(name: str, path: Path) -> Piece:
    """A file as a piece. Raises ValueError, with a sentence, where it cannot be learned from."""
    endings = ChoraleCodec.import_endings
    if path.suffix.lower() not in endings:
        raise ValueError(f"expected a file that ends in {', '.join(endings)}")
    chorale = read_score(path).chorale
    meta = chorale.meta
    if meta.metre_changes:
        raise ValueError("expected one metre, got a piece that changes its metre")
    symbols_VT = normalise(chorale.symbols_VT)
    if symbols_VT.shape[1] < METRES[meta.metre]:
        raise ValueError("expected at least one bar")
    silent = [voice for voice, row in zip("SATB", symbols_VT, strict=True) if not row.any()]
    if silent:
        raise ValueError(f"expected four voices, got nothing to sing for {', '.join(silent)}")
    fermatas = tuple(sorted(column for voice, column in chorale.fermatas if voice == 0))
    about = (meta.metre, *plain_key(meta.fifths, meta.mode), fermatas)
    return Piece(name, symbols_VT, METRES[meta.metre], meta.pickup, *about)
