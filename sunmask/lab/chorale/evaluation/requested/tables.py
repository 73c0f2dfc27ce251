"""Requests as tables: shares with intervals, held-out Bach beside them."""

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np

from sunmask.lab.chorale.evaluation.requested.requests import BELOW, FAULTS, LEADING, SAID
from sunmask.lab.chorale.evaluation.sets import CHORDS, MELODIES, PHRASES, TEXTURE
from sunmask.lab.chorale.evaluation.tables import table
from sunmask.lab.evaluation.intervals import wilson

Rows = list[dict[str, Any]]
CLOSES = ("authentic", "half", "deceptive")
PLAINLY = {
    "parallel_fifths": "parallel fifths",
    "parallel_octaves": "parallel octaves",
    "hidden_fifths": "hidden outer fifths",
    LEADING: "leading notes unresolved",
    BELOW: "those below the soprano",
}
NUM_DRAWS = 1000


def request_tables(bach: Rows, asked: dict[str, dict[str, Rows]]) -> list[str]:
    """Headings and tables. asked: by checkpoint and request."""
    found = []
    for where, rows in asked.items():
        if CHORDS in rows:
            found += [f"## Chords asked of {where}: obeyed", chords_table(rows[CHORDS])]
        if PHRASES in rows:
            made = {"held-out Bach, at fermatas": bach, f"{where}, from nothing": rows[PHRASES]}
            found += ["## Phrase ends: a cadence", closes_table(made)]
            found += [f"## Modes asked of {where}: heard by the judges", modes_table(rows[PHRASES])]
        if TEXTURE in rows:
            found += [f"## Textures asked of {where}: notes a beat", texture_table(rows[TEXTURE])]
        if MELODIES in rows:
            groups = Counter(row["group"] for row in rows[MELODIES])
            made = {"held-out Bach, at fermatas": bach}
            for group in groups:
                made[f"{group} ({groups[group]})"] = [r for r in rows[MELODIES] if r["group"] == group]
            kept = sum(row["is_kept"] for row in rows[MELODIES])
            found += [
                f"## Melodies harmonised by {where}: {kept} of {len(rows[MELODIES])} untouched",
                closes_table(made),
            ]
    return found


def chords_table(rows: Rows) -> str:
    asked = sum(row["asked"] for row in rows)
    body = [
        [name, share(sum(row[key] for row in rows), asked)]
        for name, key in (
            ("root, by the rule that labels chords", "root"),
            ("root and quality, by that rule", "both"),
            ("root and quality, by the judges' rule", "judged"),
            ("the same of Bach's own notes in those beats", "bach"),
        )
    ]
    return table(["heard", f"of {asked} chords (95 %)"], body)


def modes_table(rows: Rows) -> str:
    body = []
    for mode in ("major", "minor"):
        heard = [row["is_minor"] == (mode == "minor") for row in rows if row["mode"] == mode]
        body.append([mode, share(sum(heard), len(heard))])
    return table(["asked", "heard (95 %)"], body)


def closes_table(made: dict[str, Rows]) -> str:
    body = []
    for name, rows in made.items():
        closes = Counter(close for row in rows for close in row["closes"])
        total = sum(closes.values())
        hits = sum(closes[kind] for kind in CLOSES)
        kinds = ", ".join(f"{closes[kind]} {kind}" for kind in CLOSES)
        tonic = [sum(row["tonic"][at] for row in rows) for at in (0, 1)]
        body.append([name, share(hits, total), kinds, share(*tonic), *(rate(rows, each) for each in FAULTS)])
    head = ["", "cadence (95 %)", "kinds", "last chord tonic", *(f"{PLAINLY[each]}, %" for each in FAULTS)]
    return table(head, body)


def rate(rows: Rows, fault: str) -> str:
    """The rate of a fault for 100 places where it could occur."""
    hits, among = (sum(row["faults"][fault][at] for row in rows) for at in (0, 1))
    return f"{100 * hits / among:.2f}" if among else ""


def texture_table(rows: Rows) -> str:
    """Notes a beat, with the interval of other pieces drawn by bootstrap."""
    body = []
    for texture in SAID:
        each = np.array([row["notes"] / row["beats"] for row in rows if row["texture"] == texture])
        drawn = np.random.default_rng(0).choice(each, (NUM_DRAWS, len(each))).mean(axis=1)
        low, high = np.quantile(drawn, [0.025, 0.975])
        body.append([texture, str(len(each)), f"{each.mean():.2f} ({low:.2f} to {high:.2f})"])
    means = [float(row[2].split()[0]) for row in body]
    rises = all(lower < higher for lower, higher in pairwise(means))
    return table(["texture", "n", f"notes a beat (95 %); rises every time: {'yes' if rises else 'no'}"], body)


def share(hits: float, total: float) -> str:
    """A share in percent with its interval."""
    if not total:
        return ""
    low, high = wilson(hits, total)
    return f"{100 * hits / total:.0f} % ({100 * low:.0f} to {100 * high:.0f}) of {total:.0f}"
