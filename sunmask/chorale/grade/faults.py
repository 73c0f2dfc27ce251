"""Where a grade comes from: the notes that Bach would hardly have written, each in a plain sentence."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sunmask.chorale.grade.chords import UNIDENTIFIABLE, Slice
from sunmask.chorale.grade.distributions import BachDistributions
from sunmask.chorale.grade.features import FIFTH, INTERVALS, OCTAVE, Counts, degree, quarters
from sunmask.chorale.grade.intervals import midi
from sunmask.chorale.grade.lines import LineNote, Lines, Sixteenths
from sunmask.chorale.grade.voice_leading import Parallel
from sunmask.chorale.music.voices import STANDARD, VOICE_NAMES, nearest_standard
from sunmask.chorale.notation.spelling import SpelledPitch, key_name

RARE = 0.001
"""Less than one in a thousand of Bach's is unusual."""
QUALITIES = {"P": "perfect", "M": "major", "m": "minor", "A": "augmented", "d": "diminished"}
SIZES = (
    "unison", "second", "third", "fourth", "fifth", "sixth", "seventh", "octave", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "double octave",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Something that Bach hardly does.

    kind: parallel_fifths, parallel_octaves, interval, chord, note, length, range or silence. voices: rows
    concerned, the highest 0. sixteenths: for parallels and intervals one in each of the two places, else
    where the note or chord starts; a note sounds there in each of the voices. message: a sentence for a
    musician.
    penalty: how much lower the grade would be without it, all else being equal.
    """

    kind: str
    voices: tuple[int, ...]
    sixteenths: tuple[int, ...]
    message: str
    penalty: float = 0.0

    def to_json(self) -> dict:
        return dict(vars(self))


def faults_of(lines: Lines, counts: Counts, bach: BachDistributions) -> Iterator[Fault]:
    """All faults of a piece, the gravest kinds first and each kind in the order of time."""
    penalties = Penalties(counts, bach)
    in_time = sorted(counts.parallels, key=lambda p: p.sixteenths)
    yield from (_parallel(found, lines, penalties) for found in in_time)
    yield from _silences(lines, counts)
    yield from _intervals(lines, counts, bach, penalties)
    yield from _chords(lines, counts, bach, penalties)
    yield from _notes(lines, counts, bach, penalties)
    yield from _ranges(lines)


class Penalties:
    """The penalties of single items of a piece's counts."""

    def __init__(self, counts: Counts, bach: BachDistributions) -> None:
        self._counts, self._bach = counts, bach
        self._known: dict[tuple[str, str, int], float] = {}
        self._whole: dict[str, float] = {}
        """Distances with everything that was counted."""

    def of(self, feature: str, category: str, weight: int = 1) -> float:
        """How much lower the feature's distance is without `weight` of this category; 0 if it is not."""
        asked = (feature, category, weight)
        if asked not in self._known:
            self._known[asked] = self._cost(*asked)
        return self._known[asked]

    def _cost(self, feature: str, category: str, weight: int) -> float:
        histogram, key, num_notes = self._counts.by_feature[feature], self._counts.key, self._counts.num_notes
        fewer = histogram.copy()
        fewer[category] -= weight
        if feature not in self._whole:
            self._whole[feature] = self._bach.distance(feature, key.mode, histogram, num_notes)
        cost = self._whole[feature]
        without = self._bach.distance(feature, key.mode, +fewer, num_notes)
        is_countable = math.isfinite(cost) and math.isfinite(without)
        return round(max(0.0, cost - without), 4) if is_countable else 0.0


def pitch_name(pitch: SpelledPitch) -> str:
    """As people write it: F♯4, B♭3."""
    return f"{pitch.letter}{'♯' * pitch.alter if pitch.alter > 0 else '♭' * -pitch.alter}{pitch.octave}"


def interval_words(name: str) -> str:
    """An interval's name in words: "d-5" is "a falling diminished fifth"."""
    number = name.lstrip("PMmAd")
    quality, steps = name[: -len(number)], abs(int(number)) - 1
    words = {"AA": "doubly augmented", "dd": "doubly diminished"}.get(quality) or QUALITIES[quality[0]]
    size = SIZES[steps] if steps < len(SIZES) else f"interval of {steps + 1} steps"
    falls = number.startswith("-") or (steps == 0 and quality[0] == "d")
    if steps == 0 and quality[0] == "d":
        words = words.replace("diminished", "augmented")
    return f"a {'falling' if falls else 'rising'} {words} {size}"


def _at(*times: Sixteenths) -> tuple[int, ...]:
    return tuple(int(time) for time in times)


def _parallel(found: Parallel, lines: Lines, penalties: "Penalties") -> Fault:
    what = "fifths" if found.is_fifth else "octaves"
    upper, lower = (lines.singer(voice) for voice in found.voices)
    pairs = [
        f"{pitch_name(high.pitch)} over {pitch_name(low.pitch)}"
        for high, low in (found.before, found.after)
        if high.pitch and low.pitch
    ]
    motion = "Contrary" if found.is_contrary else "Parallel"
    return Fault(
        f"parallel_{what}",
        found.voices,
        _at(*found.sixteenths),
        f"{motion} {what} between {upper} and {lower} into {lines.place(found.after[0].start)}: "
        f"{pairs[0]}, then {pairs[1]}.",
        penalties.of("parallel_error", FIFTH if found.is_fifth else OCTAVE),
    )


def _silences(lines: Lines, counts: Counts) -> Iterator[Fault]:
    for voice, steps in enumerate(counts.steps):
        if not steps:
            message = (
                f"The {lines.singer(voice)} never goes from one note to another, so the piece has no grade."
            )
            yield Fault("silence", (voice,), (), message)


def _intervals(
    lines: Lines, counts: Counts, bach: BachDistributions, penalties: "Penalties"
) -> Iterator[Fault]:
    mode, like = counts.key.mode, nearest_standard(lines.singers)
    for voice, steps in enumerate(counts.steps):
        feature, of_bach = INTERVALS[like[voice]], VOICE_NAMES[like[voice]].lower()
        usual, singer = bach.of(feature, mode).probabilities, lines.singer(voice)
        for first, second, name in steps:
            if usual.get(name, 0) < RARE and first.pitch and second.pitch:
                message = (
                    f"The {singer} sings {interval_words(name)} into {lines.place(second.start)} "
                    f"({pitch_name(first.pitch)} to {pitch_name(second.pitch)}), "
                    f"rare in Bach's {of_bach} in {mode}."
                )
                penalty = penalties.of(feature, name)
                yield Fault("interval", (voice,), _at(first.start, second.start), message, penalty)


def _chords(lines: Lines, counts: Counts, bach: BachDistributions, penalties: "Penalties") -> Iterator[Fault]:
    usual = bach.of("harmonic_quality", counts.key.mode).probabilities
    for found in counts.slices:
        if usual.get(found.chord_type, 0) < RARE:
            message = (
                f"The chord at {lines.place(found.start)} ({_spelled(found)}) is "
                f"{_article(found.chord_type)}, rare in Bach in {counts.key.mode}."
            )
            voices = tuple(voice for voice, _ in found.notes)
            penalty = penalties.of("harmonic_quality", found.chord_type)
            yield Fault("chord", voices, _at(found.start), message, penalty)


def _spelled(found: Slice) -> str:
    pitches = dict.fromkeys(note.pitch for _, note in found.notes if note.pitch)
    return " ".join(pitch_name(pitch) for pitch in sorted(pitches, key=midi))


def _article(chord_type: str) -> str:
    if chord_type == UNIDENTIFIABLE:
        return "none that has a name"
    words = chord_type.replace("-", " ")
    return f"{'an' if words[0] in 'aeiAEI' else 'a'} {words}"


def _notes(lines: Lines, counts: Counts, bach: BachDistributions, penalties: "Penalties") -> Iterator[Fault]:
    key = counts.key
    degrees, lengths = bach.of("note", key.mode).probabilities, bach.of("rhythm", key.mode).probabilities
    for voice, note in _in_time(lines):
        singer = lines.singer(voice)
        if note.pitch and degrees.get(degree(note.pitch, key), 0) < RARE:
            message = (
                f"The {singer}'s {pitch_name(note.pitch)} at {lines.place(note.start)} is rare in Bach "
                f"in {key_name(key.fifths, key.mode)}."
            )
            penalty = penalties.of("note", degree(note.pitch, key), int(note.length))
            yield Fault("note", (voice,), _at(note.start), message, penalty)
        if lengths.get(quarters(note.length), 0) < RARE:
            what = "note" if note.pitch else "rest"
            message = (
                f"The {singer}'s {what} at {lines.place(note.start)} lasts "
                f"{float(note.length / 4):.4g} quarters, a rare length in Bach."
            )
            penalty = penalties.of("rhythm", quarters(note.length))
            yield Fault("length", (voice,), _at(note.start), message, penalty)


def _ranges(lines: Lines) -> Iterator[Fault]:
    for voice, note in _in_time(lines):
        lowest, highest = lines.singers[voice].low, lines.singers[voice].high
        if note.pitch and not lowest <= midi(note.pitch) <= highest:
            side = "above" if midi(note.pitch) > highest else "below"
            singer = lines.singer(voice)
            whose = f"Bach's {singer}" if lines.singers == STANDARD else "that voice"
            message = (
                f"The {singer}'s {pitch_name(note.pitch)} at {lines.place(note.start)} lies "
                f"{side} the range of {whose}."
            )
            yield Fault("range", (voice,), _at(note.start), message)


def _in_time(lines: Lines) -> list[tuple[int, LineNote]]:
    found = [(voice, note) for voice, line in enumerate(lines.voices) for note in line]
    return sorted(found, key=lambda item: item[1].start)
