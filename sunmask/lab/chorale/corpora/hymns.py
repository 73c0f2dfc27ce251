"""Public-domain hymns in four parts, from a folder that holds `hymns.jsonl.xz`; no test tune among them."""

import json
import lzma
from pathlib import Path

import numpy as np

from sunmask.chorale.music.symbols import BEATS, normalise
from sunmask.lab.chorale.corpora.bach import Piece, are_same, harmony_grams, soprano_grams

HYMNS = "hymns.jsonl.xz"


def load_hymns(folder: Path) -> list[Piece]:
    """The hymns that everybody may learn from: in the public domain, clean by the file's own judgement, and
    of no tune in JSB's valid or test split. Raises ValueError where the folder has none."""
    path = folder / HYMNS
    if not path.is_file():
        raise ValueError(f"expected {HYMNS} in {folder}: name the folder that holds it with --data")
    with lzma.open(path, "rt") as lines:
        return [hymn(row) for row in map(json.loads, lines) if may_be_learned(row)]


def may_be_learned(row: dict) -> bool:
    """Whether one line of the file may be learned."""
    is_free = row["licence"].lower().startswith("public domain")
    return is_free and row["clean"] and row["jsb_tune"] in (None, "train") and row["metre"] in BEATS


def hymn(row: dict) -> Piece:
    """A line of the file as a piece; phrase ends that were only guessed are left out."""
    num_beats, length = BEATS[row["metre"]]
    is_known = row["phrase_ends_by"] and not row["phrase_ends_by"].startswith("guessed")
    return Piece(
        name=row["id"],
        symbols_VT=normalise(np.array([row[voice] for voice in "SATB"], dtype=np.int16)),
        bar=num_beats * length,
        pickup=row["pickup"],
        metre=row["metre"],
        fifths=row["fifths"],
        mode=row["mode"],
        fermatas=tuple(row["phrase_ends"]) if is_known else (),
        style="hymn",
    )


def kept_away(hymns: list[Piece], held_out: list[Piece]) -> list[Piece]:
    """Without those that match a held-out piece or share its soprano."""
    harmonies = [harmony_grams(piece.symbols_VT) for piece in held_out]
    sopranos = [soprano_grams(piece.symbols_VT) for piece in held_out]
    kept = []
    for piece in hymns:
        harmony, soprano = harmony_grams(piece.symbols_VT), soprano_grams(piece.symbols_VT)
        if not any(are_same(harmony, grams) for grams in harmonies) and not any(
            are_same(soprano, grams) for grams in sopranos
        ):
            kept.append(piece)
    return kept
