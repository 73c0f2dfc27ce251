"""Blind reading: four bars of Bach or of the model, as chords and voices, by readers who guess which.

    python -m sunmask.lab.chorale.evaluation.reading --out DIR [--count 60] [--seed 1]    # sheet and key
    python -m sunmask.lab.chorale.evaluation.reading --out DIR --guesses FILE [FILE ...]  # the shares

Bach's are held-out pieces that no model has learned, one excerpt a piece; the model's are new ones by the
default settings. How many of each there are is drawn by the seed between a third and two thirds, and stands
in key.json alone. All are in C major or A minor, and begin at any bar line, so that neither a key nor an end
tells. A file of guesses has a line for each excerpt of sheet.md: "7 B" where the seventh is called Bach's,
"7 M" where the model's. The shares are those of the excerpts that are called Bach's.

V voices, T sixteenths
"""

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

import sunmask
from sunmask.chorale.music.bars import beat_columns, metric_positions
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.harmony import OTHER, QUALITIES, read_chords
from sunmask.chorale.music.symbols import Chorale, ChoraleMeta, normalise, notes
from sunmask.chorale.notation.chord_names import numeral_name
from sunmask.chorale.notation.letters import letters_of
from sunmask.chorale.notation.spelling import Key, analyse_key
from sunmask.chorale.sampling.composing import compose_new
from sunmask.chorale.settings import ChoraleSettings
from sunmask.lab.chorale.evaluation.judges.pieces import EIGHT_BARS, cuts
from sunmask.lab.chorale.evaluation.judges.verdict import HELD_OUT
from sunmask.lab.chorale.evaluation.work import splits
from sunmask.lab.evaluation.intervals import wilson

FOUR_BARS = 64
"""Sixteenths."""
BAR, QUARTER = 16, 4
BACH, MODEL = "B", "M"
VOICES = "SATB"


def excerpt(chorale: Chorale, rng: random.Random) -> Chorale:
    """Four bars of a piece in 4/4 from a bar line on, in C major or A minor."""
    symbols_VT = normalise(chorale.symbols_VT)
    key = analyse_key(symbols_VT)
    up = (9 if key.mode == "minor" else 0) - key.tonic_fifths * 7
    shift = (up + 6) % 12 - 6
    positions_T = metric_positions(chorale.meta, symbols_VT.shape[1])
    starts = [t for t in np.flatnonzero(positions_T == 0) if t + FOUR_BARS <= symbols_VT.shape[1]]
    start = rng.choice(starts)
    moved_VT = np.sign(symbols_VT) * (np.abs(symbols_VT) + shift) * (symbols_VT != 0)
    return Chorale(normalise(moved_VT[:, start : start + FOUR_BARS]), ChoraleMeta(mode=key.mode))


def printed(chorale: Chorale) -> str:
    """A Roman numeral a beat, and each voice's notes with their lengths in quarters, bar by bar."""
    key = Key.of_signature(0, chorale.meta.mode)
    return "\n".join([f"chords: {_numerals(chorale, key)}", *_voices(chorale)])


def _numerals(chorale: Chorale, key: Key) -> str:
    column_N = beat_columns(chorale.meta, chorale.num_sixteenths)
    found = read_chords(chorale.symbols_VT, column_N)
    names = []
    for root, quality, bass in zip(found.root_N, found.quality_N, found.bass_N, strict=True):
        known = quality >= 0 and quality != OTHER
        inverted = None if bass == root else int(bass)
        names.append(numeral_name(Chord(int(root), QUALITIES[quality], inverted), key) if known else "-")
    a_bar = BAR // QUARTER
    return " | ".join(" ".join(names[at : at + a_bar]) for at in range(0, len(names), a_bar))


def _voices(chorale: Chorale) -> list[str]:
    lines = []
    for letter, line, names in zip(VOICES, notes(chorale.symbols_VT), letters_of(chorale), strict=True):
        bars: list[list[str]] = [[] for _ in range(FOUR_BARS // BAR)]
        for (start, length, _), name in zip(line, names, strict=True):
            said = f"{name.name}:{length / QUARTER:g}" if name else f"rest:{length / QUARTER:g}"
            bars[start // BAR].append(said)
        lines.append(f"{letter}: " + " | ".join(" ".join(bar) for bar in bars))
    return lines


def make(out: Path, count: int, seed: int) -> None:
    """Write sheet.md and key.json."""
    rng = random.Random(seed)
    num_made = rng.randint(round(count / 3), round(2 * count / 3))
    pieces = [piece for name in HELD_OUT for piece in splits()[name]]
    found = [(piece, here) for piece in pieces if (here := cuts(piece))]
    if count - num_made > len(found):
        raise ValueError(
            f"expected at most {len(found)} excerpts of Bach, got {count - num_made}: make a smaller --count"
        )
    real = rng.sample(found, count - num_made)
    made = compose_new(
        sunmask.load("chorale-conditioned"), EIGHT_BARS, count=num_made, seed=seed, settings=ChoraleSettings()
    )
    excerpts = [(BACH, piece.name, excerpt(rng.choice(here), rng)) for piece, here in real]
    excerpts += [(MODEL, str(number), excerpt(chorale, rng)) for number, chorale in enumerate(made)]
    rng.shuffle(excerpts)
    out.mkdir(parents=True, exist_ok=True)
    sheet = [f"## {number}\n\n{printed(piece)}\n" for number, (*_, piece) in enumerate(excerpts, start=1)]
    (out / "sheet.md").write_text("\n".join(sheet))
    key = {number: {"of": of, "name": name} for number, (of, name, _) in enumerate(excerpts, start=1)}
    (out / "key.json").write_text(json.dumps(key, indent=1) + "\n")


def report(out: Path, guesses: Path) -> str:
    """The shares called Bach of what is Bach's and of what is the model's, and the ratio of the two.

    Raises ValueError where a line is no guess, or an excerpt has none.
    """
    key = json.loads((out / "key.json").read_text())
    called: dict[str, str] = {}
    for line in filter(None, map(str.strip, guesses.read_text().splitlines())):
        number, _, guess = line.partition(" ")
        if number not in key or guess.strip() not in (BACH, MODEL):
            raise ValueError(f'expected "7 {BACH}" or "7 {MODEL}" in each line of {guesses}, got "{line}"')
        called[number] = guess.strip()
    if missing := key.keys() - called.keys():
        raise ValueError(
            f"expected a guess for each of {len(key)} excerpts in {guesses}, got none for {min(missing)}"
        )
    shares, words = {}, []
    for of, name in ((BACH, "Bach's"), (MODEL, "the model's")):
        mine = [number for number, one in key.items() if one["of"] == of]
        hits = sum(called[number] == BACH for number in mine)
        low, high = wilson(hits, len(mine))
        shares[of] = hits / len(mine)
        interval = f"{100 * low:.0f} to {100 * high:.0f}"
        words.append(f"{name}: {hits} of {len(mine)} called Bach, {shares[of]:.0%} ({interval})")
    ratio = shares[MODEL] / shares[BACH] if shares[BACH] else float("nan")
    return f"{guesses.name}: {'; '.join(words)}; ratio {ratio:.2f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Make a sheet, or read what readers guessed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--guesses", type=Path, nargs="+")
    its = parser.parse_args(arguments)
    torch.set_num_threads(1)
    if its.guesses:
        print("\n".join(report(its.out, guesses) for guesses in its.guesses))
    else:
        make(its.out, its.count, its.seed)


if __name__ == "__main__":
    main()
