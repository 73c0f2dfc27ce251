"""Signs of notation that a file or a person wrote: dynamics, slurs, articulations, words, tempo changes,
tuplets, grace notes.

They hang on a voice and a sixteenth. A sign of a note is written where a note begins there; a direction, as
dynamics or words, stands at its moment whatever sounds. One of the whole system, as a tempo, is seen over the
uppermost staff and in every part. A tuplet stands from its sixteenth on (see `music/tuplets.py`). No network
hears of them.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sunmask.kinds.texts import clean_text

BEAT_UNITS = {
    "whole": 4.0,
    "half": 2.0,
    "quarter": 1.0,
    "eighth": 0.5,
    "16th": 0.25,
    "32nd": 0.125,
}
"""MusicXML's names of note values, in quarters."""
DYNAMICS = (
    *("p", "pp", "ppp", "pppp", "ppppp", "pppppp", "f", "ff", "fff", "ffff", "fffff", "ffffff"),
    *("mp", "mf", "sf", "sfp", "sfpp", "fp", "rf", "rfz", "sfz", "sffz", "fz", "n", "pf", "sfzp"),
    "other-dynamics",
)
ARTICULATIONS = (
    *("accent", "strong-accent", "staccato", "tenuto", "detached-legato", "staccatissimo", "spiccato"),
    *("scoop", "plop", "doit", "falloff", "breath-mark", "caesura", "stress", "unstress", "soft-accent"),
    "other-articulation",
)
ORNAMENTS = (
    *("trill-mark", "turn", "delayed-turn", "inverted-turn", "delayed-inverted-turn", "vertical-turn"),
    *("inverted-vertical-turn", "shake", "mordent", "inverted-mordent", "schleifer", "tremolo", "haydn"),
    *("accidental-mark", "other-ornament"),
)
TECHNICAL = (
    *("up-bow", "down-bow", "open-string", "thumb-position", "fingering", "pluck", "double-tongue"),
    *("triple-tongue", "stopped", "snap-pizzicato", "fret", "string", "heel", "toe", "fingernails", "tap"),
    *("flip", "smear", "open", "half-muted", "golpe", "other-technical"),
)
NOTE_SIGNS = {"articulations": ARTICULATIONS, "ornaments": ORNAMENTS, "technical": TECHNICAL}
"""Kinds that belong to a note, by MusicXML's element around them, and their names."""
LINES = {"slur": ("start", "stop"), "wedge": ("crescendo", "diminuendo", "stop")}
"""Kinds with two ends, each a sign of its own: what begins one, and what ends it."""
RATIOS = tuple(f"{actual}:{normal}" for actual in range(2, 17) for normal in range(1, 17) if actual != normal)
"""Of tuplets: how many notes in the time of how many."""
GRACES = ("acciaccatura", "appoggiatura")
"""With a stroke through the stem, and without."""
TEXTS = ("words", "system", "rehearsal")
"""Of a staff; of the system, so of every part; a letter or number that a rehearsal begins at."""
NAMES = {
    **{"dynamics": DYNAMICS, "metronome": tuple(BEAT_UNITS), **NOTE_SIGNS, **LINES},
    **{"tuplet": RATIOS, "grace": GRACES},
}
KINDS = (*NAMES, *TEXTS)
SIDES = ("", "above", "below")
STYLES = ("", "bold", "italic", "bold italic")
MOST_TEXT, MOST_SIGNS, MOST_NUMBER, MOST_DOTS = 200, 20, 16, 3
MOST_OWN_NOTES = 64
LONGEST = 64
VALUES = frozenset(
    dotted for plain in (1, 2, 4, 8, 16, 32, 64) for dotted in (plain, plain * 3 // 2, plain * 7 // 4)
) - {0}
"""Written lengths of the notes of tuplets and grace notes, in 64ths, with up to two dots."""
SLOWEST, FASTEST = 1.0, 2000.0
"""Limits of a tempo mark, in its own note value a minute."""


OwnNote = tuple[int, int, str]


@dataclass(frozen=True)
class Sign:
    """One sign of `KINDS`.

    name: of `NAMES`, "" for texts. text: of words, and of what shows some, as a fingering. side: of the
    staff. style: of words. number: which line, where several are open at once. dots, value: of a tempo mark,
    its note value and how many of them there are in a minute; of words as "Allegro" the value alone, in
    quarters, 0 where they are no tempo. A tempo mark may have words before it. notes: of tuplets and grace
    notes, each its written length in 64ths, MIDI pitch (0 a rest, negative where it goes on sounding), and
    its letter with signs, "" where nobody wrote it.
    """

    kind: str
    name: str = ""
    text: str = ""
    side: str = ""
    style: str = ""
    number: int = 1
    dots: int = 0
    value: float = 0.0
    notes: tuple[OwnNote, ...] = ()

    @property
    def is_of_note(self) -> bool:
        """Whether it needs a note that begins where it hangs."""
        return self.kind in NOTE_SIGNS or self.kind in ("slur", "grace")

    @property
    def is_of_system(self) -> bool:
        """Whether it is said to everybody: over the uppermost staff, and in every part."""
        return self.kind in ("system", "rehearsal", "metronome") or (self.kind == "words" and self.value > 0)

    @property
    def quarters_a_minute(self) -> float:
        """Quarters a minute of a tempo mark, or of words that are one; 0 for all others."""
        return self.value * BEAT_UNITS.get(self.name, 1.0) * (2 - 0.5**self.dots)


Signs = Mapping[tuple[int, int], tuple[Sign, ...]]
"""By voice and sixteenth."""
_USUAL = {each.name: each.default for each in fields(Sign) if each.name != "kind"}


def sign_to_json(sign: Sign) -> dict[str, Any]:
    """Its kind, and what is not as usual."""
    said = asdict(sign)
    if sign.notes:
        said["notes"] = [list(note) for note in sign.notes]
    return {name: value for name, value in said.items() if name == "kind" or value != _USUAL[name]}


def clean_sign(value: Any) -> Sign | None:
    """The sign that a document's value says; None where it is not valid."""
    if (
        not isinstance(value, Mapping)
        or value.get("kind") not in KINDS
        or not set(value) <= {"kind", *_USUAL}
    ):
        return None
    said = {**_USUAL, **value}
    kind, name, text = said["kind"], said["name"], said["text"]
    if not isinstance(text, str) or clean_text(text, most=MOST_TEXT) != text:
        return None
    if (name, bool(text)) != ("", True) if kind in TEXTS else name not in NAMES[kind]:
        return None
    number = _whole(said["number"], 1, MOST_NUMBER)
    dots = _whole(said["dots"], 0, MOST_DOTS)
    if number is None or dots is None or said["side"] not in SIDES or said["style"] not in STYLES:
        return None
    speed = said["value"]
    is_number = isinstance(speed, int | float) and not isinstance(speed, bool) and math.isfinite(speed)
    if not is_number or not (SLOWEST <= speed <= FASTEST or (speed == 0 and kind != "metronome")):
        return None
    if speed and kind not in ("metronome", "words"):
        return None
    notes = _own_notes(kind, said["notes"])
    if notes is None:
        return None
    return Sign(kind, name, text, said["side"], said["style"], number, dots, float(speed), notes)


def _own_notes(kind: str, value: Any) -> tuple[OwnNote, ...] | None:
    """The notes of a tuplet or of grace notes, () of all other signs; None where they are not valid."""
    if not isinstance(value, list | tuple) or len(value) > MOST_OWN_NOTES:
        return None
    if kind not in ("tuplet", "grace"):
        return () if len(value) == 0 else None
    found: list[OwnNote] = []
    for each in value:
        said: Any
        sounds: Any
        letter: Any
        said, sounds, letter = each if isinstance(each, list | tuple) and len(each) == 3 else (0, 0, None)
        length, pitch = _whole(said, 1, LONGEST * 7 // 4), _whole(sounds, -127, 127)
        if length not in VALUES or length is None or pitch is None or not is_letter(letter):
            return None
        if kind == "grace" and pitch <= 0:
            return None
        found.append((length, pitch, letter))
    return tuple(found) or None


def is_letter(value: Any) -> bool:
    """Whether it is a letter with up to two signs, as F# or Ebb, or "" for none."""
    return isinstance(value, str) and re.fullmatch("([A-G](#{0,2}|b{0,2}))?", value) is not None


def clean_signs(value: Any) -> tuple[Sign, ...]:
    """The valid ones of a document's list."""
    found = (clean_sign(each) for each in value) if isinstance(value, list) else ()
    return tuple(sign for sign in found if sign is not None)[:MOST_SIGNS]


def sign_from_json(value: Any) -> Sign:
    """The sign of `sign_to_json`. Raises ValueError for anything else."""
    sign = clean_sign(value)
    if sign is None:
        raise ValueError(f"expected a sign of {', '.join(KINDS)}, as files have it, got {value!r:.80}")
    return sign


def tempo_changes(signs: Signs) -> list[tuple[int, float]]:
    """Sixteenth and quarter notes a minute of each tempo mark, in order of time, one for each moment: of
    numbers and words the number, and the upper voice's."""
    found = {}
    for (_, t), here in sorted(signs.items(), reverse=True):
        for sign in sorted(here, key=lambda sign: sign.kind == "metronome"):
            if sign.value:
                found[t] = sign.quarters_a_minute
    return sorted(found.items())


def lines_of(signs: Signs, voice: int, kind: str) -> list[tuple[int, int, Sign]]:
    """Slurs or hairpins of a voice as (first sixteenth, last, how it begins)."""
    ends = [(t, sign) for (of, t), here in signs.items() if of == voice for sign in here if sign.kind == kind]
    return [(ends[first][0], ends[last][0], ends[first][1]) for first, last in paired(ends)]


def paired(ends: Sequence[tuple[Any, Sign]]) -> list[tuple[int, int]]:
    """Which beginnings and ends of lines belong together, by their places in the list; each comes with its
    time. Where one line ends and another begins, the end is the first. What fits no other is left out."""
    open_lines: dict[int, int] = {}
    found = []
    for at in sorted(range(len(ends)), key=lambda each: (ends[each][0], ends[each][1].name != "stop")):
        sign = ends[at][1]
        if sign.name != "stop":
            open_lines[sign.number] = at
        elif sign.number in open_lines:
            found.append((open_lines.pop(sign.number), at))
    return found


def _whole(value: Any, least: int, most: int) -> int | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return int(value) if is_number and value == int(value) and least <= value <= most else None
