"""Requests as pieces of work of an evaluation: what is asked, composed, and counted.

A count is [how many, of how many].
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from sunmask.chorale.conditioning.conditions import home_key
from sunmask.chorale.conditioning.planning import planned_phrases
from sunmask.chorale.music.bars import beat_columns
from sunmask.chorale.music.chords import Chord
from sunmask.chorale.music.harmony import OTHER, QUALITIES, read_chords
from sunmask.chorale.music.symbols import Chorale
from sunmask.chorale.settings import TEXTURES, ChoraleSettings
from sunmask.lab.chorale.evaluation import work
from sunmask.lab.chorale.evaluation.judges.analysis import Analysis
from sunmask.lab.chorale.evaluation.judges.chords import NAMES
from sunmask.lab.chorale.evaluation.judges.closes import phrase_close
from sunmask.lab.chorale.evaluation.judges.counterpoint import ALTO, BASS, TENOR, leading_notes
from sunmask.lab.chorale.evaluation.judges.craft import counts
from sunmask.lab.chorale.evaluation.judges.pieces import EIGHT_BARS, cuts, whole
from sunmask.lab.chorale.evaluation.requested.melodies import folk_songs, sopranos
from sunmask.lab.chorale.evaluation.sets import CHORDS, MELODIES, PHRASES, TEXTURE
from sunmask.lab.chorale.evaluation.work import Checkpoint

if TYPE_CHECKING:
    from sunmask.models.inference import InferenceModel

SHARE_OF_BEATS = 0.25
"""In how many beats a chord is asked for."""
NUM_SOPRANOS = 20
SAID = TEXTURES[1:]
"""Textures from plain to ornamented."""
MOST = 60
"""Pieces of a request, where as many samples were asked for."""
COUNTED = ("parallel_fifths", "parallel_octaves", "hidden_fifths")
LEADING, BELOW = "leading_note_unresolved", "leading_note_below"
"""Keys of the count in all voices, and in those below the soprano, whose melody may be given."""
FAULTS = (*COUNTED, LEADING, BELOW)


@dataclass(frozen=True)
class Ask:
    """One request of a model; results are a row for each piece. count: pieces, of each texture too."""

    checkpoint: Checkpoint
    request: str
    count: int
    num_steps: int
    seed: int

    @property
    def name(self) -> str:
        return f"{self.checkpoint.folder}/asked-{self.request}"

    @property
    def settings(self) -> dict[str, Any]:
        sampler = ChoraleSettings(num_steps=self.num_steps).to_json()
        run = {"request": self.request, "count": self.count, "seed": self.seed, "heard": ["mode"]}
        return {"checkpoint": self.checkpoint.digest, **run, "sampler": sampler}

    @property
    def label(self) -> str:
        return f"asked for {self.request}"

    @property
    def cost(self) -> int:
        of = {TEXTURE: self.count * len(SAID), MELODIES: 2 * NUM_SOPRANOS}
        return of.get(self.request, self.count) * self.num_steps

    def results(self) -> list[dict[str, Any]]:
        import sunmask

        network = sunmask.load(self.checkpoint.where)
        settings = ChoraleSettings(num_steps=self.num_steps)
        ask = {CHORDS: ask_chords, PHRASES: ask_phrases, TEXTURE: ask_textures, MELODIES: ask_melodies}
        return ask[self.request](network, settings, self.count, self.seed)


@dataclass(frozen=True)
class BachBreathes:
    """How the test pieces close their phrases, and their faults; results are as those of `ask_phrases`."""

    name = "bach-phrases"
    label = "Bach's phrases"
    cost = 0

    @property
    def settings(self) -> dict[str, Any]:
        return {"split": "test", "faults": list(FAULTS)}

    def results(self) -> list[dict[str, Any]]:
        pieces = [(whole(piece), list(piece.fermatas)) for piece in work.splits()["test"] if piece.fermatas]
        return [phrase_row(piece, ends) for piece, ends in pieces]


def ask_chords(
    network: "InferenceModel", settings: ChoraleSettings, count: int, seed: int
) -> list[dict[str, Any]]:
    """From nothing, in the key of a test piece, with its chords asked for in a share of the beats. Qualities
    that the rule calls `other` are not asked for."""
    from sunmask.chorale.sampling.composing import blank_chorale, compose

    rng = np.random.default_rng(3)
    pieces = [part for piece in work.splits()["test"] for part in cuts(piece)[:1]]
    rows = []
    for number in range(count):
        real = pieces[number % len(pieces)]
        asked = {
            column: label
            for column, label in labels(real).items()
            if label[0] >= 0 and label[1] not in (-1, OTHER) and rng.random() < SHARE_OF_BEATS
        }
        fifths, mode = home_key(real.symbols_VT)
        blank = blank_chorale(EIGHT_BARS)
        chords = {column: Chord(root, QUALITIES[quality], None) for column, (root, quality) in asked.items()}
        start = replace(blank, meta=replace(blank.meta, fifths=fifths, mode=mode), chords=chords)
        (made,) = compose(network, start, count=1, seed=100 + seed + number, settings=settings)
        read, judged, bach = labels(made), judged_labels(made), judged_labels(real)
        rows.append(
            {
                "asked": len(asked),
                "root": sum(read[column][0] == label[0] for column, label in asked.items()),
                "both": sum(read[column] == label for column, label in asked.items()),
                "judged": sum(judged.get(column) == label for column, label in asked.items()),
                "bach": sum(bach.get(column) == label for column, label in asked.items()),
                "faults": _faults(made),
            }
        )
    return rows


def labels(piece: Chorale) -> dict[int, tuple[int, int]]:
    """Root and quality of each beat by its first column, by the rule that labels what is learned."""
    found = read_chords(piece.symbols_VT, beat_columns(piece.meta, piece.num_sixteenths))
    rows = zip(found.column_N, found.root_N, found.quality_N, strict=True)
    return {int(column): (int(root), int(quality)) for column, root, quality in rows}


def judged_labels(piece: Chorale) -> dict[int, tuple[int, int]]:
    """The same by the judges' rule, which no sampler asks."""
    analysis = Analysis.of(piece)
    rows = zip(analysis.beats_B, analysis.chords.root_B, analysis.chords.quality_B, strict=True)
    ours = {place: QUALITIES.index(name) for place, name in enumerate(NAMES) if name in QUALITIES}
    return {int(column): (int(root), ours.get(int(quality), -1)) for column, root, quality in rows}


def ask_phrases(
    network: "InferenceModel", settings: ChoraleSettings, count: int, seed: int
) -> list[dict[str, Any]]:
    """From nothing, with phrase ends as each piece plans them, in a key and mode of its own."""
    from sunmask.chorale.sampling.composing import blank_chorale, compose_new, plan_to_keep

    made = compose_new(network, EIGHT_BARS, count=count, seed=seed, settings=settings)
    blank = blank_chorale(EIGHT_BARS)
    plan = plan_to_keep(blank, "")
    return [
        phrase_row(piece, planned_phrases(plan, seed, number, blank, settings))
        | {"mode": piece.meta.mode, "is_minor": bool(Analysis.of(piece).is_minor)}
        for number, piece in enumerate(made)
    ]


def phrase_row(piece: Chorale, ends: Sequence[int]) -> dict[str, Any]:
    """How a piece closes its phrases, and its faults. ends: columns, in which or before which last notes of
    the soprano begin."""
    analysis = Analysis.of(piece)
    closes = [phrase_close(analysis, _onset(analysis, end)) or "none" for end in ends]
    return {"closes": closes, "tonic": list(counts(piece)["ends_on_tonic"]), "faults": _faults(piece)}


def _onset(analysis: Analysis, column: int) -> int:
    while column and not analysis.attack_VT[0, column]:
        column -= 1
    return column


def _faults(piece: Chorale) -> dict[str, list[float]]:
    found = counts(piece)
    below, _ = leading_notes(Analysis.of(piece), (ALTO, TENOR, BASS))
    rows = {name: found[name] for name in (*COUNTED, LEADING)} | {BELOW: below}
    return {name: [float(each) for each in count] for name, count in rows.items()}


def ask_textures(
    network: "InferenceModel", settings: ChoraleSettings, count: int, seed: int
) -> list[dict[str, Any]]:
    """From nothing, in every texture with the same seed: notes of all voices a beat."""
    from sunmask.chorale.sampling.composing import compose_new

    rows = []
    for texture in SAID:
        chosen = replace(settings, texture=texture)
        for piece in compose_new(network, EIGHT_BARS, count=count, seed=seed, settings=chosen):
            analysis = Analysis.of(piece)
            rows.append({"texture": texture, "notes": analysis.num_notes, "beats": len(analysis.beats_B)})
    return rows


def ask_melodies(
    network: "InferenceModel", settings: ChoraleSettings, count: int, seed: int
) -> list[dict[str, Any]]:
    """Three voices for held-out sopranos and for folk songs; count: at most so many of both."""
    from sunmask.chorale.sampling.composing import compose, plan_to_keep

    tunes = [
        ("Bach", tune, ends) for _, tune, ends in sopranos(work.splits()["test"], min(NUM_SOPRANOS, count))
    ]
    songs = list(islice(folk_songs(), count))
    rows = []
    for number, (group, tune, ends) in enumerate([*tunes, *songs]):
        plan = plan_to_keep(tune, "S")
        (made,) = compose(network, tune, count=1, seed=seed + number, settings=settings, plan=plan)
        is_kept = bool((made.symbols_VT[0] == tune.symbols_VT[0]).all())
        rows.append({"group": group, "title": tune.meta.title, "is_kept": is_kept, **phrase_row(made, ends)})
    return rows
