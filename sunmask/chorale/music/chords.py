"""Chords that people ask for, each for one beat: root, quality and, where it is said, the bass.

They are kept as pitch classes, so that they stay the same chords where a key signature changes. The browser
reads what people type (`frontend/src/domain/chorale/harmony/chordParser.ts`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sunmask.chorale.music.harmony import OTHER, QUALITIES, TONES

SETS: Mapping[str, tuple[int, ...]] = {
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "add9": (0, 4, 2, 7),
    "dom9": (0, 4, 10, 2, 7),
    "dom11": (0, 10, 5, 7, 2),
    "dom13": (0, 4, 10, 9, 7, 2),
    "it6": (0, 4, 10),
    "fr43": (0, 4, 6, 10),
}
"""Chords that no network has learned: semitones above the root, the most needed first. The sixths are counted
from their bass. The rule alone makes sure of them."""
NEEDED = {"sus2": 3, "sus4": 3, "add9": 3, "dom9": 4, "dom11": 3, "dom13": 4, "it6": 3, "fr43": 4}
"""Tones without which it is another chord."""
ASKED_QUALITIES = (*QUALITIES[:OTHER], *SETS)
"""Qualities that can be asked for."""


@dataclass(frozen=True)
class Chord:
    """root: pitch class. quality: one of ASKED_QUALITIES. bass: pitch class, None where it is left free."""

    root: int
    quality: str
    bass: int | None = None

    @property
    def tones(self) -> tuple[int, ...]:
        """Pitch classes, from the root up; of a set, the most needed first."""
        steps = SETS.get(self.quality) or TONES[QUALITIES.index(self.quality)]
        return tuple((self.root + step) % 12 for step in steps)

    @property
    def is_set(self) -> bool:
        """Whether it is one of `SETS`, which must sound as it is said."""
        return self.quality in SETS

    @property
    def needed(self) -> tuple[int, ...]:
        """Pitch classes of a set without which it is another chord."""
        return self.tones[: NEEDED[self.quality]]


def chord_to_json(chord: Chord) -> dict[str, Any]:
    """`{root, quality, bass}`."""
    return {"root": chord.root, "quality": chord.quality, "bass": chord.bass}


def clean_chord(value: Any) -> Chord | None:
    """The chord that a document's value says; None where it is not valid."""
    if not isinstance(value, Mapping) or value.get("quality") not in ASKED_QUALITIES:
        return None
    root, bass = _pitch_class(value.get("root")), value.get("bass")
    if root is None or (bass is not None and _pitch_class(bass) is None):
        return None
    return Chord(root, value["quality"], None if bass is None else _pitch_class(bass))


def chord_from_json(value: Any) -> Chord:
    """The chord of `chord_to_json`. Raises ValueError for anything else."""
    chord = clean_chord(value)
    if chord is None:
        raise ValueError(
            "expected a chord with a root of 0 to 11, a quality of "
            f"{', '.join(ASKED_QUALITIES)}, and a bass of 0 to 11 or none, got {value!r:.80}"
        )
    return chord


def _pitch_class(value: Any) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return int(value) if is_number and value in range(12) else None


def by_beat(
    chords: Mapping[int, Chord], starts: np.ndarray, num_sixteenths: int
) -> dict[int, tuple[int, Chord]]:
    """Chords by the first column of their beat, each with the column after the beat's last. A beat with
    several has the last of them. starts: the first columns of the beats."""
    ends = [*starts[1:].tolist(), num_sixteenths]
    found = {}
    for column, chord in sorted(chords.items()):
        if column < num_sixteenths:
            n = int(np.searchsorted(starts, column, side="right")) - 1
            found[int(starts[n])] = (ends[n], chord)
    return found
